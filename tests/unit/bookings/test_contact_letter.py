"""The letter that brings what a visitor wrote to a venue."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guildhall.bookings.gateways.letters import WORDS, written
from guildhall.bookings.models.pages import ContactMessage
from guildhall.bookings.models.venue import Address, Details, VenueKind

AT = datetime(2026, 8, 16, tzinfo=UTC)


@pytest.mark.parametrize("language", [*WORDS, "de"])
def test_no_name_begins_another_header_and_what_was_written_stays_as_it_is(language: str) -> None:
    address = Address("1 rue de la Paix", "Paris", "FR")
    details = Details("Chez\r\nNour", VenueKind.RESTAURANT, address, "Europe/Paris", "EUR", (language,))
    name, text = "Ana\r\nBcc: x@y.example", "Two lines,\nand {venue}."
    message = ContactMessage("vmg_1", "ven_1", name, "ana@mail.example", text, language, AT, "")

    subject, body = written(details, message)

    assert ("Ana Bcc: x@y.example" in subject, "Chez Nour" in subject, len(subject.splitlines())) == (True, True, 1)
    assert body.startswith(f"{text}\n\n-- \n")
