"""A venue's reservations as lists and figures: what staff look for, and what a day came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from guildhall.bookings.machine import ReservationState
from guildhall.bookings.models.floor import FloorPlan
from guildhall.bookings.models.quarters import quarters_in
from guildhall.bookings.models.reservation import ReservationCard, Source

TOP_TABLES = 5
_S = ReservationState
COMING = frozenset({_S.CONFIRMED, _S.SEATED, _S.FINISHED})
"""Guests who come, sit, or have been."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What staff look for; what is empty does not narrow. text: in the guest's name, or a reservation's id."""

    states: frozenset[ReservationState] = frozenset()
    source: Source | None = None
    service: str = ""
    table_id: str = ""
    party_min: int = 0
    text: str = ""

    def accepts(self, card: ReservationCard, now: datetime) -> bool:
        """Tell whether a reservation is looked for; a hold that lapsed never is."""
        if card.has_lapsed(now):
            return False
        wanted = self.text.casefold()
        return (
            (not self.states or card.state in self.states)
            and self.source in {None, card.source}
            and self.service in {"", card.service}
            and (not self.table_id or self.table_id in card.table_ids)
            and card.party >= self.party_min
            and (wanted in card.name.casefold() or wanted == card.reservation_id.casefold())
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """What a day came to.

    parties: by state. covers: guests of the parties that come. seated: guests who sit, or have been. occupancy_basis:
    hundredths of a percent of the seats of all tables in use, over the services, that are taken by guests who come.
    no_show_basis: of the parties that were to come by now. top_tables: how many parties each of the busiest gets.
    holds, confirmed, abandoned: how many guests began the form, finished it, and left it alone; who is at it is in none
    of the latter. conversion_basis, abandonment_basis: of the forms that are over. expected_minor: what the guests who
    come usually spend; None if the venue has not said it.
    """

    parties: dict[ReservationState, int]
    covers: int
    seated: int
    walk_ins: int
    occupancy_basis: int
    no_show_basis: int
    top_tables: tuple[tuple[str, int], ...]
    holds: int
    confirmed: int
    abandoned: int
    conversion_basis: int
    abandonment_basis: int
    expected_minor: int | None


def figures(
    cards: Sequence[ReservationCard], plan: FloorPlan, open_quarters: int, now: datetime, per_person_minor: int | None
) -> Figures:
    """Count a day.

    open_quarters: how many quarters of an hour its services last. per_person_minor: what a guest usually spends.
    """
    lapsed = [card for card in cards if card.has_lapsed(now)]
    known = [card for card in cards if card not in lapsed]
    coming = [card for card in known if card.state in COMING]
    missed = [card for card in known if card.state is _S.NO_SHOW]
    due = [card for card in coming if card.starts_at <= now]
    seats = sum(table.seats_max for table in plan.tables if table.is_active)
    used = sum(card.party * quarters_in(card.minutes) for card in coming)
    tables = Counter(table_id for card in coming for table_id in card.table_ids)
    forms = [card for card in cards if card.source is Source.ONLINE]
    confirmed, abandoned = sum(map(_is_finished, forms)), sum(_is_left(card, now) for card in forms)
    return Figures(
        parties=dict(Counter(card.state for card in known)),
        covers=_covers(coming),
        seated=_covers(card for card in coming if card.state is not _S.CONFIRMED),
        walk_ins=_covers(card for card in coming if card.source is Source.WALK_IN),
        occupancy_basis=_share(used, seats * open_quarters),
        no_show_basis=_share(len(missed), len(missed) + len(due)),
        top_tables=tuple(sorted(tables.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP_TABLES]),
        holds=len(forms),
        confirmed=confirmed,
        abandoned=abandoned,
        conversion_basis=_share(confirmed, confirmed + abandoned),
        abandonment_basis=_share(abandoned, confirmed + abandoned),
        expected_minor=None if per_person_minor is None else per_person_minor * _covers(coming),
    )


_FINISHED = COMING | {_S.NO_SHOW}


def _is_finished(card: ReservationCard) -> bool:
    """Tell whether the form became a reservation, whatever became of that; only then a guest has a name."""
    return card.state in _FINISHED or (card.state is _S.CANCELLED and bool(card.name))


def _is_left(card: ReservationCard, now: datetime) -> bool:
    return card.has_lapsed(now) or (card.state is _S.CANCELLED and not card.name)


def _covers(cards: Iterable[ReservationCard]) -> int:
    return sum(card.party for card in cards)


def _share(part: int, whole: int) -> int:
    return min(10_000, part * 10_000 // whole) if whole else 0
