"""What experts offer, and what clients make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.kernel.together import Together
from guildhall.projects import machine, models
from guildhall.projects.errors import ProfileNotPublished, ProjectNotOpen, ProposalUnknown
from guildhall.projects.events import (
    ProposalAcceptedV1,
    ProposalShortlistedV1,
    ProposalSubmittedV1,
    ProposalWithdrawnV1,
)
from guildhall.projects.machine import ProjectMove, ProjectState, ProposalMove
from guildhall.projects.models import Offer, Project, Proposal, ProposalCard, Standing
from guildhall.projects.ports import Proposals, Standings
from guildhall.projects.use_cases.projects import MARKET, AccessProject

Shown = tuple[Proposal, Standing]
"""A proposal with what is known of its author."""


def resource_of(proposal: Proposal) -> Resource:
    """Return a proposal as the policies see it."""
    return Resource(
        "Proposal",
        proposal.proposal_id,
        {"client_id": proposal.client_id, "expert_id": proposal.expert_id, "is_shown": proposal.is_shown},
    )


@dataclass(frozen=True, slots=True)
class AccessProposal:
    """Load a proposal and let the actor pass, or tell them no more than they may know."""

    proposals: Proposals
    standings: Standings
    gate: Gate
    together: Together

    def __call__(self, actor: Actor, project_id: str, expert_id: str, action: str = "projects.view_proposal") -> Shown:
        """Return the proposal, with what is known of its author. Raises ProposalUnknown, Forbidden."""
        proposal, standing = self.get(project_id, expert_id)
        return self.passed(actor, proposal, action), standing

    def get(self, project_id: str, expert_id: str, *before: Callable[[], Any]) -> list[Any]:
        """Return other answers, the proposal or None, and what is known of its author, all asked at once.

        Nothing of it may be told before the actor has passed. Raises what the others raise.
        """
        own = partial(self.proposals.get, project_id, expert_id), partial(self.standings.get, expert_id)
        return self.together([*before, *own])

    def passed(self, actor: Actor, proposal: Proposal | None, action: str) -> Proposal:
        """Return the proposal if the actor may. Raises ProposalUnknown, Forbidden."""
        if proposal is None or not self.gate.allows(actor, "projects.view_proposal", resource_of(proposal)):
            raise ProposalUnknown
        require(self.gate, actor, action, resource_of(proposal))
        return proposal


@dataclass(frozen=True, slots=True)
class WriteProposal:
    """Keep what the expert wrote so far; the first time, this makes the draft."""

    proposals: Proposals
    access: AccessProposal
    access_project: AccessProject
    clock: Clock
    ids: Ids

    def __call__(self, actor: Actor, project_id: str, expert_id: str, offer: Offer, version: int) -> Shown:
        """Return the stored draft.

        version: what the expert read; 0 for a first draft.
        Raises ProjectUnknown, Forbidden, ProposalUnknown (somebody else's), ProjectNotOpen, ProposalMoveRefused,
        StaleVersion.
        """
        may_propose = partial(self.access_project, actor, project_id, "projects.propose")
        project, found, standing = self.access.get(project_id, expert_id, may_propose)
        if actor.account_id != expert_id:
            raise ProposalUnknown
        proposal: Proposal = found or self._first(project, expert_id)
        state = machine.move_proposal(proposal.state, ProposalMove.WRITE)
        if proposal.version != version:
            raise StaleVersion(f"the proposal is at version {proposal.version}")
        written = replace(proposal, state=state, offer=offer, updated_at=self.clock.now())
        return self.proposals.save("projects.write_proposal", written), standing

    def _first(self, project: Project, expert_id: str) -> Proposal:
        if project.state is not ProjectState.OPEN or project.brief.currency is None:
            raise ProjectNotOpen
        now = self.clock.now()
        return Proposal(
            proposal_id=self.ids.new("pro"),
            project_id=project.project_id,
            project_title=project.brief.title,
            client_id=project.client_id,
            expert_id=expert_id,
            currency=project.brief.currency,
            offer=Offer(),
            created_at=now,
            updated_at=now,
        )


@dataclass(frozen=True, slots=True)
class SubmitProposal:
    """Hand a proposal in; from now on the client sees it and it stays as it is."""

    proposals: Proposals
    access: AccessProposal
    clock: Clock

    def __call__(self, actor: Actor, project_id: str, expert_id: str) -> Shown:
        """Return the submitted proposal.

        Raises ProposalUnknown, Forbidden, ProposalMoveRefused, ProposalIncomplete, ProfileNotPublished, ProjectNotOpen,
        StaleVersion.
        """
        proposal, standing = self.access(actor, project_id, expert_id, "projects.write_proposal")
        state, now = machine.move_proposal(proposal.state, ProposalMove.SUBMIT), self.clock.now()
        models.check_offer(proposal.offer, now.date())
        if not standing.is_published:
            raise ProfileNotPublished("clients look at the profile; a new one is known here after a few seconds")
        submitted = replace(proposal, state=state, submitted_at=now, updated_at=now)
        event = ProposalSubmittedV1(**_what(proposal))
        return self.proposals.save("projects.submit_proposal", submitted, event), standing


@dataclass(frozen=True, slots=True)
class WithdrawProposal:
    """Take a proposal back before it is accepted."""

    proposals: Proposals
    access: AccessProposal
    clock: Clock

    def __call__(self, actor: Actor, project_id: str, expert_id: str) -> Shown:
        """Return the withdrawn proposal. Raises ProposalUnknown, Forbidden, ProposalMoveRefused, StaleVersion."""
        proposal, standing = self.access(actor, project_id, expert_id, "projects.write_proposal")
        event = ProposalWithdrawnV1(**_what(proposal))
        return _move(self.proposals, proposal, ProposalMove.WITHDRAW, self.clock, event), standing


@dataclass(frozen=True, slots=True)
class ShortlistProposal:
    """Mark a proposal as one of the client's favourites."""

    proposals: Proposals
    access: AccessProposal
    clock: Clock

    def __call__(self, actor: Actor, project_id: str, expert_id: str) -> Shown:
        """Return the marked proposal. Raises ProposalUnknown, Forbidden, ProposalMoveRefused, StaleVersion."""
        proposal, standing = self.access(actor, project_id, expert_id, "projects.judge_proposal")
        event = ProposalShortlistedV1(**_what(proposal))
        return _move(self.proposals, proposal, ProposalMove.SHORTLIST, self.clock, event), standing


@dataclass(frozen=True, slots=True)
class AcceptProposal:
    """Choose one proposal; the project closes and a contract will be opened."""

    proposals: Proposals
    access: AccessProposal
    access_project: AccessProject
    clock: Clock

    def __call__(self, actor: Actor, project_id: str, expert_id: str, version: int) -> Shown:
        """Return the accepted proposal.

        version: of the proposal that the client read: nobody accepts terms unseen.
        Raises ProposalUnknown, Forbidden, ProposalMoveRefused, ProjectNotOpen, StaleVersion.
        """
        may_judge = partial(self.access_project, actor, project_id, "projects.judge")
        project, found, standing = self.access.get(project_id, expert_id, may_judge)
        proposal = self.access.passed(actor, found, "projects.judge_proposal")
        if proposal.version != version:
            raise StaleVersion(f"the proposal is at version {proposal.version}")
        project_state = machine.move_project(project.state, ProjectMove.AWARD)
        state, now = machine.move_proposal(proposal.state, ProposalMove.ACCEPT), self.clock.now()
        # The day it was submitted: an offer does not lapse because the client thought it over.
        milestones = models.check_offer(proposal.offer, (proposal.submitted_at or now).date())
        event = ProposalAcceptedV1(
            **_what(proposal), currency=proposal.currency, milestones=milestones, category=project.brief.category
        )
        accepted = self.proposals.accept(
            replace(project, state=project_state, expert_id=expert_id, updated_at=now),
            replace(proposal, state=state, updated_at=now),
            event,
        )
        return accepted, standing


@dataclass(frozen=True, slots=True)
class ListProposals:
    """Show a client what experts offer."""

    proposals: Proposals
    standings: Standings
    access_project: AccessProject
    together: Together

    def __call__(
        self, actor: Actor, project_id: str, *, limit: int, cursor: str | None
    ) -> tuple[list[Shown], str | None]:
        """Return a page, possibly short, and the next cursor. Raises ProjectUnknown, Forbidden, CursorForged."""
        may_judge = partial(self.access_project, actor, project_id, "projects.judge")
        answers: list[Any] = self.together(
            [may_judge, partial(self.proposals.list_for, project_id, limit=limit, cursor=cursor)]
        )
        found, next_cursor = answers[1]
        known = self.standings.get_many([proposal.expert_id for proposal in found])
        return [(it, known.get(it.expert_id) or Standing(it.expert_id)) for it in found], next_cursor


@dataclass(frozen=True, slots=True)
class ListOwnProposals:
    """Show an expert what they offered, drafts included."""

    proposals: Proposals
    gate: Gate

    def __call__(self, actor: Actor, *, limit: int, cursor: str | None) -> tuple[list[ProposalCard], str | None]:
        """Return a page, newest first, and the next cursor. Raises Forbidden, CursorForged."""
        require(self.gate, actor, "projects.list_own_proposals", MARKET)
        return self.proposals.list_of(actor.account_id, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True)
class FindPassedOver:
    """Find out who offered to do a project and was not chosen, for whoever tells them. Asked by the platform itself."""

    proposals: Proposals

    def __call__(self, project_id: str, chosen_id: str, after: str, limit: int) -> tuple[list[str], str | None]:
        """Return accounts of experts but the chosen one whose proposals stand, and where to go on, None at the end.

        after: as the page before gave it, or empty for the first. limit: of proposals to look at; a page may be empty
        although another follows.
        """
        found, further = self.proposals.list_after(project_id, after, limit)
        return [each.expert_id for each in found if each.expert_id != chosen_id], further


def _move(proposals: Proposals, proposal: Proposal, move: ProposalMove, clock: Clock, event: DomainEvent) -> Proposal:
    state = machine.move_proposal(proposal.state, move)
    moved = replace(proposal, state=state, updated_at=clock.now())
    return proposals.save(f"projects.{move}_proposal", moved, event)


def _what(proposal: Proposal) -> dict[str, str]:
    return {
        "project_id": proposal.project_id,
        "proposal_id": proposal.proposal_id,
        "client_id": proposal.client_id,
        "expert_id": proposal.expert_id,
        "project_title": proposal.project_title,
    }
