"""What the tests of notifications share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from functions.notifications import announcements, commands, events, pushes
from functions.notifications.api import BODILESS, KEYLESS, create_app
from guildhall.kernel.clock import SettableClock
from guildhall.notifications import wiring
from guildhall.notifications.models import Figure
from guildhall.notifications.wiring.announcements import wire_announcements
from guildhall.platform.assembly import Platform
from tests.fakes.push_service import PushService, push_services
from tests.support.http import Client
from tests.support.messages import Bus
from tests.support.ses import MailService

SETTINGS = {
    "GUILDHALL_MAIL_SENDER": "Guildhall <no-reply@guildhall.example>",
    "GUILDHALL_MAIL_REPORTS": "test-reports",
    "GUILDHALL_WEB_URL": "https://web.example",
    "GUILDHALL_API_URL": "https://api.example/",
}


class NoMeters:
    """A cloud that has measured nothing yet."""

    def read(self, wanted: set[tuple[Figure, int]]) -> dict[tuple[Figure, int], int]:
        return {}


@pytest.fixture
def call(platform: Platform) -> Client:
    return Client(create_app, wiring.wire(platform, push_services()), platform, keyless=KEYLESS, bodiless=BODILESS)


@pytest.fixture
def desk(platform: Platform) -> Client:
    """The edge of announcements and statistics."""
    return Client(announcements.create_app, wire_announcements(platform), platform, bodiless=announcements.BODILESS)


@pytest.fixture
def happens(platform: Platform, clock: SettableClock) -> Bus:
    """Delivers events."""
    return Bus(events.subscribe(wiring.wire_hearing(platform)), clock)


@pytest.fixture
def post(platform: Platform, clock: SettableClock) -> Bus:
    """Delivers orders of letters."""
    return Bus(commands.subscribe(wiring.wire_mail(replace(platform, environ=SETTINGS))), clock)


@pytest.fixture
def push(platform: Platform, clock: SettableClock) -> Bus:
    """Delivers orders of pushes."""
    return Bus(pushes.subscribe(wiring.wire_push(platform, push_services())), clock)


@pytest.fixture
def browser() -> Iterator[PushService]:
    """A push service with one browser behind it."""
    with PushService().running() as service:
        yield service


@pytest.fixture
def mail_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailService]:
    with MailService().running() as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", service.endpoint_url)
        yield service
