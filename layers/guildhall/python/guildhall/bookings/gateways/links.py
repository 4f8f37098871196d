"""Links for guests without an account, signed as cursors are; only their hashes are stored."""

from __future__ import annotations

import hashlib
import secrets

from guildhall.bookings.errors.reservations import LinkUnknown
from guildhall.platform.cursors import CursorForged, Cursors

LIST_NAME = "reservation-links"
"""What keeps a cursor of ours from being taken for a link."""
RANDOM_BYTES = 16


class SignedLinks:
    """The port `Links`. The signature turns guesses away without a read; the random part makes a link revocable."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def make(self, reservation_id: str) -> tuple[str, str]:
        """Return a new token, and the hash under which it is stored."""
        position = {"id": reservation_id, "key": secrets.token_urlsafe(RANDOM_BYTES)}
        token = self._cursors.write(position, LIST_NAME) or ""
        return token, _hash(token)

    def read(self, token: str) -> tuple[str, str]:
        """Return the reservation's id that a token names, and the token's hash. Raises LinkUnknown."""
        try:
            found = self._cursors.read(token, LIST_NAME) or {}
        except CursorForged:
            raise LinkUnknown from None
        return str(found["id"]), _hash(token)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
