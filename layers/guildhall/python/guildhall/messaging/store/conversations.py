"""The port `Conversations` on DynamoDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.events import DomainEvent
from guildhall.messaging.models import LASTING, Conversation, Membership, Message, ParticipantRole, Subject
from guildhall.messaging.store.records import message_of_row
from guildhall.messaging.store.rows import Keys, Refused, call, read_items
from guildhall.platform import query
from guildhall.platform.items import ListOf, MapOf, to_typed, typed_key
from guildhall.platform.table import ChatRecord, Database, from_row

MOST_KNOWN = 2_000
"""Conversations that one process remembers; a few hundred bytes each."""

REMEMBERED = timedelta(minutes=1)
"""For so long may one process serve a lasting conversation that was erased meanwhile; erasing waits for longer."""

MOST_ROUNDS = 5
"""Readings for one page of a list that leaves some out; archived conversations seldom lie between fresh ones."""


class ConversationRecord(ChatRecord):
    """A conversation, and who takes part. Rows from before there were subjects have the last two instead."""

    KIND = "messaging.conversation"
    UNAUDITED = frozenset({"title", "names"})

    conversation_id = UnicodeAttribute()
    subject = UnicodeAttribute()
    subject_id = UnicodeAttribute()
    title = UnicodeAttribute()
    participants = ListOf()
    opened_at = UnicodeAttribute()
    host_id = UnicodeAttribute(null=True)
    erased_at = UnicodeAttribute(null=True)
    names = MapOf(null=True)
    contract_id = UnicodeAttribute(null=True)
    participant_ids = ListOf(null=True)


class MembershipRecord(ChatRecord):
    """One side of a conversation. `summary` is all that a list shows, so that the index answers alone."""

    KIND = "messaging.membership"
    UNAUDITED = frozenset({"summary"})

    summary = MapOf()
    read_mark = UnicodeAttribute(null=True)
    delivered_mark = UnicodeAttribute(null=True)
    last_mark = UnicodeAttribute(null=True)
    unread_from = UnicodeAttribute(null=True)
    joined_at = UnicodeAttribute(null=True)


class DynamoConversations:
    """Conversations and memberships."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[Conversation, datetime]] = {}

    def get(self, conversation_id: str) -> Conversation | None:
        """Return a conversation, or None; a lasting one is read once a minute and process."""
        known, read_at = self._known.get(conversation_id, (None, None))
        if known is not None and read_at is not None and self._database.clock.now() < read_at + REMEMBERED:
            return known
        found = self.now(conversation_id)
        if found is not None and found.subject in LASTING:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[conversation_id] = (found, self._database.clock.now())
        return found

    def now(self, conversation_id: str) -> Conversation | None:
        """Return a conversation as it is at this moment, or None."""
        record = ConversationRecord.fetch(*Keys.conversation(conversation_id))
        if record is None:
            return None
        values = {name: value for name, value in record.attribute_values.items() if value is not None}
        return from_row(Conversation, {**_as_now(values), "v": int(record.v or 0)})

    def keep(
        self,
        action: str,
        conversation: Conversation,
        joined: Sequence[Membership],
        left: Sequence[str],
        *events: DomainEvent,
    ) -> None:
        """Store it at the version that was read, with new sides, and without those who left. Raises StaleVersion."""
        transaction = self._database.begin()
        key = Keys.conversation(conversation.conversation_id)
        index: dict[str, str] = {}
        if conversation.erased_at is not None:
            sort = f"{to_text(conversation.erased_at)}#{conversation.conversation_id}"
            index = {"gsi1pk": Keys.ERASED, "gsi1sk": sort}
        transaction.save(ConversationRecord.of(conversation, key=key, version=conversation.version, **index))
        for membership in joined:
            transaction.save(_record_of(membership))
        for account_id in left:
            pk, sk = Keys.membership(account_id, conversation.conversation_id)
            # Without its version: what is noted there meanwhile is gone with it.
            transaction.delete(MembershipRecord(pk, sk, kind=MembershipRecord.KIND))
        transaction.publish(*events)
        transaction.commit(action)
        self._known.pop(conversation.conversation_id, None)

    def membership(self, account_id: str, conversation_id: str) -> Membership | None:
        """Return one participant's side as it is at this moment, or None."""
        found = read_items([Keys.membership(account_id, conversation_id)])
        return _membership_of(found[0]) if found[0] else None

    def membership_and_message(
        self, account_id: str, conversation_id: str, message_id: str
    ) -> tuple[Membership | None, Message | None]:
        """Return one participant's side and a message of the conversation, in one reading."""
        keys = [Keys.membership(account_id, conversation_id), Keys.message(conversation_id, message_id)]
        membership, message = read_items(keys)
        return _membership_of(membership) if membership else None, message_of_row(message) if message else None

    def memberships(self, conversation: Conversation) -> list[Membership]:
        """Return every participant's side, in the order of `participant_ids`."""
        return self.memberships_of([conversation])[conversation.conversation_id]

    def memberships_of(self, conversations: Sequence[Conversation]) -> dict[str, list[Membership]]:
        """Return every participant's side by the conversation's id, as `memberships` does, in one reading."""
        ids = [(one.conversation_id, person) for one in conversations for person in one.participant_ids]
        found: dict[str, list[Membership]] = {one.conversation_id: [] for one in conversations}
        for row in read_items([Keys.membership(person, conversation_id) for conversation_id, person in ids]):
            if row:
                side = _membership_of(row)
                found[side.conversation_id].append(side)
        return found

    def list(
        self, account_id: str, limit: int, position: dict[str, Any] | None, *, is_archived: bool | None = None
    ) -> tuple[list[Membership], dict[str, Any] | None]:
        """Return an account's memberships, pinned ones first, each latest activity first, and where it goes on."""
        table, pk = ChatRecord.Meta.table_name, Keys.membership(account_id, "")[0]
        wanted: list[Membership] = []
        for _ in range(MOST_ROUNDS):
            left = limit - len(wanted)
            found = query.page(table, pk, index="GSI1", limit=left, position=position, newest_first=True)
            rows = [_membership_of(row) for row in found.items]
            wanted += [one for one in rows if is_archived in {None, one.arrangement.is_archived}]
            position = found.position
            if position is None or len(wanted) == limit:
                break
        return wanted, position

    def sides(self, account_id: str, start: str, limit: int) -> Sequence[Membership]:
        """Return a person's memberships in the order of their ids, from the id `start` on."""
        pk, first = Keys.membership(account_id, start)
        bounds = (first, Keys.membership("", "~")[1])
        found = query.page(ChatRecord.Meta.table_name, pk, between=bounds, limit=limit, consistent=True)
        return [_membership_of(row) for row in found.items]

    def save(self, membership: Membership) -> None:
        """Store all but the delivered mark at the version that was read. Raises StaleVersion."""
        pk, sk = Keys.membership(membership.account_id, membership.conversation_id)
        values = {
            "summary": _summary_of(membership),
            "GSI1SK": _activity(membership),
            "v": membership.version + 1,
            "read_mark": membership.read_mark,
            "last_mark": membership.last_mark,
            "unread_from": to_text(membership.unread_from) if membership.unread_from else None,
        }
        known = {name: value for name, value in values.items() if value is not None}
        changes = ", ".join(f"{name} = :{name}" for name in known)
        values = {":was": membership.version, **{f":{name}": value for name, value in known.items()}}
        try:
            _update(pk, sk, f"SET {changes}", "v = :was", values)
        except Refused as refused:
            raise StaleVersion from refused

    def deliver(self, account_id: str, conversation_id: str, mark: str) -> bool:
        """Move the delivered mark forward; False if it is there already."""
        pk, sk = Keys.membership(account_id, conversation_id)
        # Without the version: nothing else writes this attribute, so it need not wait for those that count.
        is_newer = "attribute_exists(PK) AND (attribute_not_exists(delivered_mark) OR delivered_mark < :mark)"
        try:
            _update(pk, sk, "SET delivered_mark = :mark", is_newer, {":mark": mark})
        except Refused:
            return False
        return True


