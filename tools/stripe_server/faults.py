"""Faults on demand: the failures that a network and a provider really show, one at a time, for chosen requests."""

import json
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from tools.stripe_server.errors import ApiError, Body, internal, invalid
from tools.stripe_server.store import Store
from tools.stripe_server.wire import Request

Kind = Literal[
    "500_before",  # answered 500, nothing done, nothing saved under the key
    "500_after",  # done and saved under the key, answered 500
    "500_saved_before",  # nothing done, the 500 is saved under the key
    "500_saved_after",  # done, but the 500 is what is saved under the key
    "drop_before",  # the connection breaks, nothing done
    "drop_after",  # done and saved, the connection breaks before the answer
    "402_insufficient",  # refused for want of balance (Stripe answers 400), and the refusal is saved under the key
    "429",  # too many requests, nothing done
    "slow",  # done after `milliseconds`
]
KINDS: tuple[str, ...] = get_args(Kind)
BEFORE = frozenset({"500_before", "drop_before", "429"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One failure waiting for its request.

    method: upper case, "" for any. path: how the request's path begins. milliseconds: of waiting, for slow.
    """

    kind: str
    method: str = "POST"
    path: str = "/"
    milliseconds: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise invalid(f"Unknown fault {self.kind}; one of {', '.join(KINDS)}.", param="kind")

    def matches(self, request: Request) -> bool:
        """Say whether the fault is for this request."""
        return self.method in {"", request.method} and request.path.startswith(self.path)


def arm(store: Store, fault: Fault, times: int = 1) -> None:
    """Queue a fault for the next `times` requests that match."""
    with store.transaction():
        for _ in range(times):
            store.run("INSERT INTO faults (body) VALUES (?)", json.dumps(asdict(fault)))


def waiting(store: Store) -> list[Body]:
    """List the faults that have not met their request, oldest first."""
    return [json.loads(row["body"]) for row in store.rows("SELECT body FROM faults ORDER BY seq")]


def disarm(store: Store) -> None:
    """Forget all faults that wait."""
    store.run("DELETE FROM faults")


def take(store: Store, request: Request) -> Fault | None:
    """Take the oldest fault that matches a request out of the queue."""
    with store.transaction():
        for row in store.rows("SELECT seq, body FROM faults ORDER BY seq"):
            fault = Fault(**json.loads(row["body"]))
            if fault.matches(request):
                store.run("DELETE FROM faults WHERE seq = ?", row["seq"])
                return fault
    return None


def error_of(fault: Fault) -> ApiError:
    """Build what a fault answers instead of the truth."""
    if fault.kind == "429":
        return ApiError(429, "invalid_request_error", "Request rate limit exceeded.", code="rate_limit")
    if fault.kind == "402_insufficient":
        return invalid("Insufficient funds in Stripe account.", code="balance_insufficient")
    return internal()
