"""Links for guests without an account, signed as cursors are; only their hashes are stored."""

from __future__ import annotations

import hashlib

from guildhall.bookings.errors.reservations import LinkUnknown
from guildhall.platform.cursors import CursorForged, Cursors

LIST_NAME = "reservation-links"
"""What keeps a cursor of ours from being taken for a link."""


class SignedLinks:
    """The port `Links`.

    The signature is what nobody can guess; whoever has the signing secret can write the same link again into a later
    letter, so no token is ever stored.
    """

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def make(self, reservation_id: str, number: int) -> tuple[str, str]:
        """Return a link's token, and the hash under which it is stored. number: counts the links of a reservation."""
        token = self._cursors.write({"id": reservation_id, "number": number}, LIST_NAME) or ""
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
