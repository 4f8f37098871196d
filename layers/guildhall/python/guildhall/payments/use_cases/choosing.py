"""Which ways to pay there are for a milestone, and whether one may be used now."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Fault
from guildhall.payments.errors import PayerIncomplete, RailAwaitsDelivery, RailCurrency, RailOff, RailUnknown
from guildhall.payments.models import ProtectedPayment
from guildhall.payments.models.rails import STRIPE, TERMS, Choice, Flow, Payer, RailMode, RailTerms
from guildhall.payments.ports import RailModes
from guildhall.payments.use_cases.access import AccessPayment

IDENTITY_TAIL = re.compile(r"\d{6}", re.ASCII)


@dataclass(frozen=True, slots=True)
class CheckChoice:
    """Refuse a way to pay that does not fit, or that operators do not offer.

    is_live: whether real money moves here; the sandbox serves only where it does not.
    """

    modes: RailModes
    is_live: bool

    def offered(self, payment: ProtectedPayment) -> list[RailTerms]:
        """Return the local rails on which this payment may be made now, by name.

        The sandbox stands in where no other rail takes the currency.
        """
        found = [terms for terms in TERMS.values() if payment.currency in terms.currencies]
        usable = [terms for terms in found if self._refusal(payment, terms) is None]
        real = [terms for terms in usable if not terms.is_test]
        return real or usable

    def __call__(self, payment: ProtectedPayment, choice: Choice) -> None:
        """Return if the choice may be carried out.

        Raises RailUnknown, RailCurrency, RailOff, RailAwaitsDelivery, PayerIncomplete.
        """
        if choice.rail == STRIPE:
            return
        if choice.rail not in TERMS:
            raise RailUnknown(f"known are {STRIPE}, {', '.join(sorted(TERMS))}", faults=(Fault("/rail", "unknown"),))
        terms = TERMS[choice.rail]
        if payment.currency not in terms.currencies:
            raise RailCurrency(f"{terms.name} takes {', '.join(sorted(terms.currencies))}, not {payment.currency}")
        refusal = self._refusal(payment, terms)
        if refusal is not None:
            raise refusal
        check_payer(terms, choice.payer)

    def hold_days(self, choice: Choice) -> int | None:
        """Return for how many days money paid this way may be held; None for cards, whose provider has a limit."""
        return None if choice.rail == STRIPE else self.modes.hold_days()

    def _refusal(self, payment: ProtectedPayment, terms: RailTerms) -> RailOff | RailAwaitsDelivery | None:
        if terms.is_test:
            return RailOff() if self.is_live else None
        mode = self.modes.mode(terms.name)
        if mode is RailMode.OFF:
            return RailOff()
        if mode is RailMode.PAY_ON_RELEASE and not payment.delivery:
            return RailAwaitsDelivery()
        return None


def check_payer(terms: RailTerms, payer: Payer | None) -> None:
    """Refuse a payer of whom the rail would need to know more. Raises PayerIncomplete."""
    if payer is None or payer.flow not in terms.flows:
        raise _incomplete("flow", f"one of {', '.join(terms.flows)}")
    if payer.phone is not None or payer.flow is Flow.WALLET:
        check_phone(terms, payer.phone)
    if terms.needs_operator and not payer.operator:
        raise _incomplete("operator", "the wallet's operator, such as MTN_MOMO_BEN")
    if terms.needs_identity and payer.flow is Flow.WALLET and not payer.identity_tail:
        raise _incomplete("identity_tail", "the last six digits of the identity card")
    if payer.identity_tail is not None and not IDENTITY_TAIL.fullmatch(payer.identity_tail):
        raise _incomplete("identity_tail", "the last six digits of the identity card")


def check_phone(terms: RailTerms, phone: str | None) -> None:
    """Refuse a number that cannot be a wallet of the rail. Raises PayerIncomplete."""
    if phone is None or not re.fullmatch(terms.phone, phone, re.ASCII):
        raise _incomplete("phone", f"the wallet's number, in the shape {terms.phone}")


def _incomplete(name: str, wanted: str) -> PayerIncomplete:
    return PayerIncomplete(f"{name}: {wanted}", faults=(Fault(f"/{name}", wanted, "required"),))


@dataclass(frozen=True, slots=True)
class ListMethods:
    """Show the client the ways to pay for a milestone."""

    access: AccessPayment
    check: CheckChoice

    def __call__(self, actor: Actor, milestone_id: str) -> list[RailTerms]:
        """Return the local rails that may be used now; cards may always be. Raises PaymentUnknown, Forbidden."""
        return self.check.offered(self.access(actor, milestone_id, "payments.fund"))
