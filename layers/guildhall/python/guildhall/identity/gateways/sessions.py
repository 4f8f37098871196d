"""Sessions and second factors, kept by Cognito."""

from __future__ import annotations

import base64
import json
from typing import Any

from guildhall.identity.errors import FactorNotBegun, PasswordResetNeeded, SessionEnded, SignInRefused
from guildhall.identity.gateways.cognito import Cognito, wrong_code
from guildhall.identity.models import Challenge, Session

TOTP = "SOFTWARE_TOKEN_MFA"


class CognitoSessions:
    """The port `Sessions` on Cognito."""

    def __init__(self, cognito: Cognito) -> None:
        self._cognito = cognito

    def open(self, account_id: str, password: str) -> Session | Challenge:
        """Begin a session. Raises SignInRefused, PasswordResetNeeded."""
        refused = SignInRefused()
        answer = self._cognito.call(
            "initiate_auth",
            {
                "NotAuthorizedException": refused,
                "UserNotFoundException": refused,
                # A password that no policy of Cognito's would ever have let in.
                "InvalidParameterException": refused,
                # Cognito says so before it looks at the password: passing it on would tell that the address is known.
                "UserNotConfirmedException": refused,
                "PasswordResetRequiredException": PasswordResetNeeded(),
            },
            ClientId=self._cognito.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={
                "USERNAME": account_id,
                "PASSWORD": password,
                "SECRET_HASH": self._cognito.secret_hash(account_id),
            },
        )
        if answer.get("ChallengeName") == TOTP:
            return Challenge(answer["Session"])
        return _session(answer)

    def answer(self, account_id: str, session: str, code: str) -> Session:
        """Answer a challenge with a code of the authenticator app. Raises CodeRefused, SessionEnded."""
        answer = self._cognito.call(
            "respond_to_auth_challenge",
            {**wrong_code("/code"), "NotAuthorizedException": SessionEnded("sign in again to get a new challenge")},
            ClientId=self._cognito.client_id,
            ChallengeName=TOTP,
            Session=session,
            ChallengeResponses={
                "USERNAME": account_id,
                f"{TOTP}_CODE": code,
                "SECRET_HASH": self._cognito.secret_hash(account_id),
            },
        )
        return _session(answer)

    def refresh(self, refresh_token: str) -> Session:
        """Return fresh tokens; the refresh token is a new one where the pool rotates them. Raises SessionEnded."""
        ended = SessionEnded()
        answer = self._cognito.call(
            "get_tokens_from_refresh_token",
            {
                "NotAuthorizedException": ended,
                "UserNotFoundException": ended,
                "RefreshTokenReuseException": ended,
                "InvalidParameterException": ended,
            },
            ClientId=self._cognito.client_id,
            ClientSecret=self._cognito.client_secret,
            RefreshToken=refresh_token,
        )
        return _session(answer, refresh_token)

    def end(self, refresh_token: str) -> None:
        """End one session; one that is over already is no error."""
        refusals = {
            "NotAuthorizedException": None,
            "UnsupportedTokenTypeException": None,
            "InvalidParameterException": None,
        }
        self._cognito.call(
            "revoke_token",
            refusals,
            ClientId=self._cognito.client_id,
            ClientSecret=self._cognito.client_secret,
            Token=refresh_token,
        )

    def end_all(self, account_id: str) -> None:
        """End every session of an account."""
        self._cognito.admin("admin_user_global_sign_out", account_id, {"UserNotFoundException": None})


class CognitoFactors:
    """The port `Factors` on Cognito."""

    def __init__(self, cognito: Cognito) -> None:
        self._cognito = cognito

    def begin(self, access_token: str) -> str:
        """Return a fresh secret, base32. Raises SessionEnded."""
        refusals = {"NotAuthorizedException": SessionEnded()}
        return str(self._cognito.call("associate_software_token", refusals, AccessToken=access_token)["SecretCode"])

    def finish(self, access_token: str, code: str) -> None:
        """Take the first code of the app. Raises CodeRefused, FactorNotBegun, SessionEnded."""
        wrong = wrong_code("/code")["CodeMismatchException"]
        answer = self._cognito.call(
            "verify_software_token",
            {
                "CodeMismatchException": wrong,
                "EnableSoftwareTokenMFAException": wrong,
                "SoftwareTokenMFANotFoundException": FactorNotBegun(),
                "InvalidParameterException": FactorNotBegun(),
                "NotAuthorizedException": SessionEnded(),
            },
            AccessToken=access_token,
            UserCode=code,
        )
        if answer.get("Status") != "SUCCESS" and wrong:
            raise wrong

    def require(self, account_id: str, *, is_on: bool) -> None:
        """Ask for a code at sign-in from now on, or no more."""
        wish = {"Enabled": is_on, "PreferredMfa": is_on}
        self._cognito.admin("admin_set_user_mfa_preference", account_id, {}, SoftwareTokenMfaSettings=wish)


def _session(answer: dict[str, Any], refresh_token: str = "") -> Session:
    result = answer["AuthenticationResult"]
    token = result["AccessToken"]
    fresh = result.get("RefreshToken") or refresh_token
    return Session(token, fresh, int(result["ExpiresIn"]), _username(token))


def _username(token: str) -> str:
    """Read whose access token this is; the pool itself has just given it, so its signature proves nothing more."""
    claims = token.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["username"])
