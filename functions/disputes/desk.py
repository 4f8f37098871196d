"""HTTP edge of the desk: what mediators and arbitrators do with disputes."""

from typing import Annotated

from guildhall.disputes import wiring
from guildhall.disputes.machine import Stage
from guildhall.disputes.models import Dispute
from guildhall.disputes.schemas.disputes import DecisionIn, DisputeOut
from guildhall.disputes.schemas.records import DisputeCardOut, DisputesOut
from guildhall.messaging.models.templates import Language
from guildhall.messaging.schemas.finding import ConversationExportOut
from guildhall.platform.context import actor
from guildhall.platform.edge import http, ok
from guildhall.platform.edge.sheets import IS_PDF, part, pdf

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1000)]
OfStage = Annotated[Stage | None, Query(alias="stage", description="Only disputes at this stage.")]
Assignee = Annotated[str | None, Query(max_length=60, description="Whose disputes; empty for those that nobody has.")]
ONE = "/v1/dispute-queue/<dispute_id>"
TALK = f"{ONE}/conversation"
TAGS = ["disputes"]


def create_app(desk: wiring.Desk) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    def shown(dispute: Dispute) -> Response[DisputeOut]:
        return ok(DisputeOut.of(dispute), version=dispute.version)

    @app.get("/v1/dispute-queue", summary="List open disputes, the next deadline first", tags=TAGS)
    def list_queue(
        stage: OfStage = None, assignee: Assignee = None, limit: Limit = 20, cursor: Cursor = None
    ) -> DisputesOut:
        cards, next_cursor = desk.disputes.list_queue(
            actor(), stage=stage, assignee=assignee, limit=limit, cursor=cursor
        )
        return DisputesOut(items=[DisputeCardOut.of(card) for card in cards], next_cursor=next_cursor)

    @app.post(ONE + "/take", summary="Take a dispute as the mediator or arbitrator that its stage needs", tags=TAGS)
    def take(dispute_id: str) -> Response[DisputeOut]:
        return shown(desk.disputes.take(actor(), dispute_id))

    @app.post(ONE + "/leave", summary="Put a dispute back into the queue", tags=TAGS)
    def leave(dispute_id: str) -> Response[DisputeOut]:
        return shown(desk.disputes.leave(actor(), dispute_id))

    @app.post(ONE + "/decide", summary="Share the money and say why", tags=TAGS)
    def decide(dispute_id: str, body: DecisionIn) -> Response[DisputeOut]:
        parts = (body.to_expert_minor, body.to_client_minor)
        return shown(desk.disputes.decide(actor(), dispute_id, *parts, body.reasons))

    _add_conversation(app, desk)
    return app


def _add_conversation(app: APIGatewayHttpResolver, desk: wiring.Desk) -> None:
    @app.get(TALK, summary="Read what the sides wrote to each other, sealed entry by entry", tags=TAGS)
    def read_conversation(dispute_id: str, cursor: Cursor = None) -> ConversationExportOut:
        side, contract_id = desk.read_conversation(actor(), dispute_id)
        return desk.prints.exports(side, desk.conversation_of(contract_id), cursor)

    @app.get(f"{TALK}/pdf", summary="Put it on paper", tags=TAGS, responses=IS_PDF)
    def print_conversation(
        dispute_id: str, language: Annotated[Language, Query()] = "en", cursor: Cursor = None
    ) -> Response[str]:
        side, contract_id = desk.read_conversation(actor(), dispute_id)
        printed = desk.prints(side, desk.conversation_of(contract_id), cursor, language)
        path = f"{TALK}/pdf".replace("<dispute_id>", dispute_id)
        return pdf(dispute_id, printed.content, part(path, printed.next_cursor, language=language))


handler = http(create_app, wiring.wire_desk)
