"""Stream edge of the chat table: new and changed messages reach both sides' lists, and new ones the world."""

import time
from collections.abc import Callable
from typing import Any

from guildhall.kernel.actor import SYSTEM, Origin
from guildhall.messaging import wiring
from guildhall.messaging.events import MessageSentV1
from guildhall.messaging.use_cases.receipts import Known
from guildhall.platform import context
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.init import Lazily
from guildhall.platform.edge.messages import PASSING
from guildhall.platform.items import from_item
from guildhall.platform.observe import logger, record

KIND = "messaging.message"
"""Rows of the other kind are changes (the template's filter lets nothing else in)."""


def note(messaging: wiring.Background) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """Return the handler. It takes each conversation of a batch once, and reports from the first that has to wait."""

    def handle(event: dict[str, Any], _: Any) -> dict[str, Any]:
        news: list[MessageSentV1] = []
        conversations = _by_conversation(event["Records"])
        known = _known(messaging, conversations)
        waiting = [
            records[0]["SequenceNumber"]
            for key, records in conversations.items()
            if not _noted(messaging, [from_item(one["NewImage"]) for one in records], known.get(_id(key)), news)
        ]
        # All at once: a request for each conversation would cost more than what is announced.
        if news and not _announced(messaging, news):
            waiting = [event["Records"][0]["dynamodb"]["SequenceNumber"]]
        return {"batchItemFailures": [{"itemIdentifier": number} for number in waiting]}

    return handle


def _by_conversation(records: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in records:
        found.setdefault(one["dynamodb"]["Keys"]["PK"]["S"], []).append(one["dynamodb"])
    return found


def _id(key: str) -> str:
    return key.partition("#")[2]


def _known(messaging: wiring.Background, conversations: dict[str, list[dict[str, Any]]]) -> dict[str, Known]:
    """Read the conversations that have new messages, all at once; those that it did not find are read by themselves."""
    wanted = [
        _id(key)
        for key, records in conversations.items()
        if any(one["NewImage"]["kind"]["S"] == KIND for one in records)
    ]
    cause = next(iter(wanted), "")
    with context.scope(Origin(SYSTEM, cause, cause)):
        try:
            return messaging.note_messages.read(wanted)
        except PASSING as problem:
            # Who can be read by themselves need not wait for the others.
            logger.warning("will be read one by one", extra={"problem": problem.slug})
            return {}


def _noted(
    messaging: wiring.Background, rows: list[dict[str, Any]], known: Known | None, news: list[MessageSentV1]
) -> bool:
    """Do what follows from rows of one conversation and add what is to be announced of it; tell whether all is done."""
    started = time.perf_counter()
    messages = [messaging.message_of(row) for row in rows if row["kind"] == KIND]
    changed = {row["message_id"] for row in rows if row["kind"] != KIND}
    cause = messages[-1].message_id if messages else max(changed)
    origin = Origin(SYSTEM, cause, cause)
    logger.append_keys(correlation_id=origin.correlation_id, causation_id=origin.causation_id)
    done = True
    with context.scope(origin):
        try:
            if messages:
                news += messaging.note_messages(messages, known)
                messaging.raise_signals(messages)
                messaging.ask_previews(messages)
                messaging.watch_answers(messages)
            if changed:
                conversation_id = _id(rows[0]["PK"])
                messaging.note_changes(conversation_id, changed)
                messaging.raise_signals.again(conversation_id, changed)
                messaging.ask_previews.again(conversation_id, changed)
        except PASSING as problem:
            logger.warning("will be tried again", extra={"problem": problem.slug})
            done = False
    milliseconds = (time.perf_counter() - started) * 1000
    record("note messages", milliseconds, failed=not done, messages=len(messages), changed=len(changed))
    return done


def _announced(messaging: wiring.Background, news: list[MessageSentV1]) -> bool:
    cause = news[-1].message_id
    with context.scope(Origin(SYSTEM, cause, cause)):
        try:
            messaging.announce(news)
        except PASSING as problem:
            logger.warning("will be tried again", extra={"problem": problem.slug})
            return False
    return True


handler = Lazily(lambda: note(wiring.wire_background(Platform.from_env())))
