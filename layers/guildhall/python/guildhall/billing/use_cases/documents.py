"""The names of addressees."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.billing.models.documents import Party
from guildhall.billing.ports.documents import Parties


@dataclass(frozen=True, slots=True)
class RememberParty:
    """Keep the name that documents will be addressed to."""

    parties: Parties

    def __call__(self, party: Party) -> None:
        """Keep it; repeated events change nothing."""
        self.parties.save(party)
