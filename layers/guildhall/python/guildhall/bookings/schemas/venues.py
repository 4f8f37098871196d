"""Shapes of venues."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from guildhall.bookings.models.venue import Address, Details, Venue, VenueKind
from guildhall.bookings.schemas.parts import (
    CountryCode,
    Language,
    Slug,
    TimeZone,
    TranslationIn,
    TranslationOut,
    line,
    texts_in,
    texts_out,
)
from guildhall.kernel.types import CurrencyCode, EmailAddress, Instant

LatitudeE6 = Annotated[int, Field(strict=True, ge=-90_000_000, le=90_000_000, description="Millionths of a degree.")]
LongitudeE6 = Annotated[int, Field(strict=True, ge=-180_000_000, le=180_000_000, description="As latitude_e6.")]
Phone = Annotated[str, Field(pattern=r"^(\+[1-9]\d{6,14})?$", description="E.164.", examples=["+33123456789"])]
Website = Annotated[str, Field(pattern=r"^(https://[^\s\"<>]+)?$", max_length=300)]


class AddressIn(BaseModel):
    """Where it is."""

    model_config = ConfigDict(extra="forbid")

    street: Annotated[str, line(200, 1)]
    city: Annotated[str, line(120, 1)]
    country: CountryCode
    postcode: Annotated[str, line(20)] = ""
    region: Annotated[str, line(120)] = ""
    latitude_e6: LatitudeE6 | None = None
    longitude_e6: LongitudeE6 | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> AddressIn:
        if (self.latitude_e6 is None) != (self.longitude_e6 is None):
            raise PydanticCustomError("coordinates", "give both coordinates or neither")
        return self


class VenueIn(BaseModel):
    """All of the general information; what is left out is emptied."""

    model_config = ConfigDict(extra="forbid")

    slug: Slug
    name: Annotated[str, line(120, 1)]
    kind: VenueKind = VenueKind.RESTAURANT
    address: AddressIn
    time_zone: TimeZone
    currency: CurrencyCode
    languages: list[Language] = Field(min_length=1, max_length=10)
    descriptions: list[TranslationIn] = Field(default=[], max_length=10)
    cuisines: list[Annotated[str, line(40, 1)]] = Field(default=[], max_length=10)
    phone: Phone = ""
    email: EmailAddress | None = None
    website: Website = ""
    price_level: Annotated[int, Field(strict=True, ge=1, le=4)] | None = None

    def details(self) -> Details:
        """Return the model: duplicates removed, order kept."""
        return Details(
            name=self.name,
            kind=self.kind,
            address=Address(**self.address.model_dump()),
            time_zone=self.time_zone,
            currency=self.currency,
            languages=tuple(dict.fromkeys(self.languages)),
            descriptions=texts_in(self.descriptions),
            cuisines=tuple(dict.fromkeys(self.cuisines)),
            phone=self.phone,
            email=self.email or "",
            website=self.website,
            price_level=self.price_level,
        )


class PaymentSettingsIn(BaseModel):
    """Whether deposits are taken, and whose payout account gets them: the owner's, or of somebody who works there."""

    model_config = ConfigDict(extra="forbid")

    payee_id: Annotated[str, Field(pattern="^acc_[0-9A-HJKMNP-TV-Z]{26}$")]
    takes_deposits: bool = Field(strict=True)


class AddressOut(BaseModel):
    """Where it is."""

    street: str
    city: str
    country: str
    postcode: str
    region: str
    latitude_e6: int | None
    longitude_e6: int | None

    @classmethod
    def of(cls, address: Address) -> AddressOut:
        """Shape an address for the wire."""
        return cls.model_validate(address, from_attributes=True)


class PublicVenueOut(BaseModel):
    """A venue as guests find it. slug: its present address, even if it was asked for by an old one."""

    venue_id: str
    slug: str
    name: str
    kind: VenueKind
    address: AddressOut
    time_zone: str
    currency: str
    languages: list[str]
    descriptions: list[TranslationOut]
    cuisines: list[str]
    phone: str
    email: str
    website: str
    price_level: int | None

    @classmethod
    def of(cls, venue: Venue) -> PublicVenueOut:
        """Shape what guests see."""
        return cls(**public_fields(venue))


class VenueOut(PublicVenueOut):
    """A venue as those who run it see it."""

    owner_id: str
    payee_id: str
    takes_deposits: bool
    staff_ids: list[str]
    is_published: bool
    published_at: Instant | None
    created_at: Instant
    updated_at: Instant
    version: int

    @classmethod
    def of(cls, venue: Venue) -> VenueOut:
        """Shape a venue for the wire."""
        return cls(
            **public_fields(venue),
            owner_id=venue.owner_id,
            payee_id=venue.payee_id,
            takes_deposits=venue.takes_deposits,
            staff_ids=list(venue.staff_ids),
            is_published=venue.is_published,
            published_at=venue.published_at,
            created_at=venue.created_at,
            updated_at=venue.updated_at,
            version=venue.version,
        )


class VenuesOut(BaseModel):
    """A page of venues."""

    items: list[VenueOut]
    next_cursor: str | None


def public_fields(venue: Venue) -> dict[str, object]:
    """Return what both shapes show."""
    details = venue.details
    names = ("name", "kind", "time_zone", "currency", "phone", "email", "website", "price_level")
    return {
        "venue_id": venue.venue_id,
        "slug": venue.slug,
        "address": AddressOut.of(details.address),
        "languages": list(details.languages),
        "descriptions": texts_out(details.descriptions),
        "cuisines": list(details.cuisines),
        **{name: getattr(details, name) for name in names},
    }
