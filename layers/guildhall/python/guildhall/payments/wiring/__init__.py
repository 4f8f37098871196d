"""Which adapter stands behind which port of payments."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guildhall.administration.wiring import get_setting
from guildhall.billing.wiring import quote_deal
from guildhall.ledger import wiring as ledger
from guildhall.payments.gateways.fees import BillingCostTaxes, BillingFees
from guildhall.payments.gateways.reviews import StepFunctionsReviews
from guildhall.payments.models import Notice, Verb
from guildhall.payments.models.deposits import DepositTerms as DepositTerms
from guildhall.payments.models.facts import Fact
from guildhall.payments.ports import Errand, Payments, Provider, Rails, Sealer
from guildhall.payments.store import (
    DynamoAttentions,
    DynamoNotices,
    DynamoPayoutWallets,
    DynamoRailCalls,
    DynamoSandbox,
    DynamoTreasuryRates,
)
from guildhall.payments.store.cards import DynamoCards
from guildhall.payments.store.treasury import DynamoTreasury
from guildhall.payments.use_cases import subscriptions
from guildhall.payments.use_cases.access import AccessPayment, ListPayments, ListSteps, QuotePayment, QuoteRelease
from guildhall.payments.use_cases.aging import FollowHoldTimer
from guildhall.payments.use_cases.applying import ApplyFact, RaiseAttention
from guildhall.payments.use_cases.arbitrating import FreezeDisputed, SettleDispute
from guildhall.payments.use_cases.attention import CloseAttention, ListAttention, ThawPayment
from guildhall.payments.use_cases.card_errands import card_errands
from guildhall.payments.use_cases.cards import FollowCards
from guildhall.payments.use_cases.choosing import CheckChoice, ListMethods
from guildhall.payments.use_cases.crediting import FundFromCredit, RepayCredit
from guildhall.payments.use_cases.deposit_watching import LookAtDeposit, SweepDeposits
from guildhall.payments.use_cases.ending import FollowCancellation
from guildhall.payments.use_cases.escalating import RefundUnpayable
from guildhall.payments.use_cases.exchange import ListTreasuryRates, SetTreasuryRate
from guildhall.payments.use_cases.funding import CancelPayment, FundMilestone
from guildhall.payments.use_cases.hearing import HearNotice
from guildhall.payments.use_cases.looking import LookAtAttempt
from guildhall.payments.use_cases.payouts import CheckPayoutAccount, LookAtAccount, OpenPayoutAccount, ShowPayoutAccount
from guildhall.payments.use_cases.rail_hearing import KIND as RAIL_NOTICE
from guildhall.payments.use_cases.rail_hearing import HearRail, ReceiveCallback
from guildhall.payments.use_cases.rail_payouts import PayOut
from guildhall.payments.use_cases.rail_statements import ReconcileRail
from guildhall.payments.use_cases.rail_steps import RailSteps
from guildhall.payments.use_cases.rail_working import RunRail
from guildhall.payments.use_cases.reconciling import Reconcile
from guildhall.payments.use_cases.recovering import FetchBack, HandIn, LookAtChargebacks, SubmitEvidence
from guildhall.payments.use_cases.refunding import AnswerSplit, ProposeSplit, RefundPayment
from guildhall.payments.use_cases.releasing import BeginReview, EndReview, OpenPayments, ReleaseEarly, ReleaseFunds
from guildhall.payments.use_cases.treasury import FollowTreasury, GuardFailedBank, GuardStopped, ListPayouts
from guildhall.payments.use_cases.wallets import ListPayoutWallets, SetPayoutWallet
from guildhall.payments.use_cases.watching import CheckReleased, SweepCommands, SweepPayments
from guildhall.payments.use_cases.working import RunCommand
from guildhall.payments.wiring.cards import CardDesk as CardDesk
from guildhall.payments.wiring.cards import wire_cards as wire_cards
from guildhall.payments.wiring.deposits import DepositDesk as DepositDesk
from guildhall.payments.wiring.deposits import errands_of_deposits, follow_deposits, look_at_deposits, sweep_deposits
from guildhall.payments.wiring.deposits import wire_deposits as wire_deposits
from guildhall.payments.wiring.listening import PaymentsEars as PaymentsEars
from guildhall.payments.wiring.listening import hold_timers
from guildhall.payments.wiring.reconciling import PaymentsFinance as PaymentsFinance
from guildhall.payments.wiring.reconciling import StatementDesk as StatementDesk
from guildhall.payments.wiring.reconciling import clearing_of, rail_reconciler, reconciler, timer
from guildhall.payments.wiring.reconciling import wire_finance as wire_finance
from guildhall.payments.wiring.reconciling import wire_statements as wire_statements
from guildhall.payments.wiring.settings import PaymentsSettings, RailSettings, SettingModes
from guildhall.payments.wiring.storing import store as store
from guildhall.payments.wiring.stripe_side import PaymentsDoor as PaymentsDoor
from guildhall.payments.wiring.stripe_side import connection, provider
from guildhall.payments.wiring.stripe_side import saved_card as saved_card
from guildhall.payments.wiring.stripe_side import wire_door as wire_door
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from guildhall.platform.seals import KmsSeals
from guildhall.platform.secrets import Secret

if TYPE_CHECKING:
    from guildhall.payments.gateways.stripe_connection import StripeConnection


@dataclass(frozen=True, slots=True)
class PaymentsDesk:
    """What people, events and timers ask for; it never calls the provider."""

    cursors: Cursors
    publishable_key: str
    access: AccessPayment
    list_payments: ListPayments
    quote: QuotePayment
    quote_release: QuoteRelease
    fund: FundMilestone
    fund_from_credit: FundFromCredit
    repay_credit: RepayCredit
    list_methods: ListMethods
    release_early: ReleaseEarly
    propose_split: ProposeSplit
    answer_split: AnswerSplit
    list_steps: ListSteps
    refund: RefundPayment
    open_payments: OpenPayments
    begin_review: BeginReview
    end_review: EndReview
    release: ReleaseFunds
    freeze_disputed: FreezeDisputed
    settle_dispute: SettleDispute
    follow_cancellation: FollowCancellation
    check_released: CheckReleased
    raise_attention: RaiseAttention
    open_payout_account: OpenPayoutAccount
    show_payout_account: ShowPayoutAccount
    set_payout_wallet: SetPayoutWallet
    list_payout_wallets: ListPayoutWallets
    check_payout_account: CheckPayoutAccount
    list_payouts: ListPayouts
    set_rate: SetTreasuryRate
    list_rates: ListTreasuryRates
    list_attention: ListAttention
    close_attention: CloseAttention
    thaw: ThawPayment
    refund_unpayable: RefundUnpayable
    sweep_commands: SweepCommands
    sweep_payments: SweepPayments
    follow_hold_timer: FollowHoldTimer
    sweep_deposits: SweepDeposits
    begin_reconciling: Callable[[], None]


@dataclass(frozen=True, slots=True)
class PaymentsWorker:
    """What the command queue asks for: the only caller of the provider."""

    run: RunCommand
    hear: HearNotice
    look: LookAtAttempt
    look_deposit: LookAtDeposit
    look_account: LookAtAccount
    look_at_chargebacks: LookAtChargebacks
    reconcile: Reconcile
    reconcile_rail: ReconcileRail


def wire(platform: Platform) -> PaymentsDesk:
    """Build what needs no provider."""
    own = platform.settings(PaymentsSettings)
    payments, clock, gate = store(platform), platform.clock, platform.gate
    attentions = DynamoAttentions(platform.tables.core_table, platform.database)
    access, fees = AccessPayment(payments, gate), BillingFees(quote_deal(platform), payments)
    check, seals = CheckChoice(SettingModes(get_setting(platform)), own.stripe_is_live), KmsSeals(own.data_key)
    wallets = DynamoPayoutWallets(platform.tables.core_table)
    reviews, show_account = StepFunctionsReviews(own.workflow), ShowPayoutAccount(payments, gate)
    rates = DynamoTreasuryRates(platform.tables.core_table)
    cancel, refund = CancelPayment(payments, clock), RefundPayment(access, payments, clock)
    return PaymentsDesk(
        cursors=platform.cursors,
        publishable_key=own.stripe_publishable_key,
        access=access,
        list_payments=ListPayments(payments, gate),
        quote=QuotePayment(access, fees),
        quote_release=QuoteRelease(access),
        fund=FundMilestone(access, payments, fees, clock, check, seals),
        fund_from_credit=FundFromCredit(access, payments, fees, clock),
        repay_credit=RepayCredit(access, payments, clock),
        list_methods=ListMethods(access, check),
        release_early=ReleaseEarly(access, payments, clock),
        propose_split=ProposeSplit(access, payments, clock),
        answer_split=AnswerSplit(access, payments, clock),
        list_steps=ListSteps(access, payments),
        refund=refund,
        open_payments=OpenPayments(payments, clock),
        begin_review=BeginReview(payments, reviews, clock),
        end_review=EndReview(payments, clock),
        release=ReleaseFunds(payments, clock),
        freeze_disputed=FreezeDisputed(payments, clock),
        settle_dispute=SettleDispute(payments, BillingCostTaxes(quote_deal(platform)), clock),
        follow_cancellation=FollowCancellation(payments, cancel, refund),
        check_released=CheckReleased(payments),
        raise_attention=RaiseAttention(payments, clock),
        open_payout_account=OpenPayoutAccount(payments, gate, clock),
        set_payout_wallet=SetPayoutWallet(payments, wallets, gate, seals, clock, own.stripe_is_live),
        list_payout_wallets=ListPayoutWallets(wallets, gate),
        show_payout_account=show_account,
        check_payout_account=CheckPayoutAccount(payments, show_account),
        list_payouts=ListPayouts(DynamoTreasury(platform.tables.core_table), gate),
        set_rate=SetTreasuryRate(payments, rates, gate, clock),
        list_rates=ListTreasuryRates(rates, gate),
        list_attention=ListAttention(attentions, gate),
        close_attention=CloseAttention(attentions, gate),
        thaw=ThawPayment(payments, gate, clock),
        refund_unpayable=RefundUnpayable(payments, clearing_of(ledger.wire(platform)), gate, clock),
        sweep_commands=SweepCommands(payments, clock),
        sweep_payments=SweepPayments(payments, reviews, clock),
        follow_hold_timer=FollowHoldTimer(payments, clock),
        sweep_deposits=sweep_deposits(platform),
        begin_reconciling=timer(platform),
    )


def wire_ears(platform: Platform) -> PaymentsEars:
    """Build what events ask for, the timers that they set included."""
    return PaymentsEars(wire(platform), hold_timers(platform, store(platform)))


def wire_worker(platform: Platform) -> PaymentsWorker:
    """Build the command worker on Stripe."""
    to_stripe, payments = connection(platform), store(platform)
    local = local_worker(platform, payments, rails(platform), KmsSeals(platform.settings(PaymentsSettings).data_key))
    return worker(platform, payments, provider(platform, to_stripe), to_stripe, local)


def worker(
    platform: Platform, payments: Payments, asked: Provider, to_stripe: StripeConnection, local: HearRail
) -> PaymentsWorker:
    """Build the command worker.

    asked: the provider of milestones' money; the rest goes to Stripe itself. local: what it does with local rails.
    """
    from guildhall.payments.gateways.stripe_cards import StripeCards
    from guildhall.payments.gateways.stripe_chargebacks import StripeChargebacks
    from guildhall.payments.gateways.stripe_treasury import StripeTreasury

    treasury, clock, doubts = DynamoTreasury(platform.tables.core_table), platform.clock, StripeChargebacks(to_stripe)
    cards, at_stripe = DynamoCards(), StripeCards(to_stripe)
    meanings = {**subscriptions.MEANINGS, **FollowTreasury(payments, treasury).meanings()}
    meanings |= FollowCards(payments, cards).meanings()
    apply = ApplyFact(payments, clock, meanings, follow_deposits(platform, payments))
    guards = (GuardFailedBank(payments, get_setting(platform)), GuardStopped(get_setting(platform)))
    errands: dict[Verb, Errand] = {
        **card_errands(payments, cards, at_stripe),
        **errands_of_deposits(platform, asked, to_stripe, apply, guards),
        Verb.RECOVER: FetchBack(payments, doubts, clock),
        Verb.EVIDENCE: HandIn(payments, doubts),
    }
    run = RunCommand(payments, asked, apply, clock, errands, local=local.run, guards=guards)
    readers: dict[str, Callable[[Notice], Fact | None]] = {
        RAIL_NOTICE: local,
        **StripeTreasury(to_stripe).readers(),
        **at_stripe.readers(),
        **doubts.readers(),
        **subscriptions.READERS,
    }
    clearing = clearing_of(ledger.wire(platform))
    return PaymentsWorker(
        run,
        HearNotice(DynamoNotices(platform.database), asked, apply, readers),
        LookAtAttempt(payments, asked, apply, run, clock),
        look_at_deposits(platform, asked, apply),
        LookAtAccount(payments, asked, apply),
        LookAtChargebacks(payments, asked, apply),
        reconciler(platform, asked, to_stripe, apply, clearing),
        rail_reconciler(platform, payments, local, clearing),
    )


def submit_evidence(platform: Platform) -> SubmitEvidence:
    """Build the one thing that disputes asks for: the evidence pack of a chargeback, for the bank."""
    return SubmitEvidence(store(platform), platform.clock)


def local_worker(platform: Platform, payments: Payments, local_rails: Rails, seals: Sealer) -> HearRail:
    """Build what the worker does with local rails."""
    calls, clock, apply = DynamoRailCalls(platform.database), platform.clock, ApplyFact(payments, platform.clock)
    core = platform.tables.core_table
    steps = RailSteps(payments, calls, local_rails, clock)
    stopped = GuardStopped(get_setting(platform))
    pay_out = PayOut(steps, DynamoPayoutWallets(core), apply, seals, DynamoTreasuryRates(core), stopped)
    return HearRail(calls, local_rails, RunRail(steps, apply, seals, pay_out), clock)


def rails(platform: Platform) -> Rails:
    """Build the port `Rails`: every adapter that we have, each with its own keys."""
    from guildhall.payments.gateways.rails import every_rail

    own = platform.settings(RailSettings)
    secret = Secret(own.rails_secret)
    world, clock = DynamoSandbox(platform.tables.ops_table, platform.database), platform.clock
    return every_rail(lambda: json.loads(secret.value), world, clock, own.web_url)


def wire_callbacks(platform: Platform, local_rails: Rails | None = None) -> ReceiveCallback:
    """Build the door for callbacks of local rails: of those that we have keys for, unless told otherwise."""
    calls, notices = DynamoRailCalls(platform.database), DynamoNotices(platform.database)
    return ReceiveCallback(local_rails or rails(platform), calls, notices, platform.clock)
