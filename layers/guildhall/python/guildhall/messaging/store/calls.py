"""The port `Calls` on DynamoDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.events import DomainEvent
from guildhall.messaging.models.calls import Call, SeatState
from guildhall.messaging.store.records import KIND, MessageRecord, plain_of
from guildhall.messaging.store.rows import Keys
from guildhall.platform import query
from guildhall.platform.items import MapOf
from guildhall.platform.table import ChatRecord, Database, Transaction

MOST_RUNG = 90
"""A transaction has at most 100 steps (AWS limit); where more are called, the others hear it on open sockets alone."""
AT_ONCE = 200
"""Calls of one look; those behind come a minute later."""


class CallRecord(ChatRecord):
    """A call; while it is not over, it stands in the index under the instant of the next look at it."""

    KIND = "messaging.call"
    UNAUDITED = frozenset({"meeting"})

    call_id = UnicodeAttribute()
    conversation_id = UnicodeAttribute()
    caller_id = UnicodeAttribute()
    medium = UnicodeAttribute()
    started_at = UnicodeAttribute()
    seats = MapOf()
    looked_at = UnicodeAttribute()
    state = UnicodeAttribute()
    answered_at = UnicodeAttribute(null=True)
    ended_at = UnicodeAttribute(null=True)
    meeting = MapOf(null=True)


class LatestCallRecord(ChatRecord):
    """Which call of a conversation is its last: two at once are impossible."""

    KIND = "messaging.latest_call"

    call_id = UnicodeAttribute()


class PlaceRecord(ChatRecord):
    """Which call an account joined last: whoever loses a socket leaves it. And which rang at it last."""

    KIND = "messaging.place"

    conversation_id = UnicodeAttribute(null=True)
    call_id = UnicodeAttribute(null=True)
    rung_in = UnicodeAttribute(null=True)
    rung_id = UnicodeAttribute(null=True)


class DynamoCalls:
    """Calls beside the messages of their conversation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, conversation_id: str, call_id: str) -> Call | None:
        """Return one as it is at this moment, or None."""
        record = CallRecord.fetch(*Keys.call(conversation_id, call_id))
        return record.to(Call) if record else None

    def latest(self, conversation_id: str) -> Call | None:
        """Return a conversation's last call, or None."""
        record = LatestCallRecord.fetch(*Keys.latest_call(conversation_id))
        return self.get(conversation_id, record.call_id) if record else None

    def place_of(self, account_id: str) -> tuple[str, str] | None:
        """Return conversation and id of the call that an account joined last, or None."""
        record = PlaceRecord.fetch(*Keys.place(account_id))
        return (record.conversation_id, record.call_id) if record and record.call_id else None

    def rung_at(self, account_id: str) -> Call | None:
        """Return the call that rang at an account last, as it is at this moment, or None."""
        record = PlaceRecord.fetch(*Keys.place(account_id))
        return self.get(record.rung_in, record.rung_id) if record and record.rung_id else None

    def start(self, call: Call, before: Call | None, event: DomainEvent) -> Call:
        """Store a call in the place of the conversation's last one. Raises StaleVersion if another was faster."""
        key = Keys.latest_call(call.conversation_id)
        found = LatestCallRecord.fetch(*key)
        if (found.call_id if found else None) != (before.call_id if before else None):
            raise StaleVersion
        transaction = self._database.begin()
        latest = LatestCallRecord(*key, kind=LatestCallRecord.KIND, call_id=call.call_id)
        if found:
            latest.v = found.v
        transaction.put_unaudited(latest)
        transaction.publish(event)
        rung = [who for who, seat in call.seats.items() if seat.state is SeatState.INVITED]
        for account_id in rung[:MOST_RUNG]:
            actions: list[Action] = [
                PlaceRecord.kind.set(PlaceRecord.KIND),
                PlaceRecord.rung_in.set(call.conversation_id),
                PlaceRecord.rung_id.set(call.call_id),
            ]
            transaction.update(PlaceRecord(*Keys.place(account_id)), actions)
        return self._save(transaction, call, call.caller_id)

    def save(self, call: Call, *events: DomainEvent, joined: str | None = None) -> Call:
        """Store it at the version that was read, and once it is over what the conversation keeps of it."""
        transaction = self._database.begin()
        transaction.publish(*events)
        if call.is_over:
            entry = call.entry()
            place = Keys.message(entry.conversation_id, entry.message_id)
            transaction.put_unaudited(MessageRecord(*place, kind=KIND, **plain_of(entry)))
        return self._save(transaction, call, joined)

    def _save(self, transaction: Transaction, call: Call, joined: str | None) -> Call:
        index: dict[str, str] = {}
        if not call.is_over:
            sort = f"{to_text(call.look_at)}#{call.conversation_id}#{call.call_id}"
            index = {"gsi1pk": Keys.DUE_CALLS, "gsi1sk": sort}
        key = Keys.call(call.conversation_id, call.call_id)
        transaction.save(CallRecord.of(call, key=key, version=call.version, **index))
        if joined:
            place = PlaceRecord(*Keys.place(joined))
            actions: list[Action] = [
                PlaceRecord.kind.set(PlaceRecord.KIND),
                PlaceRecord.conversation_id.set(call.conversation_id),
                PlaceRecord.call_id.set(call.call_id),
            ]
            transaction.update(place, actions)
        transaction.commit("messaging.call")
        return replace(call, version=call.version + 1)

    def due(self, now: datetime) -> Sequence[tuple[str, str]]:
        """Return conversation and id of calls that the clock has to look at, not necessarily all."""
        table, until = ChatRecord.Meta.table_name, f"{to_text(now)}~"
        found = query.page(table, Keys.DUE_CALLS, index="GSI1", between=("0", until), limit=AT_ONCE)
        places = [row["GSI1SK"].split("#") for row in found.items]
        return [(conversation_id, call_id) for _, conversation_id, call_id in places]
