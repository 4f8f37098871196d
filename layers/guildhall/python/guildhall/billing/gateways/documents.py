"""Files in S3, and the printer that writes them."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from guildhall.billing.models import Document, Issuer
from guildhall.kernel.money import Money, exponent
from guildhall.platform import aws

if TYPE_CHECKING:
    from fpdf import FPDF

FONTS = Path(__file__).parents[2] / "assets/fonts"

WORDS = {
    "en": {
        "title": "Invoice",
        "to": "To",
        "date": "Date",
        "item": "Item",
        "rate": "Commission",
        "amount": "Amount",
        "line": "Commission on a released milestone",
        "base": "Released amount",
        "total": "Total",
        "paid": "Paid: taken from the released amount. Nothing is left to pay.",
        "contract": "Contract",
        "milestone": "Milestone",
    },
    "fr": {
        "title": "Facture",
        "to": "À",
        "date": "Date",
        "item": "Désignation",
        "rate": "Commission",
        "amount": "Montant",
        "line": "Commission sur un jalon versé",
        "base": "Montant versé",
        "total": "Total",
        "paid": "Payée : prélevée sur le montant versé. Rien ne reste à payer.",
        "contract": "Contrat",
        "milestone": "Jalon",
    },
}


class S3Files:
    """The port `Files` on a versioned bucket with object lock."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def put(self, document: Document, content: bytes) -> None:
        """Keep a file; the same document may be put again with the same content."""
        aws.client("s3").put_object(
            Bucket=self._bucket, Key=_key(document), Body=content, ContentType="application/pdf"
        )

    def link(self, document: Document, seconds: int) -> str:
        """Return an address from which the file can be fetched for some seconds, under its number as file name."""
        request = {
            "Bucket": self._bucket,
            "Key": _key(document),
            "ResponseContentDisposition": f'attachment; filename="{document.number}.pdf"',
        }
        return str(aws.client("s3").generate_presigned_url("get_object", Params=request, ExpiresIn=seconds))


def _key(document: Document) -> str:
    return f"documents/{document.id}.pdf"


class PdfPrinter:
    """The port `Printer`: one A4 page, fonts embedded, in the addressee's language."""

    def __call__(self, document: Document, issuer: Issuer) -> bytes:
        """Return the file; the same document always gives the same bytes."""
        # Only the function that prints has the documents layer.
        from fpdf import FPDF

        words = WORDS["fr" if document.locale.lower().startswith("fr") else "en"]
        issued_on = document.issued_on
        if issued_on is None:
            raise ValueError("a document without a number is not printed")
        pdf = FPDF(format="A4")
        # The library would stamp the time of printing; a second printing must give the same file.
        pdf.set_creation_date(datetime.combine(issued_on, time(), UTC))
        pdf.set_lang(document.locale)
        pdf.set_title(f"{words['title']} {document.number}")
        pdf.set_author(issuer.name)
        pdf.add_font("body", "", str(FONTS / "DejaVuSans.ttf"))
        pdf.add_font("body", "B", str(FONTS / "DejaVuSans-Bold.ttf"))
        pdf.set_text_shaping(True)
        pdf.set_margins(20, 20)
        pdf.add_page()
        self._head(pdf, document, issuer, words)
        self._lines(pdf, document, words)
        self._foot(pdf, issuer, words)
        return bytes(pdf.output())

    @staticmethod
    def _head(pdf: FPDF, document: Document, issuer: Issuer, words: dict[str, str]) -> None:
        pdf.set_font("body", "B", 11)
        pdf.cell(0, 6, issuer.name, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("body", "", 9)
        pdf.multi_cell(0, 5, f"{issuer.address}\n{issuer.registration}", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(12)
        pdf.set_font("body", "B", 20)
        pdf.cell(0, 10, f"{words['title']} {document.number}", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("body", "", 10)
        rows = (
            (words["to"], document.buyer.name),
            (words["date"], str(document.issued_on)),
            (words["contract"], document.contract_id),
            (words["milestone"], document.milestone_id),
        )
        pdf.ln(4)
        for name, value in rows:
            pdf.cell(32, 6, name)
            pdf.cell(0, 6, value, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(10)

    @staticmethod
    def _lines(pdf: FPDF, document: Document, words: dict[str, str]) -> None:
        gross, total = (Money(minor, document.currency) for minor in (document.gross_minor, document.total_minor))
        pdf.set_font("body", "", 10)
        with pdf.table(col_widths=(50, 25, 25), text_align=("LEFT", "RIGHT", "RIGHT"), line_height=8) as table:
            for row in (
                (words["item"], words["base"], words["amount"]),
                (words["line"], shown(gross, document.locale), shown(total, document.locale)),
                (words["total"], "", shown(total, document.locale)),
            ):
                table.row(row)
        pdf.ln(6)

    @staticmethod
    def _foot(pdf: FPDF, issuer: Issuer, words: dict[str, str]) -> None:
        pdf.set_font("body", "B", 10)
        pdf.multi_cell(0, 6, words["paid"], new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("body", "", 9)
        pdf.ln(2)
        pdf.multi_cell(0, 5, issuer.tax_note, new_x="LMARGIN", new_y="NEXT")


def shown(money: Money, locale: str) -> str:
    """Write an amount for a reader: `1,250.00 EUR` in English, `1 250,00 EUR` (narrow no-break space) in French."""
    text = f"{money.major:,.{exponent(money.currency)}f}"
    if locale.lower().startswith("fr"):
        text = text.replace(",", "\u202f").replace(".", ",")
    return f"{text}\u00a0{money.currency}"
