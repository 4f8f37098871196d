"""The lean road to DynamoDB: sign, send, read; stock botocore behind a switch (performance.md section 2.3).

botocore spends nine tenths of a small request on header objects, user-agent strings, hooks and on walking
every attribute value. This sends the ten data operations itself and leaves the rest of the API to botocore:
credentials and their renewal, control operations, error classes. It does not do endpoint discovery, FIPS or
dual-stack addresses, account-id endpoints or proxies; `GUILDHALL_DYNAMO_TRANSPORT=botocore` does.
Both transports pass tests/unit/platform/test_dynamo_transport.py.
"""

from __future__ import annotations

import base64
import os
import random
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from uuid import uuid4

import orjson
from botocore.credentials import Credentials
from botocore.exceptions import (
    BotoCoreError,
    ChecksumError,
    ClientError,
    NoCredentialsError,
    ParamValidationError,
)

from guildhall.platform import aws, tracing
from guildhall.platform.http_pool import Answer, Pool
from guildhall.platform.sigv4 import Signer

DATA_OPERATIONS = frozenset({
    "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan",
    "BatchGetItem", "BatchWriteItem", "TransactGetItems", "TransactWriteItems",
})  # fmt: skip
THROTTLED = frozenset({
    "ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded",
    "TransactionInProgressException", "ReplicatedWriteConflictException",
})  # fmt: skip
ATTEMPTS = 4
PAUSE_SECONDS = 0.025
"""Upper bound of the first pause; it doubles per attempt. botocore's own value for DynamoDB."""
THROTTLED_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 1.0
SERVER_ERROR = 500

_random = random.SystemRandom()  # not seeded: snapshots of a function must not repeat each other's pauses
_lock = threading.Lock()
_transports: dict[tuple[str, str | None], Transport] = {}


