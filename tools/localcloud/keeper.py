"""Writes MiniStack's state down as it changes, and brings it back.

Three kinds of state: what MiniStack saves by itself goes into snapshots; DynamoDB's items and stream records go into
the journal one by one; a few small stores that change with every message (queues, users, schedules and their groups,
sent mails) are compared with what was last written down.
"""

from __future__ import annotations

import json
import logging
import pickle
import shutil
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import ministack.app
from ministack.core import persistence
from ministack.services import cognito, dynamodb, eventbridge, lambda_svc, scheduler, secretsmanager, ses, sns, sqs

from tools.localcloud.fixes import layer_blobs
from tools.localcloud.journal import Journal
from tools.localcloud.tracked import Lists, Queues, Store

logger = logging.getLogger("localcloud.keeper")

_EXTRAS = "localcloud.pickle"


class Keeper:
    """Knows what has been written down and what has not."""

    def __init__(self, folder: Path) -> None:
        self.journal = Journal(folder)
        self.lock = threading.RLock()
        self._pending: list[tuple[Any, ...]] = []
        self._set_item, self._remove_item = dynamodb._set_item, dynamodb._remove_item
        # MiniStack's own state has these; the journal holds what happened since.
        self._stores: list[Store] = [
            Queues(sqs, "_queues"),
            Store(cognito, "_user_pools"),
            Store(cognito, "_refresh_tokens"),
            Store(cognito, "_revoked_tokens"),
            Store(cognito, "_challenge_sessions"),
            Store(cognito, "_authorization_codes"),
            Store(cognito, "_auth_codes"),
            Store(scheduler, "_schedules"),
            Store(scheduler, "_schedule_groups"),
            Store(sns, "_sms_messages"),
            Store(secretsmanager, "_secrets"),
            Store(lambda_svc, "_dynamodb_stream_positions"),
        ]
        # MiniStack's own state lacks these.
        self._extras: list[Store] = [
            Lists(ses, "_sent_emails"),
            Store(scheduler, "_schedule_last_fired"),
            Store(eventbridge, "_rule_last_fired"),
        ]

    def note(self, *entry: Any) -> None:
        """Remember a change that `write_down` will write."""
        with self.lock:
            self._pending.append(entry)

    def write_items(self) -> None:
        """Write DynamoDB's changes down as one entry: a transaction comes back whole or not at all."""
        with self.lock:
            if self._pending:
                self.journal.append(self._pending)
                self._pending = []

    def write_down(self, but: Any = None) -> None:
        """Write everything down that changed since the last time.

        but: a module of MiniStack that cannot have changed; comparing its stores is saved.
        """
        with self.lock, sqs._queues_lock:
            for store in (*self._stores, *self._extras):
                if store.module is but:
                    continue
                try:
                    self._pending += [("store", store.label, key, content) for key, content in store.changes()]
                except RuntimeError:
                    # A background thread of MiniStack changed the store under our hands: the next call sees the rest.
                    logger.debug("%s changed while it was read", store.label)
            self.write_items()

    def begin_snapshot(self) -> tuple[ExitStack, int]:
        """Stop all writers and begin a new journal.

        Returns what has to be closed once memory has been copied, and the number of the snapshot.
        """
        stopped = ExitStack()
        stopped.enter_context(self.lock)
        self.write_down()
        stopped.enter_context(dynamodb._lock)
        stopped.enter_context(sqs._queues_lock)
        return stopped, self.journal.turn()

    def write_snapshot(self, number: int) -> None:
        """Write the whole state into snapshot `number` and declare it complete. Nobody may change it meanwhile."""
        previous, folder = self.journal.snapshot, self.journal.workspace(number)
        for name, get_state in ministack.app._build_persistence_save_dict().items():
            try:
                state = get_state()
                if state is not None:
                    wrapped = {"__ministack_format__": persistence._state_format_version(name), "payload": state}
                    (folder / f"{name}.json").write_text(json.dumps(wrapped, default=persistence._json_default))
            # MiniStack's modules are none of ours: one whose state cannot be written must not cost the others theirs.
            except Exception:
                logger.exception("the state of %s cannot be written; the last one that could is kept", name)
                if previous and (previous / f"{name}.json").exists():
                    shutil.copy(previous / f"{name}.json", folder)
        extras = {
            "streams": _streams(),
            "stores": [(store.label, dict(store.entries())) for store in self._extras],
        }
        (folder / _EXTRAS).write_bytes(pickle.dumps(extras))
        self.journal.complete(number)
        layer_blobs.prune()

    def load(self, load_snapshot: Any) -> None:
        """Bring the state back: the newest snapshot, then what the journal says happened since.

        load_snapshot: MiniStack's own loader, which reads `persistence.STATE_DIR`.
        """
        snapshot = self.journal.snapshot
        if snapshot:
            persistence.STATE_DIR = str(snapshot)
            load_snapshot()
            self._load_extras(pickle.loads((snapshot / _EXTRAS).read_bytes()))  # noqa: S301  # our own file
        for entries in self.journal.entries():
            for entry in entries:
                self._replay(*entry)
        sqs._rebuild_queue_name_index()
        _give_back()
        for store in (*self._stores, *self._extras):
            list(store.changes())

    def _load_extras(self, extras: dict[str, Any]) -> None:
        for key, (trimmed, records) in extras["streams"].items():
            dynamodb._stream_trimmed._data[key] = trimmed
            dynamodb._stream_records._data[key] = records
        stores = {store.label: store for store in self._extras}
        for label, entries in extras["stores"]:
            for key, value in entries.items():
                stores[label].entries()[key] = value

    def _replay(self, kind: str, *rest: Any) -> None:
        if kind == "store":
            label, key, content = rest
            stores = {store.label: store for store in (*self._stores, *self._extras)}
            stores[label].restore(key, content)
        elif kind == "stream":
            key, record = rest
            dynamodb._stream_records._data.setdefault(key, []).append(record)
        else:
            key, hash_value, range_value, item = rest
            table = dynamodb._tables._data.get(key)
            if table is not None and item is None:
                self._remove_item(table, hash_value, range_value)
            elif table is not None:
                self._set_item(table, hash_value, range_value, item)


