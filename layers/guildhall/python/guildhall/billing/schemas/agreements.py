"""Request and response shapes of agreements with contributors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guildhall.billing.models.agreements import Agreement, AgreementState, Basis, ContributorStatement
from guildhall.billing.schemas.commission import BasisPoints, Id, Name
from guildhall.kernel.types import AmountMinor, CurrencyCode, Instant


class AgreementIn(BaseModel):
    """What somebody should get for an account that they brought."""

    model_config = ConfigDict(extra="forbid")

    contributor_id: Id = Field(description="The account that gets it.")
    brought_id: Id = Field(description="The expert or client whose deals it is a share of.")
    name: Name
    basis: Basis = Field(description="Of what: the platform's commission, or the price. The platform pays it.")
    basis_points: Annotated[BasisPoints, Field(gt=0)]
    currency: CurrencyCode
    valid_from: Instant | None = Field(default=None, description="Default: now.")
    valid_to: Instant = Field(description="The first instant at which it gives nothing more; at most three years.")
    cap_minor: AmountMinor | None = Field(default=None, description="The most that it ever gives.")

    def agreement(self, agreement_id: str, by: str, now: datetime) -> Agreement:
        """Shape for the inside."""
        return Agreement(
            agreement_id,
            self.contributor_id,
            self.brought_id,
            self.name,
            self.basis,
            self.basis_points,
            self.currency,
            self.valid_from or now,
            self.valid_to,
            proposed_by=by,
            proposed_at=now,
            cap_minor=self.cap_minor,
        )


class AgreementOut(BaseModel):
    """An agreement with an outside contributor."""

    agreement_id: str
    contributor_id: str
    brought_id: str
    name: str
    basis: Basis
    basis_points: int
    currency: CurrencyCode
    valid_from: Instant
    valid_to: Instant
    cap_minor: AmountMinor | None
    state: AgreementState
    proposed_by: str
    proposed_at: Instant
    decided_by: str | None
    decided_at: Instant | None
    may_decide: bool = Field(description="Whether whoever asks may approve or reject it now.")
    may_end: bool = Field(description="Whether whoever asks may end it now.")

    @classmethod
    def of(cls, agreement: Agreement, moves: Collection[tuple[str, AgreementState]]) -> AgreementOut:
        """Shape an agreement for the wire. moves: ids with the states to which the actor may move them."""
        ours = agreement.agreement_id
        known = {name: getattr(agreement, name) for name in cls.model_fields.keys() - {"may_decide", "may_end"}}
        may = {"may_decide": (ours, AgreementState.APPROVED) in moves, "may_end": (ours, AgreementState.ENDED) in moves}
        return cls(**known, **may)


class AgreementsOut(BaseModel):
    """A page of agreements, newest first."""

    items: list[AgreementOut]
    next_cursor: str | None


class AccrualOut(BaseModel):
    """One posting: a release gave something, or it was taken back."""

    entry_id: str
    kind: str
    milestone_id: str
    amount_minor: int = Field(description="Negative when it was taken back or paid.")
    booked_at: Instant


class ContributorStatementOut(BaseModel):
    """What an agreement accrued in a month: opening + items = closing, exactly."""

    agreement_id: str
    contributor_id: str
    month: date = Field(description="Its first day.")
    currency: CurrencyCode
    opening_minor: int
    items: list[AccrualOut]
    closing_minor: int

    @classmethod
    def of(cls, statement: ContributorStatement) -> ContributorStatementOut:
        """Shape a statement for the wire."""
        return cls(
            agreement_id=statement.agreement.agreement_id,
            contributor_id=statement.agreement.contributor_id,
            month=statement.month,
            currency=statement.agreement.currency,
            opening_minor=statement.opening.minor,
            items=[
                AccrualOut(
                    entry_id=line.entry_id,
                    kind=line.entry_kind,
                    milestone_id=line.about,
                    amount_minor=line.amount_minor,
                    booked_at=line.booked_at,
                )
                for line in statement.lines
            ],
            closing_minor=statement.closing.minor,
        )
