"""The second factor: an authenticator app, and codes to note down for the day it is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.identity import models
from guildhall.identity.errors import FactorAlreadyOn, PasswordWrong, SignInRefused
from guildhall.identity.models import SIGN_IN_FAILURES, Session
from guildhall.identity.ports import Accounts, Factors, SecurityLog, Sessions
from guildhall.identity.use_cases.accounts import own
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Fault
from guildhall.kernel.policy import Gate
from guildhall.kernel.rate_limits import RateLimits


@dataclass(frozen=True, slots=True)
class BeginTotp:
    """Make a secret for the authenticator app; nothing is asked at sign-in before its first code came back."""

    accounts: Accounts
    factors: Factors
    gate: Gate

    def __call__(self, actor: Actor, access_token: str) -> tuple[str, str]:
        """Return the secret (base32) and its otpauth URI. Raises FactorAlreadyOn, SessionEnded, Forbidden."""
        account = own(self.accounts, self.gate, actor, "identity.change_totp")
        if account.has_totp:
            raise FactorAlreadyOn
        secret = self.factors.begin(access_token)
        return secret, models.otpauth_uri(account.email, secret)


@dataclass(frozen=True, slots=True)
class ConfirmTotp:
    """Take the app's first code: from now on every sign-in asks for one."""

    accounts: Accounts
    factors: Factors
    gate: Gate
    limits: RateLimits
    log: SecurityLog

    def __call__(self, actor: Actor, access_token: str, code: str) -> list[str]:
        """Return the recovery codes, told only this once.

        Raises CodeRefused, FactorNotBegun, FactorAlreadyOn, SessionEnded, TooMany, Forbidden, StaleVersion.
        """
        account = own(self.accounts, self.gate, actor, "identity.change_totp")
        if account.has_totp:
            raise FactorAlreadyOn
        self.limits.take(SIGN_IN_FAILURES, account.email)
        self.factors.finish(access_token, code)
        self.limits.give_back(SIGN_IN_FAILURES, account.email)
        codes = models.new_recovery_codes()
        hashes = tuple(models.recovery_hash(account.account_id, text) for text in codes)
        self.accounts.save(replace(account, has_totp=True, recovery_codes=hashes), action="identity.change_totp")
        # After our own record: if this fails, the next sign-in finds the record and switches the factor on.
        self.factors.require(account.account_id, is_on=True)
        self.log.note("second factor on", account_id=account.account_id)
        return codes


@dataclass(frozen=True, slots=True)
class DisableTotp:
    """Switch the second factor off, knowing the password."""

    accounts: Accounts
    sessions: Sessions
    factors: Factors
    gate: Gate
    limits: RateLimits
    log: SecurityLog

    def __call__(self, actor: Actor, password: str) -> None:
        """Switch it off, if it is on. Raises PasswordWrong, TooMany, Forbidden, StaleVersion."""
        account = own(self.accounts, self.gate, actor, "identity.change_totp")
        self.limits.take(SIGN_IN_FAILURES, account.email)
        try:
            opened = self.sessions.open(account.account_id, password)
        except SignInRefused as refused:
            raise PasswordWrong(faults=(Fault("/password", "not your password", "password_wrong"),)) from refused
        self.limits.give_back(SIGN_IN_FAILURES, account.email)
        if isinstance(opened, Session):
            # The password was to be proved, nobody asked for another session.
            self.sessions.end(opened.refresh_token)
        # Our own record last: if that fails, the next sign-in finds the record and switches the factor on again.
        self.factors.require(account.account_id, is_on=False)
        self.accounts.save(replace(account, has_totp=False, recovery_codes=()), action="identity.change_totp")
        self.log.note("second factor off", account_id=account.account_id)
