"""What the provider says becomes state here, and only here: worker, webhooks and sweeps all come this way.

Every rule is monotone: a fact that is late, repeated or overtaken changes nothing. Journal ids derive from the
provider's object ids, so that one fact is booked once whoever brings it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.ledger.errors import Duplicate
from guildhall.payments.models import (
    Attention,
    Change,
    Dispute,
    FraudWarning,
    Intent,
    OtherFact,
    ProviderAccount,
    ProviderReview,
    Refund,
    Reversal,
    Transfer,
)
from guildhall.payments.models.deposits import is_deposit
from guildhall.payments.models.facts import Fact
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases import chargebacks, intents, losing, paybacks, payouts, warnings

ROUNDS = 8
"""Of which a chargeback that is heard of late needs four."""
Meaning = Callable[[Any, datetime], Change | None]
"""What a fact changes at a moment, or None."""
MEANINGS: Mapping[type, Callable[[Payments, Any, datetime], Change | None]] = {
    Intent: intents.meaning,
    Transfer: payouts.meaning_of_transfer,
    Refund: paybacks.meaning,
    Dispute: chargebacks.meaning,
    Reversal: losing.meaning,
    FraudWarning: warnings.meaning_of_warning,
    ProviderReview: warnings.meaning_of_review,
    ProviderAccount: payouts.meaning_of_account,
}
"""Who understands which fact about a milestone's money."""


@dataclass(frozen=True, slots=True)
class ApplyFact:
    """Turn a fact into state, journal entries and events, once.

    others: who understands which facts that are not about a milestone's money. deposits: who understands facts about
    a guest's deposit.
    """

    payments: Payments
    clock: Clock
    others: Mapping[type[OtherFact], Meaning] = field(default_factory=dict)
    deposits: Meaning | None = None

    def __call__(self, fact: Fact) -> None:
        """Commit what the fact means; nothing if it is known, foreign or overtaken.

        Raises StaleVersion when others keep changing the same payment: try again later.
        """
        for _ in range(ROUNDS):
            change = self._meaning(fact)
            if change is None:
                return
            try:
                self.payments.save(change)
            except (StaleVersion, Duplicate):
                # Somebody else was faster, perhaps with this very fact: read again, and usually find nothing to do.
                continue
            if not change.is_part:
                return
        raise StaleVersion

    def _meaning(self, fact: Fact) -> Change | None:
        now, own = self.clock.now(), MEANINGS.get(type(fact))
        if self.deposits is not None and is_deposit(getattr(fact, "milestone_id", None)):
            return self.deposits(fact, now)
        if own is not None:
            return own(self.payments, fact, now)
        assert isinstance(fact, OtherFact)  # noqa: S101  every other kind is in the table
        return self.others[type(fact)](fact, now)


@dataclass(frozen=True, slots=True)
class RaiseAttention:
    """Let a person hear of something that no machine will put right."""

    payments: Payments
    clock: Clock

    def __call__(self, about: str, reason: str, detail: str) -> None:
        """Record it, once per subject and reason, and count it for the alarm."""
        why = Attention(about, reason, detail, self.clock.now())
        self.payments.save(Change("payments.raise_attention", attention=(why,)))
