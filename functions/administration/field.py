"""HTTP edge for what browsers tell of real visits: anybody may tell, operators read."""

from typing import Annotated

from guildhall.administration.models.field import MOST_DAYS
from guildhall.administration.schemas import FieldErrorOut, FieldOut, FieldReportIn, FieldVitalOut
from guildhall.administration.wiring import field
from guildhall.platform.context import actor
from guildhall.platform.edge import http
from guildhall.platform.edge.browser import address_of

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

MOST_ERRORS = 100
KEYLESS = frozenset({"/v1/field-reports"})
"""A page that closes can set no header; the report's own id makes it count once."""

Days = Annotated[int, Query(ge=1, le=MOST_DAYS, description="Back from today, UTC.")]
AppRelease = Annotated[str | None, Query(max_length=40, description="Only what this app release told.")]


def create_app(reports: field.Field) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.post("/v1/field-reports", summary="Tell how a page view went", tags=["administration"], status_code=204)
    def take_report(body: FieldReportIn) -> Response[None]:
        reports.take(body.report(), address_of(app))
        return Response(204)

    @app.get("/v1/field-metrics", summary="See how pages do in the field", tags=["administration"])
    def read_metrics(days: Days = 7, app_release: AppRelease = None) -> FieldOut:
        measured, errors = reports.read(actor(), days, app_release)
        return FieldOut(
            vitals=[FieldVitalOut.of(each) for each in measured],
            errors=[FieldErrorOut.of(each) for each in errors[:MOST_ERRORS]],
        )

    return app


handler = http(create_app, field.wire, keyless=KEYLESS)
