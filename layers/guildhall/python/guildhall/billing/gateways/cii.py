"""Invoices as data: Cross Industry Invoice XML in the profile EN 16931 of Factur-X, checked against its schema."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from guildhall.billing.gateways.words import Words
from guildhall.billing.models.documents import Document, Kind, Named
from guildhall.billing.models.tax import Category, Mention, TaxRule
from guildhall.kernel.money import Money

LEVEL = "en16931"
TYPES = {
    Kind.INVOICE: "380",
    Kind.CREDIT_NOTE: "381",
    Kind.SELF_BILLED_INVOICE: "389",
    Kind.SELF_BILLED_CREDIT_NOTE: "261",
}
"""UNTDID 1001, as EN 16931 allows (BT-3)."""
REASONS = {
    Mention.REVERSE_CHARGE: "VATEX-EU-AE",
    Mention.OUTSIDE_UNION: "VATEX-EU-O",
    Mention.NOT_REGISTERED: "VATEX-EU-O",
    Mention.SMALL_BUSINESS_FR: "VATEX-FR-FRANCHISE",
}
SIREN = "0002"
FRENCH_ADDRESS = "0225"
"""ISO 6523 codes: of the French business register, and of addresses in the French directory of e-invoicing."""
ALREADY_PAID_SERVICE = "S2"
"""French frame of invoicing (BT-23): a service that is paid already."""
FRENCH_TERMS = (
    ("PMT", "Indemnité forfaitaire pour frais de recouvrement en cas de retard : 40 €."),
    ("PMD", "Pénalités de retard : trois fois le taux de l'intérêt légal."),
    ("AAB", "Pas d'escompte pour paiement anticipé."),
)
"""What French law wants on every invoice between businesses (Code de commerce, articles L441-9 and L441-10)."""


def to_cii(document: Document, words: Words) -> bytes:
    """Return the XML of an invoice or credit note. Raises ValueError if it has no number or no tax yet."""
    # Its schematron check would post to a server on localhost and pass silently without one; CI runs the schematrons.
    import facturx

    rule, issued_on = document.rule, document.issued_on
    if rule is None or issued_on is None or not document.document_kind.is_invoice:
        raise ValueError("only what has its tax and its number is an invoice")
    data = {
        "BT-1": document.number,
        "BT-2": issued_on,
        "BT-3": TYPES[document.document_kind],
        "BT-5": document.currency,
        "BT-9": issued_on,
        "BT-72": document.supplied_on,
        "BG-1": _notes(document),
        "BG-4": _party(document.seller, rule, is_seller=True),
        "BG-7": _party(document.buyer, rule, is_seller=False),
        "BG-25": _lines(document, rule, words),
        "BG-23": [_breakdown(document, rule, words)],
        **_totals(document),
    }
    data |= {"BT-23": ALREADY_PAID_SERVICE} if _is_french(document) else {}
    data |= {"BT-12": document.contract_id} if document.contract_id else {}
    data |= {"BT-83": document.milestone_id} if document.milestone_id else {}
    if document.refers_to:
        data["BG-3"] = [{"BT-25": document.refers_to.number, "BT-26": document.refers_to.issued_on}]
    return bytes(facturx.generate_cii_xml(data, level=LEVEL, check_xsd=True, check_schematron=None))


def _is_french(document: Document) -> bool:
    return document.seller.country == document.buyer.country == "FR"


def _amount(document: Document, minor: int) -> str:
    return str(Money(minor, document.currency).major)


def _notes(document: Document) -> list[dict[str, str]]:
    notes = [{"BT-21": code, "BT-22": text} for code, text in FRENCH_TERMS] if _is_french(document) else []
    return [*notes, {"BT-22": document.source_id}]


def _party(named: Named, rule: TaxRule, *, is_seller: bool) -> dict[str, Any]:
    party: dict[str, Any] = {
        "name": named.name,
        "addr_l1": named.street,
        "city": named.city,
        "postcode": named.postcode,
        "country_code": named.country,
    }
    if named.vat_id and rule.category is not Category.OUTSIDE_SCOPE:
        party["vat_identifier"] = named.vat_id
    if named.legal_id:
        party["legal_identifier"] = named.legal_id
    if named.legal_id and named.country == "FR":
        siren = named.legal_id[:9]
        party |= {"legal_identifier": siren, "legal_identifier_schemeid": SIREN}
        party |= {"einvoicing_addr": siren, "einvoicing_addr_schemeid": FRENCH_ADDRESS}
    if is_seller and not named.legal_id:
        # EN 16931 identifies a seller by one number at least (BR-CO-26); ours is better than none.
        party["identifiers"] = {"": named.account_id}
    if is_seller and rule.category is Category.EXEMPT and not named.vat_id:
        party["tax_identifier"] = named.legal_id or named.account_id
    return {name: text for name, text in party.items() if text}


def _rate(rule: TaxRule, name: str) -> dict[str, str]:
    """Return the rate in percent under a name; what is outside the scope of VAT has none (BR-O-05)."""
    if rule.category is Category.OUTSIDE_SCOPE:
        return {}
    return {name: f"{Decimal(rule.basis_points) / 100:f}"}


def _lines(document: Document, rule: TaxRule, words: Words) -> list[dict[str, Any]]:
    rate = _rate(rule, "BT-152")
    return [
        {
            "BT-126": str(number),
            "BT-153": words[line.item],
            **({"BT-154": line.detail} if line.detail else {}),
            "BT-129": "1",
            "BT-130": "C62",
            "BT-146": _amount(document, line.net_minor),
            "BT-131": _amount(document, line.net_minor),
            "BT-151": rule.category.value,
            **rate,
        }
        for number, line in enumerate(document.lines, 1)
    ]


def _breakdown(document: Document, rule: TaxRule, words: Words) -> dict[str, Any]:
    found: dict[str, Any] = {
        "BT-116": _amount(document, document.net_minor),
        "BT-117": _amount(document, document.tax_minor),
        "BT-118": rule.category.value,
        **_rate(rule, "BT-119"),
    }
    if rule.mention:
        found["BT-120"] = words[rule.mention]
        if rule.mention in REASONS:
            found["BT-121"] = REASONS[rule.mention]
    return found


def _totals(document: Document) -> dict[str, str]:
    net, tax, total = (
        _amount(document, minor) for minor in (document.net_minor, document.tax_minor, document.total_minor)
    )
    return {
        "BT-106": net,
        "BT-109": net,
        "BT-110": tax,
        "BT-112": total,
        "BT-113": total,
        "BT-115": _amount(document, 0),
    }