class Transport(Protocol):
    """Carries one DynamoDB operation there and back."""

    def call(self, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Run an operation such as `Query` and return its answer in DynamoDB's own shape.

        Numbers travel as text (`{"N": "1"}`) and keep all their digits; binaries are `bytes`.
        Raises ClientError for a refusal, with `CancellationReasons` for a transaction,
        and BotoCoreError if no answer came.
        """


class BotocoreTransport:
    """Stock botocore."""

    def __init__(self, client: Any) -> None:
        self.meta = client.meta
        self._client = client

    def call(self, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Run an operation; see Transport."""
        answer: dict[str, Any] = self._client._make_api_call(operation, dict(arguments))  # noqa: SLF001
        return answer

    _make_api_call = call  # the one method that PynamoDB 6.1 calls on a client


class LeanTransport:
    """Own signature, own connection pool, orjson.

    endpoint_url: scheme, host and port, without a path.
    sleep: how to wait, seconds; tests hand in theirs.
    """

    def __init__(
        self,
        endpoint_url: str,
        region: str,
        credentials: Callable[[], Credentials | None],
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._endpoint_url = endpoint_url
        self._credentials = credentials
        self._pool = Pool(endpoint_url)
        self._signer = Signer(region, self._pool.host)
        self._sleep = sleep

    @property
    def meta(self) -> Any:
        """The stock client's description of itself, for PynamoDB's `repr`."""
        return self._stock().meta

    def call(self, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Run an operation; see Transport. Retries what may pass by itself, with full jitter.

        An update that was applied while its answer was lost is applied again, as with botocore:
        give it a condition, or put it into a transaction, which carries a token of its own.
        """
        if operation not in DATA_OPERATIONS:
            return self._stock().call(operation, arguments)
        body = _encode(operation, arguments)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._send(operation, body)
            except (ClientError, BotoCoreError) as error:
                base = _pause(error)
                if base is None or attempt == ATTEMPTS:
                    raise
            self._sleep(_random.random() * min(LONGEST_PAUSE_SECONDS, base * 2.0 ** (attempt - 1)))
        raise AssertionError("the last attempt returns or raises")

    _make_api_call = call  # the one method that PynamoDB 6.1 calls on a client

    def _send(self, operation: str, body: bytes) -> dict[str, Any]:
        """Make one attempt."""
        credentials = self._credentials()
        if credentials is None:
            raise NoCredentialsError
        # Frozen per attempt: this is where botocore renews what is about to expire.
        headers = self._signer.headers(operation, body, credentials.get_frozen_credentials(), time.gmtime())
        answer = self._pool.post(headers, body)
        expected = answer.headers.get("x-amz-crc32")
        actual = zlib.crc32(answer.content)
        if expected is not None and actual != int(expected):
            raise ChecksumError(checksum_type="crc32", expected_checksum=expected, actual_checksum=str(actual))
        if answer.status != 200:  # noqa: PLR2004 - DynamoDB knows no other success
            raise _refusal(operation, answer)
        return _decode(answer.content)

    def _stock(self) -> BotocoreTransport:
        """Return botocore for the operations that nobody waits for."""
        return BotocoreTransport(aws.client("dynamodb", self._endpoint_url))


def transport(endpoint_url: str | None = None) -> Transport:
    """Return this process's way to DynamoDB.

    endpoint_url: as in `aws.client`. GUILDHALL_DYNAMO_TRANSPORT: `lean` (default) or `botocore`, else ValueError.
    """
    key = (os.environ.get("GUILDHALL_DYNAMO_TRANSPORT", "lean"), endpoint_url or aws.endpoint("dynamodb"))
    found = _transports.get(key)
    if found is None:
        made = _make(*key)
        with _lock:
            found = _transports.setdefault(key, made)
    return found


def _make(kind: str, endpoint_url: str | None) -> Transport:
    """Build a transport. Raises ValueError for a kind that does not exist."""
    if kind == "botocore":
        return BotocoreTransport(aws.client("dynamodb", endpoint_url))
    if kind != "lean":
        raise ValueError(f"GUILDHALL_DYNAMO_TRANSPORT is {kind!r}; it may be 'lean' or 'botocore'")
    region = aws.region()
    suffix = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    lean = LeanTransport(
        endpoint_url or f"https://dynamodb.{region}.{suffix}", region, lambda: aws.session().get_credentials()
    )
    if tracing.calls_are_traced():
        lean.call = lean._make_api_call = tracing.traced("dynamodb", lean.call)  # type: ignore[method-assign]  # noqa: SLF001
    return lean


def _encode(operation: str, arguments: Mapping[str, Any]) -> bytes:
    """Write a request body. Raises ParamValidationError for what JSON cannot carry."""
    if operation == "TransactWriteItems" and "ClientRequestToken" not in arguments:
        # As botocore does: without it a retry after a lost answer would run the transaction twice.
        arguments = {**arguments, "ClientRequestToken": str(uuid4())}
    try:
        return orjson.dumps(arguments, default=_plain)
    except TypeError as error:
        raise ParamValidationError(report=str(error)) from error


def _plain(value: Any) -> Any:
    """Turn what orjson does not know into what the wire carries."""
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, set | frozenset):
        return list(value)
    raise TypeError(f"{type(value).__name__} cannot be written to DynamoDB")


def _decode(content: bytes) -> dict[str, Any]:
    """Read a response body."""
    answer: dict[str, Any] = orjson.loads(content)
    if b'"B"' in content or b'"BS"' in content:
        _read_binaries(answer)
    return answer


def _read_binaries(value: Any) -> None:
    """Turn base64 back into bytes, in place. An attribute that is itself named `B` holds an object, not text."""
    if isinstance(value, list):
        for member in value:
            _read_binaries(member)
    elif isinstance(value, dict):
        for name, member in value.items():
            if name == "B" and isinstance(member, str):
                value[name] = base64.b64decode(member)
            elif name == "BS" and isinstance(member, list):
                value[name] = [base64.b64decode(text) for text in member]
            else:
                _read_binaries(member)


def _refusal(operation: str, answer: Answer) -> ClientError:
    """Return what botocore would raise for an answer that is not a success."""
    try:
        said = orjson.loads(answer.content)
    except orjson.JSONDecodeError:
        said = {}  # a proxy or a load balancer answered, not DynamoDB
    if not isinstance(said, dict):
        said = {}
    _read_binaries(said)
    response: dict[str, Any] = {
        "Error": {
            "Code": str(said.get("__type") or answer.status).rsplit("#", 1)[-1],
            "Message": said.get("message") or said.get("Message") or "",
        },
        "ResponseMetadata": {
            "RequestId": answer.headers.get("x-amzn-requestid", ""),
            "HTTPStatusCode": answer.status,
            "HTTPHeaders": answer.headers,
            "RetryAttempts": 0,
        },
    }
    response |= {name: said[name] for name in ("CancellationReasons", "Item") if name in said}
    return ClientError(response, operation)  # type: ignore[arg-type]


def _pause(error: Exception) -> float | None:
    """Return the bound of the first pause before trying again, seconds; None if trying again is of no use."""
    if isinstance(error, ClientError):
        if error.response["Error"]["Code"] in THROTTLED:
            return THROTTLED_PAUSE_SECONDS
        return PAUSE_SECONDS if error.response["ResponseMetadata"]["HTTPStatusCode"] >= SERVER_ERROR else None
    return None if isinstance(error, NoCredentialsError) else PAUSE_SECONDS
