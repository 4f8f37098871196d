"""Signing up and confirming the address.

Whoever asks learns the same whether an address has an account or not; only the mailbox tells.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.identity import machine, models
from guildhall.identity.errors import EmailTaken, RoleMissing, RoleNotOpen
from guildhall.identity.events import AccountConfirmedV1, AccountRegisteredV1, RoleGrantedV1, SignUpRepeatedV1
from guildhall.identity.machine import State
from guildhall.identity.models import CODE_ATTEMPTS, CODES, OPEN_ROLES, SIGN_UPS, Account, Invitation, SignUpRequest
from guildhall.identity.ports import Accounts, Credentials
from guildhall.identity.use_cases.accounts import id_or_nobodys
from guildhall.identity.use_cases.invitations import ReadInvitation, TakeUpRole, accepted, accepting
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault, StaleVersion
from guildhall.kernel.ids import Ids
from guildhall.kernel.rate_limits import RateLimits


@dataclass(frozen=True, slots=True)
class SignUp:
    """Register an account.

    Three steps: reserve the address, register with the user pool, mark as registered. A crash between them leaves an
    account that the next sign-up, or the confirmation, carries on from. An account that was never confirmed belongs
    to nobody yet: signing up again replaces its password and particulars, so that nobody can lie in wait in it.
    """

    accounts: Accounts
    credentials: Credentials
    read_invitation: ReadInvitation
    limits: RateLimits
    clock: Clock
    ids: Ids

    def __call__(self, request: SignUpRequest, address: str) -> None:
        """Register, or write to the owner of the address that somebody tried to.

        address: of the caller's network. Raises PasswordWeak, RoleMissing, RoleNotOpen, InvitationRefused, TooMany.
        """
        models.check_password(request.password)
        _check_roles(request)
        email = models.normalised(request.email)
        self.limits.take(SIGN_UPS, address)
        self.limits.take(CODES, email)
        invitation = self.read_invitation(request.invitation, email) if request.invitation else None
        known = self.accounts.find(email)
        if known and known.state is State.CONFIRMED:
            self.accounts.announce(_repeated(known))
            return
        try:
            self._register(known, email, request, invitation)
        except (EmailTaken, StaleVersion):
            # Another request for the same address was faster. Saying so would tell that the address is known.
            return

    def _register(
        self, known: Account | None, email: str, request: SignUpRequest, invitation: Invitation | None
    ) -> None:
        account = replace(
            known or self._fresh(email),
            display_name=request.display_name,
            locale=request.locale,
            roles=tuple(sorted(request.roles)),
            invitation_id=invitation.invitation_id if invitation else None,
            referral=request.referral,
        )
        if known:
            self.credentials.drop(account.account_id)
        else:
            account = self.accounts.reserve(account)
        self.credentials.register(account.account_id, email, request.password)
        registered = replace(account, state=machine.move(account.state, State.REGISTERED))
        self.accounts.save(registered, _registered(registered), action="identity.sign_up")

    def _fresh(self, email: str) -> Account:
        return Account(
            account_id=self.ids.new("acc"),
            email=email,
            display_name="",
            locale="",
            roles=(),
            state=State.REGISTERING,
            created_at=self.clock.now(),
        )


@dataclass(frozen=True, slots=True)
class ConfirmAddress:
    """Take the code that was sent to the address: from now on the account can be used."""

    accounts: Accounts
    credentials: Credentials
    complete: CompleteConfirmation
    limits: RateLimits
    ids: Ids

    def __call__(self, email: str, code: str) -> None:
        """Confirm; confirming twice with the right code is refused like a wrong one. Raises CodeRefused, TooMany."""
        email = models.normalised(email)
        self.limits.take(CODE_ATTEMPTS, email)
        account = self.accounts.find(email)
        if account is None or account.state is State.CONFIRMED:
            # An id that nobody has gets the answer of a wrong code, and in the same time.
            self.credentials.confirm(self.ids.new("acc"), code)
            return
        self.complete.grant_roles(account)
        self.credentials.confirm(account.account_id, code)
        self.complete(account)
        self.limits.forget(CODE_ATTEMPTS, email)


@dataclass(frozen=True, slots=True)
class CompleteConfirmation:
    """Mark an account as confirmed, as the user pool already does; sign-in does it too if confirming died half-way."""

    accounts: Accounts
    credentials: Credentials
    read_invitation: ReadInvitation
    take_up: TakeUpRole
    clock: Clock

    def grant_roles(self, account: Account) -> None:
        """Tell the user pool the roles that were chosen before it issues the first token. Safe to repeat."""
        for role in account.roles:
            self.credentials.grant(account.account_id, role)

    def __call__(self, account: Account) -> Account:
        """Return the confirmed account. Raises StaleVersion."""
        invitation = self.read_invitation.still_open(account.invitation_id)
        confirmed = replace(
            account,
            state=machine.move(account.state, State.CONFIRMED),
            confirmed_at=self.clock.now(),
            invitation_id=None,
        )
        saved = self.accounts.save(
            accepting(confirmed, invitation) if invitation else confirmed,
            *([_registered(account)] if account.state is State.REGISTERING else []),
            AccountConfirmedV1(account_id=account.account_id, referral=account.referral),
            *([RoleGrantedV1(account_id=account.account_id, role=invitation.role)] if invitation else []),
            action="identity.confirm",
            accepted=accepted(invitation, account.account_id) if invitation else None,
        )
        return self.take_up(saved) if invitation else saved


@dataclass(frozen=True, slots=True)
class ResendCode:
    """Send the confirmation code again."""

    accounts: Accounts
    credentials: Credentials
    limits: RateLimits
    ids: Ids

    def __call__(self, email: str) -> None:
        """Send it, if the address waits for one; the caller does not learn whether it did. Raises TooMany."""
        email = models.normalised(email)
        self.limits.take(CODES, email)
        account = self.accounts.find(email)
        self.credentials.resend(id_or_nobodys(account, self.ids))


def _check_roles(request: SignUpRequest) -> None:
    closed = sorted(request.roles - OPEN_ROLES)
    if closed:
        reason = f"{', '.join(closed)} is given by invitation only"
        raise RoleNotOpen(reason, faults=(Fault("/roles", reason, "role_not_open"),))
    if not request.roles and request.invitation is None:
        raise RoleMissing(faults=(Fault("/roles", "at least one role", "role_missing"),))


def _registered(account: Account) -> AccountRegisteredV1:
    return AccountRegisteredV1(
        account_id=account.account_id,
        email=account.email,
        display_name=account.display_name,
        roles=list(account.roles),
        locale=account.locale,
    )


def _repeated(account: Account) -> SignUpRepeatedV1:
    return SignUpRepeatedV1(
        account_id=account.account_id,
        email=account.email,
        display_name=account.display_name,
        locale=account.locale,
    )
