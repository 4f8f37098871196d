"""Who brought whom, and the rewards for it, in the core table; what is owed for it in the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from pynamodb.attributes import UnicodeAttribute

from guildhall.billing.errors import RewardsAYearReached
from guildhall.billing.models.referrals import Attribution, Purpose, Referral, ReferralLink, Reward, RewardState
from guildhall.billing.models.rules import Relation
from guildhall.kernel.clock import to_text
from guildhall.kernel.events import DomainEvent
from guildhall.ledger.models import Entry
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute, ListOf
from guildhall.platform.table import CoreRecord, Database, Transaction, from_row

SHARDS = 4
"""Of the list of rewards that wait for their day."""


class Keys:
    """referrals in the core table.

    | who asks                                   | index | PK                          | SK                           |
    |--------------------------------------------|-------|-----------------------------|------------------------------|
    | a link by its code                         | core  | REFERRAL-LINK#{code}        | LINK                         |
    | somebody's links                           | core  | REFERRER#{account_id}       | LINK#{purpose}               |
    | how many rewards somebody had in a year    | core  | REFERRER#{account_id}       | YEAR#{year}                  |
    | by whose link somebody came                | core  | ATTRIBUTION#{account_id}    | ATTRIBUTION                  |
    | those whom somebody brought, newest first  | GSI1  | BROUGHT-BY#{account_id}     | {attributed_at}#{newcomer}   |
    | the same, of one purpose                   | GSI2  | BROUGHT-BY#{account_id}#{p} | {attributed_at}#{newcomer}   |
    | the reward for a newcomer                  | core  | REWARD#{newcomer_id}        | REWARD                       |
    | rewards that vest                          | GSI2  | REWARD-VEST#{0..3}          | {vests_at}#{newcomer_id}     |
    | rewards that wait for a person             | GSI2  | REWARD-REVIEW               | {accrued_at}#{newcomer_id}   |
    """

    REVIEW = "REWARD-REVIEW"

    @staticmethod
    def link(code: str) -> tuple[str, str]:
        """The link behind a code."""
        return f"REFERRAL-LINK#{code}", "LINK"

    @staticmethod
    def own_link(owner_id: str, purpose: Purpose) -> tuple[str, str]:
        """One of each purpose, in the owner's partition."""
        return f"REFERRER#{owner_id}", f"LINK#{purpose}"

    @staticmethod
    def year(referrer_id: str, year: int) -> tuple[str, str]:
        """The count of one year."""
        return f"REFERRER#{referrer_id}", f"YEAR#{year}"

    @staticmethod
    def attribution(account_id: str) -> tuple[str, str]:
        """One an account: the first link stands."""
        return f"ATTRIBUTION#{account_id}", "ATTRIBUTION"

    @staticmethod
    def brought_by(referrer_id: str, purpose: Purpose | None = None) -> str:
        """Index partition of those whom somebody brought."""
        return f"BROUGHT-BY#{referrer_id}" + (f"#{purpose}" if purpose else "")

    @staticmethod
    def reward(newcomer_id: str) -> tuple[str, str]:
        """One a newcomer, for ever."""
        return f"REWARD#{newcomer_id}", "REWARD"

    @staticmethod
    def vesting(shard: int) -> str:
        """Index partition of a share of what vests."""
        return f"REWARD-VEST#{shard}"


class LinkRecord(CoreRecord):
    """A link: once under its code, once under its owner."""

    KIND = "billing.referral_link"

    code = UnicodeAttribute()
    owner_id = UnicodeAttribute()
    purpose = UnicodeAttribute()
    created_at = UnicodeAttribute()


class AttributionRecord(CoreRecord):
    """By whose link an account was opened."""

    KIND = "billing.attribution"

    account_id = UnicodeAttribute()
    referrer_id = UnicodeAttribute()
    code = UnicodeAttribute()
    purpose = UnicodeAttribute()
    attributed_at = UnicodeAttribute()
    signals = ListOf()


class RewardRecord(CoreRecord):
    """What a referrer gets for a newcomer."""

    KIND = "billing.reward"

    newcomer_id = UnicodeAttribute()
    referrer_id = UnicodeAttribute()
    milestone_id = UnicodeAttribute()
    release_id = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    basis_points = IntegerAttribute()
    accrued_at = UnicodeAttribute()
    vests_at = UnicodeAttribute()
    state = UnicodeAttribute()
    signals = ListOf()
    ended_at = UnicodeAttribute(null=True)
    ended_by = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)


class YearRecord(CoreRecord):
    """How many rewards a referrer had in a year."""

    KIND = "billing.rewards_year"

    rewards = IntegerAttribute()


class Journal(Protocol):
    """The ledger's side of a transaction."""

    def post(self, transaction: Transaction, entry: Entry) -> None:
        """Add the steps of an entry."""


class DynamoLinks:
    """The port `Links`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def own(self, owner_id: str) -> list[ReferralLink]:
        """Return somebody's links."""
        found = (LinkRecord.fetch(*Keys.own_link(owner_id, purpose)) for purpose in Purpose)
        return [record.to(ReferralLink) for record in found if record is not None]

    def find(self, code: str) -> ReferralLink | None:
        """Return the link of a code, or None."""
        record = LinkRecord.fetch(*Keys.link(code))
        return record.to(ReferralLink) if record else None

    def save(self, link: ReferralLink) -> None:
        """Keep a new link under its code and under its owner."""
        transaction = self._database.begin()
        for key in (Keys.link(link.code), Keys.own_link(link.owner_id, link.purpose)):
            transaction.save(LinkRecord.of(link, key=key, version=None))
        transaction.commit("billing.make_link")


