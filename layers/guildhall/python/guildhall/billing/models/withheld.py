"""Tax that was held back from an expert: what a certificate and the tax office's list are written from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Withheld:
    """What one release, or its being taken back, held back of an expert's money, in minor units.

    source_id: the release; of what was taken back, the release and how much of it. authority: whose it is. rule_id: of
    the quote. base_minor: the price of the work in it. Both amounts are negative where money went back.
    """

    source_id: str
    expert_id: str
    client_id: str
    authority: str
    rule_id: str
    basis_points: int
    base_minor: int
    amount_minor: int
    currency: str
    day: date

    def taken_back(self, source_id: str, base_minor: int, amount_minor: int, day: date) -> Withheld:
        """Return what takes a part of it back; amounts as they stand in the part, positive."""
        return replace(self, source_id=source_id, base_minor=-base_minor, amount_minor=-amount_minor, day=day)
