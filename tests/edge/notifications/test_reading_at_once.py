"""Several devices of one person read at the same moment, and the index of what is unread lags behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.contracts.events import ContractOpenedV1
from guildhall.kernel.clock import SettableClock
from guildhall.notifications.models import KEPT
from guildhall.notifications.store.keys import Keys
from guildhall.platform.assembly import Platform
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.items import typed_key
from tests.edge.notifications.test_inbox import ANA, BEN, LIST
from tests.support.http import Answer, Client
from tests.support.meanwhile import behind, just_before
from tests.support.messages import Bus
from tests.support.outbox import published

WRITES = "TransactWriteItems"
CONTRACT = "ctr_01JZ4A8X7N3V5T9K2C6M0QWERT"


@pytest.fixture
def told(call: Client, happens: Bus, clock: SettableClock) -> list[str]:
    """Somebody was told three things: their ids, newest first."""
    opened = ContractOpenedV1(
        contract_id=CONTRACT, client_id=ANA.account_id, expert_id=BEN.account_id, title="Wall", project_id="prj_1",
        proposal_id="prp_1",
    )  # fmt: skip
    for _ in range(3):
        happens.deliver(opened)
        clock.advance(timedelta(milliseconds=1))
    return [each["notification_id"] for each in call("GET", LIST, by=ANA).body["items"]]


class Devices:
    """Reads as one device and then another does, without a key, and looks at what came of it."""

    def __init__(self, call: Client, platform: Platform) -> None:
        self.call, self.platform = call, platform

    def read(self, notification_id: str) -> Answer:
        return self.call("POST", f"{LIST}/{notification_id}/read", by=ANA, headers={"Idempotency-Key": None})

    def read_all(self, **body: Any) -> Answer:
        return self.call("POST", f"{LIST}/read", by=ANA, body=body)

    def shown(self) -> dict[str, str]:
        """Return when each was read; an empty text for one that was not."""
        return {each["notification_id"]: each["read_at"] or "" for each in self.call("GET", LIST, by=ANA).body["items"]}

    def events(self) -> list[str]:
        """Return what the world was told to be read, sorted."""
        told = published(self.platform.tables, "NotificationsRead.v1")
        return sorted(one for event in told for one in event["notification_ids"])

    def remove(self, notification_id: str) -> None:
        """Let the table remove one, as it does when it has expired."""
        key = typed_key(Keys.account(ANA.account_id), notification_id)
        transport().call("DeleteItem", {"TableName": self.platform.tables.core_table, "Key": key})


@pytest.fixture
def devices(call: Client, platform: Platform) -> Devices:
    return Devices(call, platform)


def test_of_two_devices_that_read_one_at_once_the_first_counts_and_both_are_told_when(
    devices: Devices, told: list[str], clock: SettableClock
) -> None:
    def other_device() -> None:
        clock.advance(timedelta(seconds=5))
        first.append(devices.read(told[0]))

    first: list[Answer] = []
    with just_before(WRITES, other_device):
        second = devices.read(told[0])

    assert (second.status, second.body) == (200, first[0].body)
    assert devices.shown()[told[0]] == first[0].body["read_at"]
    assert devices.events() == told[:1]


def test_one_that_goes_while_it_is_read_is_unknown_and_does_not_come_back(devices: Devices, told: list[str]) -> None:
    with just_before(WRITES, lambda: devices.remove(told[0])):
        answer = devices.read(told[0])

    assert answer.problem == "notifications/unknown"
    assert (sorted(devices.shown()), devices.events()) == (sorted(told[1:]), [])


@pytest.mark.parametrize("body", [{}, {"about": CONTRACT}])
def test_of_two_devices_that_read_all_at_once_each_thing_is_read_once(
    devices: Devices, told: list[str], clock: SettableClock, body: dict[str, str]
) -> None:
    def other_device() -> None:
        clock.advance(timedelta(seconds=5))
        devices.read(told[1])

    with behind(), just_before(WRITES, other_device):
        answer = devices.read_all(**body)

    assert (answer.status, answer.body) == (200, {"unread_count": 0})
    read_at = devices.shown()
    assert read_at[told[0]] == read_at[told[2]] < read_at[told[1]]
    assert devices.events() == sorted(told)
    assert devices.read_all(**body).body == {"unread_count": 0}
    assert devices.events() == sorted(told)


@pytest.mark.parametrize("body", [{}, {"about": CONTRACT}])
def test_what_only_the_index_still_knows_keeps_nothing_else_from_being_read(
    devices: Devices, told: list[str], body: dict[str, str]
) -> None:
    with just_before(WRITES, lambda: devices.remove(told[1])):
        answer = devices.read_all(**body)

    assert (answer.status, answer.body) == (200, {"unread_count": 0})
    assert devices.events() == sorted((told[0], told[2]))
    assert sorted(devices.shown()) == sorted((told[0], told[2]))


def test_one_is_read_as_soon_as_it_is_told_whatever_replicas_know(devices: Devices, told: list[str]) -> None:
    with behind():
        read, again = devices.read(told[0]), devices.read(told[0])

    assert (read.status, again.body) == (200, read.body)


def test_what_has_expired_is_not_read_any_more(devices: Devices, told: list[str], clock: SettableClock) -> None:
    clock.advance(KEPT)

    answers = [devices.read_all().body, devices.read_all(about=CONTRACT).body, devices.read(told[0]).problem]

    assert (answers, devices.events()) == ([{"unread_count": 0}] * 2 + ["notifications/unknown"], [])
