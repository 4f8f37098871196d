"""Signing in and out, and staying signed in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.identity import models
from guildhall.identity.errors import CodeRefused, RecoveryCodeRefused, SignInRefused
from guildhall.identity.machine import State
from guildhall.identity.models import ADDRESS_FAILURES, SIGN_IN_FAILURES, Account, Challenge, Session
from guildhall.identity.ports import Accounts, Factors, SecurityLog, Sessions
from guildhall.identity.use_cases.accounts import id_or_nobodys
from guildhall.identity.use_cases.registration import CompleteConfirmation
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Fault, Problem, Unavailable
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.kernel.rate_limits import RateLimits


@dataclass(frozen=True, slots=True)
class Attempts:
    """Counts failed tries to get in, for the address that is tried and for the network that tries."""

    limits: RateLimits
    log: SecurityLog

    def begin(self, email: str, address: str) -> None:
        """Count a try before it is made. Raises TooMany."""
        self.limits.take(SIGN_IN_FAILURES, email)
        self.limits.take(ADDRESS_FAILURES, address)

    def passed(self, email: str, address: str) -> None:
        """Uncount a try that went well but is not the last: a code is still due, and may be guessed at."""
        self.limits.give_back(SIGN_IN_FAILURES, email)
        self.limits.give_back(ADDRESS_FAILURES, address)

    def succeeded(self, email: str, address: str) -> None:
        """Forget the tries of somebody who is in."""
        self.limits.forget(SIGN_IN_FAILURES, email)
        self.limits.give_back(ADDRESS_FAILURES, address)

    def failed(self, problem: Problem, account: Account | None, address: str) -> None:
        """Tell the operators."""
        account_id = account.account_id if account else "unknown"
        self.log.note("sign-in failed", account_id=account_id, address=address, reason=problem.slug)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Begin a session with address and password."""

    accounts: Accounts
    sessions: Sessions
    factors: Factors
    complete: CompleteConfirmation
    attempts: Attempts
    ids: Ids

    def __call__(self, email: str, password: str, address: str) -> Session | Challenge:
        """Return the session, or the challenge that has to be answered first.

        address: of the caller's network. Raises SignInRefused, PasswordResetNeeded, TooMany.
        """
        email = models.normalised(email)
        self.attempts.begin(email, address)
        account = self.accounts.find(email)
        try:
            outcome = self.sessions.open(id_or_nobodys(account, self.ids), password)
        except SignInRefused as refused:
            self.attempts.failed(refused, account, address)
            raise
        if account and isinstance(outcome, Session):
            outcome = self._mended(account, outcome, password)
        if isinstance(outcome, Challenge):
            self.attempts.passed(email, address)
        else:
            self.attempts.succeeded(email, address)
        return outcome

    def _mended(self, account: Account, session: Session, password: str) -> Session | Challenge:
        """Carry on what a crash interrupted.

        That is a confirmation, a role whose invitation was accepted, or a second factor switched off for a moment.
        """
        if account.state is not State.CONFIRMED:
            self.complete(account)
        elif account.invitation_id:
            self.complete.take_up(account)
        if not account.has_totp and not account.invitation_id:
            return session
        self.sessions.end(session.refresh_token)
        if account.has_totp:
            self.factors.require(account.account_id, is_on=True)
        return self.sessions.open(account.account_id, password)


@dataclass(frozen=True, slots=True)
class AnswerChallenge:
    """Finish signing in with a code of the authenticator app."""

    accounts: Accounts
    sessions: Sessions
    attempts: Attempts
    ids: Ids

    def __call__(self, email: str, session: str, code: str, address: str) -> Session:
        """Return the session. Raises CodeRefused, SessionEnded, TooMany."""
        email = models.normalised(email)
        self.attempts.begin(email, address)
        account = self.accounts.find(email)
        try:
            answer = self.sessions.answer(id_or_nobodys(account, self.ids), session, code)
        except CodeRefused as refused:
            self.attempts.failed(refused, account, address)
            raise
        self.attempts.succeeded(email, address)
        return answer


@dataclass(frozen=True, slots=True)
class SignInWithRecoveryCode:
    """Begin a session without the authenticator app: password and one of the codes that were noted down."""

    accounts: Accounts
    sessions: Sessions
    factors: Factors
    attempts: Attempts
    ids: Ids

    def __call__(self, email: str, password: str, code: str, address: str) -> Session:
        """Return the session; the code is spent. Raises SignInRefused, RecoveryCodeRefused, TooMany, StaleVersion."""
        email = models.normalised(email)
        self.attempts.begin(email, address)
        account = self.accounts.find(email)
        try:
            opened = self.sessions.open(id_or_nobodys(account, self.ids), password)
            if isinstance(opened, Session):
                # Without an app there are no codes, and nobody asked for this session.
                self.sessions.end(opened.refresh_token)
            owner = self._spend(account, code)
        except (SignInRefused, RecoveryCodeRefused) as refused:
            self.attempts.failed(refused, account, address)
            raise
        session = self._open_without_factor(owner.account_id, password)
        self.attempts.succeeded(email, address)
        self.attempts.log.note("recovery code used", account_id=owner.account_id, address=address)
        return session

    def _spend(self, account: Account | None, code: str) -> Account:
        spent = models.recovery_hash(account.account_id, code) if account else ""
        if account is None or spent not in account.recovery_codes:
            raise _not_yours()
        left = tuple(kept for kept in account.recovery_codes if kept != spent)
        return self.accounts.save(replace(account, recovery_codes=left), action="identity.use_recovery_code")

    def _open_without_factor(self, account_id: str, password: str) -> Session:
        """Switch the factor off for as long as it takes to open the session; if we die here, SignIn mends it."""
        self.factors.require(account_id, is_on=False)
        try:
            opened = self.sessions.open(account_id, password)
        finally:
            self.factors.require(account_id, is_on=True)
        if isinstance(opened, Challenge):
            raise _not_yours()
        return opened


@dataclass(frozen=True, slots=True)
class RefreshSession:
    """Stay signed in."""

    sessions: Sessions

    def __call__(self, refresh_token: str) -> Session:
        """Return fresh tokens. Raises SessionEnded."""
        return self.sessions.refresh(refresh_token)


@dataclass(frozen=True, slots=True)
class ViewSessionAccount:
    """Who has just come in? Told with the tokens, so that no page has to ask before it can begin."""

    accounts: Accounts

    def __call__(self, session: Session) -> Account | None:
        """Return the account; None while it cannot be read, because the tokens, changed already, must arrive."""
        try:
            return self.accounts.get(session.account_id)
        except Unavailable:
            return None


@dataclass(frozen=True, slots=True)
class SignOut:
    """End the session of this browser."""

    sessions: Sessions

    def __call__(self, refresh_token: str) -> None:
        """End it; its access token still works until it expires, a quarter of an hour at most."""
        self.sessions.end(refresh_token)


@dataclass(frozen=True, slots=True)
class SignOutEverywhere:
    """End every session of one's own."""

    sessions: Sessions
    gate: Gate

    def __call__(self, actor: Actor) -> None:
        """End them. Raises Forbidden."""
        require(self.gate, actor, "identity.sign_out_everywhere", Resource("OwnAccount", actor.account_id))
        self.sessions.end_all(actor.account_id)


def _not_yours() -> RecoveryCodeRefused:
    return RecoveryCodeRefused(faults=(Fault("/recovery_code", "wrong or used", "recovery_code_refused"),))
