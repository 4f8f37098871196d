"""What clients do with their projects, and how experts find them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.projects import machine, models
from guildhall.projects.errors import ProjectUnknown
from guildhall.projects.events import ProjectPostedV1
from guildhall.projects.machine import ProjectMove, ProjectState
from guildhall.projects.models import Brief, Project
from guildhall.projects.ports import Page, Projects

MARKET = Resource("ProjectMarket", "all")


def resource_of(project: Project) -> Resource:
    """Return a project as the policies see it."""
    is_posted = project.state is not ProjectState.DRAFT
    return Resource("Project", project.project_id, {"client_id": project.client_id, "is_posted": is_posted})


@dataclass(frozen=True, slots=True)
class AccessProject:
    """Load a project and let the actor pass, or tell them no more than they may know."""

    projects: Projects
    gate: Gate

    def __call__(self, actor: Actor, project_id: str, action: str = "projects.view") -> Project:
        """Return the project. Raises ProjectUnknown, Forbidden."""
        project = self.projects.get(project_id)
        if project is None or not self.gate.allows(actor, "projects.view", resource_of(project)):
            raise ProjectUnknown
        require(self.gate, actor, action, resource_of(project))
        return project


@dataclass(frozen=True, slots=True)
class CreateProject:
    """Begin a draft."""

    projects: Projects
    gate: Gate
    clock: Clock
    ids: Ids

    def __call__(self, actor: Actor, brief: Brief) -> Project:
        """Return the stored draft. Raises Forbidden."""
        require(self.gate, actor, "projects.create", MARKET)
        now = self.clock.now()
        project = Project(self.ids.new("prj"), actor.account_id, brief, created_at=now, updated_at=now)
        return self.projects.save("projects.create", project)


@dataclass(frozen=True, slots=True)
class WriteProject:
    """Keep what the client wrote so far."""

    projects: Projects
    access: AccessProject
    clock: Clock

    def __call__(self, actor: Actor, project_id: str, brief: Brief, version: int) -> Project:
        """Return the stored draft. Raises ProjectUnknown, Forbidden, ProjectNotDraft, StaleVersion."""
        project = self.access(actor, project_id, "projects.write")
        state = machine.move_project(project.state, ProjectMove.WRITE)
        if project.version != version:
            raise StaleVersion(f"the project is at version {project.version}")
        written = replace(project, state=state, brief=brief, updated_at=self.clock.now())
        return self.projects.save("projects.write", written)


@dataclass(frozen=True, slots=True)
class PostProject:
    """Open a draft for proposals."""

    projects: Projects
    access: AccessProject
    clock: Clock

    def __call__(self, actor: Actor, project_id: str) -> Project:
        """Return the open project.

        Raises ProjectUnknown, Forbidden, ProjectNotDraft, ProjectIncomplete, StaleVersion.
        """
        project = self.access(actor, project_id, "projects.write")
        state, now = machine.move_project(project.state, ProjectMove.POST), self.clock.now()
        models.check_postable(project.brief, now.date())
        posted = replace(project, state=state, posted_at=now, updated_at=now)
        event = ProjectPostedV1(
            project_id=project.project_id,
            client_id=project.client_id,
            title=project.brief.title,
            skills=list(project.brief.skills),
        )
        return self.projects.save("projects.post", posted, event)


@dataclass(frozen=True, slots=True)
class ListOpenProjects:
    """Show experts what they can propose for, the newest first."""

    projects: Projects
    gate: Gate

    def __call__(self, actor: Actor, skill: str | None, *, limit: int, cursor: str | None) -> Page:
        """Return a page, possibly short or empty, and a cursor as long as there may be more. Raises Forbidden."""
        require(self.gate, actor, "projects.list_open", MARKET)
        return self.projects.list_open(skill, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True)
class ListOwnProjects:
    """Show a client the projects that are theirs, drafts included."""

    projects: Projects
    gate: Gate

    def __call__(self, actor: Actor, *, limit: int, cursor: str | None) -> Page:
        """Return a page, newest first, and the next cursor. Raises Forbidden, CursorForged."""
        require(self.gate, actor, "projects.list_own", MARKET)
        return self.projects.list_of(actor.account_id, limit=limit, cursor=cursor)
