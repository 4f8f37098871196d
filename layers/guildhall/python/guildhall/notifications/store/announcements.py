"""Announcements in the core table."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from guildhall.kernel.clock import to_text
from guildhall.kernel.ids import is_id
from guildhall.notifications.models import Announcement, AnnouncementState, Params, Progress
from guildhall.notifications.ports.announcements import AnnouncementPage
from guildhall.notifications.store.keys import Keys
from guildhall.platform import query
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord, Database, Transaction, adapter


class AnnouncementRecord(CoreRecord):
    """One announcement. content: all of it."""

    KIND = "notifications.announcement"

    content = MapOf()


class DynamoAnnouncements:
    """The port `Announcements` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, announcement_id: str) -> Announcement | None:
        """Return one, or None."""
        if not is_id(announcement_id, "ann"):
            return None
        record = AnnouncementRecord.fetch(*Keys.announcement(announcement_id))
        return _announcement(record.content, int(record.v or 0)) if record else None

    def page(self, *, limit: int, position: dict[str, Any] | None) -> AnnouncementPage:
        """Return one page of all of them, newest first."""
        found = query.page(
            AnnouncementRecord.Meta.table_name, Keys.ANNOUNCEMENTS, index="GSI1", limit=limit, position=position,
            newest_first=True,
        )  # fmt: skip
        known = {each.announcement_id: each for each in _those([_id(row) for row in found.items])}
        return AnnouncementPage([known[_id(row)] for row in found.items], found.position)

    def due(self, now: datetime) -> list[Announcement]:
        """Return those whose time has come, the longest first; of very many, a part."""
        found = query.page(
            AnnouncementRecord.Meta.table_name, Keys.DUE_ANNOUNCEMENTS, index="GSI2",
            between=("0", to_text(now) + "#~"), limit=query.MOST,
        )  # fmt: skip
        # The index may still hold what is being sent, or show the time before it was put off.
        known = {each.announcement_id: each for each in _those([_id(row) for row in found.items])}
        waiting = [known[_id(row)] for row in found.items]
        return [each for each in waiting if each.state is AnnouncementState.SCHEDULED and _is_due(each, now)]

    def save(self, announcement: Announcement) -> Announcement:
        """Store at the version it was read at; what is being sent has its next page ordered. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_record(announcement))
        _order(transaction, announcement)
        transaction.commit(f"notifications.announcement_{announcement.state}")
        return replace(announcement, version=announcement.version + 1)

    def advance(self, announcement: Announcement, progress: Progress) -> None:
        """As `save`, without the audit log."""
        further = replace(announcement, progress=progress)
        transaction = self._database.begin()
        transaction.put_unaudited(_record(further))
        _order(transaction, further)
        transaction.commit("notifications.advance_announcement")


def worded(several: list[Params]) -> list[Params]:
    """Return parameters with the words of the announcements that they name; others stay as they are."""
    ids = {str(params["announcement_id"]) for params in several if "announcement_id" in params}
    words = {each.announcement_id: _words(each) for each in _those(sorted(ids))}
    return [{**params, **words.get(str(params.get("announcement_id")), {})} for params in several]


def _words(announcement: Announcement) -> Params:
    words: Params = {"link": announcement.link}
    for language, text in announcement.texts.items():
        words |= {f"written_title_{language}": text.title, f"written_body_{language}": text.body}
    return words


def _those(ids: list[str]) -> list[Announcement]:
    rows = query.batch_get(AnnouncementRecord.Meta.table_name, [Keys.announcement(each) for each in ids]) if ids else []
    return [_announcement(row["content"], int(row["v"])) for row in rows]


def _id(row: dict[str, Any]) -> str:
    return str(row["PK"]).partition("#")[2]


def _is_due(announcement: Announcement, now: datetime) -> bool:
    return announcement.send_at is not None and announcement.send_at <= now


def _order(transaction: Transaction, announcement: Announcement) -> None:
    if announcement.state is AnnouncementState.SENDING:
        body = {"announcement_id": announcement.announcement_id, "page": announcement.progress.page}
        transaction.enqueue("notification-mails", announcement.announcement_id, {"type": "announce", **body})


def _record(announcement: Announcement) -> AnnouncementRecord:
    key = f"{to_text(announcement.created_at)}#{announcement.announcement_id}"
    record = AnnouncementRecord(
        *Keys.announcement(announcement.announcement_id),
        kind=AnnouncementRecord.KIND,
        content=adapter(Announcement).dump_python(announcement, mode="json", exclude={"version"}),
        gsi1pk=Keys.ANNOUNCEMENTS,
        gsi1sk=key,
    )
    if announcement.state is AnnouncementState.SCHEDULED and announcement.send_at is not None:
        record.gsi2pk = Keys.DUE_ANNOUNCEMENTS
        record.gsi2sk = f"{to_text(announcement.send_at)}#{announcement.announcement_id}"
    if announcement.version:
        record.v = announcement.version
    return record


def _announcement(content: dict[str, Any], version: int) -> Announcement:
    announcement: Announcement = adapter(Announcement).validate_python({**content, "version": version})
    return announcement
