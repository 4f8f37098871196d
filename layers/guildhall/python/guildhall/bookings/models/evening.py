"""A venue's reservations as lists and figures: what staff look for, and what a day came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from guildhall.bookings.machine import ReservationState
from guildhall.bookings.models.deposit import DepositMoney
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
    """What a day, or some days, came to.

    parties: by state. covers: guests of the parties that come. seated: guests who sit, or have been. taken, seats:
    quarters of an hour of seats, of guests who come and of all tables in use over the services. due: parties that were
    to come by now, missed: those of them to which nobody came. tables: how many parties each gets.
    holds, confirmed, abandoned: how many guests began the form, finished it (its deposit paid), and left it alone; who
    is at it is in none of the latter. currency: the venue's. spent: what bills came to that staff noted, of noted
    parties. expected_minor: what the guests who come usually spend; None if the venue has not said it. deposits: by
    currency.
    """

    parties: dict[ReservationState, int]
    covers: int
    seated: int
    walk_ins: int
    taken: int
    seats: int
    due: int
    missed: int
    tables: dict[str, int]
    holds: int
    confirmed: int
    abandoned: int
    currency: str
    spent: int
    noted: int
    expected_minor: int | None
    deposits: tuple[DepositMoney, ...]

    @property
    def occupancy_basis(self) -> int:
        """Which share of the seats is taken, in hundredths of a percent."""
        return _share(self.taken, self.seats)

    @property
    def no_show_basis(self) -> int:
        """To which share of the parties that were to come by now nobody came, in hundredths of a percent."""
        return _share(self.missed, self.due)

    @property
    def conversion_basis(self) -> int:
        """Which share of the forms that are over became reservations, in hundredths of a percent."""
        return _share(self.confirmed, self.confirmed + self.abandoned)

    @property
    def abandonment_basis(self) -> int:
        """Which share of the forms that are over was left alone, in hundredths of a percent."""
        return _share(self.abandoned, self.confirmed + self.abandoned)

    @property
    def top_tables(self) -> list[tuple[str, int]]:
        """The busiest tables, and how many parties each gets."""
        return sorted(self.tables.items(), key=lambda pair: (-pair[1], pair[0]))[:TOP_TABLES]


def figures(
    cards: Sequence[ReservationCard],
    plan: FloorPlan,
    open_quarters: int,
    now: datetime,
    *,
    currency: str,
    per_person_minor: int | None,
) -> Figures:
    """Count a day.

    open_quarters: how many quarters of an hour its services last. currency: the venue's. per_person_minor: what a guest
    usually spends.
    """
    lapsed = [card for card in cards if card.has_lapsed(now)]
    known = [card for card in cards if card not in lapsed]
    coming = [card for card in known if card.state in COMING]
    missed = sum(card.state is _S.NO_SHOW for card in known)
    forms = [card for card in cards if card.source is Source.ONLINE]
    spent = [card.spent.minor for card in known if card.spent and card.spent.currency == currency]
    return Figures(
        parties=dict(Counter(card.state for card in known)),
        covers=_covers(coming),
        seated=_covers(card for card in coming if card.state is not _S.CONFIRMED),
        walk_ins=_covers(card for card in coming if card.source is Source.WALK_IN),
        taken=sum(card.party * quarters_in(card.minutes) for card in coming),
        seats=sum(table.seats_max for table in plan.tables if table.is_active) * open_quarters,
        due=missed + sum(card.starts_at <= now for card in coming),
        missed=missed,
        tables=dict(Counter(table_id for card in coming for table_id in card.table_ids)),
        holds=len(forms),
        confirmed=sum(map(_is_finished, forms)),
        abandoned=sum(_is_left(card, now) for card in forms),
        currency=currency,
        spent=sum(spent),
        noted=len(spent),
        expected_minor=None if per_person_minor is None else per_person_minor * _covers(coming),
        deposits=_by_currency(card.deposit for card in known if card.deposit),
    )


def total(days: Sequence[Figures]) -> Figures:
    """Add up days, at least one, of one venue."""
    expected = [day.expected_minor for day in days if day.expected_minor is not None]

    def added(name: str) -> int:
        return sum(getattr(day, name) for day in days)

    return Figures(
        parties=dict(sum((Counter(day.parties) for day in days), Counter())),
        covers=added("covers"),
        seated=added("seated"),
        walk_ins=added("walk_ins"),
        taken=added("taken"),
        seats=added("seats"),
        due=added("due"),
        missed=added("missed"),
        tables=dict(sum((Counter(day.tables) for day in days), Counter())),
        holds=added("holds"),
        confirmed=added("confirmed"),
        abandoned=added("abandoned"),
        currency=days[0].currency,
        spent=added("spent"),
        noted=added("noted"),
        expected_minor=sum(expected) if expected else None,
        deposits=_by_currency(each for day in days for each in day.deposits),
    )


_FINISHED = COMING | {_S.NO_SHOW}


def _is_finished(card: ReservationCard) -> bool:
    """Tell whether the form became a reservation, whatever became of that."""
    return card.state in _FINISHED or (card.state is _S.CANCELLED and card.was_confirmed)


def _is_left(card: ReservationCard, now: datetime) -> bool:
    return card.has_lapsed(now) or (card.state is _S.CANCELLED and not card.was_confirmed)


def _covers(cards: Iterable[ReservationCard]) -> int:
    return sum(card.party for card in cards)


def _by_currency(found: Iterable[DepositMoney]) -> tuple[DepositMoney, ...]:
    sums: dict[str, DepositMoney] = {}
    for each in found:
        sums[each.currency] = sums.get(each.currency, DepositMoney(each.currency)) + each
    return tuple(sums[currency] for currency in sorted(sums))


def _share(part: int, whole: int) -> int:
    return min(10_000, part * 10_000 // whole) if whole else 0
