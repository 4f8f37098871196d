"""Opaque, signed cursors: a page's end, which only we can have written, for only the list it came from."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from guildhall.kernel.errors import Fault, Invalid
from guildhall.platform.secrets import Secret

T = TypeVar("T")


class CursorForged(Invalid):
    """The cursor was not made by this list, or was altered on the way."""

    slug = "cursor-invalid"
    title = "This cursor does not belong to this list"


class Cursors:
    """Writes and reads cursors."""

    def __init__(self, key: Secret | str) -> None:
        self._key = key

    def write(self, position: dict[str, Any] | None, list_name: str) -> str | None:
        """Return the cursor of a position (JSON types), or None at the end.

        list_name: what is listed and for whom, such as `projects:acc_01J…`; the reader must name the same.
        """
        if position is None:
            return None
        body = json.dumps(position, separators=(",", ":"), sort_keys=True).encode()
        return base64.urlsafe_b64encode(self._sign(body, list_name) + body).decode().rstrip("=")

    def read(self, cursor: str | None, list_name: str, place: str = "#query/cursor") -> dict[str, Any] | None:
        """Return the position inside a cursor, or None for no cursor. Raises CursorForged.

        place: where the caller sent it, for the problem's pointer.
        """
        if cursor is None:
            return None
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except ValueError:
            raw = b""
        signature, body = raw[:16], raw[16:]
        if not hmac.compare_digest(signature, self._sign(body, list_name)):
            raise CursorForged("start again without a cursor", faults=(Fault(place, "not ours", "forged"),))
        position: dict[str, Any] = json.loads(body)
        return position

    def part(
        self, found: Sequence[T], cursor: str | None, list_name: str, limit: int
    ) -> tuple[Sequence[T], str | None]:
        """Return one page of a list that is short enough to be made whole, and the cursor after it, or None.

        Raises CursorForged.
        """
        start = int((self.read(cursor, list_name) or {"number": 0})["number"])
        end = start + limit
        return found[start:end], self.write({"number": end} if end < len(found) else None, list_name)

    def _sign(self, body: bytes, list_name: str) -> bytes:
        key = self._key.value if isinstance(self._key, Secret) else self._key
        return hmac.digest(key.encode(), list_name.encode() + b"\n" + body, hashlib.sha256)[:16]
