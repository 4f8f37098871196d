"""Projects, proposals and standings in the core table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.cursors import Cursors
from guildhall.platform.feeds import Feed
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord, Database, from_row
from guildhall.projects.errors import ProjectNotOpen
from guildhall.projects.machine import ProjectState
from guildhall.projects.models import (
    Project,
    ProjectCard,
    Proposal,
    ProposalCard,
    Standing,
    card_of,
    proposal_card_of,
)

OPEN = Feed("OPEN-PROJECTS")
_CARD = TypeAdapter(ProjectCard)
_PROPOSAL_CARD = TypeAdapter(ProposalCard)


class Keys:
    """projects in the core table.

    | who asks                           | index | PK                            | SK                       |
    |------------------------------------|-------|-------------------------------|--------------------------|
    | a project by id                    | table | PROJECT#{project_id}          | PROJECT                  |
    | an expert's proposal for a project | table | PROJECT#{project_id}          | PROPOSAL#{expert_id}     |
    | the proposals for a project        | table | PROJECT#{project_id}          | PROPOSAL#                |
    | what is known of an expert         | table | STANDING#{expert_id}          | STANDING                 |
    | open projects, newest first        | GSI1  | OPEN-PROJECTS#{yyyymm}#{0..3} | {posted_at}#{project_id} |
    | a client's projects                | GSI2  | CLIENT-PROJECTS#{client_id}   | {project_id}             |
    | an expert's proposals              | GSI1  | EXPERT-PROPOSALS#{expert_id}  | {proposal_id}            |
    """

    PROPOSALS = "PROPOSAL#"

    @staticmethod
    def project(project_id: str) -> tuple[str, str]:
        """One partition a project."""
        return f"PROJECT#{project_id}", "PROJECT"

    @classmethod
    def proposal(cls, project_id: str, expert_id: str) -> tuple[str, str]:
        """One an expert and project, by the key itself."""
        return f"PROJECT#{project_id}", f"{cls.PROPOSALS}{expert_id}"

    @staticmethod
    def standing(expert_id: str) -> tuple[str, str]:
        """One item an expert."""
        return f"STANDING#{expert_id}", "STANDING"

    @staticmethod
    def of_client(client_id: str) -> str:
        """A client's own list."""
        return f"CLIENT-PROJECTS#{client_id}"

    @staticmethod
    def of_expert(expert_id: str) -> str:
        """An expert's own list."""
        return f"EXPERT-PROPOSALS#{expert_id}"


class ProjectRecord(CoreRecord):
    """A project."""

    KIND = "projects.project"

    project_id = UnicodeAttribute()
    client_id = UnicodeAttribute()
    brief = MapOf()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    state = UnicodeAttribute()
    posted_at = UnicodeAttribute(null=True)
    expert_id = UnicodeAttribute(null=True)
    summary = MapOf()


class ProposalRecord(CoreRecord):
    """A proposal."""

    KIND = "projects.proposal"

    proposal_id = UnicodeAttribute()
    project_id = UnicodeAttribute()
    project_title = UnicodeAttribute()
    client_id = UnicodeAttribute()
    expert_id = UnicodeAttribute()
    currency = UnicodeAttribute()
    offer = MapOf()
    created_at = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    state = UnicodeAttribute()
    submitted_at = UnicodeAttribute(null=True)
    summary = MapOf()


class StandingRecord(CoreRecord):
    """What is known of an expert."""

    KIND = "projects.standing"
    UNAUDITED = frozenset({"display_name", "headline"})

    expert_id = UnicodeAttribute()
    display_name = UnicodeAttribute()
    headline = UnicodeAttribute()
    is_published = BooleanAttribute()
    is_verified = BooleanAttribute()
    published_by = UnicodeAttribute()
    verified_by = UnicodeAttribute()


def _project_record(project: Project) -> ProjectRecord:
    keys: dict[str, Any] = {"gsi2pk": Keys.of_client(project.client_id), "gsi2sk": project.project_id}
    if project.state is ProjectState.OPEN and project.posted_at is not None:
        keys |= OPEN.keys(project.posted_at, project.project_id)
    summary = _CARD.dump_python(card_of(project), mode="json", exclude_none=True)
    key = Keys.project(project.project_id)
    return ProjectRecord.of(project, key=key, version=project.version, summary=summary, **keys)


def _proposal_record(proposal: Proposal) -> ProposalRecord:
    return ProposalRecord.of(
        proposal,
        key=Keys.proposal(proposal.project_id, proposal.expert_id),
        version=proposal.version,
        summary=_PROPOSAL_CARD.dump_python(proposal_card_of(proposal), mode="json"),
        gsi1pk=Keys.of_expert(proposal.expert_id),
        gsi1sk=proposal.proposal_id,
    )


