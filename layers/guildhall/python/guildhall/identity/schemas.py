"""Request and response shapes of identity's HTTP API."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from aws_lambda_powertools.shared.cookies import Cookie
from pydantic import BaseModel, ConfigDict, Field, model_validator

from guildhall.identity.models import Account, Challenge, Invitation, Session, SignUpRequest
from guildhall.kernel.types import EmailAddress, Instant
from guildhall.platform.edge import browser

Password = Annotated[str, Field(min_length=1, max_length=256)]
NewPassword = Annotated[
    str,
    Field(min_length=1, max_length=256, description="12 characters or more: lower case, upper case and a digit."),
]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$", description="Six digits.", examples=["123456"])]
DisplayName = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^\S(.*\S)?$", examples=["Amina Diallo"])]
Locale = Annotated[
    str,
    Field(
        pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$", description="BCP 47 tag.", examples=["en", "fr", "ur-PK"]
    ),
]
OpenRole = Literal["client", "expert", "venue"]
StaffRole = Literal["administrator", "arbitrator", "finance", "mediator", "venue_staff"]


SESSION_COOKIE = "guildhall_refresh"
SESSION_COOKIE_SECONDS = 30 * 86_400
"""As long as the user pool keeps a refresh token (infra/identity.yaml)."""


def session_cookie(refresh_token: str | None) -> Cookie:
    """Return the cookie that only the /v1/auth routes see, or with None the one that removes it."""
    age = SESSION_COOKIE_SECONDS if refresh_token else 0
    return browser.private_cookie(SESSION_COOKIE, refresh_token or "", path="/v1/auth", max_age_seconds=age)


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignUpIn(_In):
    """A new account."""

    email: EmailAddress
    password: NewPassword
    display_name: DisplayName
    roles: list[OpenRole] = Field(default=[], max_length=3, description="At least one, unless invited to a staff role.")
    locale: Locale = "en"
    invitation: str | None = Field(default=None, max_length=200, description="Token of an invitation to a staff role.")
    referral: str | None = Field(
        default=None, pattern="^[0-9A-Z]{1,40}$", description="Code of the link that you came by."
    )

    def request(self) -> SignUpRequest:
        """Shape for the inside."""
        return SignUpRequest(
            self.email,
            self.password,
            self.display_name,
            self.locale,
            frozenset(self.roles),
            self.invitation,
            self.referral,
        )


class EmailIn(_In):
    """An address that something is to be sent to."""

    email: EmailAddress


class ConfirmIn(_In):
    """The code from the mail."""

    email: EmailAddress
    code: Code


class SignInIn(_In):
    """Address and password."""

    email: EmailAddress
    password: Password


class ChallengeIn(_In):
    """The second step of signing in."""

    email: EmailAddress
    session: str = Field(min_length=20, max_length=2048, description="As sign-in answered it.")
    code: Code


class RecoverIn(_In):
    """Signing in without the authenticator app."""

    email: EmailAddress
    password: Password
    recovery_code: str = Field(min_length=16, max_length=40, examples=["k3ub-7qxz-m2lp-w5td"])


class ResetPasswordIn(_In):
    """A new password, with the code from the mail."""

    email: EmailAddress
    code: Code
    new_password: NewPassword


class ChangePasswordIn(_In):
    """A new password, knowing the present one."""

    current_password: Password
    new_password: NewPassword


class AccountChangeIn(_In):
    """What to change; absent fields stay."""

    display_name: DisplayName | None = None
    locale: Locale | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.display_name is None and self.locale is None:
            raise ValueError("name at least one field to change")
        return self


class RoleIn(_In):
    """A role that is open to anybody."""

    role: OpenRole


class TotpCodeIn(_In):
    """A code of the authenticator app."""

    code: Code


class PasswordIn(_In):
    """The present password."""

    password: Password


class InvitationIn(_In):
    """The offer of a staff role."""

    email: EmailAddress
    role: StaffRole
    locale: Locale = "en"


class VenueInvitationIn(_In):
    """The offer of work at a venue. locale: of the letter."""

    email: EmailAddress
    locale: Locale = "en"


class AcceptInvitationIn(_In):
    """The token of an invitation."""

    token: str = Field(min_length=1, max_length=200)


class NextOut(BaseModel):
    """What the person does next; the same whether the address is known or not."""

    next: Literal["read_mail", "sign_in"]


class ChallengeOut(BaseModel):
    """The password was right; send a code of the authenticator app to /v1/auth/challenge within three minutes."""

    kind: Literal["challenge"]
    challenge: Literal["totp"]
    session: str

    @classmethod
    def of(cls, challenge: Challenge) -> ChallengeOut:
        """Shape a challenge for the wire."""
        return cls(kind="challenge", challenge="totp", session=challenge.session)


class AccountOut(BaseModel):
    """One's own account."""

    account_id: str
    email: str
    display_name: str
    locale: str
    roles: list[str]
    has_totp: bool
    recovery_codes_left: int
    created_at: Instant
    version: int

    @classmethod
    def of(cls, account: Account) -> AccountOut:
        """Shape an account for its owner."""
        return cls(
            account_id=account.account_id,
            email=account.email,
            display_name=account.display_name,
            locale=account.locale,
            roles=list(account.roles),
            has_totp=account.has_totp,
            recovery_codes_left=len(account.recovery_codes),
            created_at=account.created_at,
            version=account.version,
        )


class SessionOut(BaseModel):
    """Signed in. The refresh token is in an HttpOnly cookie and never in a body."""

    kind: Literal["session"]
    access_token: str
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds.")
    account: AccountOut | None = Field(description="Whose session this is; null where GET /v1/me has to tell.")

    @classmethod
    def of(cls, session: Session, account: Account | None) -> SessionOut:
        """Shape a session for the wire."""
        return cls(
            kind="session",
            access_token=session.access_token,
            token_type="Bearer",  # noqa: S106  the name of a scheme
            expires_in=session.expires_in_seconds,
            account=AccountOut.of(account) if account else None,
        )


class TotpSecretOut(BaseModel):
    """What an authenticator app needs, told once."""

    secret: str
    otpauth_uri: str


class RecoveryCodesOut(BaseModel):
    """To note down: each opens the account once without the authenticator app. Told once."""

    recovery_codes: list[str]


class InvitationOut(BaseModel):
    """An invitation; its token is told once and goes to the person who is invited."""

    invitation_id: str
    email: str
    role: str
    open_until: Instant
    token: str

    @classmethod
    def of(cls, invitation: Invitation, token: str) -> InvitationOut:
        """Shape a fresh invitation for the administrator."""
        return cls(
            invitation_id=invitation.invitation_id,
            email=invitation.email,
            role=invitation.role,
            open_until=invitation.open_until,
            token=token,
        )


class VenueInvitationOut(BaseModel):
    """An invitation to work at a venue that nobody accepted yet. Its link is in the letter alone."""

    invitation_id: str
    email: str
    created_at: Instant
    open_until: Instant


class VenueStaffOut(BaseModel):
    """Somebody who took on work at a venue, by the name that they chose."""

    account_id: str
    display_name: str


class VenueInvitationsOut(BaseModel):
    """All of a venue's invitations that nobody accepted, expired ones too, and its staff, both oldest first."""

    items: list[VenueInvitationOut]
    staff: list[VenueStaffOut]
