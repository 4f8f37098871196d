"""One botocore session per process and one client per service; boto3 is never imported (performance.md section 1.2)."""

from __future__ import annotations

import os
import threading
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import NoRegionError

from guildhall.platform import tracing

CONNECT_TIMEOUT_SECONDS = 2
READ_TIMEOUT_SECONDS = 8
"""Three attempts of this length still fit into the 30 seconds that API Gateway waits."""
MAX_ATTEMPTS = 3
ASKED_ONCE = frozenset({"sesv2", "sns"})
"""They know no repetition from a second letter or text: a call whose answer was lost is not made again at once.
Whoever asked decides, or the queue (decision 0039)."""

_lock = threading.Lock()
_sessions: list[botocore.session.Session] = []
_clients: dict[tuple[str, str | None], Any] = {}


def session() -> botocore.session.Session:
    """Return the one session of this process: reading botocore's data files costs more than most requests."""
    with _lock:
        if not _sessions:
            _sessions.append(botocore.session.get_session())
        return _sessions[0]


def region() -> str:
    """Return the region in which this process works. Raises NoRegionError if nothing names one."""
    # AWS_REGION is what Lambda documents; botocore itself reads only AWS_DEFAULT_REGION.
    name = os.environ.get("AWS_REGION") or session().get_config_variable("region")
    if not name:
        raise NoRegionError
    return str(name)


_IDS = {
    "chime-sdk-meetings": "CHIME_SDK_MEETINGS",
    "cognito-idp": "COGNITO_IDENTITY_PROVIDER",
    "events": "EVENTBRIDGE",
    "secretsmanager": "SECRETS_MANAGER",
    "stepfunctions": "SFN",
}
"""Ids at AWS of the services that botocore calls by another name (AWS SDK reference, service-specific endpoints)."""


def endpoint(service: str) -> str | None:
    """Return the address that the environment sets for a service, or None for the one at AWS.

    service: botocore's name, such as `dynamodb` or `cognito-idp`.
    """
    own = os.environ.get("AWS_ENDPOINT_URL_" + _IDS.get(service, service.upper()))
    return own or os.environ.get("AWS_ENDPOINT_URL") or None


def client(service: str, endpoint_url: str | None = None) -> Any:
    """Return the shared client of a service.

    endpoint_url: only where one process talks to several, such as the management API of a WebSocket stage;
    otherwise AWS_ENDPOINT_URL or AWS itself.
    Parameters are not validated on this side: the service does that, and every call would pay for it.
    """
    # What the environment says is part of the key, so that a test that points elsewhere gets a client that goes there.
    key = (service, endpoint_url or endpoint(service))
    found = _clients.get(key)
    if found is not None:
        return found
    owner = session()
    # Making a client is not thread-safe in botocore; using one is.
    with _lock:
        if key not in _clients:
            made: Any = owner.create_client(
                service, region_name=os.environ.get("AWS_REGION"), endpoint_url=endpoint_url, config=_config(service)
            )
            if tracing.calls_are_traced():
                made._make_api_call = tracing.traced(service, made._make_api_call)  # noqa: SLF001  all methods end there
            _clients[key] = made
        return _clients[key]


def use_shared_client() -> None:
    """Let all PynamoDB models talk through one transport.

    Left alone, each model class makes a session and a client of its own: 50 ms of CPU, 9 MB and a TLS
    handshake apiece (pynamodb issues 876 and 1245; remove this when they are closed).
    """
    from pynamodb.connection.base import Connection

    from guildhall.platform.dynamo_transport import transport

    Connection.session = property(lambda _: session())  # type: ignore[assignment, method-assign]
    Connection.client = property(lambda self: transport(self.host))  # type: ignore[assignment, method-assign]


def _config(service: str) -> Config:
    """Return how patient we are with a service."""
    # The local cloud answers S3 by path only: a bucket has no host name of its own there.
    is_s3 = service == "s3"
    return Config(
        parameter_validation=False,
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=READ_TIMEOUT_SECONDS,
        max_pool_connections=10,
        retries={"mode": "standard", "total_max_attempts": 1 if service in ASKED_ONCE else MAX_ATTEMPTS},
        s3={"addressing_style": "path" if endpoint(service) else "auto"} if is_s3 else None,
        signature_version="s3v4" if is_s3 else None,
    )
