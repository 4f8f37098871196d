"""What a venue can show of a visit when a guest's bank asks."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.types import Instant


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that happened to a reservation. who: guest, venue or platform. text: what changed, or nothing."""

    at: Instant
    who: str
    what: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class VisitRecord:
    """A reservation as a bank may read it, in English.

    booked: who, when and how many. terms: what the guest was told of the deposit. end: what became of the visit and of
    the deposit, empty before that is known. deeds: oldest first.
    """

    booked: str
    guest: str
    starts_at: Instant
    terms: str
    end: str
    deeds: tuple[Deed, ...]
