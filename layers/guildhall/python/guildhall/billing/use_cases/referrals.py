"""Bringing people: links, attribution at sign-up, rewards that vest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from guildhall.billing.errors import RewardsAYearReached, RewardUnknown
from guildhall.billing.events import (
    CHARGEBACK_LOST,
    ReferralRewardAccruedV1,
    ReferralRewardReversedV1,
    ReferralRewardVestedV1,
)
from guildhall.billing.models.referrals import (
    Attribution,
    Purpose,
    Referral,
    ReferralLink,
    Reward,
    RewardState,
    RewardTerms,
    signals_of,
)
from guildhall.billing.ports.documents import Parties
from guildhall.billing.ports.referrals import Attributions, Links, Rewards
from guildhall.kernel.actor import SYSTEM_ACCOUNT_ID, Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.ids import Ids
from guildhall.kernel.money import Money
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.payments.events import FundsReleasedV1

CODE_LENGTH = 10
MOST_SWEPT = 100


@dataclass(frozen=True, slots=True)
class OwnLinks:
    """A person's links: one of each purpose, made when it is first asked for."""

    links: Links
    gate: Gate
    clock: Clock
    ids: Ids

    def list(self, actor: Actor) -> list[ReferralLink]:
        """Return the actor's links. Raises Forbidden."""
        self._require(actor, "billing.view_referrals", None)
        return self.links.own(actor.account_id)

    def make(self, actor: Actor, purpose: Purpose) -> ReferralLink:
        """Return the actor's link of a purpose, the one that stands if there is one. Raises Forbidden."""
        self._require(actor, "billing.make_link", purpose)
        known = {link.purpose: link for link in self.links.own(actor.account_id)}
        if purpose in known:
            return known[purpose]
        link = ReferralLink(self.ids.new("ref")[-CODE_LENGTH:], actor.account_id, purpose, self.clock.now())
        self.links.save(link)
        return link

    def _require(self, actor: Actor, action: str, purpose: Purpose | None) -> None:
        facts = {"account_id": actor.account_id, "purpose": purpose or ""}
        require(self.gate, actor, action, Resource("Referrals", actor.account_id, facts))


@dataclass(frozen=True, slots=True)
class Attribute:
    """Remember by whose link an account was opened, once its address is confirmed."""

    links: Links
    attributions: Attributions
    parties: Parties
    clock: Clock

    def __call__(self, account_id: str, code: str) -> None:
        """Keep it, once. A code that nobody has, or one's own, says nothing: a typing error costs nobody an account."""
        link = self.links.find(code)
        if link is None or link.owner_id == account_id:
            return
        signals = signals_of(self.parties.get(link.owner_id), self.parties.get(account_id))
        attribution = Attribution(account_id, link.owner_id, code, link.purpose, self.clock.now(), signals)
        try:
            self.attributions.save(attribution)
        except StaleVersion:
            # The event came twice; the first one stands.
            return


@dataclass(frozen=True, slots=True)
class ListReferrals:
    """Show people whom their links brought, and what came of it."""

    attributions: Attributions
    gate: Gate

    def __call__(
        self, actor: Actor, purpose: Purpose | None, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[Referral], dict[str, Any] | None]:
        """Return a page, newest first. Raises Forbidden."""
        facts = {"account_id": actor.account_id, "purpose": purpose or ""}
        require(self.gate, actor, "billing.view_referrals", Resource("Referrals", actor.account_id, facts))
        return self.attributions.of(actor.account_id, purpose, limit, position)


@dataclass(frozen=True, slots=True)
class AccrueRewards:
    """Book what a referrer earned when somebody they brought completes a first milestone."""

    attributions: Attributions
    rewards: Rewards
    terms: Callable[[], RewardTerms]
    clock: Clock

    def __call__(self, event: FundsReleasedV1) -> None:
        """Accrue for each side that came by a referral, once a newcomer.

        A part of a milestone is no completed one; a release without commission has nothing to share.
        """
        if event.held_minor or not event.fee_minor:
            return
        for newcomer_id in (event.client_id, event.expert_id):
            known = self.attributions.get(newcomer_id)
            if known is not None and known.purpose is Purpose.REFERRAL and self.rewards.get(newcomer_id) is None:
                self._accrue(known, event)

    def _accrue(self, known: Attribution, event: FundsReleasedV1) -> None:
        terms = self.terms()
        # Whoever works with the person who brought them does not earn that person a reward on top.
        is_own = known.referrer_id in {event.client_id, event.expert_id}
        # Of what stays with us: the tax on a commission is the state's.
        amount = Money(event.fee_minor - event.fee_tax_minor, event.currency).share(terms.basis_points)
        if not amount or is_own:
            return
        now = self.clock.now()
        reward = Reward(
            newcomer_id=known.account_id,
            referrer_id=known.referrer_id,
            milestone_id=event.milestone_id,
            release_id=event.release_id,
            amount_minor=amount.minor,
            currency=amount.currency,
            basis_points=terms.basis_points,
            accrued_at=now,
            vests_at=now + terms.vesting,
            state=RewardState.IN_REVIEW if known.signals else RewardState.ACCRUED,
            signals=known.signals,
        )
        told = () if known.signals else (_accrued(reward),)
        try:
            self.rewards.accrue(reward, terms.most_a_year, *told)
        except (StaleVersion, RewardsAYearReached):
            # It came twice, or the year's rewards are used up: nothing more is owed.
            return


