"""A payment of a subscription becomes journal entries and a legal invoice of ours, each once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.billing.errors import CannotInvoiceYet
from guildhall.billing.events import SubscriptionRenewedV1
from guildhall.billing.models.documents import Item, today_in
from guildhall.billing.models.subscriptions import SeenInvoice, SeenSubscription, Subscription
from guildhall.billing.models.tax import PLATFORM as OURSELVES
from guildhall.billing.models.tax import Service, TaxRule
from guildhall.billing.ports.subscriptions import Plans, Subscriptions
from guildhall.billing.use_cases.drafting import DraftInvoice
from guildhall.billing.use_cases.tax import TaxOf
from guildhall.kernel.clock import Clock
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, account, credit, debit, lines

PLATFORM, PROVIDER = "guildhall", "stripe"


@dataclass(frozen=True, slots=True)
class BookSubscriptionInvoice:
    """Book what the provider collected, and begin our own invoice for it."""

    subscriptions: Subscriptions
    plans: Plans
    draft: DraftInvoice
    tax: TaxOf
    zone: str
    clock: Clock

    def __call__(self, known: Subscription, seen: SeenSubscription, invoice: SeenInvoice) -> None:
        """Do both, whatever of it was done before. Raises PartyUnknown, StaleVersion (try again)."""
        if invoice.charge_id is None:
            return
        is_booked, waits = self.subscriptions.is_booked(invoice.invoice_id), invoice.invoice_id in known.without_fee
        if is_booked and not (waits and invoice.fee):
            return
        fee = (_fee(invoice, known.account_id),) if invoice.fee else ()
        others = tuple(each for each in known.without_fee if each != invoice.invoice_id)
        if is_booked:
            after = replace(known, without_fee=others).looked_after(self.clock.now())
            self.subscriptions.book("", after, fee)
            return
        name = self._name(seen)
        # First the paper, which is made once for its source: after the entry, a crash would leave revenue without one.
        self.draft(
            account_id=known.account_id, source_id=invoice.invoice_id, total=invoice.paid,
            service=Service.SUBSCRIPTION, item=Item.SUBSCRIPTION, detail=name,
        )  # fmt: skip
        told = SubscriptionRenewedV1(
            account_id=known.account_id, plan_name=name, amount_minor=invoice.paid.minor,
            currency=invoice.paid.currency, period_end=seen.period_end,
        )  # fmt: skip
        missing = () if invoice.fee is not None else (invoice.invoice_id,)
        after = replace(known, without_fee=(*others, *missing)).looked_after(self.clock.now())
        self.subscriptions.book(invoice.invoice_id, after, (self._revenue(known.account_id, invoice), *fee), told)

    def _revenue(self, account_id: str, invoice: SeenInvoice) -> Entry:
        rule = self._rule(account_id)
        taxed = rule.within(invoice.paid) if rule else None
        tax = taxed.tax if taxed else Money(0, invoice.paid.currency)
        facts = {"invoice": invoice.invoice_id, "tax": rule.category.value if rule else "unknown"}
        own = lines(
            debit(account("psp_clearing", PROVIDER), invoice.paid),
            credit(account("subscription_revenue", PLATFORM), invoice.paid - tax),
            credit(account("tax_payable", rule.place), tax) if rule and tax else None,
        )
        # Named after the charge: whoever compares the provider's list with the journal finds it.
        return Entry(f"charge:{invoice.charge_id}", "subscription", account_id, own, facts)

    def _rule(self, account_id: str) -> TaxRule | None:
        """Return the tax, or None while nobody can tell: the invoice then waits, and says why."""
        try:
            return self.tax(Service.SUBSCRIPTION, OURSELVES, account_id, today_in(self.zone, self.clock.now()))
        except CannotInvoiceYet:
            return None

    def _name(self, seen: SeenSubscription) -> str:
        plan_id, _, version = seen.plan_key.rpartition("_")
        plan = self.plans.get(plan_id, int(version)) if version.isdecimal() else None
        return plan.name if plan else seen.plan_key


def _fee(invoice: SeenInvoice, account_id: str) -> Entry:
    assert invoice.fee is not None  # noqa: S101  the caller has looked
    taken = (
        debit(account("processor_fee", PROVIDER), invoice.fee),
        credit(account("psp_clearing", PROVIDER), invoice.fee),
    )
    return Entry(f"fee:{invoice.charge_id}", "processor_fee", account_id, taken, {"invoice": invoice.invoice_id})
