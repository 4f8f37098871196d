"""Request and response shapes of chargebacks."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from guildhall.disputes.machine import HearingState
from guildhall.disputes.models import Hearing
from guildhall.kernel.types import Instant


class StatementIn(BaseModel):
    """What the expert, or the venue, says in their own words; the cardholder's bank reads it."""

    model_config = ConfigDict(extra="forbid")

    statement: Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000)]


class PackOut(BaseModel):
    """What the bank gets to read, field by field; the last three are of deposits."""

    product_description: str
    service_date: str
    access_activity_log: str
    uncategorized_text: str
    customer_name: str
    cancellation_policy_disclosure: str
    cancellation_rebuttal: str


class HearingOut(BaseModel):
    """A chargeback and the answer to it. submit_at: when we send the pack if nobody does it before.

    Of work: milestone_id, contract_id. Of a guest's deposit: deposit_id, reservation_id; expert_id is the account that
    gets what the venue keeps. due_at: the bank's deadline; null if it takes no evidence.
    """

    chargeback_id: str
    milestone_id: str | None
    contract_id: str | None
    deposit_id: str | None
    reservation_id: str | None
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
        return cls(
            chargeback_id=it.chargeback_id,
            milestone_id=it.milestone_id,
            contract_id=it.contract_id,
            deposit_id=it.deposit_id,
            reservation_id=it.reservation_id,
            expert_id=it.expert_id,
            amount_minor=it.amount_minor,
            currency=it.currency,
            reason=it.reason,
            opened_at=it.opened_at,
            due_at=it.due_at,
            submit_at=it.submit_at,
            state=it.state,
            statement=it.statement,
            pack=PackOut(**asdict(it.pack)),
            submitted_at=it.submitted_at,
            outcome=it.outcome,
            closed_at=it.closed_at,
            version=it.version,
        )


class HearingsOut(BaseModel):
    """A page of chargebacks."""

    items: list[HearingOut]
    next_cursor: str | None
