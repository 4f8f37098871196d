"""What Twilio says of texts afterwards: believed only if it is signed, counted once, and honoured."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.notifications import commands
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.events import DomainEvent
from guildhall.notifications import wiring
from guildhall.notifications.gateways.texts import signatures
from guildhall.notifications.models import Contact, Outcome, TextReport
from guildhall.notifications.store.contacts import DynamoContacts
from guildhall.platform.assembly import Platform
from tests.edge.notifications.conftest import SETTINGS
from tests.edge.notifications.test_figures import outcomes
from tests.edge.notifications.test_mail import CONFIRMED, REGISTERED
from tests.edge.notifications.test_phones import ANA, FAILED, PHONE, confirm, wants_texts
from tests.support.http import Client
from tests.support.messages import Bus, command_message
from tests.support.outbox import enqueued
from tests.support.twilio import Twilio


@pytest.fixture(autouse=True)
def _told(call: Client, happens: Bus, texting: Any, twilio: Twilio, clock: SettableClock) -> None:
    """Ana was sent a text a minute after her telephone was proven."""
    happens.deliver(REGISTERED, CONFIRMED)
    wants_texts(call, "payment_failed")
    confirm(call, texting, twilio)
    clock.advance(timedelta(minutes=1))
    happens.deliver(FAILED)
    texting()


def is_stopped(call: Client) -> bool:
    return bool(call("GET", PHONE, by=ANA).body["is_stopped"])


def notes(platform: Platform) -> list[dict[str, Any]]:
    return [data for data in enqueued(platform.tables, "notification-mails") if data["type"] == "note_text"]


def test_a_signature_is_that_of_the_vendors_own_example() -> None:
    form = [("CallSid", "CA1234567890ABCDE"), ("From", "+12349013030"), ("To", "+18005551212")]
    form += [("Digits", "1234"), ("Caller", "+12349013030")]

    made = signatures("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", form)

    assert b"0/KCTR6DLpKmkAf8muzZqo1nDgQ=" in made


def test_a_text_that_arrived_counts_once_in_whatever_order_it_is_told(
    desk: Client, call: Client, texting: Any, twilio: Twilio
) -> None:
    for status in ("delivered", "queued", "sent", "delivered", "sending", "sent"):
        assert twilio.reports(desk, status).status == 204
    assert texting().failed == 0

    assert outcomes(desk, "payment_failed", "sms") == {"ordered": 1, "sent": 1, "delivered": 1}
    assert not is_stopped(call)


@pytest.mark.parametrize(
    ("status", "code", "is_gone"),
    [
        ("undelivered", "30003", False),
        ("undelivered", "30007", False),
        ("failed", "", False),
        ("undelivered", "30005", True),
        ("undelivered", "30006", True),
        ("failed", "21610", True),
    ],
)
def test_a_text_that_did_not_arrive_counts_as_such_and_a_number_that_is_gone_gets_no_more(
    desk: Client, call: Client, happens: Bus, texting: Any, twilio: Twilio, status: str, code: str,
    *, is_gone: bool,
) -> None:  # fmt: skip
    for _ in range(2):
        assert twilio.reports(desk, status, code=code).status == 204
    texting()
    before = len(twilio.got)

    happens.deliver(FAILED)
    texting()

    assert is_stopped(call) is is_gone
    assert len(twilio.got) - before == (0 if is_gone else 1)
    found = outcomes(desk, "payment_failed", "sms")
    assert found == {"ordered": 2, "sent": 1, "failed": 1, "skipped": 1} if is_gone else {**found, "failed": 1}


def test_a_late_report_does_not_stop_texts_to_a_telephone_that_was_proven_since(
    desk: Client, call: Client, texting: Any, twilio: Twilio, clock: SettableClock
) -> None:
    clock.advance(timedelta(minutes=1))
    confirm(call, texting, twilio)

    assert twilio.reports(desk, "failed", code="30005", message=1).status == 204
    texting()

    assert not is_stopped(call)
    assert outcomes(desk, "payment_failed", "sms")["failed"] == 1


def test_who_wants_no_texts_gets_none_although_their_name_changes_in_that_moment(
    call: Client, platform: Platform, clock: SettableClock
) -> None:
    class Overtaken(DynamoContacts):
        """Before it is stored that texts are unwanted, another name is."""

        is_overtaken = False

        def save(self, contact: Contact, *events: DomainEvent) -> None:
            known = self.get(contact.account_id)
            if known is not None and not self.is_overtaken:
                self.is_overtaken = True
                super().save(replace(known, display_name="Ana Lind"))
            super().save(contact, *events)

    hear = replace(
        wiring.wire_mail(replace(platform, environ=SETTINGS)).hear_text, contacts=Overtaken(platform.database)
    )
    hear(TextReport("acc_ana", "ntf_01KCX3V7Q8M2N4P6R8T0W2Y4AB", Outcome.FAILED, clock.now(), is_gone=True))

    contact = DynamoContacts(platform.database).get("acc_ana")
    assert (is_stopped(call), contact and contact.display_name) == (True, "Ana Lind")


@pytest.mark.parametrize(
    "fault",
    [
        {"signed": False},
        {"token": "somebody else's"},
        {"changed": "&ErrorCode=21610"},
        {"elsewhere": "&account_id=acc_other"},
    ],
    ids=["unsigned", "another token", "another body", "another address"],
)
def test_what_twilio_did_not_sign_is_refused_and_nothing_is_stored(
    desk: Client, call: Client, texting: Any, twilio: Twilio, platform: Platform, fault: dict[str, Any]
) -> None:
    answer = twilio.reports(desk, "delivered", **fault)

    assert (answer.status, answer.problem) == (401, "notifications/report-forged")
    assert [error["pointer"] for error in answer.body["errors"]] == ["#header/X-Twilio-Signature"]
    assert notes(platform) == []


def test_a_report_that_names_no_message_of_ours_is_left_alone(desk: Client, twilio: Twilio, platform: Platform) -> None:
    """Twilio signs what a number of ours is set up to report, too."""
    first = twilio.got[0]
    assert "StatusCallback" not in twilio.said[0], "nobody waits to hear of a code"
    assert first.path.endswith("/Messages.json")

    assert twilio.reports(desk, "delivered", asked="https://api.example/v1/webhooks/twilio").status == 204
    assert notes(platform) == []


def test_a_report_that_is_faster_than_our_own_record_waits_and_makes_no_second_text(
    desk: Client, call: Client, happens: Bus, texting: Any, twilio: Twilio, platform: Platform, clock: SettableClock
) -> None:
    bus = Bus(commands.subscribe(wiring.wire_mail(replace(platform, environ=SETTINGS))), clock)

    def reports_at_once() -> None:
        assert twilio.reports(desk, "delivered").status == 204
        bus.takes(command_message("msg_fast", notes(platform)[-1]))

    twilio.meanwhile = reports_at_once
    happens.deliver(FAILED)
    texting()

    assert (bus.failed, bus.dead, len(twilio.got)) == (1, [], 3)
    texting()
    assert len(twilio.got) == 3
    assert outcomes(desk, "payment_failed", "sms") == {"ordered": 2, "sent": 2, "delivered": 1}
