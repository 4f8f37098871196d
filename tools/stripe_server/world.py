"""What one request sees and changes: the objects of its account, the time, and the events it causes."""

import json
from dataclasses import dataclass, replace
from typing import Any

from tools.stripe_server import clock, notices
from tools.stripe_server.errors import no_such
from tools.stripe_server.ids import PLATFORM
from tools.stripe_server.store import Body, Store


@dataclass(frozen=True, slots=True)
class World:
    """One account at one moment, inside one transaction of the store.

    base_url: where this server's own pages are. owner: PLATFORM or the id of a connected account.
    """

    store: Store
    base_url: str
    owner: str = PLATFORM
    request_id: str | None = None
    idempotency_key: str | None = None

    @property
    def now(self) -> int:
        """The server's own clock, in Unix seconds."""
        return clock.now(self.store)

    def acting_as(self, owner: str) -> "World":
        """See the same moment from another account."""
        return replace(self, owner=owner)

    def add(self, body: Body, **hidden: object) -> Body:
        """Create an object of this account. hidden: what the answer must not show."""
        self.store.add(body["object"], self.owner, body, self.now, hidden)
        return body

    def get(self, kind: str, object_id: str, param: str = "id") -> Body:
        """Read an object of this account, or refuse as Stripe does for foreign and unknown ids alike."""
        row = self.store.row(object_id)
        if row is None or row["kind"] != kind or row["owner"] != self.owner:
            raise no_such(kind.rpartition(".")[2], object_id, param)
        body: Body = json.loads(row["body"])
        return body

    def save(self, body: Body) -> Body:
        """Write a changed object back."""
        self.store.put(body)
        return body

    def remove(self, body: Body) -> None:
        """Delete an object."""
        self.store.remove(body["id"])

    def hidden(self, object_id: str) -> Body:
        """Read what only the server knows about an object."""
        row = self.store.row(object_id)
        return json.loads(row["hidden"]) if row else {}

    def hide(self, object_id: str, **facts: object) -> None:
        """Add to what only the server knows about an object."""
        self.store.hide(object_id, self.hidden(object_id) | facts)

    def find(self, kind: str, **equal: object) -> list[Body]:
        """List objects of this account, newest first, whose fields equal the given values; None means any."""
        return self.store.find(kind, self.owner, equal)

    def emit(self, event_type: str, body: Body) -> None:
        """Record a snapshot event about an object, and a delivery for each endpoint that listens."""
        notices.record_snapshot(self.store, self._cause(), event_type, body)

    def emit_thin(self, event_type: str, related: Body, **data: Any) -> None:
        """Record a thin event about a v2 object, and a delivery for each destination that listens."""
        notices.record_thin(self.store, self._cause(), event_type, related, data)

    def _cause(self) -> notices.Cause:
        return notices.Cause(self.owner, self.now, self.request_id, self.idempotency_key)
