"""Slack addresses: confirmed by a code before anything else goes there, chosen by type, and forgotten when gone."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from functions.notifications import announcements, api, pushes
from guildhall.kernel.actor import ANONYMOUS, Actor
from guildhall.kernel.clock import SettableClock
from guildhall.notifications import wiring
from guildhall.notifications.events import SlackStoppedV1
from guildhall.notifications.gateways.posting import Poster
from guildhall.notifications.gateways.slack import SlackWebhooks, written
from guildhall.notifications.machine import LEASE
from guildhall.notifications.models import PUSH_LIFE, SlackMessage, shown_address
from guildhall.notifications.store import DynamoDispatches
from guildhall.notifications.use_cases import SendDue
from guildhall.notifications.wiring.announcements import wire_announcements
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from guildhall.projects.events import ProposalSubmittedV1
from tests.edge.notifications.conftest import SETTINGS
from tests.edge.notifications.test_figures import outcomes
from tests.edge.notifications.test_mail import CONFIRMED, HELD, REGISTERED
from tests.edge.notifications.test_phones import FAILED
from tests.fakes.push_service import push_services
from tests.support.http import Answer, Client
from tests.support.messages import SAMPLES, Bus, command_message
from tests.support.outbox import enqueued, published
from tests.support.receiver import Receiver, Reply

ANA = Actor("acc_ana", frozenset({"client"}))
BEN = Actor("acc_ben", frozenset({"client"}))
SLACK = "/v1/notification-preferences/slack"
PREFERENCES = "/v1/notification-preferences"
SUBMITTED = ProposalSubmittedV1.read(
    {
        **json.loads((SAMPLES / "ProposalSubmitted.v1.json").read_text())["data"],
        "client_id": "acc_ana",
        "project_title": "<!channel> & @all <http://evil.example|pay> [here](http://evil.example)",
    }
)


@pytest.fixture(autouse=True)
def _ana(happens: Bus) -> None:
    happens.deliver(REGISTERED, CONFIRMED)


def edges(platform: Platform, **environ: str) -> Client:
    """Return the edges of preferences and of Slack addresses as one."""
    wired = wire_announcements(replace(platform, environ={**SETTINGS, **environ}))
    slack = Client(announcements.create_app, wired, platform, bodiless=announcements.BODILESS)
    rest = Client(api.create_app, wiring.wire(platform, push_services()), platform, bodiless=api.BODILESS)

    def call(method: str, path: str, **rest_of_it: Any) -> Answer:
        return (slack if path.startswith(SLACK) else rest)(method, path, **rest_of_it)

    return cast("Client", call)


@pytest.fixture
def call(platform: Platform) -> Client:
    """The edges of a stage that takes addresses on this machine."""
    return edges(platform, GUILDHALL_SLACK_LOOPBACK="true")


@pytest.fixture
def chat() -> Iterator[Receiver]:
    """A server that takes what Slack takes."""
    with Receiver().running() as running:
        yield running


@pytest.fixture
def senders(platform: Platform, clock: SettableClock) -> Bus:
    addresses = SlackWebhooks(Poster(loopback_allowed=True, whole_seconds=2.0))
    wired = wiring.wire_push(replace(platform, environ=SETTINGS), push_services(), addresses)
    return Bus(pushes.subscribe(wired), clock)


@pytest.fixture
def sending(platform: Platform, senders: Bus) -> Callable[[], int]:
    """Carries every order that has not been carried yet; returns how many would come again."""
    done: Counter[str] = Counter()

    def carry() -> int:
        before = senders.failed
        found = [data for data in enqueued(platform.tables, "notification-pushes") if data["type"] != "send_push"]
        ordered = Counter(json.dumps(data, sort_keys=True) for data in found)
        for text in (ordered - done).elements():
            done[text] += senders.takes(command_message(f"msg_{done.total()}", json.loads(text)))
        return senders.failed - before

    return carry


def said(chat: Receiver) -> list[str]:
    return [json.loads(got.body)["text"] for got in chat.got]


def sent_code(chat: Receiver) -> str:
    found = re.search(r"\d{6}", said(chat)[-1])
    assert found
    return found.group()


def confirm(call: Client, sending: Any, chat: Receiver) -> Answer:
    """Prove Ana's address."""
    assert call("PUT", SLACK, by=ANA, body={"url": chat.url}).status == 200
    sending()
    return call("POST", f"{SLACK}/confirm", by=ANA, body={"code": sent_code(chat)})


