"""The WebSocket edge: who is behind a socket, one scope and one log line an invocation, the authorizer's answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from chalice.app import WebsocketAPI, WebsocketDisconnectedError

from guildhall.kernel.actor import ANONYMOUS, Actor, Origin
from guildhall.kernel.ids import Ids
from guildhall.platform import context
from guildhall.platform.observe import logger, record

OK, SERVER_ERROR = 200, 500


@dataclass(slots=True)
class Line:
    """What the log will say of an invocation. what: low cardinality. status: as if it were HTTP."""

    what: str
    status: int = OK


@contextmanager
def invocation(event: dict[str, Any], ids: Ids, what: str) -> Iterator[Line]:
    """Run one WebSocket route in a scope of its own.

    A bug leaves: the gateway tells the client that something failed, without detail, and the function counts an error.
    """
    started = time.perf_counter()
    request_id = ids.new("req")
    origin = Origin(actor_of(event), request_id, request_id)
    logger.append_keys(correlation_id=request_id, causation_id=request_id)
    line = Line(what)
    with context.scope(origin):
        try:
            yield line
        except BaseException:
            line.status = SERVER_ERROR
            raise
        finally:
            milliseconds = (time.perf_counter() - started) * 1000
            failed = line.status >= SERVER_ERROR
            record(line.what, milliseconds, failed=failed, status=line.status, account=origin.actor.account_id)


def send(sockets: WebsocketAPI, connection_id: str, answer: str) -> bool:
    """Answer a frame; tell whether its socket was still open."""
    try:
        sockets.send(connection_id, answer)
    except WebsocketDisconnectedError:
        logger.info("left before the answer")
        return False
    return True


def actor_of(event: dict[str, Any]) -> Actor:
    """Return the actor that the authorizer let in; the gateway repeats its context with every frame."""
    said = event["requestContext"].get("authorizer") or {}
    if "account_id" not in said:
        return ANONYMOUS
    return Actor(said["account_id"], frozenset(said.get("roles", "").split()))


def decision(event: dict[str, Any], actor: Actor | None) -> dict[str, Any]:
    """Return a REQUEST authorizer's answer. actor: who may connect; None refuses."""
    who = actor or ANONYMOUS
    statement = {
        "Action": "execute-api:Invoke",
        "Effect": "Allow" if actor else "Deny",
        "Resource": event["methodArn"],
    }
    return {
        "principalId": who.account_id,
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        "context": {"account_id": who.account_id, "roles": " ".join(sorted(who.roles))},
    }
