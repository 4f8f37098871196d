"""Which adapter stands behind which port of projects."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.platform.assembly import Platform
from guildhall.platform.files import OwnedFiles, shelf
from guildhall.platform.parallel import together
from guildhall.platform.vault import Vault
from guildhall.projects.store import DynamoProjects, DynamoProposals, DynamoStandings
from guildhall.projects.use_cases.projects import (
    AccessProject,
    CreateProject,
    ListOpenProjects,
    ListOwnProjects,
    PostProject,
    WriteProject,
)
from guildhall.projects.use_cases.proposals import (
    AcceptProposal,
    AccessProposal,
    FindPassedOver,
    ListOwnProposals,
    ListProposals,
    ShortlistProposal,
    SubmitProposal,
    WithdrawProposal,
    WriteProposal,
)
from guildhall.projects.use_cases.standings import LearnProfile, LearnVerification


@dataclass(frozen=True, slots=True)
class Projects:
    """The use cases."""

    create: CreateProject
    access: AccessProject
    write: WriteProject
    post: PostProject
    list_open: ListOpenProjects
    list_own: ListOwnProjects
    write_proposal: WriteProposal
    access_proposal: AccessProposal
    submit_proposal: SubmitProposal
    withdraw_proposal: WithdrawProposal
    shortlist_proposal: ShortlistProposal
    accept_proposal: AcceptProposal
    list_proposals: ListProposals
    list_own_proposals: ListOwnProposals
    files: OwnedFiles
    learn_profile: LearnProfile
    learn_verification: LearnVerification


def wire(platform: Platform, vault: Vault | None = None) -> Projects:
    """Build the use cases on DynamoDB and S3. vault: instead of S3, for tests."""
    gate, clock, ids = platform.gate, platform.clock, platform.ids
    projects = DynamoProjects(platform.database, platform.cursors, clock)
    proposals = DynamoProposals(platform.database, platform.cursors)
    standings = DynamoStandings(platform.database)
    access = AccessProject(projects, gate)
    access_proposal = AccessProposal(proposals, standings, gate, together)
    return Projects(
        create=CreateProject(projects, gate, clock, ids),
        access=access,
        write=WriteProject(projects, access, clock),
        post=PostProject(projects, access, clock),
        list_open=ListOpenProjects(projects, gate),
        list_own=ListOwnProjects(projects, gate),
        write_proposal=WriteProposal(proposals, access_proposal, access, clock, ids),
        access_proposal=access_proposal,
        submit_proposal=SubmitProposal(proposals, access_proposal, clock),
        withdraw_proposal=WithdrawProposal(proposals, access_proposal, clock),
        shortlist_proposal=ShortlistProposal(proposals, access_proposal, clock),
        accept_proposal=AcceptProposal(proposals, access_proposal, access, clock),
        list_proposals=ListProposals(proposals, standings, access, together),
        list_own_proposals=ListOwnProposals(proposals, gate),
        files=OwnedFiles(
            shelf(platform, "projects", vault),
            lambda actor, owner_id, verb: access(actor, owner_id, f"projects.{verb}"),
        ),
        learn_profile=LearnProfile(standings),
        learn_verification=LearnVerification(standings),
    )


def wire_passed_over(platform: Platform) -> FindPassedOver:
    """Build what tells who was not chosen (decision 0002)."""
    return FindPassedOver(DynamoProposals(platform.database, platform.cursors))
