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
    holds, abandoned: how many guests began the form, and how many let it lapse.
    """

    parties: dict[ReservationState, int]
    covers: int
    seated: int
    walk_ins: int
    occupancy_basis: int
    no_show_basis: int
    top_tables: tuple[tuple[str, int], ...]
    holds: int
    abandoned: int


def figures(cards: Sequence[ReservationCard], plan: FloorPlan, open_quarters: int, now: datetime) -> Figures:
    """Count a day. open_quarters: how many quarters of an hour its services last."""
    lapsed = [card for card in cards if card.has_lapsed(now)]
    known = [card for card in cards if card not in lapsed]
    coming = [card for card in known if card.state in COMING]
    missed = [card for card in known if card.state is _S.NO_SHOW]
    due = [card for card in coming if card.starts_at <= now]
    seats = sum(table.seats_max for table in plan.tables if table.is_active)
    used = sum(card.party * quarters_in(card.minutes) for card in coming)
    tables = Counter(table_id for card in coming for table_id in card.table_ids)
    return Figures(
        parties=dict(Counter(card.state for card in known)),
        covers=_covers(coming),
        seated=_covers(card for card in coming if card.state is not _S.CONFIRMED),
        walk_ins=_covers(card for card in coming if card.source is Source.WALK_IN),
        occupancy_basis=_share(used, seats * open_quarters),
        no_show_basis=_share(len(missed), len(missed) + len(due)),
        top_tables=tuple(sorted(tables.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP_TABLES]),
        holds=sum(card.source is Source.ONLINE for card in cards),
        abandoned=len(lapsed),
    )


def _covers(cards: Iterable[ReservationCard]) -> int:
    return sum(card.party for card in cards)


def _share(part: int, whole: int) -> int:
    return min(10_000, part * 10_000 // whole) if whole else 0
