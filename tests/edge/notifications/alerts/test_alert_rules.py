"""Rules of alerts: which figures raise one, what ends it, and which rules a stage begins with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.notifications import tasks
from guildhall.identity.events import AccountRegisteredV1, RoleGrantedV1
from guildhall.kernel.clock import SettableClock
from guildhall.messaging.events import AbuseReportDecidedV1, AbuseReportedV1, CallMissedV1
from guildhall.messaging.store.sockets import DynamoConnections
from guildhall.notifications import wiring
from guildhall.notifications.models import Figure
from guildhall.platform.assembly import Platform
from tests.support.alert_centre import (
    ANA,
    BEN,
    FAILURES,
    OPERATOR,
    ROTA,
    SLOW,
    Meters,
    add,
    failure,
    listed,
    only,
    sample,
)
from tests.support.http import Client
from tests.support.messages import Bus
from tests.support.outbox import enqueued, published


@pytest.mark.feature("NTF-23")
def test_a_rule_of_ones_own_raises_one_alert_however_long_its_reason_lasts(
    desk: Client, rota: str, happens: Bus, minute: Any, platform: Platform, clock: SettableClock
) -> None:
    assert add(desk, FAILURES).status == 201
    happens.deliver(failure(), failure())
    minute()
    assert listed(desk) == []

    happens.deliver(failure())
    assert [minute()["broken"] for _ in range(3)] == [1, 1, 1]

    assert listed(desk) == [("Payments are refused", "open")]
    (raised,) = published(platform.tables, "AlertRaised.v1")
    assert (raised["told_ids"], raised["watcher_ids"]) == ([ANA], [ANA, BEN])
    for _ in range(10):
        minute()
    assert listed(desk) == [("Payments are refused", "resolved")]
    assert only(desk)["resolved_by"] is None


def test_an_event_that_comes_again_counts_once(desk: Client, happens: Bus, minute: Any, clock: SettableClock) -> None:
    add(desk, {**FAILURES, "threshold": 1})
    same = happens.message(failure())

    happens.deliver(same, same, same)

    assert minute()["broken"] == 0


@pytest.mark.feature("NTF-24")
def test_slow_answers_raise_an_alert_and_quick_ones_end_it(desk: Client, minute: Any, meters: Meters) -> None:
    add(desk, SLOW)
    add(desk, {**SLOW, "name": "Errors", "figure": "error_percent", "threshold": 1})
    minute()
    assert listed(desk) == []

    meters.values = {Figure.RESPONSE_MS: 1501, Figure.ERROR_PERCENT: 2}
    minute()
    assert sorted(listed(desk)) == [("Answers are slow", "open"), ("Errors", "open")]

    meters.values = {Figure.RESPONSE_MS: 1500, Figure.ERROR_PERCENT: 2}
    minute()
    assert sorted(listed(desk)) == [("Answers are slow", "resolved"), ("Errors", "open")]


@pytest.mark.feature("NTF-19")
def test_a_deadline_that_passes_raises_an_alert_by_itself_and_meeting_it_ends_it(
    desk: Client, happens: Bus, minute: Any, clock: SettableClock
) -> None:
    add(desk, {**FAILURES, "name": "Reports wait", "figure": "report_minutes_late", "threshold": 0})
    happens.deliver(AbuseReportedV1.read(sample("AbuseReported.v1")))
    clock.advance(timedelta(hours=23, minutes=59))
    minute()
    assert listed(desk) == []

    minute()
    assert listed(desk) == [("Reports wait", "open")]

    decided = {**sample("AbuseReportDecided.v1"), "report_id": sample("AbuseReported.v1")["report_id"]}
    happens.deliver(AbuseReportDecidedV1.read(decided))
    minute()
    assert listed(desk) == [("Reports wait", "resolved")]


def test_an_alert_about_a_deadline_says_whose_it_is(
    desk: Client, happens: Bus, minute: Any, clock: SettableClock
) -> None:
    add(desk, {**FAILURES, "figure": "report_minutes_late", "threshold": 0})
    reported = AbuseReportedV1.read(sample("AbuseReported.v1"))
    happens.deliver(reported)
    clock.advance(timedelta(days=1))
    minute()

    (alert,) = desk("GET", "/v1/alerts", by=OPERATOR).body["items"]
    assert alert["detail"] == f"report_minutes_late: 1 (above 0, 10 min): {reported.report_id}"


@pytest.fixture
def granted(happens: Bus) -> Any:
    """The role of an administrator comes to somebody who reads that language."""

    def take(account_id: str, locale: str = "fr") -> None:
        known = {**sample("AccountRegistered.v1"), "account_id": account_id, "locale": locale}
        happens.deliver(AccountRegisteredV1.read(known))
        happens.deliver(RoleGrantedV1(account_id=account_id, role="administrator"))

    return take


def rules(desk: Client) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk("GET", "/v1/alerts/rules", by=OPERATOR).body["items"]
    return found


def test_a_stage_has_rules_from_its_first_administrator_on(
    desk: Client, granted: Any, happens: Bus, minute: Any, clock: SettableClock
) -> None:
    happens.deliver(RoleGrantedV1(account_id=BEN, role="arbitrator"))
    assert rules(desk) == []
    granted(ANA)
    granted(ANA)

    assert {rule["figure"]: rule["name"] for rule in rules(desk)} == {
        "payment_failures": "Des paiements échouent",
        "payout_failures": "Des virements échouent",
        "dispute_minutes_late": "Un litige a dépassé son échéance",
        "report_minutes_late": "Un signalement attend une décision",
    }
    assert len(rules(desk)) == len({rule["rule_id"] for rule in rules(desk)}) == 4
    happens.deliver(AbuseReportedV1.read(sample("AbuseReported.v1")))
    clock.advance(timedelta(days=1))
    minute()
    assert listed(desk) == [("Un signalement attend une décision", "open")]


def test_the_first_rules_never_come_back_nor_over_those_of_administrators(desk: Client, granted: Any) -> None:
    granted(ANA)
    changed, *removed = rules(desk)
    path = f"/v1/alerts/rules/{changed['rule_id']}"
    body = {**FAILURES, "is_on": False}
    assert desk("PUT", path, by=OPERATOR, body=body, headers={"If-Match": '"1"'}).status == 200
    for rule in removed:
        desk("DELETE", f"/v1/alerts/rules/{rule['rule_id']}", by=OPERATOR)

    granted(BEN, "en")

    assert [(rule["name"], rule["is_on"]) for rule in rules(desk)] == [(FAILURES["name"], False)]


def test_a_stage_whose_administrators_wrote_rules_before_gets_no_others(desk: Client, granted: Any) -> None:
    own = add(desk, FAILURES).body["rule_id"]
    granted(ANA)
    desk("DELETE", f"/v1/alerts/rules/{own}", by=OPERATOR)
    granted(BEN)

    assert rules(desk) == []


def test_a_decision_that_is_heard_of_before_the_report_leaves_no_deadline(
    desk: Client, happens: Bus, minute: Any, clock: SettableClock
) -> None:
    add(desk, {**FAILURES, "figure": "report_minutes_late", "threshold": 0})
    reported = AbuseReportedV1.read(sample("AbuseReported.v1"))
    earlier = happens.message(reported)
    clock.advance(timedelta(minutes=5))

    decided = {**sample("AbuseReportDecided.v1"), "report_id": reported.report_id}
    happens.deliver(AbuseReportDecidedV1.read(decided), earlier)

    clock.advance(timedelta(days=2))
    assert minute()["broken"] == 0


def test_while_the_cloud_does_not_say_own_figures_raise_alerts_open_ones_escalate_and_none_passes(
    desk: Client, rota: str, happens: Bus, minute: Any, meters: Meters
) -> None:
    add(desk, SLOW)
    add(desk, {**FAILURES, "threshold": 0})
    meters.values = {Figure.RESPONSE_MS: 1501}
    minute()
    assert listed(desk) == [("Answers are slow", "open")]

    meters.is_away = True
    happens.deliver(failure())
    looked = [minute() for _ in range(20)]

    assert (looked[0]["broken"], looked[0]["unknown"]) == (1, 1)
    assert sum(each["escalated"] for each in looked) == 1, "the one that has been open for fifteen minutes"
    assert sorted(listed(desk)) == [("Answers are slow", "open"), ("Payments are refused", "resolved")]
    meters.is_away = False
    meters.values = {}
    minute()
    assert ("Answers are slow", "resolved") in listed(desk)


@pytest.mark.parametrize("part", ["begin_announcements", "send_due"])
def test_rules_are_looked_at_whatever_became_of_the_rest_of_the_minute_which_has_failed(
    desk: Client, happens: Bus, platform: Platform, meters: Meters, part: str
) -> None:
    def fails() -> int:
        raise ZeroDivisionError

    broken: dict[str, Any] = {part: fails}
    add(desk, {**FAILURES, "threshold": 0})
    happens.deliver(failure())
    timers = replace(wiring.wire_timers(platform, meters), **broken)

    with pytest.raises(ZeroDivisionError):
        tasks.choose(timers)["each_minute"]({})

    assert listed(desk) == [("Payments are refused", "open")]


def test_letters_that_waited_go_out_though_the_rules_could_not_be_looked_at(
    desk: Client, happens: Bus, platform: Platform, clock: SettableClock
) -> None:
    class Puzzled(Meters):
        def read(self, wanted: set[tuple[Figure, int]]) -> dict[tuple[Figure, int], int]:
            raise ZeroDivisionError

    add(desk, SLOW)
    DynamoConnections(clock).beat(ANA, "desk=", clock.now(), is_in_use=True)
    happens.deliver(AccountRegisteredV1.read(sample("AccountRegistered.v1") | {"account_id": ANA}))
    happens.deliver(
        CallMissedV1(call_id="cal_1", conversation_id="cnv_1", caller_id=BEN, missed_ids=[ANA], medium="voice")
    )
    assert enqueued(platform.tables, "notification-mails") == []
    clock.advance(timedelta(minutes=2))

    with pytest.raises(ZeroDivisionError):
        tasks.choose(wiring.wire_timers(platform, Puzzled()))["each_minute"]({})

    assert [order["type"] for order in enqueued(platform.tables, "notification-mails")] == ["send_mail"]


def test_a_rule_that_is_removed_or_turned_off_leaves_no_alert_behind(desk: Client, minute: Any, meters: Meters) -> None:
    rule = add(desk, SLOW).body["rule_id"]
    meters.values = {Figure.RESPONSE_MS: 9000}
    minute()

    assert desk("DELETE", f"/v1/alerts/rules/{rule}", by=OPERATOR).status == 204
    minute()

    assert listed(desk) == [("Answers are slow", "resolved")]
    assert desk("DELETE", f"/v1/alerts/rules/{rule}", by=OPERATOR).problem == "notifications/alert-setting-unknown"


def test_rotas_and_rules_are_changed_at_the_version_that_was_read(desk: Client, rota: str) -> None:
    longer = {**ROTA, "turn_days": 14}

    changed = desk("PUT", f"/v1/alerts/rotas/{rota}", by=OPERATOR, body=longer, headers={"If-Match": '"1"'})
    late = desk("PUT", f"/v1/alerts/rotas/{rota}", by=OPERATOR, body=ROTA, headers={"If-Match": '"1"'})

    assert (changed.status, changed.body["turn_days"], changed.body["version"]) == (200, 14, 2)
    assert (changed.body["on_call"], changed.body["backup"]) == (ANA, BEN)
    assert (late.status, late.problem) == (412, "stale-version")
    rule = add(desk, {**SLOW, "rota_id": rota}).body
    off = desk(
        "PUT", f"/v1/alerts/rules/{rule['rule_id']}", by=OPERATOR, body={**SLOW, "is_on": False},
        headers={"If-Match": '"1"'},
    )  # fmt: skip
    assert (off.body["is_on"], off.body["rota_id"], off.body["version"]) == (False, None, 2)
    unknown = add(desk, {**SLOW, "rota_id": "rot_01KCX3V7Q8M2N4P6R8T0W2Y4AZ"})
    assert (unknown.status, unknown.problem) == (404, "notifications/alert-setting-unknown")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/alerts/rules", {**SLOW, "figure": "moon"}),
        ("/v1/alerts/rules", {**SLOW, "window_minutes": 0}),
        ("/v1/alerts/rotas", {**ROTA, "time_zone": "Mars/Olympus"}),
        ("/v1/alerts/rotas", {**ROTA, "people": []}),
        ("/v1/alerts/rotas", {**ROTA, "handover": "25:00"}),
        ("/v1/alerts/addresses", {"name": "x", "kind": "pagerduty", "target": "short"}),
        ("/v1/alerts/addresses", {"name": "x", "kind": "slack", "target": "https://169.254.169.254/latest"}),
        ("/v1/alerts/addresses", {"name": "x", "kind": "slack", "target": "http://example.org/hook"}),
    ],
)
def test_what_could_never_work_is_refused(desk: Client, path: str, body: dict[str, Any]) -> None:
    assert desk("POST", path, by=OPERATOR, body=body).status == 422
    assert desk("GET", path, by=OPERATOR).body == {"items": []}
