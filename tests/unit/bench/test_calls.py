"""How many Python functions a GET enters: exactly repeatable, so it can fail where a time could not."""

from __future__ import annotations

from dataclasses import replace

from bench.warm import count_calls
from functions.administration.api import create_app
from guildhall.administration.wiring import desk
from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.http import serve
from guildhall.platform.idempotency import Idempotency
from tests.support.http import LambdaContext, http_event

COMMITTED = 338
"""What a GET needs at this commit, on Python 3.11. Raise it only with the reason in the commit message."""


def test_a_get_enters_no_more_functions_than_it_did(platform: Platform) -> None:
    admin = Actor("acc_admin", frozenset({"administrator"}))
    wired = desk.wire(replace(platform, environ={"GUILDHALL_STACK_NAME": "test"}))
    handle = serve(create_app(wired), platform.ids, Idempotency.of(platform))
    event = http_event("GET", "/v1/settings", actor=admin, body=None, headers={}, query={})
    for _ in range(3):
        assert handle(event, LambdaContext())["statusCode"] == 200

    calls = count_calls(lambda: handle(event, LambdaContext()))

    assert 100 < calls <= COMMITTED, calls


def test_counting_counts_python_functions_only() -> None:
    def inner() -> str:
        return "x".upper()

    assert count_calls(lambda: [inner(), inner()]) == 3
