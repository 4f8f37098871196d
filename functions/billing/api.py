"""HTTP edge of billing: read the request, call one use case, write the answer."""

from typing import Annotated

from guildhall.billing.models.documents import Kind, Sequence
from guildhall.billing.schemas import (
    DocumentLinkOut,
    DocumentOut,
    DocumentsOut,
    InvoiceCorrectionIn,
    TaxProfileIn,
    TaxProfileOut,
)
from guildhall.billing.schemas.archives import ArchiveIn, ArchiveOut
from guildhall.billing.schemas.tax_report import TaxLineOut, TaxLinesOut
from guildhall.billing.schemas.transmissions import TransmissionOut
from guildhall.billing.use_cases.reading import Page, Wanted
from guildhall.billing.wiring.documents import Billing, wire_documents
from guildhall.kernel.types import Day
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, http, if_match, ok
from guildhall.platform.edge.sheets import IS_SHEET, part, sheet

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100, description="Documents a page.")]
Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]

KindQuery = Annotated[Kind | None, Query(description="Only documents of this kind.")]
Since = Annotated[Day | None, Query(description="First date of issue.")]
Until = Annotated[Day | None, Query(description="Last date of issue.")]
MOST = 100
Year = Annotated[int, Query(ge=2000, le=2999)]


def create_app(billing: Billing) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get("/v1/documents", summary="List the documents addressed to me", tags=["billing"])
    def list_documents(
        kind: KindQuery = None, since: Since = None, until: Until = None, limit: Limit = 20, cursor: Cursor = None
    ) -> DocumentsOut:
        listed = f"documents:{actor().account_id}:{kind}:{since}:{until}"
        position = billing.cursors.read(cursor, listed)
        return _page(billing, listed, billing.list_documents(actor(), Wanted(kind, since, until), limit, position))

    @app.get("/v1/documents/issued/<issuer_id>", summary="List an issuer's documents by number", tags=["billing"])
    def list_issued(
        issuer_id: str, year: Year, kind: Kind = Kind.INVOICE, limit: Limit = 20, cursor: Cursor = None
    ) -> DocumentsOut:
        listed = f"issued:{issuer_id}:{kind}:{year}"
        sequence, position = Sequence(issuer_id, kind.series, ""), billing.cursors.read(cursor, listed)
        return _page(billing, listed, billing.list_issued(actor(), sequence, year, limit, position))

    @app.get("/v1/documents/waiting/<side_id>", summary="List what cannot be invoiced yet, and why", tags=["billing"])
    def list_waiting(side_id: str, limit: Limit = 20, cursor: Cursor = None) -> DocumentsOut:
        listed = f"waiting:{side_id}"
        position = billing.cursors.read(cursor, listed)
        return _page(billing, listed, billing.list_waiting(actor(), side_id, limit, position))

    @app.post("/v1/documents/<document_id>/review", summary="Try a waiting document again", tags=["billing"])
    def review_document(document_id: str) -> DocumentOut:
        return DocumentOut.of(billing.review_waiting.one(actor(), document_id))

    @app.post("/v1/documents/<document_id>/correct", summary="Take an invoice back and write it anew", tags=["billing"])
    def correct_document(document_id: str, body: InvoiceCorrectionIn) -> DocumentOut:
        return DocumentOut.of(billing.correct_document(actor(), document_id, body.reason))

    @app.get("/v1/documents/<document_id>", summary="See a document", tags=["billing"])
    def get_document(document_id: str) -> DocumentOut:
        return DocumentOut.of(billing.access_document(actor(), document_id))

    @app.get("/v1/documents/<document_id>/file", summary="Get an address to fetch the file from", tags=["billing"])
    def link_document(document_id: str) -> DocumentLinkOut:
        url = billing.link_document(actor(), document_id)
        return DocumentLinkOut(url=url, expires_in_seconds=billing.link_document.SECONDS)

    @app.get("/v1/documents/<document_id>/transmission", summary="See an invoice's way as data", tags=["billing"])
    def show_transmission(document_id: str) -> TransmissionOut:
        return TransmissionOut.of(billing.show_transmission(actor(), document_id))

    _add_tax_reports(app, billing)
    _add_tax_profiles(app, billing)
    _add_archives(app, billing)
    return app


def _page(billing: Billing, listed: str, page: Page) -> DocumentsOut:
    found, following = page
    return DocumentsOut(
        items=[DocumentOut.of(document) for document in found], next_cursor=billing.cursors.write(following, listed)
    )


def _add_tax_reports(app: APIGatewayHttpResolver, billing: Billing) -> None:
    def page(side_id: str, year: int, limit: int, cursor: str | None) -> TaxLinesOut:
        listed = f"taxes:{side_id}:{year}"
        position = billing.cursors.read(cursor, listed)
        found, following = billing.report_taxes(actor(), side_id, year, limit, position)
        items = [TaxLineOut.of(line) for line in found]
        return TaxLinesOut(items=items, next_cursor=billing.cursors.write(following, listed))

    @app.get("/v1/documents/taxes/<side_id>", summary="List a year of a side's taxes", tags=["billing"])
    def list_taxes(side_id: str, year: Year, limit: Limit = 20, cursor: Cursor = None) -> TaxLinesOut:
        return page(side_id, year, limit, cursor)

    @app.get(
        "/v1/documents/taxes/<side_id>/export", summary="Save a year of a side's taxes", tags=["billing"],
        responses=IS_SHEET,
    )  # fmt: skip
    def export_taxes(side_id: str, year: Year, cursor: Cursor = None) -> Response[str]:
        found = page(side_id, year, MOST, cursor)
        link = part(f"/v1/documents/taxes/{side_id}/export", found.next_cursor, year=year)
        return sheet(f"taxes-{side_id}-{year}", TaxLineOut.columns(), (line.row() for line in found.items), link)


def _add_tax_profiles(app: APIGatewayHttpResolver, billing: Billing) -> None:
    @app.get("/v1/tax-profiles/<account_id>", summary="See where an account is taxed", tags=["billing"])
    def access_tax_profile(account_id: str) -> Response[TaxProfileOut]:
        profile = billing.access_tax_profile(actor(), account_id)
        if profile is None:
            return ok(TaxProfileOut.none(account_id), version=0)
        return ok(TaxProfileOut.of(profile), version=profile.version)

    @app.put("/v1/tax-profiles/<account_id>", summary="Say where I am taxed", tags=["billing"])
    def set_tax_profile(account_id: str, body: TaxProfileIn, match: IfMatch = None) -> Response[TaxProfileOut]:
        declared = body.declared(account_id, billing.clock)
        allows, version = body.allows_self_billing, if_match(match)
        profile = billing.set_tax_profile(actor(), declared, allows_self_billing=allows, version=version)
        return ok(TaxProfileOut.of(profile), version=profile.version)


def _add_archives(app: APIGatewayHttpResolver, billing: Billing) -> None:
    @app.post(
        "/v1/document-archives", summary="Ask for a year's documents in one archive", tags=["billing"], status_code=202
    )
    def request_archive(body: ArchiveIn) -> Response[ArchiveOut]:
        archive = billing.request_archive(actor(), body.issuer_id, body.year)
        where = f"/v1/document-archives/{archive.id}"
        return Response(202, "application/json", ArchiveOut.of(archive, []), headers={"Location": where})

    @app.get("/v1/document-archives/<archive_id>", summary="See how far an archive is", tags=["billing"])
    def access_archive(archive_id: str) -> ArchiveOut:
        return ArchiveOut.of(*billing.access_archive(actor(), archive_id))


handler = http(create_app, wire_documents)
