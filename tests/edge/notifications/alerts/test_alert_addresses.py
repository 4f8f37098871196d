"""Alerts at other people's services: what they get, and what becomes of those who do not answer well."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.stub import Stubber

from functions.notifications import commands
from guildhall.kernel.clock import SettableClock
from guildhall.notifications import wiring
from guildhall.notifications.gateways.alert_addresses import HttpAlertAddresses
from guildhall.notifications.gateways.meters import CloudMeters
from guildhall.notifications.gateways.posting import Poster
from guildhall.notifications.models import Figure
from guildhall.platform import aws
from guildhall.platform.assembly import Platform
from tests.edge.notifications.conftest import SETTINGS
from tests.support.alert_centre import OPERATOR, alarm, only
from tests.support.http import Client
from tests.support.messages import Bus, command_message
from tests.support.outbox import enqueued
from tests.support.receiver import Receiver, Reply

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def service() -> Iterator[Receiver]:
    """Slack and PagerDuty in one."""
    with Receiver().running() as running:
        yield running


@pytest.fixture
def deliveries(platform: Platform, clock: SettableClock, service: Receiver) -> Bus:
    """Delivers orders to tell addresses."""
    here = HttpAlertAddresses("prod", Poster(loopback_allowed=True, whole_seconds=3.0), pagerduty=service.url)
    letters = wiring.wire_mail(replace(platform, environ=SETTINGS))
    letters = replace(letters, tell_address=replace(letters.tell_address, addresses=here))
    return Bus(commands.subscribe(letters), clock)


@pytest.fixture
def local_desk(platform: Platform) -> Client:
    """An alert centre that takes addresses on this machine."""
    from functions.notifications import alerts
    from guildhall.notifications.wiring.alerts import wire_alerts

    environ = {"GUILDHALL_ALERT_LOOPBACK": "true"}
    return Client(
        alerts.create_app, wire_alerts(replace(platform, environ=environ)), platform, bodiless=alerts.BODILESS
    )


def orders(platform: Platform) -> list[dict[str, Any]]:
    found = enqueued(platform.tables, "notification-mails")
    return [command_message(f"msg_{number}", data) for number, data in enumerate(found)]


def goes_off(happens: Bus, clock: SettableClock) -> None:
    happens.deliver(alarm(clock, "ALARM", "guildhall-prod-<!channel>"))
    clock.advance(timedelta(minutes=1))


@pytest.mark.feature("NTF-26")
def test_slack_and_pagerduty_hear_that_an_alert_is_raised_taken_up_and_over(
    local_desk: Client, happens: Bus, deliveries: Bus, service: Receiver, platform: Platform, clock: SettableClock
) -> None:
    for body in (
        {"name": "Chat", "kind": "slack", "target": service.url},
        {"name": "Duty", "kind": "pagerduty", "target": KEY},
    ):
        assert local_desk("POST", "/v1/alerts/addresses", by=OPERATOR, body=body).status == 201

    goes_off(happens, clock)
    alert_id = only(local_desk)["alert_id"]
    local_desk("POST", f"/v1/alerts/{alert_id}/acknowledge", by=OPERATOR)
    local_desk("POST", f"/v1/alerts/{alert_id}/resolve", by=OPERATOR, body={"note": "mended"})
    assert all(deliveries.takes(order) for order in orders(platform))

    bodies = [json.loads(got.body) for got in service.got]
    said = [body["text"] for body in bodies if "text" in body]
    events = [body for body in bodies if "routing_key" in body]
    assert ["(raised" in said[0], "(acknowledged" in said[1], "(resolved" in said[2]] == [True, True, True]
    assert "<!channel>" not in said[0]
    assert f"<https://web.example/admin/alerts/{alert_id}|" in said[0]
    assert [event["event_action"] for event in events] == ["trigger", "acknowledge", "resolve"]
    assert {(event["routing_key"], event["dedup_key"]) for event in events} == {(KEY, alert_id)}
    assert events[0]["payload"]["severity"] == "critical"


def test_an_address_is_told_once_however_often_the_order_comes(
    local_desk: Client, happens: Bus, deliveries: Bus, service: Receiver, platform: Platform, clock: SettableClock
) -> None:
    local_desk(
        "POST", "/v1/alerts/addresses", by=OPERATOR, body={"name": "Chat", "kind": "slack", "target": service.url}
    )
    goes_off(happens, clock)
    (order,) = orders(platform)

    assert [deliveries.takes(order) for _ in range(3)] == [True, True, True]

    assert len(service.got) == 1


@pytest.mark.parametrize(
    ("reply", "becomes"),
    [
        (Reply(status=429), "late"),
        (Reply(status=503), "late"),
        (Reply(status=None), "late"),
        (Reply(drips="head"), "late"),
        (Reply(status=404), "dead"),
        (Reply(status=302, headers={"Location": "http://169.254.169.254/"}), "dead"),
    ],
    ids=["busy", "failing", "broken", "dripping", "revoked", "redirecting"],
)
def test_who_is_out_of_order_is_tried_again_and_who_refuses_is_not(
    local_desk: Client, happens: Bus, deliveries: Bus, service: Receiver, platform: Platform, clock: SettableClock,
    reply: Reply, becomes: str,
) -> None:  # fmt: skip
    local_desk(
        "POST", "/v1/alerts/addresses", by=OPERATOR, body={"name": "Chat", "kind": "slack", "target": service.url}
    )
    goes_off(happens, clock)
    service.plan.append(reply)
    (order,) = orders(platform)

    assert deliveries.takes(order) is (becomes == "dead")
    assert bool(deliveries.dead) is (becomes == "dead")
    assert len(service.got) == 1
    assert deliveries.takes(order) is True
    assert len(service.got) == 2


def test_an_address_that_was_removed_hears_nothing_more(
    local_desk: Client, happens: Bus, deliveries: Bus, service: Receiver, platform: Platform, clock: SettableClock
) -> None:
    body = {"name": "Chat", "kind": "slack", "target": service.url}
    made = local_desk("POST", "/v1/alerts/addresses", by=OPERATOR, body=body).body
    goes_off(happens, clock)

    assert local_desk("POST", "/v1/alerts/addresses", by=OPERATOR, body=body).problem == (
        "notifications/alert-address-invalid"
    )
    assert local_desk("DELETE", f"/v1/alerts/addresses/{made['address_id']}", by=OPERATOR).status == 204

    assert all(deliveries.takes(order) for order in orders(platform))
    assert service.got == []


def test_figures_of_the_cloud_are_asked_for_in_one_request(
    clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    client = aws.client("cloudwatch")
    wanted = {(figure, 5) for figure in (Figure.DEAD_LETTERS, Figure.ERROR_PERCENT, Figure.RESPONSE_MS)}
    answer = {"MetricDataResults": [{"Id": "f0", "Values": [0.0, 3.0]}, {"Id": "f2", "Values": []}]}

    with Stubber(client) as stub:
        stub.add_response("get_metric_data", answer)
        read = CloudMeters("prod", "api1", "guildhall-prod-bus", clock).read(wanted)

    assert read == {(Figure.DEAD_LETTERS, 5): 3}
