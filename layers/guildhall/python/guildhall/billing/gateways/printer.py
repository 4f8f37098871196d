"""The printer: A4, fonts embedded, PDF/A-3B with the invoice's data inside, in the addressee's language."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from guildhall.billing.gateways.cii import to_cii
from guildhall.billing.gateways.words import Words, words_of
from guildhall.billing.models.documents import Document, Issuer, Named

if TYPE_CHECKING:
    from guildhall.billing.gateways.sheet import Sheet

ASSETS = Path(__file__).parents[2] / "assets"
FILE_NAME = "factur-x.xml"
LEFT_TO_RIGHT = "\u200e"
"""Before a number in right-to-left text: without it, hyphens turn its parts around (UAX #9, rule W2)."""


class PdfPrinter:
    """The port `Printer`. Only the function that prints has the documents layer."""

    def __call__(self, document: Document, issuer: Issuer) -> bytes:
        """Return the file; the same document always gives the same bytes. Raises ValueError without a number."""
        from guildhall.billing.gateways.sheet import Sheet

        if document.issued_on is None:
            raise ValueError("a document without a number is not printed")
        words = words_of(document.locale)
        sheet = Sheet(words, footer=f"{document.number} · {document.seller.name}")
        # The library would stamp the time of printing; a second printing must give the same file.
        printed_at = datetime.combine(document.issued_on, time(), UTC)
        sheet.set_creation_date(printed_at)
        title = f"{words[document.document_kind]} {document.number}"
        sheet.set_title(title)
        sheet.set_author(document.seller.name)
        if document.document_kind.is_invoice:
            sheet.embed_file(
                bytes=to_cii(document, words),
                basename=FILE_NAME,
                mime_type="text/xml",
                desc="Factur-X",
                associated_file_relationship="Data",
                creation_date=printed_at,
                modification_date=printed_at,
                compress=True,
                checksum=True,
            )
        sheet.set_xmp_metadata(_metadata(document, title, printed_at))
        sheet.add_page()
        _head(sheet, document, words)
        _lines(sheet, document, words)
        _totals(sheet, document, words)
        _mentions(sheet, document, issuer, words)
        return bytes(sheet.output())


def _head(sheet: Sheet, document: Document, words: Words) -> None:
    sheet.banner(words[document.document_kind], str(document.number))
    facts = [(words["date"], words.day(document.issued_on or document.supplied_on))]
    if document.document_kind.is_invoice:
        facts.append((words["supplied"], words.day(document.supplied_on)))
    if document.refers_to:
        facts.append((words["refers_to"], document.refers_to.number))
    if document.contract_id:
        facts.append((words["contract"], document.contract_id))
    facts.append((words["reference"], document.milestone_id or document.source_id))
    sides = (("from", document.seller), ("to", document.buyer))
    parties = [(words[name], _address(named, words)) for name, named in sides]
    sheet.parties(*parties)
    sheet.facts(facts)


def _address(named: Named, words: Words) -> list[str]:
    where = (named.street, f"{named.postcode} {named.city}".strip(), named.country)
    numbers = (("vat_id", named.vat_id), ("legal_id", named.legal_id))
    told = [f"{words[kind]}: {LEFT_TO_RIGHT}{number}" for kind, number in numbers if number]
    return [named.name, *filter(None, where), *told]


def _lines(sheet: Sheet, document: Document, words: Words) -> None:
    rule = document.rule
    head = [words["item"], words["net"], words["rate"], words["amount"]]
    rows = []
    for line in document.lines:
        text = words[line.item]
        if document.gross_minor != document.total_minor:
            text += f" ({words['base']} {words.money(document.gross_minor, document.currency)})"
        if line.detail:
            text += f"\n{line.detail}"
        tax = document.tax_minor * line.net_minor // (document.net_minor or 1)
        rate = words.percent(rule.basis_points) if rule and rule.basis_points else "-"
        net, total = (words.money(minor, document.currency) for minor in (line.net_minor, line.net_minor + tax))
        rows.append([text, net, rate, total])
    if rule is None:
        head, rows = [head[0], head[3]], [[row[0], row[3]] for row in rows]
    sheet.grid(head, rows)


def _totals(sheet: Sheet, document: Document, words: Words) -> None:
    def money(minor: int) -> str:
        return words.money(minor, document.currency)

    rule = document.rule
    rows = [(words["total"], money(document.total_minor), True)]
    if rule is not None:
        rows[:0] = [(words["total_net"], money(document.net_minor), False)]
        rows[1:1] = [(words["total_tax"], money(document.tax_minor), False)]
        paid = "credited" if document.document_kind.is_credit else "paid"
        rows += [(words[paid], money(document.total_minor), False), (words["due"], money(0), False)]
    sheet.sums(rows)
    if rule is not None:
        rate = words.percent(rule.basis_points)
        row = [f"{rule.category} ({rate})", money(document.net_minor), money(document.tax_minor)]
        sheet.heading(words["breakdown"])
        sheet.grid([words["category"], words["taxable"], words["tax"]], [row])


def _mentions(sheet: Sheet, document: Document, issuer: Issuer, words: Words) -> None:
    kind, rule = document.document_kind, document.rule
    told = [words["receipt_note" if rule is None else "credit_note_note" if kind.is_credit else "paid_note"]]
    if rule and rule.mention:
        told.append(words[rule.mention])
    if document.terms:
        told.append(words["self_billed_note"].format(platform=issuer.name, seller=document.seller.name))
    else:
        told += [issuer.tax_note] if kind.is_invoice and rule and not rule.basis_points else []
        told.append(issuer.registration)
    sheet.notes([text for text in told if text])


def _metadata(document: Document, title: str, printed_at: datetime) -> str:
    """Return the XMP packet that says PDF/A-3B and, for invoices, Factur-X with its extension schema."""
    template = (ASSETS / "words/metadata.xml").read_text(encoding="utf-8")
    facturx = (ASSETS / "words/facturx.xml").read_text(encoding="utf-8") if document.document_kind.is_invoice else ""
    return template.format(
        title=escape(title), author=escape(document.seller.name), at=printed_at.isoformat(), facturx=facturx
    )
