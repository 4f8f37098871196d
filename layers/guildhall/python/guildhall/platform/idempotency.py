"""Idempotent requests: Powertools' idempotency over the ops table, by client key plus input hash.

| who asks             | index | PK                          | SK    |
|----------------------|-------|-----------------------------|-------|
| a repeated request   | table | IDEM#{hash of account, key} | IDEM  |
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent_function
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyItemAlreadyExistsError,
    IdempotencyItemNotFoundError,
    IdempotencyValidationError,
)
from aws_lambda_powertools.utilities.idempotency.persistence.base import BasePersistenceLayer
from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import STATUS_CONSTANTS, DataRecord
from botocore.exceptions import ClientError

from guildhall.kernel.errors import Conflict, Fault, Invalid
from guildhall.platform import context
from guildhall.platform.assembly import Platform
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.items import from_item, to_typed

KEPT_SECONDS = 24 * 3600
KEY_LENGTH = range(8, 256)


class IdempotencyKeyMissing(Invalid):
    """A request that creates or moves something must be safe to repeat."""

    slug = "idempotency/key-missing"
    title = "Send an Idempotency-Key header"
    status = 400


class IdempotencyKeyReused(Invalid):
    """The key was used for another request."""

    slug = "idempotency/key-reused"
    title = "This Idempotency-Key belongs to another request"


class RequestInProgress(Conflict):
    """The first request with this key has not been answered yet."""

    slug = "idempotency/in-progress"
    title = "The same request is still being carried out"


class _NotKept(Exception):
    """Unwinds a refused request, so that its key may be used again once the cause is gone."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer


