"""The command queue: the only caller of a provider."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guildhall.administration.wiring.settings import get_setting
from guildhall.ledger.wiring.desk import wire_ledger
from guildhall.payments.models import Notice, Verb
from guildhall.payments.models.facts import Fact
from guildhall.payments.ports import Errand, Payments, Provider, Rails, Sealer
from guildhall.payments.store import DynamoNotices, DynamoPayoutWallets, DynamoRailCalls, DynamoTreasuryRates
from guildhall.payments.store.cards import DynamoCards
from guildhall.payments.store.treasury import DynamoTreasury
from guildhall.payments.use_cases import subscriptions
from guildhall.payments.use_cases.applying import ApplyFact
from guildhall.payments.use_cases.card_errands import card_errands
from guildhall.payments.use_cases.cards import FollowCards
from guildhall.payments.use_cases.deposit_watching import LookAtDeposit
from guildhall.payments.use_cases.hearing import HearNotice
from guildhall.payments.use_cases.looking import LookAtAttempt
from guildhall.payments.use_cases.payouts import LookAtAccount
from guildhall.payments.use_cases.rail_hearing import KIND as RAIL_NOTICE
from guildhall.payments.use_cases.rail_hearing import HearRail
from guildhall.payments.use_cases.rail_payouts import PayOut
from guildhall.payments.use_cases.rail_statements import ReconcileRail
from guildhall.payments.use_cases.rail_steps import RailSteps
from guildhall.payments.use_cases.rail_working import RunRail
from guildhall.payments.use_cases.reconciling import Reconcile
from guildhall.payments.use_cases.recovering import FetchBack, HandIn, LookAtChargebacks
from guildhall.payments.use_cases.treasury import FollowTreasury, GuardFailedBank, GuardStopped
from guildhall.payments.use_cases.working import RunCommand
from guildhall.payments.wiring.deposit_work import errands_of_deposits, follow_deposits, look_at_deposits
from guildhall.payments.wiring.rails import rails
from guildhall.payments.wiring.reconciling import clearing_of, rail_reconciler, reconciler
from guildhall.payments.wiring.settings import PaymentsSettings
from guildhall.payments.wiring.storing import store
from guildhall.payments.wiring.stripe_side import connection, provider
from guildhall.platform.assembly import Platform
from guildhall.platform.seals import KmsSeals

if TYPE_CHECKING:
    from guildhall.payments.gateways.stripe_connection import StripeConnection


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
    clearing = clearing_of(wire_ledger(platform))
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


def local_worker(platform: Platform, payments: Payments, local_rails: Rails, seals: Sealer) -> HearRail:
    """Build what the worker does with local rails."""
    calls, clock, apply = DynamoRailCalls(platform.database), platform.clock, ApplyFact(payments, platform.clock)
    core = platform.tables.core_table
    steps = RailSteps(payments, calls, local_rails, clock)
    stopped = GuardStopped(get_setting(platform))
    pay_out = PayOut(steps, DynamoPayoutWallets(core), apply, seals, DynamoTreasuryRates(core), stopped)
    return HearRail(calls, local_rails, RunRail(steps, apply, seals, pay_out), clock)
