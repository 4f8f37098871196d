"""Switches per type and channel: what a person is promised."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from functions.notifications.api import BODILESS, KEYLESS, create_app
from guildhall.kernel.actor import ANONYMOUS, Actor
from guildhall.kernel.clock import SettableClock
from guildhall.notifications import wiring
from guildhall.notifications.gateways.links import SignedUnsubscribeLinks
from guildhall.notifications.models import Preferences, Type
from guildhall.notifications.store.switches import DynamoSwitches
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from tests.edge.notifications.test_inbox import ANA, BEN, contract_opens
from tests.fakes.push_service import push_services
from tests.support.http import Client
from tests.support.messages import Bus
from tests.support.outbox import enqueued

PATH = "/v1/notification-preferences"
UNSUBSCRIBE = "/v1/notifications/unsubscribe"
KINDS = ("payment_receipt", "contract_to_sign", "role_granted")


def choice(call: Client, kind: str, by: Actor = ANA) -> dict[str, Any]:
    found: dict[str, Any] = next(c for c in call("GET", PATH, by=by).body["choices"] if c["type"] == kind)
    return found


def choose(call: Client, version: int, *choices: dict[str, Any]) -> Any:
    return call("PUT", PATH, by=ANA, body={"choices": list(choices)}, headers={"If-Match": f'"{version}"'})


def test_everything_is_on_at_first_except_letters_about_what_comes_often_and_marketing(call: Client) -> None:
    answer = call("GET", PATH, by=ANA)

    assert (answer.headers["ETag"], answer.body["version"]) == ('"0"', 0)
    off = [(c["type"], c["in_app"], c["email"]) for c in answer.body["choices"] if not (c["in_app"] and c["email"])]
    talk, room = ["message_received", "call_started"], ["table_booked", "booking_changed", "booking_cancelled"]
    assert off == [*((kind, True, False) for kind in ["job_match", *talk, *room]), ("marketing", False, False)]
    assert {c["type"] for c in answer.body["choices"]} == set(Type)


def test_switches_are_called_in_the_readers_language(call: Client) -> None:
    choices = call("GET", PATH, by=ANA, headers={"Accept-Language": "fr"}).body["choices"]

    assert next(c["label"] for c in choices if c["type"] == "contract_to_sign") == "Contrats à signer"


def test_a_switched_off_channel_stays_silent_and_the_other_speaks(
    call: Client, happens: Bus, clock: SettableClock, platform: Platform
) -> None:
    changed = choose(call, 0, {"type": "contract_to_sign", "in_app": False, "email": True})

    contract_opens(happens, clock)

    assert (changed.status, changed.headers["ETag"]) == (200, '"1"')
    assert call("GET", "/v1/notifications", by=ANA).body["items"] == []
    assert {m["account_id"] for m in enqueued(platform.tables, "notification-mails")} == {"acc_ana", "acc_ben"}
    assert len(call("GET", "/v1/notifications", by=BEN).body["items"]) == 1


def test_with_both_channels_off_nothing_is_stored_or_ordered(
    call: Client, happens: Bus, clock: SettableClock, platform: Platform
) -> None:
    choose(call, 0, {"type": "contract_to_sign", "in_app": False, "email": False})

    contract_opens(happens, clock)

    assert call("GET", "/v1/notifications", by=ANA).body["items"] == []
    assert {m["account_id"] for m in enqueued(platform.tables, "notification-mails")} == {"acc_ben"}


def test_a_type_that_is_left_out_returns_to_its_default(call: Client) -> None:
    choose(call, 0, {"type": "contract_to_sign", "in_app": False, "email": False})

    choose(call, 1, {"type": "message_received", "in_app": True, "email": True})

    assert choice(call, "contract_to_sign")["in_app"] is True
    assert choice(call, "message_received")["email"] is True


def test_a_stale_or_missing_version_changes_nothing(call: Client) -> None:
    off = {"type": "contract_to_sign", "in_app": False, "email": False}
    choose(call, 0, off)

    assert choose(call, 0).problem == "stale-version"
    assert call("PUT", PATH, by=ANA, body={"choices": []}).problem == "precondition-required"
    assert choice(call, "contract_to_sign")["email"] is False


@pytest.mark.parametrize(
    ("choices", "pointer"),
    [
        ([{"type": "gossip", "in_app": True, "email": True}], "/choices/0/type"),
        ([{"type": "contract_to_sign", "in_app": "yes", "email": True}], "/choices/0/in_app"),
        ([{"type": "contract_to_sign", "in_app": True}], "/choices/0/email"),
        ([{"type": "contract_to_sign", "in_app": True, "email": True, "sms": "yes"}], "/choices/0/sms"),
        ([{"type": "contract_to_sign", "in_app": True, "email": True}] * 2, "/choices"),
        ("all", "/choices"),
    ],
)
def test_bad_choices_are_named_with_their_place(call: Client, choices: object, pointer: str) -> None:
    answer = call("PUT", PATH, by=ANA, body={"choices": choices}, headers={"If-Match": '"0"'})

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, pointer)
    assert call("GET", PATH, by=ANA).body["version"] == 0


def test_the_link_of_a_letter_switches_its_type_off_without_sign_in_and_twice_does_no_harm(
    call: Client, platform: Platform
) -> None:
    token = SignedUnsubscribeLinks(platform.cursors).token("acc_ana", Type.INVOICE_ISSUED)
    form = {"headers": {"Content-Type": "application/x-www-form-urlencoded"}, "raw": "List-Unsubscribe=One-Click"}

    answers = [call("POST", UNSUBSCRIBE, query={"token": token}, **form) for _ in range(2)]  # type: ignore[arg-type]

    assert [answer.body for answer in answers] == [{"type": "invoice_issued"}] * 2
    assert choice(call, "invoice_issued") == {
        "type": "invoice_issued",
        "label": "Invoices",
        "in_app": True,
        "email": False,
        "push": True,
        "sms": None,
        "slack": False,
    }
    assert choice(call, "payment_receipt")["email"] is True
    assert choice(call, "invoice_issued", by=BEN)["email"] is True


def test_the_link_of_a_letter_counts_although_the_person_turns_switches_in_that_moment(
    call: Client, platform: Platform
) -> None:
    token = SignedUnsubscribeLinks(platform.cursors).token("acc_ana", Type.INVOICE_ISSUED)

    class Interrupted(DynamoSwitches):
        """While the link is followed, Ana turns three switches."""

        def save(self, preferences: Preferences) -> Preferences:
            known = self.get("acc_ana")
            if known.version < len(KINDS):
                super().save(replace(known, choices={**known.choices, KINDS[known.version]: {"email": False}}))
            return super().save(preferences)

    wired = wiring.wire(platform, push_services())
    interrupted = replace(wired, unsubscribe=replace(wired.unsubscribe, switches=Interrupted(platform.database)))
    # A mail program posts to the link once, and nobody sees what it was answered: the edge tries again.
    followed = Client(create_app, interrupted, platform, keyless=KEYLESS, bodiless=BODILESS)(
        "POST", UNSUBSCRIBE, query={"token": token}
    )

    assert (followed.status, followed.body) == (200, {"type": "invoice_issued"})
    assert [choice(call, kind)["email"] for kind in ("invoice_issued", *KINDS)] == [False] * 4


@pytest.mark.parametrize(("language", "label"), [("en", "Invoices"), ("fr", "Factures"), ("ur-PK", "انوائس")])
def test_whoever_opens_the_link_reads_what_it_stops_and_nothing_is_stopped(
    call: Client, platform: Platform, language: str, label: str
) -> None:
    token = SignedUnsubscribeLinks(platform.cursors).token("acc_ana", Type.INVOICE_ISSUED)
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

    named = call("GET", UNSUBSCRIBE, query={"token": token}, headers={"Accept-Language": language})
    led = call("GET", UNSUBSCRIBE, query={"token": token}, headers=browser)

    assert (named.status, named.body) == (200, {"type": "invoice_issued", "label": label})
    # A mail program that opens the address of the header shows a person the page for people.
    assert (led.status, led.headers["Location"]) == (303, f"/unsubscribe?token={token}")
    assert choice(call, "invoice_issued")["email"] is True


@pytest.mark.parametrize(
    "more", ["\r\nSet-Cookie: a=b", "\n\n<script>", "&next=//evil.example", "#//evil.example", "=="]
)
def test_no_link_leads_a_browser_anywhere_but_to_the_page_that_stops_letters(
    call: Client, platform: Platform, more: str
) -> None:
    token = SignedUnsubscribeLinks(platform.cursors).token("acc_ana", Type.INVOICE_ISSUED)

    for sent in (token + more, more + token, token + "\r\n"):
        led = call("GET", UNSUBSCRIBE, query={"token": sent}, headers={"Accept": "text/html"})
        place = led.headers.get("Location", "/unsubscribe?token=")
        assert (led.status in {303, 422}, place.startswith("/unsubscribe?token=")) == (True, True)
        assert set(place) & set("\r\n<># ") == set()
        assert place.count("&") == 0


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", ["x", "a" * 40, "é", "AAAA"])
def test_a_forged_link_does_nothing(call: Client, method: str, token: str) -> None:
    answer = call(method, UNSUBSCRIBE, query={"token": token})

    assert (answer.status, answer.problem) == (422, "notifications/unsubscribe-link-invalid")


def test_a_link_signed_by_another_key_or_for_another_use_does_nothing(call: Client, platform: Platform) -> None:
    foreign = SignedUnsubscribeLinks(Cursors("another-key")).token("acc_ana", Type.INVOICE_ISSUED)
    cursor = platform.cursors.write({"account_id": "acc_ana", "type": "invoice_issued"}, "another-list")

    for token in (foreign, cursor or ""):
        assert call("POST", UNSUBSCRIBE, query={"token": token}).status == 422
    assert choice(call, "invoice_issued")["email"] is True


def test_the_signature_of_ones_own_link_opens_nobody_elses(call: Client, platform: Platform) -> None:
    links = SignedUnsubscribeLinks(platform.cursors)
    own, theirs = (
        base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        for token in (links.token(who, Type.INVOICE_ISSUED) for who in ("acc_ana", "acc_ben"))
    )
    # Sixteen bytes of signature, then what is signed: Ana's signature over Ben's account, and over another type.
    others = [own[:16] + theirs[16:], own[:16] + own[16:].replace(b"invoice_issued", b"payment_failed")]
    before = [call("GET", PATH, by=each).body for each in (ANA, BEN)]

    answers = [
        call("POST", UNSUBSCRIBE, by=by, query={"token": base64.urlsafe_b64encode(each).decode()})
        for each in others
        for by in (ANA, ANONYMOUS)
    ]

    assert {(each.status, each.problem) for each in answers} == {(422, "notifications/unsubscribe-link-invalid")}
    assert [call("GET", PATH, by=each).body for each in (ANA, BEN)] == before


def test_partners_and_strangers_have_no_switches(call: Client) -> None:
    for stranger in (ANONYMOUS, Actor("cli_x", frozenset({"partner"}))):
        assert call("GET", PATH, by=stranger).status == 403
        assert call("PUT", PATH, by=stranger, body={"choices": []}, headers={"If-Match": '"0"'}).status == 403
