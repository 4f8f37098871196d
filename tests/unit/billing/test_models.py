"""Documents move one way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product

import pytest

from guildhall.billing import machine
from guildhall.billing.errors import DocumentMoveNotAllowed
from guildhall.billing.gateways.words import shown
from guildhall.billing.machine import MOVES, State
from guildhall.billing.models.documents import Issuer, Sequence
from guildhall.kernel.money import Money


@pytest.mark.parametrize(("current", "target"), list(product(State, State)))
def test_every_state_and_move(current: State, target: State) -> None:
    if target in MOVES[current]:
        assert machine.move(current, target) is target
    else:
        with pytest.raises(DocumentMoveNotAllowed):
            machine.move(current, target)


def test_the_year_turns_where_the_issuer_is() -> None:
    issuer = Issuer("GH", "Guildhall", "1 Street", "none", "no VAT", "Europe/Paris")

    assert issuer.today(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == date(2027, 1, 1)
    assert Sequence("platform", "F", issuer.zone).number("GH", 2027, 1) == "GH-F-2027-000001"


@pytest.mark.parametrize(
    ("money", "locale", "text"),
    [
        (Money(123450, "EUR"), "en", "1,234.50\u00a0EUR"),
        (Money(123450, "EUR"), "fr-FR", "1\u202f234,50\u00a0EUR"),
        (Money(150000, "XOF"), "fr", "150\u202f000\u00a0XOF"),
    ],
)
def test_amounts_are_written_for_the_reader(money: Money, locale: str, text: str) -> None:
    assert shown(money, locale) == text