def _give_back() -> None:
    """Undo the receipts of messages that functions were working on when the process died.

    Their functions died too, which is nobody's failed attempt: without this each message would wait for its visibility
    timeout, minutes as a rule, and a few deaths would send it to the dead letters.
    """
    mapped = {mapping.get("EventSourceArn") for mapping in lambda_svc._esms._data.values()}
    now = time.time()
    for queue in sqs._queues._data.values():
        if queue["attributes"].get("QueueArn") in mapped:
            for message in queue["messages"]:
                if message.get("receive_count") and message["visible_at"] > now:
                    message["visible_at"] = now
                    message["receive_count"] -= 1
                    message["receipt_handle"] = None


def _streams() -> dict[Any, tuple[int, list[dict[str, Any]]]]:
    """Return each stream's records that some event source mapping has not read, and how many came before them."""
    read: dict[Any, int] = {}
    for key, mapping in lambda_svc._esms._data.items():
        table = mapping.get("EventSourceArn", "").partition(":table/")[2].partition("/")[0]
        position = lambda_svc._dynamodb_stream_positions._data.get((key[0], key[1], mapping["UUID"]))
        if table and position is not None:
            scoped = (key[0], key[1], table)
            read[scoped] = min(position, read.get(scoped, position))
    streams = {}
    for key, records in dynamodb._stream_records._data.items():
        trimmed = dynamodb._stream_trimmed._data.get(key, 0)
        done = max(0, min(len(records), read.get(key, trimmed + len(records)) - trimmed))
        streams[key] = (trimmed + done, records[done:])
    return streams