class Idempotency:
    """Carries out each request once per account, route and key."""

    def __init__(self, store: BasePersistenceLayer) -> None:
        self._store = store

    @classmethod
    def of(cls, platform: Platform) -> Idempotency:
        """Keep the answers in the ops table."""
        return cls(OpsPersistence(platform.tables.ops_table))

    def once(
        self, event: dict[str, Any], carry_out: Callable[[], dict[str, Any]], lambda_context: Any
    ) -> dict[str, Any]:
        """Return the answer of the first request with this key; refused requests (4xx, 5xx) are not kept.

        event: an HTTP API event (payload 2.0). Raises IdempotencyKeyMissing, IdempotencyKeyReused, RequestInProgress.
        """
        key = (event.get("headers") or {}).get("idempotency-key", "")
        if len(key) not in KEY_LENGTH:
            fault = Fault("#header/Idempotency-Key", "8 to 255 characters, new for each thing you do", "missing")
            raise IdempotencyKeyMissing(faults=(fault,))
        http = event["requestContext"]["http"]
        request = {
            "key": [context.actor().account_id, http["method"], http["path"], key],
            "input": [event.get("rawQueryString", ""), event.get("body") or ""],
        }
        config = IdempotencyConfig(
            event_key_jmespath="key",
            payload_validation_jmespath="input",
            expires_after_seconds=KEPT_SECONDS,
            hash_function="sha256",
            response_hook=_mark_replayed,  # type: ignore[arg-type]  # a hook of the library may be a plain function
        )
        config.register_lambda_context(lambda_context)

        def run(*, request: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001  Powertools reads it by name
            answer = carry_out()
            if answer["statusCode"] >= 400:  # noqa: PLR2004  the class of refusals
                raise _NotKept(answer)
            return answer

        once = idempotent_function(run, data_keyword_argument="request", persistence_store=self._store, config=config)
        try:
            return dict(once(request=request))
        except _NotKept as refused:
            return refused.answer
        except IdempotencyValidationError:
            fault = Fault("#header/Idempotency-Key", "used for another request", "reused")
            raise IdempotencyKeyReused("use a new key for a new request", faults=(fault,)) from None
        except IdempotencyAlreadyInProgressError:
            raise RequestInProgress("ask again in a moment", retry_after_seconds=1) from None


def _mark_replayed(answer: Any, _record: DataRecord) -> Any:
    answer.setdefault("headers", {})["Idempotency-Replayed"] = "true"
    return answer


class OpsPersistence(BasePersistenceLayer):
    """Powertools' persistence port over our own transport, so that no second client is built."""

    def __init__(self, ops_table: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._table = ops_table

    def configure(self, config: IdempotencyConfig, *args: Any, **kwargs: Any) -> None:
        """Take over a configuration; each request has its own, unlike Powertools' one per function."""
        self.configured = False
        super().configure(config, *args, **kwargs)

    @staticmethod
    def _key(idempotency_key: str) -> dict[str, Any]:
        return {"PK": to_typed(f"IDEM#{idempotency_key.rsplit('#', 1)[-1]}"), "SK": to_typed("IDEM")}

    def _get_record(self, idempotency_key: str) -> DataRecord:
        request = {"TableName": self._table, "Key": self._key(idempotency_key), "ConsistentRead": True}
        item = transport().call("GetItem", request).get("Item")
        if item is None:
            raise IdempotencyItemNotFoundError
        return _record_of(idempotency_key, from_item(item))

    def _put_record(self, data_record: DataRecord) -> None:
        now = int(time.time())
        item = {
            **self._key(data_record.idempotency_key),
            "kind": to_typed("ops.idempotency"),
            "status": to_typed(data_record.status),
            "ttl": to_typed(data_record.expiry_timestamp),
            "payload_hash": to_typed(data_record.payload_hash),
            "busy_until_ms": to_typed(data_record.in_progress_expiry_timestamp or 0),
        }
        values = {
            ":now": to_typed(now),
            ":now_ms": to_typed(now * 1000),
            ":busy": to_typed(STATUS_CONSTANTS["INPROGRESS"]),
        }
        try:
            transport().call(
                "PutItem",
                {
                    "TableName": self._table,
                    "Item": item,
                    # A function that died in the middle must not block its key for ever.
                    "ConditionExpression": (
                        "attribute_not_exists(PK) OR #ttl < :now OR (#status = :busy AND busy_until_ms < :now_ms)"
                    ),
                    "ExpressionAttributeNames": {"#ttl": "ttl", "#status": "status"},
                    "ExpressionAttributeValues": values,
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                },
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            old = error.response.get("Item")
            kept = _record_of(data_record.idempotency_key, from_item(cast("dict[str, Any]", old))) if old else None
            if kept:
                # Powertools compares inputs only where it reads a record itself; here it is handed one.
                self._validate_payload(data_payload=data_record, stored_data_record=kept)
            raise IdempotencyItemAlreadyExistsError(old_data_record=kept) from None

    def _update_record(self, data_record: DataRecord) -> None:
        transport().call(
            "UpdateItem",
            {
                "TableName": self._table,
                "Key": self._key(data_record.idempotency_key),
                "UpdateExpression": "SET #status = :status, answer = :answer, #ttl = :ttl, payload_hash = :hash",
                "ExpressionAttributeNames": {"#ttl": "ttl", "#status": "status"},
                "ExpressionAttributeValues": {
                    ":status": to_typed(data_record.status),
                    ":answer": to_typed(data_record.response_data),
                    ":ttl": to_typed(data_record.expiry_timestamp),
                    ":hash": to_typed(data_record.payload_hash),
                },
            },
        )

    def _delete_record(self, data_record: DataRecord) -> None:
        transport().call("DeleteItem", {"TableName": self._table, "Key": self._key(data_record.idempotency_key)})


def _record_of(idempotency_key: str, item: dict[str, Any]) -> DataRecord:
    return DataRecord(
        idempotency_key=idempotency_key,
        status=item["status"],
        expiry_timestamp=item["ttl"],
        in_progress_expiry_timestamp=item.get("busy_until_ms"),
        response_data=item.get("answer", ""),
        payload_hash=item.get("payload_hash", ""),
    )
