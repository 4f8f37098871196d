"""Shapes of opening rules and of the days they lead to."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from guildhall.bookings.models.opening import (
    QUARTER_MINUTES,
    Duration,
    ExceptionalDays,
    HolidayRule,
    OpeningRules,
    Pacing,
    ServicePlan,
    Treatment,
    WeeklyService,
)
from guildhall.bookings.opening import Day, Service, Why
from guildhall.bookings.schemas.parts import WallTime, line
from guildhall.kernel.types import Day as CalendarDay
from guildhall.kernel.types import Instant

Party = Annotated[int, Field(strict=True, ge=1, le=500)]
Minutes = Annotated[int, Field(strict=True, ge=QUARTER_MINUTES, le=720, multiple_of=QUARTER_MINUTES)]
Weekday = Annotated[int, Field(strict=True, ge=1, le=7, description="ISO 8601: Monday is 1.")]
Note = Annotated[str, line(120)]


class DurationIn(BaseModel):
    """How long a party of up to so many people stays."""

    model_config = ConfigDict(extra="forbid")

    party_up_to: Party
    minutes: Minutes


class ServiceIn(BaseModel):
    """A service in wall times; `closes` at or before `opens` is on the next day."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, line(40, 1)]
    opens: WallTime
    closes: WallTime
    last_seating: WallTime
    durations: list[DurationIn] = Field(min_length=1, max_length=20)
    slot_minutes: Literal[15, 30, 60] = 15
    buffer_minutes: Annotated[int, Field(strict=True, ge=0, le=120, multiple_of=QUARTER_MINUTES)] = 0
    covers_per_slot: Party | None = None
    parties_per_slot: Party | None = None

    def plan(self) -> ServicePlan:
        """Return the model."""
        return ServicePlan(
            name=self.name,
            opens=time.fromisoformat(self.opens),
            closes=time.fromisoformat(self.closes),
            last_seating=time.fromisoformat(self.last_seating),
            durations=tuple(Duration(each.party_up_to, each.minutes) for each in self.durations),
            slot_minutes=self.slot_minutes,
            buffer_minutes=self.buffer_minutes,
            pacing=Pacing(self.covers_per_slot, self.parties_per_slot),
        )


class WeeklyServiceIn(ServiceIn):
    """A service of every week, possibly of a season."""

    weekdays: list[Weekday] = Field(min_length=1, max_length=7)
    from_on: CalendarDay | None = None
    until_on: CalendarDay | None = None

    def weekly(self) -> WeeklyService:
        """Return the model."""
        return WeeklyService(self.plan(), tuple(sorted(set(self.weekdays))), self.from_on, self.until_on)


class ExceptionalDaysIn(BaseModel):
    """Days that are not as their weekday; without services closed."""

    model_config = ConfigDict(extra="forbid")

    first_on: CalendarDay
    last_on: CalendarDay
    reason: Note = ""
    services: list[ServiceIn] = Field(default=[], max_length=6)


class HolidayRuleIn(BaseModel):
    """What public holidays mean."""

    model_config = ConfigDict(extra="forbid")

    treatment: Treatment = Treatment.ORDINARY
    subdivision: Annotated[str, Field(pattern="^[A-Z0-9]{0,3}$", description="ISO 3166-2, after the hyphen.")] = ""
    services: list[ServiceIn] = Field(default=[], max_length=6)


class OpeningIn(BaseModel):
    """All of the opening rules; what is left out is emptied."""

    model_config = ConfigDict(extra="forbid")

    weekly: list[WeeklyServiceIn] = Field(default=[], max_length=40)
    exceptional: list[ExceptionalDaysIn] = Field(default=[], max_length=200)
    holidays: HolidayRuleIn = HolidayRuleIn()

    def rules(self, venue_id: str) -> OpeningRules:
        """Return the model."""
        return OpeningRules(
            venue_id,
            tuple(each.weekly() for each in self.weekly),
            tuple(
                ExceptionalDays(each.first_on, each.last_on, each.reason, tuple(s.plan() for s in each.services))
                for each in self.exceptional
            ),
            HolidayRule(
                self.holidays.treatment, self.holidays.subdivision, tuple(s.plan() for s in self.holidays.services)
            ),
        )


