"""Shapes of a venue's terms."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guildhall.bookings.models.policy import (
    ALL_BASIS_POINTS,
    CancellationWindow,
    Charge,
    ChargeKind,
    DepositRule,
    Terms,
    VenuePolicy,
)
from guildhall.bookings.schemas.parts import line
from guildhall.kernel.types import AmountMinor, Instant

BasisPoints = Annotated[int, Field(strict=True, ge=0, le=ALL_BASIS_POINTS)]
Price = Annotated[AmountMinor, Field(gt=0)]
YEAR_MINUTES = 366 * 24 * 60


class ChargeIn(BaseModel):
    """amount_minor: of `fixed` and `per_person`, in the venue's currency. basis_points: of `percent`."""

    model_config = ConfigDict(extra="forbid")

    kind: ChargeKind
    amount_minor: Price | None = None
    basis_points: BasisPoints | None = None

    def charge(self) -> Charge:
        """Return the model."""
        return Charge(self.kind, self.amount_minor, self.basis_points)


class DepositRuleIn(BaseModel):
    """From which party on, and in which services, a deposit is taken."""

    model_config = ConfigDict(extra="forbid")

    charge: ChargeIn
    party_from: Annotated[int, Field(strict=True, ge=1, le=500)] = 1
    services: list[Annotated[str, line(40, 1)]] = Field(default=[], max_length=20)


class CancellationWindowIn(BaseModel):
    """Whoever cancels at least so long before the start loses this part of the deposit."""

    model_config = ConfigDict(extra="forbid")

    minutes_before: Annotated[int, Field(strict=True, ge=0, le=YEAR_MINUTES)]
    kept_basis_points: BasisPoints


class PolicyIn(BaseModel):
    """The terms; what is left out is as in a venue without terms."""

    model_config = ConfigDict(extra="forbid")

    deposits: list[DepositRuleIn] = Field(default=[], max_length=20)
    windows: list[CancellationWindowIn] = Field(default=[], max_length=10)
    no_show: ChargeIn = ChargeIn(kind=ChargeKind.PERCENT, basis_points=ALL_BASIS_POINTS)
    estimate_per_person_minor: Price | None = None
    lead_minutes: Annotated[int, Field(strict=True, ge=0, le=14 * 24 * 60)] = Terms().lead_minutes
    days_ahead: Annotated[int, Field(strict=True, ge=1, le=365)] = Terms().days_ahead
    party_most: Annotated[int, Field(strict=True, ge=1, le=500)] = Terms().party_most

    def terms(self) -> Terms:
        """Return the model."""
        return Terms(
            deposits=tuple(
                DepositRule(rule.charge.charge(), rule.party_from, tuple(sorted(set(rule.services))))
                for rule in self.deposits
            ),
            windows=tuple(CancellationWindow(each.minutes_before, each.kept_basis_points) for each in self.windows),
            no_show=self.no_show.charge(),
            estimate_per_person_minor=self.estimate_per_person_minor,
            lead_minutes=self.lead_minutes,
            days_ahead=self.days_ahead,
            party_most=self.party_most,
        )


class ChargeOut(BaseModel):
    """How an amount comes about."""

    kind: ChargeKind
    amount_minor: int | None
    basis_points: int | None


class DepositRuleOut(BaseModel):
    """From which party on, and in which services, a deposit is taken."""

    charge: ChargeOut
    party_from: int
    services: list[str]


class CancellationWindowOut(BaseModel):
    """What whoever cancels at least so long before loses."""

    minutes_before: int
    kept_basis_points: int


class PublicPolicyOut(BaseModel):
    """The terms that guests agree to. number: the version."""

    number: int
    currency: str
    deposits: list[DepositRuleOut]
    windows: list[CancellationWindowOut]
    no_show: ChargeOut
    lead_minutes: int
    days_ahead: int
    party_most: int

    @classmethod
    def of(cls, policy: VenuePolicy) -> PublicPolicyOut:
        """Shape what guests see."""
        return cls.model_validate(_fields(policy), from_attributes=True)


class PolicyOut(PublicPolicyOut):
    """The terms as those who run the venue see them."""

    venue_id: str
    estimate_per_person_minor: int | None
    written_by: str
    written_at: Instant

    @classmethod
    def of(cls, policy: VenuePolicy) -> PolicyOut:
        """Shape the terms for the wire."""
        return cls.model_validate(_fields(policy), from_attributes=True)


class PoliciesOut(BaseModel):
    """A page of versions."""

    items: list[PolicyOut]
    next_cursor: str | None


def _fields(policy: VenuePolicy) -> dict[str, object]:
    terms = policy.terms
    names = ("estimate_per_person_minor", "lead_minutes", "days_ahead", "party_most", "no_show")
    return {
        "venue_id": policy.venue_id,
        "number": policy.number,
        "currency": policy.currency,
        "written_by": policy.written_by,
        "written_at": policy.written_at,
        "deposits": [
            {"charge": rule.charge, "party_from": rule.party_from, "services": list(rule.services)}
            for rule in terms.deposits
        ],
        "windows": list(terms.windows),
        **{name: getattr(terms, name) for name in names},
    }