def wants(call: Client, *kinds: str, **more: Any) -> None:
    """Have Ana told of these in Slack."""
    choices = [{"type": kind, "in_app": True, "email": False, "push": False, "slack": True} for kind in kinds]
    body = {"choices": choices, **more}
    assert call("PUT", PREFERENCES, by=ANA, body=body, headers={"If-Match": '"0"'}).status == 200


def orders(platform: Platform) -> list[dict[str, Any]]:
    found = [data for data in enqueued(platform.tables, "notification-pushes") if data["type"] == "send_slack"]
    return [command_message(f"msg_{number}", data) for number, data in enumerate(found)]


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


def test_nothing_but_its_code_goes_to_an_address_that_is_not_confirmed(
    call: Client, happens: Bus, sending: Any, chat: Receiver
) -> None:
    wants(call, "payment_failed")
    asked = call("PUT", SLACK, by=ANA, body={"url": f" {chat.url}"})
    assert asked.body == {"address": None, "awaited": "127.0.0.1…hall"}
    sending()

    happens.deliver(FAILED)
    sending()

    assert len(chat.got) == 1
    assert call("POST", f"{SLACK}/test", by=ANA).problem == "notifications/slack-address-unknown"


def test_until_the_code_of_another_address_comes_back_messages_go_where_they_went(
    call: Client, happens: Bus, sending: Any, chat: Receiver
) -> None:
    wants(call, "payment_failed")
    confirm(call, sending, chat)
    with Receiver().running() as other:
        call("PUT", SLACK, by=ANA, body={"url": other.url})
        happens.deliver(FAILED)
        sending()
        assert (len(chat.got), len(other.got)) == (2, 1)
        assert call("POST", f"{SLACK}/confirm", by=ANA, body={"code": sent_code(other)}).status == 200
        happens.deliver(FAILED)
        sending()
        assert (len(chat.got), len(other.got)) == (2, 2)


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


@pytest.mark.parametrize("status", [404, 410])
def test_an_address_that_is_gone_is_forgotten_and_its_person_told_in_the_app(
    call: Client, happens: Bus, sending: Any, chat: Receiver, platform: Platform, senders: Bus, desk: Client,
    status: int,
) -> None:  # fmt: skip
    wants(call, "payment_failed")
    confirm(call, sending, chat)
    chat.plan.append(Reply(status=status))
    happens.deliver(FAILED)

    assert sending() == 0
    (gone,) = published(platform.tables, "SlackStopped.v1")
    happens.deliver(SlackStoppedV1(**gone))

    assert call("GET", SLACK, by=ANA).body == {"address": None, "awaited": None}
    (told,) = [
        one for one in call("GET", "/v1/notifications", by=ANA, headers={"Accept-Language": "en"}).body["items"]
        if one["type"] == "slack_stopped"
    ]  # fmt: skip
    assert (told["title"], told["link"]) == ("Your Slack address at 127.0.0.1 is gone", "/settings/notifications")
    assert (senders.dead, chat.url in json.dumps(gone)) == ([], False)
    assert outcomes(desk, "payment_failed", "slack") == {"ordered": 1, "skipped": 1}
    happens.deliver(FAILED)
    sending()
    assert len(chat.got) == 2


