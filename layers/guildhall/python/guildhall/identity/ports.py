"""What identity needs."""

from typing import Protocol

from guildhall.identity.models import Account, Challenge, Invitation, Session
from guildhall.kernel.actor import Actor
from guildhall.kernel.events import DomainEvent


class Accounts(Protocol):
    """Stored accounts."""

    def get(self, account_id: str) -> Account | None:
        """Return an account, or None."""

    def find(self, email: str) -> Account | None:
        """Return the account of a normalised address, or None."""

    def reserve(self, account: Account) -> Account:
        """Store a new account together with its claim on the address. Raises EmailTaken."""

    def save(self, account: Account, *events: DomainEvent, action: str, accepted: Invitation | None = None) -> Account:
        """Store at the version it was read at. Raises StaleVersion.

        accepted: an invitation that becomes the account's in the same moment, and puts it among a venue's staff.
        """

    def announce(self, event: DomainEvent) -> None:
        """Publish an event that changes no account."""


class Invitations(Protocol):
    """Stored invitations."""

    def get(self, invitation_id: str) -> Invitation | None:
        """Return an invitation, or None."""

    def save(self, invitation: Invitation, action: str, *events: DomainEvent) -> Invitation:
        """Store at the version it was read at, and publish with it. Raises StaleVersion."""

    def of_venue(self, venue_id: str) -> list[Invitation]:
        """Return those to work at a venue that were neither accepted nor taken back, oldest first."""


class VenueDesk(Protocol):
    """Who may invite to venues, which bookings knows (decision 0002)."""

    def inviting(self, actor: Actor, venue_id: str) -> tuple[str, tuple[str, ...]]:
        """Return a venue's name and whose accounts work there, for whoever may invite.

        Raises VenueUnknown, Forbidden.
        """


class InvitationLinks(Protocol):
    """What the links of invitations are made of; only we can make them, and none is stored."""

    def secret(self, invitation_id: str, version: int) -> str:
        """Return the same for the same version of an invitation, as it is stored."""


class Credentials(Protocol):
    """Passwords and codes: what proves who somebody is. Ids that it does not know look like wrong codes."""

    def register(self, account_id: str, email: str, password: str) -> None:
        """Keep the password and send a code to the address. Raises PasswordWeak, EmailTaken for an id that exists."""

    def drop(self, account_id: str) -> None:
        """Forget an account, if it is known."""

    def resend(self, account_id: str) -> None:
        """Send the confirmation code again, if one is due."""

    def confirm(self, account_id: str, code: str) -> bool:
        """Take the confirmation code; False if the account was confirmed before. Raises CodeRefused."""

    def send_reset_code(self, account_id: str) -> None:
        """Send a code for a new password, if the address is confirmed."""

    def reset(self, account_id: str, code: str, password: str) -> None:
        """Take the code and the new password. Raises CodeRefused, PasswordWeak."""

    def change_password(self, access_token: str, current: str, new: str) -> None:
        """Replace the password. Raises PasswordWrong, PasswordWeak, SessionEnded."""

    def grant(self, account_id: str, role: str) -> None:
        """Let the access tokens that will be issued carry a role; a role that is there already is no error."""


class Sessions(Protocol):
    """Sessions: an access token for minutes, a refresh token for days."""

    def open(self, account_id: str, password: str) -> Session | Challenge:
        """Begin a session. Raises SignInRefused, PasswordResetNeeded."""

    def answer(self, account_id: str, session: str, code: str) -> Session:
        """Answer a challenge with a code of the authenticator app. Raises CodeRefused, SessionEnded."""

    def refresh(self, refresh_token: str) -> Session:
        """Return fresh tokens; the refresh token may be a new one. Raises SessionEnded."""

    def end(self, refresh_token: str) -> None:
        """End one session; one that is over already is no error."""

    def end_all(self, account_id: str) -> None:
        """End every session of an account."""


class Factors(Protocol):
    """The authenticator app. Its secret never leaves the user pool but once."""

    def begin(self, access_token: str) -> str:
        """Return a fresh secret, base32. Raises SessionEnded."""

    def finish(self, access_token: str, code: str) -> None:
        """Take the first code of the app. Raises CodeRefused, FactorNotBegun, SessionEnded."""

    def require(self, account_id: str, *, is_on: bool) -> None:
        """Ask for a code at sign-in from now on, or no more."""


class SecurityLog(Protocol):
    """Where operators look for attacks."""

    def note(self, what: str, **fields: str) -> None:
        """Write a security event; fields hold ids and addresses, never secrets."""
