"""HTTP edge of contracts: read the request, call one use case, write the answer."""

from typing import Annotated

from guildhall.contracts import wiring
from guildhall.contracts.models import Contract, Milestone, Side
from guildhall.contracts.schemas import (
    ActivitiesOut,
    ActivityOut,
    ApproveIn,
    CancelIn,
    ContractCardOut,
    ContractOut,
    ContractsOut,
    DeliveriesOut,
    DeliverIn,
    DeliveryOut,
    MilestoneOut,
    RequestChangesIn,
    SignIn,
)
from guildhall.platform.context import actor
from guildhall.platform.edge import http, ok
from guildhall.platform.edge.attachments import add_files

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1000)]
ONE = "/v1/contracts/<contract_id>"
MILESTONE = ONE + "/milestones/<milestone_id>"


def create_app(contracts: wiring.Contracts) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    add_contracts(app, contracts)
    add_milestones(app, contracts)
    add_files(app, "/v1/contracts", "contracts", lambda: contracts.files)
    return app


def add_contracts(app: APIGatewayHttpResolver, contracts: wiring.Contracts) -> None:
    """Add what concerns a contract as a whole."""

    def shown(found: tuple[Contract, list[Milestone]]) -> Response[ContractOut]:
        return ok(ContractOut.of(*found), version=found[0].version)

    @app.get("/v1/contracts", summary="List one's contracts on one side", tags=["contracts"])
    def list_contracts(
        side: Annotated[Side, Query(description="In which role one is in them.")],
        limit: Limit = 20,
        cursor: Cursor = None,
    ) -> ContractsOut:
        cards, next_cursor = contracts.list(actor(), side, limit=limit, cursor=cursor)
        return ContractsOut(items=[ContractCardOut.of(card) for card in cards], next_cursor=next_cursor)

    @app.get(ONE, summary="Show a contract with its milestones", tags=["contracts"])
    def access(contract_id: str) -> Response[ContractOut]:
        return shown(contracts.access.with_milestones(actor(), contract_id))

    @app.post(ONE + "/sign", summary="Sign the terms", tags=["contracts"])
    def sign(contract_id: str, body: SignIn) -> Response[ContractOut]:
        return shown(contracts.sign(actor(), contract_id, body.terms_version))

    @app.get(ONE + "/activity", summary="List what happened, newest first", tags=["contracts"])
    def list_activity(contract_id: str, limit: Limit = 20, cursor: Cursor = None) -> ActivitiesOut:
        lines, next_cursor = contracts.list_activity(actor(), contract_id, limit=limit, cursor=cursor)
        return ActivitiesOut(items=[ActivityOut.of(line) for line in lines], next_cursor=next_cursor)


def add_milestones(app: APIGatewayHttpResolver, contracts: wiring.Contracts) -> None:
    """Add what the two sides do with a milestone."""

    def shown(milestone: Milestone) -> Response[MilestoneOut]:
        return ok(MilestoneOut.of(milestone), version=milestone.version)

    @app.get(MILESTONE, summary="Show a milestone", tags=["contracts"])
    def access_milestone(contract_id: str, milestone_id: str) -> Response[MilestoneOut]:
        return shown(contracts.access_milestone(actor(), contract_id, milestone_id))

    @app.get(MILESTONE + "/deliveries", summary="List what was handed in, newest first", tags=["contracts"])
    def list_deliveries(contract_id: str, milestone_id: str) -> DeliveriesOut:
        found = contracts.list_deliveries(actor(), contract_id, milestone_id)
        return DeliveriesOut(items=[DeliveryOut.of(delivery) for delivery in found])

    @app.post(MILESTONE + "/deliver", summary="Hand work in", tags=["contracts"])
    def deliver(contract_id: str, milestone_id: str, body: DeliverIn) -> Response[MilestoneOut]:
        return shown(
            contracts.deliver(actor(), contract_id, milestone_id, body.note, tuple(dict.fromkeys(body.file_ids)))
        )

    @app.post(MILESTONE + "/request-changes", summary="Send a delivery back", tags=["contracts"])
    def request_changes(contract_id: str, milestone_id: str, body: RequestChangesIn) -> Response[MilestoneOut]:
        return shown(contracts.request_changes(actor(), contract_id, milestone_id, body.delivery, body.reason))

    @app.post(MILESTONE + "/approve", summary="Approve a delivery", tags=["contracts"])
    def approve(contract_id: str, milestone_id: str, body: ApproveIn) -> Response[MilestoneOut]:
        return shown(contracts.approve(actor(), contract_id, milestone_id, body.delivery))

    @app.post(MILESTONE + "/cancel", summary="End a milestone before it was funded", tags=["contracts"])
    def cancel(contract_id: str, milestone_id: str, body: CancelIn) -> Response[MilestoneOut]:
        return shown(contracts.cancel_milestone(actor(), contract_id, milestone_id, body.reason))


handler = http(create_app, wiring.wire)