class DynamoProjects:
    """The port `Projects` on DynamoDB."""

    def __init__(self, database: Database, cursors: Cursors, clock: Clock) -> None:
        self._database = database
        self._cursors = cursors
        self._clock = clock

    def get(self, project_id: str) -> Project | None:
        """Return the project, or None."""
        record = ProjectRecord.fetch(*Keys.project(project_id))
        return record.to(Project) if record else None

    def save(self, action: str, project: Project, *events: DomainEvent) -> Project:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_project_record(project))
        transaction.publish(*events)
        transaction.commit(action)
        return replace(project, version=project.version + 1)

    def list_open(self, skill: str | None, *, limit: int, cursor: str | None) -> tuple[list[ProjectCard], str | None]:
        """Return a page of open projects, newest first, and the next cursor. Raises CursorForged."""
        name = f"open-projects:{skill}"
        page = OPEN.read(
            ProjectRecord.Meta.table_name,
            self._clock.now(),
            lambda row: skill is None or skill in row["summary"]["skills"],
            limit=limit,
            position=self._cursors.read(cursor, name),
        )
        return [_CARD.validate_python(row["summary"]) for row in page.items], self._cursors.write(page.position, name)

    def list_of(self, client_id: str, *, limit: int, cursor: str | None) -> tuple[list[ProjectCard], str | None]:
        """Return a page of a client's projects, newest first, and the next cursor. Raises CursorForged."""
        name = f"projects:{client_id}"
        page = query.page(
            ProjectRecord.Meta.table_name,
            Keys.of_client(client_id),
            index="GSI2",
            limit=limit,
            position=self._cursors.read(cursor, name),
            newest_first=True,
        )
        return [_CARD.validate_python(row["summary"]) for row in page.items], self._cursors.write(page.position, name)


class DynamoProposals:
    """The port `Proposals` on DynamoDB."""

    def __init__(self, database: Database, cursors: Cursors) -> None:
        self._database = database
        self._cursors = cursors

    def get(self, project_id: str, expert_id: str) -> Proposal | None:
        """Return the proposal of an expert for a project, or None."""
        record = ProposalRecord.fetch(*Keys.proposal(project_id, expert_id))
        return record.to(Proposal) if record else None

    def save(self, action: str, proposal: Proposal, *events: DomainEvent) -> Proposal:
        """Store at the version it was read at, if the project is still open. Raises StaleVersion, ProjectNotOpen."""
        transaction = self._database.begin()
        transaction.check(
            ProjectRecord,
            Keys.project(proposal.project_id),
            ProjectRecord.state == ProjectState.OPEN.value,
            ProjectNotOpen("the project takes no proposals"),
        )
        transaction.save(_proposal_record(proposal))
        transaction.publish(*events)
        transaction.commit(action)
        return replace(proposal, version=proposal.version + 1)

    def accept(self, project: Project, proposal: Proposal, event: DomainEvent) -> Proposal:
        """Store both at the versions they were read at. Raises StaleVersion, ProjectNotOpen."""
        transaction = self._database.begin()
        # An open project changes only by being awarded.
        faster = ProjectNotOpen("another proposal was accepted at the same moment")
        transaction.save(_project_record(project), refused=faster)
        transaction.save(_proposal_record(proposal), refused=StaleVersion("the proposal has just changed"))
        transaction.publish(event)
        transaction.commit("projects.accept_proposal")
        return replace(proposal, version=proposal.version + 1)

    def list_for(self, project_id: str, *, limit: int, cursor: str | None) -> tuple[list[Proposal], str | None]:
        """Return a page of the proposals that the client sees, and the next cursor. Raises CursorForged."""
        name = f"proposals:{project_id}"
        page = query.page(
            ProposalRecord.Meta.table_name,
            Keys.project(project_id)[0],
            prefix=Keys.PROPOSALS,
            limit=limit,
            position=self._cursors.read(cursor, name),
            consistent=True,
        )
        return _shown(page), self._cursors.write(page.position, name)

    def list_after(self, project_id: str, after: str, limit: int) -> tuple[list[Proposal], str | None]:
        """Return, of the next `limit` proposals by expert, those that the client sees, and where to go on, or None."""
        pk, sk = Keys.proposal(project_id, after)
        page = query.page(
            ProposalRecord.Meta.table_name, pk, prefix=Keys.PROPOSALS, limit=limit, consistent=True,
            position={"PK": pk, "SK": sk} if after else None,
        )  # fmt: skip
        return _shown(page), str(page.position["SK"]).removeprefix(Keys.PROPOSALS) if page.position else None

    def list_of(self, expert_id: str, *, limit: int, cursor: str | None) -> tuple[list[ProposalCard], str | None]:
        """Return a page of an expert's proposals, newest first, and the next cursor. Raises CursorForged."""
        name = f"own-proposals:{expert_id}"
        page = query.page(
            ProposalRecord.Meta.table_name,
            Keys.of_expert(expert_id),
            index="GSI1",
            limit=limit,
            position=self._cursors.read(cursor, name),
            newest_first=True,
        )
        cards = [_PROPOSAL_CARD.validate_python(row["summary"]) for row in page.items]
        return cards, self._cursors.write(page.position, name)


def _shown(page: query.Page) -> list[Proposal]:
    found = [from_row(Proposal, item) for item in page.items]
    return [proposal for proposal in found if proposal.is_shown]


class DynamoStandings:
    """The port `Standings` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, expert_id: str) -> Standing:
        """Return the standing; of a stranger an empty one."""
        record = StandingRecord.fetch(*Keys.standing(expert_id))
        return record.to(Standing) if record else Standing(expert_id)

    def get_many(self, expert_ids: list[str]) -> dict[str, Standing]:
        """Return the standings of up to 100 experts; strangers are left out."""
        rows = query.batch_get(StandingRecord.Meta.table_name, [Keys.standing(expert_id) for expert_id in expert_ids])
        return {row["expert_id"]: from_row(Standing, row) for row in rows}

    def save(self, standing: Standing) -> None:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        key = Keys.standing(standing.expert_id)
        transaction.save(StandingRecord.of(standing, key=key, version=standing.version))
        transaction.commit("projects.learn")
