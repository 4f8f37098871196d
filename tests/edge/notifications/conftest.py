"""What the tests of notifications share."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from functions.notifications import announcements, commands, events, pushes
from functions.notifications.api import BODILESS, KEYLESS, create_app
from guildhall.identity.events import AccountConfirmedV1, AccountRegisteredV1
from guildhall.kernel.clock import SettableClock
from guildhall.notifications import wiring
from guildhall.notifications.gateways.texts import TwilioReports, TwilioTexter
from guildhall.notifications.models import Figure
from guildhall.notifications.wiring.announcements import wire_announcements
from guildhall.platform.assembly import Platform
from tests.fakes.push_service import PushService, push_services
from tests.support.announced import PEOPLE, pages
from tests.support.http import Client
from tests.support.messages import Bus, command_message
from tests.support.outbox import enqueued
from tests.support.ses import MailService
from tests.support.twilio import Twilio

SETTINGS = {
    "GUILDHALL_MAIL_SENDER": "Guildhall <no-reply@guildhall.example>",
    "GUILDHALL_MAIL_REPORTS": "test-reports",
    "GUILDHALL_WEB_URL": "https://web.example",
    "GUILDHALL_API_URL": "https://api.example/",
}
TWILIO_SECRET = json.dumps({"account_sid": "AC123", "auth_token": "token", "sender": "+15005550006"})


class NoMeters:
    """A cloud that has measured nothing yet."""

    def read(self, wanted: set[tuple[Figure, int]]) -> dict[tuple[Figure, int], int]:
        return {}


@pytest.fixture
def call(platform: Platform) -> Client:
    return Client(create_app, wiring.wire(platform, push_services()), platform, keyless=KEYLESS, bodiless=BODILESS)


@pytest.fixture
def twilio() -> Iterator[Twilio]:
    with Twilio("token").running() as running:
        yield running


@pytest.fixture
def desk(platform: Platform) -> Client:
    """The edge of announcements, statistics and reports of texts."""
    wired = wire_announcements(replace(platform, environ=SETTINGS))
    keep = replace(wired.keep_text_report, reports=TwilioReports(TWILIO_SECRET, "https://api.example"))
    return Client(
        announcements.create_app,
        replace(wired, keep_text_report=keep),
        platform,
        keyless=announcements.KEYLESS,
        bodiless=announcements.BODILESS,
    )


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
    return Bus(pushes.subscribe(wiring.wire_push(replace(platform, environ=SETTINGS), push_services())), clock)


@pytest.fixture
def texting(platform: Platform, clock: SettableClock, twilio: Twilio) -> Any:
    """Carries every order of a text that has not been carried yet; returns how many would come again."""
    base = f"http://127.0.0.1:{twilio.port}"
    texter = TwilioTexter(TWILIO_SECRET, "https://api.example", base=base, loopback_allowed=True, whole_seconds=3.0)
    letters = wiring.wire_mail(replace(platform, environ=SETTINGS))
    letters = replace(
        letters,
        send_text=replace(letters.send_text, texter=texter),
        send_phone_code=replace(letters.send_phone_code, texter=texter),
    )
    bus = Bus(commands.subscribe(letters), clock)
    done: Counter[str] = Counter()

    def carry() -> Bus:
        found = [data for data in enqueued(platform.tables, "notification-mails") if data["type"] != "send_mail"]
        ordered = Counter(json.dumps(data, sort_keys=True) for data in found)
        for text in (ordered - done).elements():
            done[text] += bus.takes(command_message(f"msg_{done.total()}", json.loads(text)))
        return bus

    return carry


@pytest.fixture
def everybody(happens: Bus) -> None:
    """All to whom announcements go."""
    for account_id, (locale, roles) in PEOPLE.items():
        registered = AccountRegisteredV1(
            account_id=account_id, email=f"{account_id}@example.org", display_name="A", roles=roles, locale=locale
        )
        happens.deliver(registered, AccountConfirmedV1(account_id=account_id))


@pytest.fixture
def announce(platform: Platform, post: Bus) -> Any:
    """Carries pages until none is ordered; returns how many there were."""
    done: set[str] = set()

    def carry() -> int:
        while new := [each for each in pages(platform) if json.dumps(each) not in done]:
            for each in new:
                done.add(json.dumps(each))
                assert post.takes(command_message("msg_page", each))
        return len(done)

    return carry


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
