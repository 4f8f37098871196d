"""HTTP edge of the desk: what mediators and arbitrators do with disputes."""

from typing import Annotated

from guildhall.disputes import wiring
from guildhall.disputes.machine import Stage
from guildhall.disputes.models import Dispute
from guildhall.disputes.schemas.disputes import DecisionIn, DisputeOut
from guildhall.disputes.schemas.records import DisputeCardOut, DisputesOut
from guildhall.platform.context import actor
from guildhall.platform.edge import http, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1000)]
OfStage = Annotated[Stage | None, Query(alias="stage", description="Only disputes at this stage.")]
Assignee = Annotated[str | None, Query(max_length=60, description="Whose disputes; empty for those that nobody has.")]
ONE = "/v1/dispute-queue/<dispute_id>"
TAGS = ["disputes"]


def create_app(disputes: wiring.Disputes) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    def shown(dispute: Dispute) -> Response[DisputeOut]:
        return ok(DisputeOut.of(dispute), version=dispute.version)

    @app.get("/v1/dispute-queue", summary="List open disputes, the next deadline first", tags=TAGS)
    def list_queue(
        stage: OfStage = None, assignee: Assignee = None, limit: Limit = 20, cursor: Cursor = None
    ) -> DisputesOut:
        cards, next_cursor = disputes.list_queue(actor(), stage=stage, assignee=assignee, limit=limit, cursor=cursor)
        return DisputesOut(items=[DisputeCardOut.of(card) for card in cards], next_cursor=next_cursor)

    @app.post(ONE + "/take", summary="Take a dispute as the mediator or arbitrator that its stage needs", tags=TAGS)
    def take(dispute_id: str) -> Response[DisputeOut]:
        return shown(disputes.take(actor(), dispute_id))

    @app.post(ONE + "/leave", summary="Put a dispute back into the queue", tags=TAGS)
    def leave(dispute_id: str) -> Response[DisputeOut]:
        return shown(disputes.leave(actor(), dispute_id))

    @app.post(ONE + "/decide", summary="Share the money and say why", tags=TAGS)
    def decide(dispute_id: str, body: DecisionIn) -> Response[DisputeOut]:
        parts = (body.to_expert_minor, body.to_client_minor)
        return shown(disputes.decide(actor(), dispute_id, *parts, body.reasons))

    return app


handler = http(create_app, wiring.wire)
