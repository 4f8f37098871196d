"""HTTP edge of disputes: what the two sides, and whoever mediates, do in a dispute."""

from typing import Annotated

from guildhall.disputes import wiring
from guildhall.disputes.models import Dispute, countdown_of
from guildhall.disputes.schemas.disputes import BeginIn, CountdownOut, DisputeOut, FilingIn, SplitIn, TextIn
from guildhall.disputes.schemas.records import (
    AllEvidenceOut,
    AwaitedEvidenceOut,
    DisputeCardOut,
    DisputesOut,
    EvidenceIn,
    EvidenceOut,
    LinkOut,
    TimelineEntryOut,
    TimelineOut,
)
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, created, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1000)]
ONE = "/v1/disputes/<dispute_id>"
PIECE = ONE + "/evidence/<evidence_id>"
TAGS = ["disputes"]


def create_app(disputes: wiring.Disputes) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    add_filing(app, disputes)
    add_talk(app, disputes)
    add_evidence(app, disputes)
    return app


def shown(dispute: Dispute) -> Response[DisputeOut]:
    """Answer with a dispute and its ETag."""
    return ok(DisputeOut.of(dispute), version=dispute.version)


def add_filing(app: APIGatewayHttpResolver, disputes: wiring.Disputes) -> None:
    """Add the form, and reading."""

    @app.post("/v1/disputes", summary="Begin a filing about a milestone's money", tags=TAGS, status_code=201)
    def begin(body: BeginIn) -> Response[DisputeOut]:
        it = disputes.begin_filing(actor(), body.milestone_id, body.filing())
        return created(DisputeOut.of(it), f"/v1/disputes/{it.dispute_id}", version=it.version)

    @app.get("/v1/disputes", summary="List one's own disputes", tags=TAGS)
    def list_disputes(limit: Limit = 20, cursor: Cursor = None) -> DisputesOut:
        cards, next_cursor = disputes.list(actor(), limit=limit, cursor=cursor)
        return DisputesOut(items=[DisputeCardOut.of(card) for card in cards], next_cursor=next_cursor)

    @app.get(ONE, summary="Show a dispute", tags=TAGS)
    def access(dispute_id: str) -> Response[DisputeOut]:
        return shown(disputes.access(actor(), dispute_id))

    @app.put(ONE, summary="Save what is filled in so far", tags=TAGS)
    def write(dispute_id: str, body: FilingIn, version: IfMatch = None) -> Response[DisputeOut]:
        return shown(disputes.write_filing(actor(), dispute_id, body.filing(), if_match(version)))

    @app.post(ONE + "/submit", summary="Hand the filing in; the money is frozen", tags=TAGS)
    def submit(dispute_id: str) -> Response[DisputeOut]:
        return shown(disputes.submit_filing(actor(), dispute_id))

    @app.get(ONE + "/timeline", summary="List what happened, newest first, with the countdown", tags=TAGS)
    def timeline(dispute_id: str, limit: Limit = 20, cursor: Cursor = None) -> TimelineOut:
        it, entries, next_cursor = disputes.read_timeline(actor(), dispute_id, limit=limit, cursor=cursor)
        items = [TimelineEntryOut.of(entry) for entry in entries]
        countdown = CountdownOut.of(countdown_of(it))
        return TimelineOut(stage=it.stage, countdown=countdown, items=items, next_cursor=next_cursor)


def add_talk(app: APIGatewayHttpResolver, disputes: wiring.Disputes) -> None:
    """Add what people do to find a way, and the appeal."""

    @app.post(ONE + "/accept", summary="Give what is asked", tags=TAGS)
    def accept(dispute_id: str) -> Response[DisputeOut]:
        return shown(disputes.accept_claim(actor(), dispute_id))

    @app.post(ONE + "/answer", summary="Tell the other side of the story", tags=TAGS)
    def answer(dispute_id: str, body: TextIn) -> Response[DisputeOut]:
        return shown(disputes.answer_claim(actor(), dispute_id, body.text))

    @app.post(ONE + "/withdraw", summary="Give up; the money is held as before", tags=TAGS)
    def withdraw(dispute_id: str) -> Response[DisputeOut]:
        return shown(disputes.withdraw(actor(), dispute_id))

    @app.post(ONE + "/notes", summary="Say something to everybody in the dispute", tags=TAGS)
    def write_note(dispute_id: str, body: TextIn) -> Response[DisputeOut]:
        return shown(disputes.write_note(actor(), dispute_id, body.text))

    @app.post(ONE + "/splits", summary="Propose how to share the money", tags=TAGS)
    def propose(dispute_id: str, body: SplitIn) -> Response[DisputeOut]:
        return shown(disputes.propose_split(actor(), dispute_id, body.to_expert_minor, body.to_client_minor, body.note))

    @app.post(ONE + "/splits/<number>/accept", summary="Say yes to the split on the table", tags=TAGS)
    def accept_split(dispute_id: str, number: int) -> Response[DisputeOut]:
        return shown(disputes.accept_split(actor(), dispute_id, number))

    @app.post(ONE + "/want-decision", summary="Ask for a decision before the mediation is over", tags=TAGS)
    def want_decision(dispute_id: str) -> Response[DisputeOut]:
        return shown(disputes.want_decision(actor(), dispute_id))

    @app.post(ONE + "/appeal", summary="Appeal against the decision, once", tags=TAGS)
    def appeal(dispute_id: str, body: TextIn) -> Response[DisputeOut]:
        return shown(disputes.appeal(actor(), dispute_id, body.text))


def add_evidence(app: APIGatewayHttpResolver, disputes: wiring.Disputes) -> None:
    """Add evidence."""

    @app.post(
        ONE + "/evidence", summary="Announce evidence, and get the form for its upload", tags=TAGS, status_code=201
    )
    def announce(dispute_id: str, body: EvidenceIn) -> Response[AwaitedEvidenceOut]:
        given = body.model_dump(exclude={"file_name"})
        piece, form = disputes.announce_evidence(actor(), dispute_id, body.file_name, **given)
        place = f"/v1/disputes/{dispute_id}/evidence/{piece.evidence_id}"
        return created(AwaitedEvidenceOut.of(piece, form), place)

    @app.get(ONE + "/evidence", summary="List the evidence and its manifest", tags=TAGS)
    def list_evidence(dispute_id: str) -> AllEvidenceOut:
        return AllEvidenceOut.of(*disputes.list_evidence(actor(), dispute_id))

    @app.post(PIECE + "/confirm", summary="Say that the file was uploaded", tags=TAGS)
    def confirm(dispute_id: str, evidence_id: str) -> Response[EvidenceOut]:
        return ok(EvidenceOut.of(disputes.confirm_evidence(actor(), dispute_id, evidence_id)))

    @app.post(PIECE + "/withdraw", summary="Take one's own evidence back before it is sealed", tags=TAGS)
    def withdraw_evidence(dispute_id: str, evidence_id: str) -> Response[EvidenceOut]:
        return ok(EvidenceOut.of(disputes.withdraw_evidence(actor(), dispute_id, evidence_id)))

    @app.get(PIECE + "/link", summary="Get an address to download the file from", tags=TAGS)
    def link(dispute_id: str, evidence_id: str) -> LinkOut:
        return LinkOut(url=disputes.link_evidence(actor(), dispute_id, evidence_id))


handler = http(create_app, wiring.wire)
