"""Forms and check digits of VAT ids and register numbers, by python-stdnum."""

from __future__ import annotations

import re

from guildhall.billing.errors import TaxNumberRefused
from guildhall.billing.models.rates import EUROPEAN_UNION, RateTable
from guildhall.kernel.errors import Fault

LEGAL = {"FR": ("siren", "siret"), "PK": ("cnic", "ntn"), "SN": ("ninea",)}
"""Which modules of the library know a country's register numbers."""
NTN = re.compile(r"^\d{7}(-?\d)?$")
"""Pakistan's National Tax Number: seven digits and a check digit that is often left out; the library lacks it."""
ELSEWHERE = re.compile(r"^[0-9A-Z][0-9A-Z ./-]{2,29}$")


class StandardNumbers:
    """The port `Numbers`. Only the functions with the documents layer have the library."""

    def __init__(self, table: RateTable) -> None:
        self._table = table

    def vat_id(self, country: str, text: str) -> str:
        """Return the normal form, with its prefix; outside the Union any plausible form. Raises TaxNumberRefused."""
        if self._table.union_of(country) != EUROPEAN_UNION:
            return self._plausible(text, "/vat_id")
        from stdnum.eu import vat
        from stdnum.exceptions import ValidationError

        try:
            normal = str(vat.validate(text))
        except ValidationError as error:
            raise _refused("/vat_id", str(error)) from None
        if normal[:2] != ("EL" if country == "GR" else country):
            raise _refused("/vat_id", f"not a number of {country}")
        return normal

    def legal_id(self, country: str, text: str) -> str:
        """Return the normal form of a register number; of any plausible form where none is known.

        Raises TaxNumberRefused.
        """
        from stdnum import get_cc_module
        from stdnum.exceptions import ValidationError

        if country == "PK" and NTN.match(text.strip()):
            return text.strip()
        kinds = [module for kind in LEGAL.get(country, ()) if (module := get_cc_module(country, kind))]
        for module in kinds:
            try:
                return str(module.validate(text))
            except ValidationError:
                continue
        if kinds:
            raise _refused("/legal_id", f"not a register number of {country}")
        return self._plausible(text, "/legal_id")

    @staticmethod
    def _plausible(text: str, pointer: str) -> str:
        normal = text.strip().upper()
        if not ELSEWHERE.match(normal):
            raise _refused(pointer, "letters and digits, 3 to 30")
        return normal


def _refused(pointer: str, detail: str) -> TaxNumberRefused:
    return TaxNumberRefused(faults=(Fault(pointer, detail, "number"),))
