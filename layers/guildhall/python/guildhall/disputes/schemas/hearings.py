"""Request and response shapes of chargebacks."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from guildhall.disputes.machine import HearingState
from guildhall.disputes.models import Hearing
from guildhall.kernel.types import Instant


class StatementIn(BaseModel):
    """What the expert says in their own words; the client's bank reads it."""

    model_config = ConfigDict(extra="forbid")

    statement: Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000)]


class PackOut(BaseModel):
    """What the bank gets to read, field by field."""

    product_description: str
    service_date: str
    access_activity_log: str
    uncategorized_text: str


class HearingOut(BaseModel):
    """A chargeback and the expert's answer. submit_at: when we send the pack if nobody does it before.

    due_at: the bank's deadline; null if it takes no evidence.
    """

    chargeback_id: str
    milestone_id: str
    contract_id: str
    expert_id: str
    amount_minor: int
    currency: str
    reason: str
    opened_at: Instant
    due_at: Instant | None
    submit_at: Instant | None
    state: HearingState
    statement: str
    pack: PackOut
    submitted_at: Instant | None
    outcome: str | None
    closed_at: Instant | None
    version: int

    @classmethod
    def of(cls, it: Hearing) -> HearingOut:
        """Shape a hearing for the wire."""
        pack = it.pack
        return cls(
            chargeback_id=it.chargeback_id,
            milestone_id=it.milestone_id,
            contract_id=it.contract_id,
            expert_id=it.expert_id,
            amount_minor=it.amount_minor,
            currency=it.currency,
            reason=it.reason,
            opened_at=it.opened_at,
            due_at=it.due_at,
            submit_at=it.submit_at,
            state=it.state,
            statement=it.statement,
            pack=PackOut(
                product_description=pack.product_description,
                service_date=pack.service_date,
                access_activity_log=pack.access_activity_log,
                uncategorized_text=pack.uncategorized_text,
            ),
            submitted_at=it.submitted_at,
            outcome=it.outcome,
            closed_at=it.closed_at,
            version=it.version,
        )


class HearingsOut(BaseModel):
    """A page of chargebacks."""

    items: list[HearingOut]
    next_cursor: str | None
