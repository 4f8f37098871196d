"""Telephone numbers by the library `phonenumbers` (Apache 2.0), a port of the one that Android uses."""

from __future__ import annotations


class NumberingPlans:
    """The port `Phones`. Loading the library costs 60 ms, so only what takes a number does."""

    def normal(self, number: str, country: str) -> str | None:
        """Return a number in E.164, read as somebody in that country writes it; None if there can be no such number."""
        import phonenumbers

        try:
            parsed = phonenumbers.parse(number, country)
        except phonenumbers.NumberParseException:
            return None
        if not phonenumbers.is_valid_number(parsed):
            return None
        return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
