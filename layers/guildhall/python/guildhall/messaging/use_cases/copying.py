"""Writing a copy of somebody's data, part by part; whoever dies in a part writes it again."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import NotFound
from guildhall.messaging.events import DataCopyReadyV1
from guildhall.messaging.models import MessageKind, SharedFile
from guildhall.messaging.models.copies import (
    KEPT,
    LOOK_OF_ONE,
    LOOK_OF_VERSIONS,
    MOST_BYTES,
    MOST_MESSAGES,
    CopyPart,
    CopyState,
    DataCopy,
    SealedEntry,
    shelf_of,
)
from guildhall.messaging.ports.copies import Copies, Holding, SealedPages, Shelves, Sides

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a ZIP: written again of the same data, a part is the same."""


@dataclass(slots=True)
class Pack:
    """What comes into one part. looked: what was read for it, counted in messages."""

    files: dict[str, bytes] = field(default_factory=dict)
    attached: list[dict[str, Any]] = field(default_factory=list)
    looked: int = 0
    file_bytes: int = 0

    @property
    def is_full(self) -> bool:
        """Whether the next message belongs into the next part."""
        return self.looked >= MOST_MESSAGES or self.file_bytes >= MOST_BYTES

    def zipped(self, number: int, about: Mapping[str, Any]) -> bytes:
        """Return it as a ZIP file with a manifest of the digests of all others in it. number: of the part."""
        files = {**self.files, f"messaging/attachments-{number:03d}.json": _json(self.attached)}
        listed = [
            {"path": path, "size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for path, content in files.items()
        ]
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            for path, content in {**files, f"manifest-{number:03d}.json": _json({**about, "files": listed})}.items():
                packed.writestr(zipfile.ZipInfo(path, EPOCH), content, zipfile.ZIP_DEFLATED)
        return target.getvalue()


@dataclass(slots=True)
class _Extract:
    """What one part holds of one conversation."""

    head: dict[str, Any] = field(default_factory=dict)
    before: str = ""
    entries: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    attached: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WriteCopyPart:
    """Write the next part of a copy. holdings: what else is held about the person, by its path in the first part."""

    copies: Copies
    conversations: Sides
    pages: SealedPages
    shelves: Shelves
    holdings: Mapping[str, Holding]
    clock: Clock

    AT_ONCE: ClassVar[int] = 100

    def __call__(self, account_id: str, copy_id: str, number: int) -> None:
        """Write part `number`, counted from 1; a part that was written, or belongs to no copy, changes nothing.

        Raises StaleVersion, Unavailable, which pass.
        """
        copy = self.copies.get(account_id)
        if copy is None or (copy.copy_id, len(copy.parts) + 1) != (copy_id, number):
            return
        if copy.state is CopyState.READY or self.clock.now() >= copy.ends_at:
            return
        actor, pack = Actor(account_id), Pack()
        if number == 1:
            copy = self._begin(copy, actor, pack)
        following = self._fill(copy, actor, pack)
        content = pack.zipped(number, self._about(copy, number))
        digest = hashlib.sha256(content).hexdigest()
        # Named by what is in it: of two that write at once, the one that is kept is the one that is told of.
        part = CopyPart(f"{number:03d}-{digest[:16]}.zip", len(content), digest)
        self.shelves.put(f"messaging/{shelf_of(copy_id)}/{part.name}", content, "application/zip")
        now = self.clock.now()
        written = replace(following, parts=(*copy.parts, part), moved_at=now)
        if written.state is CopyState.BUILDING:
            self.copies.save(written)
            return
        told = DataCopyReadyV1(copy_id=copy_id, account_id=account_id, kept_until=now + KEPT)
        self.copies.save(replace(written, kept_until=now + KEPT), told)

    def _begin(self, copy: DataCopy, actor: Actor, pack: Pack) -> DataCopy:
        """Put in what is no conversation, and count those."""
        if copy.replaces is not None:
            self.shelves.erase(f"messaging/{shelf_of(copy.replaces)}/")
        for path, holding in self.holdings.items():
            pack.files[path] = _json(holding(actor))
        found, start = 0, ""
        while sides := self._behind(actor.account_id, start):
            found, start = found + len(sides), sides[-1]
        return replace(copy, found=found)

    def _behind(self, account_id: str, last: str) -> list[str]:
        found = self.conversations.sides(account_id, last, self.AT_ONCE)
        return [one.conversation_id for one in found if one.conversation_id != last]

    def _fill(self, copy: DataCopy, actor: Actor, pack: Pack) -> DataCopy:
        """Read until the part is full, or there is nothing left; return the copy as it is then."""
        waiting: list[str] = []
        while not pack.is_full:
            if copy.is_through:
                waiting = waiting or self._behind(copy.account_id, copy.conversation_id)
                if not waiting:
                    return replace(copy, state=CopyState.READY)
                copy = replace(copy, conversation_id=waiting.pop(0), is_through=False, after=None, seal=None)
            copy = self._extract(copy, actor, pack)
            pack.looked += LOOK_OF_ONE
        return copy

    def _extract(self, copy: DataCopy, actor: Actor, pack: Pack) -> DataCopy:
        """Put one conversation in, as far as the part takes it."""
        extract, begun, following = _Extract(), copy, copy
        try:
            while not (following.is_through or pack.is_full):
                following = self._page(following, actor, pack, extract)
        except NotFound:
            # Left, or erased: nothing of it is handed out any more, not even what was read a moment ago.
            return replace(begun, is_through=True, after=None, seal=None)
        piece = {
            "conversation": extract.head, "sha256_before": extract.before, "items": extract.entries,
            "sha256": following.seal, "is_continued": not following.is_through,
        }  # fmt: skip
        # Parts may be unpacked into one folder.
        suffix = "" if copy.after is None else f"-{len(copy.parts) + 1:03d}"
        pack.files[f"messaging/conversations/{copy.conversation_id}{suffix}.json"] = _json(piece)
        pack.files.update(extract.files)
        pack.attached.extend(extract.attached)
        return replace(
            following,
            conversations=copy.conversations + following.is_through,
            messages=copy.messages + len(extract.entries),
            files=copy.files + len(extract.attached),
        )

    def _page(self, copy: DataCopy, actor: Actor, pack: Pack, extract: _Extract) -> DataCopy:
        page = self.pages(actor, copy.conversation_id, copy.after, copy.seal)
        extract.head = page.head
        extract.before = extract.before or page.before
        copy = replace(copy, seal=page.before)
        for number, entry in enumerate(page.entries, start=1):
            extract.entries.append(entry.plain)
            for shared in entry.files:
                pack.file_bytes += self._attach(copy, actor, entry, shared, extract)
            pack.looked += 1 + LOOK_OF_ONE * len(entry.files)
            pack.looked += LOOK_OF_VERSIONS if entry.plain["versions"] else 0
            copy = replace(copy, after=entry.message_id, seal=entry.sha256)
            if pack.is_full:
                is_last = number == len(page.entries) and not page.has_more
                return replace(copy, is_through=is_last)
        return replace(copy, is_through=not page.has_more)

    def _attach(self, copy: DataCopy, actor: Actor, entry: SealedEntry, shared: SharedFile, extract: _Extract) -> int:
        """Put a file in; return its size in bytes."""
        key, name = f"messaging/{copy.conversation_id}/{shared.file_id}", shared.file_name
        if shared.kind is MessageKind.IMAGE and shared.widths and entry.sender_id != actor.account_id:
            # As everybody else sees it: the original says where and when somebody else took it.
            key, name = f"{key}/{shared.widths[-1]}.webp", f"{name.rpartition('.')[0] or name}.webp"
        content = self.shelves.get(key)
        path = f"messaging/files/{shared.file_id}{_ending(name)}"
        if content is not None:
            extract.files[path] = content
        extract.attached.append(
            {
                "conversation_id": copy.conversation_id,
                "message_id": entry.message_id,
                "file_id": shared.file_id,
                "file_name": shared.file_name,
                "content_type": shared.content_type,
                "path": path if content is not None else None,
                "size_bytes": len(content) if content is not None else None,
                "sha256": hashlib.sha256(content).hexdigest() if content is not None else None,
            }
        )
        return len(content or b"")

    @staticmethod
    def _about(copy: DataCopy, number: int) -> dict[str, Any]:
        return {
            "copy_id": copy.copy_id,
            "account_id": copy.account_id,
            "asked_at": copy.asked_at.isoformat(),
            "part": number,
            "parts_before": [{"sha256": part.sha256, "size_bytes": part.size_bytes} for part in copy.parts],
        }


def _ending(name: str) -> str:
    """Return what a file's name ends with, if a ZIP can bear it: names are people's own."""
    ending = name.rpartition(".")[2] if "." in name else ""
    return f".{ending.lower()}" if ending.isascii() and ending.isalnum() and len(ending) <= 5 else ""  # noqa: PLR2004


def _json(plain: Any) -> bytes:
    return json.dumps(plain, ensure_ascii=False, indent=1).encode()
