"""The signed token of an unsubscribe link."""

from __future__ import annotations

from guildhall.kernel.errors import Fault
from guildhall.notifications.errors import UnsubscribeLinkInvalid
from guildhall.notifications.models import Type
from guildhall.platform.cursors import CursorForged, Cursors

LIST_NAME = "notifications:unsubscribe"


class SignedUnsubscribeLinks:
    """The port `UnsubscribeLinks`: the token is a signed cursor that never expires, as the letter does not."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def token(self, account_id: str, kind: Type) -> str:
        """Return a token that only we can have made."""
        return self._cursors.write({"account_id": account_id, "type": str(kind)}, LIST_NAME) or ""

    def read(self, token: str) -> tuple[str, Type]:
        """Return the account and the type. Raises UnsubscribeLinkInvalid."""
        try:
            found = self._cursors.read(token, LIST_NAME) or {}
            return str(found["account_id"]), Type(found["type"])
        except (CursorForged, KeyError, ValueError) as error:
            fault = Fault("#query/token", "not ours", "forged")
            raise UnsubscribeLinkInvalid(faults=(fault,)) from error
