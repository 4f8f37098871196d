"""Which adapter stands behind which port of payments."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guildhall.billing.wiring import quote_fees
from guildhall.kernel.money import Money
from guildhall.ledger import wiring as ledger
from guildhall.payments.gateways.reviews import StepFunctionsReviews
from guildhall.payments.models import KeptQuote
from guildhall.payments.ports import NoticeReader, Notices, Payments, Provider
from guildhall.payments.store import DynamoAttentions, DynamoNotices, DynamoPayments
from guildhall.payments.use_cases.access import AccessPayment, ListPayments, QuotePayment
from guildhall.payments.use_cases.applying import ApplyFact, RaiseAttention
from guildhall.payments.use_cases.attention import CloseAttention, ListAttention, ThawPayment
from guildhall.payments.use_cases.ending import FollowCancellation
from guildhall.payments.use_cases.funding import CancelPayment, FundMilestone
from guildhall.payments.use_cases.payouts import OpenPayoutAccount, ShowPayoutAccount
from guildhall.payments.use_cases.refunding import RefundPayment
from guildhall.payments.use_cases.releasing import BeginReview, EndReview, OpenPayments, ReleaseFunds
from guildhall.payments.use_cases.watching import CheckReleased, SweepCommands, SweepPayments
from guildhall.payments.use_cases.working import HearNotice, LookAtAttempt, RunCommand
from guildhall.platform.assembly import Platform
from guildhall.platform.secrets import Secret

if TYPE_CHECKING:
    from stripe import StripeClient

    from guildhall.payments.gateways.stripe_connection import StripeConnection


@dataclass(frozen=True, slots=True)
class PaymentsSettings:
    """What every function of payments is given.

    stripe_secret: ARN of a secret `{"api_key": …, "webhook_secret": …, "thin_webhook_secret": …}`.
    stripe_publishable_key: `pk_…`, which browsers may see. stripe_api_base: another address than Stripe's own, for
    local runs; else empty. stripe_is_live: whether real money moves. web_url: of the web app, without slash at the end.
    workflow: ARN of the protected-payment workflow.
    """

    stripe_secret: str
    stripe_publishable_key: str
    stripe_api_base: str
    stripe_is_live: bool
    web_url: str
    workflow: str


@dataclass(frozen=True, slots=True)
class PaymentsDesk:
    """What people, events and timers ask for; it never calls the provider."""

    publishable_key: str
    access: AccessPayment
    list_payments: ListPayments
    quote: QuotePayment
    fund: FundMilestone
    cancel: CancelPayment
    refund: RefundPayment
    open_payments: OpenPayments
    begin_review: BeginReview
    end_review: EndReview
    release: ReleaseFunds
    follow_cancellation: FollowCancellation
    check_released: CheckReleased
    raise_attention: RaiseAttention
    open_payout_account: OpenPayoutAccount
    show_payout_account: ShowPayoutAccount
    list_attention: ListAttention
    close_attention: CloseAttention
    thaw: ThawPayment
    sweep_commands: SweepCommands
    sweep_payments: SweepPayments


@dataclass(frozen=True, slots=True)
class PaymentsWorker:
    """What the command queue asks for: the only caller of the provider."""

    run: RunCommand
    hear: HearNotice
    look: LookAtAttempt


@dataclass(frozen=True, slots=True)
class PaymentsDoor:
    """What the provider's webhooks come in by."""

    read: NoticeReader
    notices: Notices


class BillingFees:
    """The port `Fees`, answered by billing."""

    def __init__(self, platform: Platform) -> None:
        self._quote = quote_fees(platform)

    def __call__(self, gross: Money) -> KeptQuote:
        """Return the itemised quote at the present commission."""
        quote = self._quote(gross)
        return KeptQuote(
            quote.gross.minor, quote.commission.minor, quote.net.minor, quote.basis_points, quote.setting_version
        )


def store(platform: Platform) -> Payments:
    """Build the port `Payments`, which writes the ledger's entries in its own transactions."""
    return DynamoPayments(platform.tables.core_table, platform.database, ledger.journal(platform))


def wire(platform: Platform) -> PaymentsDesk:
    """Build what needs no provider."""
    own = platform.settings(PaymentsSettings)
    payments, clock, gate = store(platform), platform.clock, platform.gate
    attentions = DynamoAttentions(platform.tables.core_table, platform.database)
    access, fees = AccessPayment(payments, gate), BillingFees(platform)
    reviews = StepFunctionsReviews(own.workflow)
    cancel, refund = CancelPayment(access, payments, clock), RefundPayment(access, payments, clock)
    return PaymentsDesk(
        publishable_key=own.stripe_publishable_key,
        access=access,
        list_payments=ListPayments(payments, gate),
        quote=QuotePayment(access, fees),
        fund=FundMilestone(access, payments, fees, clock),
        cancel=cancel,
        refund=refund,
        open_payments=OpenPayments(payments, clock),
        begin_review=BeginReview(payments, reviews, clock),
        end_review=EndReview(payments, clock),
        release=ReleaseFunds(payments, clock),
        follow_cancellation=FollowCancellation(payments, cancel, refund),
        check_released=CheckReleased(payments),
        raise_attention=RaiseAttention(payments, clock),
        open_payout_account=OpenPayoutAccount(payments, gate, clock),
        show_payout_account=ShowPayoutAccount(payments, gate),
        list_attention=ListAttention(attentions, gate),
        close_attention=CloseAttention(attentions, gate),
        thaw=ThawPayment(payments, gate, clock),
        sweep_commands=SweepCommands(payments, clock),
        sweep_payments=SweepPayments(payments, reviews, clock),
    )


def wire_worker(platform: Platform) -> PaymentsWorker:
    """Build the command worker on Stripe."""
    to_stripe = connection(platform)
    return worker(platform, store(platform), provider(platform, to_stripe))


def worker(platform: Platform, payments: Payments, asked: Provider) -> PaymentsWorker:
    """Build the command worker on any provider."""
    apply = ApplyFact(payments, platform.clock)
    run = RunCommand(payments, asked, apply, platform.clock)
    notices = DynamoNotices(platform.database)
    return PaymentsWorker(
        run, HearNotice(notices, asked, apply), LookAtAttempt(payments, asked, apply, run, platform.clock)
    )


def connection(platform: Platform) -> StripeConnection:
    """Build the way to Stripe; only functions with Stripe's layer can."""
    from guildhall.payments.gateways.stripe_connection import StripeConnection, client

    own = platform.settings(PaymentsSettings)
    secret = Secret(own.stripe_secret)

    def connect() -> StripeClient:
        return client(json.loads(secret.value)["api_key"], own.stripe_api_base)

    return StripeConnection(connect, is_live=own.stripe_is_live)


def provider(platform: Platform, to_stripe: StripeConnection) -> Provider:
    """Build the port `Provider` on Stripe."""
    from guildhall.payments.gateways.stripe_provider import StripeProvider

    return StripeProvider(to_stripe, platform.settings(PaymentsSettings).web_url)


def wire_door(platform: Platform) -> PaymentsDoor:
    """Build the door for webhooks."""
    from guildhall.payments.gateways.stripe_notices import StripeNoticeReader

    own = platform.settings(PaymentsSettings)
    secret = Secret(own.stripe_secret)

    def secrets() -> list[str]:
        kept = json.loads(secret.value)
        return [kept["webhook_secret"], kept["thin_webhook_secret"]]

    return PaymentsDoor(StripeNoticeReader(secrets, is_live=own.stripe_is_live), DynamoNotices(platform.database))
