"""Settings: what an operator may turn, within which bounds."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.administration.errors import SettingOutOfBounds, SettingUnknown
from guildhall.kernel.errors import Fault
from guildhall.kernel.types import Instant

DAY = 86_400


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
        Knob("review_window_seconds", 14 * DAY, 1, 60 * DAY, "How long a client may stay silent after a delivery."),
        Knob("review_reminder_seconds", 11 * DAY, 0, 60 * DAY, "When, within that time, the client is reminded."),
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
