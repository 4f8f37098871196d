"""The user pool as the authorisation server of partner clients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.kernel.errors import Unavailable
from guildhall.partners.ports import Credentials
from guildhall.platform import aws

ACCESS_TOKEN_MINUTES = 60


class CognitoRegistrar:
    """The port `Registrar` on Cognito: one app client a partner."""

    def __init__(self, pool_id: str) -> None:
        self._pool_id = pool_id

    def create(self, name: str, scopes: list[str]) -> Credentials:
        """Register a client for the client-credentials grant. Raises Unavailable."""
        with _translated():
            made = aws.client("cognito-idp").create_user_pool_client(
                UserPoolId=self._pool_id,
                ClientName=f"partner {name}"[:128],
                GenerateSecret=True,
                AllowedOAuthFlows=["client_credentials"],
                AllowedOAuthScopes=scopes,
                AllowedOAuthFlowsUserPoolClient=True,
                # No flow for people: this client can only speak for itself.
                ExplicitAuthFlows=[],
                AccessTokenValidity=ACCESS_TOKEN_MINUTES,
                TokenValidityUnits={"AccessToken": "minutes"},
                EnableTokenRevocation=True,
            )["UserPoolClient"]
        return Credentials(made["ClientId"], made["ClientSecret"])

    def delete(self, client_id: str) -> None:
        """Remove a client; it is fine if it is gone. Raises Unavailable."""
        with _translated("ResourceNotFoundException"):
            aws.client("cognito-idp").delete_user_pool_client(UserPoolId=self._pool_id, ClientId=client_id)


@contextmanager
def _translated(*fine: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in fine:
            raise Unavailable from error
    except BotoCoreError as error:
        raise Unavailable from error
