"""Public holidays in the core table, a year of a country or subdivision an item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from pynamodb.attributes import UnicodeAttribute

from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute, MapOf
from guildhall.platform.table import CoreRecord, Database

Computed = Mapping[date, str]


class Keys:
    """public holidays in the core table.

    | who asks                                | index | PK       | SK                                   |
    |-----------------------------------------|-------|----------|--------------------------------------|
    | holidays of a country in some years     | table | HOLIDAYS | {country}-{subdivision}#{year}       |
    | every country that is kept              | table | HOLIDAYS | (all)                                |
    """

    ALL = "HOLIDAYS"

    @classmethod
    def year(cls, country: str, subdivision: str, year: int) -> tuple[str, str]:
        """A few hundred small items in all, so one partition serves."""
        return cls.ALL, f"{country}-{subdivision}#{year:04}"


class HolidaysRecord(CoreRecord):
    """The holidays of one year: names by ISO date."""

    KIND = "bookings.holidays"

    country = UnicodeAttribute()
    subdivision = UnicodeAttribute()
    year = IntegerAttribute()
    names = MapOf()


class DynamoHolidays:
    """The ports `PublicHolidays` and `HolidayCalendars` on DynamoDB.

    compute: the library's answer for a country, a subdivision and a year; only those that keep calendars have it.
    """

    def __init__(self, database: Database, compute: Callable[[str, str, int], Computed] | None = None) -> None:
        self._database = database
        self._compute = compute

    def between(self, country: str, subdivision: str, first: date, last: date) -> Mapping[date, str]:
        """Return names by date, both ends included; nothing for years that are not kept. Eventually consistent."""
        keys = [Keys.year(country, subdivision, year) for year in range(first.year, last.year + 1)]
        rows = query.batch_get(HolidaysRecord.Meta.table_name, keys)
        found = {date.fromisoformat(day): name for row in rows for day, name in row["names"].items()}
        return {day: name for day, name in sorted(found.items()) if first <= day <= last}

    def keep(self, country: str, subdivision: str, years: range) -> None:
        """Compute and store the holidays of these years, in place of what is there; unchanged ones are not written."""
        if self._compute is None:
            raise TypeError("this function reads calendars and computes none")
        for year in years:
            names = {day.isoformat(): name for day, name in sorted(self._compute(country, subdivision, year).items())}
            key = Keys.year(country, subdivision, year)
            known = HolidaysRecord.fetch(*key)
            if known is not None and known.names == names:
                continue
            record = known or HolidaysRecord(
                *key, kind=HolidaysRecord.KIND, country=country, subdivision=subdivision, year=year, names={}
            )
            record.names = names
            transaction = self._database.begin()
            transaction.save(record)
            transaction.commit("bookings.keep_holidays")

    def in_use(self) -> list[tuple[str, str]]:
        """Return every country and subdivision that is kept, sorted."""
        rows = query.everything(HolidaysRecord.Meta.table_name, Keys.ALL)
        return sorted({(row["country"], row["subdivision"]) for row in rows})