def test_an_address_that_is_gone_before_it_is_confirmed_awaits_nothing(
    call: Client, sending: Any, chat: Receiver, platform: Platform
) -> None:
    chat.plan.append(Reply(status=404))
    call("PUT", SLACK, by=ANA, body={"url": chat.url})

    assert sending() == 0

    assert call("GET", SLACK, by=ANA).body == {"address": None, "awaited": None}
    assert published(platform.tables, "SlackStopped.v1") == [{"account_id": "acc_ana", "url_host": "127.0.0.1"}]


@pytest.mark.parametrize(("status", "wait"), [(429, 300), (429, None), (503, 200), (500, None)])
def test_a_busy_server_is_asked_again_when_it_wants_and_by_nothing_before(
    call: Client, happens: Bus, sending: Any, chat: Receiver, platform: Platform, senders: Bus, clock: SettableClock,
    status: int, wait: int | None,
) -> None:  # fmt: skip
    wants(call, "payment_failed")
    confirm(call, sending, chat)
    chat.plan.append(Reply(status=status, headers={"Retry-After": str(wait)} if wait else {}))
    happens.deliver(FAILED)
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
    wants(call, "payment_failed")
    confirm(call, sending, chat)
    chat.plan.append(reply)
    happens.deliver(FAILED)

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
    wants(call, "payment_failed")
    confirm(call, sending, chat)
    chat.plan.append(reply)
    happens.deliver(FAILED)

    assert sending() == 0
    assert [dead["problem"] for dead in senders.dead] == ["notifications/slack-refused"]
    assert "127.0.0.1" not in json.dumps(senders.dead)
    assert senders.takes(senders.dead[0]["message"]) is True
    assert "a pas abouti" in said(chat)[-1]


def test_an_address_whose_name_has_moved_to_a_private_network_gets_nothing(
    call: Client, happens: Bus, sending: Any, chat: Receiver, platform: Platform, clock: SettableClock
) -> None:
    wants(call, "payment_failed")
    confirm(call, sending, chat)
    moved = SlackWebhooks(Poster(loopback_allowed=False, lookup=lambda *_: ["10.0.0.7"]))
    wired = wiring.wire_push(replace(platform, environ=SETTINGS), push_services(), moved)
    happens.deliver(FAILED)
    (order,) = orders(platform)

    assert Bus(pushes.subscribe(wired), clock).takes(order) is False
    assert len(chat.got) == 1


def test_nobody_is_told_in_slack_what_they_have_read_or_what_is_old(
    call: Client, happens: Bus, sending: Any, chat: Receiver, clock: SettableClock
) -> None:
    wants(call, "payment_failed")
    confirm(call, sending, chat)
    happens.deliver(FAILED)
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
    SendDue(DynamoDispatches(platform.database), clock)()
    sending()

    assert len(chat.got) == 2
    assert "(2)" in said(chat)[-1]


def test_a_test_message_arrives_and_an_old_one_does_not(
    call: Client, sending: Any, chat: Receiver, clock: SettableClock
) -> None:
    confirm(call, sending, chat)

    assert call("POST", f"{SLACK}/test", by=ANA).status == 204
    sending()
    assert "Ceci est un essai" in said(chat)[-1]
    call("POST", f"{SLACK}/test", by=ANA)
    clock.advance(timedelta(minutes=10))
    sending()

    assert len(chat.got) == 2


def test_tests_are_few_an_hour(call: Client, sending: Any, chat: Receiver) -> None:
    confirm(call, sending, chat)

    assert [call("POST", f"{SLACK}/test", by=ANA).status for _ in range(11)] == [*[204] * 10, 429]


def test_guessing_a_code_ends_after_five_tries(call: Client, sending: Any, chat: Receiver) -> None:
    call("PUT", SLACK, by=ANA, body={"url": chat.url})
    sending()
    right = sent_code(chat)
    wrong = "000000" if right != "000000" else "000001"

    answers = [call("POST", f"{SLACK}/confirm", by=ANA, body={"code": wrong}) for _ in range(5)]

    assert {(answer.status, answer.problem) for answer in answers} == {(422, "notifications/slack-code-wrong")}
    assert call("POST", f"{SLACK}/confirm", by=ANA, body={"code": right}).status == 422


