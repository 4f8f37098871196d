"""Request and response shapes of the alert centre."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from guildhall.kernel.types import Day, Instant, Moment
from guildhall.notifications.models import (
    AddressKind,
    Alert,
    AlertAddress,
    AlertCounts,
    AlertRule,
    AlertState,
    Comparison,
    Figure,
    Rota,
    Severity,
    StandIn,
)
from guildhall.notifications.schemas.times import TimeZone, WallTime

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
AccountId = Annotated[str, StringConstraints(pattern="^acc_[0-9A-HJKMNP-TV-Z]{26}$")]
RotaId = Annotated[str, StringConstraints(pattern="^rot_[0-9A-HJKMNP-TV-Z]{26}$")]


class AlertOut(BaseModel):
    """Something that operators have to look at."""

    alert_id: str
    title: str
    detail: str
    severity: Severity
    state: AlertState
    rota_id: str | None
    told_ids: list[str] = Field(description="Accounts that were called.")
    raised_at: Instant
    escalates_at: Instant | None = Field(description="When more people are called if nobody takes it up.")
    acknowledged_at: Instant | None
    acknowledged_by: str | None
    resolved_at: Instant | None
    resolved_by: str | None = Field(description="Null also where its reason passed by itself.")
    note: str

    @classmethod
    def of(cls, alert: Alert) -> AlertOut:
        """Shape an alert for the wire."""
        return cls.model_validate(alert, from_attributes=True)


class AlertsOut(BaseModel):
    """One page, newest first; it may be short although another follows."""

    items: list[AlertOut]
    next_cursor: str | None


class AlertCountsOut(BaseModel):
    """How many alerts are not resolved; counting stops at 100."""

    open: int
    acknowledged: int
    critical: int

    @classmethod
    def of(cls, counts: AlertCounts) -> AlertCountsOut:
        """Shape counts for the wire."""
        return cls.model_validate(counts, from_attributes=True)


class ResolutionIn(BaseModel):
    """What was wrong, and what helped."""

    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)] = ""


class AlertRuleIn(BaseModel):
    """Which figure is a reason for an alert."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    figure: Figure
    comparison: Comparison
    threshold: int = Field(ge=-1_000_000, le=1_000_000, strict=True, description="In the figure's unit.")
    window_minutes: int = Field(ge=1, le=1440, strict=True)
    severity: Severity
    rota_id: RotaId | None = Field(default=None, description="Who is called; without it, the first rota.")
    is_on: bool = Field(default=True, strict=True)

    def inside(self, rule_id: str = "", version: int = 0) -> AlertRule:
        """Return it as the inside knows it."""
        return AlertRule(rule_id=rule_id, version=version, **self.model_dump())


class AlertRuleOut(BaseModel):
    """Which figure is a reason for an alert."""

    rule_id: str
    name: str
    figure: Figure
    comparison: Comparison
    threshold: int
    window_minutes: int
    severity: Severity
    rota_id: str | None
    is_on: bool
    version: int

    @classmethod
    def of(cls, rule: AlertRule) -> AlertRuleOut:
        """Shape a rule for the wire."""
        return cls.model_validate(rule, from_attributes=True)


class AlertRulesOut(BaseModel):
    """The rules, oldest first."""

    items: list[AlertRuleOut]


class StandInIn(BaseModel):
    """Somebody who is on call instead of whoever it would be."""

    model_config = ConfigDict(extra="forbid")

    account_id: AccountId
    starts_at: Moment
    ends_at: Moment

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("it ends before it starts")
        return self


class RotaIn(BaseModel):
    """Who is on call when."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    time_zone: TimeZone
    starts_on: Day = Field(description="When the first of the people begins.")
    handover: WallTime
    turn_days: int = Field(default=7, ge=1, le=28, strict=True)
    people: list[AccountId] = Field(min_length=1, max_length=20, description="In the order of their turns.")
    escalate_minutes: int = Field(default=15, ge=1, le=240, strict=True)
    stand_ins: list[StandInIn] = Field(default=[], max_length=50)

    def inside(self, rota_id: str = "", version: int = 0) -> Rota:
        """Return it as the inside knows it."""
        plain = self.model_dump(exclude={"people", "stand_ins"})
        stand_ins = tuple(StandIn(each.account_id, each.starts_at, each.ends_at) for each in self.stand_ins)
        return Rota(rota_id=rota_id, version=version, people=tuple(self.people), stand_ins=stand_ins, **plain)


class StandInOut(BaseModel):
    """Somebody who is on call instead of whoever it would be."""

    account_id: str
    starts_at: Instant
    ends_at: Instant


class RotaOut(BaseModel):
    """Who is on call when, and now."""

    rota_id: str
    name: str
    time_zone: str
    starts_on: Day
    handover: str
    turn_days: int
    people: list[str]
    escalate_minutes: int
    stand_ins: list[StandInOut]
    on_call: str = Field(description="Who is called first, now.")
    backup: str = Field(description="Who is called if they do not answer.")
    version: int

    @classmethod
    def of(cls, rota: Rota, now: datetime) -> RotaOut:
        """Shape a rota for the wire."""
        first, second = rota.on_call(now)
        return cls(
            rota_id=rota.rota_id,
            name=rota.name,
            time_zone=rota.time_zone,
            starts_on=rota.starts_on,
            handover=rota.handover,
            turn_days=rota.turn_days,
            people=list(rota.people),
            escalate_minutes=rota.escalate_minutes,
            stand_ins=[StandInOut.model_validate(each, from_attributes=True) for each in rota.stand_ins],
            on_call=first,
            backup=second,
            version=rota.version,
        )


class RotasOut(BaseModel):
    """The rotas, oldest first; alarms of the cloud call the first."""

    items: list[RotaOut]


class AlertAddressIn(BaseModel):
    """Where alerts go besides people."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    kind: AddressKind
    target: str = Field(min_length=1, max_length=2000, description="A webhook's URL, or a routing key of PagerDuty.")
    at_least: Severity = Field(default=Severity.WARNING, description="The lowest severity that goes there.")

    def inside(self) -> AlertAddress:
        """Return it as the inside knows it."""
        return AlertAddress(address_id="", **self.model_dump())


class AlertAddressOut(BaseModel):
    """Where alerts go besides people. Its target stays with us: who knows it can send there."""

    address_id: str
    name: str
    kind: AddressKind
    at_least: Severity

    @classmethod
    def of(cls, address: AlertAddress) -> AlertAddressOut:
        """Shape an address for the wire."""
        return cls.model_validate(address, from_attributes=True)


class AlertAddressesOut(BaseModel):
    """The addresses, oldest first."""

    items: list[AlertAddressOut]
