"""HTTP edge of agreements with contributors: proposals, decisions, statements."""

from typing import Annotated

from guildhall.billing.models.agreements import Agreement, AgreementState
from guildhall.billing.schemas.agreements import AgreementIn, AgreementOut, AgreementsOut, ContributorStatementOut
from guildhall.billing.wiring.agreements import AgreementDesk, wire_agreements
from guildhall.kernel.types import Day
from guildhall.platform.context import actor
from guildhall.platform.edge import http

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100, description="Agreements a page.")]
Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]
Month = Annotated[Day, Query(description="Any day of the month, UTC.")]
ONE = "/v1/contributor-agreements/<agreement_id>"


def create_app(desk: AgreementDesk) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    def told(agreement: Agreement, approvers: frozenset[str]) -> AgreementOut:
        return AgreementOut.of(agreement, desk.manage.allow.moves(actor(), [agreement], approvers))

    def decided(agreement_id: str, target: AgreementState) -> AgreementOut:
        approvers = desk.manage.allow.approvers()
        return told(desk.manage.decide(actor(), agreement_id, target), approvers)

    @app.post("/v1/contributor-agreements", summary="Propose an agreement", tags=["billing"], status_code=201)
    def propose(body: AgreementIn) -> Response[AgreementOut]:
        wanted = body.agreement(desk.ids.new("agr"), actor().account_id, desk.clock.now())
        approvers = desk.manage.allow.approvers()
        made = desk.manage.propose(actor(), wanted)
        where = {"Location": f"/v1/contributor-agreements/{made.agreement_id}"}
        return Response(201, "application/json", told(made, approvers), headers=where)

    @app.get("/v1/contributor-agreements", summary="List agreements", tags=["billing"])
    def list_agreements(limit: Limit = 20, cursor: Cursor = None) -> AgreementsOut:
        position = desk.cursors.read(cursor, "contributor-agreements")
        found, following = desk.manage.list(actor(), limit, position)
        moves = desk.manage.allow.moves(actor(), found, desk.manage.allow.approvers())
        return AgreementsOut(
            items=[AgreementOut.of(each, moves) for each in found],
            next_cursor=desk.cursors.write(following, "contributor-agreements"),
        )

    @app.get(ONE, summary="See an agreement", tags=["billing"])
    def get_agreement(agreement_id: str) -> AgreementOut:
        return told(desk.manage.get(actor(), agreement_id), desk.manage.allow.approvers())

    @app.get(ONE + "/statement", summary="See what a month accrued", tags=["billing"])
    def show_statement(agreement_id: str, month: Month) -> ContributorStatementOut:
        return ContributorStatementOut.of(desk.statement(actor(), agreement_id, month))

    @app.post(ONE + "/approve", summary="Approve an agreement", tags=["billing"])
    def approve(agreement_id: str) -> AgreementOut:
        return decided(agreement_id, AgreementState.APPROVED)

    @app.post(ONE + "/reject", summary="Reject an agreement", tags=["billing"])
    def reject(agreement_id: str) -> AgreementOut:
        return decided(agreement_id, AgreementState.REJECTED)

    @app.post(ONE + "/end", summary="End an agreement early", tags=["billing"])
    def end(agreement_id: str) -> AgreementOut:
        return decided(agreement_id, AgreementState.ENDED)

    return app


handler = http(create_app, wire_agreements)
