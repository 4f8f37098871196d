"""Shapes of lists, of several reservations at once, and of a day's figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from guildhall.bookings.machine import ReservationState
from guildhall.bookings.models.evening import Figures
from guildhall.bookings.models.reservation import Reservation, ReservationCard
from guildhall.bookings.models.visits import Visits
from guildhall.bookings.schemas.reservations import ReservationCardOut, Written
from guildhall.kernel.errors import Problem
from guildhall.kernel.types import AmountMinor, CurrencyCode, Day, Instant

MOST_AT_ONCE = 50
COLUMNS = (
    "reservation_id",
    "starts_at",
    "minutes",
    "party",
    "name",
    "state",
    "service",
    "tables",
    "source",
)


class SeveralIn(Written):
    """Which reservations, and what is done with each."""

    action: Literal["cancel", "seat", "finish", "no_show"]
    reservation_ids: Annotated[list[Annotated[str, Field(max_length=64)]], Field(min_length=1, max_length=MOST_AT_ONCE)]


class DoneOut(BaseModel):
    """What became of one. problem: the last part of the problem's address, if it was refused."""

    reservation_id: str
    state: ReservationState | None
    problem: str | None
    detail: str | None

    @classmethod
    def of(cls, reservation_id: str, outcome: Reservation | Problem) -> DoneOut:
        """Shape an outcome for the wire."""
        if isinstance(outcome, Problem):
            return cls(reservation_id=reservation_id, state=None, problem=outcome.slug, detail=outcome.detail)
        return cls(reservation_id=reservation_id, state=outcome.state, problem=None, detail=None)


class SeveralOut(BaseModel):
    """What became of each, in the order that was asked."""

    items: list[DoneOut]

    @classmethod
    def of(cls, done: Sequence[tuple[str, Reservation | Problem]]) -> SeveralOut:
        """Shape outcomes for the wire."""
        return cls(items=[DoneOut.of(*each) for each in done])


class TopTableOut(BaseModel):
    """A table, and how many parties it gets."""

    table_id: str
    parties: int


class DepositMoneyOut(BaseModel):
    """What became of the deposits of one currency: still held, kept by the venue, returned to guests."""

    currency: CurrencyCode
    held_minor: AmountMinor
    kept_minor: AmountMinor
    returned_minor: AmountMinor


class TotalOut(BaseModel):
    """What days came to. Shares are in hundredths of a percent; covers are guests.

    noted_revenue_minor: the bills that staff noted, of so many noted_parties; expected_revenue_minor: what the guests
    who come usually spend, null if the venue has not said it; both in `currency`, the venue's.
    """

    parties: dict[str, int]
    covers: int
    seated_covers: int
    walk_in_covers: int
    occupancy_basis_points: int
    no_show_basis_points: int
    top_tables: list[TopTableOut]
    forms_begun: int
    forms_confirmed: int
    forms_abandoned: int
    conversion_basis_points: int
    abandonment_basis_points: int
    currency: CurrencyCode
    noted_revenue_minor: AmountMinor
    noted_parties: int
    expected_revenue_minor: int | None
    deposits: list[DepositMoneyOut]

    @staticmethod
    def fields_of(known: Figures) -> dict[str, Any]:
        """Return the fields of the shape."""
        return {
            "parties": {str(state): count for state, count in known.parties.items()},
            "covers": known.covers,
            "seated_covers": known.seated,
            "walk_in_covers": known.walk_ins,
            "occupancy_basis_points": known.occupancy_basis,
            "no_show_basis_points": known.no_show_basis,
            "top_tables": [TopTableOut(table_id=name, parties=count) for name, count in known.top_tables],
            "forms_begun": known.holds,
            "forms_confirmed": known.confirmed,
            "forms_abandoned": known.abandoned,
            "conversion_basis_points": known.conversion_basis,
            "abandonment_basis_points": known.abandonment_basis,
            "currency": known.currency,
            "noted_revenue_minor": known.spent,
            "noted_parties": known.noted,
            "expected_revenue_minor": known.expected_minor,
            "deposits": [DepositMoneyOut(**asdict(each)) for each in known.deposits],
        }


class FiguresOut(TotalOut):
    """What a day came to."""

    on: Day

    @classmethod
    def of(cls, on: Day, day: Figures) -> FiguresOut:
        """Shape figures for the wire."""
        return cls(on=on, **cls.fields_of(day))


class CalendarOut(BaseModel):
    """The days of a week or a month, each with what it came to."""

    items: list[FiguresOut]

    @classmethod
    def of(cls, days: Sequence[tuple[Day, Figures]]) -> CalendarOut:
        """Shape days for the wire."""
        return cls(items=[FiguresOut.of(on, each) for on, each in days])


class VisitsOut(BaseModel):
    """What came of a guest's reservations at the venue, the latest start first; `covers` are guests who came."""

    visits: int
    covers: int
    no_shows: int
    cancellations: int
    first_visit_at: Instant | None
    last_visit_at: Instant | None
    items: list[ReservationCardOut]

    @classmethod
    def of(cls, known: Visits) -> VisitsOut:
        """Shape what is known of a guest for the wire."""
        return cls(
            visits=known.visits,
            covers=known.covers,
            no_shows=known.no_shows,
            cancellations=known.cancellations,
            first_visit_at=known.first_visit_at,
            last_visit_at=known.last_visit_at,
            items=[ReservationCardOut.of(card) for card in known.cards],
        )


def row_of(card: ReservationCard) -> tuple[object, ...]:
    """Return a reservation as a row under COLUMNS."""
    return (
        card.reservation_id,
        card.starts_at.isoformat(),
        card.minutes,
        card.party,
        card.name,
        str(card.state),
        card.service,
        "+".join(card.table_ids),
        str(card.source),
    )
