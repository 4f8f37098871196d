"""Shapes of what happened to a payment."""

from __future__ import annotations

from pydantic import BaseModel

from guildhall.kernel.types import AmountMinor, Instant
from guildhall.payments.models import Step, StepKind
from guildhall.payments.schemas import PaymentOut


class PaymentStepOut(BaseModel):
    """One thing that happened to the money."""

    kind: StepKind
    at: Instant
    amount_minor: AmountMinor
    about: str | None
    by: str


class PaymentTimelineOut(BaseModel):
    """A payment and what happened to it, oldest first."""

    payment: PaymentOut
    steps: list[PaymentStepOut]

    @classmethod
    def of(cls, payment: PaymentOut, steps: list[Step]) -> PaymentTimelineOut:
        """Shape a timeline for the wire."""
        shown = [
            PaymentStepOut(kind=step.kind, at=step.at, amount_minor=step.amount_minor, about=step.about, by=step.by)
            for step in steps
        ]
        return cls(payment=payment, steps=shown)
