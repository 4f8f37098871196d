"""Request and response shapes of referrals."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guildhall.billing.models.referrals import Purpose, Referral, ReferralLink, Reward, RewardState
from guildhall.kernel.types import AmountMinor, CurrencyCode, Instant


class ReferralLinkIn(BaseModel):
    """Which link is wanted."""

    model_config = ConfigDict(extra="forbid")

    purpose: Purpose = Field(
        description="referral: a reward for whoever comes. invitation: a client of your own, without commission."
    )


class ReferralLinkOut(BaseModel):
    """A link of one's own."""

    code: str = Field(description="What a sign-up names as `referral`.")
    purpose: Purpose
    path: str = Field(description="In the web app.")
    created_at: Instant

    @classmethod
    def of(cls, link: ReferralLink) -> ReferralLinkOut:
        """Shape a link for the wire."""
        return cls(code=link.code, purpose=link.purpose, path=link.path, created_at=link.created_at)


class ReferralLinksOut(BaseModel):
    """One's own links."""

    items: list[ReferralLinkOut]


class RewardOut(BaseModel):
    """What one newcomer brought their referrer."""

    state: RewardState = Field(description="accrued: final on vests_at. in_review: somebody looks at it first.")
    amount_minor: AmountMinor
    currency: CurrencyCode
    basis_points: int = Field(description="Share of the commission, in hundredths of a percent.")
    accrued_at: Instant
    vests_at: Instant
    ended_at: Instant | None
    reason: str | None

    @classmethod
    def of(cls, reward: Reward) -> RewardOut:
        """Shape a reward for the wire."""
        return cls.model_validate(reward, from_attributes=True)


class ReferralOut(BaseModel):
    """Somebody who came by one's link; who it is, they tell or do not."""

    joined_at: Instant
    purpose: Purpose
    reward: RewardOut | None = Field(description="Absent until a first milestone is completed.")

    @classmethod
    def of(cls, referral: Referral) -> ReferralOut:
        """Shape a referral for the wire."""
        known = referral.attribution
        reward = RewardOut.of(referral.reward) if referral.reward else None
        return cls(joined_at=known.attributed_at, purpose=known.purpose, reward=reward)


class ReferralsOut(BaseModel):
    """A page of those who came by one's links, newest first."""

    items: list[ReferralOut]
    next_cursor: str | None


class ReviewedRewardOut(RewardOut):
    """A reward as operators see it, with both people and what says that they may be one."""

    newcomer_id: str
    referrer_id: str
    milestone_id: str
    signals: list[str]

    @classmethod
    def of(cls, reward: Reward) -> ReviewedRewardOut:
        """Shape a reward for the wire."""
        return cls.model_validate(reward, from_attributes=True)


class ReviewedRewardsOut(BaseModel):
    """The rewards that wait for a person, oldest first."""

    items: list[ReviewedRewardOut]


class ReverseRewardIn(BaseModel):
    """Why a reward is taken back; its referrer reads it."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=3, max_length=500)]
