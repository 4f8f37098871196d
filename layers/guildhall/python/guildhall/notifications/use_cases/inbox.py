"""Reading notifications."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial
from typing import Any, TypeVar

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.kernel.together import Together
from guildhall.notifications.errors import NotificationUnknown
from guildhall.notifications.models import Notification
from guildhall.notifications.ports import Contacts, Filter, Inbox, Switches
from guildhall.notifications.use_cases.words import Wording, language_of, own_language, wording

T = TypeVar("T")
Reader = tuple[str, tzinfo]
"""A language, and the zone of the reader's clocks."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A notification with its words in the reader's language."""

    notification: Notification
    words: Wording


@dataclass(frozen=True, slots=True)
class ShownPage:
    """items: newest first. position: where the next page starts, or None. unread_count: counting stops at 100."""

    items: list[Shown]
    position: dict[str, Any] | None
    unread_count: int


def inbox_of(actor: Actor) -> Resource:
    """Return the actor's own inbox: there is no way to name somebody else's."""
    return Resource("Inbox", actor.account_id, {"owner_id": actor.account_id})


@dataclass(frozen=True, slots=True)
class Readers:
    """Whom words are for: in which language, and by whose clocks."""

    contacts: Contacts
    switches: Switches
    together: Together

    def with_reader(self, read: Callable[[], T], actor: Actor, accept_language: str | None) -> tuple[T, Reader]:
        """Return what is read and who reads it, all asked at once.

        accept_language: of the request; without it, the account's own language.
        """
        asked: list[Callable[[], Any]] = [read, partial(self.switches.get, actor.account_id)]
        if not accept_language:
            asked.append(partial(self.contacts.get, actor.account_id))
        found, wishes, *contact = self.together(asked)
        language = language_of(accept_language) if accept_language else own_language(*contact)
        return found, (language, wishes.rhythm.zone)


@dataclass(frozen=True, slots=True)
class ListNotifications:
    """Show a person what they were told."""

    inbox: Inbox
    readers: Readers
    gate: Gate

    def __call__(
        self,
        actor: Actor,
        only: Filter,
        *,
        accept_language: str | None,
        limit: int,
        position: dict[str, Any] | None,
    ) -> ShownPage:
        """Return one page. Raises Forbidden.

        accept_language: of the request; without it, the account's own language.
        """
        require(self.gate, actor, "notifications.view", inbox_of(actor))
        read = partial(self.inbox.page, actor.account_id, only, limit=limit, position=position)
        page, (language, zone) = self.readers.with_reader(read, actor, accept_language)
        items = [Shown(item, wording(item.type, item.params, language, zone)) for item in page.items]
        return ShownPage(items, page.position, page.unread_count)


@dataclass(frozen=True, slots=True)
class CountUnread:
    """Tell how many notifications a person has not read."""

    inbox: Inbox
    gate: Gate

    def __call__(self, actor: Actor) -> int:
        """Return the count; counting stops at 100. Raises Forbidden."""
        require(self.gate, actor, "notifications.view", inbox_of(actor))
        return self.inbox.count_unread(actor.account_id)


@dataclass(frozen=True, slots=True)
class MarkRead:
    """Note that a person has read one notification."""

    inbox: Inbox
    readers: Readers
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, notification_id: str, *, accept_language: str | None) -> Shown:
        """Return it; reading twice keeps the first time. Raises Forbidden, NotificationUnknown."""
        require(self.gate, actor, "notifications.mark_read", inbox_of(actor))
        read = partial(self.inbox.get, actor.account_id, notification_id)
        found, (language, zone) = self.readers.with_reader(read, actor, accept_language)
        if found is not None and found.read_at is None:
            found = self.inbox.mark_read(found, self.clock.now())
        if found is None:
            raise NotificationUnknown
        return Shown(found, wording(found.type, found.params, language, zone))


@dataclass(frozen=True, slots=True)
class MarkAllRead:
    """Note that a person has seen the whole list, or all of it that is about one thing."""

    inbox: Inbox
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, up_to: str | None, about: str | None = None) -> int:
        """Mark every unread one and return how many are left, which came in meanwhile.

        up_to: the newest notification that the person has seen; later ones stay unread. about: the id of what they
        have before them. Raises Forbidden.
        """
        require(self.gate, actor, "notifications.mark_read", inbox_of(actor))
        account_id, now = actor.account_id, self.clock.now()
        if about:
            self.inbox.mark_meant(account_id, up_to, now, lambda one: about in one.params.values(), is_opened=True)
        else:
            self.inbox.mark_all_read(account_id, up_to, now)
        return self.inbox.count_unread(actor.account_id)
