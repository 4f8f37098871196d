"""HTTP edge of reports: what people tell moderators, and what these decide."""

from typing import Annotated

from guildhall.messaging.schemas.messages import Cursor, Limit
from guildhall.messaging.schemas.safety import (
    AbuseReportIn,
    AbuseReportOut,
    AbuseReportsOut,
    ModeratedReportOut,
    RulingIn,
)
from guildhall.messaging.wiring import safety as wiring
from guildhall.platform.context import actor
from guildhall.platform.edge import created, http, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

REPORTS = "/v1/message-reports"
QUEUE = "message-reports"
KEYLESS = frozenset({f"{REPORTS}/{{report_id}}/decision"})
"""Decided twice, it is decided once."""


def create_app(safety: wiring.Safety) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.post(REPORTS, summary="Report a message, a person or a conversation", tags=["messaging"], status_code=201)
    def report(body: AbuseReportIn) -> Response[AbuseReportOut]:
        made = safety.make(
            actor(),
            body.conversation_id,
            reason=body.reason,
            note=body.note,
            message_id=body.message_id,
            account_id=body.account_id,
        )
        return created(AbuseReportOut.of(made), f"{REPORTS}/{made.report_id}")

    @app.get(REPORTS, summary="List what waits for a moderator, the oldest first", tags=["messaging"])
    def list_reports(
        *, limit: Annotated[Limit, Query()] = 20, cursor: Annotated[Cursor | None, Query()] = None
    ) -> AbuseReportsOut:
        found, end = safety.access.waiting(actor(), limit, safety.cursors.read(cursor, QUEUE))
        items = [ModeratedReportOut.of(one) for one in found]
        return AbuseReportsOut(items=items, next_cursor=safety.cursors.write(end, QUEUE))

    @app.get(f"{REPORTS}/<report_id>", summary="See what became of your report", tags=["messaging"])
    def show_report(report_id: str) -> AbuseReportOut:
        return AbuseReportOut.of(safety.access(actor(), report_id))

    @app.post(f"{REPORTS}/<report_id>/decision", summary="Decide about a report", tags=["messaging"])
    def decide(report_id: str, body: RulingIn) -> Response[ModeratedReportOut]:
        return ok(ModeratedReportOut.of(safety.decide(actor(), report_id, body.decision, body.note)))

    return app


handler = http(create_app, wiring.wire_safety, keyless=KEYLESS)
