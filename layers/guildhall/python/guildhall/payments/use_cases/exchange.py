"""The operator's side of exchange: rates, with who said them, when, and from where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.money import exponent
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.payments.models import Change
from guildhall.payments.models.exchange import TreasuryRate, millionths_of
from guildhall.payments.ports import Payments, TreasuryRates

TREASURY = Resource("Treasury", "rates")


@dataclass(frozen=True, slots=True)
class SetTreasuryRate:
    """Say what one currency buys of another, for the next day."""

    payments: Payments
    rates: TreasuryRates
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, sold: str, bought: str, rate: str, source: str) -> TreasuryRate:
        """Return the stored rate. Raises Forbidden, CurrencyUnknown, RateUnreadable, StaleVersion."""
        require(self.gate, actor, "payments.set_rate", TREASURY)
        exponent(sold), exponent(bought)
        known = self.rates.get(sold, bought)
        made = TreasuryRate(
            sold, bought, millionths_of(rate), source, actor.account_id, self.clock.now(),
            known.version if known else 0,
        )  # fmt: skip
        self.payments.save(Change("payments.set_rate", kept=(made,)))
        return replace(made, version=made.version + 1)


@dataclass(frozen=True, slots=True)
class ListTreasuryRates:
    """Show operators the rates."""

    rates: TreasuryRates
    gate: Gate

    def __call__(self, actor: Actor) -> list[TreasuryRate]:
        """Return every rate, by pair. Raises Forbidden."""
        require(self.gate, actor, "payments.set_rate", TREASURY)
        return self.rates.list()
