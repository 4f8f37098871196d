"""Request and response shapes of reservations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guildhall.bookings.machine import ReservationMove, ReservationState, moves_from
from guildhall.bookings.models.deposit import GuestDeposit
from guildhall.bookings.models.floor import MOST_JOINED
from guildhall.bookings.models.quarters import QUARTER_MINUTES
from guildhall.bookings.models.reservation import Entry, Guest, Note, Reservation, ReservationCard, Source
from guildhall.bookings.models.sheets import LONGEST_STAY_QUARTERS
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.schemas.parts import Language, line
from guildhall.bookings.schemas.rooms import Key
from guildhall.bookings.schemas.times import Start, instant
from guildhall.bookings.use_cases.changing import Wanted
from guildhall.kernel.types import AmountMinor, CurrencyCode, EmailAddress, Instant

MOST_PARTY = 1_000
"""What anybody could mean; whom the venue has a place for is for its terms and tables to say."""
LONGEST_MINUTES = (LONGEST_STAY_QUARTERS - 8) * QUARTER_MINUTES
"""Ten hours, which leaves two for the longest buffer."""
Party = Annotated[int, Field(ge=0, le=MOST_PARTY, description="Guests; nobody is refused by a problem of its own.")]
Minutes = Annotated[int, Field(ge=QUARTER_MINUTES, le=LONGEST_MINUTES, description="How long the party stays.")]


class Written(BaseModel):
    """What people write: nothing that we do not know."""

    model_config = ConfigDict(extra="forbid")


class GuestIn(Written):
    """Who comes. A telephone number without its country's code is one of the venue's country."""

    name: Annotated[str, line(120)] = ""
    email: Annotated[EmailAddress, Field(max_length=254)] | None = None
    phone: Annotated[str, line(40)] = ""
    language: Language = "en"

    def guest(self) -> Guest:
        """Return the model."""
        return Guest(self.name, self.email or "", self.phone, self.language)


class ManageIn(Written):
    """All that a guest may change; what is left out of the details is emptied."""

    starts_at: Start
    party: Party
    guest: GuestIn
    requests: Annotated[str, line(1000)] = ""


class StaffReservationIn(ManageIn):
    """A reservation as staff write it. table_ids: none for the engine's choice."""

    minutes: Minutes | None = None
    table_ids: Annotated[list[Key], Field(max_length=MOST_JOINED)] = []


class NewReservationIn(StaffReservationIn):
    """A reservation that staff make. allow_second: the guest means to have two of one service."""

    allow_second: bool = False


class WalkInIn(Written):
    """Guests who came without a reservation."""

    party: Party
    name: Annotated[str, line(120)] = ""
    minutes: Minutes | None = None
    table_ids: Annotated[list[Key], Field(max_length=MOST_JOINED)] = []


def wanted(body: ManageIn, venue: Venue) -> Wanted:
    """Return what a reservation shall be. Raises TimeSkipped."""
    starts_at = instant(body.starts_at, venue)
    if isinstance(body, StaffReservationIn):
        tables = tuple(dict.fromkeys(body.table_ids))
        return Wanted(starts_at, body.party, body.guest.guest(), body.requests, body.minutes, tables)
    return Wanted(starts_at, body.party, body.guest.guest(), body.requests)


class GuestOut(BaseModel):
    """Who comes."""

    name: str
    email: str | None
    phone: str | None
    language: str

    @classmethod
    def of(cls, guest: Guest) -> GuestOut:
        """Shape a guest for the wire."""
        return cls(name=guest.name, email=guest.email or None, phone=guest.phone or None, language=guest.language)


class DepositOut(BaseModel):
    """A deposit as staff see it. kept_minor: what the venue keeps; null while nobody decided."""

    currency: CurrencyCode
    amount_minor: AmountMinor
    secured_minor: AmountMinor
    kept_minor: AmountMinor | None

    @classmethod
    def of(cls, deposit: GuestDeposit) -> DepositOut:
        """Shape a deposit for staff."""
        return cls(
            currency=deposit.currency,
            amount_minor=deposit.amount_minor,
            secured_minor=deposit.secured.minor,
            kept_minor=deposit.kept.minor if deposit.kept is not None else None,
        )


