"""What tests of deposits do as guests, bank and staff of one restaurant."""

from __future__ import annotations

from guildhall.bookings.models.policy import CancellationWindow, Charge, ChargeKind, DepositRule, Terms
from guildhall.platform.assembly import Platform
from tests.support.bank import Bank
from tests.support.http import Answer
from tests.support.outbox import published
from tests.support.rooms import GUEST, Restaurant

TEN_EACH = DepositRule(Charge(ChargeKind.PER_PERSON, amount_minor=1_000), party_from=4)
WINDOWS = (CancellationWindow(1_440, 0), CancellationWindow(240, 5_000))
HALF = Charge(ChargeKind.PERCENT, basis_points=5_000)
TERMS = Terms(deposits=(TEN_EACH,), windows=WINDOWS, no_show=HALF)
EVENING = "2026-03-05T20:00"


def waiting(restaurant: Restaurant, starts_at: str = EVENING, party: int = 4) -> tuple[str, str]:
    """Return the token and the id of a reservation that waits for its deposit."""
    token, body = restaurant.booked(starts_at, party)
    assert body["state"] == "awaiting_deposit"
    return token, str(body["reservation_id"])


def secured(restaurant: Restaurant, bank: Bank, starts_at: str = EVENING, party: int = 4) -> tuple[str, str]:
    """Return the token and the id of a reservation whose deposit is paid."""
    token, reservation_id = waiting(restaurant, starts_at, party)
    bank.pays(reservation_id)
    assert state(restaurant, token) == "confirmed"
    return token, reservation_id


def state(restaurant: Restaurant, token: str) -> str:
    return str(restaurant.manage("GET", token).body["state"])


def change(restaurant: Restaurant, token: str, starts_at: str, party: int) -> Answer:
    seen = restaurant.manage("GET", token)
    body = {"starts_at": starts_at, "party": party, "guest": GUEST}
    return restaurant.manage("PUT", token, body=body, headers={"If-Match": seen.headers["ETag"]})


def decided(platform: Platform) -> list[tuple[str, int, int]]:
    """Return what was decided, oldest first: why, what is kept, what goes back."""
    events = published(platform.tables, "DepositDecided.v1")
    return [(event["reason"], event["kept_minor"], event["returned_minor"]) for event in events]


def table_of(restaurant: Restaurant, reservation_id: str) -> list[str]:
    return list(restaurant.call("GET", f"/{reservation_id}").body["table_ids"])
