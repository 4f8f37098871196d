"""The port `Answers` on DynamoDB."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action

from guildhall.kernel.clock import to_text
from guildhall.kernel.events import DomainEvent
from guildhall.messaging.models.answering import TIME_ANSWERS, ToldPace
from guildhall.messaging.store.messages import FILES_QUEUE
from guildhall.messaging.store.rows import Keys, Refused, call
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute, to_typed, typed_key
from guildhall.platform.table import ChatRecord, Database

AT_ONCE = 50
"""Those behind come a minute later."""


class AnswersRecord(ChatRecord):
    """What was told of one account; while a look awaits it, it stands in the index under that one's instant."""

    KIND = "messaging.answers"

    account_id = UnicodeAttribute()
    within_seconds = IntegerAttribute(null=True)
    told_at = UnicodeAttribute(null=True)


class DynamoAnswers:
    """One row an account, beside its conversations. Looks and what is told change other attributes of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def watch(self, account_id: str, look_at: datetime) -> None:
        """Have somebody looked at then, unless a look awaits them already."""
        pk, sk = Keys.answers(account_id)
        index = {":pk": Keys.DUE_LOOKS, ":sk": f"{to_text(look_at)}#{account_id}"}
        values = {":kind": AnswersRecord.KIND, ":account": account_id, **index}
        request = {
            "TableName": ChatRecord.Meta.table_name,
            "Key": typed_key(pk, sk),
            "UpdateExpression": "SET kind = :kind, account_id = :account, GSI1PK = :pk, GSI1SK = :sk",
            "ConditionExpression": "attribute_not_exists(GSI1PK)",
            "ExpressionAttributeValues": {name: to_typed(value) for name, value in values.items()},
        }
        with contextlib.suppress(Refused):
            call("UpdateItem", request)

    def due(self, now: datetime) -> Sequence[str]:
        """Return some whose look has come, those who wait longest first."""
        table, until = ChatRecord.Meta.table_name, f"{to_text(now)}~"
        found = query.page(table, Keys.DUE_LOOKS, index="GSI1", between=("0", until), limit=AT_ONCE)
        return [row["GSI1SK"].rpartition("#")[2] for row in found.items]

    def hand_over(self, account_id: str) -> None:
        """Have one looked at now, by a command. Raises StaleVersion if none awaits them any more."""
        transaction = self._database.begin()
        row = AnswersRecord(*Keys.answers(account_id))
        actions: list[Action] = [AnswersRecord.gsi1pk.remove(), AnswersRecord.gsi1sk.remove()]
        transaction.update(row, actions, condition=AnswersRecord.gsi1pk.exists())
        transaction.enqueue(FILES_QUEUE, account_id, {"type": TIME_ANSWERS, "account_id": account_id})
        transaction.commit("messaging.look_at_answers")

    def told(self, account_id: str) -> ToldPace:
        """Return what was told last."""
        record = AnswersRecord.fetch(*Keys.answers(account_id))
        return record.to(ToldPace) if record else ToldPace(account_id)

    def tell(self, before: ToldPace, after: ToldPace, event: DomainEvent) -> None:
        """Tell the world, in the place of what was told before. Raises StaleVersion if something else was meanwhile."""
        transaction = self._database.begin()
        row = AnswersRecord(*Keys.answers(after.account_id))
        within, told_at = AnswersRecord.within_seconds, AnswersRecord.told_at
        actions: list[Action] = [
            AnswersRecord.kind.set(AnswersRecord.KIND),
            AnswersRecord.account_id.set(after.account_id),
            within.remove() if after.within_seconds is None else within.set(after.within_seconds),
        ]
        if after.told_at:
            actions.append(told_at.set(to_text(after.told_at)))
        was = told_at == to_text(before.told_at) if before.told_at else told_at.does_not_exist()
        transaction.update(row, actions, condition=was)
        transaction.publish(event)
        transaction.commit("messaging.tell_answers")
