"""What the parties to protected payments ask for, and staff about single payments."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.administration.wiring.settings import get_setting
from guildhall.billing.wiring.quoting import quote_deal
from guildhall.ledger.wiring.desk import wire_ledger
from guildhall.payments.gateways.fees import BillingFees
from guildhall.payments.store import DynamoAttentions
from guildhall.payments.use_cases.access import AccessPayment, ListPayments, ListSteps, QuotePayment, QuoteRelease
from guildhall.payments.use_cases.attention import CloseAttention, ListAttention, ThawPayment
from guildhall.payments.use_cases.choosing import CheckChoice, ListMethods
from guildhall.payments.use_cases.crediting import FundFromCredit, RepayCredit
from guildhall.payments.use_cases.escalating import RefundUnpayable
from guildhall.payments.use_cases.funding import FundMilestone
from guildhall.payments.use_cases.refunding import AnswerSplit, ProposeSplit, RefundPayment
from guildhall.payments.use_cases.releasing import ReleaseEarly
from guildhall.payments.wiring.reconciling import clearing_of
from guildhall.payments.wiring.settings import PaymentsSettings, SettingModes
from guildhall.payments.wiring.storing import store
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from guildhall.platform.seals import KmsSeals


@dataclass(frozen=True, slots=True)
class PaymentsDesk:
    """What people ask for; it never calls the provider."""

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
    list_attention: ListAttention
    close_attention: CloseAttention
    thaw: ThawPayment
    refund_unpayable: RefundUnpayable


def wire_desk(platform: Platform) -> PaymentsDesk:
    """Build it."""
    own = platform.settings(PaymentsSettings)
    payments, clock, gate = store(platform), platform.clock, platform.gate
    attentions = DynamoAttentions(platform.tables.core_table, platform.database)
    access, fees = AccessPayment(payments, gate), BillingFees(quote_deal(platform), payments)
    check, seals = CheckChoice(SettingModes(get_setting(platform)), own.stripe_is_live), KmsSeals(own.data_key)
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
        refund=RefundPayment(access, payments, clock),
        list_attention=ListAttention(attentions, gate),
        close_attention=CloseAttention(attentions, gate),
        thaw=ThawPayment(payments, gate, clock),
        refund_unpayable=RefundUnpayable(payments, clearing_of(wire_ledger(platform)), gate, clock),
    )
