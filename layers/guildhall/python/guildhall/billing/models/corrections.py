"""An invoice that was wrong: what takes it back, what takes its place, and what that does to the books."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.billing.models.documents import Document
from guildhall.billing.models.tax import PLATFORM as OURSELVES
from guildhall.billing.models.tax import Service
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, Line, account, credit, debit

PLATFORM = "guildhall"
PAYEES = {
    Service.COMMISSION: "expert_payable",
    Service.SUBSCRIPTION: "expert_payable",
    Service.CLIENT_FEE: "client_credit",
    Service.DISPUTE_DECISION: "client_credit",
}
"""Where tax goes that turned out not to be due: it is the payer's, and stands where we keep what we owe them."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The credit note for all that is left of an invoice, and the invoice in its place.

    Nobody is asked for more than they paid: tax that was not charged comes out of what we earned, and tax that was not
    due goes back. Between two people only the papers change: what they agreed on included the tax.
    """

    original: Document
    note: Document
    invoice: Document
    reason: str

    @property
    def returned(self) -> Money:
        """What goes back to who paid."""
        return self.note.total - self.invoice.total

    @property
    def entry(self) -> Entry | None:
        """The journal's entry, or None where nothing of ours changes."""
        if self.original.issuer_id != OURSELVES or self.original.service is None:
            return None
        moved: dict[str, int] = {}
        for document, sign in ((self.note, 1), (self.invoice, -1)):
            if document.tax_minor and document.rule is not None:
                name = account("tax_payable", document.rule.place)
                moved[name] = moved.get(name, 0) + sign * document.tax_minor
        payee = account(PAYEES[self.original.service], self.original.account_id)
        moved[payee] = -self.returned.minor
        moved[account(self._income, PLATFORM)] = self.note.net_minor - self.invoice.net_minor
        lines = tuple(_line(name, Money(minor, self.original.currency)) for name, minor in moved.items() if minor)
        about = self.original.milestone_id or self.original.account_id
        facts = {"invoice": str(self.original.number), "reason": self.reason[:200]}
        return Entry(f"corrected:{self.original.id}", "invoice_corrected", about, lines, facts) if lines else None

    @property
    def _income(self) -> str:
        return "subscription_revenue" if self.original.service is Service.SUBSCRIPTION else "platform_fee"


def _line(name: str, money: Money) -> Line:
    return debit(name, money) if money.minor > 0 else credit(name, -money)
