"""Telling experts of projects that ask for what they can do, and those who offered that somebody else was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.ids import earliest
from guildhall.kernel.parts import go_on
from guildhall.notifications.errors import AlreadyTold
from guildhall.notifications.models import Notice, Type
from guildhall.notifications.models.matching import MOST_MATCHES, JobMatch, Selection, best
from guildhall.notifications.ports.matching import Blocks, Matches, PassedOver, PublicExperts, Selections, Skills
from guildhall.notifications.use_cases.tell import TellPeople
from guildhall.profiles.events import ProfilePublishedV1
from guildhall.projects.events import ProjectPostedV1, ProposalAcceptedV1

PAGE = 50
"""Proposals of one order, or experts of one step: at some 30 milliseconds each, a tenth of what functions may live."""


@dataclass(frozen=True, slots=True)
class LearnSkills:
    """Learn what an expert can do, from what their profile shows everybody."""

    skills: Skills

    def __call__(self, event_id: str, event: ProfilePublishedV1) -> None:
        """Keep what the newest event says; older and repeated ones change nothing. Raises StaleVersion."""
        if event.role == "expert":
            self.skills.learn(event.account_id, event.skills, event_id)


@dataclass(frozen=True, slots=True)
class LearnOldSkills:
    """Learn what experts can do whose profiles were published before anybody listened; run by an operator, in parts."""

    experts: PublicExperts
    skills: Skills

    def __call__(self, position: str | None) -> tuple[int, str | None]:
        """Go through a part of all public experts; return of how many it learned, and where to go on, None at the end.

        position: as the part before gave it, None to begin. Beginning again, or twice at once, does no harm: every
        event, told or still on its way, is later than what is learned here. Raises StaleVersion, Unavailable,
        CursorForged.
        """
        return go_on(self._step, position)

    def _step(self, position: str | None) -> tuple[int, str | None]:
        found, further = self.experts(position, PAGE)
        told = ((each, earliest("evt", each.published_at)) for each in found)
        return sum(self.skills.learn(each.account_id, each.skills, event_id) for each, event_id in told), further


@dataclass(frozen=True, slots=True)
class MatchProject:
    """Choose who hears of a project: once, so that nobody new is added when the event comes again."""

    skills: Skills
    matches: Matches
    blocks: Blocks

    def __call__(self, event_id: str, event: ProjectPostedV1) -> None:
        """Choose at most MOST_MATCHES experts who share a skill with it, never its client, and have them told.

        Nobody who blocks the client in messages or is blocked by them. Raises Unavailable.
        """
        found = (each for skill in dict.fromkeys(event.skills) for each in self.skills.having(skill))
        chosen = best((each for each in found if each.account_id != event.client_id), MOST_MATCHES)
        if not chosen:
            return
        apart = self.blocks.of([pair for each in chosen for pair in ((each, event.client_id), (event.client_id, each))])
        strangers = {account_id for pair in apart for account_id in pair}
        told = tuple(each for each in chosen if each not in strangers)
        if not told:
            return
        try:
            self.matches.choose(JobMatch(event.project_id, event.title, event_id, told))
        except AlreadyTold:
            return


@dataclass(frozen=True, slots=True)
class TellMatches:
    """Tell those who were chosen.

    If the process dies on the way, the order comes again, and whoever has been told is recognised: the notification's
    id is made of posting and account.
    """

    matches: Matches
    selections: Selections
    tell_people: TellPeople

    def __call__(self, project_id: str) -> None:
        """Tell each of them as they want to hear of it, unless it is given to somebody by now. Raises Unavailable."""
        match = self.matches.get(project_id)
        if match is None or self.selections.get(project_id) is not None:
            return
        params = {"project_id": project_id, "project_title": match.project_title}
        for account_id in match.account_ids:
            self.tell_people.one(match.event_id, Notice(account_id, Type.JOB_MATCH, {**params}))


@dataclass(frozen=True, slots=True)
class KeepSelection:
    """Keep which proposal a client selected, and begin to tell the others: once, however often the event comes."""

    selections: Selections

    def __call__(self, event_id: str, event: ProposalAcceptedV1) -> None:
        """Order the first page of those who were not chosen. Raises Unavailable."""
        try:
            self.selections.begin(Selection(event.project_id, event.project_title, event.expert_id, event_id))
        except AlreadyTold:
            return


@dataclass(frozen=True, slots=True)
class TellPassedOver:
    """Tell one page of the others whose proposals stand, and order the next; an awarded project takes no more.

    If the process dies on the way, the page comes again, and whoever has been told is recognised: the notification's
    id is made of selection and account. Where two hold one page, the second to finish finds the selection further on.
    """

    selections: Selections
    passed_over: PassedOver
    tell_people: TellPeople

    def __call__(self, project_id: str, page: int) -> None:
        """Tell the page that the client chose somebody else, unless that is done. Raises StaleVersion, Unavailable."""
        selection = self.selections.get(project_id)
        if selection is None or selection.page != page:
            return
        params = {"project_id": project_id, "project_title": selection.project_title}
        account_ids, further = self.passed_over(project_id, selection.chosen_id, selection.after, PAGE)
        for account_id in account_ids:
            self.tell_people.one(selection.event_id, Notice(account_id, Type.PROPOSAL_NOT_CHOSEN, {**params}))
        self.selections.advance(selection, further)
