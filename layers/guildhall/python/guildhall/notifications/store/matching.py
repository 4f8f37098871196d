"""What experts can do, and who hears of which project, in the core table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pynamodb.attributes import UnicodeAttribute

from guildhall.notifications.errors import AlreadyTold
from guildhall.notifications.models.matching import JobMatch, Selection, SkilledExpert
from guildhall.notifications.store.keys import Keys, expiry
from guildhall.platform import query
from guildhall.platform.items import IntegerAttribute, ListOf
from guildhall.platform.table import CoreRecord, Database, Transaction


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


class SelectionRecord(CoreRecord):
    """Which proposal for a project was selected, and how many of the others have heard of it."""

    KIND = "notifications.selection"

    project_id = UnicodeAttribute()
    project_title = UnicodeAttribute()
    chosen_id = UnicodeAttribute()
    event_id = UnicodeAttribute()
    page = IntegerAttribute()
    after = UnicodeAttribute()


class DynamoSkills:
    """The port `Skills` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def learn(self, account_id: str, skills: Sequence[str], event_id: str) -> bool:
        """Store what an expert can do; False if this or a later event was here first. Raises StaleVersion."""
        known = SkillsRecord.fetch(Keys.account(account_id), "SKILLS")
        if known is not None and event_id <= known.published_by:
            return False
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
        return True

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
        key, expires_at = Keys.match(match.project_id), expiry(match.event_id)
        record = MatchRecord.of(match, key=key, version=None, expires_at=expires_at)
        transaction.put_unaudited(record, refused=AlreadyTold())
        body = {"type": "tell_matches", "project_id": match.project_id}
        transaction.enqueue("notification-mails", match.project_id, body)
        transaction.commit("notifications.match_project")


class DynamoSelections:
    """The port `Selections` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, project_id: str) -> Selection | None:
        """Return the selection of a project, or None if there is none or that is long ago."""
        record = SelectionRecord.fetch(*Keys.selection(project_id))
        return record.to(Selection) if record else None

    def begin(self, selection: Selection) -> None:
        """Store a new one, and order its first page. Raises AlreadyTold if that was done."""
        transaction = self._database.begin()
        transaction.put_unaudited(_selection_record(selection), refused=AlreadyTold())
        _order_page(transaction, selection)
        transaction.commit("notifications.begin_selection")

    def advance(self, selection: Selection, after: str | None) -> None:
        """Store that a page is done, at the version it was read at, and order the next. Raises StaleVersion."""
        further = replace(selection, page=selection.page + 1, after=after or selection.after)
        transaction = self._database.begin()
        transaction.put_unaudited(_selection_record(further))
        if after is not None:
            _order_page(transaction, further)
        transaction.commit("notifications.advance_selection")


def _selection_record(selection: Selection) -> SelectionRecord:
    key = Keys.selection(selection.project_id)
    return SelectionRecord.of(selection, key=key, version=selection.version, expires_at=expiry(selection.event_id))


def _order_page(transaction: Transaction, selection: Selection) -> None:
    body = {"type": "tell_passed_over", "project_id": selection.project_id, "page": selection.page}
    transaction.enqueue("notification-mails", selection.project_id, body)


def _skilled(skill: str, event_id: str, account_id: str) -> SkilledRecord:
    return SkilledRecord(Keys.skill(skill), f"{event_id}#{account_id}", kind=SkilledRecord.KIND)