def test_a_code_is_of_one_account_and_ends_after_ten_minutes(
    call: Client, sending: Any, chat: Receiver, clock: SettableClock
) -> None:
    call("PUT", SLACK, by=ANA, body={"url": chat.url})
    sending()
    code = sent_code(chat)

    assert call("POST", f"{SLACK}/confirm", by=BEN, body={"code": code}).status == 422
    clock.advance(timedelta(minutes=10))
    assert call("POST", f"{SLACK}/confirm", by=ANA, body={"code": code}).status == 422
    assert sending() == 0
    assert len(chat.got) == 1


def test_codes_to_one_address_are_few_whoever_asks(call: Client, chat: Receiver) -> None:
    people = [Actor(f"acc_{number}", frozenset({"client"})) for number in range(4)]

    statuses = [call("PUT", SLACK, by=person, body={"url": chat.url}).status for person in people]

    assert statuses == [200, 200, 200, 429]


def test_an_address_that_was_removed_gets_nothing(call: Client, happens: Bus, sending: Any, chat: Receiver) -> None:
    wants(call, "payment_failed")
    confirm(call, sending, chat)

    happens.deliver(FAILED)
    assert [call("DELETE", SLACK, by=ANA).status for _ in range(2)] == [204, 204]
    sending()

    assert len(chat.got) == 1
    assert call("GET", SLACK, by=ANA).body == {"address": None, "awaited": None}


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/services/T0/B0/secret",
        "https://169.254.169.254/latest",
        "https://[::ffff:10.0.0.1]/x",
        "https://user:word@93.184.215.14/x",
        "https://93.184.215.14/x#y",
        "javascript:alert(1)",
        "hooks.slack.com/services/T0/B0/secret",
        "",
        "https://93.184.215.14/" + "x" * 2_000,
    ],
)
def test_what_is_no_address_is_refused_at_its_place_and_not_kept(platform: Platform, call: Client, url: str) -> None:
    answer = edges(platform)("PUT", SLACK, by=ANA, body={"url": url})

    assert (answer.status, [error["pointer"] for error in answer.body["errors"]]) == (422, ["/url"])
    assert call("GET", SLACK, by=ANA).body["awaited"] is None


def test_a_stranger_may_do_nothing_of_it(call: Client, chat: Receiver) -> None:
    for method, path, body in (
        ("GET", SLACK, None),
        ("PUT", SLACK, {"url": chat.url}),
        ("POST", f"{SLACK}/confirm", {"code": "000000"}),
        ("POST", f"{SLACK}/test", None),
        ("DELETE", SLACK, None),
    ):
        assert call(method, path, by=ANONYMOUS, body=body).status == 403


def test_of_an_address_its_host_and_end_are_shown_and_of_a_short_one_the_host() -> None:
    assert shown_address("https://hooks.slack.com/services/T000/B000/abcdWXYZ") == "hooks.slack.com…WXYZ"
    assert shown_address("https://chat.example/secret") == "chat.example…"
    assert shown_address(None) is None


def test_the_address_stands_in_no_audit_log_and_in_no_order(
    call: Client, sending: Any, chat: Receiver, platform: Platform
) -> None:
    confirm(call, sending, chat)
    call("POST", f"{SLACK}/test", by=ANA)

    keys = query.page(platform.tables.audit_table, "E#U#acc_ana#N", index="GSI1").items
    kept = query.batch_get(platform.tables.audit_table, [(key["PK"], key["SK"]) for key in keys])
    assert "notifications.ask_slack" in repr(kept)
    assert chat.url not in repr(kept) + repr(enqueued(platform.tables, "notification-pushes"))
