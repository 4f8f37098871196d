"""The five tables: records, reads, and the one transaction in which state, events and audit entry commit together."""

from __future__ import annotations

import random
import time
import uuid
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

from pydantic import TypeAdapter
from pynamodb.attributes import UnicodeAttribute, VersionAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PynamoDBException, TransactWriteError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Problem, StaleVersion, Unavailable
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import Ids
from guildhall.platform import aws, context
from guildhall.platform.items import IntegerAttribute
from guildhall.platform.steps import CONFLICTS, Refusal, Step, Steps, refusal_of

ATTEMPTS = 7
"""A transaction that meets another on one item is rejected, not queued; the seventh try comes after about a second."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tables:
    """Names of the five tables (data.md section 4.1).

    core_table: aggregates and outbox. ledger_table: the journal. chat_table: conversations.
    audit_table: who changed what. ops_table: what expires.
    """

    core_table: str
    ledger_table: str
    chat_table: str
    audit_table: str
    ops_table: str


class Record(Model):
    """One stored entity; subclasses declare its attributes, `kind` and keys. Records never leave a `store.py`.

    KIND: written for ever, `<capability>.<entity>`: rename the class, keep the value.
    UNAUDITED: attributes whose values stay out of the audit log (secrets; personal data that erasure must reach).
    """

    KIND: ClassVar[str]
    UNAUDITED: ClassVar[frozenset[str]] = frozenset()

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
    kind = UnicodeAttribute()
    v = VersionAttribute()
    gsi1pk = UnicodeAttribute(null=True, attr_name="GSI1PK")
    gsi1sk = UnicodeAttribute(null=True, attr_name="GSI1SK")
    gsi2pk = UnicodeAttribute(null=True, attr_name="GSI2PK")
    gsi2sk = UnicodeAttribute(null=True, attr_name="GSI2SK")
    expires_at = IntegerAttribute(null=True, attr_name="ttl")

    @classmethod
    def of(cls, model: Any, *, key: tuple[str, str], version: int | None, **extra: Any) -> Self:
        """Build the record of a model dataclass.

        key: PK and SK. version: what the caller read; None or 0 for a new one. extra: index keys and `expires_at`.
        Fields of the model that the record does not declare are refused, so that none is lost silently.
        """
        plain = adapter(type(model)).dump_python(model, mode="json", exclude={"version"}, exclude_none=True)
        record = cls(pk=key[0], sk=key[1], kind=cls.KIND, **plain, **extra)
        if version:
            record.v = version
        return record

    def to(self, model_type: type[T]) -> T:
        """Build the model dataclass from the record; unknown attributes are ignored, so readers accept newer rows."""
        values = {name: value for name, value in self.attribute_values.items() if value is not None}
        return from_row(model_type, {**values, "v": int(self.v or 0)})

    @classmethod
    def fetch(cls, pk: str, sk: str, *, consistent: bool = True) -> Self | None:
        """Read one item, or None. Strongly consistent unless the caller says otherwise. Raises Unavailable."""
        try:
            record = cls.get(pk, sk, consistent_read=consistent)
        except DoesNotExist:
            return None
        except PynamoDBException as error:
            raise Unavailable from error
        context.current().images[cls.Meta.table_name, pk, sk] = dict(record.attribute_values)
        return record


def from_row(model_type: type[T], row: dict[str, Any]) -> T:
    """Build a model dataclass from a plain item of `query.page`; unknown attributes are ignored."""
    model: T = adapter(model_type).validate_python({**row, "version": row.get("v", 0)})
    return model


class CoreRecord(Record):
    """An item of the core table."""

    class Meta:
        table_name = "core"


class LedgerRecord(Record):
    """An item of the ledger table."""

    class Meta:
        table_name = "ledger"


class ChatRecord(Record):
    """An item of the chat table."""

    class Meta:
        table_name = "chat"


class AuditRecord(Record):
    """An item of the audit table."""

    class Meta:
        table_name = "audit"


class OpsRecord(Record):
    """An item of the ops table."""

    class Meta:
        table_name = "ops"


def bind(tables: Tables) -> None:
    """Tell the records which tables they live in; called once by each composition root, and by tests."""
    aws.use_shared_client()
    CoreRecord.Meta.table_name = tables.core_table
    LedgerRecord.Meta.table_name = tables.ledger_table
    ChatRecord.Meta.table_name = tables.chat_table
    AuditRecord.Meta.table_name = tables.audit_table
    OpsRecord.Meta.table_name = tables.ops_table


_ADAPTERS: dict[type, TypeAdapter[Any]] = {}


def adapter(model_type: type) -> TypeAdapter[Any]:
    """Return what reads and writes a model dataclass as plain values; made once per process."""
    adapter = _ADAPTERS.get(model_type)
    if adapter is None:
        adapter = _ADAPTERS[model_type] = TypeAdapter(model_type)
    return adapter


class Transaction:
    """All or nothing: state, guards, events, commands and the audit entry of one use case.

    Each step names the problem that its refused condition means. The caller hears of one: of a refused step that is
    heard first, else of the first in the order checks, deletes, puts, updates.
    """

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock = clock
        self._ids = ids
        self._steps = Steps()
        self._saved: list[tuple[Record, bool]] = []
        self._events: list[DomainEvent] = []
        self._messages: list[tuple[str, str, dict[str, Any]]] = []

    def save(self, record: Record, *, refused: Problem | None = None, condition: Condition | None = None) -> None:
        """Put a record at the version it was read at; a record without version must not exist yet.

        refused: what to raise if someone was faster (default StaleVersion).
        """
        self._steps.puts.append(Step(lambda t: t.save(record, condition=condition), refused or StaleVersion()))
        self._saved.append((record, False))

    def put_unaudited(self, record: Record, *, refused: Refusal | None = None, is_heard_first: bool = False) -> None:
        """As `save`, for rows that are themselves a log (ledger lines, outbox, feed entries).

        is_heard_first: its refusal explains all others (a repeat also finds every version stale).
        """
        returned = "ALL_OLD" if callable(refused) else None
        self._steps.puts.append(
            Step(lambda t: t.save(record, return_values=returned), refused or StaleVersion(), is_heard_first)
        )

    def update(
        self,
        record: Record,
        actions: list[Action],
        *,
        condition: Condition | None = None,
        refused: Problem | None = None,
    ) -> None:
        """Change attributes in place without reading first (counters, balances). Not in the audit log."""
        if record.v is None:
            # PynamoDB would set the version back to 1; from any known version it adds 1.
            record.v = 0
        self._steps.updates.append(
            Step(
                # A new list each time: PynamoDB appends to it, and a conflict makes this run again.
                lambda t: t.update(record, [*actions], condition=condition, add_version_condition=False),
                refused or StaleVersion(),
            )
        )

    def delete(self, record: Record, *, refused: Problem | None = None) -> None:
        """Remove a record at the version it was read at."""
        self._steps.deletes.append(
            Step(
                lambda t: t.delete(record, add_version_condition=record.v is not None),
                refused or StaleVersion(),
            )
        )
        self._saved.append((record, True))

    def check(self, record: type[Record], key: tuple[str, str], condition: Condition, refused: Problem) -> None:
        """Require a condition on an item that this transaction does not write."""
        self._steps.checks.append(Step(lambda t: t.condition_check(record, *key, condition=condition), refused))

    def publish(self, *events: DomainEvent) -> None:
        """Announce facts; they reach the bus if and only if the transaction commits."""
        self._events.extend(events)

    def enqueue(self, queue: str, group: str, body: dict[str, Any]) -> None:
        """Send a message to one of our queues if and only if the transaction commits.

        queue: its name as the publisher knows it, such as `payment-commands`. group: messages of one group keep their
        order. body: JSON, ids only.
        """
        self._messages.append((queue, group, body))

    def commit(self, action: str) -> None:
        """Write everything, or raise the problem of the step that was refused.

        action: `<capability>.<verb>`, as in the policy set; the audit log files the change under it.
        Conflicts with other transactions are retried with full jitter. Raises Unavailable when they do not end.
        """
        # The log modules build on this one; they are the transaction's own last steps.
        from guildhall.platform import audit, outbox

        origin, now = context.current().origin, self._clock.now()
        for event in self._events:
            self.put_unaudited(outbox.event_row(event, origin, now, self._ids))
        for queue, group, body in self._messages:
            self.put_unaudited(outbox.message_row(queue, group, body, origin, now, self._ids))
        if self._saved:
            self.put_unaudited(audit.entry(action, self._saved, origin, now, self._ids))
        self._write()

    def _write(self) -> None:
        steps = self._steps.in_order()
        token = str(uuid.uuid4())
        for attempt in range(ATTEMPTS):
            try:
                with TransactWrite(connection=Connection(), client_request_token=token) as write:
                    for step in steps:
                        step.add(write)
            except TransactWriteError as error:
                refused = refusal_of(error, steps)
                if refused:
                    raise refused from error
                codes = [reason.code if reason else None for reason in error.cancellation_reasons]
                if error.cause_response_code == "ValidationException":
                    # Our bug, such as two steps on one item: trying again would hide it behind an outage.
                    raise
                if not CONFLICTS.intersection(codes) and error.cause_response_code not in CONFLICTS:
                    raise Unavailable from error
                time.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311  jitter needs no cryptography
            else:
                return
        raise Unavailable("too many others are changing this at the moment", retry_after_seconds=1)


@dataclass(frozen=True, slots=True)
class Database:
    """What a store needs to write: transactions with the platform's clock and ids."""

    clock: Clock
    ids: Ids

    def begin(self) -> Transaction:
        """Start collecting the steps of a transaction; nothing is sent before `commit`."""
        return Transaction(self.clock, self.ids)
