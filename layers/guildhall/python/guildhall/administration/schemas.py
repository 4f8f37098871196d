"""Request and response shapes of administration's HTTP API."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from guildhall.administration.models.audit import AuditEntry
from guildhall.administration.models.field import (
    Breakage,
    Breakages,
    Distribution,
    FieldReport,
    Measured,
    Rating,
    Vital,
)
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


class MeasuredIn(BaseModel):
    """One vital of a page view."""

    model_config = ConfigDict(extra="forbid")

    vital: Vital
    value: int = Field(strict=True, ge=0, le=600_000, description="Milliseconds; of CLS, thousandths.")


class BreakageIn(BaseModel):
    """An error that nobody caught. Its message stays in the browser: it may hold what a person typed."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z]{1,40}$")]
    frames: list[Annotated[str, StringConstraints(pattern=r"^[\w./-]{1,100}:\d{1,7}:\d{1,7}$")]] = Field(
        max_length=5, description="File, line and column in the app's own bundle, innermost first."
    )


class FieldReportIn(BaseModel):
    """What one page view tells."""

    model_config = ConfigDict(extra="forbid")

    report_id: UUID
    app_release: Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,40}$")]
    route: Annotated[str, StringConstraints(pattern=r"^/$|^(/([a-z][a-z-]{0,30}|:[a-z_]{1,30}))+$", max_length=120)] = (
        Field(description="Pattern of the page's path, such as /projects/:project_id; never the path itself.")
    )
    vitals: list[MeasuredIn] = Field(max_length=5)
    errors: list[BreakageIn] = Field(max_length=5)

    @field_validator("vitals")
    @classmethod
    def _once(cls, vitals: list[MeasuredIn]) -> list[MeasuredIn]:
        if len({each.vital for each in vitals}) < len(vitals):
            message = "each vital once"
            raise ValueError(message)
        return vitals

    def report(self) -> FieldReport:
        """Return it as the inside knows it."""
        measured = tuple(Measured(each.vital, each.value) for each in self.vitals)
        broken = dict.fromkeys(Breakage(each.name, tuple(each.frames)) for each in self.errors)
        return FieldReport(str(self.report_id), self.app_release, self.route, measured, tuple(broken))


class FieldVitalOut(BaseModel):
    """How a vital of a route does in the field."""

    route: str
    vital: Vital
    visits: int
    p75: int = Field(description="Of the visits, 75 % were not worse. Milliseconds; of CLS, thousandths.")
    good: float = Field(description="Share of good visits, 0 to 1.")
    rating: Rating

    @classmethod
    def of(cls, found: Distribution) -> FieldVitalOut:
        """Shape it for the wire."""
        return cls(
            route=found.route,
            vital=found.vital,
            visits=found.visits,
            p75=found.p75,
            good=round(found.good, 4),
            rating=found.rating,
        )


class FieldErrorOut(BaseModel):
    """An error that browsers told of."""

    digest: str
    name: str
    frames: list[str]
    route: str
    app_release: str
    count: int
    last_day: date

    @classmethod
    def of(cls, found: Breakages) -> FieldErrorOut:
        """Shape it for the wire."""
        return cls(
            digest=found.digest,
            name=found.name,
            frames=list(found.frames),
            route=found.route,
            app_release=found.app_release,
            count=found.count,
            last_day=found.last_day,
        )


class FieldOut(BaseModel):
    """What browsers told in a period."""

    vitals: list[FieldVitalOut]
    errors: list[FieldErrorOut] = Field(description="The most frequent first; at most a hundred.")
