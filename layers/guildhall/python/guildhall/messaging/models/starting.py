"""Conversations that people begin themselves."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from ulid import ULID

from guildhall.kernel.rate_limits import Limit

STARTING = Limit("conversation-starts", quota=20, window_seconds=3600)
"""Who writes to more people than this for the first time within an hour is no guest and no client."""


@dataclass(frozen=True, slots=True)
class Booked:
    """A reservation, as far as a conversation about it goes. owner_id: account of who runs the venue."""

    reservation_id: str
    venue_id: str
    venue_name: str
    owner_id: str


def key_of_two(one_id: str, other_id: str, erased_id: str = "") -> str:
    """Return the id that the conversation of two people is named after: made of both, so that they have one.

    erased_id: of their last one, if that was erased; so both find the same next one.
    """
    both = "\n".join([*sorted((one_id, other_id)), *filter(None, [erased_id])])
    return f"dir_{ULID.from_bytes(hashlib.sha256(both.encode()).digest()[:16])}"
