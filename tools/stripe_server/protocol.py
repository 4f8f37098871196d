"""Stripe's protocol around an operation: key, route, parameters, idempotency, faults, and the log of calls."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from tools.stripe_server import clock, expansion, faults, idempotency, keys
from tools.stripe_server.catalogue import Catalogue, Route
from tools.stripe_server.errors import ApiError, Body, internal, invalid
from tools.stripe_server.ids import PLATFORM, new_id
from tools.stripe_server.resources import OPERATIONS
from tools.stripe_server.store import Store
from tools.stripe_server.wire import Answer, Request
from tools.stripe_server.world import World

CODES = {"unknown": "parameter_unknown", "missing": "parameter_missing", "invalid": "parameter_invalid"}
DROPPED = Answer(0, None, is_dropped=True)


@dataclass(slots=True)
class Protocol:
    """Answer API requests. on_events: called after a request that may have caused events."""

    store: Store
    base_url: str
    on_events: Callable[[], None]
    catalogue: Catalogue = field(default_factory=Catalogue)
    in_flight: idempotency.InFlight = field(default_factory=idempotency.InFlight)

    def answer(self, request: Request) -> Answer:
        """Carry out one request and return the answer, in Stripe's words also when it is a refusal."""
        request_id = new_id("req", 14)
        fault = faults.take(self.store, request)
        answer = self._refusal(fault) or self._guarded(request, request_id, fault)
        if fault and fault.kind == "drop_after":
            answer = DROPPED
        if fault and fault.kind == "500_after":
            answer = Answer(500, internal().body)
        self._log(request, request_id, answer, fault)
        self.on_events()
        return replace(answer, headers=_headers(request, request_id) | dict(answer.headers))

    def _refusal(self, fault: faults.Fault | None) -> Answer | None:
        if fault is None or fault.kind not in faults.BEFORE:
            return None
        if fault.kind == "drop_before":
            return DROPPED
        error = faults.error_of(fault)
        return Answer(error.status, error.body)

    def _guarded(self, request: Request, request_id: str, fault: faults.Fault | None) -> Answer:
        try:
            return self._keyed(request, request_id, fault)
        except ApiError as error:
            return Answer(error.status, error.body)

    def _keyed(self, request: Request, request_id: str, fault: faults.Fault | None) -> Answer:
        data = request.data()
        caller = keys.caller(request.headers, data)
        world = World(self.store, self.base_url, self._owner(request), request_id)
        key = idempotency.key_of(request, world.owner, data)
        with self.in_flight.only(key):
            if fault and fault.kind == "slow":
                time.sleep(fault.milliseconds / 1000)
            with self.store.transaction():
                saved = idempotency.remembered(self.store, key) if key else None
                if saved:
                    return saved
                call = self._admit(request, replace(world, idempotency_key=key.text if key else None), caller, data)
                status, body = self._carry_out(call, fault)
                if key:
                    idempotency.remember(self.store, key, status, body, request_id)
        # Stripe tells clients not to repeat a 500 that is saved: they would only hear it again.
        headers = {"Stripe-Should-Retry": "false"} if status >= 500 and key else {}  # noqa: PLR2004 - server errors
        return Answer(status, keys.seen_by_browser(body) if caller.is_browser else body, headers)

    def _owner(self, request: Request) -> str:
        """Say on whose behalf the platform asks: its own, or a connected account's."""
        account = request.headers.get("stripe-context" if request.is_v2 else "stripe-account")
        if not account:
            return PLATFORM
        row = self.store.row(account)
        if row is None or row["kind"] != "v2.core.account":
            message = f"The provided key does not have access to account '{account}' (or that account does not exist)."
            raise ApiError(403, "invalid_request_error", message, code="account_invalid")
        return account

    def _admit(self, request: Request, world: World, caller: keys.Caller, data: Body) -> "Call":
        """Find the route and read the parameters; what fails here is never saved under a key."""
        found = self.catalogue.match(request.method, request.path)
        if found is None:
            message = f"Unrecognized request URL ({request.method}: {request.path})."
            raise ApiError(404, "invalid_request_error", message, code="unrecognized_url")
        route, ids = found
        if caller.is_browser:
            keys.admit_browser(world, route.operation, ids, data)
            data = keys.without_browser_fields(data)
        reading = self.catalogue.read(route, data)
        for problem in reading.problems:
            raise invalid(f"{_sentence(problem.fault)}: {problem}", code=CODES[problem.fault], param=problem.param)
        if route.operation not in OPERATIONS:
            message = f"This server does not carry out {route.operation}; the request itself is one that the SDK knows."
            raise ApiError(501, "api_error", message)
        return Call(route, ids, reading.values, world)

    def _carry_out(self, call: "Call", fault: faults.Fault | None) -> tuple[int, Body]:
        """Run the operation inside a savepoint, so that a refusal leaves nothing unless it says so."""
        try:
            with self.store.transaction():
                if fault and fault.kind in {"500_saved_before", "402_insufficient"}:
                    raise faults.error_of(fault)
                body = _effects_kept(call)
        except ApiError as error:
            return error.status, error.body
        if isinstance(body, ApiError):
            return body.status, body.body
        if fault and fault.kind == "500_saved_after":
            refusal = faults.error_of(fault)
            return refusal.status, refusal.body
        return 200, body

    def _log(self, request: Request, request_id: str, answer: Answer, fault: faults.Fault | None) -> None:
        entry = {
            "at": clock.now(self.store), "request_id": request_id, "method": request.method, "path": request.path,
            "query": request.query, "body": request.body.decode(errors="replace"), "status": answer.status,
            "idempotency_key": request.headers.get("idempotency-key"), "fault": fault.kind if fault else None,
            "is_replayed": "Idempotent-Replayed" in answer.headers,
        }  # fmt: skip
        self.store.run("INSERT INTO calls (body) VALUES (?)", json.dumps(entry))


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was understood: what to run, with which values, in whose world."""

    route: Route
    ids: tuple[str, ...]
    values: dict[str, Any]
    world: World

    def run(self) -> Body:
        """Carry the operation out and expand its answer."""
        body = OPERATIONS[self.route.operation](self.world, self.values, *self.ids)
        if self.route.is_v2:
            return body
        return expansion.expand(self.world.store, body, self.values.get("expand", []))


def _effects_kept(call: Call) -> Body | ApiError:
    """Run a call; a refusal that leaves traces (a declined card) is returned, so that they are committed."""
    try:
        return call.run()
    except ApiError as error:
        if error.keeps_effects:
            return error
        raise


def _sentence(fault: str) -> str:
    return {"unknown": "Received unknown parameter", "missing": "Missing required param"}.get(fault, "Invalid value")


def _headers(request: Request, request_id: str) -> dict[str, str]:
    headers = {"Request-Id": request_id}
    for name in ("Idempotency-Key", "Stripe-Version", "Stripe-Account"):
        if name.lower() in request.headers:
            headers[name] = request.headers[name.lower()]
    return headers
