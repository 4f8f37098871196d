"""The lean road to open sockets: PostToConnection as botocore's client offers it, at a tenth of its cost.

A chat message is one such call for each device that hears it, so this call is most of what the chat costs.
`GUILDHALL_SOCKET_TRANSPORT=botocore` goes back to the stock client; both pass
tests/unit/platform/test_socket_transport.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import quote, urlsplit

from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from guildhall.platform import aws
from guildhall.platform.http_pool import Answer, Pool
from guildhall.platform.sigv4 import Signer

OPERATION = "PostToConnection"
ATTEMPTS = 2
"""A connection that was kept alive may have died unnoticed; a frame that comes twice does no harm."""
OK, GONE, SERVER_ERROR = 200, 410, 500


class SocketClient(Protocol):
    """What Chalice calls on botocore's client of `apigatewaymanagementapi`."""

    exceptions: Any

    def post_to_connection(self, *, ConnectionId: str, Data: str) -> Any:  # noqa: N803  botocore's names
        """Send text to a socket. Raises `exceptions.GoneException`, ClientError, BotoCoreError."""


class GoneException(ClientError):
    """The socket is closed."""


class _Exceptions:
    GoneException = GoneException


class LeanSockets:
    """Own signature, own connection pool. endpoint_url: of a stage, such as `https://….amazonaws.com/live`."""

    exceptions = _Exceptions

    def __init__(self, endpoint_url: str, region: str, credentials: Callable[[], Credentials | None]) -> None:
        parts = urlsplit(endpoint_url)
        self._pool = Pool(f"{parts.scheme}://{parts.netloc}")
        self._path = f"{parts.path}/@connections/"
        self._signer = Signer(region, self._pool.host, "execute-api")
        self._credentials = credentials

    def post_to_connection(self, *, ConnectionId: str, Data: str) -> Any:  # noqa: N803  botocore's names
        """Send text to a socket. Raises GoneException, ClientError, BotoCoreError."""
        path, body = self._path + quote(ConnectionId, safe="~"), Data.encode()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = self._send(path, body)
            except NoCredentialsError:
                raise
            except BotoCoreError:
                if attempt == ATTEMPTS:
                    raise
            else:
                if answer.status < SERVER_ERROR or attempt == ATTEMPTS:
                    break
        if answer.status == OK:
            return {}
        raise _refusal(answer)

    def _send(self, path: str, body: bytes) -> Answer:
        credentials = self._credentials()
        if credentials is None:
            raise NoCredentialsError
        headers = self._signer.sign({}, {}, body, credentials.get_frozen_credentials(), time.gmtime(), path=path)
        return self._pool.post(headers, body, path)


def socket_client(endpoint_url: str, kind: str = "lean") -> SocketClient:
    """Return this process's way to the sockets of a stage. kind: `lean` or `botocore`. Raises ValueError."""
    if kind == "botocore":
        client: SocketClient = aws.client("apigatewaymanagementapi", endpoint_url)
        return client
    if kind != "lean":
        raise ValueError(f"GUILDHALL_SOCKET_TRANSPORT is {kind!r}; it may be 'lean' or 'botocore'")
    return LeanSockets(endpoint_url, aws.region(), lambda: aws.session().get_credentials())


def _refusal(answer: Answer) -> ClientError:
    """Return what botocore would raise."""
    code = answer.headers.get("x-amzn-errortype", str(answer.status)).partition(":")[0]
    response: Any = {
        "Error": {"Code": code, "Message": answer.content.decode("utf-8", "replace")[:200]},
        "ResponseMetadata": {"HTTPStatusCode": answer.status},
    }
    return (GoneException if answer.status == GONE else ClientError)(response, OPERATION)
