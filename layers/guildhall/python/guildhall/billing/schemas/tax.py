"""Request and response shapes of tax profiles."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guildhall.billing.models.tax import Finding, Registration, TaxProfile, VatCheck
from guildhall.kernel.clock import Clock
from guildhall.kernel.types import Instant

CountryCode = Annotated[str, Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 code.", examples=["FR"])]


def _line(longest: int, shortest: int = 1) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)


Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=30)]


class TaxProfileIn(BaseModel):
    """All that the owner declares; what is left out is emptied."""

    model_config = ConfigDict(extra="forbid")

    legal_name: Annotated[str, _line(150)]
    street: Annotated[str, _line(150)]
    city: Annotated[str, _line(80)]
    postcode: Annotated[str, _line(12, 0)] = ""
    country: CountryCode
    province: Annotated[str | None, Field(pattern="^[A-Z0-9]{1,3}$", description="ISO 3166-2.", examples=["PB"])] = None
    is_business: bool = Field(strict=True)
    registration: Registration
    vat_id: Number | None = None
    legal_id: Number | None = Field(default=None, description="SIREN, NTN, CNIC or another register number.")
    bank_country: CountryCode | None = None
    is_listed_taxpayer: bool | None = Field(
        default=None, strict=True, description="On the country's list of active taxpayers, such as Pakistan's."
    )
    exporter_number: Number | None = Field(
        default=None, description="Of an exporter of services, such as one of the Pakistan Software Export Board."
    )
    allows_self_billing: bool = Field(default=False, strict=True, description="The mandate to invoice in my name.")

    def declared(self, account_id: str, clock: Clock) -> TaxProfile:
        """Return the model, before it is checked."""
        plain = self.model_dump(exclude={"allows_self_billing"})
        return TaxProfile(account_id=account_id, updated_at=clock.now(), **plain)


class VatCheckOut(BaseModel):
    """What the register said last. unavailable never appears: it is no answer."""

    finding: Finding
    checked_at: Instant
    consultation_number: str | None

    @classmethod
    def of(cls, check: VatCheck | None) -> VatCheckOut | None:
        """Shape an answer of the register for the wire, if there is one."""
        if check is None:
            return None
        return cls(finding=check.finding, checked_at=check.checked_at, consultation_number=check.number)


class TaxProfileOut(BaseModel):
    """A tax profile as stored, numbers in normal form; before its owner writes it, empty and at version 0."""

    account_id: str
    legal_name: str
    street: str
    city: str
    postcode: str
    country: CountryCode | None = Field(description="Null before the owner says it.")
    province: str | None
    is_business: bool | None = Field(description="Null before the owner says it.")
    registration: Registration | None = Field(description="Null before the owner says it.")
    vat_id: str | None
    legal_id: str | None
    bank_country: str | None
    is_listed_taxpayer: bool | None
    exporter_number: str | None
    allows_self_billing: bool
    self_billing_since: Instant | None
    vat_check: VatCheckOut | None
    vat_proof: VatCheckOut | None = Field(description="The register's last yes about this number.")
    updated_at: Instant | None

    @classmethod
    def none(cls, account_id: str) -> TaxProfileOut:
        """Shape that the owner has not written it."""
        words = dict.fromkeys(("legal_name", "street", "city", "postcode"), "")
        unsaid = dict.fromkeys(cls.model_fields)
        return cls.model_validate({**unsaid, **words, "account_id": account_id, "allows_self_billing": False})

    @classmethod
    def of(cls, profile: TaxProfile) -> TaxProfileOut:
        """Shape a profile for the wire."""
        names = set(cls.model_fields) - {"allows_self_billing", "self_billing_since", "vat_check", "vat_proof"}
        return cls(
            **{name: getattr(profile, name) for name in names},
            allows_self_billing=profile.mandate is not None,
            self_billing_since=profile.mandate.accepted_at if profile.mandate else None,
            vat_check=VatCheckOut.of(profile.check),
            vat_proof=VatCheckOut.of(profile.proven),
        )