class DynamoDirectTalks:
    """The port `DirectTalks` on DynamoDB."""

    def page(self, position: dict[str, Any] | None) -> tuple[list[str], dict[str, Any] | None]:
        """Return the ids of the next part, possibly none, but of erased ones, and where the part after it starts."""
        found = query.scan(
            ChatRecord.Meta.table_name, ["PK", "SK"],
            "kind = :kind AND subject = :direct AND attribute_not_exists(erased_at)",
            {":kind": ConversationRecord.KIND, ":direct": Subject.DIRECT.value}, position,
        )  # fmt: skip
        return [row["PK"].partition("#")[2] for row in found.items], found.position


def _update(pk: str, sk: str, expression: str, condition: str, values: dict[str, Any]) -> None:
    call(
        "UpdateItem",
        {
            "TableName": ChatRecord.Meta.table_name,
            "Key": typed_key(pk, sk),
            "UpdateExpression": expression,
            "ConditionExpression": condition,
            "ExpressionAttributeValues": {name: to_typed(value) for name, value in values.items()},
        },
    )


def _record_of(membership: Membership) -> MembershipRecord:
    pk, sk = Keys.membership(membership.account_id, membership.conversation_id)
    record = MembershipRecord(
        pk, sk, kind=MembershipRecord.KIND, gsi1pk=pk, gsi1sk=_activity(membership), summary=_summary_of(membership)
    )
    record.last_mark = membership.last_mark
    record.joined_at = to_text(membership.joined_at) if membership.joined_at else None
    return record


def _activity(membership: Membership) -> str:
    # Behind every instant, so that the newest-first list begins with it on whichever page its activity would be.
    pinned = "~" if membership.arrangement.is_pinned else ""
    return f"{pinned}{to_text(membership.last_activity_at)}#{membership.conversation_id}"


def _summary_of(membership: Membership) -> dict[str, Any]:
    preview = membership.preview
    return {
        "subject": membership.subject,
        "subject_id": membership.subject_id,
        "title": membership.title,
        "participants": [{"account_id": one.account_id, "role": one.role} for one in membership.participants],
        "last_activity_at": to_text(membership.last_activity_at),
        "unread": membership.unread,
        "preview": asdict(preview) if preview else None,
        "arrangement": asdict(membership.arrangement),
    }


def _membership_of(row: dict[str, Any]) -> Membership:
    """Build a membership from its item, or from its row in the index, which has neither marks nor version."""
    ids = {"account_id": row["PK"].partition("#")[2], "conversation_id": row["SK"].partition("#")[2]}
    return from_row(Membership, {**row, **_as_now(row["summary"]), **ids})


def _as_now(row: dict[str, Any]) -> dict[str, Any]:
    """Return what was written before conversations had subjects as it is written now: all were of contracts."""
    if "subject" in row:
        return row
    roles = (ParticipantRole.CLIENT, ParticipantRole.EXPERT)
    participants = [{"account_id": one, "role": role} for one, role in zip(row["participant_ids"], roles, strict=False)]
    return {**row, "subject": Subject.CONTRACT, "subject_id": row["contract_id"], "participants": participants}
