"""Request and response shapes of payments' HTTP API."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guildhall.kernel.actor import Actor
from guildhall.kernel.types import AmountMinor, CurrencyCode, Day, EmailAddress, Instant
from guildhall.payments.machine import Freeze, PaymentState
from guildhall.payments.models import Attention, ProtectedPayment
from guildhall.payments.models.rails import BY_CARD, STRIPE, Choice, Flow, Payer, RailTerms
from guildhall.payments.schemas.parts import ProposedSplitOut
from guildhall.payments.schemas.payouts import BankPayoutOut as BankPayoutOut
from guildhall.payments.schemas.payouts import BankPayoutsOut as BankPayoutsOut
from guildhall.payments.schemas.payouts import PayoutAccountOut as PayoutAccountOut
from guildhall.payments.schemas.quotes import QuoteOut as QuoteOut
from guildhall.payments.schemas.quotes import ReleaseQuoteOut as ReleaseQuoteOut
from guildhall.payments.schemas.rails import PayoutWalletIn as PayoutWalletIn
from guildhall.payments.schemas.rails import PayoutWalletOut as PayoutWalletOut
from guildhall.payments.schemas.rails import PayoutWalletsOut as PayoutWalletsOut
from guildhall.payments.schemas.rails import RateIn as RateIn
from guildhall.payments.schemas.rails import RateOut as RateOut
from guildhall.payments.schemas.rails import RatesOut as RatesOut


class FundIn(BaseModel):
    """How to pay; nothing at all means by card."""

    model_config = ConfigDict(extra="forbid")

    rail: str = Field(default=STRIPE, min_length=1, max_length=30, description="From the list of payment methods.")
    flow: Flow = Field(default=Flow.WALLET, description="On the phone, or on the rail's page.")
    phone: str | None = Field(default=None, max_length=20, description="Of the wallet, in the rail's own notation.")
    identity_tail: str | None = Field(default=None, max_length=6, description="JazzCash: last digits of the CNIC.")
    operator: str | None = Field(default=None, max_length=40, pattern="^[A-Z0-9_]+$", description="Of the wallet.")

    def choice(self) -> Choice:
        """Return how the client wants to pay."""
        if self.rail == STRIPE:
            return BY_CARD
        return Choice(self.rail, Payer(self.flow, self.phone, self.identity_tail, self.operator))


class MethodOut(BaseModel):
    """One way to pay."""

    rail: str
    flows: list[Flow]
    needs_operator: bool
    needs_identity: bool = Field(description="On the phone: whether `identity_tail` is asked for.")
    phone_pattern: str = Field(description="What a wallet's number looks like.")
    is_test: bool = Field(description="Whether no real money moves.")

    @classmethod
    def of(cls, terms: RailTerms) -> MethodOut:
        """Shape a rail for the wire."""
        return cls(
            rail=terms.name,
            flows=list(terms.flows),
            needs_operator=terms.needs_operator,
            needs_identity=terms.needs_identity,
            phone_pattern=terms.phone,
            is_test=terms.is_test,
        )


class MethodsOut(BaseModel):
    """The ways to pay for a milestone besides cards, which always work."""

    items: list[MethodOut]


class NextActionOut(BaseModel):
    """What the payer must do at a local rail."""

    kind: str = Field(description="`wallet`: answer on the phone. `redirect`: open `url`. `form`: post `fields` there.")
    words: str
    url: str | None
    fields: dict[str, str] | None


class CheckoutOut(BaseModel):
    """What the browser needs to let the client pay; Stripe.js takes both."""

    client_secret: str
    publishable_key: str
    status: str = Field(description="Stripe's word for where the attempt stands.")


class PaymentOut(BaseModel):
    """A protected payment. funded = held + released + refunded + lost, always."""

    milestone_id: str
    contract_id: str
    client_id: str
    expert_id: str
    title: str
    state: PaymentState
    amount_minor: AmountMinor = Field(description="What the work costs.")
    on_top_minor: AmountMinor = Field(description="The fee that the client pays besides; in all amounts below.")
    currency: CurrencyCode
    due_on: Day | None = Field(description="When the work is due.")
    pay_on: Day | None = Field(description="By when the client should pay; they are reminded then.")
    funded_minor: AmountMinor
    held_minor: AmountMinor
    released_minor: AmountMinor
    refunded_minor: AmountMinor
    lost_minor: AmountMinor = Field(description="What the cardholder's bank took.")
    credited_minor: AmountMinor = Field(description="The part of refunded that came back and is owed to the client.")
    costs_minor: AmountMinor = Field(description="The part of refunded that was kept for deciding a dispute.")
    split: ProposedSplitOut | None = Field(description="How one side would part what is held, waiting for the other.")
    quote: QuoteOut | None = Field(description="As it was kept when the client paid.")
    is_from_credit: bool = Field(description="Whether it was paid out of what we owed to the client.")
    rail: str = Field(description="How the last attempt pays: `stripe` for cards, else a local rail.")
    checkout: CheckoutOut | None = Field(description="For the client, while an attempt to pay is open.")
    next_action: NextActionOut | None = Field(description="For the client, while a local rail waits for them.")
    failure: str | None = Field(description="Why the last attempt to pay ended without money.")
    delivery: int
    is_under_review: bool
    release_at: Instant | None = Field(description="Silence until then approves the work.")
    is_frozen: bool
    frozen_by: list[Freeze] = Field(description="Why nothing may move by itself.")
    version: int

    @classmethod
    def of(cls, payment: ProtectedPayment, actor: Actor, publishable_key: str) -> PaymentOut:
        """Shape a payment for the wire; what lets somebody pay is shown to the client alone."""
        checkout = next_action = None
        is_payer = payment.state is PaymentState.FUNDING and actor.account_id == payment.client_id
        if payment.next_action is not None and is_payer:
            asked = payment.next_action
            next_action = NextActionOut(
                kind=asked["kind"], words=asked.get("words", ""), url=asked.get("url"), fields=asked.get("fields")
            )
        if payment.client_secret and is_payer:
            checkout = CheckoutOut(
                client_secret=payment.client_secret,
                publishable_key=publishable_key,
                status=payment.intent_status or "",
            )
        return cls(
            milestone_id=payment.milestone_id,
            contract_id=payment.contract_id,
            client_id=payment.client_id,
            expert_id=payment.expert_id,
            title=payment.title,
            state=payment.state,
            amount_minor=payment.amount_minor,
            on_top_minor=payment.on_top_minor,
            currency=payment.currency,
            due_on=payment.due_on,
            pay_on=payment.pay_on,
            funded_minor=payment.funded_minor,
            held_minor=payment.held_minor,
            released_minor=payment.released_minor,
            refunded_minor=payment.refunded_minor,
            lost_minor=payment.lost_minor,
            credited_minor=payment.credited_minor,
            costs_minor=payment.costs_minor,
            is_from_credit=payment.is_from_credit,
            split=ProposedSplitOut.of(payment.split) if payment.split else None,
            quote=QuoteOut.of(payment.quote, payment.currency) if payment.quote else None,
            rail=payment.rail,
            checkout=checkout,
            next_action=next_action,
            failure=payment.failure,
            delivery=payment.delivery,
            is_under_review=payment.is_under_review,
            release_at=payment.release_at,
            is_frozen=bool(payment.frozen_by),
            frozen_by=list(payment.frozen_by),
            version=payment.version,
        )


class PaymentsOut(BaseModel):
    """The payments of one contract; few enough for one page."""

    items: list[PaymentOut]


class PayoutAccountIn(BaseModel):
    """Where an expert lives and is reached; the provider asks the rest on its own page."""

    model_config = ConfigDict(extra="forbid")

    country: Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2.", examples=["FR"])]
    email: EmailAddress


class AttentionOut(BaseModel):
    """Something that waits for a person."""

    about: str
    reason: str
    detail: str
    raised_at: Instant
    is_open: bool
    closed_by: str | None
    note: str | None

    @classmethod
    def of(cls, attention: Attention) -> AttentionOut:
        """Shape a record for the wire."""
        return cls(
            about=attention.about,
            reason=attention.reason,
            detail=attention.detail,
            raised_at=attention.raised_at,
            is_open=attention.is_open,
            closed_by=attention.closed_by,
            note=attention.note,
        )


class AttentionsOut(BaseModel):
    """What waits, the oldest first."""

    items: list[AttentionOut]


class CloseAttentionIn(BaseModel):
    """What was done about it."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=100)
    note: str = Field(min_length=3, max_length=1_000)
