"""Public holidays by the library `holidays` (MIT), which lists those of some 250 countries.

Loading it costs half a second, so only what keeps calendars does, and not before it is asked.
Dates by the moon are the library's estimates until they are announced; its next version then corrects them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

LANGUAGE = "en_US"


def compute(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """Return names by date; of the whole country if the library does not know the subdivision, else nothing."""
    import holidays

    known = holidays.list_supported_countries()
    if country not in known:
        return {}
    part = subdivision if subdivision in known[country] else None
    languages = holidays.list_localized_countries().get(country, [])
    return dict(
        holidays.country_holidays(
            country, subdiv=part, years=year, language=LANGUAGE if LANGUAGE in languages else None
        )
    )
