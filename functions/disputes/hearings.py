"""HTTP edge of hearings: what an expert answers to a chargeback."""

from typing import Annotated

from guildhall.disputes import wiring
from guildhall.disputes.models import Hearing
from guildhall.disputes.schemas.hearings import HearingOut, HearingsOut, StatementIn
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1000)]
ONE = "/v1/chargebacks/<chargeback_id>"
TAGS = ["disputes"]


def create_app(hearings: wiring.HearingDesk) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    def shown(hearing: Hearing) -> Response[HearingOut]:
        return ok(HearingOut.of(hearing), version=hearing.version)

    @app.get("/v1/chargebacks", summary="List the chargebacks of one's payments", tags=TAGS)
    def list_hearings(limit: Limit = 20, cursor: Cursor = None) -> HearingsOut:
        found, next_cursor = hearings.list(actor(), limit=limit, cursor=cursor)
        return HearingsOut(items=[HearingOut.of(hearing) for hearing in found], next_cursor=next_cursor)

    @app.get(ONE, summary="Show a chargeback and the evidence that was gathered", tags=TAGS)
    def access(chargeback_id: str) -> Response[HearingOut]:
        return shown(hearings.access(actor(), chargeback_id))

    @app.put(ONE, summary="Say something in one's own words", tags=TAGS)
    def write(chargeback_id: str, body: StatementIn, version: IfMatch = None) -> Response[HearingOut]:
        return shown(hearings.write(actor(), chargeback_id, body.statement, if_match(version)))

    @app.post(ONE + "/submit", summary="Send the evidence to the bank, once and for all", tags=TAGS)
    def submit(chargeback_id: str) -> Response[HearingOut]:
        return shown(hearings.submit(actor(), chargeback_id))

    return app


handler = http(create_app, wiring.wire_hearings)
