"""A year of somebody's taxes, line by line: what they paid, what was charged in their name, what was held back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guildhall.billing.models.documents import Document
from guildhall.billing.models.withheld import Withheld


class TaxSide(StrEnum):
    """charged: others paid it to you. paid: you paid it to others. held_back: kept out of an expert's money."""

    CHARGED = "charged"
    PAID = "paid"
    HELD_BACK = "held_back"


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One line. Amounts in minor units, negative where a credit note or a refund takes them back.

    kind: of the document, or `withholding`. reference: its number, or the release. party_id: the other side. place:
    whose tax it is; category: of EN 16931.
    """

    side: TaxSide
    day: date
    kind: str
    reference: str
    party_id: str
    place: str
    category: str
    basis_points: int
    net_minor: int
    tax_minor: int
    currency: str

    @classmethod
    def of_document(cls, document: Document, side_id: str) -> TaxLine | None:
        """Return the line of a document for one of its sides; None while it has no number or no tax rule."""
        rule, day = document.rule, document.issued_on
        if rule is None or day is None or document.number is None:
            return None
        sign, is_own = (-1 if document.document_kind.is_credit else 1), document.issuer_id == side_id
        return cls(
            TaxSide.CHARGED if is_own else TaxSide.PAID,
            day,
            document.document_kind,
            document.number,
            document.buyer.account_id if is_own else document.issuer_id,
            rule.place,
            rule.category,
            rule.basis_points,
            sign * document.net_minor,
            sign * document.tax_minor,
            document.currency,
        )

    @classmethod
    def of_withheld(cls, held_back: Withheld) -> TaxLine:
        """Return the line of what was held back."""
        return cls(
            TaxSide.HELD_BACK,
            held_back.day,
            "withholding",
            held_back.source_id,
            held_back.expert_id,
            held_back.authority,
            held_back.rule_id,
            held_back.basis_points,
            held_back.base_minor,
            held_back.amount_minor,
            held_back.currency,
        )