class DynamoAttributions:
    """The port `Attributions`; also the port `Relations`, which it answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, account_id: str) -> Attribution | None:
        """Return by whose link somebody came, or None."""
        record = AttributionRecord.fetch(*Keys.attribution(account_id))
        return record.to(Attribution) if record else None

    def between(self, expert_id: str, client_id: str) -> Relation | None:
        """Return BROUGHT if the client signed up by an invitation of the expert's, else None."""
        known = self.get(client_id)
        is_theirs = known is not None and known.purpose is Purpose.INVITATION and known.referrer_id == expert_id
        return Relation.BROUGHT if is_theirs else None

    def save(self, attribution: Attribution) -> Attribution:
        """Keep it. Raises StaleVersion if the account has one."""
        transaction = self._database.begin()
        sort = f"{to_text(attribution.attributed_at)}#{attribution.account_id}"
        index = {
            "gsi1pk": Keys.brought_by(attribution.referrer_id),
            "gsi1sk": sort,
            "gsi2pk": Keys.brought_by(attribution.referrer_id, attribution.purpose),
            "gsi2sk": sort,
        }
        key = Keys.attribution(attribution.account_id)
        transaction.save(AttributionRecord.of(attribution, key=key, version=attribution.version, **index))
        transaction.commit("billing.attribute_account")
        return attribution

    def of(
        self, referrer_id: str, purpose: Purpose | None, limit: int, position: dict[str, Any] | None
    ) -> tuple[list[Referral], dict[str, Any] | None]:
        """Return a page of those whom somebody brought, newest first, each with its reward."""
        table, index = AttributionRecord.Meta.table_name, "GSI2" if purpose else "GSI1"
        found = query.page(
            table,
            Keys.brought_by(referrer_id, purpose),
            index=index,
            limit=limit,
            position=position,
            newest_first=True,
        )
        brought = query.models(table, [(row["PK"], row["SK"]) for row in found.items], Attribution)
        rows = query.batch_get(table, [Keys.reward(each.account_id) for each in brought])
        rewards = {row["newcomer_id"]: from_row(Reward, row) for row in rows}
        return [Referral(each, rewards.get(each.account_id)) for each in brought], found.position


class DynamoRewards:
    """The port `Rewards`, on the core table and the journal."""

    def __init__(self, database: Database, journal: Journal) -> None:
        self._database = database
        self._journal = journal

    def get(self, newcomer_id: str) -> Reward | None:
        """Return the reward for a newcomer, or None."""
        record = RewardRecord.fetch(*Keys.reward(newcomer_id))
        return record.to(Reward) if record else None

    def accrue(self, reward: Reward, most_a_year: int, *events: DomainEvent) -> None:
        """Keep a new reward, count it, and book it unless it is in review."""
        transaction = self._database.begin()
        transaction.save(_record(reward))
        year = YearRecord(*Keys.year(reward.referrer_id, reward.accrued_at.year))
        transaction.update(
            year,
            [YearRecord.rewards.add(1), YearRecord.kind.set(YearRecord.KIND)],
            condition=YearRecord.rewards.does_not_exist() | (YearRecord.rewards < most_a_year)
            if most_a_year
            else YearRecord.rewards < 0,
            refused=RewardsAYearReached(),
        )
        if reward.state is RewardState.ACCRUED:
            self._journal.post(transaction, reward.accrual)
        transaction.publish(*events)
        transaction.commit("billing.accrue_reward")

    def save(self, reward: Reward, *events: DomainEvent, is_booked: bool = False, is_taken_back: bool = False) -> None:
        """Store at the version it was read at, with the entry that goes with it."""
        transaction = self._database.begin()
        transaction.save(_record(reward))
        if is_booked:
            self._journal.post(transaction, reward.accrual)
        if is_taken_back:
            self._journal.post(transaction, reward.reversal())
        transaction.publish(*events)
        transaction.commit(f"billing.{VERBS[reward.state]}_reward")

    def due(self, now: datetime, limit: int) -> list[Reward]:
        """Return accrued rewards whose time has come. The index may lag: each is read again."""
        bounds = ("0", to_text(now) + "#~")
        table = RewardRecord.Meta.table_name
        rows = [
            row
            for shard in range(SHARDS)
            for row in query.page(table, Keys.vesting(shard), index="GSI2", between=bounds, limit=limit).items
        ]
        found = (RewardRecord.fetch(row["PK"], row["SK"]) for row in rows)
        rewards = [record.to(Reward) for record in found if record is not None]
        return [reward for reward in rewards if reward.state is RewardState.ACCRUED and reward.vests_at <= now]

    def in_review(self) -> list[Reward]:
        """Return the rewards that wait for a person, oldest first."""
        table = RewardRecord.Meta.table_name
        rows = query.page(table, Keys.REVIEW, index="GSI2", limit=query.MOST).items
        return query.models(table, [(row["PK"], row["SK"]) for row in rows], Reward)


VERBS = {RewardState.ACCRUED: "clear", RewardState.VESTED: "vest", RewardState.REVERSED: "reverse"}


def _record(reward: Reward) -> RewardRecord:
    index = {}
    if reward.state is RewardState.ACCRUED:
        shard = sum(reward.newcomer_id.encode()) % SHARDS
        index = {"gsi2pk": Keys.vesting(shard), "gsi2sk": f"{to_text(reward.vests_at)}#{reward.newcomer_id}"}
    if reward.state is RewardState.IN_REVIEW:
        index = {"gsi2pk": Keys.REVIEW, "gsi2sk": f"{to_text(reward.accrued_at)}#{reward.newcomer_id}"}
    return RewardRecord.of(reward, key=Keys.reward(reward.newcomer_id), version=reward.version, **index)
