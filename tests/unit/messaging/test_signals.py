"""Signals: what people write to be paid elsewhere or to extort, in three languages, and what only looks like it."""

from __future__ import annotations

import time

import pytest

from guildhall.messaging.models.signals import LONGEST_LOOK, Signal, signals_of

FOUND = [
    ("Write to me: ana.b+work@example.com", {Signal.EMAIL}),
    ("ana (at) example (dot) com", {Signal.EMAIL}),
    ("Call +33 6 12 34 56 78 tonight", {Signal.PHONE}),
    ("06 12 34 56 78", {Signal.PHONE}),
    ("0300-1234567 پر فون کریں", {Signal.PHONE}),
    ("+٩٢٣٠٠١٢٣٤٥٦٧", {Signal.PHONE}),
    ("My account is DE89 3704 0044 0532 0130 00.", {Signal.IBAN}),
    ("FR1420041010050500013M02606", {Signal.IBAN}),
    ("https://paypal.me/somebody", {Signal.PAYMENT_HANDLE}),
    ("Venmo works too: @some-body", {Signal.PAYMENT_HANDLE}),
    ("Could you pay me outside the platform?", {Signal.PAY_OUTSIDE}),
    ("Let us skip the platform fees", {Signal.PAY_OUTSIDE}),
    ("On peut régler le paiement hors de la plateforme ?", {Signal.PAY_OUTSIDE}),
    ("Payez-moi en espèces", {Signal.PAY_OUTSIDE}),
    ("پلیٹ فارم سے باہر رقم بھیج دیں", {Signal.PAY_OUTSIDE}),
    ("Send me a full refund or I will leave a bad review", {Signal.EXTORTION}),
    ("I'll write a one-star review unless you pay", {Signal.EXTORTION}),
    ("Remboursez-moi, sinon je laisse un mauvais avis", {Signal.EXTORTION}),
    ("پیسے واپس کرو ورنہ خراب ریویو دوں گا", {Signal.EXTORTION}),
]
HARMLESS = [
    "The invoice 2026-03-01/0042 is for 1 234.50 EUR.",
    "We meet on 12.03.2026 at 14:30.",
    "The order number is 100200300400.",
    "Version 10.2.3.4 of the server answers on port 8080.",
    "Mention @ana when it is done @ home.",
    "ISBN 978-3-16-148410-0",
    "DE00 1234 5678 9012 3456 78 has wrong check digits",
    "The payment is held on the platform until you approve.",
    "Please pay the milestone, then I begin.",
    "I paint the outside of the house; paint is paid by you.",
    "Le paiement est protégé par la plateforme.",
    "Je laisserai un bon avis, merci !",
    "I will leave a good review, and the refund has arrived.",
    "Would you send the plan, or publish it yourself?",
    "رقم پلیٹ فارم پر محفوظ ہے",
    "آپ کا کام بہت اچھا ہے، شکریہ",
    "print(f'{a:08d}')  # 00000000",
    "Room 101, floor 2, 75001 Paris",
]


@pytest.mark.parametrize(("text", "signals"), FOUND)
def test_what_asks_for_payment_elsewhere_or_threatens_is_found(text: str, signals: set[Signal]) -> None:
    assert set(signals_of(text)) == signals


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert signals_of(text) == ()


@pytest.mark.parametrize("part", ["pay ", "+1 ", "a@", "AA11 ", "refund or ", "payer hors ", "paypal ", "x.y@z."])
def test_a_text_that_nearly_matches_all_along_costs_no_more_than_it_is_long(part: str) -> None:
    began = time.process_time()

    signals_of(part * LONGEST_LOOK)

    # Milliseconds where patterns are linear; one that backtracks through everything takes minutes.
    assert time.process_time() - began < 5
