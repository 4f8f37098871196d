"""How held money leaves the hold: a part to the expert, a part back to the client, the rest stays.

The one place that works out commission and journal entry of a release or refund, whoever decided it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, Line, account, credit, debit, lines
from guildhall.payments.errors import NotEnoughHeld, PaymentFrozen, PaymentMoveRefused
from guildhall.payments.events import DisputeCostKeptV1, FundsReleasedV1
from guildhall.payments.machine import Move
from guildhall.payments.models import (
    Award,
    Change,
    Command,
    KeptQuote,
    ProtectedPayment,
    ReleaseShares,
    Step,
    StepKind,
    Verb,
)
from guildhall.payments.models.commands import command
from guildhall.payments.models.quotes import PLATFORM
from guildhall.payments.use_cases.paybacks import announcement


@dataclass(frozen=True, slots=True)
class _Part:
    """What one of the two sides gets: the payment after it, and what goes with it."""

    payment: ProtectedPayment
    lines: tuple[Line, ...]
    order: Command | None
    steps: tuple[Step, ...]
    events: tuple[DomainEvent, ...] = ()

    def with_cost(self, award: Award, payer_id: str, kept: Money) -> _Part:
        """Return the part with what the platform keeps of it, as income, told to whoever writes the invoice."""
        event = DisputeCostKeptV1(
            dispute_id=award.dispute_id,
            contract_id=self.payment.contract_id,
            milestone_id=self.payment.milestone_id,
            payer_id=payer_id,
            amount_minor=kept.minor,
            currency=kept.currency,
        )
        told = Step(
            self.payment.milestone_id, StepKind.COST_KEPT, self.steps[0].at, kept.minor, payer_id, "arbitration"
        )
        due = award.tax_of(payer_id)
        tax = Money(due.within(kept.minor) if due else 0, kept.currency)
        income = lines(
            credit(account("platform_fee", PLATFORM), kept - tax),
            credit(account("tax_payable", due.place), tax) if due and tax else None,
        )
        return replace(self, lines=(*self.lines, *income), steps=(*self.steps, told), events=(*self.events, event))


def parted(
    payment: ProtectedPayment, now: datetime, *, action: str, to_expert_minor: int = 0, to_client_minor: int = 0,
    owed_minor: int = 0, by: str = "system", award: Award | None = None,
) -> Change:  # fmt: skip
    """Return the change that takes money out of the hold: one journal entry, one command for each side that gets some.

    action: for the audit log. owed_minor: what the expert owes, kept back from a release. by: who decided. award: of
    the dispute behind it, whose costs are kept out of both parts.
    Raises PaymentMoveRefused, PaymentFrozen, NotEnoughHeld.
    """
    moved = to_expert_minor + to_client_minor
    if not moved:
        raise PaymentMoveRefused("nothing is held")
    for move in (Move.RELEASE,) * bool(to_expert_minor) + (Move.REFUND,) * bool(to_client_minor):
        payment.require(move)
    if payment.frozen_by:
        raise PaymentFrozen
    if moved > payment.held_minor:
        raise NotEnoughHeld(f"{payment.held_minor} is held, {moved} is asked for")
    after, parts = payment, list[_Part]()
    if to_client_minor:
        # First, so that the announcement of the release knows what is left at the end.
        parts.append(_refunded(after, to_client_minor, now, by, award))
        after = parts[-1].payment
    if to_expert_minor:
        parts.append(_released(after, to_expert_minor, now, by, award, owed_minor=owed_minor))
        after = parts[-1].payment
    if not after.held_minor:
        after = replace(after, is_under_review=False)
    if owed := after.credited_minor - payment.credited_minor:
        parts[0] = replace(parts[0], events=(*parts[0].events, announcement(after, Money(owed, payment.currency))))
    entry = _entry(payment, after, parts, Money(moved, payment.currency))
    return Change(
        action,
        replace(after, split=None).looked_after(now),
        commands=tuple(replace(part.order, about=entry.entry_id) for part in parts if part.order is not None),
        entries=(entry,),
        events=tuple(event for part in parts for event in part.events),
        steps=tuple(step for part in parts for step in part.steps),
    )


def saved(change: Change) -> ProtectedPayment:
    """Return the payment of a change as it is once the change has committed."""
    assert change.payment is not None  # noqa: S101  only of changes that change a payment
    return replace(change.payment, version=change.payment.version + 1)


def _entry(payment: ProtectedPayment, after: ProtectedPayment, parts: list[_Part], moved: Money) -> Entry:
    # One entry even of two parts: a transaction moves the balance of one hold once.
    facts = {"contract": payment.contract_id}
    subject, names = payment.milestone_id, {part.steps[0].kind for part in parts}
    if StepKind.RELEASED in names:
        facts["basis_points"] = str(_quote(payment).basis_points)
    if names - {StepKind.RELEASED}:
        # They come first: whoever takes the release back must leave them alone.
        facts["client_lines"] = str(len(parts[0].lines))
    kind = "split" if len(parts) > 1 else "release" if StepKind.RELEASED in names else "refund"
    number = {"split": f"{after.releases}-{after.refunds}", "release": after.releases, "refund": after.refunds}[kind]
    own = tuple(line for part in parts for line in part.lines)
    return Entry(f"{kind}:{subject}:{number}", kind, subject, (debit(account("hold", subject), moved), *own), facts)


def _refunded(
    payment: ProtectedPayment, amount_minor: int, now: datetime, by: str, award: Award | None
) -> _Part:  # fmt: skip
    number, amount = payment.refunds + 1, Money(amount_minor, payment.currency)
    cost = Money(min(award.cost_from_client_minor, amount_minor) if award else 0, payment.currency)
    to_send = amount - cost
    order = command(
        Verb.REFUND, payment.milestone_id, number, now, amount_minor=to_send.minor, currency=payment.currency
    )
    is_ordered = bool(to_send) and not payment.is_from_credit
    after = payment.moved(
        Move.REFUND,
        refunds=number,
        refunded_minor=payment.refunded_minor + amount_minor,
        credited_minor=payment.credited_minor + (0 if is_ordered else to_send.minor),
        costs_minor=payment.costs_minor + cost.minor,
        pending=payment.waiting_for(order.command_id) if is_ordered else payment.pending,
    )
    # What was paid out of credit goes back there, at once.
    target = ("refund_in_transit", order.command_id) if is_ordered else ("client_credit", payment.client_id)
    shares = lines(credit(account(*target), to_send) if to_send else None)
    kind = StepKind.REFUND_ORDERED if is_ordered else StepKind.CREDITED
    told = Step(payment.milestone_id, kind, now, to_send.minor, order.command_id, by)
    part = _Part(after, shares, order if is_ordered else None, (told,))
    return part.with_cost(award, payment.client_id, cost) if award and cost else part


def _released(
    payment: ProtectedPayment, amount_minor: int, now: datetime, by: str, award: Award | None, *, owed_minor: int
) -> _Part:  # fmt: skip
    parted_as = _quote(payment).shares(payment.released_minor, amount_minor)
    net = Money(parted_as.net_minor, payment.currency)
    # Never more than what the commission leaves; the platform waives the rest, as disputes does.
    cost = Money(min(award.cost_from_expert_minor, net.minor) if award else 0, payment.currency)
    kept_back = Money(min(owed_minor, (net - cost).minor), payment.currency)
    to_send, number = net - cost - kept_back, payment.releases + 1
    order = command(
        Verb.RELEASE, payment.milestone_id, number, now,
        expert_id=payment.expert_id, amount_minor=to_send.minor, currency=payment.currency,
    )  # fmt: skip
    after = payment.moved(
        Move.RELEASE,
        releases=number,
        released_minor=payment.released_minor + amount_minor,
        # A cent of which the commission is a cent, or earnings that all go to a debt: nothing is left to send.
        pending=payment.waiting_for(order.command_id) if to_send else payment.pending,
    )
    shares = lines(
        credit(account("expert_payable", payment.expert_id), to_send) if to_send else None,
        credit(account("expert_receivable", payment.expert_id), kept_back) if kept_back else None,
        *(credit(line.account, Money(line.minor, payment.currency)) for line in parted_as.lines),
    )
    told = Step(payment.milestone_id, StepKind.RELEASED, now, amount_minor, order.command_id, by)
    event = _announcement(after, order.command_id, amount_minor, parted_as)
    part = _Part(after, shares, order if to_send else None, (told,), (event,))
    return part.with_cost(award, payment.expert_id, cost) if award and cost else part


def _announcement(
    after: ProtectedPayment, release_id: str, gross_minor: int, parted_as: ReleaseShares
) -> FundsReleasedV1:
    held_back = parted_as.withheld
    return FundsReleasedV1(
        contract_id=after.contract_id,
        milestone_id=after.milestone_id,
        client_id=after.client_id,
        expert_id=after.expert_id,
        amount_minor=gross_minor,
        currency=after.currency,
        release_id=release_id,
        fee_minor=parted_as.taken_minor,
        fee_tax_minor=parted_as.tax_minor,
        withheld_minor=held_back.minor if held_back else 0,
        withheld_for=held_back.account.partition(":")[2] if held_back else None,
        withheld_rule=held_back.rule_id if held_back else None,
        withheld_basis_points=(held_back.basis_points or 0) if held_back else 0,
        net_minor=parted_as.net_minor,
        client_fee_minor=parted_as.on_top_minor,
        client_fee_tax_minor=parted_as.on_top_tax_minor,
        is_automatic=after.is_automatic,
        held_minor=after.held_minor,
    )


def _quote(payment: ProtectedPayment) -> KeptQuote:
    assert payment.quote is not None  # noqa: S101  money is held only after a quote was kept
    return payment.quote
