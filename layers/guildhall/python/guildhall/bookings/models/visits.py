"""What a venue knows of a guest who comes again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guildhall.bookings.machine import ReservationState
from guildhall.bookings.models.reservation import ReservationCard
from guildhall.kernel.types import Instant

_S = ReservationState
CAME = frozenset({_S.SEATED, _S.FINISHED})


@dataclass(frozen=True, slots=True)
class Visits:
    """What came of a guest's reservations at one venue. covers: guests who came. cards: latest start first."""

    visits: int
    covers: int
    no_shows: int
    cancellations: int
    first_visit_at: Instant | None
    last_visit_at: Instant | None
    cards: tuple[ReservationCard, ...]


def visits_of(cards: Sequence[ReservationCard]) -> Visits:
    """Count reservations of one guest. cards: latest start first."""
    came = [card for card in cards if card.state in CAME]
    return Visits(
        visits=len(came),
        covers=sum(card.party for card in came),
        no_shows=sum(card.state is _S.NO_SHOW for card in cards),
        cancellations=sum(card.state is _S.CANCELLED for card in cards),
        first_visit_at=came[-1].starts_at if came else None,
        last_visit_at=came[0].starts_at if came else None,
        cards=tuple(cards),
    )
