"""The letter that invites somebody to a role."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from guildhall.identity.gateways.mail import written
from guildhall.identity.models import Invitation

AT = datetime(2026, 8, 16, tzinfo=UTC)


@pytest.mark.parametrize("locale", ["en", "fr-FR", "ur", "de"])
def test_no_venues_name_begins_another_header(locale: str) -> None:
    about = ("ana@mail.example", "venue_staff", "", "acc_1", AT, AT + timedelta(days=7))
    invitation = Invitation("inv_1", *about, venue_id="ven_1", venue_name="Chez\r\nBcc: x@y.example")

    subject, text = written(invitation, "a-token", locale, "https://w.example")

    assert ("Chez Bcc: x@y.example" in subject, len(subject.splitlines())) == (True, 1)
    assert "\nhttps://w.example/invitations#token=a-token\n" in text
