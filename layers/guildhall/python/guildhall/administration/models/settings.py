"""Settings: what an operator may turn, within which bounds."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.administration.errors import SettingOutOfBounds, SettingUnknown
from guildhall.kernel.errors import Fault
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
        Knob("dispute_goal_basis_points", 200, 0, 10_000, "The share of protected milestones that may be disputed."),
        Knob("dispute_mediation_seconds", 7 * DAY, 1, 60 * DAY, "How long the sides of a dispute may look for a way."),
        Knob("dispute_response_seconds", 5 * DAY, 1, 60 * DAY, "How long the other side may take to answer a dispute."),
        Knob(
            "message_translations", 1, 0, 1, "1 lets people have messages translated, where a translator is configured."
        ),
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
