"""Nouns of disputes."""

from guildhall.disputes.models.cards import Card, card_of
from guildhall.disputes.models.change import Change
from guildhall.disputes.models.dispute import (
    Answer,
    Costs,
    Decision,
    Dispute,
    Filing,
    Held,
    Reason,
    Split,
    Terms,
)
from guildhall.disputes.models.evidence import Evidence, EvidenceState, ManifestEntry, ManifestKind, is_unbroken
from guildhall.disputes.models.hearing import Fact, Facts, Hearing, Pack, VisitFacts, submit_at_of
from guildhall.disputes.models.timeline import Countdown, Happening, TimelineEntry, countdown_of

__all__ = [
    "Answer",
    "Card",
    "Change",
    "Costs",
    "Countdown",
    "Decision",
    "Dispute",
    "Evidence",
    "EvidenceState",
    "Fact",
    "Facts",
    "Filing",
    "Happening",
    "Hearing",
    "Held",
    "ManifestEntry",
    "ManifestKind",
    "Pack",
    "Reason",
    "Split",
    "Terms",
    "TimelineEntry",
    "VisitFacts",
    "card_of",
    "countdown_of",
    "is_unbroken",
    "submit_at_of",
]
