"""Who brought whom: links, and what somebody who signed up by one is remembered by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guildhall.kernel.types import Instant


class Purpose(StrEnum):
    """What a link is for.

    referral: whoever signs up may bring its owner a reward. invitation: an expert brings a client of their own, and
    pays no commission on what that client pays them.
    """

    REFERRAL = "referral"
    INVITATION = "invitation"


@dataclass(frozen=True, slots=True)
class Attribution:
    """By whose link an account was opened. The first one stands."""

    account_id: str
    referrer_id: str
    code: str
    purpose: Purpose
    attributed_at: Instant
    signals: tuple[str, ...] = ()
    version: int = 0
