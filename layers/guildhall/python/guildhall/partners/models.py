"""Partner clients, webhook endpoints, deliveries, and what an attempt came to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ulid import ULID

from guildhall.kernel.ids import born_at
from guildhall.kernel.types import Instant
from guildhall.partners.machine import DeliveryState

DELIVERIES_KEPT = timedelta(days=30)
LONGEST_RESPONSE = 1_000
"""Characters of a receiver's answer that the delivery log keeps."""
SCOPES = ("guildhall/webhooks",)
"""OAuth2 scopes that a partner client may be given: each is checked by a policy."""
PING = "ping"


@dataclass(frozen=True, slots=True)
class PartnerClient:
    """A partner's program. partner_id: `cli_` and the OAuth2 client id.

    account_id: whose partner it is; absent for a partner of the platform, which hears of everything.
    """

    partner_id: str
    name: str
    scopes: list[str]
    created_by: str
    created_at: Instant
    account_id: str | None = None
    is_revoked: bool = False
    version: int = 0

    @property
    def client_id(self) -> str:
        """The OAuth2 client id."""
        return self.partner_id.removeprefix("cli_")

    @property
    def told_account_id(self) -> str:
        """Whom to tell when something of this partner needs a person."""
        return self.account_id or self.created_by


@dataclass(frozen=True, slots=True)
class SealedSecret:
    """A signing secret, encrypted. expires_at: when it stops signing; absent for the current one."""

    sealed: str
    expires_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a partner wants to hear of what. events: public names. secrets: the current one first."""

    endpoint_id: str
    partner_id: str
    told_account_id: str
    url: str
    events: list[str]
    secrets: list[SealedSecret]
    created_at: Instant
    account_id: str | None = None
    description: str = ""
    is_enabled: bool = True
    disabled_because: str | None = None
    version: int = 0

    def signing(self, now: datetime) -> list[str]:
        """Return the sealed secrets that sign at this moment, the current one first."""
        return [s.sealed for s in self.secrets if s.expires_at is None or now < s.expires_at]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """An enabled endpoint as its index shows it."""

    endpoint_id: str
    events: list[str]
    account_id: str | None

    def wants(self, name: str, concerned: frozenset[str]) -> bool:
        """Tell whether the endpoint asked for this event and may hear of these accounts' affairs."""
        return name in self.events and (self.account_id is None or self.account_id in concerned)


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """An event in the words that partners know. concerned: ids of the accounts whose affair it is."""

    name: str
    occurred_at: datetime
    data: dict[str, object]
    concerned: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one POST came to. status: absent if no answer came; then `error` says why in one word or two."""

    at: Instant
    duration_ms: int
    status: int | None = None
    error: str | None = None
    response: str = ""

    @property
    def is_success(self) -> bool:
        """Whether the receiver took it: any 2xx."""
        return self.status is not None and self.status // 100 == 2  # noqa: PLR2004  the class of successes


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one endpoint.

    body: the exact text that is signed and sent. attempts: finished ones since it was last ordered.
    next_at: when the sweep looks after it; absent once it is done. leased_until: while it is being sent.
    """

    delivery_id: str
    endpoint_id: str
    event: str
    body: str
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    next_at: Instant | None = None
    leased_until: Instant | None = None
    last: Attempt | None = None
    version: int = 0

    @property
    def created_at(self) -> datetime:
        """When the event happened."""
        return born_at(self.delivery_id)


def delivery_id(event_id: str, endpoint_id: str) -> str:
    """Return the id that this event and endpoint always give, so that a repeated event finds the same row.

    Receivers get it as `webhook-id`. It carries the event's own instant. Raises ValueError for an id that is not ours.
    """
    digest = hashlib.sha256(f"{event_id}|{endpoint_id}".encode()).digest()
    instant = int(born_at(event_id).timestamp() * 1000).to_bytes(6, "big")
    return f"whd_{ULID.from_bytes(instant + digest[:10])}"
