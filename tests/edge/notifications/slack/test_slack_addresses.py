"""Slack addresses: confirmed by a code before anything else goes there, shown to nobody, and forgotten when gone."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.actor import ANONYMOUS, Actor
from guildhall.kernel.clock import SettableClock
from guildhall.notifications.events import SlackStoppedV1
from guildhall.notifications.models import shown_address
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from tests.edge.notifications.slack.conftest import edges
from tests.edge.notifications.test_figures import outcomes
from tests.edge.notifications.test_phones import FAILED
from tests.support.http import Client
from tests.support.messages import Bus
from tests.support.outbox import enqueued, published
from tests.support.receiver import Receiver, Reply
from tests.support.slack import ANA, BEN, SLACK, confirm, said, sent_code, wants


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
