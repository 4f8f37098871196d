"""The rows of a payment's timeline; those of them that finance staff count stand in an index, too."""

from __future__ import annotations

from guildhall.kernel.clock import to_text
from guildhall.payments.models import Change, Step, StepKind
from guildhall.payments.store.records import Keys, StepRecord

COUNTED = frozenset({
    StepKind.OPENED, StepKind.ATTEMPT_OPENED, StepKind.ATTEMPT_ENDED, StepKind.HELD, StepKind.FROZEN,
})  # fmt: skip
"""What tells which payments a month opened, how attempts to pay went and what was disputed: not every step."""


def step_record(step: Step, change: Change, number: int) -> StepRecord:
    """Return the row of a step. number: tells apart what one change brought."""
    at, payment = to_text(step.at), change.payment
    version = payment.version if payment is not None else max((each.version for each in change.kept), default=0)
    record = StepRecord(
        *Keys.step(step.milestone_id, at, version, f"{number}#{step.kind}#{step.about or ''}"),
        kind=StepRecord.KIND,
        milestone_id=step.milestone_id,
        step=step.kind.value,
        at=at,
        amount_minor=step.amount_minor,
        about=step.about,
        by=step.by,
    )
    if step.kind in COUNTED:
        record.gsi2pk = Keys.steps(step.kind, at[:7])
        record.gsi2sk = f"{at}#{step.milestone_id}"
        currency = step.currency or (payment.currency if payment is not None else "")
        record.summary = {
            "currency": currency, "amount_minor": step.amount_minor, **({"about": step.about} if step.about else {}),
        }  # fmt: skip
    return record
