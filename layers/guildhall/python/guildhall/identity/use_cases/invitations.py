"""Staff roles: offered by an administrator to an address, accepted once by whoever owns that address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guildhall.identity import models
from guildhall.identity.errors import InvitationRefused, InvitationUnknown
from guildhall.identity.events import RoleGrantedV1, StaffInvitedV1
from guildhall.identity.models import Account, Invitation, InvitationState
from guildhall.identity.ports import Accounts, Credentials, InvitationLinks, Invitations
from guildhall.identity.use_cases.accounts import own
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, Resource, require

OPEN_DAYS = 7


@dataclass(frozen=True, slots=True)
class InviteStaff:
    """Offer a staff role to an address, by mail or by hand."""

    invitations: Invitations
    links: InvitationLinks
    gate: Gate
    clock: Clock
    ids: Ids

    def __call__(self, actor: Actor, email: str, role: str, locale: str | None) -> tuple[Invitation, str]:
        """Return the invitation and its token, which is told only this once.

        locale: of the letter; with None none is sent, and the caller hands the token over.
        Raises Forbidden.
        """
        require(self.gate, actor, "identity.invite", Resource("Invitation", "new"))
        now = self.clock.now()
        invitation = Invitation(
            invitation_id=self.ids.new("inv"),
            email=models.normalised(email),
            role=role,
            token_hash="",
            invited_by=actor.account_id,
            created_at=now,
            open_until=now,
            locale=locale or "en",
        )
        offered, token = offer(invitation, self.links, now)
        events = [told(offered)] if locale is not None else []
        return self.invitations.save(offered, "identity.invite", *events), token


@dataclass(frozen=True, slots=True)
class Invited:
    """What a letter to somebody who is invited needs. token: of the link. locale: of the letter."""

    email: str
    token: str
    locale: str


@dataclass(frozen=True, slots=True)
class FindInvited:
    """Say where to write to somebody who is invited. Asked by the platform."""

    read_invitation: ReadInvitation
    links: InvitationLinks

    def __call__(self, invitation_id: str) -> Invited | None:
        """Return the addressee; None if the invitation can no longer be accepted by a link that we know."""
        invitation = self.read_invitation.still_open(invitation_id)
        if invitation is None:
            return None
        secret = self.links.secret(invitation_id, invitation.version)
        if not models.matches(secret, invitation.token_hash):
            return None
        return Invited(invitation.email, f"{invitation_id}.{secret}", invitation.locale)


@dataclass(frozen=True, slots=True)
class RevokeInvitation:
    """Take an offer back before it is accepted."""

    invitations: Invitations
    gate: Gate

    def __call__(self, actor: Actor, invitation_id: str) -> None:
        """Revoke; one that is not open any more stays as it is. Raises NotFound, InvitationUnknown, StaleVersion."""
        require(self.gate, actor, "identity.revoke_invitation", Resource("Invitation", invitation_id))
        invitation = self.invitations.get(invitation_id)
        if invitation is None:
            raise InvitationUnknown
        if invitation.state is InvitationState.OPEN:
            self.invitations.save(replace(invitation, state=InvitationState.REVOKED), "identity.revoke_invitation")


@dataclass(frozen=True, slots=True)
class ReadInvitation:
    """Find the open invitation of a token or an id."""

    invitations: Invitations
    clock: Clock

    def __call__(self, token: str, email: str, pointer: str = "/invitation") -> Invitation:
        """Return the invitation if it is open and for this normalised address. Raises InvitationRefused."""
        invitation_id, _, secret = token.partition(".")
        invitation = self.still_open(invitation_id)
        if invitation and models.matches(secret, invitation.token_hash) and invitation.email == email:
            return invitation
        raise InvitationRefused(faults=(Fault(pointer, "not an open invitation of yours", "invitation_refused"),))

    def still_open(self, invitation_id: str | None) -> Invitation | None:
        """Return the invitation of an id if it can still be accepted, else None."""
        invitation = self.invitations.get(invitation_id) if invitation_id else None
        if invitation is None or invitation.state is not InvitationState.OPEN:
            return None
        return invitation if self.clock.now() < invitation.open_until else None


@dataclass(frozen=True, slots=True)
class TakeUpRole:
    """Tell the user pool the role of an invitation that an account has accepted.

    Only now, when nobody can take the offer back: the user pool never forgets a role. Until it is done the account
    names the invitation, and accepting it again, or signing in, carries on from there.
    """

    accounts: Accounts
    credentials: Credentials

    def __call__(self, account: Account) -> Account:
        """Return the account, whose next tokens carry all of its roles. Safe to repeat. Raises StaleVersion."""
        for role in account.roles:
            self.credentials.grant(account.account_id, role)
        return self.accounts.save(replace(account, invitation_id=None), action="identity.take_up_role")


@dataclass(frozen=True, slots=True)
class AcceptInvitation:
    """Take on a staff role with an account that exists; tokens issued from now on carry it."""

    accounts: Accounts
    read_invitation: ReadInvitation
    take_up: TakeUpRole
    gate: Gate

    def __call__(self, actor: Actor, token: str) -> Account:
        """Return the account with its new role. Raises InvitationRefused, Forbidden, StaleVersion."""
        account = own(self.accounts, self.gate, actor, "identity.accept_invitation")
        if account.invitation_id and account.invitation_id == token.partition(".")[0]:
            return self.take_up(account)
        invitation = self.read_invitation(token, account.email, "/token")
        saved = self.accounts.save(
            accepting(account, invitation),
            RoleGrantedV1(account_id=account.account_id, role=invitation.role),
            action="identity.accept_invitation",
            accepted=accepted(invitation, account.account_id),
        )
        return self.take_up(saved)


def offer(invitation: Invitation, links: InvitationLinks, now: datetime) -> tuple[Invitation, str]:
    """Return an invitation as it is to be stored, open from now on by a new link alone, and the token of that link."""
    secret = links.secret(invitation.invitation_id, invitation.version + 1)
    offered = replace(invitation, token_hash=models.hashed(secret), open_until=now + timedelta(days=OPEN_DAYS))
    return offered, f"{invitation.invitation_id}.{secret}"


def told(invitation: Invitation) -> StaffInvitedV1:
    """Return what has an invitation mailed."""
    return StaffInvitedV1(
        invitation_id=invitation.invitation_id, role=invitation.role, venue_name=invitation.venue_name
    )


def accepted(invitation: Invitation, account_id: str) -> Invitation:
    """Return the invitation as accepted by an account."""
    return replace(invitation, state=InvitationState.ACCEPTED, accepted_by=account_id)


def accepting(account: Account, invitation: Invitation) -> Account:
    """Return an account with what an invitation gives it."""
    venues = {*account.accepted_venues, *([invitation.venue_id] if invitation.venue_id else [])}
    return replace(
        account,
        roles=tuple(sorted({*account.roles, invitation.role})),
        invitation_id=invitation.invitation_id,
        accepted_venues=tuple(sorted(venues)),
    )
