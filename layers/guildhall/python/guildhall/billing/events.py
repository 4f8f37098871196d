"""What billing tells the world."""

from typing import ClassVar

from pydantic import Field

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.types import AmountMinor, CurrencyCode, Instant


class InvoiceIssuedV1(DomainEvent):
    """A document got its number and can be downloaded.

    Consumers: notifications, partners.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "InvoiceIssued.v1"

    document_id: str
    number: str
    account_id: str = Field(description="Whom the document is addressed to.")
    contract_id: str
    milestone_id: str
    total_minor: AmountMinor
    currency: CurrencyCode


class RuleChangeProposedV1(DomainEvent):
    """Somebody wants another commission rule; whoever may approve it is asked to look.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "RuleChangeProposed.v1"

    change_id: str
    rule_id: str
    name: str
    proposed_by: str
    approver_ids: list[str] = Field(description="Who held the permission to approve it when it was proposed.")


class RuleChangeDecidedV1(DomainEvent):
    """A change of the commission rules was approved, rejected or withdrawn.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "RuleChangeDecided.v1"

    change_id: str
    rule_id: str
    rule_version: int
    name: str
    outcome: str = Field(description="approved, rejected or withdrawn.")
    proposed_by: str
    decided_by: str
    valid_from: Instant = Field(description="From when the rule governs, if it was approved.")


class CreditNoteIssuedV1(DomainEvent):
    """Part or all of an earlier invoice was taken back.

    Consumers: partners.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "CreditNoteIssued.v1"

    document_id: str
    number: str
    refers_to: str = Field(description="Number of the invoice that it takes back.")
    account_id: str = Field(description="Whom the document is addressed to.")
    contract_id: str
    milestone_id: str
    total_minor: AmountMinor
    currency: CurrencyCode


class ReferralRewardAccruedV1(DomainEvent):
    """A referrer earned a reward: somebody they brought completed a first milestone.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "ReferralRewardAccrued.v1"

    account_id: str = Field(description="The referrer.")
    newcomer_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    vests_at: Instant = Field(description="When no chargeback can take it back any more.")


class ReferralRewardVestedV1(DomainEvent):
    """A reward for a referral is final.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "ReferralRewardVested.v1"

    account_id: str = Field(description="The referrer.")
    newcomer_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode


CHARGEBACK_LOST = "chargeback_lost"
"""A reason that nobody wrote: readers say it in their own language."""


class ReferralRewardReversedV1(DomainEvent):
    """A reward for a referral was taken back before it became final.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "ReferralRewardReversed.v1"

    account_id: str = Field(description="The referrer.")
    newcomer_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    reason: str = Field(
        description="As whoever took it back wrote it; `chargeback_lost` if a bank took the money that it came from."
    )


class SubscriptionStartedV1(DomainEvent):
    """A plan counts for an account from now on: its first payment came, its trial began, or it changed plans.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "SubscriptionStarted.v1"

    account_id: str
    plan_id: str
    plan_name: str
    is_trial: bool
    period_end: Instant


class SubscriptionRenewedV1(DomainEvent):
    """A subscription was paid: for its first period, the next one, or a change of plan.

    Sent once an invoice of the provider. Our own invoice is on its way. Consumers: none yet.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "SubscriptionRenewed.v1"

    account_id: str
    plan_name: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    period_end: Instant


class SubscriptionTrialEndingV1(DomainEvent):
    """A trial ends within three days, and the plan is then paid for.

    Sent once. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "SubscriptionTrialEnding.v1"

    account_id: str
    plan_name: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    ends_at: Instant


class SubscriptionPaymentFailedV1(DomainEvent):
    """A payment of a subscription was refused.

    Sent once a try. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "SubscriptionPaymentFailed.v1"

    account_id: str
    amount_minor: AmountMinor
    currency: CurrencyCode
    attempt: int = Field(description="How often it was tried.")
    next_attempt_at: Instant | None = Field(description="When it is tried again; null if it is not.")
    grace_until: Instant | None = Field(description="Until when the plan still counts; null if it never did.")


class SubscriptionEndedV1(DomainEvent):
    """A subscription is over.

    Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "SubscriptionEnded.v1"

    account_id: str
    plan_name: str
    reason: str = Field(description="asked_for, not_paid or stopped.")


class TaxProfileSetV1(DomainEvent):
    """An account said where it is taxed, for the first time or anew; nothing else of what it said is told.

    set_at: of two, the later one is right. Consumers: notifications.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "TaxProfileSet.v1"

    account_id: str
    country: str = Field(description="ISO 3166-1 alpha-2.")
    set_at: Instant
