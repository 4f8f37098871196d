"""What payments tells the world."""

from typing import ClassVar, Literal

from pydantic import Field

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.types import AmountMinor, CurrencyCode, Day, Instant


class FundsHeldV1(DomainEvent):
    """The client's money for a milestone is held until the work is approved.

    Consumers: billing, contracts, notifications, partners, and payments itself, for its timers.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "FundsHeld.v1"

    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode


class FundsReleasedV1(DomainEvent):
    """Held money now belongs to the expert, less the platform's commission.

    Sent once a release; a milestone may be released in parts. Consumers: billing, contracts, notifications, partners.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "FundsReleased.v1"

    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    release_id: str
    fee_minor: AmountMinor
    net_minor: AmountMinor
    is_automatic: bool
    held_minor: AmountMinor = Field(default=0, description="What is still held; 0 with the last part.")
    fee_tax_minor: AmountMinor = Field(default=0, description="What of the fee is tax on it.")


class FundsRefundedV1(DomainEvent):
    """Held money went back to the client.

    Sent once a refund; a milestone may be refunded in parts. Consumers: billing,
    contracts, notifications, partners.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "FundsRefunded.v1"

    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    held_minor: AmountMinor = Field(default=0, description="What is still held; 0 with the last part.")
    released_minor: AmountMinor = Field(default=0, description="What the expert got of this milestone.")


class PaymentFailedV1(DomainEvent):
    """The provider refused to take the client's money; the milestone is unfunded again.

    Consumers: notifications, partners.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "PaymentFailed.v1"

    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    reason: str


class PayoutPaidV1(DomainEvent):
    """The provider's payout reached the bank account of an expert.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "PayoutPaid.v1"

    payout_id: str
    account_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    arrived_on: Day


class PayoutFailedV1(DomainEvent):
    """The bank of an expert sent a payout back; the money waits at the provider until they give other bank details.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "PayoutFailed.v1"

    payout_id: str
    account_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    reason: str


class PayoutAccountReadyV1(DomainEvent):
    """The provider will pay this expert.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "PayoutAccountReady.v1"

    account_id: str


class PayeeAwaitedV1(DomainEvent):
    """Money that is the expert's cannot be sent: they have not said where to, or the provider will not pay them.

    Sent after 30, 60 and 80 days; then a person decides whether it goes back to the client. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "PayeeAwaited.v1"

    release_id: str
    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    days: int = Field(ge=1, description="For how long it has waited.")


class DisputeSettledV1(DomainEvent):
    """The money of a resolved dispute was parted as it was resolved, or thawed if the dispute was withdrawn.

    Sent once per dispute. Consumers: disputes.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "DisputeSettled.v1"

    dispute_id: str
    milestone_id: str
    released_minor: AmountMinor
    refunded_minor: AmountMinor
    currency: CurrencyCode


class DisputeCostKeptV1(DomainEvent):
    """The platform kept a part of what one side was awarded, for having decided the dispute.

    Sent once per dispute and side that bears a cost. Consumers: billing.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "DisputeCostKept.v1"

    dispute_id: str
    contract_id: str
    milestone_id: str
    payer_id: str = Field(description="Account of the side whose part it was taken from.")
    amount_minor: AmountMinor = Field(gt=0, description="Minor units of `currency`, with any tax on it.")
    currency: CurrencyCode


class ChargebackOpenedV1(DomainEvent):
    """A cardholder objects to a payment at their bank: the money is frozen, and the expert may answer with evidence.

    Sent once per chargeback. Consumers: contracts, disputes, notifications.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "ChargebackOpened.v1"

    chargeback_id: str
    milestone_id: str
    contract_id: str
    client_id: str
    expert_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    reason: str = Field(description="The bank's, in the provider's words, such as `product_not_received`.")
    evidence_due_at: Instant | None = Field(description="Until when the bank takes evidence; null if it takes none.")


class ChargebackClosedV1(DomainEvent):
    """The cardholder's bank decided.

    Sent once per chargeback. Consumers: billing, contracts, disputes, notifications.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "ChargebackClosed.v1"

    chargeback_id: str
    milestone_id: str
    contract_id: str
    client_id: str
    expert_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    outcome: Literal["won", "lost", "warning_closed"]
    held_minor: AmountMinor = Field(default=0, description="What is still held of the milestone.")
    from_released_minor: AmountMinor = Field(default=0, description="What of a loss had been released before.")
    released_minor: AmountMinor = Field(default=0, description="What stays released after it.")


class SubscriptionNoticedV1(DomainEvent):
    """There is news of a subscription or its invoice, in any order: fetch the present object. Consumers: billing."""

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "SubscriptionNoticed.v1"

    object_kind: Literal["subscription", "invoice"]
    object_id: str


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
