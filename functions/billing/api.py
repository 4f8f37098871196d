"""HTTP edge of billing: read the request, call one use case, write the answer."""

from typing import Annotated

from guildhall.billing import wiring
from guildhall.billing.schemas import DocumentLinkOut, DocumentOut, DocumentsOut
from guildhall.platform.context import actor
from guildhall.platform.edge import http

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100, description="Documents a page.")]
Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]


def create_app(billing: wiring.Billing) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get("/v1/documents", summary="List the documents addressed to me", tags=["billing"])
    def list_documents(limit: Limit = 20, cursor: Cursor = None) -> DocumentsOut:
        listed = f"documents:{actor().account_id}"
        found, following = billing.list_documents(actor(), limit, billing.cursors.read(cursor, listed))
        return DocumentsOut(
            items=[DocumentOut.of(document) for document in found],
            next_cursor=billing.cursors.write(following, listed),
        )

    @app.get("/v1/documents/<document_id>", summary="See a document", tags=["billing"])
    def get_document(document_id: str) -> DocumentOut:
        return DocumentOut.of(billing.access_document(actor(), document_id))

    @app.get("/v1/documents/<document_id>/file", summary="Get an address to fetch the file from", tags=["billing"])
    def link_document(document_id: str) -> DocumentLinkOut:
        url = billing.link_document(actor(), document_id)
        return DocumentLinkOut(url=url, expires_in_seconds=billing.link_document.SECONDS)

    return app


handler = http(create_app, wiring.wire)
