"""The embedded sandbox: a rail that moves no money and behaves as the amount tells it.

The last two minor digits decide: 01 declined, 02 insufficient funds, 03 waits until the payer has answered, 04 expired,
05 the answer is lost on the way. Everything else succeeds. Its callbacks are signed as a vendor would sign them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from guildhall.kernel.clock import Clock, to_text
from guildhall.kernel.money import Money
from guildhall.payments.errors import SignatureWrong
from guildhall.payments.models.rail_statements import DayStatement, LineKind, StatementLine
from guildhall.payments.models.rails import (
    SANDBOX,
    Ability,
    Callback,
    Heard,
    Operation,
    Outcome,
    OutcomeStatus,
    Payer,
    RailCall,
    Reply,
    Wallet,
)
from guildhall.payments.ports import SandboxWorld

SIGNATURE = "x-sandbox-signature"
TOLERANCE_SECONDS = 300
MERCHANT = "guildhall-sandbox"
PAGE_LIFE = timedelta(hours=24)
S = OutcomeStatus
BEHAVIOUR: dict[int, tuple[OutcomeStatus, str | None]] = {
    1: (S.FAILED, "declined"),
    2: (S.FAILED, "insufficient_funds"),
    3: (S.PENDING, None),
    4: (S.EXPIRED, "timeout"),
}
LOST_ANSWER = 5


class SandboxRail:
    """The port `LocalRail` without a vendor. page_url: of the page on which a person answers, or an empty text."""

    name = SANDBOX
    merchant = MERCHANT
    abilities = (
        Ability.REDIRECT | Ability.PUSH | Ability.REFUND | Ability.PARTIAL_REFUND | Ability.PAYOUT
        | Ability.SIGNED_CALLBACK | Ability.STATUS_INQUIRY | Ability.CLIENT_IDEMPOTENT
    )  # fmt: skip
    first_inquiry = timedelta(0)

    def __init__(self, world: SandboxWorld, clock: Clock, secret: str, page_url: str) -> None:
        self._world = world
        self._clock = clock
        self._secret = secret.encode()
        self._page_url = page_url

    def new_id(self, key: str) -> str:
        """Return an id that a person can read out."""
        return "sb" + hashlib.sha256(key.encode()).hexdigest()[:18]

    def page_life(self, payer: Payer) -> timedelta | None:  # noqa: ARG002  the port's shape
        """Return a day, on the page and on the phone alike: the sandbox waits for a person."""
        return PAGE_LIFE

    def collect(self, call: RailCall, payer: Payer, title: str) -> Outcome:  # noqa: ARG002  the port's shape
        """Take the money that the amount says there is."""
        return self._run(call, +1)

    def refund(self, call: RailCall, collected: RailCall) -> Outcome:  # noqa: ARG002  the port's shape
        """Give money back, out of the float."""
        return self._run(call, -1)

    def payout(self, call: RailCall, wallet: Wallet) -> Outcome:  # noqa: ARG002  the port's shape
        """Send money, out of the float."""
        return self._run(call, -1)

    def inquire(self, call: RailCall) -> Outcome:
        """Say where an operation stands."""
        seen = self._world.get(call.our_id)
        if seen is None:
            return Outcome(call.operation, call.our_id, S.NOT_FOUND)
        now = self._clock.now()
        if seen["status"] == S.PENDING and call.ends_at is not None and now > call.ends_at:
            seen = {**seen, "status": S.EXPIRED.value, "code": "timeout", "at": to_text(now)}
            self._world.put(call.our_id, seen, {})
        return self._asking(call, _outcome(seen))

    def _run(self, call: RailCall, sign: int) -> Outcome:
        known = self._world.get(call.our_id)
        if known is not None:
            return self._again(call, known)
        status, code = BEHAVIOUR.get(call.amount_minor % 100, (S.SUCCEEDED, None))
        if status is S.SUCCEEDED and sign < 0 and self._world.balance().get(call.currency, 0) < call.amount_minor:
            status, code = S.FAILED, "provider_balance"
        seen = {
            "operation": call.operation.value,
            "id": call.our_id,
            "status": status.value,
            "minor": call.amount_minor,
            "currency": call.currency,
            "code": code,
            "ref": f"play-{call.our_id}",
            "merchant": MERCHANT,
            "at": to_text(self._clock.now()),
        }
        self._world.put(call.our_id, seen, self._moves(seen))
        if call.amount_minor % 100 == LOST_ANSWER:
            return Outcome(call.operation, call.our_id, S.UNKNOWN, code="timeout")
        return self._asking(call, _outcome(seen))

    def _again(self, call: RailCall, known: dict[str, Any]) -> Outcome:
        same = (known["operation"], known["minor"], known["currency"])
        if same != (call.operation.value, call.amount_minor, call.currency):
            # An id that stands for another operation: an answer to this one would be a lie.
            return Outcome(call.operation, call.our_id, S.UNKNOWN, code="duplicate_mismatch")
        return self._asking(call, _outcome(known))

    def _asking(self, call: RailCall, outcome: Outcome) -> Outcome:
        if outcome.status is not S.PENDING or call.operation is not Operation.COLLECT:
            return outcome
        words = "Answer the sandbox's question."
        action: dict[str, Any] = {"kind": "wallet", "words": words}
        if self._page_url:
            asked = f"id={call.our_id}&minor={call.amount_minor}&currency={call.currency}"
            action = {
                "kind": "redirect",
                "url": f"{self._page_url}{'&' if '?' in self._page_url else '?'}{asked}",
                "words": words,
            }
        return Outcome(
            call.operation, call.our_id, S.ACTION_REQUIRED, outcome.amount, outcome.provider_ref, next_action=action
        )

    @staticmethod
    def _moves(seen: Mapping[str, Any]) -> dict[str, int]:
        if seen["status"] != S.SUCCEEDED:
            return {}
        sign = 1 if seen["operation"] == Operation.COLLECT else -1
        return {str(seen["currency"]): sign * int(seen["minor"])}

    def parse_callback(self, callback: Callback) -> Heard:
        """Check the signature and, as there is no vendor, remember what the payer answered. Raises SignatureWrong."""
        verify(self._secret, callback, self._clock.now())
        said = json.loads(callback.body)
        known = self._world.get(said["id"])
        told = _outcome(said)
        is_answer = known is not None and known["status"] == S.PENDING and told.is_definite
        if known is not None and is_answer and (known["minor"], known["currency"]) == (said["minor"], said["currency"]):
            seen = {**known, "status": said["status"], "code": said.get("code"), "at": to_text(self._clock.now())}
            self._world.put(said["id"], seen, self._moves(seen))
        return Heard((told,), is_signed=True, reply=Reply(204, {}))

    def balance(self) -> Mapping[str, int]:
        """Return the float."""
        return self._world.balance()

    def statement(self, day: date, filed: str | None) -> DayStatement:  # noqa: ARG002  the sandbox tells by itself
        """Return what moved on a day, of its own accord; the sandbox takes no fee."""
        since = datetime.combine(day, time(), UTC)
        until = since + timedelta(days=1)
        seen = [each for each in self._world.settled(since) if each["at"] < to_text(until)]
        return DayStatement(tuple(_line(each) for each in seen), since, until)


def _line(seen: Mapping[str, Any]) -> StatementLine:
    amount = Money(seen["minor"], seen["currency"])
    return StatementLine(LineKind(seen["operation"]), seen["id"], amount, Money(0, seen["currency"]))


def _outcome(seen: Mapping[str, Any]) -> Outcome:
    return Outcome(
        Operation(seen["operation"]),
        seen["id"],
        OutcomeStatus(seen["status"]),
        Money(seen["minor"], seen["currency"]),
        seen.get("ref"),
        seen.get("merchant"),
        fee=Money(0, seen["currency"]),
        code=seen.get("code"),
    )


def sign(secret: bytes, body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers with which the sandbox signs a body: `t=…,v1=` HMAC-SHA256 over `t.body`."""
    stamp = str(int(now.timestamp()))
    mac = hmac.new(secret, f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {SIGNATURE: f"t={stamp},v1={mac}", "content-type": "application/json"}


def verify(secret: bytes, callback: Callback, now: datetime) -> None:
    """Refuse what is not signed, signed by another, or signed long ago. Raises SignatureWrong."""
    parts = dict(part.partition("=")[::2] for part in callback.headers.get(SIGNATURE, "").split(","))
    stamp, given = parts.get("t", ""), parts.get("v1", "")
    if not secret or not stamp.isdigit() or abs(now.timestamp() - int(stamp)) > TOLERANCE_SECONDS:
        raise SignatureWrong
    expected = hmac.new(secret, f"{stamp}.".encode() + callback.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given.encode(), expected.encode()):
        raise SignatureWrong
