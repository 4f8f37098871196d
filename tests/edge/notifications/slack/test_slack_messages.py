"""Messages in Slack: of the types that were chosen, in words that call nobody, once, and again when a server wants."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.notifications import pushes
from guildhall.kernel.clock import SettableClock
from guildhall.notifications import wiring
from guildhall.notifications.gateways.posting import Poster
from guildhall.notifications.gateways.slack import SlackWebhooks, written
from guildhall.notifications.machine import LEASE
from guildhall.notifications.models import PUSH_LIFE, SlackMessage
from guildhall.notifications.store import DynamoDispatches, DynamoSwitches
from guildhall.notifications.use_cases import SendDue
from guildhall.platform.assembly import Platform
from guildhall.projects.events import ProposalSubmittedV1
from tests.edge.notifications.conftest import SETTINGS
from tests.edge.notifications.test_figures import outcomes
from tests.edge.notifications.test_mail import HELD
from tests.edge.notifications.test_phones import FAILED
from tests.fakes.push_service import push_services
from tests.support.http import Client
from tests.support.messages import SAMPLES, Bus
from tests.support.outbox import published
from tests.support.receiver import Receiver, Reply
from tests.support.slack import ANA, PREFERENCES, SLACK, confirm, orders, said, wants

SUBMITTED = ProposalSubmittedV1.read(
    {
        **json.loads((SAMPLES / "ProposalSubmitted.v1.json").read_text())["data"],
        "client_id": "acc_ana",
        "project_title": "<!channel> & @all <http://evil.example|pay> [here](http://evil.example)",
    }
)


def fails(call: Client, happens: Bus, sending: Any, chat: Receiver, *replies: Reply) -> None:
    """Have a payment fail of which Ana is told at her address. replies: of the server behind it, then it takes all."""
    wants(call, "payment_failed")
    confirm(call, sending, chat)
    chat.plan.extend(replies)
    happens.deliver(FAILED)


def test_an_address_is_confirmed_by_a_code_and_gets_what_was_chosen_in_short_words_with_the_link(
    call: Client, happens: Bus, sending: Any, chat: Receiver, platform: Platform
) -> None:
    wants(call, "payment_failed")
    answer = confirm(call, sending, chat)
    happens.deliver(FAILED)
    sending()

    assert answer.body == {"address": "127.0.0.1…hall", "awaited": None}
    assert call("GET", SLACK, by=ANA).body == answer.body
    code, message = said(chat)
    assert "<https://web.example/settings/notifications|" in code
    assert re.fullmatch(
        r"Votre paiement de .*a pas abouti\.\n<https://web\.example/contracts/ctr_\w+#mil_\w+\|Payer à nouveau>",
        message,
    )
    sent = [e["channels"] for e in published(platform.tables, "NotificationSent.v1") if e["type"] == "payment_failed"]
    assert sorted(sent) == [["in_app"], ["slack"]]


def test_what_has_no_short_words_is_told_by_its_title(call: Client, happens: Bus, sending: Any, chat: Receiver) -> None:
    wants(call, "payment_protected")
    confirm(call, sending, chat)

    happens.deliver(HELD)
    sending()

    assert re.fullmatch(
        r"Votre paiement de 1.200,00.EUR est protégé\n<https://web\.example/contracts/ctr_1#mil_1\|.+>", said(chat)[-1]
    )


def test_no_type_comes_to_slack_until_it_is_chosen(
    call: Client, happens: Bus, sending: Any, chat: Receiver, platform: Platform
) -> None:
    confirm(call, sending, chat)

    happens.deliver(FAILED)

    assert orders(platform) == []
    assert {choice["slack"] for choice in call("GET", PREFERENCES, by=ANA).body["choices"]} == {False}


def test_what_people_typed_makes_no_links_and_calls_nobody(
    call: Client, happens: Bus, sending: Any, chat: Receiver
) -> None:
    wants(call, "proposal_submitted")
    confirm(call, sending, chat)

    happens.deliver(SUBMITTED)
    sending()

    text = said(chat)[-1]
    assert "&lt;!channel&gt; &amp; @\u200ball &lt;http:\u200b//evil.example|pay&gt; [here]\u200b(http:\u200b//" in text
    assert re.findall("<([^|]*)", text) == [f"https://web.example/projects/{SUBMITTED.project_id}"]
    posted = json.loads(chat.got[-1].body)
    assert (posted["parse"], posted["link_names"], posted["unfurl_links"]) == ("none", 0, False)


def test_a_link_ends_where_it_ends() -> None:
    message = SlackMessage("Hello", "https://web.example/a?b=1&c=<!here>|d", "Read > on")

    assert written(message) == "Hello\n<https://web.example/a?b=1&amp;c=%3C!here%3E%7Cd|Read &gt; on>"


def test_an_order_that_comes_again_sends_nothing_and_each_step_counts_once(
    call: Client, happens: Bus, sending: Any, chat: Receiver, platform: Platform, senders: Bus, desk: Client
) -> None:
    wants(call, "payment_failed")
    confirm(call, sending, chat)
    event = happens.message(FAILED)
    happens.deliver(event, event)
    (order,) = orders(platform)

    assert [senders.takes(order) for _ in range(3)] == [True, True, True]

    assert len(chat.got) == 2
    assert outcomes(desk, "payment_failed", "slack") == {"ordered": 1, "sent": 1}


@pytest.mark.parametrize(("status", "wait"), [(429, 300), (429, None), (503, 200), (500, None)])
def test_a_busy_server_is_asked_again_when_it_wants_and_by_nothing_before(
    call: Client, happens: Bus, sending: Any, chat: Receiver, platform: Platform, senders: Bus, clock: SettableClock,
    status: int, wait: int | None,
) -> None:  # fmt: skip
    reply = Reply(status=status, headers={"Retry-After": str(wait)} if wait else {})
    fails(call, happens, sending, chat, reply)
    (order,) = orders(platform)
    patience = timedelta(seconds=wait) if wait else LEASE

    assert senders.takes(order) is False
    if wait:
        # What else would go there waits too.
        call("POST", f"{SLACK}/test", by=ANA)
        assert sending() == 2
    clock.advance(patience - timedelta(seconds=1))
    assert senders.takes(order) is False, "too early"
    assert len(chat.got) == 2
    clock.advance(timedelta(seconds=1))
    assert senders.takes(order) is True
    assert sending() == 0

    assert len(chat.got) == (4 if wait else 3)


@pytest.mark.parametrize("reply", [Reply(status=None), Reply(drips="head")], ids=["broken", "dripping"])
def test_a_server_that_does_not_answer_is_asked_again_after_the_lease(
    call: Client, happens: Bus, sending: Any, chat: Receiver, clock: SettableClock, reply: Reply
) -> None:
    fails(call, happens, sending, chat, reply)

    assert sending() == 1
    clock.advance(LEASE)
    assert sending() == 0
    assert "a pas abouti" in said(chat)[-1]


@pytest.mark.parametrize(
    "reply",
    [Reply(status=403), Reply(status=400), Reply(status=302, headers={"Location": "http://169.254.169.254/"})],
    ids=["not allowed", "malformed", "redirecting"],
)
def test_what_is_refused_goes_to_the_dead_letters_and_can_be_redriven(
    call: Client, happens: Bus, sending: Any, chat: Receiver, senders: Bus, reply: Reply
) -> None:
    fails(call, happens, sending, chat, reply)

    assert sending() == 0
    assert [dead["problem"] for dead in senders.dead] == ["notifications/slack-refused"]
    assert "127.0.0.1" not in json.dumps(senders.dead)
    assert senders.takes(senders.dead[0]["message"]) is True
    assert "a pas abouti" in said(chat)[-1]


def test_an_address_whose_name_has_moved_to_a_private_network_gets_nothing(
    call: Client, happens: Bus, sending: Any, chat: Receiver, platform: Platform, clock: SettableClock
) -> None:
    fails(call, happens, sending, chat)
    moved = SlackWebhooks(Poster(loopback_allowed=False, lookup=lambda *_: ["10.0.0.7"]))
    wired = wiring.wire_push(replace(platform, environ=SETTINGS), push_services(), moved)
    (order,) = orders(platform)

    assert Bus(pushes.subscribe(wired), clock).takes(order) is False
    assert len(chat.got) == 1


def test_nobody_is_told_in_slack_what_they_have_read_or_what_is_old(
    call: Client, happens: Bus, sending: Any, chat: Receiver, clock: SettableClock
) -> None:
    fails(call, happens, sending, chat)
    call("POST", "/v1/notifications/read", by=ANA, body={})
    happens.deliver(FAILED)
    clock.advance(PUSH_LIFE)

    assert sending() == 0

    assert len(chat.got) == 1


def test_the_night_holds_up_messages_which_come_in_one_in_the_morning(
    call: Client, happens: Bus, sending: Any, chat: Receiver, platform: Platform, clock: SettableClock
) -> None:
    quiet = {"time_zone": "UTC", "quiet_from": "00:00", "quiet_until": "23:59", "digest": "off", "unread_minutes": 0}
    wants(call, "proposal_submitted", "payment_receipt", rhythm=quiet)
    confirm(call, sending, chat)
    happens.deliver(SUBMITTED, SUBMITTED)
    assert (sending(), len(chat.got)) == (0, 1)

    clock.advance(timedelta(days=1))
    SendDue(DynamoDispatches(platform.database), DynamoSwitches(platform.database), clock)()
    sending()

    assert len(chat.got) == 2
    assert said(chat)[-1].count("(2)") == 1
