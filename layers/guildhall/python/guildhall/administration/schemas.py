"""Request and response shapes of administration's HTTP API."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from guildhall.administration.models.audit import AuditEntry
from guildhall.administration.models.grants import Grant
from guildhall.administration.models.queues import DeadLetter, QueueState
from guildhall.administration.models.settings import KNOBS, Setting
from guildhall.kernel.types import Instant


class SettingIn(BaseModel):
    """A new value."""

    model_config = ConfigDict(extra="forbid")

    value: int = Field(strict=True, description="Whole number, in the unit that the setting's name ends with.")


class SettingOut(BaseModel):
    """A setting with its bounds."""

    name: str
    value: int
    default: int
    least: int
    most: int
    meaning: str
    version: int
    changed_by: str | None
    changed_at: Instant | None

    @classmethod
    def of(cls, setting: Setting) -> SettingOut:
        """Shape a setting for the wire."""
        knob = KNOBS[setting.name]
        return cls(
            name=setting.name,
            value=setting.value,
            default=knob.default,
            least=knob.least,
            most=knob.most,
            meaning=knob.meaning,
            version=setting.version,
            changed_by=setting.changed_by,
            changed_at=setting.changed_at,
        )


class SettingsOut(BaseModel):
    """All settings; few enough for one page."""

    items: list[SettingOut]


class GrantOut(BaseModel):
    """A permission that one account holds."""

    permission: str
    account_id: str
    granted_by: str
    granted_at: Instant

    @classmethod
    def of(cls, grant: Grant) -> GrantOut:
        """Shape a grant for the wire."""
        return cls.model_validate(grant, from_attributes=True)


class GrantsOut(BaseModel):
    """All grants; few enough for one page."""

    items: list[GrantOut]


class AuditEntryOut(BaseModel):
    """One use case that changed something."""

    id: str
    occurred_at: Instant
    action: str
    actor: str
    correlation_id: str
    causation_id: str
    changes: list[dict[str, Any]]

    @classmethod
    def of(cls, entry: AuditEntry) -> AuditEntryOut:
        """Shape an entry for the wire."""
        return cls.model_validate(entry, from_attributes=True)


class AuditPageOut(BaseModel):
    """A page of the audit log, newest first; it may be empty while next_cursor leads on."""

    items: list[AuditEntryOut]
    next_cursor: str | None


class QueueOut(BaseModel):
    """How a queue is doing."""

    name: str
    depth: int
    in_flight: int
    oldest_age_seconds: int | None
    dead_letters: int | None

    @classmethod
    def of(cls, state: QueueState) -> QueueOut:
        """Shape a queue's state for the wire."""
        return cls.model_validate(state, from_attributes=True)


class QueuesOut(BaseModel):
    """Every queue of this deployment."""

    items: list[QueueOut]


class DeadLetterOut(BaseModel):
    """A message that was given up."""

    id: str
    sent_at: Instant
    received: int
    problem: str | None
    body: Any

    @classmethod
    def of(cls, letter: DeadLetter) -> DeadLetterOut:
        """Shape a dead letter for the wire."""
        return cls.model_validate(letter, from_attributes=True)


class DeadLettersOut(BaseModel):
    """Up to ten dead letters, left where they are."""

    items: list[DeadLetterOut]


class RedrivenOut(BaseModel):
    """How many dead letters went back to their queue."""

    redriven: int
