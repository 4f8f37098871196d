"""What contracts sets in motion: open, deliver, ask for changes, approve."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.contracts.events import ChangesRequestedV1, ContractSignedV1, WorkApprovedV1, WorkDeliveredV1
from guildhall.kernel.clock import Clock
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, account, credit, debit, lines
from guildhall.payments.errors import PaymentUnknown
from guildhall.payments.events import FundsReleasedV1
from guildhall.payments.machine import Move, PaymentState
from guildhall.payments.models import Attention, Change, KeptQuote, ProtectedPayment, Verb
from guildhall.payments.models.commands import command
from guildhall.payments.ports import Payments, Reviews

PLATFORM = "guildhall"
"""Owner of the platform's own accounts."""


@dataclass(frozen=True, slots=True)
class OpenPayments:
    """Begin a protected payment for each milestone of a signed contract."""

    payments: Payments
    clock: Clock

    def __call__(self, event: ContractSignedV1) -> None:
        """Create what is missing; a repeated event changes nothing."""
        for milestone in event.milestones:
            if self.payments.get(milestone.milestone_id) is not None:
                continue
            payment = ProtectedPayment(
                milestone_id=milestone.milestone_id,
                contract_id=event.contract_id,
                client_id=event.client_id,
                expert_id=event.expert_id,
                title=milestone.title,
                amount_minor=milestone.amount_minor,
                currency=event.currency,
                created_at=self.clock.now(),
            )
            self.payments.save(Change("payments.open", payment))


@dataclass(frozen=True, slots=True)
class BeginReview:
    """Take note of a delivery and start the clock that approves by silence."""

    payments: Payments
    reviews: Reviews
    clock: Clock

    def __call__(self, event: WorkDeliveredV1) -> None:
        """Start the workflow once per delivery. An older delivery than the one known changes nothing."""
        payment = _known(self.payments, event.milestone_id)
        if event.delivery > payment.delivery:
            payment = replace(
                payment,
                delivery=event.delivery,
                is_under_review=True,
                remind_at=event.remind_at,
                release_at=event.release_at,
            ).looked_after(self.clock.now())
            self.payments.save(Change("payments.begin_review", payment))
        if event.delivery == payment.delivery and payment.is_under_review:
            # After the save, and again on a redelivery: the name of the execution makes it happen once.
            self.reviews.begin(payment)


@dataclass(frozen=True, slots=True)
class EndReview:
    """Take note that the client asked for changes: the clock has stopped."""

    payments: Payments
    clock: Clock

    def __call__(self, event: ChangesRequestedV1) -> None:
        """Stop waiting, unless a later delivery came meanwhile."""
        payment = _known(self.payments, event.milestone_id)
        if event.delivery < payment.delivery or (event.delivery == payment.delivery and not payment.is_under_review):
            return
        ended = replace(payment, delivery=event.delivery, is_under_review=False, remind_at=None, release_at=None)
        self.payments.save(Change("payments.end_review", ended.looked_after(self.clock.now())))


@dataclass(frozen=True, slots=True)
class ReleaseFunds:
    """Let approved money become the expert's: the only road to a release."""

    payments: Payments
    clock: Clock

    def __call__(self, event: WorkApprovedV1) -> None:
        """Book the release and order the transfer, once. While frozen, the approval is kept and a person told.

        Raises PaymentUnknown, PaymentMoveRefused (nothing is held), StaleVersion (try again).
        """
        payment = _known(self.payments, event.milestone_id)
        if payment.state in {PaymentState.RELEASING, PaymentState.RELEASED}:
            return
        approved = replace(
            payment,
            delivery=max(payment.delivery, event.delivery),
            is_under_review=False,
            is_approved=True,
            is_automatic=event.is_automatic,
        )
        self.payments.save(release_of(approved, self.clock.now()))


def release_of(payment: ProtectedPayment, now: datetime) -> Change:
    """Return the change that releases everything held, or that waits for a person while the payment is frozen.

    Raises PaymentMoveRefused.
    """
    released = payment.moved(Move.RELEASE)
    if payment.frozen_by:
        why = Attention(payment.milestone_id, "approved_while_frozen", ", ".join(payment.frozen_by), now)
        return Change("payments.keep_approval", payment.looked_after(now), attention=(why,))
    gross, commission, net = (Money(minor, payment.currency) for minor in _split(payment))
    number = payment.releases + 1
    order = command(
        Verb.RELEASE, payment.milestone_id, number, now,
        expert_id=payment.expert_id, amount_minor=net.minor, currency=payment.currency,
    )  # fmt: skip
    entry = Entry(
        order.command_id,
        "release",
        payment.milestone_id,
        lines(
            debit(account("hold", payment.milestone_id), gross),
            credit(account("expert_payable", payment.expert_id), net) if net else None,
            credit(account("platform_fee", PLATFORM), commission) if commission else None,
        ),
        {"contract": payment.contract_id, "basis_points": str(_quote(payment).basis_points)},
    )
    after = replace(released, releases=number, released_minor=payment.released_minor + gross.minor)
    if not net:
        # A cent of which the commission is a cent: nothing is left to send.
        after = after.moved(Move.SEND)
    told = _announcement(payment, order.command_id, gross, commission, net)
    orders = (order,) if net else ()
    return Change("payments.release", after.looked_after(now), commands=orders, entries=(entry,), events=(told,))


def _announcement(
    payment: ProtectedPayment, release_id: str, gross: Money, commission: Money, net: Money
) -> FundsReleasedV1:
    return FundsReleasedV1(
        contract_id=payment.contract_id,
        milestone_id=payment.milestone_id,
        client_id=payment.client_id,
        expert_id=payment.expert_id,
        amount_minor=gross.minor,
        currency=payment.currency,
        release_id=release_id,
        fee_minor=commission.minor,
        net_minor=net.minor,
        is_automatic=payment.is_automatic,
    )


def _quote(payment: ProtectedPayment) -> KeptQuote:
    assert payment.quote is not None  # noqa: S101  money is held only after a quote was kept
    return payment.quote


def _split(payment: ProtectedPayment) -> tuple[int, int, int]:
    """Return gross, commission and net of what is held.

    Shares are taken from cumulative totals, so that several releases cost exactly what one would (payments.md 5.1).
    """
    basis_points = _quote(payment).basis_points
    total = Money(payment.released_minor + payment.held_minor, payment.currency)
    before = Money(payment.released_minor, payment.currency)
    commission = total.share(basis_points).minor - before.share(basis_points).minor
    return payment.held_minor, commission, payment.held_minor - commission


def _known(payments: Payments, milestone_id: str) -> ProtectedPayment:
    payment = payments.get(milestone_id)
    if payment is None:
        raise PaymentUnknown(milestone_id)
    return payment
