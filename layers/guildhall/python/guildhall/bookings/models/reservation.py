"""Reservations: who comes, when, how many, and which tables are kept for them."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum

from guildhall.bookings.machine import LIVE, ReservationState
from guildhall.bookings.models.deposit import DepositMoney, GuestDeposit
from guildhall.bookings.models.quarters import Span, quarter_of
from guildhall.bookings.models.sheets import FOREVER, Claim
from guildhall.kernel.clock import to_text
from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant

HOLD_MINUTES = 10
"""How long a guest has for the form."""
NO_SHOW_MINUTES = 15
"""How long after the start a table waits before anybody may say that nobody comes."""


class Source(StrEnum):
    """Where a reservation came from."""

    ONLINE = "online"
    STAFF = "staff"
    WALK_IN = "walk_in"
    WAITLIST = "waitlist"


@dataclass(frozen=True, slots=True)
class Guest:
    """Who comes. email, phone (E.164): empty where unknown; online at least the e-mail address is known.

    language: of letters, BCP 47.
    """

    name: str
    email: str = ""
    phone: str = ""
    language: str = "en"

    @property
    def contacts(self) -> list[str]:
        """By what a guest who comes again is known: the address first, as one writes it who compares."""
        return [contact for contact in (self.email.casefold(), self.phone) if contact]


@dataclass(frozen=True, slots=True)
class Fallback:
    """What a reservation goes back to if nobody pays what its change asks for: its place stays taken until then."""

    party: int
    starts_at: Instant
    minutes: int
    quarters: int
    service: str
    table_ids: tuple[str, ...]
    guards: tuple[str, ...]
    policy_number: int
    deposit: GuestDeposit | None = None

    @property
    def start(self) -> int:
        """The first quarter."""
        return quarter_of(self.starts_at)


@dataclass(frozen=True, slots=True)
class Reservation:
    """A table, or tables, for a party from an instant on.

    minutes: how long the party stays. quarters: for how long the tables are taken, the buffer included. held_until: of
    a hold, and of what waits for a deposit. link_hash: of the link that manages it; empty when it is revoked.
    link_number: which link that is, counted from 0. guards: keys of the guards that make it the guest's only one of the
    service. policy_number: the version of the venue's terms that the guest agreed to. deposit: None where none is
    asked for. fallback: while a change waits for its deposit. reminded: of what the guest was reminded, by time.
    confirmed_at: when it first counted for certain. spent: what the party's bill came to, if staff noted it.
    """

    reservation_id: str
    venue_id: str
    state: ReservationState
    party: int
    starts_at: Instant
    minutes: int
    quarters: int
    service: str
    table_ids: tuple[str, ...]
    source: Source
    created_at: Instant
    updated_at: Instant
    policy_number: int = 0
    held_until: Instant | None = None
    guest: Guest | None = None
    requests: str = ""
    link_hash: str = ""
    link_number: int = 0
    guards: tuple[str, ...] = ()
    has_bill: bool = False
    seated_at: Instant | None = None
    finished_at: Instant | None = None
    cancelled_at: Instant | None = None
    cancelled_by: str = ""
    deposit: GuestDeposit | None = None
    fallback: Fallback | None = None
    reminded: tuple[str, ...] = ()
    confirmed_at: Instant | None = None
    spent: Money | None = None
    version: int = 0

    @property
    def ends_at(self) -> datetime:
        """When the party is expected to leave."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def start(self) -> int:
        """The first quarter."""
        return quarter_of(self.starts_at)

    def claims(self, now: datetime) -> list[Claim]:
        """Return what it takes of the room now; nothing once it is over. What it is sure of comes first."""
        if self.state not in LIVE:
            return []
        until = int(self.held_until.timestamp()) if self.held_until else FOREVER
        places = [(self.fallback, FOREVER), (self, until)]
        return [
            Claim(place.table_ids, Span(place.start, place.start + place.quarters), second)
            for place, second in places
            if place is not None and place.quarters and second > now.timestamp()
        ]

    def has_lapsed(self, now: datetime) -> bool:
        """Tell whether it was kept for a while, and that is over."""
        return self.fallback is None and self.held_until is not None and self.held_until <= now

    def gone_back(self) -> Reservation:
        """Return it as it was before the change that waits for its deposit; parts of the deposit stay as they are."""
        before = self.fallback
        if before is None:
            return self
        deposit = self.deposit
        if deposit is not None:
            known = before.deposit or GuestDeposit(deposit.currency, 0)
            deposit = replace(deposit, amount_minor=known.amount_minor, least_minor=known.least_minor, pay_by=None)
        return replace(
            self,
            party=before.party,
            starts_at=before.starts_at,
            minutes=before.minutes,
            quarters=before.quarters,
            service=before.service,
            table_ids=before.table_ids,
            guards=before.guards,
            policy_number=before.policy_number,
            deposit=deposit,
            held_until=None,
            fallback=None,
        )


