"""Timers of deposits: attempts that nobody finished, authorisations that run out, decisions that nobody made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion, Unavailable
from guildhall.payments.errors import ProviderTrouble
from guildhall.payments.models import Attention, Change
from guildhall.payments.models.deposits import LOOK_AGAIN, UNDECIDED, Deposit, DepositMove, DepositState
from guildhall.payments.ports import Payments, Provider
from guildhall.payments.ports.deposits import Deposits
from guildhall.payments.use_cases.applying import ApplyFact
from guildhall.payments.use_cases.deposits import capturing, letting_go

MOST = 100
"""Of each shard and sweep; what is left comes with the next sweep, a minute later."""


@dataclass(frozen=True, slots=True)
class SweepDeposits:
    """Let the worker look at deposits on which something should have happened by now."""

    deposits: Deposits
    payments: Payments
    clock: Clock

    def __call__(self) -> int:
        """Return how many it will look at; the next sweep leaves them alone until it had its chance."""
        due = self.deposits.due(self.clock.now(), MOST)
        return sum(self._ask(deposit) for deposit in due)

    def _ask(self, deposit: Deposit) -> bool:
        later = replace(deposit, look_at=self.clock.now() + LOOK_AGAIN)
        try:
            self.payments.save(Change("payments.sweep_deposit", kept=(later,)))
        except StaleVersion:
            # The worker has it in hand at this very moment.
            return False
        self.deposits.ask_to_look(deposit.deposit_id)
        return True


@dataclass(frozen=True, slots=True)
class LookAtDeposit:
    """Ask the provider about a deposit, and do what its time demands."""

    deposits: Deposits
    payments: Payments
    provider: Provider
    apply: ApplyFact
    clock: Clock

    def __call__(self, deposit_id: str) -> None:
        """Apply the present attempt and dispute; then take what would be lost, and give up what nobody paid.

        Raises Unavailable, StaleVersion.
        """
        deposit = self.deposits.get(deposit_id)
        if deposit is None or deposit.look_at is None:
            return
        try:
            if deposit.intent_id is not None:
                self.apply(self.provider.intent(deposit.intent_id))
            if deposit.dispute_id is not None:
                dispute = self.provider.fetch("dispute", deposit.dispute_id)
                if dispute is not None:
                    self.apply(dispute)
        except ProviderTrouble as trouble:
            raise Unavailable(trouble.code) from trouble
        seen = self.deposits.get(deposit_id)
        assert seen is not None  # noqa: S101  nothing removes one
        self.payments.save(_demanded(seen, self.clock.now()))


def _demanded(deposit: Deposit, now: datetime) -> Change:
    """Return what the time demands; at the least, when to look again."""
    if deposit.state is DepositState.REQUESTED and deposit.pay_by <= now:
        return letting_go(replace(deposit, failure=deposit.failure or "expired"), DepositMove.CLOSE, now)
    if deposit.state is DepositState.AUTHORISED and deposit.capture_by is not None and deposit.capture_by <= now:
        # Nobody has decided, and the bank lets go soon: what is taken can still go back, what is lost cannot.
        return capturing(deposit, deposit.amount_minor, now)
    looked = Change("payments.look_at_deposit", kept=(deposit.looked_after(now),))
    if deposit.state is DepositState.CHARGED and deposit.keep_minor is None and deposit.starts_at + UNDECIDED <= now:
        why = f"{deposit.reservation_id} began {deposit.starts_at:%Y-%m-%d}, and nobody said what the venue keeps"
        return replace(looked, attention=(Attention(deposit.deposit_id, "deposit_undecided", why, now),))
    return looked
