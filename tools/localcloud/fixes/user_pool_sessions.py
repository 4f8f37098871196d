"""Sessions of a user pool: refresh tokens rotate where the client asks for it, and challenges belong to their session.

AWS: with `RefreshTokenRotation` each GetTokensFromRefreshToken answers with a new refresh token that ends when the
first one would have; the one that was used works on for the grace period, then RefreshTokenReuseException. A
confidential client has to show its secret. RespondToAuthChallenge wants the session that the password opened, for three
minutes.
MiniStack: refresh tokens never rotate, the secret is not looked at, and SOFTWARE_TOKEN_MFA is answered for any user
under any session: a code of the app alone signs in (services/cognito.py:4821, 4361, 5042).
Can go when MiniStack keeps `RefreshTokenRotation` and checks `Session`.
"""

from __future__ import annotations

import hmac
import json
import time
from typing import Any

from ministack.core.responses import error_response_json, json_response, new_uuid
from ministack.services import cognito

from tools.localcloud.provisioning import also
from tools.localcloud.replace import replace

TOTP = "SOFTWARE_TOKEN_MFA"
SESSION_SECONDS = 180
"""Cognito's default of AuthSessionValidity, which our client does not change."""

_sessions: dict[str, tuple[str, float]] = {}
"""Username and end of each open challenge; after a restart the password has to be entered again."""


def apply() -> None:
    """Keep the client's wish, rotate, and check secrets and sessions."""
    also("AWS::Cognito::UserPoolClient", _declare, create="ef91a1970983", update="13869ab0b0ce")
    stock_tokens, stock_challenge = cognito._get_tokens_from_refresh_token, cognito._mfa_challenge_for_user
    stock_respond = cognito._respond_to_auth_challenge

    def tokens(data: dict[str, Any]) -> Any:
        pool, pool_id = cognito._pool_for_client(data.get("ClientId"))
        client = pool["_clients"][data["ClientId"]] if pool else {}
        return _secret_error(client, data) or _rotated(client, pool_id, data, stock_tokens)

    def challenge(pool: dict[str, Any], user: dict[str, Any], pool_id: str, username: str) -> dict[str, Any] | None:
        made: dict[str, Any] | None = stock_challenge(pool, user, pool_id, username)
        if made:
            _sessions[made["Session"]] = user["Username"], time.time() + SESSION_SECONDS
        return made

    def respond(data: dict[str, Any]) -> Any:
        if data.get("ChallengeName") != TOTP:
            return stock_respond(data)
        if not _is_open(data):
            return error_response_json(
                "NotAuthorizedException", "Invalid session for the user, session is expired.", 400
            )
        answer = stock_respond(data)
        if answer[0] == 200:  # noqa: PLR2004  the status of success
            del _sessions[data["Session"]]
        return answer

    replace(cognito, "_get_tokens_from_refresh_token", "67d9ca2d8271", tokens)
    replace(cognito, "_mfa_challenge_for_user", "14b1bbda71fe", challenge)
    replace(cognito, "_respond_to_auth_challenge", "9dae007b5620", respond)


def _declare(client_id: str, props: dict[str, Any]) -> None:
    client = cognito._user_pools[props["UserPoolId"]]["_clients"][client_id]
    client["RefreshTokenRotation"] = props.get("RefreshTokenRotation")


def _secret_error(client: dict[str, Any], data: dict[str, Any]) -> Any:
    secret = client.get("ClientSecret")
    if not secret or hmac.compare_digest(secret.encode(), str(data.get("ClientSecret", "")).encode()):
        return None
    return error_response_json("NotAuthorizedException", "Unable to verify secret hash for client", 400)


def _rotated(client: dict[str, Any], pool_id: str, data: dict[str, Any], stock_tokens: Any) -> Any:
    """Answer with fresh tokens; with a new refresh token and the old one's end if the client rotates them."""
    wish = client.get("RefreshTokenRotation") or {}
    if wish.get("Feature") != "ENABLED":
        return stock_tokens(data)
    user, error = cognito._refresh_auth_user(
        cognito._user_pools[pool_id], pool_id, data["ClientId"], data["RefreshToken"]
    )
    if error:
        return error
    claims, now = cognito._token_claims(data["RefreshToken"]), time.time()
    used: dict[str, float] = user.setdefault("_rotated", {})
    if now > used.get(claims["jti"], now) + float(wish.get("RetryGracePeriodSeconds", 0)):
        return error_response_json("RefreshTokenReuseException", "Refresh token has been invalidated by rotation", 400)
    status, headers, body = stock_tokens(data)
    if status != 200:  # noqa: PLR2004  the status of success
        return status, headers, body
    used.setdefault(claims["jti"], now)
    result = json.loads(body)
    fresh = {**claims, "jti": new_uuid(), "iat": int(now)}
    result["AuthenticationResult"]["RefreshToken"] = cognito._signed_jwt(fresh, pool_id, "access")
    return json_response(result)


def _is_open(data: dict[str, Any]) -> bool:
    username, ends_at = _sessions.get(data.get("Session", ""), ("", 0.0))
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    user = cognito._resolve_user(pool, data.get("ChallengeResponses", {}).get("USERNAME"))[0] if pool else None
    return user is not None and user["Username"] == username and time.time() < ends_at