class SpentIn(Written):
    """What a party's bill came to, in the venue's currency; null: nothing is known of it."""

    amount_minor: AmountMinor | None


class SpentOut(BaseModel):
    """What a party's bill came to."""

    amount_minor: AmountMinor
    currency: CurrencyCode


class ReservationOut(BaseModel):
    """A reservation as staff see it. spent: as staff noted it."""

    reservation_id: str
    venue_id: str
    state: ReservationState
    party: int
    starts_at: Instant
    ends_at: Instant
    minutes: int
    service: str
    table_ids: list[str]
    source: Source
    guest: GuestOut | None
    requests: str
    has_bill: bool
    held_until: Instant | None
    seated_at: Instant | None
    finished_at: Instant | None
    cancelled_at: Instant | None
    cancelled_by: str | None
    deposit: DepositOut | None
    spent: SpentOut | None
    created_at: Instant
    updated_at: Instant
    can: list[ReservationMove]
    version: int

    @classmethod
    def of(cls, reservation: Reservation) -> ReservationOut:
        """Shape a reservation for staff."""
        same = {
            name: getattr(reservation, name)
            for name in cls.model_fields
            if name not in {"table_ids", "guest", "cancelled_by", "deposit", "spent", "can"}
        }
        spent = reservation.spent
        return cls(
            **same,
            table_ids=list(reservation.table_ids),
            guest=GuestOut.of(reservation.guest) if reservation.guest else None,
            cancelled_by=reservation.cancelled_by or None,
            deposit=DepositOut.of(reservation.deposit) if reservation.deposit else None,
            spent=SpentOut(amount_minor=spent.minor, currency=spent.currency) if spent else None,
            can=moves_from(reservation.state),
        )


class ReservationCardOut(BaseModel):
    """A reservation in a list."""

    reservation_id: str
    state: ReservationState
    party: int
    starts_at: Instant
    minutes: int
    service: str
    table_ids: list[str]
    source: Source
    name: str
    has_requests: bool
    has_bill: bool
    held_until: Instant | None

    @classmethod
    def of(cls, card: ReservationCard) -> ReservationCardOut:
        """Shape a card for the wire."""
        return cls(
            **{name: getattr(card, name) for name in cls.model_fields if name != "table_ids"},
            table_ids=list(card.table_ids),
        )


class ReservationsOut(BaseModel):
    """A page of reservations."""

    items: list[ReservationCardOut]
    next_cursor: str | None


class ReservationEntryOut(BaseModel):
    """A line of a reservation's history. changes: field by field, before and after; of the guest only that."""

    action: str
    by: str
    at: Instant
    changes: dict[str, list[str]]


class ReservationHistoryOut(BaseModel):
    """What happened to a reservation, oldest first."""

    items: list[ReservationEntryOut]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> ReservationHistoryOut:
        """Shape a history for the wire."""
        return cls(
            items=[
                ReservationEntryOut(action=each.action, by=each.by, at=each.at, changes=each.changes)
                for each in entries
            ]
        )


class ReservationNoteIn(Written):
    """What staff write for each other."""

    text: Annotated[str, line(1000, 1)]


class ReservationNoteOut(BaseModel):
    """What staff wrote for each other."""

    note_id: str
    text: str
    by: str
    at: Instant


class ReservationNotesOut(BaseModel):
    """The notes of a reservation, oldest first."""

    items: list[ReservationNoteOut]

    @classmethod
    def of(cls, notes: Sequence[Note]) -> ReservationNotesOut:
        """Shape notes for the wire."""
        return cls(
            items=[ReservationNoteOut(note_id=each.note_id, text=each.text, by=each.by, at=each.at) for each in notes]
        )
