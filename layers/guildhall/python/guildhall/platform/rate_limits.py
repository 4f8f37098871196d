"""Rate limits: fixed windows counted in the ops table, one UpdateItem each.

| who asks                        | index | PK                               | SK             |
|---------------------------------|-------|----------------------------------|----------------|
| how much a subject used         | table | RATE#{limit}#{hash of subject}   | {window start} |

Windows of different subjects begin at different moments, so that nobody's quota renews together with everybody's.
Around the border of two windows up to twice the quota can pass: choose the quota so that this does no harm. What
fixed windows buy is one write, no read, and a count that stays right however many ask at the same moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import TooMany, Unavailable
from guildhall.kernel.rate_limits import Limit
from guildhall.platform import context
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.items import from_item, to_typed

REFUSED = "ConditionalCheckFailedException"
KEPT_SECONDS = 60
"""After its window a count is of no use; the margin keeps clocks that disagree from counting anew."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a limit for the caller of this request, as the RateLimit headers tell it."""

    limit: Limit
    remaining: int
    reset_seconds: int


@dataclass(frozen=True, slots=True)
class _Window:
    key: dict[str, Any]
    ends_at: int


class DynamoRateLimits:
    """The port `RateLimits` on the ops table."""

    def __init__(self, ops_table: str, clock: Clock) -> None:
        self._table = ops_table
        self._clock = clock

    def take(self, limit: Limit, subject: str) -> None:
        """Count one. Raises TooMany when the window is full, Unavailable when it cannot be counted.

        Not counting means not letting pass: a limit that an outage switches off protects nobody.
        """
        window, now = self._window(limit, subject)
        request = {
            "UpdateExpression": "SET #kind = :kind, #ttl = :ttl ADD used :one",
            "ConditionExpression": "attribute_not_exists(used) OR used < :quota",
            "ExpressionAttributeNames": {"#kind": "kind", "#ttl": "ttl"},
            "ExpressionAttributeValues": {
                ":kind": to_typed("ops.rate"),
                ":ttl": to_typed(window.ends_at + KEPT_SECONDS),
                ":one": to_typed(1),
                ":quota": to_typed(limit.quota),
            },
            "ReturnValues": "UPDATED_NEW",
        }
        answer = self._update(window, request)
        used = from_item(answer["Attributes"])["used"] if answer else limit.quota
        allowance = Allowance(limit, limit.quota - used, max(1, window.ends_at - now))
        context.current().allowances[limit.name] = allowance
        if answer is None:
            raise TooMany(
                f"{limit.name}: at most {limit.quota} in {limit.window_seconds} seconds",
                retry_after_seconds=allowance.reset_seconds,
            )

    def give_back(self, limit: Limit, subject: str) -> None:
        """Uncount one of the present window."""
        window, _ = self._window(limit, subject)
        context.current().allowances.pop(limit.name, None)
        request = {
            "UpdateExpression": "ADD used :less",
            "ConditionExpression": "used > :none",
            "ExpressionAttributeValues": {":less": to_typed(-1), ":none": to_typed(0)},
        }
        self._update(window, request)

    def forget(self, limit: Limit, subject: str) -> None:
        """Uncount everything of the present window."""
        window, _ = self._window(limit, subject)
        context.current().allowances.pop(limit.name, None)
        transport().call("DeleteItem", {"TableName": self._table, "Key": window.key})

    def _window(self, limit: Limit, subject: str) -> tuple[_Window, int]:
        """Return the subject's present window and the present second."""
        # The hash keeps addresses out of the table's keys, and says when this subject's windows begin.
        digest = hashlib.sha256(f"{limit.name}\n{subject}".encode()).hexdigest()
        now = int(self._clock.now().timestamp())
        start = now - (now - int(digest[:8], 16)) % limit.window_seconds
        key = {"PK": to_typed(f"RATE#{limit.name}#{digest[:32]}"), "SK": to_typed(f"{start:012d}")}
        return _Window(key, start + limit.window_seconds), now

    def _update(self, window: _Window, request: dict[str, Any]) -> dict[str, Any] | None:
        """Send an UpdateItem; return None when its condition refused it."""
        try:
            return dict(transport().call("UpdateItem", {"TableName": self._table, "Key": window.key, **request}))
        except ClientError as error:
            if error.response["Error"]["Code"] == REFUSED:
                return None
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error


def headers(allowances: Iterable[Allowance]) -> dict[str, str]:
    """Return RateLimit-Policy and RateLimit (draft-ietf-httpapi-ratelimit-headers-10); empty without allowances."""
    known = list(allowances)
    if not known:
        return {}
    policy = ", ".join(f'"{a.limit.name}";q={a.limit.quota};w={a.limit.window_seconds}' for a in known)
    left = ", ".join(f'"{a.limit.name}";r={a.remaining};t={a.reset_seconds}' for a in known)
    return {"RateLimit-Policy": policy, "RateLimit": left}
