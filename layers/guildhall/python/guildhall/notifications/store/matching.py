"""What experts can do, and who hears of which project, in the core table."""

from __future__ import annotations

from collections.abc import Sequence

from pynamodb.attributes import UnicodeAttribute

from guildhall.notifications.errors import AlreadyTold
from guildhall.notifications.models.matching import JobMatch, SkilledExpert
from guildhall.notifications.store.keys import Keys, expiry
from guildhall.platform import query
from guildhall.platform.items import ListOf
from guildhall.platform.table import CoreRecord, Database


class SkillsRecord(CoreRecord):
    """All that an expert can do: by it the rows of each skill are found again. published_by: an event."""

    KIND = "notifications.skills"

    skills = ListOf()
    published_by = UnicodeAttribute()


class SkilledRecord(CoreRecord):
    """One expert who has one skill: a projection, which the audit log need not tell of."""

    KIND = "notifications.skilled"


class MatchRecord(CoreRecord):
    """Who hears of a project."""

    KIND = "notifications.match"

    project_id = UnicodeAttribute()
    project_title = UnicodeAttribute()
    event_id = UnicodeAttribute()
    account_ids = ListOf()


class DynamoSkills:
    """The port `Skills` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def learn(self, account_id: str, skills: Sequence[str], event_id: str) -> None:
        """Store what an expert can do, unless a later event was here first. Raises StaleVersion."""
        known = SkillsRecord.fetch(Keys.account(account_id), "SKILLS")
        if known is not None and event_id <= known.published_by:
            return
        transaction = self._database.begin()
        state = SkillsRecord(
            Keys.account(account_id), "SKILLS", kind=SkillsRecord.KIND, skills=list(skills), published_by=event_id
        )
        if known is not None:
            state.v = known.v
            # At most 30 skills of each profile: with as many new ones it is below what a transaction takes.
            for skill in known.skills:
                transaction.delete(_skilled(skill, known.published_by, account_id))
        for skill in skills:
            row = _skilled(skill, event_id, account_id)
            transaction.update(row, [SkilledRecord.kind.set(SkilledRecord.KIND)])
        transaction.put_unaudited(state)
        transaction.commit("notifications.learn_skills")

    def having(self, skill: str) -> list[SkilledExpert]:
        """Return experts with a skill, those first whose profiles were published last; of very many, a part."""
        rows = query.page(
            SkilledRecord.Meta.table_name, Keys.skill(skill), limit=query.MOST, newest_first=True
        ).items  # fmt: skip
        found = [str(row["SK"]).partition("#") for row in rows]
        return [SkilledExpert(account_id, event_id) for event_id, _, account_id in found]


class DynamoMatches:
    """The port `Matches` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, project_id: str) -> JobMatch | None:
        """Return the match of a project, or None if nobody was chosen or that is long ago."""
        record = MatchRecord.fetch(*Keys.match(project_id))
        return record.to(JobMatch) if record else None

    def choose(self, match: JobMatch) -> None:
        """Store who is to hear of a project, and order that they are told. Raises AlreadyTold if that was done."""
        transaction = self._database.begin()
        record = MatchRecord.of(match, key=Keys.match(match.project_id), version=None)
        record.expires_at = expiry(match.event_id)
        transaction.put_unaudited(record, refused=AlreadyTold())
        body = {"type": "tell_matches", "project_id": match.project_id}
        transaction.enqueue("notification-mails", match.project_id, body)
        transaction.commit("notifications.match_project")


def _skilled(skill: str, event_id: str, account_id: str) -> SkilledRecord:
    return SkilledRecord(Keys.skill(skill), f"{event_id}#{account_id}", kind=SkilledRecord.KIND)
