"""Letters: ordered in the event's transaction, sent once, in the account's language."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from guildhall.identity.events import (
    AccountConfirmedV1,
    AccountRegisteredV1,
    AccountRenamedV1,
    LocaleChangedV1,
    SignUpRepeatedV1,
)
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.errors import Unavailable
from guildhall.kernel.events import DomainEvent
from guildhall.notifications.gateways.texts import SnsTexter
from guildhall.notifications.machine import LEASE
from guildhall.notifications.models import Contact
from guildhall.notifications.store import DynamoContacts
from guildhall.notifications.use_cases import ConfirmContact, RememberContact
from guildhall.payments.events import FundsHeldV1
from guildhall.platform import aws, query
from guildhall.platform.assembly import Platform
from tests.support.loopback import Loopback, body_of
from tests.support.messages import Bus, command_message
from tests.support.outbox import enqueued, published
from tests.support.ses import MailService

REGISTERED = AccountRegisteredV1(
    account_id="acc_ana", email="ana@example.org", display_name="Ana", roles=["client"], locale="fr"
)
CONFIRMED = AccountConfirmedV1(account_id="acc_ana")
HELD = FundsHeldV1(
    contract_id="ctr_1",
    milestone_id="mil_1",
    client_id="acc_ana",
    expert_id="acc_ben",
    amount_minor=120000,
    currency="EUR",
)


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """Mail and text services that take every request and never answer; returns what they took."""
    taken: list[bytes] = []
    over = threading.Event()

    def stall(request: BaseHTTPRequestHandler) -> None:
        taken.append(body_of(request))
        over.wait(30)

    service = Loopback(stall)
    monkeypatch.setattr(aws, "READ_TIMEOUT_SECONDS", 0.2)
    for name in ("AWS_ENDPOINT_URL_SESV2", "AWS_ENDPOINT_URL_SNS"):
        monkeypatch.setenv(name, service.url)
    with service.running():
        yield taken
        over.set()


@pytest.fixture
def tell(happens: Bus, clock: SettableClock) -> Any:
    """Delivers an event under a fresh id."""
    return happens.deliver


def orders(platform: Platform, account_id: str = "acc_ana") -> list[dict[str, Any]]:
    found = [o for o in enqueued(platform.tables, "notification-mails") if o.get("account_id") == account_id]
    return [command_message(f"msg_{number}", order) for number, order in enumerate(found)]


def test_a_protected_payment_is_confirmed_by_a_letter_in_the_clients_language(
    tell: Any, post: Bus, platform: Platform, mail_service: MailService
) -> None:
    tell(REGISTERED), tell(CONFIRMED), tell(HELD)

    assert all(post.takes(order) for order in orders(platform))

    welcome, letter = mail_service.sent
    assert welcome.subject == "Bienvenue sur Guildhall"
    assert (letter.to, letter.sender) == (["ana@example.org"], "Guildhall <no-reply@guildhall.example>")
    assert letter.subject == "Votre paiement de 1\u202f200,00\u00a0EUR est protégé"
    assert "https://web.example/contracts/ctr_1#mil_1" in letter.text
    assert "Bonjour Ana," in letter.html
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.headers["List-Unsubscribe"].startswith("<https://api.example/v1/notifications/unsubscribe?token=")
    channels = [
        e["channels"] for e in published(platform.tables, "NotificationSent.v1") if e["account_id"] == "acc_ana"
    ]
    assert sorted(channels) == [["email"], ["email"], ["in_app"], ["in_app"]]


def test_letters_follow_a_new_name_and_language(
    tell: Any, post: Bus, platform: Platform, mail_service: MailService
) -> None:
    tell(REGISTERED), tell(CONFIRMED)
    tell(AccountRenamedV1(account_id="acc_ana", display_name="Anna"))
    tell(LocaleChangedV1(account_id="acc_ana", locale="en"))
    tell(SignUpRepeatedV1(account_id="acc_ana", email="ana@example.org", display_name="Anna", locale="en"))

    assert all(post.takes(order) for order in orders(platform))

    _, letter = mail_service.sent
    assert letter.subject == "You already have an account"
    assert "Anna," in letter.text


def test_the_last_name_and_language_stay_in_whatever_order_they_are_told_and_before_the_account_itself(
    happens: Bus, post: Bus, platform: Platform, mail_service: MailService, clock: SettableClock
) -> None:
    told = [happens.message(REGISTERED)]
    for name, locale in [("Anna", "ur"), ("Anouk", "en")]:
        clock.advance(timedelta(minutes=1))
        told += [
            happens.message(AccountRenamedV1(account_id="acc_ana", display_name=name)),
            happens.message(LocaleChangedV1(account_id="acc_ana", locale=locale)),
        ]

    happens.deliver(*reversed(told), *told[:3], CONFIRMED)
    assert all(post.takes(order) for order in orders(platform))

    (welcome,) = mail_service.sent
    assert welcome.subject == "Welcome to Guildhall"
    assert "Anouk," in welcome.text


def test_an_order_that_comes_again_sends_nothing_again(
    tell: Any, post: Bus, platform: Platform, mail_service: MailService
) -> None:
    tell(REGISTERED), tell(CONFIRMED)
    (order,) = orders(platform)

    assert [post.takes(order), post.takes(order), post.takes(order)] == [True, True, True]

    assert len(mail_service.sent) == 1


def test_a_passing_failure_of_the_service_is_tried_again_after_the_lease(
    tell: Any, post: Bus, platform: Platform, mail_service: MailService, clock: SettableClock
) -> None:
    tell(REGISTERED), tell(CONFIRMED)
    (order,) = orders(platform)
    mail_service.plan.append((429, "TooManyRequestsException"))

    assert post.takes(order) is False
    assert post.takes(order) is False, "somebody may still be sending it"
    assert mail_service.sent == []
    clock.advance(LEASE)
    assert post.takes(order) is True

    assert len(mail_service.sent) == 1


def test_a_lost_answer_of_the_service_repeats_a_letter_after_the_lease_and_not_at_once(
    tell: Any, post: Bus, platform: Platform, mute: list[bytes], clock: SettableClock
) -> None:
    tell(REGISTERED), tell(CONFIRMED)
    (order,) = orders(platform)

    assert post.takes(order) is False
    assert len(mute) == 1
    assert post.takes(order) is False, "it may have gone out"
    assert len(mute) == 1
    clock.advance(LEASE)
    assert post.takes(order) is False
    assert len(mute) == 2


def test_a_lost_answer_repeats_no_text_message_at_once(mute: list[bytes]) -> None:
    with pytest.raises(Unavailable):
        SnsTexter().send("+33140205050", "Your table at Chez Nour")

    assert len(mute) == 1


@pytest.mark.feature("NTF-17")
def test_a_letter_that_the_service_refuses_goes_to_the_dead_letters_and_can_be_redriven(
    tell: Any, post: Bus, platform: Platform, mail_service: MailService
) -> None:
    tell(REGISTERED), tell(CONFIRMED)
    (order,) = orders(platform)
    mail_service.plan.append((400, "MessageRejected"))

    assert post.takes(order) is True

    assert [dead["problem"] for dead in post.dead] == ["notifications/mail-refused"]
    assert post.takes(post.dead[0]["message"]) is True
    assert len(mail_service.sent) == 1


def test_the_order_waits_until_it_is_known_where_to_write(
    tell: Any, post: Bus, platform: Platform, mail_service: MailService
) -> None:
    tell(CONFIRMED)
    (order,) = orders(platform)
    assert post.takes(order) is False

    tell(REGISTERED)

    assert post.takes(order) is True
    assert [letter.to for letter in mail_service.sent] == [["ana@example.org"]]


def test_an_address_that_nobody_confirmed_is_never_written_to(
    tell: Any, post: Bus, platform: Platform, mail_service: MailService
) -> None:
    tell(REGISTERED), tell(HELD)
    (order,) = orders(platform)

    assert post.takes(order) is True
    tell(CONFIRMED)
    assert post.takes(order) is True

    assert mail_service.sent == []


def test_an_order_without_its_letter_is_given_up(post: Bus, mail_service: MailService) -> None:
    lost = {"type": "send_mail", "account_id": "acc_x", "notification_id": "ntf_01KCX3V7Q8M2N4P6R8T0W2Y4AB"}

    assert post.takes(command_message("msg_1", lost)) is True

    assert [dead["problem"] for dead in post.dead] == ["notifications/unknown"]


@pytest.mark.feature("NTF-17")
def test_an_event_that_comes_again_orders_no_second_letter(
    happens: Bus, platform: Platform, clock: SettableClock
) -> None:
    message = happens.message(HELD)

    assert [happens.takes(message), happens.takes(message)] == [True, True]

    assert len(orders(platform)) == 1
    assert len(orders(platform, "acc_ben")) == 1


def test_names_and_addresses_stay_out_of_the_audit_log(tell: Any, platform: Platform, clock: SettableClock) -> None:
    tell(REGISTERED), tell(CONFIRMED), tell(REGISTERED)
    clock.advance(timedelta(seconds=1))

    keys = query.page(platform.tables.audit_table, "E#U#acc_ana#N", index="GSI1").items
    entries = query.batch_get(platform.tables.audit_table, [(key["PK"], key["SK"]) for key in keys])

    assert len(entries) == 2, "the repeated event changes nothing"
    assert "ana@example.org" not in str(entries)
    assert "'Ana'" not in str(entries)
    assert {change["after"].get("is_confirmed") for entry in entries for change in entry["changes"]} == {False, True}


def test_a_registration_that_comes_again_does_not_undo_a_new_name(
    tell: Any, post: Bus, platform: Platform, mail_service: MailService
) -> None:
    tell(REGISTERED)
    tell(CONFIRMED)
    tell(AccountRenamedV1(account_id="acc_ana", display_name="Anna"))
    tell(REGISTERED)

    assert all(post.takes(order) for order in orders(platform))

    assert "Bonjour Anna," in mail_service.sent[0].text


def test_two_events_of_one_account_at_the_same_moment_are_both_learned_at_once(platform: Platform) -> None:
    stored = DynamoContacts(platform.database)

    class Racing(DynamoContacts):
        """Somebody else confirms between our read and our write, once."""

        def save(self, contact: Contact, *events: DomainEvent) -> None:
            if not racers:
                racers.append("confirmed")
                ConfirmContact(stored)("acc_ana")
            super().save(contact, *events)

    racers: list[str] = []
    RememberContact(Racing(platform.database))("acc_ana", "ana@example.org", "Ana", "fr")

    assert stored.get("acc_ana") == Contact("acc_ana", "ana@example.org", "Ana", "fr", is_confirmed=True, version=2)
