"""The ports `Tickets` and `Connections` on the ops table."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from guildhall.kernel.clock import Clock, from_text, to_text
from guildhall.messaging.models import IN_USE, SEEN_KEPT, SILENCE, Online, Ticket
from guildhall.messaging.store.rows import Refused, call
from guildhall.platform import query
from guildhall.platform.items import from_item, to_typed, typed_key
from guildhall.platform.table import OpsRecord

SOCKET = "socket#"
"""Prefix of the attributes that are open sockets; the rest is the connection id, the value its latest heartbeat."""
USED = "used#"
"""Prefix of the attributes that say when a socket's device was last in use."""


class OpsKeys:
    """messaging in the ops table.

    | who asks                           | index | PK                       | SK     |
    |------------------------------------|-------|--------------------------|--------|
    | the authorizer, for a ticket       | table | TICKET#{digest}          | TICKET |
    | a sender, for an account's sockets | table | ONLINE#{account_id}      | ONLINE |
    """

    @staticmethod
    def ticket(secret: str) -> tuple[str, str]:
        """Return the key of a ticket: who reads the table learns no secret."""
        return "TICKET#" + hashlib.sha256(secret.encode()).hexdigest(), "TICKET"

    @staticmethod
    def online(account_id: str) -> tuple[str, str]:
        """Return the key of an account's sockets: one item, so that one read finds those of all participants."""
        return f"ONLINE#{account_id}", "ONLINE"


class DynamoTickets:
    """Tickets that wait for their socket."""

    def keep(self, secret: str, ticket: Ticket) -> None:
        """Store a ticket under its secret."""
        item = {
            **typed_key(*OpsKeys.ticket(secret)),
            "kind": to_typed("messaging.ticket"),
            "account_id": to_typed(ticket.account_id),
            "roles": to_typed(sorted(ticket.roles)),
            "expires_at": to_typed(to_text(ticket.expires_at)),
            "ttl": to_typed(int(ticket.expires_at.timestamp())),
        }
        call("PutItem", {"TableName": OpsRecord.Meta.table_name, "Item": item})

    def take(self, secret: str) -> Ticket | None:
        """Remove and return the ticket, or None; of several who ask at once, one gets it."""
        key = typed_key(*OpsKeys.ticket(secret))
        answer = call("DeleteItem", {"TableName": OpsRecord.Meta.table_name, "Key": key, "ReturnValues": "ALL_OLD"})
        if not answer.get("Attributes"):
            return None
        row = from_item(answer["Attributes"])
        return Ticket(row["account_id"], frozenset(row["roles"]), from_text(row["expires_at"]))


class DynamoConnections:
    """Open sockets, one item an account.

    kept: how long an item stays behind its last heartbeat. More than `SILENCE`: one that goes while another socket
    beats would take that one with it.
    """

    def __init__(self, clock: Clock, kept: timedelta = SEEN_KEPT) -> None:
        self._clock = clock
        self._kept = kept

    def beat(self, account_id: str, connection_id: str, at: datetime, *, is_in_use: bool | None = None) -> Online:
        """Note that a socket is open, and whether its device is in use if that is known; return what was before."""
        names = {"#socket": SOCKET + connection_id, "#ttl": "ttl"}
        if is_in_use is not None:
            names["#used"] = USED + connection_id
        noted = {None: "", True: ", #used = :at", False: " REMOVE #used"}[is_in_use]
        answer = call(
            "UpdateItem",
            {
                "TableName": OpsRecord.Meta.table_name,
                "Key": typed_key(*OpsKeys.online(account_id)),
                "UpdateExpression": "SET #socket = :at, seen = :at, #ttl = :ttl, kind = :kind" + noted,
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": {
                    ":at": to_typed(to_text(at)),
                    ":ttl": to_typed(int((at + self._kept).timestamp())),
                    ":kind": to_typed("messaging.online"),
                },
                "ReturnValues": "ALL_OLD",
            },
        )
        old = from_item(answer.get("Attributes", {}))
        before = self._online(account_id, old)
        silent = _sockets(old).keys() - before.sockets.keys() - {connection_id}
        if silent:
            # Their end was never reported; without this they would stay as long as another socket beats.
            self._remove(account_id, silent)
        return before

    def remove(self, account_id: str, connection_ids: Collection[str]) -> Online:
        """Forget sockets; return what is still open. The owner of one that had not fallen silent was seen until now."""
        now = self._clock.now()
        heard = " OR ".join(f"#s{2 * number} > :silent" for number in range(len(connection_ids)))
        values = {":now": to_typed(to_text(now)), ":silent": to_typed(to_text(now - SILENCE))}
        seen = {"ConditionExpression": heard, "ExpressionAttributeValues": values}
        try:
            return self._forget(account_id, connection_ids, "SET seen = :now", seen)
        except Refused:
            # The gateway tells of a connection that broke minutes later: its last heartbeat is already noted.
            return self._remove(account_id, connection_ids)

    def _remove(self, account_id: str, connection_ids: Collection[str]) -> Online:
        try:
            return self._forget(account_id, connection_ids, "", {"ConditionExpression": "attribute_exists(PK)"})
        except Refused:
            return Online(account_id)

    def _forget(self, account_id: str, connection_ids: Collection[str], also: str, condition: dict[str, Any]) -> Online:
        found = [prefix + one for one in connection_ids for prefix in (SOCKET, USED)]
        names = {f"#s{number}": name for number, name in enumerate(found)}
        request = {
            "TableName": OpsRecord.Meta.table_name,
            "Key": typed_key(*OpsKeys.online(account_id)),
            "UpdateExpression": f"{also} REMOVE " + ", ".join(names),
            "ExpressionAttributeNames": names,
            "ReturnValues": "ALL_NEW",
            **condition,
        }
        return self._online(account_id, from_item(call("UpdateItem", request)["Attributes"]))

    def of(self, account_ids: Collection[str]) -> Sequence[Online]:
        """Return the open sockets of each account, as of this moment."""
        keys = [OpsKeys.online(one) for one in account_ids]
        # A socket that was noted before a message was stored must be found after it, or its owner misses the message.
        found = query.lookup(OpsRecord.Meta.table_name, keys, consistent=True)
        return [self._online(one, found.get(key, {})) for one, key in zip(account_ids, keys, strict=True)]

    def _online(self, account_id: str, row: dict[str, Any]) -> Online:
        now = self._clock.now()
        open_ones = {one: seen for one, seen in _sockets(row).items() if seen > now - SILENCE}
        used = [at for one, at in _sockets(row, USED).items() if one in open_ones and at > now - IN_USE]
        seen_at = from_text(row["seen"]) if "seen" in row else None
        return Online(account_id, open_ones, is_in_use=bool(used), seen_at=seen_at)


def _sockets(row: dict[str, Any], prefix: str = SOCKET) -> dict[str, datetime]:
    return {name.removeprefix(prefix): from_text(at) for name, at in row.items() if name.startswith(prefix)}
