"""Links of invitations, signed as cursors are; only their hashes are stored."""

from __future__ import annotations

from guildhall.platform.cursors import Cursors

LIST_NAME = "invitations"
"""What keeps a cursor of ours from being taken for an invitation."""


class SignedInvitationLinks:
    """The port `InvitationLinks`.

    The signature is what nobody can guess; whoever has the signing secret can write the same link again into a letter
    that is sent later, so no token is ever stored.
    """

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def secret(self, invitation_id: str, version: int) -> str:
        """Return the secret part of a link."""
        return self._cursors.write({"id": invitation_id, "version": version}, LIST_NAME) or ""
