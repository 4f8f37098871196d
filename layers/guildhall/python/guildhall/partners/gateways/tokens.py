"""Access tokens of the user pool, verified with PyJWT against the pool's published keys.

Only the authorizer's function carries the layer that this module needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt

from guildhall.kernel.errors import Unavailable

KEYS_KEPT_SECONDS = 3600
LEEWAY_SECONDS = 30
KEYS_TIMEOUT_SECONDS = 4
ACCESS = "access"
"""What `token_use` says of an access token; the pool signs id tokens with the same keys."""


class PoolTokens:
    """The port `Tokens`. issuer: as tokens name it. keys_url: where the pool's key set is."""

    def __init__(self, issuer: str, keys_url: str) -> None:
        self._issuer = issuer
        self._keys = jwt.PyJWKClient(keys_url, lifespan=KEYS_KEPT_SECONDS, timeout=KEYS_TIMEOUT_SECONDS)

    def read(self, token: str) -> Mapping[str, Any] | None:
        """Return the claims of a genuine, current access token, or None. Raises Unavailable without the keys."""
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                # Cognito's access tokens carry client_id in place of aud; AdmitCaller checks it.
                options={"require": ["exp", "iat", "iss", "client_id", "token_use"], "verify_aud": False},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise Unavailable from error
        except jwt.PyJWTError:
            return None
        return claims if claims["token_use"] == ACCESS else None
