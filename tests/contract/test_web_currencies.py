"""The web app counts money as the server does."""

from __future__ import annotations

import re
from pathlib import Path

from guildhall.kernel.currencies import EXPONENTS

FORMAT = Path(__file__).parents[2] / "web/src/lib/format.ts"


def test_the_web_app_knows_the_same_currencies_without_two_decimals() -> None:
    table = FORMAT.read_text(encoding="utf-8").partition("DIGITS")[2].partition("};")[0]
    odd = {name: int(places) for places, names in re.findall(r"(\d): '([A-Z ]+)'", table) for name in names.split()}

    assert odd == {currency: exponent for currency, exponent in EXPONENTS.items() if exponent != 2}
