"""Accounts, invitations and sessions; what an address, a password and a code must look like."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote

from guildhall.identity.errors import PasswordWeak
from guildhall.identity.machine import State
from guildhall.kernel.errors import Fault
from guildhall.kernel.rate_limits import Limit
from guildhall.kernel.types import Instant

OPEN_ROLES = frozenset({"client", "expert", "venue"})
"""Roles that anybody may take at sign-up or later."""
STAFF_ROLES = frozenset({"administrator", "arbitrator", "finance", "mediator", "venue_staff"})
"""Roles that are given by invitation only."""

LEAST_PASSWORD, MOST_PASSWORD = 12, 256
"""The user pool's own bounds (infra/identity.yaml); a test keeps the two the same."""
RECOVERY_CODES = 10

SIGN_IN_FAILURES = Limit("sign-in-failures", 5, 15 * 60)
# Many people may sit behind one address, so an address may fail more often than one of them.
ADDRESS_FAILURES = Limit("sign-in-failures-by-address", 30, 15 * 60)
SIGN_UPS = Limit("sign-ups-by-address", 200, 3600)
CODES = Limit("confirmation-codes", 5, 3600)
CODE_ATTEMPTS = Limit("code-attempts", 5, 3600)
RESETS = Limit("password-resets", 3, 3600)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in. Its id is the user pool's username, and so the `username` claim of access tokens.

    email: normalised. locale: BCP 47. recovery_codes: hashes of those that were not used.
    invitation_id: of a staff role that the person will have once the address is confirmed, or accepted a moment ago,
    while the user pool does not know it yet. referral: code of the link that they came by. accepted_venues: those whose
    invitation to work there it accepted, whether it still does or not.
    """

    account_id: str
    email: str
    display_name: str
    locale: str
    roles: tuple[str, ...]
    state: State
    created_at: Instant
    confirmed_at: Instant | None = None
    invitation_id: str | None = None
    referral: str | None = None
    has_totp: bool = False
    recovery_codes: tuple[str, ...] = ()
    accepted_venues: tuple[str, ...] = ()
    version: int = 0


class InvitationState(StrEnum):
    """Whether an invitation can still be accepted."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Invitation:
    """The offer of a staff role to an address. token_hash: SHA-256, hexadecimal; the token itself is never stored.

    venue_id, venue_name: where somebody is invited to work, if it is at one venue. locale: of the letter.
    """

    invitation_id: str
    email: str
    role: str
    token_hash: str
    invited_by: str
    created_at: Instant
    open_until: Instant
    state: InvitationState = InvitationState.OPEN
    accepted_by: str | None = None
    venue_id: str | None = None
    venue_name: str | None = None
    locale: str = "en"
    version: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """What a signed-in browser or program holds. expires_in_seconds: of the access token. account_id: whose it is."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in_seconds: int
    account_id: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """The password was right; a code of the authenticator app is still due. session: the user pool's own, 3 minutes."""

    session: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignUpRequest:
    """What a person fills in. invitation: the token of an invitation to a staff role. referral: code of a link."""

    email: str
    password: str = field(repr=False)
    display_name: str
    locale: str
    roles: frozenset[str]
    invitation: str | None = field(default=None, repr=False)
    referral: str | None = None


def normalised(email: str) -> str:
    """Return the form of an address under which it is unique: NFKC, lower case, without surrounding space."""
    return unicodedata.normalize("NFKC", email).strip().lower()


def check_password(password: str, pointer: str = "/password") -> None:
    """Refuse what the user pool would refuse, before anything tells whether the address is known.

    pointer: JSON Pointer of the field. Raises PasswordWeak.
    """
    rules = (
        (LEAST_PASSWORD <= len(password) <= MOST_PASSWORD, f"{LEAST_PASSWORD} to {MOST_PASSWORD} characters"),
        (any(c.islower() for c in password), "a lower-case letter"),
        (any(c.isupper() for c in password), "an upper-case letter"),
        (any(c in "0123456789" for c in password), "a digit"),
        (password == password.strip(), "no space at its ends"),
    )
    missing = [rule for is_kept, rule in rules if not is_kept]
    if missing:
        reason = "a password has " + ", ".join(missing)
        raise PasswordWeak(reason, faults=(Fault(pointer, reason, "password_weak"),))


def hashed(secret: str) -> str:
    """Return the SHA-256 of a random secret: with that much randomness a slow hash would add nothing."""
    return hashlib.sha256(secret.encode()).hexdigest()


def matches(secret: str, secret_hash: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(hashed(secret), secret_hash)


def new_recovery_codes() -> list[str]:
    """Return fresh codes of 80 random bits each, such as `k3ub-7qxz-…`."""
    texts = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(RECOVERY_CODES)]
    return ["-".join(text[i : i + 4] for i in range(0, len(text), 4)) for text in texts]


def recovery_hash(account_id: str, code: str) -> str:
    """Return what is stored of a recovery code; dashes, spaces and case do not count."""
    plain = code.replace("-", "").replace(" ", "").lower()
    return hashed(f"{account_id}\n{plain}")


def otpauth_uri(email: str, secret: str) -> str:
    """Return the address that authenticator apps read from a QR code (Google Authenticator's key URI format)."""
    return f"otpauth://totp/Guildhall:{quote(email)}?secret={secret}&issuer=Guildhall"
