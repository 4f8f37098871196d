"""Opening conversations, and letting people join and leave them, as it is heard of what they are about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.messaging.events import ConversationOpenedV1
from guildhall.messaging.models import Conversation, ConversationGone, Membership, OwnSide, Participant, Subject
from guildhall.messaging.ports import Conversations, Delivery
from guildhall.messaging.use_cases.receipts import ChangeMembership

ATTEMPTS = 5
"""Two who join in the same moment meet on one conversation; whoever is late adds to what the other did."""


@dataclass(frozen=True, slots=True)
class KeepConversation:
    """Bring a conversation into line with what was heard of its subject, and open it if it is not open.

    The one road by which conversations open and people join and leave. Each account's place is decided by what was
    said of it last, by the time of the saying, so the same end is reached however often and in whatever order it comes.
    """

    conversations: Conversations
    change: ChangeMembership
    delivery: Delivery
    clock: Clock

    def __call__(
        self,
        subject: Subject,
        subject_id: str,
        title: str,
        participants: Sequence[Participant],
        *,
        key: str = "",
        host_id: str = "",
        names: Callable[[], Mapping[str, str]] = dict,
    ) -> str:
        """Return the id of the conversation. Raises StaleVersion if others do not let go of it.

        key: the id whose ULID the conversation gets; the subject's own, if empty. host_id: of the venue of a
        reservation. names: reads those of accounts, where each side reads that of the other as title.
        """
        conversation_id = conversation_of(key or subject_id)
        heard = Conversation(
            conversation_id, subject, subject_id, title, tuple(participants), self.clock.now(), host_id
        )
        kept, new = self._keep(heard, names)
        # What follows is done again when the same comes again: whoever died before it left nothing undone for good.
        for _ in range(ATTEMPTS):
            self._bring_sides(kept, new)
            now = self.conversations.now(conversation_id) or kept
            if now.version == kept.version:
                return conversation_id
            # Somebody was faster, and may have written the sides before this did.
            kept, new = now, set()
        raise StaleVersion

    def _bring_sides(self, conversation: Conversation, new: Collection[str]) -> None:
        """Let every side say what the conversation says. new: accounts that learn of it in any case."""
        sides = self.conversations.memberships(conversation)
        # Read after they joined: what was noted until then without them is noted for them now (see NoteMessages).
        latest = max(sides, key=lambda side: side.last_mark or "", default=None)

        def as_it_is(current: Membership) -> Membership:
            side = current.about(conversation)
            if latest is None or side.joined_at is None or (side.last_mark or "") >= (latest.last_mark or ""):
                return side
            return replace(side, last_mark=latest.last_mark, preview=latest.preview)

        for side, changed in zip(sides, self.change.all(sides, as_it_is), strict=True):
            if changed != side or side.account_id in new:
                self.delivery.tell([side.account_id], OwnSide(changed))

    def _keep(self, heard: Conversation, names: Callable[[], Mapping[str, str]]) -> tuple[Conversation, set[str]]:
        for _ in range(ATTEMPTS):
            before = self.conversations.now(heard.conversation_id)
            # Read after it, so that whoever has newer names has stored them by now, or is stored after this.
            said = replace(heard, names=dict(names()))
            after = before.heard(said) if before else said
            if after == before:
                return after, set()
            was = before.participant_ids if before else []
            joined = [one for one in after.participant_ids if one not in was]
            left = [one for one in was if one not in after.participant_ids]
            sides = [self._side(after, one, before) for one in joined]
            try:
                opened = [] if before else [_opened(after)]
                self.conversations.keep("messaging.arrange_participants", after, sides, left, *opened)
            except StaleVersion:
                continue
            if left:
                self.delivery.tell(left, ConversationGone(after.conversation_id))
            return replace(after, version=after.version + 1), set(joined)
        raise StaleVersion

    def _side(self, conversation: Conversation, account_id: str, before: Conversation | None) -> Membership:
        side = Membership.new(conversation, account_id)
        if before is None:
            return side
        # Who joins may read all that was said; none of it is new to count.
        now = self.clock.now()
        known = next(iter(self.conversations.memberships(before)), None)
        latest = replace(side, preview=known.preview, last_mark=known.last_mark) if known else side
        return replace(latest, last_activity_at=now, joined_at=now)


@dataclass(frozen=True, slots=True)
class KeepDispute:
    """Let the sides of a dispute talk with whoever mediates or decides, apart from the talk about their contract."""

    keep: KeepConversation

    def __call__(
        self, dispute_id: str, contract_id: str, sides: Sequence[Participant], staff: Participant | None = None
    ) -> str:
        """Return the id of the conversation, which is called like that of the contract. Raises StaleVersion."""
        talk = self.keep.conversations.get(conversation_of(contract_id))
        participants = [*sides, staff] if staff else sides
        return self.keep(Subject.DISPUTE, dispute_id, talk.title if talk else "", participants)


def conversation_of(subject_id: str) -> str:
    """Return the id of the conversation about something: that one's ULID, so that no guard keeps them in step.

    A contract has the ULID of its proposal, so what was said about the proposal is what is said about the contract.
    """
    return "cnv_" + subject_id.rpartition("_")[2]


def _opened(conversation: Conversation) -> ConversationOpenedV1:
    return ConversationOpenedV1(
        conversation_id=conversation.conversation_id,
        contract_id=conversation.contract_id,
        participant_ids=conversation.participant_ids,
        subject=conversation.subject,
        subject_id=conversation.subject_id,
    )
