"""Alerts: called on, taken up, over; what operators are promised."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.notifications.events import AlertRaisedV1
from guildhall.notifications.models import Figure
from guildhall.platform.assembly import Platform
from tests.support.alert_centre import ANA, BEN, COLLEAGUE, OPERATOR, SLOW, Meters, add, alarm, listed, only
from tests.support.http import Client
from tests.support.messages import Bus
from tests.support.outbox import enqueued, published


def test_nobody_else_is_called_once_somebody_has_taken_it_up(
    desk: Client, rota: str, minute: Any, meters: Meters, platform: Platform
) -> None:
    add(desk, SLOW)
    meters.values = {Figure.RESPONSE_MS: 9000}
    minute()

    taken = desk("POST", f"/v1/alerts/{only(desk)['alert_id']}/acknowledge", by=COLLEAGUE)

    assert (taken.body["state"], taken.body["acknowledged_by"]) == ("acknowledged", BEN)
    assert [minute()["escalated"] for _ in range(40)] == [0] * 40
    again = desk("POST", f"/v1/alerts/{only(desk)['alert_id']}/acknowledge", by=OPERATOR)
    assert (again.status, again.problem) == (409, "notifications/alert-over")
    same = desk("POST", f"/v1/alerts/{only(desk)['alert_id']}/acknowledge", by=COLLEAGUE)
    assert same.status == 200


def test_who_does_not_answer_is_followed_by_the_backup_and_then_by_everybody(
    desk: Client, rota: str, minute: Any, meters: Meters, platform: Platform
) -> None:
    add(desk, SLOW)
    meters.values = {Figure.RESPONSE_MS: 9000}

    escalated = [minute()["escalated"] for _ in range(60)]

    assert [at for at, count in enumerate(escalated) if count] == [15, 30]
    assert [each["told_ids"] for each in published(platform.tables, "AlertEscalated.v1")] == [[BEN], []]
    assert only(desk)["told_ids"] == [ANA, BEN]
    assert only(desk)["escalates_at"] is None


def test_what_somebody_resolved_is_raised_again_only_after_it_has_passed(
    desk: Client, minute: Any, meters: Meters
) -> None:
    add(desk, SLOW)
    meters.values = {Figure.RESPONSE_MS: 9000}
    minute()
    alert_id = only(desk)["alert_id"]

    over = desk("POST", f"/v1/alerts/{alert_id}/resolve", by=OPERATOR, body={"note": "a deployment"})
    minute()

    assert (over.body["resolved_by"], over.body["note"]) == (ANA, "a deployment")
    assert listed(desk) == [("Answers are slow", "resolved")]
    meters.values = {}
    minute()
    meters.values = {Figure.RESPONSE_MS: 9000}
    minute()
    assert listed(desk) == [("Answers are slow", "open"), ("Answers are slow", "resolved")]
    twice = desk("POST", f"/v1/alerts/{alert_id}/resolve", by=OPERATOR, body={})
    assert (twice.status, twice.problem) == (409, "notifications/alert-over")


@pytest.mark.feature("NTF-02")
def test_alarms_of_the_cloud_are_in_the_alert_centre_and_told_to_who_is_on_call(
    desk: Client, rota: str, happens: Bus, platform: Platform, clock: SettableClock, call: Client
) -> None:
    gone_off = alarm(clock, "ALARM")
    happens.deliver(gone_off, gone_off)

    found = only(desk)
    assert (found["title"], found["severity"]) == ("prod-http-failing", "critical")
    assert "docs/runbooks/http-errors.md" in found["detail"]
    (raised,) = published(platform.tables, "AlertRaised.v1")
    happens.deliver(AlertRaisedV1.read(raised))
    told = call("GET", "/v1/notifications", by=OPERATOR).body["items"]
    assert [(each["type"], each["link"]) for each in told] == [("alert_raised", f"/admin/alerts/{found['alert_id']}")]
    clock.advance(timedelta(minutes=3))
    happens.deliver(alarm(clock, "OK"))
    assert only(desk)["state"] == "resolved"


def test_news_of_an_alarm_that_come_the_wrong_way_round_raise_nothing(
    desk: Client, happens: Bus, clock: SettableClock
) -> None:
    gone_off = alarm(clock, "ALARM")
    clock.advance(timedelta(minutes=1))

    happens.deliver(alarm(clock, "OK"), gone_off)

    assert listed(desk) == []


def test_silence_does_not_heal_what_somebody_has_to_decide(desk: Client, happens: Bus, clock: SettableClock) -> None:
    name = "guildhall-prod-books-broken"
    happens.deliver(alarm(clock, "ALARM", name))
    clock.advance(timedelta(hours=1))

    happens.deliver(alarm(clock, "OK", name))

    assert listed(desk) == [("prod-books-broken", "open")]


@pytest.mark.feature("NTF-22")
def test_operators_count_and_filter_what_is_wrong(desk: Client, happens: Bus, clock: SettableClock) -> None:
    for name in ("one", "two", "three-late"):
        happens.deliver(alarm(clock, "ALARM", f"guildhall-{name}"))
        clock.advance(timedelta(seconds=1))
    alert_id = desk("GET", "/v1/alerts", by=OPERATOR).body["items"][0]["alert_id"]
    desk("POST", f"/v1/alerts/{alert_id}/acknowledge", by=OPERATOR)

    assert desk("GET", "/v1/alerts/counts", by=OPERATOR).body == {"open": 2, "acknowledged": 1, "critical": 2}
    assert listed(desk, severity="critical") == [("two", "open"), ("one", "open")]
    assert listed(desk, state="acknowledged") == [("three-late", "acknowledged")]
    first = desk("GET", "/v1/alerts", by=OPERATOR, query={"limit": "2"})
    rest = desk("GET", "/v1/alerts", by=OPERATOR, query={"limit": "2", "cursor": first.body["next_cursor"]})
    assert [item["title"] for item in (*first.body["items"], *rest.body["items"])] == ["three-late", "two", "one"]


def test_only_operators_see_alerts(desk: Client) -> None:
    stranger = Actor("acc_01KCX3V7Q8M2N4P6R8T0W2Y4ZZ", frozenset({"client"}))

    for path in ("/v1/alerts", "/v1/alerts/counts", "/v1/alerts/rules", "/v1/alerts/rotas", "/v1/alerts/addresses"):
        assert desk("GET", path, by=stranger).status == 403


def test_addresses_hear_of_every_step_that_concerns_them(
    desk: Client, happens: Bus, platform: Platform, clock: SettableClock
) -> None:
    key = "a" * 32
    desk("POST", "/v1/alerts/addresses", by=OPERATOR, body={"name": "Duty", "kind": "pagerduty", "target": key})
    strict = {"name": "Loud", "kind": "pagerduty", "target": "b" * 32, "at_least": "critical"}
    desk("POST", "/v1/alerts/addresses", by=OPERATOR, body=strict)

    happens.deliver(alarm(clock, "ALARM", "guildhall-prod-queue-late"))

    orders = enqueued(platform.tables, "notification-mails")
    assert [(each["type"], each["step"]) for each in orders] == [("tell_address", "raised")]
    assert key not in str(desk("GET", "/v1/alerts/addresses", by=OPERATOR).body)


def test_however_many_are_open_all_are_counted(desk: Client, happens: Bus, clock: SettableClock) -> None:
    for number in range(105):
        happens.deliver(alarm(clock, "ALARM", f"guildhall-prod-queue-{number}"))

    counts = desk("GET", "/v1/alerts/counts", by=OPERATOR).body

    assert counts["open"] == 105
