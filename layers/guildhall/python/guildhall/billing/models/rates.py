"""The dated table of tax rates: what is not in it, or not on that day, has no rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from guildhall.billing.errors import CannotInvoiceYet, Why

EUROPEAN_UNION = "EU"


class Dated(Protocol):
    """A row that serves from starts_on until ends_on, and in no case after review_by."""

    @property
    def starts_on(self) -> date:
        """The first day."""

    @property
    def ends_on(self) -> date | None:
        """The last day, if the law names one."""

    @property
    def review_by(self) -> date:
        """The day by which somebody must have looked at it again."""


def is_in_force(row: Dated, day: date) -> bool:
    """Tell whether a row was reviewed for this day and in force."""
    return row.starts_on <= day <= min(row.ends_on or row.review_by, row.review_by)


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that has a tax of its own. zone: IANA time zone of its dates. union: EU, UEMOA or CEMAC."""

    zone: str
    union: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Rate:
    """A standard rate on services. It serves from starts_on until ends_on, and in no case after review_by."""

    place: str
    basis_points: int
    starts_on: date
    is_confirmed: bool
    source: str
    reviewed_on: date
    review_by: date
    ends_on: date | None = None
    note: str | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the rate was reviewed for this day and in force."""
        return is_in_force(self, day)


@dataclass(frozen=True, slots=True)
class RateTable:
    """countries: all of ISO 3166-1. territories, postcodes: whose tax is not their country's; prefixes by country."""

    countries: frozenset[str]
    territories: frozenset[str]
    postcodes: Mapping[str, tuple[str, ...]]
    places: Mapping[str, Place]
    rates: tuple[Rate, ...]

    def provinces(self, country: str) -> frozenset[str]:
        """Return the provinces that have taxes of their own; empty where the tax is the country's."""
        return frozenset(place.partition("-")[2] for place in self.places if place.startswith(f"{country}-"))

    def union_of(self, country: str) -> str | None:
        """Return the union whose rules the country follows, if any."""
        place = self.places.get(country)
        return place.union if place else None

    def is_special(self, country: str, postcode: str) -> bool:
        """Tell whether an address is in a territory whose tax is not its country's."""
        prefixes = self.postcodes.get(country, ())
        return country in self.territories or postcode.replace(" ", "").startswith(prefixes or ("\0",))

    def rate_of(self, place: str, day: date) -> Rate:
        """Return the confirmed rate of a place on a day. Raises CannotInvoiceYet."""
        rows = [rate for rate in self.rates if rate.place == place]
        if not rows:
            raise CannotInvoiceYet(Why.NO_RATE, place)
        for rate in rows:
            if rate.covers(day):
                if not rate.is_confirmed:
                    raise CannotInvoiceYet(Why.RATE_NOT_CONFIRMED, f"{place}: {rate.note}")
                return rate
        raise CannotInvoiceYet(Why.DAY_NOT_COVERED, f"{place} on {day}")
