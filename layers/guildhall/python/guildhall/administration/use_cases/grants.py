"""Say who may do what beyond their roles."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.administration.models.grants import Grant, check_grant
from guildhall.administration.ports import Grants
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.policy import Gate, Resource, require

GRANTS = Resource("Grants", "all", {"account_id": ""})


@dataclass(frozen=True, slots=True)
class HoldersOf:
    """Tell who holds a permission; other capabilities ask it for their policies."""

    grants: Grants

    def __call__(self, permission: str) -> frozenset[str]:
        """Return the ids of the accounts."""
        return frozenset(grant.account_id for grant in self.grants.list(permission))


@dataclass(frozen=True, slots=True)
class ManageGrants:
    """Say who may do what beyond their roles. Nobody grants themselves anything."""

    grants: Grants
    gate: Gate
    clock: Clock

    def list(self, actor: Actor) -> list[Grant]:
        """Return every grant, by permission and account. Raises Forbidden."""
        require(self.gate, actor, "administration.view_grants", GRANTS)
        return self.grants.list()

    def grant(self, actor: Actor, permission: str, account_id: str) -> Grant:
        """Return the grant, as it stood if it stood already. Raises Forbidden, PermissionUnknown."""
        self._require(actor, permission, account_id)
        known = self.grants.get(permission, account_id)
        if known is not None:
            return known
        made = Grant(permission, account_id, actor.account_id, self.clock.now())
        self.grants.save(made)
        return made

    def revoke(self, actor: Actor, permission: str, account_id: str) -> None:
        """Take a grant away; none is fine. Raises Forbidden, PermissionUnknown."""
        self._require(actor, permission, account_id)
        known = self.grants.get(permission, account_id)
        if known is not None:
            self.grants.remove(known)

    def _require(self, actor: Actor, permission: str, account_id: str) -> None:
        subject = Resource("Grants", permission, {"account_id": account_id})
        require(self.gate, actor, "administration.change_grants", subject)
        check_grant(permission, account_id)
