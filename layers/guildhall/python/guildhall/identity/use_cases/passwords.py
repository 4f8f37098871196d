"""Forgotten and changed passwords. Either ends every session: who had the old password is out."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.identity import models
from guildhall.identity.models import CODE_ATTEMPTS, RESETS, SIGN_IN_FAILURES
from guildhall.identity.ports import Accounts, Credentials, SecurityLog, Sessions
from guildhall.identity.use_cases.accounts import id_or_nobodys, own
from guildhall.kernel.actor import Actor
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate
from guildhall.kernel.rate_limits import RateLimits


@dataclass(frozen=True, slots=True)
class ForgetPassword:
    """Ask for a code with which a new password can be set."""

    accounts: Accounts
    credentials: Credentials
    limits: RateLimits
    ids: Ids

    def __call__(self, email: str) -> None:
        """Send the code, if the address has an account; the caller does not learn whether. Raises TooMany."""
        email = models.normalised(email)
        self.limits.take(RESETS, email)
        account = self.accounts.find(email)
        self.credentials.send_reset_code(id_or_nobodys(account, self.ids))


@dataclass(frozen=True, slots=True)
class ResetPassword:
    """Set a new password with the code from the mail."""

    accounts: Accounts
    credentials: Credentials
    sessions: Sessions
    limits: RateLimits
    log: SecurityLog
    ids: Ids

    def __call__(self, email: str, code: str, password: str) -> None:
        """Set it and end every session. Raises CodeRefused, PasswordWeak, TooMany."""
        models.check_password(password, "/new_password")
        email = models.normalised(email)
        self.limits.take(CODE_ATTEMPTS, email)
        account = self.accounts.find(email)
        account_id = id_or_nobodys(account, self.ids)
        self.credentials.reset(account_id, code, password)
        self.sessions.end_all(account_id)
        self.limits.forget(CODE_ATTEMPTS, email)
        self.limits.forget(SIGN_IN_FAILURES, email)
        self.log.note("password reset", account_id=account_id)


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """Replace one's password, knowing the present one."""

    accounts: Accounts
    credentials: Credentials
    sessions: Sessions
    gate: Gate
    limits: RateLimits
    log: SecurityLog

    def __call__(self, actor: Actor, access_token: str, current: str, new: str) -> None:
        """Replace it and end every session, this one too. Raises PasswordWrong, PasswordWeak, TooMany, Forbidden."""
        account = own(self.accounts, self.gate, actor, "identity.change_password")
        models.check_password(new, "/new_password")
        self.limits.take(SIGN_IN_FAILURES, account.email)
        self.credentials.change_password(access_token, current, new)
        self.limits.forget(SIGN_IN_FAILURES, account.email)
        self.sessions.end_all(account.account_id)
        self.log.note("password changed", account_id=account.account_id)
