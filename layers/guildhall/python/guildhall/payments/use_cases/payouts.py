"""The expert's side: an account to be paid on, and what transfers and accounts mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Unavailable
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.ledger.models import Entry, account, credit, debit
from guildhall.payments.errors import PayoutAccountUnknown, ProviderTrouble
from guildhall.payments.events import PayoutAccountReadyV1
from guildhall.payments.machine import Freeze, Move
from guildhall.payments.models import (
    Attention,
    Change,
    Command,
    PayoutAccount,
    ProviderAccount,
    Step,
    StepKind,
    Transfer,
    Verb,
)
from guildhall.payments.models.commands import command
from guildhall.payments.models.facts import Fact
from guildhall.payments.ports import Payments, Provider
from guildhall.payments.use_cases.reversing import reversed_by_hand

LINK_MARGIN = timedelta(minutes=1)
"""A page that ends within a minute is not worth opening."""


def meaning_of_transfer(payments: Payments, transfer: Transfer, now: datetime) -> Change | None:
    """Return what a transfer changes: the expert is owed that much less."""
    order = payments.command(transfer.command_id) if transfer.command_id else None
    payment = payments.get(order.subject if order else transfer.milestone_id or "")
    if payment is None:
        return None
    is_ours = order is not None and order.object_id in {None, transfer.id}
    if order is None or not is_ours or transfer.amount != order.amount:
        if Freeze.REVIEW in payment.frozen_by:
            return None
        why = Attention(payment.milestone_id, "unexpected_transfer", f"{transfer.id} over {transfer.amount}", now)
        return Change("payments.doubt_transfer", payment.frozen(Freeze.REVIEW), attention=(why,))
    if order.is_over:
        return reversed_by_hand(payments, payment, transfer, now)
    source, left = account("expert_payable", payment.expert_id), transfer.amount
    if transfer.in_transit is not None:
        source, left = account("payout_in_transit", order.command_id), transfer.in_transit
    entry = Entry(
        f"transfer:{transfer.id}",
        "transfer",
        payment.milestone_id,
        (debit(source, left), credit(account("psp_clearing", transfer.provider), left)),
        {"transfer": transfer.id, "destination": transfer.destination, "command": order.command_id},
    )
    sent = payment.moved(Move.SEND, pending=payment.without(order.command_id)).looked_after(now)
    told = Step(payment.milestone_id, StepKind.SENT, now, transfer.amount.minor, order.command_id)
    done = (order.done(transfer.id),)
    is_part = bool(transfer.reversals)
    return Change("payments.send", sent, commands=done, entries=(entry,), steps=(told,), is_part=is_part)


def meaning_of_account(payments: Payments, fact: ProviderAccount, now: datetime) -> Change | None:
    """Return what the provider's view of an expert changes; releases that waited for it are tried again."""
    known = payments.account(fact.expert_id) if fact.expert_id else None
    if known is None or known.provider_account_id not in {None, fact.id}:
        return None
    order = payments.command(known.open_command_id)
    done = (order.done(fact.id),) if order is not None and not order.is_over else ()
    seen = replace(known, provider_account_id=fact.id, is_payable=fact.is_payable, missing=fact.missing, failure=None)
    if seen == known and not done:
        return None
    if known.provider_account_id is None and not fact.is_payable:
        seen, ask = _link_order(seen, now)
        done = (*done, ask)
    if fact.is_payable == known.is_payable:
        return Change("payments.see_account", account=seen, commands=done)
    if not fact.is_payable:
        why = Attention(known.expert_id, "payout_account_restricted", fact.id, now)
        return Change("payments.restrict_account", account=seen, commands=done, attention=(why,))
    ready = PayoutAccountReadyV1(account_id=known.expert_id)
    waiting = tuple(payments.waiting_for_account(known.expert_id))
    return Change("payments.ready_account", account=seen, commands=done, events=(ready,), wake=waiting)


