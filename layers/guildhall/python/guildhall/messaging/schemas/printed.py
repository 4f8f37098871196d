"""A conversation on paper: the same parts as its export, entry by entry with their digests, so both can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import to_text
from guildhall.messaging.models.templates import Language
from guildhall.messaging.ports.writing import People
from guildhall.messaging.schemas.finding import ConversationExportOut, ExportedMessageOut, Exports

if TYPE_CHECKING:
    from guildhall.platform.paper import Paper

WORDS = Path(__file__).parents[2] / "assets/words/conversations.json"
MOST_PARTS = 3
"""Parts of the export on one paper: some dozen pages, which take a second or two to shape."""
LEFT_TO_RIGHT = "\u200e"
"""Before an id in right-to-left text: without it, hyphens and colons turn its parts around (UAX #9, rule W2)."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF/A file, and where the next one starts."""

    content: bytes
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Prints:
    """Puts an export on paper. people: what those who take part are called."""

    exports: Exports
    people: People

    def __call__(self, actor: Actor, conversation_id: str, cursor: str | None, language: Language) -> Printed:
        """Return some parts on one paper. Raises NotFound, CursorForged."""
        parts = [self.exports(actor, conversation_id, cursor)]
        while parts[-1].next_cursor and len(parts) < MOST_PARTS:
            parts.append(self.exports(actor, conversation_id, parts[-1].next_cursor))
        # Those who left wrote too.
        senders = {item.message.sender_id for part in parts for item in part.items}
        names = self.people.names(senders | set(parts[0].conversation["participant_ids"]))
        return Printed(_paper(parts, names, language, is_first=cursor is None), parts[-1].next_cursor)


@cache
def _words() -> dict[str, dict[str, str]]:
    known: dict[str, dict[str, str]] = orjson.loads(WORDS.read_bytes())
    return known


def _paper(
    parts: list[ConversationExportOut], names: Mapping[str, str], language: Language, *, is_first: bool
) -> bytes:
    # Only functions that print have the layer.
    from guildhall.platform.paper import Paper

    words, head = _words()[language], parts[0].conversation
    items = [item for part in parts for item in part.items]
    paper = Paper(language, f"{words['title']} {head['conversation_id']}", words["page"], words["of"])
    paper.set_title(f"{words['title']} {head['conversation_id']}")
    paper.add_page()
    paper.banner(words["title"], head["title"])
    facts = [(words["id"], head["conversation_id"]), (words["opened"], head["opened_at"])]
    if head.get("contract_id"):
        facts.insert(1, (words["about"], head["contract_id"]))
    if items and not is_first:
        facts.append((words["part"], to_text(items[0].message.sent_at)))
    paper.facts([(name, LEFT_TO_RIGHT + value) for name, value in facts])
    paper.heading(words["people"])
    paper.notes([_called(one, names) for one in head["participant_ids"]])
    paper.ln(4)
    for item in items:
        _entry(paper, item, names, words)
    more = [words["more"]] if parts[-1].next_cursor else []
    paper.notes([f"{words['digest']}: {LEFT_TO_RIGHT}{parts[-1].sha256}", words["how"], *more])
    return bytes(paper.output())


def _called(account_id: str, names: Mapping[str, str]) -> str:
    return f"{names[account_id]} ({LEFT_TO_RIGHT}{account_id})" if account_id in names else LEFT_TO_RIGHT + account_id


def _entry(paper: Paper, item: ExportedMessageOut, names: Mapping[str, str], words: Mapping[str, str]) -> None:
    message = item.message
    before = [(f"{words['edited']} ({LEFT_TO_RIGHT}{to_text(one.replaced_at)})", one.text) for one in item.versions]
    aside = [line for one in before for line in one]
    aside += [f"{words['file']}: {one.file_name} ({one.content_type}, {one.size_bytes} B)" for one in message.files]
    text = words["deleted"] if message.deleted_at else message.text
    if message.call:
        call = message.call
        text = (
            f"{words['call']} ({words[call.medium]}): {words[call.outcome]}, {call.duration_seconds} {words['seconds']}"
        )
    who = names.get(message.sender_id, message.sender_id)
    paper.said(
        f"{who} · {LEFT_TO_RIGHT}{to_text(message.sent_at)}",
        text,
        [*aside, f"{message.message_id} · sha256 {item.sha256}"],
    )
