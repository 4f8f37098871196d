"""What payments tells the world."""

from typing import ClassVar, Literal

from pydantic import Field

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.types import AmountMinor, CurrencyCode, Day, Instant
from guildhall.payments.events.deposits import DepositChargebackClosedV1 as DepositChargebackClosedV1
from guildhall.payments.events.deposits import DepositChargebackOpenedV1 as DepositChargebackOpenedV1
from guildhall.payments.events.deposits import DepositFailedV1 as DepositFailedV1
from guildhall.payments.events.deposits import DepositFeeKeptV1 as DepositFeeKeptV1
from guildhall.payments.events.deposits import DepositHeldV1 as DepositHeldV1
from guildhall.payments.events.deposits import DepositLostV1 as DepositLostV1
from guildhall.payments.events.deposits import DepositSettledV1 as DepositSettledV1


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
    """Held money now belongs to the expert, less the platform's commission, and less what the client paid on top.

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
    withheld_minor: AmountMinor = Field(default=0, description="Held back from the expert for a tax office.")
    withheld_for: str | None = Field(default=None, description="Which tax office, such as `FBR`.")
    withheld_rule: str | None = Field(default=None, description="Such as `withholding_PK_it_services`.")
    withheld_basis_points: int = Field(default=0, ge=0, description="Of the price, in hundredths of a percent.")
    client_fee_minor: AmountMinor = Field(default=0, description="What of the amount the client paid on top, with tax.")
    client_fee_tax_minor: AmountMinor = Field(default=0, description="What of the client's fee is tax on it.")

    @property
    def work_minor(self) -> int:
        """What of the amount is for the work."""
        return self.amount_minor - self.client_fee_minor


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


class FundingDueV1(DomainEvent):
    """The work of a milestone is about to begin, and its money is not protected yet.

    Sent once a milestone, on the day that the payment schedule names. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.payments"
    detail_type: ClassVar[str] = "FundingDue.v1"

    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    due_on: Day = Field(description="When the work is due.")


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
