"""Request and response shapes of partners' HTTP API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from guildhall.kernel.types import Instant
from guildhall.partners.machine import DeliveryState
from guildhall.partners.models import SCOPES, Attempt, Delivery, Endpoint, PartnerClient
from guildhall.partners.use_cases.public_events import NAMES

ClientName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
AccountId = Annotated[str, StringConstraints(pattern="^acc_[0-9A-HJKMNP-TV-Z]{26}$")]
PartnerId = Annotated[str, StringConstraints(pattern="^cli_[A-Za-z0-9]{1,128}$")]
Url = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Description = Annotated[str, StringConstraints(max_length=200)]
Scope = Literal["guildhall/webhooks"]


class PartnerClientIn(BaseModel):
    """A new partner client."""

    model_config = ConfigDict(extra="forbid")

    name: ClientName
    account_id: AccountId | None = Field(
        default=None, description="Whose partner it is; without it, it is the platform's and hears of everything."
    )
    scopes: list[Scope] = Field(default=["guildhall/webhooks"], min_length=1, max_length=len(SCOPES))


class PartnerClientOut(BaseModel):
    """A partner client."""

    partner_id: str
    client_id: str
    name: str
    account_id: str | None
    scopes: list[str]
    created_by: str
    created_at: Instant
    is_revoked: bool

    @classmethod
    def of(cls, client: PartnerClient) -> PartnerClientOut:
        """Shape a client for the wire."""
        return cls(
            partner_id=client.partner_id,
            client_id=client.client_id,
            name=client.name,
            account_id=client.account_id,
            scopes=client.scopes,
            created_by=client.created_by,
            created_at=client.created_at,
            is_revoked=client.is_revoked,
        )


class NewPartnerClientOut(BaseModel):
    """A partner client just made, with the secret that is shown this once."""

    client: PartnerClientOut
    client_secret: str


class PartnerClientsOut(BaseModel):
    """All partner clients; few enough for one page."""

    items: list[PartnerClientOut]


class WebhookEndpointIn(BaseModel):
    """Where to send what."""

    model_config = ConfigDict(extra="forbid")

    url: Url = Field(description="https, with a public address.")
    events: list[str] = Field(min_length=1, max_length=len(NAMES), description="Names of docs/webhooks.md.")
    description: Description = ""

    @field_validator("events")
    @classmethod
    def _known_once(cls, events: list[str]) -> list[str]:
        unknown = sorted(set(events) - set(NAMES))
        if unknown:
            raise ValueError(f"nobody sends {', '.join(unknown)}; known are {', '.join(NAMES)}")
        return [name for name in NAMES if name in events]


class NewWebhookEndpointIn(WebhookEndpointIn):
    """A new endpoint."""

    partner_id: PartnerId | None = Field(default=None, description="Only people say it; a program means its own.")


class ChangedWebhookEndpointIn(WebhookEndpointIn):
    """The endpoint as it shall be."""

    is_enabled: bool = Field(strict=True)


class WebhookEndpointOut(BaseModel):
    """A webhook endpoint; its secret is read at its own address."""

    endpoint_id: str
    partner_id: str
    account_id: str | None = Field(description="Whose affairs it hears of; null for everybody's.")
    url: str
    events: list[str]
    description: str
    is_enabled: bool
    disabled_because: str | None
    created_at: Instant
    version: int

    @classmethod
    def of(cls, endpoint: Endpoint) -> WebhookEndpointOut:
        """Shape an endpoint for the wire."""
        return cls(
            endpoint_id=endpoint.endpoint_id,
            partner_id=endpoint.partner_id,
            account_id=endpoint.account_id,
            url=endpoint.url,
            events=endpoint.events,
            description=endpoint.description,
            is_enabled=endpoint.is_enabled,
            disabled_because=endpoint.disabled_because,
            created_at=endpoint.created_at,
            version=endpoint.version,
        )


class WebhookEndpointsOut(BaseModel):
    """A partner's endpoints; few enough for one page."""

    items: list[WebhookEndpointOut]


class WebhookSecretOut(BaseModel):
    """What the endpoint's deliveries are signed with."""

    secret: str = Field(description="`whsec_` and base64, as Standard Webhooks libraries take it.")


class NothingIn(BaseModel):
    """An empty object: the address says it all."""

    model_config = ConfigDict(extra="forbid")


class WebhookAttemptOut(BaseModel):
    """What the last attempt came to."""

    at: Instant
    duration_ms: int
    status: int | None
    error: str | None
    response: str = Field(description="The first thousand characters.")

    @classmethod
    def of(cls, attempt: Attempt) -> WebhookAttemptOut:
        """Shape an attempt for the wire."""
        return cls(
            at=attempt.at,
            duration_ms=attempt.duration_ms,
            status=attempt.status,
            error=attempt.error,
            response=attempt.response,
        )


class WebhookDeliveryOut(BaseModel):
    """One event on its way to an endpoint. delivery_id: the receiver's `webhook-id`."""

    delivery_id: str
    event: str
    state: DeliveryState
    attempts: int
    created_at: Instant
    next_at: Instant | None
    last_attempt: WebhookAttemptOut | None
    body: str = Field(description="The text that was signed.")

    @classmethod
    def of(cls, delivery: Delivery) -> WebhookDeliveryOut:
        """Shape a delivery for the wire."""
        return cls(
            delivery_id=delivery.delivery_id,
            event=delivery.event,
            state=delivery.state,
            attempts=delivery.attempts,
            created_at=delivery.created_at,
            next_at=delivery.next_at,
            last_attempt=WebhookAttemptOut.of(delivery.last) if delivery.last else None,
            body=delivery.body,
        )


class WebhookDeliveriesOut(BaseModel):
    """One page, newest first."""

    items: list[WebhookDeliveryOut]
    next_cursor: str | None
