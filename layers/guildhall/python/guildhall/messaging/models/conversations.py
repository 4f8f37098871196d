"""Conversations, and how each side has them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from guildhall.kernel.types import Instant
from guildhall.messaging.models.files import MessageKind
from guildhall.messaging.models.messages import Message

MOST_UNREAD = 100
"""Counting stops here: a hundred means a hundred or more."""
PREVIEW_LENGTH = 120


class Subject(StrEnum):
    """What a conversation is about. A project's is of one client and one expert, and becomes their contract's."""

    CONTRACT = "contract"
    PROJECT = "project"
    DISPUTE = "dispute"
    RESERVATION = "reservation"
    CASE = "case"
    TICKET = "ticket"
    DIRECT = "direct"


LASTING = frozenset({Subject.CONTRACT, Subject.DIRECT})
"""Nobody joins or leaves these, so a copy of who takes part does not go stale."""


class ParticipantRole(StrEnum):
    """As what somebody takes part."""

    CLIENT = "client"
    EXPERT = "expert"
    MEDIATOR = "mediator"
    ARBITRATOR = "arbitrator"
    GUEST = "guest"
    VENUE = "venue"
    AGENT = "agent"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Participant:
    """An account's place in a conversation.

    is_in: False for one who left. as_of: the ULID of what said so last; what was said before that comes too late.
    """

    account_id: str
    role: ParticipantRole
    is_in: bool = True
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A place to talk.

    participants: in the order in which they joined first, those who left among them. host_id: the venue of a
    reservation. erased_at: of one of which nothing is left but that it was there; nothing opens it again.
    names: by account, of a direct one, which each side calls after the other.
    """

    conversation_id: str
    subject: Subject
    subject_id: str
    title: str
    participants: tuple[Participant, ...]
    opened_at: Instant
    host_id: str = ""
    erased_at: Instant | None = None
    names: dict[str, str] = field(default_factory=dict)
    version: int = 0

    @property
    def present(self) -> tuple[Participant, ...]:
        """Those who take part now."""
        return tuple(one for one in self.participants if one.is_in)

    @property
    def participant_ids(self) -> list[str]:
        """Accounts of those who take part now."""
        return [one.account_id for one in self.present]

    @property
    def contract_id(self) -> str:
        """The contract, or nothing if it is about something else."""
        return self.subject_id if self.subject is Subject.CONTRACT else ""

    @property
    def places(self) -> tuple[Participant, ...]:
        """Those who take part now, and as what: all of it that a side keeps."""
        return tuple(Participant(one.account_id, one.role) for one in self.present)

    def title_for(self, account_id: str) -> str:
        """Return what one side reads as its title: of a direct conversation, the name of the other."""
        others = (self.names.get(one, "") for one in self.participant_ids if one != account_id)
        return ", ".join(filter(None, others)) if self.names else self.title

    def heard(self, other: Conversation) -> Conversation:
        """Return it with what is newer in another account of it; whatever comes in whatever order, the end is the same.

        What a contract says of itself replaces what its project said.
        """
        if self.erased_at is not None:
            return self
        known = {one.account_id: one for one in self.participants}
        for one in other.participants:
            if one.account_id not in known or known[one.account_id].as_of < one.as_of:
                known[one.account_id] = one
        merged = replace(self, participants=tuple(known.values()), names={**self.names, **other.names})
        if other.subject is Subject.CONTRACT and self.subject is Subject.PROJECT:
            return replace(merged, subject=other.subject, subject_id=other.subject_id, title=other.title)
        return merged


@dataclass(frozen=True, slots=True)
class Preview:
    """The beginning of the latest message, for lists."""

    sender_id: str
    text: str
    is_deleted: bool = False
    kind: MessageKind = MessageKind.TEXT

    @classmethod
    def of(cls, message: Message) -> Preview:
        """Cut a message's text to what a list shows."""
        return cls(message.sender_id, message.text[:PREVIEW_LENGTH], message.deleted_at is not None, message.kind)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How one participant keeps a conversation; the others do not learn of it.

    is_archived: out of the list, until somebody writes and it is not muted. is_muted: new messages are not told of,
    except those that call one by name. is_pinned: shown before all others.
    """

    is_archived: bool = False
    is_muted: bool = False
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class Membership:
    """A conversation as one of its participants has it.

    read_mark, delivered_mark: of the newest message that the account has read, and that one of its devices has.
    unread: messages of others behind the read mark, at most MOST_UNREAD.
    last_mark: of the latest message that was noted here; each message is noted some time after it was taken.
    joined_at: when the account joined, if others had begun before: nothing taken earlier is unread.
    unread_from: whatever was taken before this instant is read or the account's own, so counting starts there.
    arrangement: where the account keeps the conversation, and whether it makes itself heard.
    """

    account_id: str
    conversation_id: str
    subject: Subject
    subject_id: str
    title: str
    participants: tuple[Participant, ...]
    last_activity_at: Instant
    unread: int = 0
    preview: Preview | None = None
    read_mark: str | None = None
    delivered_mark: str | None = None
    last_mark: str | None = None
    unread_from: Instant | None = None
    joined_at: Instant | None = None
    arrangement: Arrangement = Arrangement()
    version: int = 0

    @classmethod
    def new(cls, conversation: Conversation, account_id: str) -> Membership:
        """Return the side of one who takes part from the beginning."""
        who, what = (account_id, conversation.conversation_id), (conversation.subject, conversation.subject_id)
        return cls(*who, *what, conversation.title_for(account_id), conversation.places, conversation.opened_at)

    def about(self, conversation: Conversation) -> Membership:
        """Return it with what the conversation now says of itself."""
        return replace(
            self,
            subject=conversation.subject,
            subject_id=conversation.subject_id,
            title=conversation.title_for(self.account_id),
            participants=conversation.places,
        )

    @property
    def participant_ids(self) -> list[str]:
        """Accounts of those who take part."""
        return [one.account_id for one in self.participants]

    @property
    def contract_id(self) -> str:
        """The contract, or nothing if it is about something else."""
        return self.subject_id if self.subject is Subject.CONTRACT else ""

    @property
    def delivered_up_to(self) -> str | None:
        """The mark of the newest message that a device has: what was read was also delivered."""
        return max(filter(None, (self.read_mark, self.delivered_mark)), default=None)
