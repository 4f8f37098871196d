"""Settings: what an operator may turn, within which bounds. The audit log, hour by hour. Queues."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from guildhall.administration.errors import PermissionUnknown, SettingOutOfBounds, SettingUnknown
from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Fault, Invalid
from guildhall.kernel.types import Instant

DAY = 86_400


RAIL_MODES = "0 never, 1 once the work was delivered, 2 before it, for a short hold"


@dataclass(frozen=True, slots=True)
class Knob:
    """A setting that exists: unit in its name, whole numbers only."""

    name: str
    default: int
    least: int
    most: int
    meaning: str


KNOBS = {
    knob.name: knob
    for knob in (
        Knob("commission_basis_points", 1_000, 0, 5_000, "The platform's share of every release to an expert."),
        Knob("dispute_appeal_seconds", 7 * DAY, 1, 60 * DAY, "How long the arbitrator of an appeal may take."),
        Knob("dispute_appeal_window_seconds", 5 * DAY, 1, 60 * DAY, "How long a decision can be appealed."),
        Knob("dispute_arbitration_seconds", 7 * DAY, 1, 60 * DAY, "How long an arbitrator may take."),
        Knob("dispute_cost_basis_points", 0, 0, 1_000, "What a decision costs, as a share of the disputed amount."),
        Knob("dispute_mediation_seconds", 7 * DAY, 1, 60 * DAY, "How long the sides of a dispute may look for a way."),
        Knob("dispute_response_seconds", 5 * DAY, 1, 60 * DAY, "How long the other side may take to answer a dispute."),
        Knob("referral_reward_basis_points", 2_000, 0, 5_000, "A referrer's share of a newcomer's first commission."),
        Knob("referral_vesting_seconds", 60 * DAY, 1, 180 * DAY, "How long a reward for a referral can be taken back."),
        Knob("referral_rewards_a_year", 50, 0, 10_000, "How many rewards one referrer can earn in a year."),
        Knob("review_window_seconds", 14 * DAY, 1, 60 * DAY, "How long a client may stay silent after a delivery."),
        Knob("review_reminder_seconds", 11 * DAY, 0, 60 * DAY, "When, within that time, the client is reminded."),
        Knob("subscription_grace_seconds", 7 * DAY, 0, 60 * DAY, "How long a plan counts after a payment failed."),
        Knob("rail_easypaisa_mode", 0, 0, 2, f"Whether clients may pay by Easypaisa: {RAIL_MODES}."),
        Knob("rail_jazzcash_mode", 0, 0, 2, f"Whether clients may pay by JazzCash: {RAIL_MODES}."),
        Knob("rail_pawapay_mode", 0, 0, 2, f"Whether clients may pay by mobile money of Africa: {RAIL_MODES}."),
        Knob("rail_hold_days", 14, 1, 60, "How long money of a local rail is held before a person must decide."),
        Knob("transfers_stopped", 0, 0, 1, "1 keeps released money with us, while a provider's balance is negative."),
        Knob(
            "transfer_to_failed_bank_minor",
            100_00,
            0,
            10_000_00,
            "The largest transfer, in minor units, to an expert whose bank sent their last payout back.",
        ),
    )
}


PERMISSIONS = {
    "billing.approve_rule_change": "Decide on changes of the commission rules that somebody else proposed.",
    "billing.approve_agreement": "Decide on agreements with outside contributors that somebody else proposed.",
}
"""What can be granted to single accounts, whatever their roles: who approves what is data and not code."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A permission that one account holds."""

    permission: str
    account_id: str
    granted_by: str
    granted_at: Instant
    version: int = 0


def check_grant(permission: str, account_id: str) -> None:
    """Refuse a permission that nothing asks for, and what is no account's id. Raises PermissionUnknown, Invalid."""
    if permission not in PERMISSIONS:
        raise PermissionUnknown(f"known permissions: {', '.join(sorted(PERMISSIONS))}")
    if not re.fullmatch(r"acc_\w{1,60}", account_id, re.ASCII):
        raise Invalid("not an account", faults=(Fault("#path/account_id", "the id of an account", "account"),))


@dataclass(frozen=True, slots=True)
class Setting:
    """The present value of a knob. changed_by and changed_at are absent while it stands at its default."""

    name: str
    value: int
    version: int = 0
    changed_by: str | None = None
    changed_at: Instant | None = None


def knob(name: str) -> Knob:
    """Return the knob of a name. Raises SettingUnknown."""
    try:
        return KNOBS[name]
    except KeyError:
        raise SettingUnknown(f"known settings: {', '.join(sorted(KNOBS))}") from None


def check(name: str, value: int) -> None:
    """Refuse a value outside the knob's bounds. Raises SettingUnknown, SettingOutOfBounds."""
    it = knob(name)
    if not it.least <= value <= it.most:
        reason = f"{name} takes {it.least} to {it.most}"
        raise SettingOutOfBounds(reason, faults=(Fault("/value", reason, "out_of_bounds"),))


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One use case that changed something.

    changes: one per item written: entity, item, kind, and its attributes before and after, as far as they differ.
    """

    id: str
    occurred_at: Instant
    action: str
    actor: str
    correlation_id: str
    causation_id: str
    changes: list[dict[str, Any]]


FIRST_CHAIN = "0" * 64
"""What the first sealed hour is chained to."""


@dataclass(frozen=True, slots=True)
class SealedHour:
    """An hour of the audit log, as it was exported for good.

    hour: its beginning, UTC. entries: how many. digest: SHA-256 of the exported file's content before compression.
    chain: SHA-256 over the chain of the hour before, the hour, how many and the digest, all in hexadecimal or text.
    """

    hour: Instant
    entries: int
    digest: str
    chain: str


def seal(hour: datetime, content: bytes, previous_chain: str) -> SealedHour:
    """Return the seal of an hour. content: its entries as lines of JSON, in order of their ids."""
    count, digest = content.count(b"\n"), hashlib.sha256(content).hexdigest()
    text = "\n".join((previous_chain, to_text(hour), str(count), digest))
    return SealedHour(hour, count, digest, hashlib.sha256(text.encode()).hexdigest())


def lines_of(entries: Sequence[AuditEntry]) -> bytes:
    """Return entries as lines of JSON (RFC 8259, keys sorted): the same entries always give the same bytes."""
    rows = [{**asdict(entry), "occurred_at": to_text(entry.occurred_at)} for entry in entries]
    return b"".join(
        json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n" for row in rows
    )


@dataclass(frozen=True, slots=True)
class QueueState:
    """How a queue is doing.

    depth: messages that wait. in_flight: being worked on. oldest_age_seconds: None where the metric has no data yet.
    dead_letters: messages that were given up; None if the queue keeps none.
    """

    name: str
    depth: int
    in_flight: int
    oldest_age_seconds: int | None
    dead_letters: int | None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up. problem: the slug that it failed with, if our code gave it up at once."""

    id: str
    sent_at: Instant
    received: int
    problem: str | None
    body: Any
