"""What speaks for a venue when a guest takes their deposit back at the bank, out of what the reservation remembers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from guildhall.bookings.errors.reservations import ReservationUnknown
from guildhall.bookings.machine import ReservationState
from guildhall.bookings.models.record import Deed, VisitRecord
from guildhall.bookings.models.reservation import Entry, Reservation
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.ports.reservations import Reservations
from guildhall.bookings.ports.venues import Venues
from guildhall.bookings.use_cases.deciding import Costs, DecideDeposit
from guildhall.bookings.use_cases.steps import GUEST
from guildhall.kernel.actor import SYSTEM_ACCOUNT_ID
from guildhall.kernel.money import Money

DEEDS = {
    "hold": "chose a table",
    "book": "booked by telephone or at the door",
    "confirm": "confirmed the reservation and its terms",
    "ask_deposit": "confirmed the reservation and its terms, and went on to pay the deposit",
    "secure": "reservation confirmed, the deposit is paid",
    "change": "reservation changed",
    "remind": "guest reminded",
    "cancel": "reservation cancelled",
    "give_up": "reservation given up, nobody paid in time",
    "seat": "guest came and was seated",
    "finish": "guest left",
    "no_show": "noted that nobody came",
    "return_deposit": "deposit to be given back",
}
"""What a bank should know of; the rest of the history is about links, bills and letters."""
TOLD = ("party", "starts_at", "minutes")


@dataclass(frozen=True, slots=True)
class FindVisitRecord:
    """Gather what a venue can show of a visit."""

    reservations: Reservations
    venues: Venues
    decide: DecideDeposit

    def __call__(self, reservation_id: str) -> VisitRecord:
        """Return it. Raises ReservationUnknown."""
        reservation = self.reservations.get(reservation_id)
        venue = self.venues.get(reservation.venue_id) if reservation else None
        if reservation is None or venue is None:
            raise ReservationUnknown
        history, costs = self.reservations.history(reservation_id), self.decide.costs(venue, reservation)
        people, guest = reservation.party, reservation.guest.name if reservation.guest else ""
        at = _local(venue, reservation.starts_at)
        return VisitRecord(
            booked=f"A table for {people} at “{venue.details.name}” on {at}, reserved by {guest or 'a guest'}",
            guest=guest,
            starts_at=reservation.starts_at,
            terms=_terms(venue, reservation, costs) if costs else "",
            end=_end(venue, reservation, history),
            deeds=tuple(_deed(entry) for entry in history if entry.action in DEEDS),
        )


def _terms(venue: Venue, reservation: Reservation, costs: Costs) -> str:
    """The steps as the guest's page shows them before the click that pays."""
    asked = reservation.deposit.amount if reservation.deposit else Money(0, costs.now.currency)
    version = f"version {reservation.policy_number} of the venue's terms"
    said = [f"By {version}, shown with the deposit of {_money(asked)} before it was paid:"]
    for step in costs.steps:
        when = (
            f"until {_local(venue, step.until)}" if step.until else "later" if len(costs.steps) > 1 else "at any time"
        )
        said.append(f"cancelled {when}, the venue keeps {_money(step.kept)};")
    said.append(f"if nobody comes, it keeps {_money(costs.no_show)}.")
    return " ".join(said)


def _end(venue: Venue, reservation: Reservation, history: list[Entry]) -> str:
    said = list(_ended(venue, reservation, history))
    money = reservation.deposit.money if reservation.deposit else None
    if said and money and not money.held_minor:
        kept, returned = Money(money.kept_minor, money.currency), Money(money.returned_minor, money.currency)
        said.append(f"Of the deposit the venue keeps {_money(kept)}, and {_money(returned)} goes back to the guest.")
    return " ".join(said)


def _ended(venue: Venue, reservation: Reservation, history: list[Entry]) -> Iterator[str]:
    starts = _local(venue, reservation.starts_at)
    match reservation.state:
        case ReservationState.CANCELLED if reservation.cancelled_at is not None:
            who, at = _who(reservation.cancelled_by), _local(venue, reservation.cancelled_at)
            yield f"Cancelled by the {who} on {at}; the table was kept for {starts}."
        case ReservationState.NO_SHOW:
            noted = next((entry.at for entry in reversed(history) if entry.action == "no_show"), reservation.updated_at)
            yield f"Nobody came: the table was kept for {starts}, and that was noted on {_local(venue, noted)}."
        case ReservationState.SEATED | ReservationState.FINISHED if reservation.seated_at is not None:
            yield f"The guest came, and was seated on {_local(venue, reservation.seated_at)}."


def _deed(entry: Entry) -> Deed:
    changes = "; ".join(
        f"{name.replace('_', ' ')} {' to '.join(entry.changes[name])}" for name in TOLD if entry.changes.get(name)
    )
    return Deed(entry.at, _who(entry.by), DEEDS[entry.action], changes)


def _who(by: str) -> str:
    return {GUEST: "guest", SYSTEM_ACCOUNT_ID: "platform"}.get(by, "venue")


def _local(venue: Venue, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(venue.details.time_zone)):%Y-%m-%d %H:%M}"


def _money(amount: Money) -> str:
    return f"{amount.major} {amount.currency}"
