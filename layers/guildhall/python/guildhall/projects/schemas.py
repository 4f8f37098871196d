"""Request and response shapes of projects' HTTP API."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from guildhall.kernel.types import AmountMinor, CurrencyCode, Day, Instant
from guildhall.projects.machine import ProjectState, ProposalState
from guildhall.projects.models import (
    Brief,
    DraftMilestone,
    Offer,
    Project,
    ProjectCard,
    Proposal,
    ProposalCard,
    Standing,
    normal_skill,
)

Skill = Annotated[str, Field(min_length=1, max_length=40, examples=["python"]), AfterValidator(normal_skill)]
Price = Annotated[AmountMinor, Field(gt=0)]


def _text(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, max_length=longest)


Category = Annotated[str, Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60, examples=["web-development"])]


class ProjectIn(BaseModel):
    """All that the client writes; what is left out is emptied. A draft may be incomplete."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, _text(120)] = ""
    description: Annotated[str, _text(10_000)] = ""
    skills: list[Skill] = Field(default=[], max_length=30)
    currency: CurrencyCode | None = None
    budget_minor: Price | None = None
    due_on: Day | None = None
    category: Category | None = None

    def brief(self) -> Brief:
        """Return the model: duplicates removed, order kept."""
        return Brief(
            title=self.title,
            description=self.description,
            skills=tuple(dict.fromkeys(skill for skill in self.skills if skill)),
            currency=self.currency,
            budget_minor=self.budget_minor,
            due_on=self.due_on,
            category=self.category,
        )


class ProjectOut(BaseModel):
    """A project."""

    project_id: str
    client_id: str
    title: str
    description: str
    skills: list[str]
    currency: str | None
    budget_minor: int | None
    due_on: Day | None
    category: str | None
    state: ProjectState
    expert_id: str | None
    created_at: Instant
    updated_at: Instant
    posted_at: Instant | None
    version: int

    @classmethod
    def of(cls, project: Project) -> ProjectOut:
        """Shape a project for the wire."""
        brief = project.brief
        return cls(
            project_id=project.project_id,
            client_id=project.client_id,
            title=brief.title,
            description=brief.description,
            skills=list(brief.skills),
            currency=brief.currency,
            budget_minor=brief.budget_minor,
            due_on=brief.due_on,
            category=brief.category,
            state=project.state,
            expert_id=project.expert_id,
            created_at=project.created_at,
            updated_at=project.updated_at,
            posted_at=project.posted_at,
            version=project.version,
        )


class ProjectCardOut(BaseModel):
    """A project in a list."""

    project_id: str
    client_id: str
    title: str
    skills: list[str]
    currency: str | None
    budget_minor: int | None
    due_on: Day | None
    state: ProjectState
    updated_at: Instant
    posted_at: Instant | None

    @classmethod
    def of(cls, card: ProjectCard) -> ProjectCardOut:
        """Shape a card for the wire."""
        return cls(
            project_id=card.project_id,
            client_id=card.client_id,
            title=card.title,
            skills=list(card.skills),
            currency=card.currency,
            budget_minor=card.budget_minor,
            due_on=card.due_on,
            state=card.state,
            updated_at=card.updated_at,
            posted_at=card.posted_at,
        )


class ProjectsOut(BaseModel):
    """A page of projects. It may be short, or empty, while `next_cursor` is there: only null is the end."""

    items: list[ProjectCardOut]
    next_cursor: str | None


class ProposedMilestoneIn(BaseModel):
    """A part of the work; a draft may leave anything open."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, _text(120)] = ""
    amount_minor: Price | None = None
    due_on: Day | None = None


class ProposalIn(BaseModel):
    """All that the expert writes; amounts are in the project's currency."""

    model_config = ConfigDict(extra="forbid")

    cover_text: Annotated[str, _text(10_000)] = ""
    milestones: list[ProposedMilestoneIn] = Field(default=[], max_length=20)

    def offer(self) -> Offer:
        """Return the model."""
        parts = (DraftMilestone(part.title, part.amount_minor, part.due_on) for part in self.milestones)
        return Offer(self.cover_text, tuple(parts))


class ProposedMilestoneOut(BaseModel):
    """A part of the work."""

    title: str
    amount_minor: int | None
    due_on: Day | None


class AuthorOut(BaseModel):
    """What clients see of an expert beside a proposal."""

    expert_id: str
    display_name: str
    headline: str
    is_verified: bool


class ProposalOut(BaseModel):
    """A proposal with its author."""

    proposal_id: str
    project_id: str
    project_title: str
    client_id: str
    expert: AuthorOut
    cover_text: str
    milestones: list[ProposedMilestoneOut]
    total_minor: int
    currency: str
    state: ProposalState
    created_at: Instant
    updated_at: Instant
    submitted_at: Instant | None
    version: int

    @classmethod
    def of(cls, proposal: Proposal, author: Standing) -> ProposalOut:
        """Shape a proposal for the wire."""
        parts = proposal.offer.milestones
        return cls(
            proposal_id=proposal.proposal_id,
            project_id=proposal.project_id,
            project_title=proposal.project_title,
            client_id=proposal.client_id,
            expert=AuthorOut(
                expert_id=author.expert_id,
                display_name=author.display_name,
                headline=author.headline,
                is_verified=author.is_verified,
            ),
            cover_text=proposal.offer.cover_text,
            milestones=[
                ProposedMilestoneOut(title=p.title, amount_minor=p.amount_minor, due_on=p.due_on) for p in parts
            ],
            total_minor=proposal.offer.total_minor,
            currency=proposal.currency,
            state=proposal.state,
            created_at=proposal.created_at,
            updated_at=proposal.updated_at,
            submitted_at=proposal.submitted_at,
            version=proposal.version,
        )


class ProposalsOut(BaseModel):
    """A page of the proposals for a project; it may be short while `next_cursor` is there."""

    items: list[ProposalOut]
    next_cursor: str | None


class ProposalCardOut(BaseModel):
    """A proposal in its author's list."""

    proposal_id: str
    project_id: str
    project_title: str
    expert_id: str
    state: ProposalState
    total_minor: int
    currency: str
    updated_at: Instant

    @classmethod
    def of(cls, card: ProposalCard) -> ProposalCardOut:
        """Shape a card for the wire."""
        return cls(
            proposal_id=card.proposal_id,
            project_id=card.project_id,
            project_title=card.project_title,
            expert_id=card.expert_id,
            state=card.state,
            total_minor=card.total_minor,
            currency=card.currency,
            updated_at=card.updated_at,
        )


class OwnProposalsOut(BaseModel):
    """A page of one's own proposals."""

    items: list[ProposalCardOut]
    next_cursor: str | None
