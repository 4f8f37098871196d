"""Finding what was said in one's own conversations, and taking a conversation with one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import NotFound
from guildhall.kernel.ids import born_at
from guildhall.kernel.policy import Gate, require
from guildhall.messaging.models import Conversation, Found, Message, MessagePage, Place, Search, Version
from guildhall.messaging.ports import Conversations, Messages
from guildhall.messaging.use_cases.access import AccessConversation, inbox

AT_ONCE = 100
"""Messages of one reading."""
MOST_LOOKED = 400
"""Messages that one request looks at; who looks for something older asks again."""
LOOK_OF_ONE = 20
"""What beginning with another conversation counts for: its reading costs as much as those messages."""


@dataclass(frozen=True, slots=True)
class SearchMessages:
    """Look through one's own conversations in the order of their list, or through one of them."""

    access: AccessConversation
    conversations: Conversations
    messages: Messages
    gate: Gate

    def __call__(self, actor: Actor, search: Search, limit: int, place: Place | None) -> Found:
        """Return what was found, and where to go on; a reading may find nothing and still not be the last.

        place: of the reading before; if its conversation was left or erased since, the search goes on behind it.
        Raises NotFound for a conversation of others that is asked for, Forbidden.
        """
        require(self.gate, actor, "messaging.list", inbox(actor.account_id))
        further: Place | None = place or Place(search.conversation_id)
        found: list[Message] = []
        looked = 0
        while further is not None and looked < MOST_LOOKED:
            at = self._entered(actor, further)
            if at is None:
                return Found(found, None)
            page = self._page(actor, search, at)
            looked += LOOK_OF_ONE + len(page.messages)
            for message in filter(search.finds, page.messages):
                found.append(message)
                if len(found) == limit:
                    return Found(found, replace(at, before=message.message_id))
            further = _behind(search, at, page)
        return Found(found, further)

    def _entered(self, actor: Actor, place: Place) -> Place | None:
        """Return a place that is in a conversation, the next one if it was in none; None if there is no other."""
        if place.conversation_id is not None:
            return place
        sides, position = self.conversations.list(actor.account_id, 1, place.position)
        return Place(sides[0].conversation_id, None, position) if sides else None

    def _page(self, actor: Actor, search: Search, at: Place) -> MessagePage:
        """Return messages of one conversation; none if it is gone meanwhile. Raises NotFound if it was asked for."""
        conversation_id = at.conversation_id or ""
        try:
            self.access(actor, conversation_id, "messaging.view")
        except NotFound:
            if search.conversation_id is not None:
                raise
            return MessagePage([], None)
        return self.messages.older(conversation_id, at.before or search.upper, AT_ONCE)


def _behind(search: Search, at: Place, page: MessagePage) -> Place | None:
    """Return where to go on behind a page: in its conversation, with the next one, or nowhere."""
    is_too_old = bool(page.messages) and search.is_behind(born_at(page.messages[-1].message_id))
    if page.end is not None and not is_too_old:
        return replace(at, before=page.end)
    return Place(position=at.position) if at.position is not None else None


@dataclass(frozen=True, slots=True)
class ExportConversation:
    """Hand a conversation out whole, page by page, with what edited messages said before."""

    access: AccessConversation
    messages: Messages

    def __call__(
        self, actor: Actor, conversation_id: str, after: str | None
    ) -> tuple[Conversation, list[tuple[Message, list[Version]]], str | None]:
        """Return the conversation, its messages behind the id `after`, oldest first, and the end of the page.

        Raises NotFound.
        """
        # Copies of all that one may read are kept for days: what was erased is in none, whatever a process remembers.
        conversation = self.access(actor, conversation_id, "messaging.export", is_fresh=True)
        page = self.messages.newer(conversation_id, None, after, AT_ONCE)
        return conversation, [(one, self._before(one)) for one in page.messages], page.end

    def _before(self, message: Message) -> list[Version]:
        # Of what was taken back, nothing is handed out: whoever judges a dispute has ways of their own.
        if message.edited_at is None or message.deleted_at is not None:
            return []
        return self.messages.versions(message.conversation_id, message.message_id)
