"""Shapes of money that leaves the hold in parts."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from guildhall.kernel.types import AmountMinor, Instant
from guildhall.payments.models import ProposedSplit


class AmountIn(BaseModel):
    """How much, in minor units of the payment's currency."""

    model_config = ConfigDict(extra="forbid")

    amount_minor: Annotated[AmountMinor, Field(gt=0, description="At most what is held.")]


class ProposedSplitIn(BaseModel):
    """How to part what is held; what neither gets stays held."""

    model_config = ConfigDict(extra="forbid")

    to_client_minor: AmountMinor
    to_expert_minor: Annotated[AmountMinor, Field(description="Of which the platform's commission is taken.")]
    reason: str = Field(min_length=3, max_length=1_000)

    @model_validator(mode="after")
    def _parts_something(self) -> ProposedSplitIn:
        if not self.to_client_minor + self.to_expert_minor:
            raise ValueError("a proposal gives something to somebody")
        return self


class ProposedSplitOut(BaseModel):
    """How one side would part what is held; the other accepts or declines."""

    number: int
    proposed_by: str
    to_client_minor: AmountMinor
    to_expert_minor: AmountMinor
    reason: str
    proposed_at: Instant

    @classmethod
    def of(cls, proposal: ProposedSplit) -> ProposedSplitOut:
        """Shape a proposal for the wire."""
        return cls(
            number=proposal.number,
            proposed_by=proposal.proposed_by,
            to_client_minor=proposal.to_client_minor,
            to_expert_minor=proposal.to_expert_minor,
            reason=proposal.reason,
            proposed_at=proposal.proposed_at,
        )
