"""Who may call the routes that people and programs share."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.partners.ports import Clients, Tokens


@dataclass(frozen=True, slots=True)
class AdmitCaller:
    """Tell who an access token belongs to: somebody signed in to the web app, or a partner client that still counts."""

    tokens: Tokens
    clients: Clients
    web_client_id: str

    def __call__(self, token: str) -> dict[str, str] | None:
        """Return the claims that the HTTP edge reads, as text, or None to refuse."""
        claims = self.tokens.read(token)
        if claims is None:
            return None
        client_id = str(claims.get("client_id", ""))
        if client_id == self.web_client_id and "username" in claims:
            groups = " ".join(claims.get("cognito:groups", []))
            return {"username": str(claims["username"]), "cognito:groups": f"[{groups}]", "scope": str(claims["scope"])}
        client = self.clients.get(f"cli_{client_id}")
        # A person's token of another client of the pool has a username; it is nobody's here.
        if client is None or client.is_revoked or "username" in claims:
            return None
        granted = set(str(claims.get("scope", "")).split()) & set(client.scopes)
        return {"client_id": client_id, "scope": " ".join(sorted(granted))}
