"""Partner clients: made and revoked by administrators."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.partners.errors import PartnerClientUnknown
from guildhall.partners.models import PartnerClient
from guildhall.partners.ports import Clients, Endpoints, Registrar

CLIENTS = Resource("PartnerClients", "all")


@dataclass(frozen=True, slots=True)
class CreateClient:
    """Give a partner's program its own credentials."""

    clients: Clients
    registrar: Registrar
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, name: str, account_id: str | None, scopes: list[str]) -> tuple[PartnerClient, str]:
        """Return the client and its secret, which nobody can read again.

        account_id: whose partner it is; None for a partner of the platform. Raises Forbidden, Unavailable.
        If it fails after the authorisation server made its client, that client is unknown to us and admits nobody.
        """
        require(self.gate, actor, "partners.create_client", CLIENTS)
        credentials = self.registrar.create(name, scopes)
        client = PartnerClient(
            partner_id=f"cli_{credentials.client_id}",
            name=name,
            scopes=scopes,
            created_by=actor.account_id,
            created_at=self.clock.now(),
            account_id=account_id,
        )
        return self.clients.save(client, "partners.create_client"), credentials.client_secret


@dataclass(frozen=True, slots=True)
class ListClients:
    """Show administrators every partner client."""

    clients: Clients
    gate: Gate

    def __call__(self, actor: Actor) -> list[PartnerClient]:
        """Return all of them, revoked ones included. Raises Forbidden."""
        require(self.gate, actor, "partners.view_clients", CLIENTS)
        return self.clients.list()


@dataclass(frozen=True, slots=True)
class RevokeClient:
    """Shut a partner's program out: at once for new tokens, within a minute for those it has; nothing is sent to it."""

    clients: Clients
    endpoints: Endpoints
    registrar: Registrar
    gate: Gate

    def __call__(self, actor: Actor, partner_id: str) -> PartnerClient:
        """Return the revoked client; revoking twice is harmless, and finishes what failed the first time.

        Raises Forbidden, PartnerClientUnknown, StaleVersion, Unavailable.
        """
        require(self.gate, actor, "partners.revoke_client", CLIENTS)
        client = self.clients.get(partner_id)
        if client is None:
            raise PartnerClientUnknown
        if not client.is_revoked:
            client = self.clients.save(replace(client, is_revoked=True), "partners.revoke_client")
        for endpoint in self.endpoints.of_partner(partner_id):
            if endpoint.is_enabled:
                shut = replace(endpoint, is_enabled=False, disabled_because="the partner client was revoked")
                self.endpoints.save(shut, "partners.disable_endpoint")
        # After our own mark: if this fails, the program is shut out all the same.
        self.registrar.delete(client.client_id)
        return client
