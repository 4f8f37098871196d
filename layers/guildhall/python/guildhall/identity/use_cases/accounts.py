"""What people see and change of their own account."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.identity.errors import RoleNotOpen
from guildhall.identity.events import AccountRenamedV1, LocaleChangedV1, RoleGrantedV1
from guildhall.identity.models import OPEN_ROLES, Account
from guildhall.identity.ports import Accounts, Credentials
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Fault, NotFound, StaleVersion
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, Resource, require


def own(accounts: Accounts, gate: Gate, actor: Actor, action: str) -> Account:
    """Load the actor's own account and authorise. Raises Forbidden, NotFound."""
    require(gate, actor, action, Resource("OwnAccount", actor.account_id))
    account = accounts.get(actor.account_id)
    if account is None:
        raise NotFound("this account no longer exists")
    return account


def id_or_nobodys(account: Account | None, ids: Ids) -> str:
    """Return the id of an account; without one, an id that nobody has.

    Whoever is asked with it answers as to a wrong password or code, and in the same time: no caller learns which
    addresses have accounts.
    """
    return account.account_id if account else ids.new("acc")


@dataclass(frozen=True, slots=True)
class GetAccount:
    """Tell another capability about an account; authorises nothing, so no edge may offer it as it is."""

    accounts: Accounts

    def __call__(self, account_id: str) -> Account | None:
        """Return the account, or None."""
        return self.accounts.get(account_id)


@dataclass(frozen=True, slots=True)
class ViewOwnAccount:
    """Who am I?"""

    accounts: Accounts
    gate: Gate

    def __call__(self, actor: Actor) -> Account:
        """Return the actor's account. Raises Forbidden."""
        return own(self.accounts, self.gate, actor, "identity.view_own_account")


@dataclass(frozen=True, slots=True)
class ChangeOwnAccount:
    """Be called otherwise, or read another language."""

    accounts: Accounts
    gate: Gate

    def __call__(self, actor: Actor, display_name: str | None, locale: str | None, version: int) -> Account:
        """Return the changed account; None leaves a field as it is. Raises Forbidden, StaleVersion."""
        account = own(self.accounts, self.gate, actor, "identity.change_own_account")
        if account.version != version:
            raise StaleVersion(f"the account is at version {account.version}")
        changed = replace(account, display_name=display_name or account.display_name, locale=locale or account.locale)
        if changed == account:
            return account
        return self.accounts.save(changed, *_differences(account, changed), action="identity.change_own_account")


@dataclass(frozen=True, slots=True)
class TakeRole:
    """Act in one more of the roles that are open to anybody; tokens issued from now on carry it."""

    accounts: Accounts
    credentials: Credentials
    gate: Gate

    def __call__(self, actor: Actor, role: str) -> Account:
        """Return the account with the role; one that is there already is no error. Raises RoleNotOpen, Forbidden."""
        account = own(self.accounts, self.gate, actor, "identity.take_role")
        if role not in OPEN_ROLES:
            reason = f"{role} is given by invitation only"
            raise RoleNotOpen(reason, faults=(Fault("/role", reason, "role_not_open"),))
        if role in account.roles:
            return account
        self.credentials.grant(account.account_id, role)
        granted = replace(account, roles=tuple(sorted({*account.roles, role})))
        return self.accounts.save(
            granted, RoleGrantedV1(account_id=account.account_id, role=role), action="identity.take_role"
        )


def _differences(before: Account, after: Account) -> list[DomainEvent]:
    events: list[DomainEvent] = []
    if before.display_name != after.display_name:
        events.append(AccountRenamedV1(account_id=after.account_id, display_name=after.display_name))
    if before.locale != after.locale:
        events.append(LocaleChangedV1(account_id=after.account_id, locale=after.locale))
    return events