class DurationOut(BaseModel):
    """How long a party of up to so many people stays."""

    party_up_to: int
    minutes: int


class ServicePlanOut(BaseModel):
    """A service in wall times."""

    name: str
    opens: str
    closes: str
    last_seating: str
    durations: list[DurationOut]
    slot_minutes: int
    buffer_minutes: int
    covers_per_slot: int | None
    parties_per_slot: int | None

    @classmethod
    def of(cls, plan: ServicePlan) -> ServicePlanOut:
        """Shape a plan for the wire."""
        return cls(**_plan_fields(plan))


class WeeklyServiceOut(ServicePlanOut):
    """A service of every week."""

    weekdays: list[int]
    from_on: CalendarDay | None
    until_on: CalendarDay | None


class ExceptionalDaysOut(BaseModel):
    """Days that are not as their weekday."""

    first_on: CalendarDay
    last_on: CalendarDay
    reason: str
    services: list[ServicePlanOut]


class HolidayRuleOut(BaseModel):
    """What public holidays mean."""

    treatment: Treatment
    subdivision: str
    services: list[ServicePlanOut]


class OpeningOut(BaseModel):
    """The opening rules of a venue."""

    venue_id: str
    weekly: list[WeeklyServiceOut]
    exceptional: list[ExceptionalDaysOut]
    holidays: HolidayRuleOut
    updated_at: Instant | None
    version: int

    @classmethod
    def of(cls, rules: OpeningRules) -> OpeningOut:
        """Shape the rules for the wire."""
        return cls(
            venue_id=rules.venue_id,
            weekly=[
                WeeklyServiceOut(
                    **_plan_fields(each.plan),
                    weekdays=list(each.weekdays),
                    from_on=each.from_on,
                    until_on=each.until_on,
                )
                for each in rules.weekly
            ],
            exceptional=[
                ExceptionalDaysOut(
                    first_on=each.first_on,
                    last_on=each.last_on,
                    reason=each.reason,
                    services=[ServicePlanOut.of(plan) for plan in each.plans],
                )
                for each in rules.exceptional
            ],
            holidays=HolidayRuleOut(
                treatment=rules.holidays.treatment,
                subdivision=rules.holidays.subdivision,
                services=[ServicePlanOut.of(plan) for plan in rules.holidays.plans],
            ),
            updated_at=rules.updated_at,
            version=rules.version,
        )


class ServiceOut(BaseModel):
    """A service of one day. last_seating: the last instant at which a party may begin."""

    name: str
    starts_at: Instant
    ends_at: Instant
    last_seating: Instant


class DayOut(BaseModel):
    """A day. why: which rule decides it. note: the exception's reason, or the public holiday's name."""

    on: CalendarDay
    is_open: bool
    why: Why
    note: str
    services: list[ServiceOut]


class DaysOut(BaseModel):
    """Days in order."""

    time_zone: str
    items: list[DayOut]

    @classmethod
    def of(cls, time_zone: str, days: list[tuple[Day, list[Service]]]) -> DaysOut:
        """Shape days for the wire."""
        items = [
            DayOut(
                on=day.on,
                is_open=bool(held),
                why=day.why,
                note=day.note,
                services=[ServiceOut.model_validate(each, from_attributes=True) for each in held],
            )
            for day, held in days
        ]
        return cls(time_zone=time_zone, items=items)


def _plan_fields(plan: ServicePlan) -> dict[str, object]:
    return {
        "name": plan.name,
        "opens": f"{plan.opens:%H:%M}",
        "closes": f"{plan.closes:%H:%M}",
        "last_seating": f"{plan.last_seating:%H:%M}",
        "durations": [DurationOut(party_up_to=each.party_up_to, minutes=each.minutes) for each in plan.durations],
        "slot_minutes": plan.slot_minutes,
        "buffer_minutes": plan.buffer_minutes,
        "covers_per_slot": plan.pacing.covers,
        "parties_per_slot": plan.pacing.parties,
    }
