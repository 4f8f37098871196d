"""What waited for the morning, for a digest, or to be read in the app: sent off together, and told in one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from itertools import chain

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.ids import born_at
from guildhall.notifications import machine
from guildhall.notifications.machine import DispatchState
from guildhall.notifications.models import LINKS, PUSH_LIFE, Channel, Dispatch, Type
from guildhall.notifications.ports import Dispatches, Inbox, Switches, WaitingDispatches
from guildhall.notifications.use_cases.words import Wording, label, texts, wording

MOST_GATHERED = 80
"""In one letter; a transaction takes 100 items. What is more comes with the next sweep."""


@dataclass(frozen=True, slots=True)
class SendDue:
    """Order what waits no longer: of each person and channel one letter or push, however much has come together.

    Whoever wants no collected letters, and whose rhythm holds none up, gets one of each type instead.
    """

    waiting: WaitingDispatches
    switches: Switches
    clock: Clock

    def __call__(self) -> int:
        """Return how many letters and pushes were ordered. A sweep beside this one orders none of them again."""
        together: dict[tuple[str, Channel], list[Dispatch]] = {}
        for dispatch in self.waiting.due(self.clock.now()):
            together.setdefault((dispatch.account_id, dispatch.channel), []).append(dispatch)
        ordered = 0
        for group in chain.from_iterable(map(self._parted, together.values())):
            bearer, *others = group[:MOST_GATHERED]
            ids = tuple(each.notification_id for each in group[:MOST_GATHERED]) if others else ()
            queued = replace(bearer, state=machine.move(bearer.state, DispatchState.QUEUED), gathered=ids)
            gathered = [replace(each, state=machine.move(each.state, DispatchState.GATHERED)) for each in others]
            try:
                self.waiting.send_off(queued, gathered)
            except StaleVersion:
                continue
            ordered += 1
        return ordered

    def _parted(self, group: list[Dispatch]) -> list[list[Dispatch]]:
        kinds, (first, *_) = dict.fromkeys(each.type for each in group), group
        if len(kinds) == 1 or first.channel is not Channel.EMAIL:
            return [group]
        wishes, now = self.switches.get(first.account_id), self.clock.now()
        if wishes.wants(Type.DIGEST, Channel.EMAIL) or wishes.rhythm.due(Channel.EMAIL, now) > now:
            return [group]
        return [[each for each in group if each.type is kind] for kind in kinds]


def told_by(dispatch: Dispatch, dispatches: Dispatches, inbox: Inbox) -> list[Dispatch]:
    """Return what there is to tell, with its words: of what waited, only what was not read in the app meanwhile."""
    if dispatch.due_at is None:
        return [replace(dispatch, params=inbox.worded(dispatch.params))]
    found: list[Dispatch] = []
    for each in dispatch.gathered or (dispatch.notification_id,):
        shown = inbox.get(dispatch.account_id, each)
        if shown is None or shown.read_at is None:
            known = dispatches.get(dispatch.account_id, each, dispatch.channel)
            found += [replace(known, params=inbox.worded(known.params))] if known else []
    return found


def told_while_new(dispatch: Dispatch, dispatches: Dispatches, inbox: Inbox, now: datetime) -> list[Dispatch]:
    """Return what there is to tell whom it interrupts: nothing old, and nothing that was read in the app meanwhile."""
    if (dispatch.due_at or born_at(dispatch.notification_id)) + PUSH_LIFE <= now:
        return []
    shown = inbox.get(dispatch.account_id, dispatch.notification_id)
    if dispatch.due_at is None and shown is not None and shown.read_at is not None:
        return []
    return told_by(dispatch, dispatches, inbox)


def switch_of(told: list[Dispatch]) -> Type:
    """Return the type whose switch turns a letter off that tells of these, at least one."""
    kinds = {each.type for each in told}
    return kinds.pop() if len(kinds) == 1 else Type.DIGEST


def wording_of(told: list[Dispatch], language: str, zone: tzinfo = UTC) -> tuple[Type, Wording]:
    """Return the words of one, or of all of several in one, and the type that these words are of.

    zone: of the reader's clocks.
    """
    first, *others = told
    if not others:
        return first.type, wording(first.type, first.params, language, zone)
    own, counts = texts(language)["types"][Type.DIGEST], Counter(each.type for each in told)
    lines = [
        f"{label(kind, language)} ({count})" if count > 1
        else next(wording(each.type, each.params, language, zone).title for each in told if each.type is kind)
        for kind, count in counts.items()
    ]  # fmt: skip
    title = lines[0] if len(lines) == 1 else own["title"].format(count=len(told))
    links = {wording(each.type, each.params, language).link for each in told}
    # All of one thing lead there, and else to the list.
    link = links.pop() if len(links) == 1 else LINKS[Type.DIGEST]
    return Type.DIGEST, Wording(title, "\n".join(lines), own["action"], link)
