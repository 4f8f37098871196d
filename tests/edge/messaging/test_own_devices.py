"""What one was told, and what one has read of it, is the same on all of one's devices."""

from __future__ import annotations

from typing import Any

import pytest

from functions.messaging.events import subscribe
from functions.notifications import alerts
from functions.notifications import events as telling
from functions.notifications.api import BODILESS, KEYLESS, create_app
from guildhall.contracts.events import ContractOpenedV1
from guildhall.kernel.actor import Actor
from guildhall.notifications import wiring as notifications
from guildhall.notifications.wiring.alerts import wire_alarms, wire_alerts
from guildhall.platform.edge import Delivery
from tests.fakes.push_service import push_services
from tests.support.alert_centre import ROTA
from tests.support.chat import CLIENT, EXPERT, House
from tests.support.http import Client
from tests.support.messages import Bus
from tests.support.outbox import published

EVENT = "evt_01JZ4A8X7N3V5T9K2C6M0QWERT"


@pytest.fixture
def read(house: House) -> Client:
    """Notifications over HTTP."""
    wired = notifications.wire(house.platform, push_services())
    return Client(create_app, wired, house.platform, keyless=KEYLESS, bodiless=BODILESS)


def contract_opens(house: House) -> None:
    """Let both sides be told of a contract."""
    event = ContractOpenedV1(
        contract_id="ctr_1", client_id=CLIENT.account_id, expert_id=EXPERT.account_id, title="Garden wall",
        project_id="prj_1", proposal_id="p",
    )  # fmt: skip
    Bus(telling.subscribe(notifications.wire_hearing(house.platform)), house.clock).deliver(event)


def arrive(house: House, name: str) -> None:
    """Let the published events of a name reach the sockets."""
    for data in published(house.platform.tables, name):
        subscribe(house.ears)[name](Delivery(EVENT, name, data))


def heard(house: House, device: str, name: str) -> list[dict[str, Any]]:
    """Return what a device heard."""
    return house.gateway.events(device, name)


@pytest.mark.feature("NTF-14")
def test_what_is_told_and_what_is_read_comes_to_every_device_of_its_owner_alone(house: House, read: Client) -> None:
    for actor, device in ((EXPERT, "phone="), (EXPERT, "desk="), (CLIENT, "other=")):
        house.connect(actor, device)

    contract_opens(house)
    arrive(house, "NotificationSent.v1")
    (listed,) = read("GET", "/v1/notifications", by=EXPERT).body["items"]
    read("POST", f"/v1/notifications/{listed['notification_id']}/read", by=EXPERT)
    arrive(house, "NotificationsRead.v1")

    told = {"event": "notification", "notification_id": listed["notification_id"], "type": "contract_to_sign"}
    is_read = {"event": "notifications_read", "notification_ids": [listed["notification_id"]]}
    for device in ("phone=", "desk="):
        assert heard(house, device, "notification") == [told]
        assert heard(house, device, "notifications_read") == [is_read]
    assert [one["notification_id"] == told["notification_id"] for one in heard(house, "other=", "notification")] == [
        False
    ]
    assert heard(house, "other=", "notifications_read") == []
    assert read("GET", "/v1/notifications/unread", by=EXPERT).body == {"unread_count": 0}


def test_reading_the_whole_list_comes_to_the_other_devices(house: House, read: Client) -> None:
    contract_opens(house)
    contract_opens(house)
    ids = [one["notification_id"] for one in read("GET", "/v1/notifications", by=EXPERT).body["items"]]
    house.connect(EXPERT, "desk=")

    read("POST", "/v1/notifications/read", by=EXPERT, body={})
    read("POST", "/v1/notifications/read", by=EXPERT, body={})
    arrive(house, "NotificationsRead.v1")

    (frame,) = heard(house, "desk=", "notifications_read")
    assert sorted(frame["notification_ids"]) == sorted(ids)


def test_a_letter_shows_nothing_on_a_device(house: House) -> None:
    house.connect(EXPERT, "desk=")
    data = {"notification_id": "ntf_1", "account_id": EXPERT.account_id, "type": "payout_paid", "channels": ["email"]}

    subscribe(house.ears)["NotificationSent.v1"](Delivery(EVENT, "NotificationSent.v1", data))

    assert heard(house, "desk=", "notification") == []


@pytest.mark.feature("NTF-22")
def test_every_step_of_an_alert_comes_at_once_to_those_whose_alert_centre_shows_it(house: House) -> None:
    operator = Actor("acc_01KCX3V7Q8M2N4P6R8T0W2Y4AA", frozenset({"administrator"}))
    for actor, device in ((operator, "desk="), (EXPERT, "other=")):
        house.connect(actor, device)
    desk = Client(alerts.create_app, wire_alerts(house.platform), house.platform, bodiless=alerts.BODILESS)
    assert desk("POST", "/v1/alerts/rotas", by=operator, body={**ROTA, "people": [operator.account_id]}).status == 201

    wire_alarms(house.platform)("guildhall-test-slow", "ALARM", "", "", house.clock.now())
    (alert,) = desk("GET", "/v1/alerts", by=operator).body["items"]
    desk("POST", f"/v1/alerts/{alert['alert_id']}/acknowledge", by=operator)
    desk("POST", f"/v1/alerts/{alert['alert_id']}/resolve", by=operator, body={})
    for name in ("AlertRaised.v1", "AlertAcknowledged.v1", "AlertResolved.v1"):
        arrive(house, name)

    steps = [
        {"event": "alert", "alert_id": alert["alert_id"], "state": state, "severity": "warning"}
        for state in ("open", "acknowledged", "resolved")
    ]
    assert heard(house, "desk=", "alert") == steps
    assert heard(house, "other=", "alert") == []
