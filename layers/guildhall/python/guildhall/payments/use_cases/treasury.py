"""What payouts, top-ups, the balance and alarms mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.kernel.actor import Actor
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.ledger.models import Entry, account, credit, debit
from guildhall.payments.events import PayoutFailedV1, PayoutPaidV1
from guildhall.payments.models import Attention, Change, Command, OtherFact, PayoutAccount, Verb
from guildhall.payments.models.rails import STRIPE
from guildhall.payments.models.treasury import Alarm, BalanceAvailable, BankChanged, BankPayout, PayoutSchedule, TopUp
from guildhall.payments.ports import Payments, SettingsOf, Treasury
from guildhall.payments.use_cases.applying import Meaning

BANK = "operating"
"""Owner of the ledger account that stands for the platform's own bank account."""
MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class FollowTreasury:
    """Turn what the provider says of bank money into state, journal entries and events."""

    payments: Payments
    treasury: Treasury

    def meanings(self) -> Mapping[type[OtherFact], Meaning]:
        """Name what is understood here."""
        return {
            BankPayout: self._payout,
            TopUp: self._topup,
            BalanceAvailable: self._available,
            PayoutSchedule: _schedule,
            BankChanged: self._bank_changed,
            Alarm: _alarm,
        }

    def _payout(self, fact: BankPayout, now: datetime) -> Change | None:
        known = self.treasury.payout(fact.payout_id)
        if known is not None and fact.is_older_than(known):
            return None
        if fact.provider_account_id is None:
            return _own_payout(fact, known, now)
        owner = self.treasury.owner_of(fact.provider_account_id)
        return None if owner is None else self._expert_payout(fact, known, owner)

    def _expert_payout(self, fact: BankPayout, known: BankPayout | None, owner: PayoutAccount) -> Change | None:
        seen = replace(fact, expert_id=owner.expert_id, version=known.version if known else 0)
        if seen == known:
            return None
        change = Change("payments.see_payout", kept=(seen,))
        if known is not None and known.status == seen.status:
            return change
        if seen.status == "paid":
            paid = PayoutPaidV1(
                payout_id=seen.payout_id,
                account_id=owner.expert_id,
                amount_minor=seen.amount_minor,
                currency=seen.currency,
                arrived_on=seen.arrives_on,
            )
            return replace(self._trusting(change, owner), events=(paid,))
        if seen.status == "failed":
            reason = seen.failure or "unknown"
            failed = PayoutFailedV1(
                payout_id=seen.payout_id,
                account_id=owner.expert_id,
                amount_minor=seen.amount_minor,
                currency=seen.currency,
                reason=reason,
            )
            return replace(change, events=(failed,), account=replace(owner, bank_failure=reason))
        return change

    def _trusting(self, change: Change, owner: PayoutAccount) -> Change:
        """Add to a change that the expert's bank takes payouts again, and let go on what waited for that."""
        if owner.bank_failure is None:
            return change
        waiting = tuple(self.payments.waiting_for_account(owner.expert_id))
        return replace(change, account=replace(owner, bank_failure=None), wake=waiting)

    def _bank_changed(self, fact: BankChanged, _: datetime) -> Change | None:
        owner = self.treasury.owner_of(fact.provider_account_id)
        if owner is None or owner.bank_failure is None:
            return None
        return self._trusting(Change("payments.trust_bank"), owner)

    def _topup(self, fact: TopUp, now: datetime) -> Change | None:
        known = self.treasury.topup(fact.topup_id)
        seen = replace(fact, version=known.version if known else 0)
        if seen == known:
            return None
        change = Change("payments.see_topup", kept=(seen,))
        if seen.status == "succeeded":
            came = (
                debit(account("psp_clearing", STRIPE), seen.amount),
                credit(account("bank", BANK), seen.amount),
            )
            return replace(change, entries=(Entry(f"topup:{seen.topup_id}", "topup", seen.topup_id, came),))
        if seen.status == "failed":
            why = Attention(seen.topup_id, "topup_failed", f"{seen.amount} did not come: {seen.failure}", now)
            return replace(change, attention=(why,))
        return change

    def _available(self, _fact: BalanceAvailable, _: datetime) -> Change | None:
        waiting = tuple(self.payments.waiting_for_balance())
        return Change("payments.retry_for_balance", wake=waiting) if waiting else None


def _own_payout(fact: BankPayout, known: BankPayout | None, now: datetime) -> Change | None:
    """Book what leaves the provider for the platform's bank, and what comes back; nobody but us may order it."""
    seen = replace(fact, version=known.version if known else 0)
    if seen == known:
        return None
    sent = (debit(account("bank", BANK), seen.amount), credit(account("psp_clearing", STRIPE), seen.amount))
    entry = Entry(f"payout:{seen.payout_id}", "bank_payout", seen.payout_id, sent)
    entries: tuple[Entry, ...] = ()
    if known is None:
        entries = (entry,)
    if seen.has_come_back and (known is None or not known.has_come_back):
        entries = (*entries, entry.reversal(f"payout:{seen.payout_id}:back", seen.failure or seen.status))
    attention: tuple[Attention, ...] = ()
    if known is None and seen.is_automatic:
        why = f"{seen.amount} left by the provider's schedule: held money may be among it"
        attention = (Attention(seen.payout_id, "automatic_payout", why, now),)
    return Change("payments.see_own_payout", kept=(seen,), entries=entries, attention=attention)


def _schedule(fact: PayoutSchedule, now: datetime) -> Change | None:
    if fact.interval == MANUAL:
        return None
    why = Attention(STRIPE, "automatic_payouts", f"payouts are {fact.interval}: held money would leave", now)
    return Change("payments.doubt_schedule", attention=(why,))


def _alarm(fact: Alarm, now: datetime) -> Change:
    return Change("payments.raise_attention", attention=(Attention(fact.about, fact.reason, fact.detail, now),))


@dataclass(frozen=True, slots=True)
class GuardFailedBank:
    """Keep larger transfers back from an expert whose bank sent the last payout back: it would only pile up there."""

    payments: Payments
    settings: SettingsOf

    def __call__(self, order: Command) -> str | None:
        """Return `bank_refused` for a release that must wait, or None."""
        if order.verb not in {Verb.RELEASE, Verb.PAY_VENUE} or order.expert_id is None:
            return None
        owner = self.payments.account(order.expert_id)
        if owner is None or owner.bank_failure is None:
            return None
        most = self.settings("transfer_to_failed_bank_minor").value
        return "bank_refused" if order.amount_minor > most else None


@dataclass(frozen=True, slots=True)
class GuardStopped:
    """Send no money to experts and venues while operators say so: it stays with us, and stays theirs."""

    settings: SettingsOf

    def __call__(self, order: Command) -> str | None:
        """Return `transfers_stopped` for what must wait, or None."""
        if order.verb not in {Verb.RELEASE, Verb.PAY_VENUE}:
            return None
        return "transfers_stopped" if self.settings("transfers_stopped").value else None


@dataclass(frozen=True, slots=True)
class ListPayouts:
    """Show an expert what the provider sent to their bank."""

    treasury: Treasury
    gate: Gate

    def __call__(
        self, actor: Actor, limit: int, position: dict[str, str] | None
    ) -> tuple[list[BankPayout], dict[str, str] | None]:
        """Return a page of the actor's own payouts, newest first, and where the next one starts. Raises Forbidden."""
        own = Resource("PayoutAccount", actor.account_id, {"expert_id": actor.account_id})
        require(self.gate, actor, "payments.list_payouts", own)
        return self.treasury.payouts_of(actor.account_id, limit, position)
