"""News of subscriptions, which billing sells: payments only hears of them, by the same door as of everything else."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.payments.models.facts import OtherFact


@dataclass(frozen=True, slots=True)
class SubscriptionNews(OtherFact):
    """That there is something new. kind: subscription or invoice."""

    kind: str
    object_id: str
