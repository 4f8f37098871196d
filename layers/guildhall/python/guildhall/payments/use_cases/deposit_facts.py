"""What the provider says about a guest's deposit becomes state here: an attempt, a refund, a transfer to the venue.

Every rule is monotone: a fact that is late, repeated or overtaken changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, account
from guildhall.payments.events import DepositHeldV1, DepositLostV1
from guildhall.payments.models import Attention, Change, Command, Dispute, Intent, Refund, StepKind, Transfer
from guildhall.payments.models.deposits import KEPT_BY_BANK, UNPAID, Deposit, DepositMove, DepositState
from guildhall.payments.ports import Payments
from guildhall.payments.ports.deposits import DepositFees, Deposits
from guildhall.payments.use_cases import deposit_disputes, deposit_returns
from guildhall.payments.use_cases.deposit_parting import about, failed, parted, settled, told
from guildhall.payments.use_cases.deposits import capturing
from guildhall.payments.use_cases.intents import charge_entry, fee_entry


@dataclass(frozen=True, slots=True)
class FollowDeposits:
    """Turn what the provider says of deposits into state, journal entries and events."""

    deposits: Deposits
    payments: Payments
    fees: DepositFees

    def __call__(self, fact: Any, now: datetime) -> Change | None:
        """Return what a fact changes, or None. There may be more: ask again until it is None."""
        deposit = self.deposits.get(fact.milestone_id)
        if deposit is None:
            return None
        match fact:
            case Intent():
                return self._intent(deposit, fact, now)
            case Refund():
                return deposit_returns.refunded(self.payments, deposit, fact, now)
            case Transfer():
                return deposit_returns.sent(self.payments, deposit, fact, now)
            case Dispute():
                return deposit_disputes.disputed(self.payments, deposit, fact, now)
        # Suspicion alone: a person looks, and settles the deposit with nothing kept if it is well founded.
        why = f"{fact.id} about {deposit.charge_id}"
        is_new = fact.id not in deposit.strays
        seen = replace(deposit, strays=(*deposit.strays, fact.id))
        doubt = Attention(deposit.deposit_id, "deposit_suspicious", why, now)
        return Change("payments.doubt_deposit", kept=(seen,), attention=(doubt,)) if is_new else None

    def _intent(self, deposit: Deposit, intent: Intent, now: datetime) -> Change | None:
        is_current = intent.command_id == deposit.open_command_id
        if intent.is_paid:
            return self._paid(deposit, intent, now, is_current=is_current)
        if not is_current:
            return None
        if intent.status == "canceled":
            return self._gone(deposit, intent, now)
        if deposit.state not in UNPAID:
            return None
        if intent.status == "requires_capture" and deposit.state is DepositState.REQUESTED:
            return self._authorised(deposit, intent, now)
        return self._open(deposit, intent, now)

    def _open(self, deposit: Deposit, intent: Intent, now: datetime) -> Change | None:
        done = self._done((deposit.open_command_id,), intent)
        seen = _seen(deposit, intent, done)
        if seen == deposit and not done:
            return None
        return Change("payments.open_deposit", kept=(seen.looked_after(now),), commands=done)

    def _authorised(self, deposit: Deposit, intent: Intent, now: datetime) -> Change:
        """Rely on the bank until the visit if it keeps the money that long; else take it now."""
        done = self._done((deposit.open_command_id,), intent)
        seen = replace(
            _seen(deposit, intent, done),
            charge_id=intent.charge_id,
            capture_before=intent.capture_before,
            quote=self.fees(deposit),
        )
        if seen.capture_by is None or seen.capture_by < seen.starts_at:
            taking = capturing(seen, seen.amount_minor, now)
            return replace(taking, commands=(*done, *taking.commands))
        kept = seen.moved(DepositMove.AUTHORISE, announced_at=now, client_secret=None)
        held = told(kept, StepKind.HELD, now, kept.amount_minor)
        return Change(
            "payments.hold_deposit",
            kept=(kept.looked_after(now),),
            commands=done,
            events=(DepositHeldV1(**about(kept), is_charged=False),),
            steps=(held,),
        )

    def _gone(self, deposit: Deposit, intent: Intent, now: datetime) -> Change | None:
        names = (deposit.open_command_id, deposit.close_command_id, deposit.capture_command_id)
        done = self._done(names, intent)
        seen = replace(_seen(deposit, intent, done), client_secret=None)
        match deposit.state:
            case DepositState.REQUESTED | DepositState.CLOSING:
                after = seen.moved(DepositMove.FAIL, failure=seen.failure or "canceled")
                return failed(after, done, now)
            case DepositState.LETTING_GO:
                after = seen.moved(DepositMove.SETTLE, settled_at=now)
                return Change(
                    "payments.settle_deposit",
                    kept=(after.looked_after(now),),
                    commands=done,
                    events=(settled(after),),
                )
            case DepositState.AUTHORISED | DepositState.CAPTURING:
                after = seen.moved(DepositMove.LOSE, failure="authorisation_lost")
                lost = DepositLostV1(**about(after))
                return Change("payments.lose_deposit", kept=(after.looked_after(now),), commands=done, events=(lost,))
            case _:
                return None

    def _paid(self, deposit: Deposit, intent: Intent, now: datetime, *, is_current: bool) -> Change | None:
        if intent.charge_id is None or intent.paid is None or intent.charge_id in deposit.strays:
            return None
        if intent.charge_id == deposit.charge_id and deposit.charged_minor:
            return self._known(deposit, intent, now)
        is_expected = is_current and deposit.state in UNPAID | KEPT_BY_BANK
        if not is_expected or intent.paid.currency != deposit.currency or intent.paid.minor > deposit.amount_minor:
            return self._stray(deposit, intent, now)
        names = (deposit.open_command_id, deposit.close_command_id, deposit.capture_command_id)
        done, fee = self._done(names, intent), fee_entry(intent)
        charged = _seen(deposit, intent, done).moved(
            DepositMove.CHARGE,
            charge_id=intent.charge_id,
            client_secret=None,
            failure=None,
            charged_minor=intent.paid.minor,
            is_fee_booked=fee is not None or intent.fee == Money(0, deposit.currency),
            quote=deposit.quote or self.fees(deposit),
        )
        events: tuple[DepositHeldV1, ...] = ()
        if charged.announced_at is None and charged.keep_minor is None:
            charged = replace(charged, announced_at=now)
            events = (DepositHeldV1(**about(charged), is_charged=True),)
        money = charge_entry(intent, account("deposit_hold", deposit.deposit_id))
        return Change(
            "payments.charge_deposit",
            kept=(charged.looked_after(now),),
            commands=done,
            entries=(money, fee) if fee else (money,),
            events=events,
            steps=tuple(told(charged, StepKind.HELD, now, charged.charged_minor) for _ in events),
            is_part=charged.keep_minor is not None,
        )

    def _known(self, deposit: Deposit, intent: Intent, now: datetime) -> Change | None:
        """Do what was decided while the money was on its way; book the provider's fee if that was late."""
        if deposit.is_to_part:
            return parted(deposit, now, self.payments.owed_by(deposit.venue_account_id, deposit.currency))
        fee = None if deposit.is_fee_booked else fee_entry(intent)
        if fee is None:
            return None
        booked = replace(deposit, is_fee_booked=True).looked_after(now)
        return Change("payments.book_deposit_fee", kept=(booked,), entries=(fee,))

    def _stray(self, deposit: Deposit, intent: Intent, now: datetime) -> Change:
        """Book money that fits no decision to suspense; a person gives it back."""
        fee = fee_entry(intent)
        entries: tuple[Entry, ...] = (charge_entry(intent, account("suspense", deposit.deposit_id)),)
        kept = replace(deposit, strays=(*deposit.strays, str(intent.charge_id)))
        why = f"{intent.charge_id} brought {intent.paid}, expected {deposit.amount} in state {deposit.state}"
        return Change(
            "payments.keep_stray",
            kept=(kept,),
            entries=(*entries, fee) if fee else entries,
            attention=(Attention(deposit.deposit_id, "stray_charge", why, now),),
        )

    def _done(self, names: tuple[str, ...], intent: Intent) -> tuple[Command, ...]:
        """Return the commands that are settled with this, whoever brought the news first."""
        found = (self.payments.command(name) for name in names)
        return tuple(each.done(intent.id) for each in found if each is not None and not each.is_over)


def _seen(deposit: Deposit, intent: Intent, done: tuple[Command, ...]) -> Deposit:
    over = {each.command_id for each in done}
    return replace(
        deposit,
        intent_id=intent.id,
        client_secret=intent.client_secret,
        intent_status=intent.status,
        failure=intent.failure or deposit.failure,
        pending=tuple(each for each in deposit.pending if each not in over),
    )
