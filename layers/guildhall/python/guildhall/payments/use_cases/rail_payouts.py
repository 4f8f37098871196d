"""Paying experts by local rails: what they are owed is put in transit first, and leaves when the rail says so.

expert_payable -> payout_in_transit -> psp_clearing of the rail that pays; back to expert_payable when it refuses. Who
is paid in another currency than they earned is paid from the platform's own float, only when that covers it: the entry
exchanges through fx_clearing, at a rate of the day.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from guildhall.ledger.errors import Duplicate, Overdrawn
from guildhall.ledger.models import Entry, Line, account, credit, debit
from guildhall.payments.models import Attention, Change, Command, PayoutWallet, ProtectedPayment, Transfer
from guildhall.payments.models.rails import (
    SANDBOX,
    STRIPE,
    TERMS,
    Ability,
    Operation,
    Outcome,
    OutcomeStatus,
    RailCall,
    Wallet,
    wallet_of_text,
    wallet_text,
)
from guildhall.payments.ports import LocalRail, PayoutWallets, Sealer, TreasuryRates
from guildhall.payments.use_cases.applying import ApplyFact
from guildhall.payments.use_cases.rail_steps import AGAIN, RailSteps, is_safe_again

S = OutcomeStatus


@dataclass(frozen=True, slots=True)
class PayOut:
    """Carry out releases whose money goes to a wallet."""

    steps: RailSteps
    wallets: PayoutWallets
    apply: ApplyFact
    seals: Sealer
    rates: TreasuryRates
    is_stopped: Callable[[Command], str | None] = lambda _: None

    def takes(self, order: Command, payment: ProtectedPayment) -> bool:
        """Tell whether a release goes to a wallet: money of a local rail, or of an expert who has only a wallet."""
        if payment.rail != STRIPE or (order.tried_at is not None and self._known(order) is not None):
            # What was begun here is ended here, whatever accounts the expert has opened meanwhile.
            return True
        has_account = self.steps.payments.account(payment.expert_id) is not None
        return not has_account and self._wallet(payment.expert_id, payment.currency) is not None

    def __call__(self, order: Command) -> None:
        """Bring a release one try further. Raises StaleVersion, Unavailable."""
        call = self._known(order) if order.tried_at is not None else None
        if call is not None:
            self._ask(order, call)
            return
        payment = self.steps.payment(order.subject)
        wallet = self._wallet(str(order.expert_id), order.currency)
        if payment.frozen_by:
            self.steps.wait(order, "frozen")
        elif stopped := self.is_stopped(order):
            self.steps.wait(order, stopped)
        elif wallet is None or wallet.failure is not None:
            self.steps.wait(order, "payout_destination")
        elif (wallet.rail == SANDBOX) is not (payment.rail == SANDBOX):
            # Money that does not exist must not become money that does, nor the other way round.
            self.steps.wait(order, "other_money")
        else:
            self._send(order, wallet)

    def _wallet(self, expert_id: str, currency: str) -> PayoutWallet | None:
        """Return the wallet for what was earned; else one in another currency, the first by name."""
        others = self.wallets.list(expert_id)
        return self.wallets.get(expert_id, currency) or (others[0] if others else None)

    def hear(self, call: RailCall, outcome: Outcome) -> bool:
        """Apply what a rail says of a payout; return whether it said something that can be applied."""
        if self.steps.doubt(call, outcome) or outcome.status in {S.UNKNOWN, S.NOT_FOUND}:
            return False
        order = self.steps.payments.command(call.command_id)
        if outcome.status is S.SUCCEEDED and order is not None:
            sent = Transfer(
                f"{call.rail}:{call.our_id}", call.command_id, call.milestone_id, order.amount,
                f"{call.rail} wallet", call.rail, in_transit=call.amount,
            )  # fmt: skip
            self.apply(sent)
        elif outcome.is_definite:
            self._take_back(order, call, outcome)
        self.steps.remember(call, outcome)
        return True

    def _known(self, order: Command) -> RailCall | None:
        """Return the operation that the command's present key stands for, on whichever rail it was begun."""
        for name in TERMS:
            rail = self.steps.rails.get(name)
            found = self.steps.calls.get(name, rail.new_id(order.key)) if rail is not None else None
            if found is not None:
                return found
        return None

    def _send(self, order: Command, wallet: PayoutWallet) -> None:
        rail = self.steps.rails.get(wallet.rail)
        if rail is None or Ability.PAYOUT not in rail.abilities:
            self.steps.wait(order, "rail_without_key")
            return
        begun = self.steps.call_of(order, rail, Operation.PAYOUT)
        facts = {"command": order.command_id, "rail": rail.name}
        if wallet.currency != order.currency:
            rate = self.rates.get(order.currency, wallet.currency)
            if rate is None or not rate.is_fresh(self.steps.clock.now()):
                self.steps.wait(order, "treasury_rate")
                return
            bought = rate.convert(order.amount)
            if (rail.balance() or {}).get(wallet.currency, 0) < bought.minor or not bought:
                self.steps.wait(order, "treasury_float")
                return
            begun = replace(
                begun, amount_minor=bought.minor, currency=bought.currency,
                sold_minor=order.amount_minor, sold_currency=order.currency,
            )  # fmt: skip
            facts |= {"rate": rate.text, "rate_source": rate.source, "rate_at": f"{rate.set_at:%Y-%m-%dT%H:%M:%SZ}"}
        target = Wallet(self.seals.unseal(wallet.phone, wallet.expert_id), wallet.operator)
        sealed = self.seals.seal(wallet_text(target), order.command_id)
        call = replace(begun, wallet=sealed)
        entry_id = f"payout:{call.rail}:{call.our_id}"
        aside = Entry(entry_id, "payout", order.subject, _lines(call, wallet.expert_id), facts)
        try:
            order, call = self.steps.begin(order, call, (aside,))
        except Overdrawn:
            # A recovery took what the release had brought: nothing is owed that could be sent.
            self.steps.wait(order, "overdrawn")
            return
        self._settle(order, call, rail.payout(call, target))

    def _ask(self, order: Command, call: RailCall) -> None:
        rail = self.steps.rails.get(call.rail)
        if rail is None:
            self.steps.wait(order, "rail_without_key")
        elif not self.steps.may_ask(rail, call):
            self.steps.wait(order, "too_early", call.began_at + rail.first_inquiry)
        else:
            self._settle(order, call, self._inquired(rail, call))

    def _inquired(self, rail: LocalRail, call: RailCall) -> Outcome:
        outcome = rail.inquire(call)
        if is_safe_again(rail, outcome):
            return rail.payout(call, wallet_of_text(self.seals.unseal(str(call.wallet), call.command_id)))
        return outcome

    def _settle(self, order: Command, call: RailCall, outcome: Outcome) -> None:
        self.hear(call, outcome)
        self.steps.wait_after(order, call, outcome)

    def _take_back(self, order: Command | None, call: RailCall, outcome: Outcome) -> None:
        """Owe the expert again what a rail refused to send; the next try has a new id."""
        now, code = self.steps.clock.now(), outcome.code or "declined"
        if order is None or not self.steps.is_present(order, call):
            if order is not None and order.is_over and order.object_id == f"{call.rail}:{call.our_id}":
                why = Attention(call.milestone_id, "payout_came_back", f"{call.rail} {call.our_id}: {code}", now)
                self.steps.payments.save(Change("payments.doubt_payout", attention=(why,)))
            return
        aside = _lines(call, str(order.expert_id))
        owed = Entry(
            f"payout_failed:{call.rail}:{call.our_id}",
            "payout_failed",
            call.milestone_id,
            tuple(Line(line.account, -line.money) for line in aside),
            {"command": call.command_id, "code": code},
        )
        is_passing = code in AGAIN
        waiting = order.with_next_key().waits(code if is_passing else "payout_destination", now)
        wallet = self.wallets.get(str(order.expert_id), call.currency)
        failed = (replace(wallet, failure=code),) if wallet is not None and not is_passing else ()
        why = Attention(call.milestone_id, "payout_refused", f"{call.rail} {call.our_id}: {code}", now)
        change = Change(
            "payments.return_payout", commands=(waiting,), entries=(owed,), wallets=failed, attention=(why,)
        )
        with suppress(Duplicate):
            self.steps.payments.save(change)


def _lines(call: RailCall, expert_id: str) -> tuple[Line, ...]:
    """Return what is put in transit for a payout; in two currencies, each sums to zero through fx_clearing."""
    owed = account("expert_payable", expert_id)
    on_its_way = credit(account("payout_in_transit", call.command_id), call.amount)
    if call.sold is None:
        return (debit(owed, call.amount), on_its_way)
    exchange = account("fx_clearing", f"{call.sold.currency}{call.currency}")
    return (debit(owed, call.sold), credit(exchange, call.sold), debit(exchange, call.amount), on_its_way)
