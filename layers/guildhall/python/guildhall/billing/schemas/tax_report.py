"""Response shapes of tax reports."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from guildhall.billing.models.tax_report import TaxLine, TaxSide
from guildhall.kernel.types import CurrencyCode


class TaxLineOut(BaseModel):
    """One line of a tax report; amounts in minor units, negative where something was taken back."""

    model_config = ConfigDict(from_attributes=True)

    side: TaxSide = Field(description="charged: others paid it to you. paid: you paid it. held_back: from an expert.")
    day: date = Field(description="Of issue, or on which it was held back.")
    kind: str = Field(description="Of the document, or `withholding`.")
    reference: str = Field(description="The document's number, or the release.")
    party_id: str = Field(description="The other side: an account, or `platform`; of what was held back, the expert.")
    place: str = Field(description="Whose tax it is.")
    category: str = Field(description="Of EN 16931; of what was held back, the rule.")
    basis_points: int
    net_minor: int
    tax_minor: int
    currency: CurrencyCode

    @classmethod
    def of(cls, line: TaxLine) -> TaxLineOut:
        """Shape a line for the wire."""
        return cls.model_validate(line)

    @classmethod
    def columns(cls) -> list[str]:
        """Return the heads of a file's columns."""
        return list(cls.model_fields)

    def row(self) -> list[object]:
        """Return it as a row of a file."""
        return list(self.model_dump(mode="json").values())


class TaxLinesOut(BaseModel):
    """A page of a tax report."""

    items: list[TaxLineOut]
    next_cursor: str | None
