"""The two buckets in memory; tests/localcloud/test_vault.py holds S3 to the same road."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from guildhall.kernel.files import START_BYTES, Attachment
from guildhall.platform.vault import Stored


class MemoryVault:
    """The port `Vault`. quarantine, kept: content and content type by key. meanwhile: happens once, before a look."""

    def __init__(self) -> None:
        self.quarantine: dict[str, tuple[bytes, str]] = {}
        self.kept: dict[str, bytes] = {}
        self.meanwhile: Callable[[], object] = lambda: None

    def form(self, attachment: Attachment) -> tuple[str, dict[str, str]]:
        return "https://quarantine.example/", {"key": attachment.key, "Content-Type": attachment.content_type}

    def post(self, fields: dict[str, str], content: bytes, content_type: str | None = None) -> None:
        """Upload as a browser would, or with another type than the form says."""
        self.quarantine[fields["key"]] = (content, content_type or fields["Content-Type"])

    def look(self, key: str) -> Stored | None:
        happens, self.meanwhile = self.meanwhile, lambda: None
        happens()
        if key not in self.quarantine:
            return None
        content, content_type = self.quarantine[key]
        return Stored(len(content), content_type, hashlib.sha256(content).hexdigest())

    def start(self, key: str, tag: str) -> bytes:
        assert self._is(key, tag)
        return self.quarantine[key][0][:START_BYTES]

    def read(self, key: str, tag: str) -> bytes:
        assert self._is(key, tag)
        return self.quarantine[key][0]

    def put(self, key: str, content: bytes, content_type: str) -> None:
        self.kept[key] = content

    def get(self, key: str) -> bytes | None:
        return self.kept.get(key)

    def keep(self, key: str, tag: str) -> None:
        assert self._is(key, tag)
        self.kept[key] = self.quarantine[key][0]

    def drop(self, key: str) -> None:
        self.quarantine.pop(key, None)

    def erase(self, key: str) -> None:
        self.kept = {other: content for other, content in self.kept.items() if not other.startswith(key)}

    def sha256(self, key: str) -> str:
        return hashlib.sha256(self.kept[key]).hexdigest()

    def link(self, attachment: Attachment) -> str:
        return f"https://files.example/{attachment.key}"

    def _is(self, key: str, tag: str) -> bool:
        stored = self.look(key)
        return stored is not None and stored.tag == tag
