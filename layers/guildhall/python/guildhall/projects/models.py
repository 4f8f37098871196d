"""Projects, proposals, and what makes them complete."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from guildhall.kernel.errors import Fault
from guildhall.kernel.types import Instant
from guildhall.projects.errors import ProjectIncomplete, ProposalIncomplete
from guildhall.projects.events import ProposedMilestone
from guildhall.projects.machine import SHOWN, ProjectState, ProposalState

MOST_TOTAL_MINOR = 10**12
"""No proposal is worth more minor units than one amount may be."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a client writes. A draft may leave anything open.

    skills: in normal spelling. budget_minor: what the client would spend, in `currency`. due_on: when it is wanted.
    category: what kind of work it is, such as `web-development`; commission may differ by it.
    """

    title: str = ""
    description: str = ""
    skills: tuple[str, ...] = ()
    currency: str | None = None
    budget_minor: int | None = None
    due_on: date | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """Work that a client wants done. expert_id: who got it, once it is awarded."""

    project_id: str
    client_id: str
    brief: Brief
    created_at: Instant
    updated_at: Instant
    state: ProjectState = ProjectState.DRAFT
    posted_at: Instant | None = None
    expert_id: str | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class DraftMilestone:
    """A part of the work as far as the expert has thought about it."""

    title: str = ""
    amount_minor: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """What an expert writes, amounts in the project's currency."""

    cover_text: str = ""
    milestones: tuple[DraftMilestone, ...] = ()

    @property
    def total_minor(self) -> int:
        """The sum of the amounts that are there."""
        return sum(milestone.amount_minor or 0 for milestone in self.milestones)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An expert's offer for a project: at most one."""

    proposal_id: str
    project_id: str
    project_title: str
    client_id: str
    expert_id: str
    currency: str
    offer: Offer
    created_at: Instant
    updated_at: Instant
    state: ProposalState = ProposalState.DRAFT
    submitted_at: Instant | None = None
    version: int = 0

    @property
    def is_shown(self) -> bool:
        """Whether the client sees it."""
        return self.state in SHOWN


@dataclass(frozen=True, slots=True)
class Standing:
    """What projects knows of an expert, from events.

    published_by, verified_by: ids of the events that said so; they sort by time, so that a late one is recognised.
    """

    expert_id: str
    display_name: str = ""
    headline: str = ""
    is_published: bool = False
    is_verified: bool = False
    published_by: str = ""
    verified_by: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """A project as lists show it."""

    project_id: str
    client_id: str
    title: str
    skills: tuple[str, ...]
    state: ProjectState
    updated_at: Instant
    currency: str | None = None
    budget_minor: int | None = None
    due_on: date | None = None
    posted_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """A proposal as its author's list shows it."""

    proposal_id: str
    project_id: str
    project_title: str
    expert_id: str
    state: ProposalState
    total_minor: int
    currency: str
    updated_at: Instant


def normal_skill(text: str) -> str:
    """Return the one spelling under which a skill is stored and looked for; the same as on profiles."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def card_of(project: Project) -> ProjectCard:
    """Return what lists show of a project."""
    brief = project.brief
    return ProjectCard(
        project_id=project.project_id,
        client_id=project.client_id,
        title=brief.title,
        skills=brief.skills,
        state=project.state,
        updated_at=project.updated_at,
        currency=brief.currency,
        budget_minor=brief.budget_minor,
        due_on=brief.due_on,
        posted_at=project.posted_at,
    )


def proposal_card_of(proposal: Proposal) -> ProposalCard:
    """Return what an expert's own list shows of a proposal."""
    return ProposalCard(
        proposal_id=proposal.proposal_id,
        project_id=proposal.project_id,
        project_title=proposal.project_title,
        expert_id=proposal.expert_id,
        state=proposal.state,
        total_minor=proposal.offer.total_minor,
        currency=proposal.currency,
        updated_at=proposal.updated_at,
    )


def check_postable(brief: Brief, today: date) -> str:
    """Return the currency of a brief that experts can work with. Raises ProjectIncomplete."""
    faults = [
        Fault(f"/{field}", "a posted project says this", "missing")
        for field in ("title", "description", "skills", "currency")
        if not getattr(brief, field)
    ]
    if brief.due_on is not None and brief.due_on < today:
        faults.append(Fault("/due_on", f"today is {today}", "in_the_past"))
    if faults or brief.currency is None:
        raise ProjectIncomplete(_sentence(faults), faults=tuple(faults))
    return brief.currency


def check_offer(offer: Offer, today: date) -> list[ProposedMilestone]:
    """Return the milestones of an offer that a client can accept. Raises ProposalIncomplete."""
    faults: list[Fault] = []
    milestones: list[ProposedMilestone] = []
    if not offer.cover_text:
        faults.append(Fault("/cover_text", "tell the client why you", "missing"))
    if not offer.milestones:
        faults.append(Fault("/milestones", "at least one", "missing"))
    if offer.total_minor > MOST_TOTAL_MINOR:
        faults.append(Fault("/milestones", f"together at most {MOST_TOTAL_MINOR} minor units", "too_much"))
    for number, milestone in enumerate(offer.milestones):
        title, amount_minor, due_on = milestone.title, milestone.amount_minor, milestone.due_on
        if title and amount_minor and due_on and due_on >= today:
            milestones.append(ProposedMilestone(title=title, amount_minor=amount_minor, due_on=due_on))
        else:
            faults += _milestone_faults(milestone, f"/milestones/{number}", today)
    if faults:
        raise ProposalIncomplete(_sentence(faults), faults=tuple(faults))
    return milestones


def _milestone_faults(milestone: DraftMilestone, at: str, today: date) -> list[Fault]:
    faults = []
    if not milestone.title:
        faults.append(Fault(f"{at}/title", "name what will be handed in", "missing"))
    if not milestone.amount_minor:
        faults.append(Fault(f"{at}/amount_minor", "more than nothing", "missing"))
    if milestone.due_on is None:
        faults.append(Fault(f"{at}/due_on", "say when", "missing"))
    elif milestone.due_on < today:
        faults.append(Fault(f"{at}/due_on", f"today is {today}", "in_the_past"))
    return faults


def _sentence(faults: list[Fault]) -> str:
    return "; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults[:3])
