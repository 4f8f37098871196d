"""What each operator takes, from pawaPay's active configuration: smallest, largest, decimals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from guildhall.kernel.clock import Clock
from guildhall.kernel.money import Money
from guildhall.payments.gateways.rail_units import from_decimal
from guildhall.payments.models.rails import Operation

KINDS = {Operation.COLLECT: "DEPOSIT", Operation.PAYOUT: "PAYOUT", Operation.REFUND: "REFUND"}
DECIMALS = {"NONE": 0, "TWO_PLACES": 2}


@dataclass(frozen=True, slots=True)
class Limit:
    """least, most: None where the operator names none. decimals: at most."""

    least: Money | None
    most: Money | None
    decimals: int

    def allows(self, amount: Money) -> bool:
        """Tell whether an amount lies within."""
        return (self.least is None or self.least <= amount) and (self.most is None or amount <= self.most)


class PawaPayLimits:
    """Limits, asked for again when they are older than a while. ask: reads the configuration of an operation."""

    def __init__(self, clock: Clock, life: timedelta, ask: Callable[[Operation], dict[str, Any]]) -> None:
        self._clock = clock
        self._life = life
        self._ask = ask
        self._known: dict[Operation, tuple[datetime, dict[tuple[str, str], Limit]]] = {}

    def of(self, operator: str, currency: str, operation: Operation) -> Limit | None:
        """Return an operator's limit, or None if pawaPay names none: then it refuses by itself. Raises RailSilent."""
        now = self._clock.now()
        known = self._known.get(operation)
        if known is None or now - known[0] > self._life:
            known = self._known[operation] = (now, _limits(self._ask(operation), KINDS[operation]))
        return known[1].get((operator, currency))


def _limits(said: dict[str, Any], kind: str) -> dict[tuple[str, str], Limit]:
    found: dict[tuple[str, str], Limit] = {}
    for country in said.get("countries", []):
        for provider in country.get("providers", []):
            for each in provider.get("currencies", []):
                own = each.get("operationTypes", {}).get(kind)
                if own is not None:
                    found[provider["provider"], each["currency"]] = _limit(own, each["currency"])
    return found


def _limit(own: dict[str, Any], currency: str) -> Limit:
    least, most = own.get("minAmount"), own.get("maxAmount")
    return Limit(
        from_decimal(str(least), currency) if least is not None else None,
        from_decimal(str(most), currency) if most is not None else None,
        DECIMALS.get(str(own.get("decimalsInAmount")), 0),
    )
