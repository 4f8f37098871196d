"""What the tests of Slack addresses share."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, cast

import pytest

from functions.notifications import announcements, api, pushes
from guildhall.kernel.clock import SettableClock
from guildhall.notifications import wiring
from guildhall.notifications.gateways.posting import Poster
from guildhall.notifications.gateways.slack import SlackWebhooks
from guildhall.notifications.wiring.announcements import wire_announcements
from guildhall.platform.assembly import Platform
from tests.edge.notifications.conftest import SETTINGS
from tests.edge.notifications.test_mail import CONFIRMED, REGISTERED
from tests.fakes.push_service import push_services
from tests.support.http import Answer, Client
from tests.support.messages import Bus, command_message
from tests.support.outbox import enqueued
from tests.support.receiver import Receiver
from tests.support.slack import SLACK


def edges(platform: Platform, **environ: str) -> Client:
    """Return the edges of preferences and of Slack addresses as one."""
    wired = wire_announcements(replace(platform, environ={**SETTINGS, **environ}))
    slack = Client(announcements.create_app, wired, platform, bodiless=announcements.BODILESS)
    rest = Client(api.create_app, wiring.wire(platform, push_services()), platform, bodiless=api.BODILESS)

    def call(method: str, path: str, **rest_of_it: Any) -> Answer:
        return (slack if path.startswith(SLACK) else rest)(method, path, **rest_of_it)

    return cast("Client", call)


@pytest.fixture(autouse=True)
def _ana(happens: Bus) -> None:
    happens.deliver(REGISTERED, CONFIRMED)


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
    addresses = SlackWebhooks(Poster(loopback_allowed=True, whole_seconds=3.0))
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