@dataclass(frozen=True, slots=True)
class VestRewards:
    """Make rewards final whose window for chargebacks is over."""

    rewards: Rewards
    clock: Clock

    def __call__(self) -> int:
        """Return how many became final; what is left comes with the next sweep."""
        now = self.clock.now()
        return sum(self._vest(reward) for reward in self.rewards.due(now, MOST_SWEPT))

    def _vest(self, reward: Reward) -> bool:
        vested = reward.ended(RewardState.VESTED, self.clock.now(), SYSTEM_ACCOUNT_ID)
        told = ReferralRewardVestedV1(
            account_id=reward.referrer_id, newcomer_id=reward.newcomer_id, amount_minor=reward.amount_minor,
            currency=reward.currency,
        )  # fmt: skip
        try:
            self.rewards.save(vested, told)
        except StaleVersion:
            # It was taken back at this very moment.
            return False
        return True


@dataclass(frozen=True, slots=True)
class ReviewRewards:
    """Let a person look at rewards that signals stopped, and take back what should not be paid."""

    rewards: Rewards
    gate: Gate
    clock: Clock

    def list(self, actor: Actor) -> list[Reward]:
        """Return those that wait, oldest first. Raises Forbidden."""
        self._require(actor)
        return self.rewards.in_review()

    def clear(self, actor: Actor, newcomer_id: str) -> Reward:
        """Return the reward as booked; it vests when it would have. Raises Forbidden, RewardUnknown, StaleVersion."""
        reward = self._known(actor, newcomer_id)
        cleared = reward.moved(RewardState.ACCRUED)
        self.rewards.save(cleared, _accrued(cleared), is_booked=True)
        return cleared

    def reverse(self, actor: Actor, newcomer_id: str, reason: str) -> Reward:
        """Return the reward as taken back. Raises Forbidden, RewardUnknown, RewardMoveNotAllowed (it is final)."""
        return self._reverse(self._known(actor, newcomer_id), actor.account_id, reason, reason)

    def after_loss(self, newcomers: Iterable[str], milestone_id: str, reason: str) -> None:
        """Take back what a milestone brought whose money a bank took; what is final or reversed stays."""
        for newcomer_id in newcomers:
            reward = self.rewards.get(newcomer_id)
            is_open = reward is not None and reward.state in {RewardState.ACCRUED, RewardState.IN_REVIEW}
            if reward is not None and is_open and reward.milestone_id == milestone_id:
                self._reverse(reward, SYSTEM_ACCOUNT_ID, reason, CHARGEBACK_LOST)

    def _reverse(self, reward: Reward, by: str, reason: str, told_reason: str) -> Reward:
        over = reward.ended(RewardState.REVERSED, self.clock.now(), by, reason)
        told = ReferralRewardReversedV1(
            account_id=reward.referrer_id, newcomer_id=reward.newcomer_id, amount_minor=reward.amount_minor,
            currency=reward.currency, reason=told_reason,
        )  # fmt: skip
        self.rewards.save(over, told, is_taken_back=reward.state is RewardState.ACCRUED)
        return replace(over, version=over.version + 1)

    def _known(self, actor: Actor, newcomer_id: str) -> Reward:
        self._require(actor)
        reward = self.rewards.get(newcomer_id)
        if reward is None:
            raise RewardUnknown
        return reward

    def _require(self, actor: Actor) -> None:
        require(self.gate, actor, "billing.review_rewards", Resource("Rewards", "all"))


def _accrued(reward: Reward) -> ReferralRewardAccruedV1:
    return ReferralRewardAccruedV1(
        account_id=reward.referrer_id, newcomer_id=reward.newcomer_id, amount_minor=reward.amount_minor,
        currency=reward.currency, vests_at=reward.vests_at,
    )  # fmt: skip
