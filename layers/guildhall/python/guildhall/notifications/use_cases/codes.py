"""Codes that come back from where they were sent, and so prove that whoever asked reads there."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from guildhall.kernel.errors import Fault, Invalid
from guildhall.notifications.models import PhoneCode, SlackCode

CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
"""Of a million codes, somebody who guesses meets one in two hundred thousand times."""


def is_right(asked: PhoneCode | SlackCode, code: str, now: datetime, wrong: type[Invalid]) -> bool:
    """Tell whether a code is the one that was sent. Raises `wrong` if it has ended, or was guessed at too often."""
    if asked.ends_at <= now or asked.tries >= MOST_TRIES:
        raise none_awaited(wrong)
    return hmac.compare_digest(asked.code, code)


def none_awaited(wrong: type[Invalid]) -> Invalid:
    """Return what to raise where no code can be right."""
    return wrong("ask for a new code", faults=(Fault("/code", "none is awaited", "expired"),))


def mistyped(wrong: type[Invalid]) -> Invalid:
    """Return what to raise for another code than the one that was sent."""
    return wrong(faults=(Fault("/code", "not the code that was sent", "wrong"),))
