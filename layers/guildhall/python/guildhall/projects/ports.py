"""What projects needs."""

from typing import Protocol

from guildhall.kernel.events import DomainEvent
from guildhall.projects.models import Project, ProjectCard, Proposal, ProposalCard, Standing

Page = tuple[list[ProjectCard], str | None]


class Projects(Protocol):
    """Stored projects."""

    def get(self, project_id: str) -> Project | None:
        """Return the project, or None."""

    def save(self, action: str, project: Project, *events: DomainEvent) -> Project:
        """Store at the version it was read at. action: `projects.<verb>` for the audit log. Raises StaleVersion."""

    def list_open(self, skill: str | None, *, limit: int, cursor: str | None) -> Page:
        """Return a page of open projects, newest first, and the next cursor. Raises CursorForged."""

    def list_of(self, client_id: str, *, limit: int, cursor: str | None) -> Page:
        """Return a page of a client's projects in any state, newest first, and the next cursor. Raises CursorForged."""


class Proposals(Protocol):
    """Stored proposals."""

    def get(self, project_id: str, expert_id: str) -> Proposal | None:
        """Return the proposal of an expert for a project, or None."""

    def save(self, action: str, proposal: Proposal, *events: DomainEvent) -> Proposal:
        """Store at the version it was read at, if the project is still open. Raises StaleVersion, ProjectNotOpen."""

    def accept(self, project: Project, proposal: Proposal, event: DomainEvent) -> Proposal:
        """Store both at the versions they were read at. Raises StaleVersion, ProjectNotOpen."""

    def list_for(self, project_id: str, *, limit: int, cursor: str | None) -> tuple[list[Proposal], str | None]:
        """Return a page of the proposals that the client sees, and the next cursor. Raises CursorForged."""

    def list_after(self, project_id: str, after: str, limit: int) -> tuple[list[Proposal], str | None]:
        """Return, of the next `limit` proposals by expert, those that the client sees, and where to go on, or None.

        after: as the page before gave it, or empty for the first.
        """

    def list_of(self, expert_id: str, *, limit: int, cursor: str | None) -> tuple[list[ProposalCard], str | None]:
        """Return a page of an expert's proposals, newest first, and the next cursor. Raises CursorForged."""


class Standings(Protocol):
    """What is known of experts."""

    def get(self, expert_id: str) -> Standing:
        """Return the standing; of a stranger an empty one."""

    def get_many(self, expert_ids: list[str]) -> dict[str, Standing]:
        """Return the standings of up to 100 experts, possibly a second old; strangers are left out."""

    def save(self, standing: Standing) -> None:
        """Store at the version it was read at. Raises StaleVersion."""
