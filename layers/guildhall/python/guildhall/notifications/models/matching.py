"""Job matches: which experts hear of a project because they can do what it asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

MOST_MATCHES = 50
"""Experts who hear of one project: the client reads no more proposals, and nobody wants to be one of hundreds."""


@dataclass(frozen=True, slots=True)
class SkilledExpert:
    """An expert who has one skill. published_by: the event by which their profile was last published."""

    account_id: str
    published_by: str


@dataclass(frozen=True, slots=True)
class JobMatch:
    """Who hears of a project. event_id: of its posting. account_ids: those who fit best, the best first."""

    project_id: str
    project_title: str
    event_id: str
    account_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """A client selected one of the proposals for a project, and so far those of the others have heard of it.

    chosen_id: account of the selected one's expert. event_id: of the selection. page: number of the one that is due.
    after: where it starts; empty for the first.
    """

    project_id: str
    project_title: str
    chosen_id: str
    event_id: str
    page: int = 0
    after: str = ""
    version: int = 0


def best(found: Iterable[SkilledExpert], most: int) -> list[str]:
    """Return accounts, those with the most of the skills first, of equals whose profile was published last.

    found: one for each skill that an expert has.
    """
    shared: Counter[str] = Counter()
    newest: dict[str, str] = {}
    for each in found:
        shared[each.account_id] += 1
        newest[each.account_id] = max(each.published_by, newest.get(each.account_id, ""))
    return sorted(shared, key=lambda account_id: (shared[account_id], newest[account_id]), reverse=True)[:most]