def fallback_of(reservation: Reservation) -> Fallback:
    """Return what a reservation goes back to when its change is not paid."""
    return Fallback(**{each.name: getattr(reservation, each.name) for each in fields(Fallback)})


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a reservation's history. by: account id, or `guest`. changes: field by field, before and after."""

    entry_id: str
    reservation_id: str
    action: str
    by: str
    at: Instant
    changes: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """What staff wrote of a reservation for each other; guests never see it."""

    note_id: str
    reservation_id: str
    text: str
    by: str
    at: Instant


def _told(value: object) -> str:
    if isinstance(value, datetime):
        return to_text(value)
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{value.minor} {value.currency}"
    return "+".join(value) if isinstance(value, tuple) else str(value)


TOLD = ("party", "starts_at", "minutes", "table_ids", "spent")
"""Changes of these are told in the history; of what guests say of themselves only that it changed, so that erasure is
whole."""


def difference(before: Reservation | None, after: Reservation) -> dict[str, list[str]]:
    """Return what changed, for the history."""
    if before is None:
        return {}
    found = {
        name: [_told(getattr(before, name)), _told(getattr(after, name))]
        for name in (*TOLD, "state")
        if getattr(before, name) != getattr(after, name)
    }
    found |= {name: [] for name in ("guest", "requests") if getattr(before, name) != getattr(after, name)}
    return found


@dataclass(frozen=True, slots=True)
class ReservationCard:
    """A reservation in a list.

    is_sure: there is a place that it goes back to, whatever becomes of its change. was_confirmed: it counted for
    certain at some time. deposit: what became of the guest's money. spent: as staff noted it.
    """

    reservation_id: str
    state: ReservationState
    party: int
    starts_at: Instant
    minutes: int
    service: str
    table_ids: tuple[str, ...]
    source: Source
    name: str
    has_requests: bool
    has_bill: bool
    held_until: Instant | None = None
    is_sure: bool = False
    was_confirmed: bool = False
    deposit: DepositMoney | None = None
    spent: Money | None = None

    def has_lapsed(self, now: datetime) -> bool:
        """Tell whether it was kept for a while, and that is over."""
        return not self.is_sure and self.held_until is not None and self.held_until <= now


def card_of(reservation: Reservation) -> ReservationCard:
    """Return what lists show."""
    return ReservationCard(
        reservation_id=reservation.reservation_id,
        state=reservation.state,
        party=reservation.party,
        starts_at=reservation.starts_at,
        minutes=reservation.minutes,
        service=reservation.service,
        table_ids=reservation.table_ids,
        source=reservation.source,
        name=reservation.guest.name if reservation.guest else "",
        has_requests=bool(reservation.requests),
        has_bill=reservation.has_bill,
        held_until=reservation.held_until,
        is_sure=reservation.fallback is not None,
        was_confirmed=reservation.confirmed_at is not None,
        deposit=reservation.deposit.money if reservation.deposit else None,
        spent=reservation.spent,
    )
