"""Finance edge of payments: in what the provider and our books differ."""

from typing import Annotated

from guildhall.payments import wiring
from guildhall.payments.schemas.reconciling import (
    DIFFERENCE_COLUMNS,
    DifferenceOut,
    DifferencesOut,
    ResolveDifferenceIn,
)
from guildhall.platform.context import actor
from guildhall.platform.edge import http
from guildhall.platform.edge.sheets import IS_SHEET, part, sheet

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]
LIST, FILE = "differences", "/v1/finance/differences/export"


def create_app(finance: wiring.PaymentsFinance) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get("/v1/finance/differences", summary="List in what a provider and our books differ", tags=["finance"])
    def list_differences(limit: Limit = 20, cursor: Cursor = None) -> DifferencesOut:
        found, following = finance.list_differences(actor(), limit, finance.cursors.read(cursor, LIST))
        items = [DifferenceOut.of(each) for each in found]
        return DifferencesOut(items=items, next_cursor=finance.cursors.write(following, LIST))

    @app.get(FILE, summary="Save in what a provider and our books differ", tags=["finance"], responses=IS_SHEET)
    def export_differences(cursor: Cursor = None) -> Response[str]:
        found, following = finance.list_differences(actor(), 100, finance.cursors.read(cursor, LIST))
        rows = (DifferenceOut.of(each).row() for each in found)
        link = part(FILE, finance.cursors.write(following, LIST))
        return sheet("differences", DIFFERENCE_COLUMNS, rows, link)

    @app.post("/v1/finance/differences/<difference_id>/resolve", summary="Say what was done", tags=["finance"])
    def resolve_difference(difference_id: str, body: ResolveDifferenceIn) -> DifferenceOut:
        return DifferenceOut.of(finance.resolve_difference(actor(), difference_id, body.note))

    return app


handler = http(create_app, wiring.wire_finance)
