"""HTTP edge of projects: read the request, call one use case, write the answer."""

from typing import Annotated

from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, created, http, if_match, ok
from guildhall.platform.edge.attachments import add_files
from guildhall.projects import wiring
from guildhall.projects.models import Proposal, Standing, normal_skill
from guildhall.projects.schemas import (
    OwnProposalsOut,
    ProjectCardOut,
    ProjectIn,
    ProjectOut,
    ProjectsOut,
    ProposalCardOut,
    ProposalIn,
    ProposalOut,
    ProposalsOut,
)

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1000)]
Skill = Annotated[str | None, Query(max_length=40)]
IsMine = Annotated[bool, Query(description="One's own projects, drafts included, instead of those open to experts.")]
ONE = "/v1/projects/<project_id>/proposals/<expert_id>"


def create_app(projects: wiring.Projects) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    add_projects(app, projects)
    add_proposals(app, projects)
    add_files(app, "/v1/projects", "projects", lambda: projects.files)
    return app


def add_projects(app: APIGatewayHttpResolver, projects: wiring.Projects) -> None:
    """Add what clients do with projects, and how experts find them."""

    @app.post("/v1/projects", summary="Begin a draft", tags=["projects"], status_code=201)
    def create(body: ProjectIn) -> Response[ProjectOut]:
        project = projects.create(actor(), body.brief())
        return created(ProjectOut.of(project), f"/v1/projects/{project.project_id}", version=project.version)

    @app.get("/v1/projects", summary="List open projects, or one's own", tags=["projects"])
    def list_projects(
        *, is_mine: IsMine = False, skill: Skill = None, limit: Limit = 20, cursor: Cursor = None
    ) -> ProjectsOut:
        if is_mine:
            cards, next_cursor = projects.list_own(actor(), limit=limit, cursor=cursor)
        else:
            wanted = normal_skill(skill) if skill else None
            cards, next_cursor = projects.list_open(actor(), wanted, limit=limit, cursor=cursor)
        return ProjectsOut(items=[ProjectCardOut.of(card) for card in cards], next_cursor=next_cursor)

    @app.get("/v1/projects/<project_id>", summary="Show a project", tags=["projects"])
    def access(project_id: str) -> Response[ProjectOut]:
        project = projects.access(actor(), project_id)
        return ok(ProjectOut.of(project), version=project.version)

    @app.put("/v1/projects/<project_id>", summary="Save a draft", tags=["projects"])
    def write(project_id: str, body: ProjectIn, match: IfMatch = None) -> Response[ProjectOut]:
        project = projects.write(actor(), project_id, body.brief(), if_match(match))
        return ok(ProjectOut.of(project), version=project.version)

    @app.post("/v1/projects/<project_id>/post", summary="Open a project for proposals", tags=["projects"])
    def post(project_id: str) -> Response[ProjectOut]:
        project = projects.post(actor(), project_id)
        return ok(ProjectOut.of(project), version=project.version)


def add_proposals(app: APIGatewayHttpResolver, projects: wiring.Projects) -> None:
    """Add what experts offer, and what clients make of it."""

    def shown(known: tuple[Proposal, Standing]) -> Response[ProposalOut]:
        return ok(ProposalOut.of(*known), version=known[0].version)

    @app.get("/v1/proposals", summary="List one's own proposals", tags=["proposals"])
    def list_own(limit: Limit = 20, cursor: Cursor = None) -> OwnProposalsOut:
        cards, next_cursor = projects.list_own_proposals(actor(), limit=limit, cursor=cursor)
        return OwnProposalsOut(items=[ProposalCardOut.of(card) for card in cards], next_cursor=next_cursor)

    @app.get("/v1/projects/<project_id>/proposals", summary="List the proposals for a project", tags=["proposals"])
    def list_proposals(project_id: str, limit: Limit = 20, cursor: Cursor = None) -> ProposalsOut:
        found, next_cursor = projects.list_proposals(actor(), project_id, limit=limit, cursor=cursor)
        return ProposalsOut(items=[ProposalOut.of(*pair) for pair in found], next_cursor=next_cursor)

    @app.get(ONE, summary="Show a proposal", tags=["proposals"])
    def access_proposal(project_id: str, expert_id: str) -> Response[ProposalOut]:
        return shown(projects.access_proposal(actor(), project_id, expert_id))

    @app.put(ONE, summary="Save a draft of one's proposal", tags=["proposals"])
    def write_proposal(
        project_id: str, expert_id: str, body: ProposalIn, match: IfMatch = None
    ) -> Response[ProposalOut]:
        return shown(projects.write_proposal(actor(), project_id, expert_id, body.offer(), if_match(match)))

    @app.post(ONE + "/submit", summary="Hand a proposal in", tags=["proposals"])
    def submit_proposal(project_id: str, expert_id: str) -> Response[ProposalOut]:
        return shown(projects.submit_proposal(actor(), project_id, expert_id))

    @app.post(ONE + "/withdraw", summary="Take a proposal back", tags=["proposals"])
    def withdraw_proposal(project_id: str, expert_id: str) -> Response[ProposalOut]:
        return shown(projects.withdraw_proposal(actor(), project_id, expert_id))

    @app.post(ONE + "/shortlist", summary="Put a proposal on the short list", tags=["proposals"])
    def shortlist_proposal(project_id: str, expert_id: str) -> Response[ProposalOut]:
        return shown(projects.shortlist_proposal(actor(), project_id, expert_id))

    @app.post(ONE + "/accept", summary="Choose a proposal", tags=["proposals"])
    def accept_proposal(project_id: str, expert_id: str, match: IfMatch = None) -> Response[ProposalOut]:
        return shown(projects.accept_proposal(actor(), project_id, expert_id, if_match(match)))


handler = http(create_app, wiring.wire)
