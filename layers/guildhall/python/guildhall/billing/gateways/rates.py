"""The rate table as it ships with the code."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import orjson
from pydantic import TypeAdapter

from guildhall.billing.models.rates import Place, Rate, RateTable
from guildhall.billing.models.withholding import WithholdingRate, WithholdingTable

FILE = Path(__file__).parents[2] / "assets/tax/rates.json"


WITHHOLDING_FILE = Path(__file__).parents[2] / "assets/tax/withholding.json"


@cache
def load_withholding(file: Path = WITHHOLDING_FILE) -> WithholdingTable:
    """Read the table of what is held back from payees, once a process. Raises ValueError if the file is not one."""
    read = orjson.loads(file.read_bytes())
    rates = TypeAdapter(tuple[WithholdingRate, ...]).validate_python(read["rates"])
    return WithholdingTable(read["authorities"], read["services"], rates)


@cache
def load_rates(file: Path = FILE) -> RateTable:
    """Read the table, once a process. Raises ValueError if the file is not one."""
    read = orjson.loads(file.read_bytes())
    special = read["special_territories"]
    return RateTable(
        countries=frozenset(read["countries"].split()),
        territories=frozenset(special["countries"].split()),
        postcodes={country: tuple(prefixes) for country, prefixes in special["postcodes"].items()},
        places=TypeAdapter(dict[str, Place]).validate_python(read["places"]),
        rates=TypeAdapter(tuple[Rate, ...]).validate_python(read["rates"]),
    )
