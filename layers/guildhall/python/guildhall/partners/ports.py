"""What partners needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from guildhall.kernel.events import DomainEvent
from guildhall.partners.models import Attempt, Delivery, Endpoint, PartnerClient, Subscriber


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """items: newest first. position: where the next page starts, or None."""

    items: list[Delivery]
    position: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a partner's program signs in with."""

    client_id: str
    client_secret: str


class Clients(Protocol):
    """Stored partner clients."""

    def get(self, partner_id: str) -> PartnerClient | None:
        """Return the client, or None."""

    def list(self) -> list[PartnerClient]:
        """Return every client; they are few."""

    def save(self, client: PartnerClient, action: str) -> PartnerClient:
        """Store at the version it was read at. Raises StaleVersion."""


class Registrar(Protocol):
    """The authorisation server's clients."""

    def create(self, name: str, scopes: list[str]) -> Credentials:
        """Register a client for the client-credentials grant. Raises Unavailable."""

    def delete(self, client_id: str) -> None:
        """Remove a client; it is fine if it is gone. Raises Unavailable."""


class Endpoints(Protocol):
    """Stored webhook endpoints."""

    def get(self, endpoint_id: str) -> Endpoint | None:
        """Return the endpoint, or None."""

    def of_partner(self, partner_id: str) -> list[Endpoint]:
        """Return a partner's endpoints, oldest first."""

    def subscribers(self) -> list[Subscriber]:
        """Return every enabled endpoint."""

    def save(self, endpoint: Endpoint, action: str, *events: DomainEvent, forget_failures: bool = False) -> Endpoint:
        """Store at the version it was read at. Raises StaleVersion."""

    def delete(self, endpoint: Endpoint) -> None:
        """Remove at the version it was read at. Raises StaleVersion."""

    def failing_since(self, endpoint_id: str) -> datetime | None:
        """Return when the failures began that no success has interrupted, or None."""

    def note(self, endpoint_id: str, failing_since: datetime | None) -> None:
        """Store when the failures began, keeping an earlier instant; None after a success."""


class Deliveries(Protocol):
    """The delivery log, and what is still to be tried."""

    def plan(self, delivery: Delivery) -> None:
        """Store a new delivery and order its first attempt. Raises AlreadyPlanned."""

    def get(self, endpoint_id: str, delivery_id: str) -> Delivery | None:
        """Return the delivery, or None."""

    def page(self, endpoint_id: str, limit: int, position: dict[str, Any] | None) -> DeliveryPage:
        """Return one page, newest first."""

    def save(self, delivery: Delivery, *, order: bool = False) -> Delivery:
        """Store at the version it was read at; order: have an attempt made now. Raises StaleVersion."""

    def overdue(self, now: datetime) -> list[tuple[str, str]]:
        """Return endpoint and delivery ids of what should have been tried, the longest overdue first, some hundred."""


class Vault(Protocol):
    """Keeps secrets from readers of the table."""

    def seal(self, secret: str, owner_id: str) -> str:
        """Encrypt a secret for its owner. Raises Unavailable."""

    def unseal(self, sealed: str, owner_id: str) -> str:
        """Decrypt what was sealed for the same owner. Raises Unavailable."""


class Receivers(Protocol):
    """Other people's servers."""

    def check(self, url: str) -> None:
        """Refuse an address that we must not send to, after resolving its name. Raises WebhookUrlRefused."""

    def post(self, url: str, headers: Mapping[str, str], body: str) -> Attempt:
        """Check the address again and POST to exactly what was checked; never raises for what the world does."""


class Tokens(Protocol):
    """Access tokens of the user pool."""

    def read(self, token: str) -> Mapping[str, Any] | None:
        """Return the claims of a genuine, current access token, or None."""
