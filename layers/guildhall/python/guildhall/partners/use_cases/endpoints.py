"""Webhook endpoints: where a partner wants to hear of what."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.partners.errors import (
    PartnerClientMissing,
    PartnerClientRevoked,
    PartnerClientUnknown,
    WebhookEndpointUnknown,
)
from guildhall.partners.machine import SECRET_OVERLAP
from guildhall.partners.models import Endpoint, PartnerClient, SealedSecret
from guildhall.partners.ports import Clients, Endpoints, Receivers, Vault

SECRET_BYTES = 32
"""Standard Webhooks asks for 24 to 64."""


def of_partner(partner_id: str) -> Resource:
    """Return what the policies see of a partner's endpoints."""
    return Resource("WebhookEndpoint", partner_id, {"partner_id": partner_id})


@dataclass(frozen=True, slots=True)
class Doorkeeper:
    """Loads endpoints and partner clients for those who may know of them."""

    clients: Clients
    endpoints: Endpoints
    gate: Gate

    def access(self, actor: Actor, endpoint_id: str, action: str) -> Endpoint:
        """Return the endpoint if the actor may do this to it. Raises WebhookEndpointUnknown, Forbidden."""
        endpoint = self.endpoints.get(endpoint_id)
        if endpoint is None or not self.gate.allows(actor, "partners.view_endpoints", of_partner(endpoint.partner_id)):
            # One answer for both, or a stranger could find out which ids exist.
            raise WebhookEndpointUnknown
        require(self.gate, actor, action, of_partner(endpoint.partner_id))
        return endpoint

    def partner(self, actor: Actor, partner_id: str | None, action: str) -> PartnerClient:
        """Return whose endpoints are meant: a program means its own, a person says which.

        Raises PartnerClientMissing, PartnerClientUnknown, PartnerClientRevoked, Forbidden.
        """
        meant = partner_id or (actor.account_id if "partner" in actor.roles else None)
        if meant is None:
            raise PartnerClientMissing("give partner_id")
        require(self.gate, actor, action, of_partner(meant), to_know="partners.view_endpoints")
        client = self.clients.get(meant)
        if client is None:
            raise PartnerClientUnknown
        if client.is_revoked:
            raise PartnerClientRevoked
        return client


@dataclass(frozen=True, slots=True)
class RegisterEndpoint:
    """Begin to send a partner what it asks for."""

    door: Doorkeeper
    endpoints: Endpoints
    receivers: Receivers
    vault: Vault
    clock: Clock
    ids: Ids

    def __call__(
        self, actor: Actor, *, partner_id: str | None, url: str, events: list[str], description: str
    ) -> Endpoint:
        """Return the endpoint, enabled, with a fresh secret.

        Raises what `Doorkeeper.partner` raises, WebhookUrlRefused, Unavailable.
        """
        client = self.door.partner(actor, partner_id, "partners.change_endpoints")
        self.receivers.check(url)
        endpoint_id = self.ids.new("whe")
        endpoint = Endpoint(
            endpoint_id=endpoint_id,
            partner_id=client.partner_id,
            told_account_id=client.told_account_id,
            url=url,
            events=events,
            secrets=[SealedSecret(self.vault.seal(_new_secret(), endpoint_id))],
            created_at=self.clock.now(),
            account_id=client.account_id,
            description=description,
        )
        return self.endpoints.save(endpoint, "partners.register_endpoint")


@dataclass(frozen=True, slots=True)
class ListEndpoints:
    """Show a partner's endpoints."""

    door: Doorkeeper
    endpoints: Endpoints

    def __call__(self, actor: Actor, partner_id: str | None) -> list[Endpoint]:
        """Return them, oldest first. Raises what `Doorkeeper.partner` raises."""
        client = self.door.partner(actor, partner_id, "partners.view_endpoints")
        return self.endpoints.of_partner(client.partner_id)


@dataclass(frozen=True, slots=True)
class GetEndpoint:
    """Show one endpoint."""

    door: Doorkeeper

    def __call__(self, actor: Actor, endpoint_id: str) -> Endpoint:
        """Return it. Raises WebhookEndpointUnknown, Forbidden."""
        return self.door.access(actor, endpoint_id, "partners.view_endpoints")


@dataclass(frozen=True, slots=True)
class ChangeEndpoint:
    """Send elsewhere, send something else, or stop and begin again."""

    door: Doorkeeper
    endpoints: Endpoints
    receivers: Receivers

    def __call__(
        self,
        actor: Actor,
        endpoint_id: str,
        *,
        url: str,
        events: list[str],
        description: str,
        is_enabled: bool,
        version: int,
    ) -> Endpoint:
        """Return the changed endpoint; switching it on again forgets its failures.

        Raises WebhookEndpointUnknown, Forbidden, StaleVersion, WebhookUrlRefused, PartnerClientRevoked.
        """
        endpoint = self.door.access(actor, endpoint_id, "partners.change_endpoints")
        self.door.partner(actor, endpoint.partner_id, "partners.change_endpoints")
        if endpoint.version != version:
            raise StaleVersion(f"the endpoint is at version {endpoint.version}")
        self.receivers.check(url)
        changed = replace(
            endpoint,
            url=url,
            events=events,
            description=description,
            is_enabled=is_enabled,
            disabled_because=None if is_enabled else endpoint.disabled_because or "switched off by its owner",
        )
        is_reopened = is_enabled and not endpoint.is_enabled
        return self.endpoints.save(changed, "partners.change_endpoint", forget_failures=is_reopened)


@dataclass(frozen=True, slots=True)
class DeleteEndpoint:
    """Forget an endpoint; what is on its way to it is dropped."""

    door: Doorkeeper
    endpoints: Endpoints

    def __call__(self, actor: Actor, endpoint_id: str) -> None:
        """Remove it. Raises WebhookEndpointUnknown, Forbidden, StaleVersion."""
        self.endpoints.delete(self.door.access(actor, endpoint_id, "partners.change_endpoints"))


@dataclass(frozen=True, slots=True)
class ShowSecret:
    """Tell a partner what its deliveries are signed with."""

    door: Doorkeeper
    vault: Vault
    clock: Clock

    def __call__(self, actor: Actor, endpoint_id: str) -> str:
        """Return the current secret, `whsec_…`. Raises WebhookEndpointUnknown, Forbidden, Unavailable."""
        endpoint = self.door.access(actor, endpoint_id, "partners.view_secret")
        return self.vault.unseal(endpoint.signing(self.clock.now())[0], endpoint_id)


@dataclass(frozen=True, slots=True)
class RotateSecret:
    """Replace the secret; for a day both the old and the new one sign, so that the receiver can change in peace."""

    door: Doorkeeper
    endpoints: Endpoints
    vault: Vault
    clock: Clock

    def __call__(self, actor: Actor, endpoint_id: str) -> Endpoint:
        """Return the endpoint; the new secret is read as the first one was.

        Raises WebhookEndpointUnknown, Forbidden, StaleVersion, Unavailable.
        """
        endpoint = self.door.access(actor, endpoint_id, "partners.change_endpoints")
        now = self.clock.now()
        fresh = SealedSecret(self.vault.seal(_new_secret(), endpoint_id))
        # Only the one that signed until now goes on: two rotations in a day must not leave three secrets alive.
        before = replace(endpoint.secrets[0], expires_at=now + SECRET_OVERLAP)
        return self.endpoints.save(replace(endpoint, secrets=[fresh, before]), "partners.rotate_secret")


def _new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
