"""Errands to the provider about chargebacks: fetch money back from an expert, hand evidence to the bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Unavailable
from guildhall.kernel.money import Money
from guildhall.payments.errors import ChargebackOver, ChargebackUnknown, ProviderRefused, ProviderTrouble
from guildhall.payments.models import Change, Chargeback, Command, Reversal, Verb
from guildhall.payments.models.commands import command
from guildhall.payments.models.facts import Fact
from guildhall.payments.ports import Payments, Provider
from guildhall.payments.ports.chargebacks import ChargebackProvider
from guildhall.payments.use_cases import losing
from guildhall.payments.use_cases.applying import ApplyFact

EMPTY_HANDED = frozenset({"balance_insufficient", "amount_too_large", "transfer_already_reversed"})
"""The expert's account has not got it, or it was fetched back by hand: they owe it instead."""


@dataclass(frozen=True, slots=True)
class FetchBack:
    """The errand of `recover`: reverse a transfer, as far as the expert's account has the money."""

    payments: Payments
    provider: ChargebackProvider
    clock: Clock

    def search(self, order: Command) -> Fact | None:
        """Return the reversal that an earlier try made, or None."""
        return self.provider.find_reversal(order)

    def is_overtaken(self, order: Command) -> bool:  # noqa: ARG002  what was lost stays lost
        """Tell whether the command outlived what it was about: never."""
        return False

    def hindrance(self, order: Command) -> str | None:  # noqa: ARG002  nothing freezes what is owed
        """Return why the provider must not be asked now: nothing stands in the way."""
        return None

    def ask(self, order: Command) -> Fact | None:
        """Fetch what is there; of an empty account, nothing."""
        account = self.payments.account(str(order.expert_id))
        at_hand = Money(0, order.currency)
        if account is not None and account.provider_account_id is not None:
            at_hand = self.provider.at_hand(account.provider_account_id, order.currency)
        minor = min(order.amount_minor, max(at_hand.minor, 0))
        if not minor:
            return Reversal(None, order.command_id, str(order.target), Money(0, order.currency))
        return self.provider.create_reversal(order, Money(minor, order.currency))

    def refused(self, order: Command, code: str) -> Change | None:
        """Return the change that lets the expert owe what is not there any more, or None to go on trying."""
        known = self.payments.chargeback(str(order.about))
        if code not in EMPTY_HANDED or known is None:
            return None
        nothing = Reversal(None, order.command_id, str(order.target), Money(0, order.currency))
        return losing.recovered(order, known, nothing, self.clock.now())


@dataclass(frozen=True, slots=True)
class HandIn:
    """The errand of `evidence`: what the disputed payment was for, in the bank's fields."""

    payments: Payments
    provider: ChargebackProvider

    def search(self, order: Command) -> Fact | None:
        """Return nothing: the same evidence twice is the same evidence."""

    def is_overtaken(self, order: Command) -> bool:
        """Tell whether the bank has decided, or later evidence replaced this."""
        known = self._known(order)
        return known.outcome is not None or not order.command_id.endswith(f"-{known.evidence_number}")

    def hindrance(self, order: Command) -> str | None:  # noqa: ARG002  evidence has a deadline
        """Return why the provider must not be asked now: nothing stands in the way."""
        return None

    def ask(self, order: Command) -> Fact | None:
        """Hand it in, and return the dispute as the provider then sees it."""
        known = self._known(order)
        fact = self.provider.submit_evidence(order, known.chargeback_id, known.evidence)
        self.payments.save(Change("payments.hand_in_evidence", commands=(order.done(known.chargeback_id),)))
        return fact

    def refused(self, order: Command, code: str) -> Change | None:
        """Return the change that gives up: the bank takes no more evidence."""
        return Change("payments.refuse_evidence", commands=(order.failed(code),))

    def _known(self, order: Command) -> Chargeback:
        known = self.payments.chargeback(str(order.about))
        assert known is not None  # noqa: S101  the command is written with it
        return known


@dataclass(frozen=True, slots=True)
class LookAtChargebacks:
    """Ask about the open chargebacks of a payment: a notice may be lost, or something had to be known first."""

    payments: Payments
    provider: Provider
    apply: ApplyFact

    def __call__(self, milestone_id: str) -> None:
        """Apply the present disputes of a payment. Raises Unavailable, StaleVersion."""
        payment = self.payments.get(milestone_id)
        for chargeback_id in payment.chargebacks if payment is not None else ():
            try:
                fact = self.provider.fetch("dispute", chargeback_id)
            except ProviderRefused:
                # A definite no: the sweep asks again in some hours, and nothing is kept waiting meanwhile.
                continue
            except ProviderTrouble as trouble:
                raise Unavailable(trouble.code) from trouble
            if fact is not None:
                self.apply(fact)


@dataclass(frozen=True, slots=True)
class SubmitEvidence:
    """Take the evidence pack of a chargeback and let the worker hand it to the bank."""

    payments: Payments
    clock: Clock

    def __call__(self, chargeback_id: str, pack: Mapping[str, str]) -> Chargeback:
        """Return the chargeback with the evidence that is on its way; a later pack adds to an earlier one.

        pack: texts by the provider's names (Stripe, "Dispute evidence"), such as `uncategorized_text`.
        Raises ChargebackUnknown, ChargebackOver, StaleVersion.
        """
        known = self.payments.chargeback(chargeback_id)
        if known is None:
            raise ChargebackUnknown
        if known.outcome is not None:
            raise ChargebackOver
        number, now = known.evidence_number + 1, self.clock.now()
        told = replace(known, evidence={**known.evidence, **pack}, evidence_number=number)
        made = command(Verb.EVIDENCE, known.milestone_id, 0, now)
        order = replace(
            made, command_id=f"{Verb.EVIDENCE}:{known.milestone_id}:{chargeback_id}-{number}", about=chargeback_id
        )
        self.payments.save(Change("payments.submit_evidence", chargebacks=(told,), commands=(order,)))
        return replace(told, version=told.version + 1)
