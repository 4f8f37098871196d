"""Response shape of an invoice's way as data."""

from __future__ import annotations

from pydantic import BaseModel, Field

from guildhall.billing.models.transmissions import Transmission, TransmissionState
from guildhall.kernel.types import Instant


class TransmissionOut(BaseModel):
    """Where an invoice stands with the approved platform; all null for a document that does not travel as data."""

    state: TransmissionState | None = Field(description="pending, sent, accepted or rejected.")
    flow_id: str | None = Field(description="The platform's own id.")
    reason: str | None = Field(description="Why it was rejected, in the platform's words.")
    begun_at: Instant | None
    asked_at: Instant | None = Field(description="When the platform last said something.")

    @classmethod
    def of(cls, found: Transmission | None) -> TransmissionOut:
        """Shape it for the wire."""
        if found is None:
            return cls(state=None, flow_id=None, reason=None, begun_at=None, asked_at=None)
        return cls(
            state=found.state,
            flow_id=found.flow_id,
            reason=found.reason,
            begun_at=found.begun_at,
            asked_at=found.asked_at,
        )
