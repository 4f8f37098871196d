"""Billing's quote in the words of payments."""

from __future__ import annotations

from dataclasses import replace

from guildhall.billing.models.quotes import LineKind, Quote, QuoteLine, TaxNote
from guildhall.billing.use_cases.quoting import QuoteDeal
from guildhall.ledger.models import account
from guildhall.payments.models import CostTax, KeptLine, KeptQuote, ProtectedPayment
from guildhall.payments.models.deposits import Deposit
from guildhall.payments.models.quotes import PLATFORM, KeptTax
from guildhall.payments.ports import Payments


class BillingFees:
    """The port `Fees`, answered by billing."""

    def __init__(self, quote: QuoteDeal, payments: Payments) -> None:
        self._quote, self._payments = quote, payments

    def __call__(self, payment: ProtectedPayment) -> KeptQuote:
        """Return the itemised quote by the rules of this moment. The expert's country is where they are paid."""
        known = self._payments.account(payment.expert_id)
        country = known.country if known else None
        sides = (payment.expert_id, payment.client_id)
        quote = self._quote.of(
            payment.price, *sides, country=country, category=payment.category, contract_id=payment.contract_id
        )
        return kept(quote)


class BillingCostTaxes:
    """The port `CostTaxes`, answered by billing."""

    def __init__(self, quote: QuoteDeal) -> None:
        self._quote = quote

    def __call__(self, payer_id: str) -> CostTax | None:
        """Return the tax in what a dispute's decision costs a side, by the rules of this moment."""
        found = self._quote.taxes.of_decision(payer_id)
        return CostTax(payer_id, *found) if found else None


class BillingDepositFees:
    """The port `DepositFees`, answered by billing: a venue's share costs what an expert's release costs.

    Guests pay nothing on top: a deposit is the venue's terms, and most of it goes back.
    """

    def __init__(self, quote: QuoteDeal, payments: Payments) -> None:
        self._quote, self._payments = quote, payments

    def __call__(self, deposit: Deposit) -> KeptQuote:
        """Return the itemised quote by the rules of this moment. The venue's country is where it is paid."""
        known = self._payments.account(deposit.venue_account_id)
        country = known.country if known else None
        sides = (deposit.venue_account_id, deposit.guest_id)
        quote = kept(self._quote.of(deposit.amount, *sides, country=country, is_work=False))
        return replace(quote, on_top=(), client_tax=None)


def kept(quote: Quote) -> KeptQuote:
    """Return the quote as a payment keeps it."""
    rate = quote.rate
    return KeptQuote(
        gross_minor=quote.price.minor,
        commission_minor=(quote.price - quote.withheld - quote.net).minor,
        net_minor=quote.net.minor,
        basis_points=(rate.basis_points or 0) if rate else 0,
        setting_version=rate.rule_version if rate else 0,
        lines=tuple(_line(line) for line in quote.taken),
        tax=_tax_of(quote, LineKind.COMMISSION_TAX),
        on_top=tuple(_line(line) for line in quote.on_top),
        client_tax=_tax_of(quote, LineKind.CLIENT_TAX),
        withholding=_tax_of(quote, LineKind.WITHHOLDING),
    )


def _tax_of(quote: Quote, kind: LineKind) -> KeptTax | None:
    return next((_tax(note) for note in quote.notes if note.kind is kind), None)


def _tax(note: TaxNote) -> KeptTax:
    return KeptTax(
        note.category, note.basis_points, note.place, note.is_provisional, note.unknown, is_by_bank=note.is_by_bank
    )


def _line(line: QuoteLine) -> KeptLine:
    owner = account(line.account_class, line.payee or PLATFORM)
    return KeptLine(line.kind, line.money.minor, owner, line.rule_id, line.rule_version, line.basis_points)
