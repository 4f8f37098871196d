"""What can go wrong in identity.

Unauthenticated
├── SignInRefused
└── SessionEnded
NotFound
└── InvitationUnknown
Conflict
├── PasswordResetNeeded
├── FactorNotBegun
├── FactorAlreadyOn
└── EmailTaken             never leaves sign-up: the caller must not learn it
Invalid
├── PasswordWeak
├── PasswordWrong
├── CodeRefused
├── RecoveryCodeRefused
├── RoleNotOpen
├── RoleMissing
└── InvitationRefused
"""

from guildhall.kernel.errors import Conflict, Invalid, NotFound, Unauthenticated


class SignInRefused(Unauthenticated):
    """The pair of address and password opens nothing; which of the two is wrong is not told."""

    slug = "identity/sign-in-refused"
    title = "The e-mail address or the password is wrong, or the address is not confirmed yet"


class SessionEnded(Unauthenticated):
    """The session was ended, has expired, or never was."""

    slug = "identity/session-ended"
    title = "Your session has ended; sign in again"


class InvitationUnknown(NotFound):
    """No invitation has this id."""

    slug = "identity/invitation-unknown"
    title = "There is no such invitation"


class PasswordResetNeeded(Conflict):
    """The right password, but an operator asked for a new one."""

    slug = "identity/password-reset-needed"
    title = "Choose a new password before you sign in"


class FactorNotBegun(Conflict):
    """A code came, but no secret was asked for before."""

    slug = "identity/totp-not-begun"
    title = "Begin the set-up of the authenticator app first"


class FactorAlreadyOn(Conflict):
    """The account has a second factor; a new one replaces it only after it was switched off with the password."""

    slug = "identity/totp-already-on"
    title = "Two-factor authentication is already on"


class EmailTaken(Conflict):
    """Someone registered the address between our look and our write."""

    slug = "identity/email-taken"
    title = "This e-mail address is being registered"


class PasswordWeak(Invalid):
    """The password is easier to guess than we allow."""

    slug = "identity/password-weak"
    title = "Choose a stronger password"


class PasswordWrong(Invalid):
    """Somebody who is signed in gave another password than the account's."""

    slug = "identity/password-wrong"
    title = "This is not your password"


class CodeRefused(Invalid):
    """The code is wrong, was used, has expired, or was never sent: the four look the same."""

    slug = "identity/code-refused"
    title = "This code is wrong or has expired"


class RecoveryCodeRefused(Invalid):
    """The recovery code is wrong or was used."""

    slug = "identity/recovery-code-refused"
    title = "This recovery code is wrong or was used"


class RoleNotOpen(Invalid):
    """The role is given by invitation only."""

    slug = "identity/role-not-open"
    title = "This role needs an invitation"


class RoleMissing(Invalid):
    """Somebody signs up without saying what for."""

    slug = "identity/role-missing"
    title = "Choose at least one role"


class InvitationRefused(Invalid):
    """The token is wrong, was used or revoked, has expired, or is for another address: all look the same."""

    slug = "identity/invitation-refused"
    title = "This invitation cannot be accepted"