def _link_order(known: PayoutAccount, now: datetime) -> tuple[PayoutAccount, Command]:
    asked = replace(known, links=known.links + 1, link_url=None, link_expires_at=None)
    return asked, command(Verb.LINK, known.expert_id, asked.links, now, expert_id=known.expert_id)


@dataclass(frozen=True, slots=True)
class OpenPayoutAccount:
    """Open an expert's account with the provider, or a fresh page of it."""

    payments: Payments
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, country: str, email: str) -> PayoutAccount:
        """Return the account; the page's address follows when the worker has asked for it.

        country: ISO 3166-1 alpha-2. Raises Forbidden, StaleVersion.
        """
        expert_id = actor.account_id
        require(self.gate, actor, "payments.open_payout_account", _of(actor))
        known, now = self.payments.account(expert_id), self.clock.now()
        if known is None:
            return self._begin(PayoutAccount(expert_id, country, email, now), now)
        if known.failure is not None:
            again = replace(known, country=country, email=email, attempt=known.attempt + 1, failure=None)
            return self._begin(again, now)
        if known.provider_account_id is None or known.is_payable or self._has_page(known, now):
            return known
        asked, ask = _link_order(known, now)
        self.payments.save(Change("payments.ask_link", account=asked, commands=(ask,)))
        return asked

    def _begin(self, fresh: PayoutAccount, now: datetime) -> PayoutAccount:
        order = command(Verb.OPEN_ACCOUNT, fresh.expert_id, fresh.attempt, now, expert_id=fresh.expert_id)
        self.payments.save(Change("payments.open_payout_account", account=fresh, commands=(order,)))
        return fresh

    def _has_page(self, known: PayoutAccount, now: datetime) -> bool:
        order = self.payments.command(known.link_command_id)
        if order is not None and not order.is_over:
            return True
        return known.link_expires_at is not None and known.link_expires_at > now + LINK_MARGIN


def _of(actor: Actor) -> Resource:
    """Return the actor's own payout account as the policies see it: there is no way to name somebody else's."""
    return Resource("PayoutAccount", actor.account_id, {"expert_id": actor.account_id})


@dataclass(frozen=True, slots=True)
class CheckPayoutAccount:
    """Ask the provider at once, for an expert who comes back from its page: its notice may take a while."""

    payments: Payments
    show: ShowPayoutAccount

    def __call__(self, actor: Actor) -> PayoutAccount:
        """Return the actor's own account as it is known now; the answer follows.

        Raises Forbidden, PayoutAccountUnknown.
        """
        known = self.show(actor)
        if known is None:
            raise PayoutAccountUnknown
        if known.provider_account_id is not None:
            self.payments.ask_to_look_at_account(known.expert_id)
        return known


@dataclass(frozen=True, slots=True)
class ShowPayoutAccount:
    """Tell an expert where their money would go."""

    payments: Payments
    gate: Gate

    def __call__(self, actor: Actor) -> PayoutAccount | None:
        """Return the actor's own account; None for who may open one and has not yet.

        Raises Forbidden, PayoutAccountUnknown.
        """
        require(self.gate, actor, "payments.view_payout_account", _of(actor))
        known = self.payments.account(actor.account_id)
        if known is None and not self.gate.allows(actor, "payments.open_payout_account", _of(actor)):
            raise PayoutAccountUnknown
        return known


@dataclass(frozen=True, slots=True)
class LookAtAccount:
    """Ask the provider about an expert's account."""

    payments: Payments
    provider: Provider
    apply: Callable[[Fact], None]

    def __call__(self, expert_id: str) -> None:
        """Apply the present account; one that is not open yet changes nothing. Raises Unavailable, StaleVersion."""
        known = self.payments.account(expert_id)
        if known is None or known.provider_account_id is None:
            return
        try:
            fact = self.provider.fetch("account", known.provider_account_id)
        except ProviderTrouble as trouble:
            raise Unavailable(trouble.code) from trouble
        if fact is not None:
            self.apply(fact)
