"""Which adapter stands behind which port of referrals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from guildhall.administration.wiring.settings import get_setting
from guildhall.billing.models.referrals import RewardTerms
from guildhall.billing.store.documents import DynamoParties
from guildhall.billing.store.referrals import DynamoAttributions, DynamoLinks, DynamoRewards
from guildhall.billing.use_cases.referrals import (
    AccrueRewards,
    Attribute,
    ListReferrals,
    OwnLinks,
    ReviewRewards,
    VestRewards,
)
from guildhall.ledger.wiring.posting import journal
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors


@dataclass(frozen=True, slots=True)
class Referrals:
    """What people, events and timers ask about referrals, and the cursors of their lists."""

    cursors: Cursors
    links: OwnLinks
    list_referrals: ListReferrals
    review: ReviewRewards
    vest: VestRewards
    attribute: Attribute
    accrue: AccrueRewards


def wire_referrals(platform: Platform) -> Referrals:
    """Build the use cases on DynamoDB and the journal."""
    gate, clock, database = platform.gate, platform.clock, platform.database
    links, attributions = DynamoLinks(database), DynamoAttributions(database)
    rewards = DynamoRewards(database, journal(platform))
    return Referrals(
        cursors=platform.cursors,
        links=OwnLinks(links, gate, clock, platform.ids),
        list_referrals=ListReferrals(attributions, gate),
        review=ReviewRewards(rewards, gate, clock),
        vest=VestRewards(rewards, clock),
        attribute=Attribute(links, attributions, DynamoParties(database), clock),
        accrue=AccrueRewards(attributions, rewards, reward_terms(platform), clock),
    )


def reward_terms(platform: Platform) -> Callable[[], RewardTerms]:
    """Build what tells the terms of rewards as administration's settings stand."""
    setting = get_setting(platform)
    return lambda: RewardTerms(
        setting("referral_reward_basis_points").value,
        timedelta(seconds=setting("referral_vesting_seconds").value),
        setting("referral_rewards_a_year").value,
    )
