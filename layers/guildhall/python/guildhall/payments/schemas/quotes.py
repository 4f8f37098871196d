"""Shapes of quotes: what becomes of the money, line by line, for both sides."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from guildhall.kernel.types import AmountMinor, CurrencyCode
from guildhall.payments.models import KeptLine, KeptQuote, ProtectedPayment, ReleaseShares


class KeptLineOut(BaseModel):
    """One line, with the rule that it follows from."""

    kind: str = Field(description="commission, commission_tax, contributor, withholding, client_fee or client_tax.")
    amount_minor: AmountMinor
    basis_points: int | None
    rule_id: str
    rule_version: int

    @classmethod
    def of(cls, line: KeptLine) -> KeptLineOut:
        """Shape a line for the wire."""
        return cls(
            kind=line.kind,
            amount_minor=line.minor,
            basis_points=line.basis_points,
            rule_id=line.rule_id,
            rule_version=line.rule_version,
        )


class KeptTaxOut(BaseModel):
    """Why the commission bears the tax that it bears."""

    model_config = ConfigDict(from_attributes=True)

    category: str | None = Field(description="Of EN 16931; null while it is not known.")
    basis_points: int
    place: str | None = Field(description="Whose tax it is.")
    is_provisional: bool = Field(description="Charged only because a register was silent; corrected when it answers.")
    unknown: str | None = Field(description="Why nobody can tell yet: the commission then contains its tax.")
    is_by_bank: bool = Field(description="Of tax held back from the expert: their bank does it, it is no line here.")


class QuoteOut(BaseModel):
    """What becomes of the money: gross = commission + withheld + net, exactly, and the lines say whose they are.

    The client pays gross and client_lines.
    """

    gross_minor: AmountMinor = Field(description="What the work costs.")
    client_total_minor: AmountMinor = Field(description="What the client pays, all included.")
    commission_minor: AmountMinor = Field(description="All that the platform takes when the money is released.")
    withheld_minor: AmountMinor = Field(description="What is held back from the expert for a tax office.")
    net_minor: AmountMinor = Field(description="What the expert gets.")
    currency: CurrencyCode
    basis_points: int = Field(description="The commission's rate in hundredths of a percent.")
    lines: list[KeptLineOut] = Field(description="What the commission is made of, and what is held back.")
    tax: KeptTaxOut | None = Field(description="On the commission; null where there is none.")
    client_lines: list[KeptLineOut] = Field(description="What the client pays besides the price.")
    client_tax: KeptTaxOut | None = Field(description="On the client's fee; null where there is none.")
    withholding: KeptTaxOut | None = Field(description="Tax held back from the expert; null where there is none.")

    @classmethod
    def of(cls, quote: KeptQuote, currency: str) -> QuoteOut:
        """Shape a quote for the wire."""
        return cls(
            gross_minor=quote.gross_minor,
            client_total_minor=quote.gross_minor + quote.on_top_minor,
            commission_minor=quote.commission_minor,
            withheld_minor=quote.withheld_minor,
            net_minor=quote.net_minor,
            currency=currency,
            basis_points=quote.basis_points,
            lines=[KeptLineOut.of(line) for line in quote.taken if line.minor],
            tax=KeptTaxOut.model_validate(quote.tax) if quote.tax else None,
            client_lines=[KeptLineOut.of(line) for line in quote.on_top],
            client_tax=KeptTaxOut.model_validate(quote.client_tax) if quote.client_tax else None,
            withholding=KeptTaxOut.model_validate(quote.withholding) if quote.withholding else None,
        )


class ReleaseQuoteOut(BaseModel):
    """What becomes of one release: gross = lines + net, exactly, any fee on top included."""

    gross_minor: AmountMinor = Field(description="What leaves the hold.")
    lines: list[KeptLineOut]
    net_minor: AmountMinor = Field(description="What the expert gets.")
    currency: CurrencyCode
    held_after_minor: AmountMinor = Field(description="What stays protected.")

    @classmethod
    def of(cls, payment: ProtectedPayment, amount_minor: int, shares: ReleaseShares) -> ReleaseQuoteOut:
        """Shape a release for the wire."""
        return cls(
            gross_minor=amount_minor,
            lines=[KeptLineOut.of(line) for line in shares.lines],
            net_minor=shares.net_minor,
            currency=payment.currency,
            held_after_minor=payment.held_minor - amount_minor,
        )
