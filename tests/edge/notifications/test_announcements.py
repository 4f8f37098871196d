"""Announcements: written in three languages, brought to each person once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.notifications import commands, tasks
from guildhall.kernel.clock import SettableClock, to_text
from guildhall.notifications import wiring
from guildhall.notifications.use_cases import announcing
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from tests.edge.notifications.conftest import SETTINGS, NoMeters
from tests.edge.notifications.test_mail import orders as mail_orders
from tests.edge.notifications.test_pushes import subscribe
from tests.fakes.push_service import PushService
from tests.support.announced import ANA, OPERATOR, PATH, PEOPLE, WORDS, pages, send, told, write
from tests.support.http import Client
from tests.support.messages import Bus, command_message
from tests.support.outbox import enqueued
from tests.support.ses import MailService

PREFERENCES = "/v1/notification-preferences"
pytestmark = pytest.mark.usefixtures("everybody")


@pytest.fixture
def each_minute(platform: Platform) -> Any:
    choose = tasks.choose(wiring.wire_timers(platform, NoMeters()))
    return lambda: choose["each_minute"]({})["announced"]


@pytest.mark.feature("NTF-12")
def test_everybody_of_a_segment_reads_an_announcement_in_their_own_language(
    desk: Client, call: Client, announce: Any
) -> None:
    written = write(desk, segment={"roles": ["client", "expert"]})

    assert send(desk, written).body["state"] == "sending"
    announce()

    (french,), (english,), (urdu,) = (told(call, who) for who in ("acc_ana", "acc_ben", "acc_cem"))
    assert (french["title"], french["body"]) == ("Nouveaux tarifs en juin", "Nos tarifs changent.")
    assert (english["title"], english["link"]) == ("New fees from June", "/account/subscription")
    assert english["body"] == "We change our fees.\nHere is <how>."
    assert urdu["title"] == "\u2068New fees from June\u2069"
    assert told(call, "acc_dea") == []
    assert told(call, "acc_ana", language="en")[0]["title"] == "New fees from June"
    shown = desk("GET", f"{PATH}/{written.body['announcement_id']}", by=OPERATOR).body
    assert (shown["state"], shown["reached"], shown["ended_at"] is None) == ("sent", 3, False)


def test_a_killed_worker_goes_on_where_it_was_and_tells_nobody_twice(
    desk: Client, call: Client, platform: Platform, clock: SettableClock, announce: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(announcing, "PAGE", 1)
    letters = wiring.wire_mail(replace(platform, environ=SETTINGS))

    class Dies:
        def __init__(self) -> None:
            self.told: list[str] = []

        def one(self, event_id: str, notice: Any) -> None:
            letters.announce.tell_people.one(event_id, notice)
            self.told.append(notice.account_id)
            if len(self.told) in {1, 3}:
                raise KeyboardInterrupt

    dies: Any = Dies()
    bus = Bus(commands.subscribe(replace(letters, announce=replace(letters.announce, tell_people=dies))), clock)
    written = write(desk)
    send(desk, written)

    for _ in range(20):
        for each in pages(platform):
            try:
                bus.deliver(command_message("msg_page", each))
            except KeyboardInterrupt:
                continue

    assert len(dies.told) == len(PEOPLE) + 2
    assert [len(told(call, who)) for who in PEOPLE] == [1, 1, 1, 1]
    assert desk("GET", f"{PATH}/{written.body['announcement_id']}", by=OPERATOR).body["reached"] == len(PEOPLE)
    assert sorted(each["page"] for each in pages(platform)) == list(range(8)), "each page was ordered once"


def test_marketing_reaches_only_who_asked_for_it_and_one_click_ends_it(
    desk: Client, call: Client, post: Bus, platform: Platform, mail_service: MailService, announce: Any
) -> None:
    choice = {"type": "marketing", "in_app": True, "email": True, "push": False}
    call("PUT", PREFERENCES, by=ANA, body={"choices": [choice]}, headers={"If-Match": '"0"'})
    written = write(desk, kind="marketing")
    estimate = desk("GET", f"{PATH}/{written.body['announcement_id']}/estimate", by=OPERATOR).body

    send(desk, written)
    announce()
    assert all(post.takes(each) for each in mail_orders(platform))

    assert estimate["people"] == 1
    assert [len(told(call, who, "marketing")) for who in PEOPLE] == [1, 0, 0, 0]
    letter = next(each for each in mail_service.sent if each.subject == "Nouveaux tarifs en juin")
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    token = letter.headers["List-Unsubscribe"].partition("token=")[2].rstrip(">")
    assert call("POST", "/v1/notifications/unsubscribe", query={"token": token}).body == {"type": "marketing"}
    (left,) = [each for each in call("GET", PREFERENCES, by=ANA).body["choices"] if each["type"] == "marketing"]
    assert (left["in_app"], left["email"]) == (True, False)


def test_what_concerns_the_service_cannot_be_turned_off_in_the_app_but_by_letter_and_push(
    desk: Client, call: Client, platform: Platform, announce: Any
) -> None:
    choice = {"type": "announcement", "in_app": False, "email": False, "push": False}
    answer = call("PUT", PREFERENCES, by=ANA, body={"choices": [choice]}, headers={"If-Match": '"0"'})
    before = len(mail_orders(platform))

    send(desk, write(desk))
    announce()

    (shown,) = [each for each in answer.body["choices"] if each["type"] == "announcement"]
    assert (shown["in_app"], shown["email"]) == (True, False)
    assert len(told(call, "acc_ana")) == 1
    assert len(mail_orders(platform)) == before


def test_a_letter_of_an_announcement_has_its_lines_and_no_markup_of_its_writer(
    desk: Client, post: Bus, platform: Platform, mail_service: MailService, announce: Any
) -> None:
    send(desk, write(desk))
    announce()

    assert all(post.takes(each) for each in mail_orders(platform, "acc_ben"))

    letter = mail_service.sent[-1]
    assert letter.subject == "New fees from June"
    assert "We change our fees.<br>Here is &lt;how&gt;." in letter.html
    assert "https://web.example/account/subscription" in letter.text


def test_an_announcement_is_pushed_after_the_quiet_hours(
    desk: Client, call: Client, platform: Platform, push: Bus, browser: PushService, clock: SettableClock,
    announce: Any, each_minute: Any,
) -> None:  # fmt: skip
    shown = subscribe(call, browser)
    rhythm = {"time_zone": "Europe/Paris", "quiet_from": "12:00", "quiet_until": "15:00"}
    call("PUT", PREFERENCES, by=ANA, body={"choices": [], "rhythm": rhythm}, headers={"If-Match": '"0"'})
    send(desk, write(desk))
    announce()
    assert enqueued(platform.tables, "notification-pushes") == []
    clock.advance(timedelta(hours=2))

    each_minute()
    for each in enqueued(platform.tables, "notification-pushes"):
        assert push.takes(command_message("msg_push", each))

    assert [(one["title"], one["link"]) for one in shown.shown] == [
        ("Nouveaux tarifs en juin", "/account/subscription")
    ]


def test_one_that_has_a_time_goes_out_then_and_may_be_changed_until_then(
    desk: Client, call: Client, clock: SettableClock, announce: Any, each_minute: Any
) -> None:
    at = clock.now() + timedelta(hours=1)
    waiting = send(desk, write(desk), send_at=to_text(at))
    assert (waiting.body["state"], each_minute()) == ("scheduled", 0)
    path = f"{PATH}/{waiting.body['announcement_id']}"
    changed = desk(
        "PUT", path, by=OPERATOR, body={**WORDS, "segment": {"roles": ["venue"]}}, headers={"If-Match": '"2"'}
    )
    assert (changed.status, changed.body["state"], changed.body["send_at"]) == (200, "scheduled", to_text(at))
    clock.advance(timedelta(hours=1))

    assert (each_minute(), each_minute()) == (1, 0)
    announce()

    assert [len(told(call, who)) for who in PEOPLE] == [0, 0, 0, 1]
    assert told(call, "acc_dea")[0]["created_at"] == to_text(at), "it is news of when it was sent"


def test_what_is_cancelled_is_told_to_nobody_else(
    desk: Client, call: Client, clock: SettableClock, platform: Platform, post: Bus, each_minute: Any
) -> None:
    waiting = send(desk, write(desk), send_at=to_text(clock.now() + timedelta(hours=1)))
    begun = send(desk, write(desk))

    answers = [
        desk("POST", f"{PATH}/{each.body['announcement_id']}/cancel", by=OPERATOR) for each in (waiting, begun, begun)
    ]
    clock.advance(timedelta(hours=2))
    assert each_minute() == 0
    assert all(post.takes(command_message("msg_page", each)) for each in pages(platform))

    assert [(each.status, each.body["state"]) for each in answers] == [(200, "cancelled")] * 3
    assert [told(call, who) for who in PEOPLE] == [[], [], [], []]


def test_what_was_sent_or_cancelled_stays_as_it_is(desk: Client, announce: Any) -> None:
    sent = send(desk, write(desk))
    announce()
    path = f"{PATH}/{sent.body['announcement_id']}"
    version = {"If-Match": f'"{desk("GET", path, by=OPERATOR).body["version"]}"'}

    answers = [
        desk("PUT", path, by=OPERATOR, body=WORDS, headers=version),
        desk("POST", f"{path}/send", by=OPERATOR, body={}, headers=version),
        desk("POST", f"{path}/cancel", by=OPERATOR),
    ]

    assert {(each.status, each.problem) for each in answers} == {(409, "notifications/announcement-over")}


def test_nobody_sends_what_a_colleague_has_changed_meanwhile(desk: Client) -> None:
    written = write(desk)
    path = f"{PATH}/{written.body['announcement_id']}"
    desk("PUT", path, by=OPERATOR, body={**WORDS, "kind": "marketing"}, headers={"If-Match": '"1"'})

    assert send(desk, written).status == 412
    assert desk("POST", f"{path}/send", by=OPERATOR, body={}).status == 428


def test_each_step_stands_in_the_audit_log(desk: Client, platform: Platform) -> None:
    written = write(desk)
    send(desk, written)
    desk("POST", f"{PATH}/{written.body['announcement_id']}/cancel", by=OPERATOR)

    about = f"E#ANNOUNCEMENT#{written.body['announcement_id']}"
    keys = query.page(platform.tables.audit_table, about, index="GSI1").items
    log = query.batch_get(platform.tables.audit_table, [(key["PK"], key["SK"]) for key in keys])

    actions = {f"notifications.announcement_{state}" for state in ("draft", "sending", "cancelled")}
    assert {(each["action"], each["actor"]) for each in log} == {(action, "acc_ops") for action in actions}


def test_the_list_shows_the_newest_first_page_by_page(desk: Client, clock: SettableClock) -> None:
    titles = ["one", "two", "three"]
    for title in titles:
        write(desk, texts=[{"language": "en", "title": title, "body": "b"}])
        clock.advance(timedelta(minutes=1))

    first = desk("GET", PATH, by=OPERATOR, query={"limit": "2"}).body
    second = desk("GET", PATH, by=OPERATOR, query={"limit": "2", "cursor": first["next_cursor"]}).body

    assert [each["texts"][0]["title"] for each in first["items"] + second["items"]] == titles[::-1]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"kind": "urgent"}, "/kind"),
        ({"texts": []}, "/texts"),
        ({"texts": [{"language": "fr", "title": "t", "body": "b"}]}, "/texts"),
        ({"texts": [WORDS["texts"][0], WORDS["texts"][0]]}, "/texts"),
        ({"texts": [{"language": "de", "title": "t", "body": "b"}]}, "/texts/0/language"),
        ({"texts": [{"language": "en", "title": " ", "body": "b"}]}, "/texts/0/title"),
        ({"texts": [{"language": "en", "title": "a\nBcc: x@y.z", "body": "b"}]}, "/texts/0/title"),
        ({"texts": [{"language": "en", "title": "t" * 121, "body": "b"}]}, "/texts/0/title"),
        ({"texts": [{"language": "en", "title": "t", "body": "b" * 4001}]}, "/texts/0/body"),
        ({"texts": [{"language": "en", "title": "t", "body": "a\x00b"}]}, "/texts/0/body"),
        ({"segment": {"roles": ["king"]}}, "/segment/roles/0"),
        ({"segment": {"is_verified": "yes"}}, "/segment/is_verified"),
        ({"segment": {"country": "FR"}}, "/segment/country"),
        ({"segment": {"joined_from": "2026-02-02T00:00:00"}}, "/segment/joined_from"),
        (
            {"segment": {"joined_from": "2026-02-02T00:00:00Z", "joined_before": "2026-02-01T00:00:00Z"}},
            "/segment",
        ),
        ({"segment": {"countries": ["fr"]}}, "/segment/countries/0"),
        ({"segment": {"countries": ["FR", "Pakistan"]}}, "/segment/countries/1"),
        ({"segment": {"countries": ["FR"] * 251}}, "/segment/countries"),
        ({"segment": {"seen_within_days": 0}}, "/segment/seen_within_days"),
        ({"segment": {"seen_within_days": 31}}, "/segment/seen_within_days"),
        ({"segment": {"unseen_for_days": "7"}}, "/segment/unseen_for_days"),
        ({"segment": {"seen_within_days": 7, "unseen_for_days": 7}}, "/segment/unseen_for_days"),
        ({"link": "https://evil.example"}, "/link"),
        ({"link": "//evil.example"}, "/link"),
        ({"link": "/a?b={x}"}, "/link"),
    ],
    ids=str,
)
def test_bad_announcements_are_named_with_their_place(desk: Client, changes: dict[str, Any], pointer: str) -> None:
    answer = desk("POST", PATH, by=OPERATOR, body={**WORDS, **changes})

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, pointer)
    assert desk("GET", PATH, by=OPERATOR).body["items"] == []


@pytest.mark.parametrize("days", [-1, 366])
def test_a_time_of_the_past_or_far_away_is_refused(desk: Client, clock: SettableClock, days: int) -> None:
    answer = send(desk, write(desk), send_at=to_text(clock.now() + timedelta(days=days)))

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, "/send_at")


def test_only_operators_know_of_announcements(desk: Client) -> None:
    path = f"{PATH}/{write(desk).body['announcement_id']}"

    asked = [
        desk("GET", PATH, by=ANA),
        desk("GET", path, by=ANA),
        desk("GET", f"{path}/estimate", by=ANA),
        desk("POST", PATH, by=ANA, body=WORDS),
        desk("PUT", path, by=ANA, body=WORDS, headers={"If-Match": '"1"'}),
        desk("POST", f"{path}/send", by=ANA, body={}, headers={"If-Match": '"1"'}),
        desk("POST", f"{path}/cancel", by=ANA),
    ]

    assert {each.status for each in asked} == {403}
    assert desk("GET", f"{PATH}/ann_01JZ4A8X7N3V5T9K2C6M0QWERT", by=OPERATOR).status == 404
    assert desk("POST", f"{PATH}/nonsense/cancel", by=OPERATOR).status == 404
