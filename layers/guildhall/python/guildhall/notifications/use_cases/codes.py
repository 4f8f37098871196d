"""Codes that come back from where they were sent, and so prove that whoever asked reads there."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from guildhall.kernel.errors import Fault, Invalid
from guildhall.notifications.models import PhoneCode, SlackCode

Sent = TypeVar("Sent", PhoneCode, SlackCode)
CODE_LIFE = timedelta(minutes=10)
MOST_TRIES = 5
"""Of a million codes, somebody who guesses meets one in two hundred thousand times."""


def checked(asked: Sent | None, code: str, now: datetime, wrong: type[Invalid], count: Callable[[Sent], None]) -> Sent:
    """Return what was asked for, once its code has come back.

    asked: None where no code is awaited. count: keeps one more wrong try; it is called before the answer, so that who
    asks many times at once gets its StaleVersion, and no free try. Raises `wrong`.
    """
    if asked is None or asked.ends_at <= now or asked.tries >= MOST_TRIES:
        raise wrong("ask for a new code", faults=(Fault("/code", "none is awaited", "expired"),))
    if not hmac.compare_digest(asked.code, code):
        count(replace(asked, tries=asked.tries + 1))
        raise wrong(faults=(Fault("/code", "not the code that was sent", "wrong"),))
    return asked
