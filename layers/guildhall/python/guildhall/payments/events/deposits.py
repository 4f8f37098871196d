"""What payments tells the world about the deposits of guests."""

from typing import ClassVar, Literal

from pydantic import Field

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.types import AmountMinor, CurrencyCode, Instant


class DepositHeldV1(DomainEvent):
    """A guest's deposit is secured: the card's bank keeps it for us, or it was charged.

    Sent once a paid attempt. Consumers: bookings.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "DepositHeld.v1"

    deposit_id: str
    reservation_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    is_charged: bool = Field(description="False while the card's bank keeps the money and nothing was taken.")


class DepositFailedV1(DomainEvent):
    """Nobody paid a deposit, and the attempt is over; bookings may ask again.

    Consumers: bookings.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "DepositFailed.v1"

    deposit_id: str
    reservation_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    reason: str = Field(description="`expired`, `given_up`, or why the last card was refused.")


class DepositSettledV1(DomainEvent):
    """What bookings decided about a deposit is done: the venue's part is the venue's, the rest is the guest's again.

    Sent once a deposit. Consumers: bookings.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "DepositSettled.v1"

    deposit_id: str
    reservation_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    kept_minor: AmountMinor
    returned_minor: AmountMinor


class DepositLostV1(DomainEvent):
    """The card's bank let go of an authorised deposit before it was taken; bookings may ask for it again.

    Consumers: bookings.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "DepositLost.v1"

    deposit_id: str
    reservation_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode


class DepositFeeKeptV1(DomainEvent):
    """The platform kept its commission out of what a venue keeps of a deposit.

    Sent once a deposit of which the venue keeps something that bears a commission. Consumers: billing.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "DepositFeeKept.v1"

    deposit_id: str
    reservation_id: str
    venue_account_id: str = Field(description="Account that bears the commission.")
    amount_minor: AmountMinor = Field(gt=0, description="The commission, with any tax on it; minor units.")
    kept_minor: AmountMinor = Field(description="What it was taken from: what the venue keeps, with the commission.")
    currency: CurrencyCode


class DepositChargebackOpenedV1(DomainEvent):
    """A guest objects to a deposit at their bank: nothing of it moves, and the venue may answer with evidence.

    Sent once per chargeback. Consumers: disputes, notifications.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "DepositChargebackOpened.v1"

    chargeback_id: str
    deposit_id: str
    reservation_id: str
    venue_account_id: str = Field(description="Account that gets what the venue keeps.")
    amount_minor: AmountMinor
    currency: CurrencyCode
    reason: str = Field(description="The bank's, in the provider's words, such as `product_not_received`.")
    evidence_due_at: Instant | None = Field(description="Until when the bank takes evidence; null if it takes none.")


class DepositChargebackClosedV1(DomainEvent):
    """The guest's bank decided.

    Sent once per chargeback. Consumers: disputes, notifications.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "DepositChargebackClosed.v1"

    chargeback_id: str
    deposit_id: str
    reservation_id: str
    venue_account_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    outcome: Literal["won", "lost", "warning_closed"]
    owed_minor: AmountMinor = Field(description="Of a loss, what the venue owes: it is kept back from what comes next.")
