"""The embedded sandbox: the amount decides, callbacks are signed, the float is counted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from guildhall.kernel.clock import SettableClock
from guildhall.payments.errors import SignatureWrong
from guildhall.payments.gateways.sandbox import SIGNATURE, SandboxRail, sign
from guildhall.payments.models.rails import Callback, Flow, Operation, OutcomeStatus, Payer, RailCall, Wallet
from guildhall.payments.store import DynamoSandbox
from guildhall.platform.assembly import Platform
from tools.localcloud import sandbox_page

SECRET = "sandbox-secret"
PAYER = Payer(Flow.WALLET, "03001234567")
S = OutcomeStatus


@pytest.fixture
def rail(platform: Platform, clock: SettableClock) -> SandboxRail:
    world = DynamoSandbox(platform.tables.ops_table, platform.database)
    return SandboxRail(world, clock, SECRET, "https://page.example/pay")


def a_call(
    rail: SandboxRail, minor: int, operation: Operation = Operation.COLLECT, key: str = "fund:m:1:0"
) -> RailCall:
    clock = rail._clock
    return RailCall(
        rail.name, rail.new_id(f"{key}:{minor}"), operation, key, "m", minor, "PKR", clock.now(),
    )  # fmt: skip


def a_callback(rail: SandboxRail, call: RailCall, clock: SettableClock, **changed: Any) -> Callback:
    said = {
        "operation": "collect", "id": call.our_id, "status": "succeeded", "minor": call.amount_minor,
        "currency": "PKR", "ref": "r", "merchant": "guildhall-sandbox", "code": None,
    }  # fmt: skip
    body = json.dumps(said | changed).encode()
    return Callback("POST", "/", sign(SECRET.encode(), body, clock.now()), {}, body)


@pytest.mark.parametrize(
    ("minor", "status", "code"),
    [
        (100_00, S.SUCCEEDED, None),
        (100_01, S.FAILED, "declined"),
        (100_02, S.FAILED, "insufficient_funds"),
        (100_03, S.ACTION_REQUIRED, None),
        (100_04, S.EXPIRED, "timeout"),
        (100_05, S.UNKNOWN, "timeout"),
    ],
)
def test_the_last_two_digits_decide(rail: SandboxRail, minor: int, status: S, code: str | None) -> None:
    outcome = rail.collect(a_call(rail, minor), PAYER, "Work")

    assert (outcome.status, outcome.code) == (status, code)


def test_a_lost_answer_is_found_by_asking(rail: SandboxRail) -> None:
    call = a_call(rail, 100_05)
    rail.collect(call, PAYER, "Work")

    assert rail.inquire(call).status is S.SUCCEEDED
    assert rail.balance() == {"PKR": 100_05}


def test_the_same_id_takes_the_money_once(rail: SandboxRail) -> None:
    call = a_call(rail, 100_00)
    first, second = rail.collect(call, PAYER, "Work"), rail.collect(call, PAYER, "Work")

    assert first == second
    assert rail.balance() == {"PKR": 100_00}
    assert rail.collect(replace(call, amount_minor=90_00), PAYER, "Work").code == "duplicate_mismatch"


def test_an_id_nobody_heard_of_is_not_found(rail: SandboxRail) -> None:
    assert rail.inquire(a_call(rail, 100_00)).status is S.NOT_FOUND


def test_money_leaves_only_out_of_the_float(rail: SandboxRail) -> None:
    rail.collect(a_call(rail, 100_00), PAYER, "Work")
    too_much = rail.payout(a_call(rail, 200_00, Operation.PAYOUT, "release:m:1:0"), Wallet("03001234567"))
    enough = rail.refund(a_call(rail, 40_00, Operation.REFUND, "refund:m:1:0"), a_call(rail, 100_00))

    assert (too_much.status, too_much.code, enough.status) == (S.FAILED, "provider_balance", S.SUCCEEDED)
    assert rail.balance() == {"PKR": 60_00}


def test_the_statement_of_a_day_lists_what_moved_on_it(rail: SandboxRail, clock: SettableClock) -> None:
    rail.collect(a_call(rail, 100_00), PAYER, "Work")
    clock.advance(timedelta(days=1))
    since = clock.now()
    rail.collect(a_call(rail, 50_00), PAYER, "Work")
    rail.collect(a_call(rail, 50_01), PAYER, "Work")

    amounts = [line.amount.minor for line in rail.statement(since.date(), None).lines]
    assert amounts == [50_00]


def test_the_payers_answer_comes_as_a_signed_callback(rail: SandboxRail, clock: SettableClock) -> None:
    call = a_call(rail, 100_03)
    asked = rail.collect(call, PAYER, "Work")
    assert asked.next_action is not None
    assert asked.next_action["url"].startswith("https://page.example/pay?id=")

    heard = rail.parse_callback(a_callback(rail, call, clock))

    assert (heard.is_signed, [each.status for each in heard.outcomes]) == (True, [S.SUCCEEDED])
    assert rail.inquire(call).status is S.SUCCEEDED
    assert rail.balance() == {"PKR": 100_03}


@pytest.mark.parametrize(("button", "status"), [("succeeded", S.SUCCEEDED), ("failed", S.FAILED), ("x", S.FAILED)])
def test_the_page_of_the_local_platform_speaks_as_the_sandbox_does(
    platform: Platform, clock: SettableClock, button: str, status: S
) -> None:
    world = DynamoSandbox(platform.tables.ops_table, platform.database)
    here = SandboxRail(world, clock, sandbox_page.SECRET, "http://localhost/sandbox?callback=x")
    call = a_call(here, 100_03)
    asked = here.collect(call, PAYER, "Work").next_action
    assert asked is not None
    form = dict(parse_qsl(urlsplit(asked["url"]).query))
    assert f'value="{call.our_id}"' in sandbox_page.page(form)

    body, headers = sandbox_page.answer({**form, "status": button}, clock.now().timestamp())
    lower = {name.lower(): text for name, text in headers.items()}
    heard = here.parse_callback(Callback("POST", "/", lower, {}, body))

    assert [each.status for each in heard.outcomes] == [status]
    assert here.inquire(call).status is status


@pytest.mark.parametrize(
    "callback", ["https://elsewhere.example/x", "http://169.254.169.254/x", "ftp://localhost/x", ""]
)
def test_the_page_answers_to_this_machine_only(callback: str) -> None:
    with pytest.raises(sandbox_page.NotHere):
        sandbox_page.send({"callback": callback, "id": "a", "minor": "1", "currency": "PKR", "status": "succeeded"})


def test_the_page_trusts_nothing_in_its_address() -> None:
    assert "<script>" not in sandbox_page.page({"id": '"><script>', "currency": "<script>", "minor": "<script>"})


def test_an_answer_over_another_amount_moves_nothing(rail: SandboxRail, clock: SettableClock) -> None:
    call = a_call(rail, 100_03)
    rail.collect(call, PAYER, "Work")

    rail.parse_callback(a_callback(rail, call, clock, minor=1))

    assert rail.inquire(call).status is S.ACTION_REQUIRED


@pytest.mark.parametrize("header", ["", "t=1,v1=00", "v1=abc", "t=x,v1=y", "nonsense"])
def test_what_is_not_signed_is_refused(rail: SandboxRail, clock: SettableClock, header: str) -> None:
    call = a_call(rail, 100_03)
    rail.collect(call, PAYER, "Work")

    with pytest.raises(SignatureWrong):
        rail.parse_callback(replace(a_callback(rail, call, clock), headers={SIGNATURE: header} if header else {}))
    assert rail.inquire(call).status is S.ACTION_REQUIRED


def test_a_changed_body_and_an_old_signature_are_refused(rail: SandboxRail, clock: SettableClock) -> None:
    call = a_call(rail, 100_03)
    callback = a_callback(rail, call, clock)
    with pytest.raises(SignatureWrong):
        rail.parse_callback(replace(callback, body=callback.body + b" "))
    clock.advance(timedelta(minutes=6))
    with pytest.raises(SignatureWrong):
        rail.parse_callback(callback)
