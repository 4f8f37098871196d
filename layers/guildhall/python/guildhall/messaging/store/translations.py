"""The port `Translations` on DynamoDB."""

from __future__ import annotations

from typing import Any

from guildhall.kernel.errors import StaleVersion
from guildhall.messaging.models import Message
from guildhall.messaging.models.templates import Language
from guildhall.messaging.models.translations import Translation, digest_of
from guildhall.messaging.store.records import MessageRecord, TranslationRecord
from guildhall.messaging.store.rows import Keys, read_items
from guildhall.platform.table import Database, Transaction


class DynamoTranslations:
    """One row a message beside it: it goes with the conversation, and is emptied when the message is taken back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, message: Message, language: Language) -> Translation | None:
        """Return what the message's present words say in the language, or None."""
        kept = _texts(message, _row(message)).get(language)
        return Translation(language, kept["text"], kept.get("source_language")) if kept else None

    def keep(self, message: Message, translation: Translation) -> None:
        """Keep it as long as the message says this. Raises StaleVersion if it says something else by now."""
        row = _row(message)
        text = {"text": translation.text, "source_language": translation.source_language}
        known = {name: value for name, value in text.items() if value is not None}
        record = TranslationRecord(
            *Keys.translation(message.conversation_id, message.message_id),
            kind=TranslationRecord.KIND,
            digest=digest_of(message),
            texts={**_texts(message, row), translation.language: known},
        )
        if row is not None:
            record.v = row["v"]
        transaction = self._database.begin()
        place = Keys.message(message.conversation_id, message.message_id)
        # Edited or taken back while the translator worked, it leaves nothing of its old words.
        transaction.check(MessageRecord, place, MessageRecord.text == message.text, StaleVersion())
        transaction.put_unaudited(record)
        transaction.commit("messaging.translate")


def _row(message: Message) -> dict[str, Any] | None:
    return read_items([Keys.translation(message.conversation_id, message.message_id)])[0]


def _texts(message: Message, row: dict[str, Any] | None) -> dict[str, dict[str, str]]:
    return row["texts"] if row is not None and row["digest"] == digest_of(message) else {}


def forget(transaction: Transaction, message: Message) -> None:
    """Leave nothing of a message in other languages, if and only if the transaction commits."""
    place = Keys.translation(message.conversation_id, message.message_id)
    empty = [TranslationRecord.kind.set(TranslationRecord.KIND), TranslationRecord.digest.set("-")]
    transaction.update(TranslationRecord(*place), [*empty, TranslationRecord.texts.set({})])
