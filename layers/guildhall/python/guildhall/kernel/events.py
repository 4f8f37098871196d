"""What an event is, before any capability says what happened (style.md section 8)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict

from guildhall.kernel.actor import Origin
from guildhall.kernel.types import Instant


class DomainEvent(BaseModel):
    """A fact that strangers may rely on. Subclasses are the catalogue.

    source: `guildhall.<capability>`. detail_type: `<Noun><PastParticiple>.v<n>`.
    Models are strict when written; consumers read leniently through `read`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    source: ClassVar[str]
    detail_type: ClassVar[str]

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """Read the `data` of an envelope, ignoring fields that a newer producer added."""
        return cls.model_validate(data, extra="ignore")


class Meta(BaseModel):
    """The envelope's head, the same for all events.

    trace_id: of the X-Ray trace in which it happened; absent where nothing is traced.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    id: str
    occurred_at: Instant
    correlation_id: str
    causation_id: str
    actor: str
    trace_id: str | None = None


def envelope(
    event: DomainEvent, *, event_id: str, occurred_at: datetime, origin: Origin, trace_id: str = ""
) -> dict[str, Any]:
    """Return `{"meta": …, "data": …}` as plain JSON types."""
    meta = Meta(
        id=event_id,
        occurred_at=occurred_at,
        correlation_id=origin.correlation_id,
        causation_id=origin.causation_id,
        actor=origin.actor.account_id,
        trace_id=trace_id or None,
    )
    return {"meta": meta.model_dump(mode="json", exclude_none=True), "data": event.model_dump(mode="json")}
