"""What proves something by a signature or a secret: forged, altered, expired or used, it opens nothing.

Access tokens: tests/edge/partners/test_authorizer.py for programs, the gateway's own check for people.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import stripe

from guildhall.identity.use_cases.invitations import OPEN_DAYS
from guildhall.messaging.models import TICKET_LIFE
from tests.bad_input.requests import pointers
from tests.support.examples import BY_NAME
from tests.support.http import LambdaContext, http_event
from tests.support.payments import SECRET
from tests.support.snapshot import Snapshot
from tests.support.sockets import authorizer_event
from tests.support.world import World

INVITATION = BY_NAME["POST /v1/invitations/accept (the client's)"]


def a_ticket(world: World) -> str:
    ticket: str = world.do("client", "POST", "/v1/chat/tickets").body["ticket"]
    return ticket


def effect(world: World, ticket: str | None) -> str:
    """Return what the WebSocket's authorizer decides."""
    decision = world.whole.chat.authorize(authorizer_event(ticket), None)
    effect: str = decision["policyDocument"]["Statement"][0]["Effect"]
    return effect


def test_a_ticket_opens_one_socket_and_a_forged_used_or_old_one_none(world: World) -> None:
    used, old = a_ticket(world), a_ticket(world)
    first = effect(world, used)
    made_up = [None, "", "x" * 43, old[:-1], old + "x", used]
    refused = [effect(world, ticket) for ticket in made_up]

    world.whole.clock.advance(TICKET_LIFE)
    late = effect(world, old)
    world.whole.clock.advance(-TICKET_LIFE)

    assert (first, late, refused) == ("Allow", "Deny", ["Deny"] * len(made_up))


@pytest.mark.parametrize(
    "change",
    [lambda _: "inv_x.y", lambda token: token[:-1], lambda token: token.partition(".")[0], lambda token: token + "A"],
    ids=["made up", "cut", "without its secret", "longer"],
)
def test_a_forged_invitation_gives_no_role(world: World, before: Snapshot, change: Callable[[str], str]) -> None:
    answer = INVITATION.send(world, "client", body={"token": change(world.ids["token"])})

    assert (answer.status, answer.problem, pointers(answer)) == (422, "identity/invitation-refused", ["/token"])
    assert before.changes() == []


def test_an_invitation_gives_no_role_when_it_is_old_or_was_accepted(world: World, before: Snapshot) -> None:
    world.whole.clock.advance(timedelta(days=OPEN_DAYS))
    old = INVITATION.send(world, "client")
    world.whole.clock.advance(-timedelta(days=OPEN_DAYS))
    accepted = INVITATION.send(world, "client")
    done = before.again()

    again = INVITATION.send(world, "client")

    assert [answer.status for answer in (old, accepted, again)] == [422, 200, 422]
    assert old.problem == again.problem == "identity/invitation-refused"
    assert done.changes() == []


def test_a_forged_unsubscribe_link_switches_nothing_off(world: World, before: Snapshot) -> None:
    example, token = BY_NAME["POST /v1/notifications/unsubscribe"], world.ids["unsubscribe"]
    foreign = world.do("client", "GET", "/v1/projects", query={"is_mine": "true", "limit": "1"}).body["next_cursor"]

    answers = [example.send(world, "nobody", query={"token": each}) for each in ("x", token[:-1], foreign)]

    assert {(answer.status, answer.problem) for answer in answers} == {(422, "notifications/unsubscribe-link-invalid")}
    assert [pointers(answer) for answer in answers] == [["#query/token"]] * 3
    assert before.changes() == []


def signature(body: str, *, secret: str = SECRET, age_seconds: int = 0) -> str:
    signer: Any = stripe.WebhookSignature
    text: str = signer.generate_signature_header(body, secret, int(time.time()) - age_seconds)
    return text


@pytest.mark.parametrize(
    "sign",
    [
        lambda _: None,
        lambda _: "t=1,v1=00",
        lambda body: signature(body, secret="whsec_other"),
        lambda body: signature(body, age_seconds=301),
        lambda body: signature(body + " "),
    ],
    ids=["unsigned", "made up", "another secret", "old", "another body"],
)
def test_a_webhook_that_stripe_did_not_just_sign_is_refused(
    world: World, before: Snapshot, sign: Callable[[str], str | None]
) -> None:
    body = json.dumps({"id": "evt_x", "object": "event", "type": "charge.succeeded", "livemode": False})
    said = sign(body)
    headers = {} if said is None else {"stripe-signature": said}
    event = http_event("POST", "/v1/webhooks/stripe", actor=None, body=body, headers=headers, query={})

    answer = world.whole.stripe_webhook(event, LambdaContext())

    problem = json.loads(answer["body"])
    assert (answer["statusCode"], problem["type"].rpartition("/problems/")[2]) == (401, "payments/signature-wrong")
    assert [error["pointer"] for error in problem["errors"]] == ["#header/Stripe-Signature"]
    assert before.changes() == []
