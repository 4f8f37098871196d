"""Profiles in the core table."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from functools import partial
from typing import Any

from pydantic import TypeAdapter
from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.cursors import Cursors
from guildhall.platform.feeds import Feed
from guildhall.platform.items import IntegerAttribute, MapOf
from guildhall.platform.parallel import together
from guildhall.platform.table import CoreRecord, Database, from_row
from guildhall.profiles.models import Card, Filter, Profile, ResponseTime, Role, card_of

EXPERTS = Feed("EXPERTS")
_CARD = TypeAdapter(Card)


class Keys:
    """profiles in the core table.

    | who asks                         | index | PK                      | SK                          |
    |----------------------------------|-------|-------------------------|-----------------------------|
    | a profile by account and role    | table | PROFILE#{account_id}    | {role}                      |
    | all profiles of an account       | table | PROFILE#{account_id}    | (all)                       |
    | how soon an account answers      | table | PROFILE#{account_id}    | RESPONSE_TIME               |
    | public experts, newest first     | GSI1  | EXPERTS#{yyyymm}#{0..3} | {published_at}#{account_id} |
    """

    @staticmethod
    def profile(account_id: str, role: Role) -> tuple[str, str]:
        """One partition an account."""
        return f"PROFILE#{account_id}", role.value

    @staticmethod
    def response_time(account_id: str) -> tuple[str, str]:
        """Return the key of what messaging tells: beside the profiles, so that their versions stay their owner's."""
        return f"PROFILE#{account_id}", "RESPONSE_TIME"


class ProfileRecord(CoreRecord):
    """A profile."""

    KIND = "profiles.profile"
    UNAUDITED = frozenset({"content", "summary"})

    account_id = UnicodeAttribute()
    role = UnicodeAttribute()
    content = MapOf()
    is_verified = BooleanAttribute()
    verified_by = UnicodeAttribute(null=True)
    verified_at = UnicodeAttribute(null=True)
    published_at = UnicodeAttribute(null=True)
    updated_at = UnicodeAttribute(null=True)
    summary = MapOf(null=True)


class ResponseTimeRecord(CoreRecord):
    """Within which time an account usually answers."""

    KIND = "profiles.response_time"

    within_seconds = IntegerAttribute(null=True)
    measured_at = UnicodeAttribute()


class DynamoProfiles:
    """The port `Profiles` on DynamoDB."""

    def __init__(self, database: Database, cursors: Cursors, clock: Clock) -> None:
        self._database = database
        self._cursors = cursors
        self._clock = clock

    def get(self, account_id: str, role: Role) -> Profile | None:
        """Return the profile of an account in a role, or None."""
        own = partial(ProfileRecord.fetch, *Keys.profile(account_id, role))
        if role is not Role.EXPERT:
            record = own()
            return record.to(Profile) if record else None
        beside = partial(ResponseTimeRecord.fetch, *Keys.response_time(account_id), consistent=False)
        answers: list[Any] = together([own, beside])
        record, heard = answers
        return self._with(record.to(Profile), heard.to(ResponseTime) if heard else None) if record else None

    def list_of(self, account_id: str) -> list[Profile]:
        """Return all profiles of an account."""
        pk, _ = Keys.profile(account_id, Role.CLIENT)
        rows = query.page(ProfileRecord.Meta.table_name, pk, consistent=True).items
        heard = next((from_row(ResponseTime, row) for row in rows if row["kind"] == ResponseTimeRecord.KIND), None)
        return [self._with(from_row(Profile, row), heard) for row in rows if row["kind"] == ProfileRecord.KIND]

    def keep_response_time(self, account_id: str, response_time: ResponseTime) -> None:
        """Store it, unless what is stored was measured as late or later."""
        key = Keys.response_time(account_id)
        record = ResponseTimeRecord.of(response_time, key=key, version=None)
        older = ResponseTimeRecord.measured_at < record.measured_at
        transaction = self._database.begin()
        actions: list[Action] = [
            ResponseTimeRecord.kind.set(record.kind),
            ResponseTimeRecord.measured_at.set(record.measured_at),
            ResponseTimeRecord.within_seconds.set(record.within_seconds)
            if record.within_seconds
            else ResponseTimeRecord.within_seconds.remove(),
        ]
        row = ResponseTimeRecord(*key)
        transaction.update(row, actions, condition=ResponseTimeRecord.measured_at.does_not_exist() | older)
        with contextlib.suppress(StaleVersion):
            transaction.commit("profiles.keep_response_time")

    def _with(self, profile: Profile, heard: ResponseTime | None) -> Profile:
        is_shown = heard is not None and profile.role is Role.EXPERT
        return replace(profile, response_time=heard.at(self._clock.now())) if heard and is_shown else profile

    def save(self, action: str, profile: Profile, *events: DomainEvent) -> Profile:
        """Store at the version it was read at. Raises StaleVersion."""
        key = Keys.profile(profile.account_id, profile.role)
        record = ProfileRecord.of(
            replace(profile, response_time=None), key=key, version=profile.version, **_listing(profile)
        )
        transaction = self._database.begin()
        transaction.save(record)
        transaction.publish(*events)
        transaction.commit(action)
        return replace(profile, version=profile.version + 1)

    def list_experts(self, wanted: Filter, *, limit: int, cursor: str | None) -> tuple[list[Card], str | None]:
        """Return a page of public experts and the cursor of the next. Raises CursorForged."""
        name = f"experts:{wanted.skill}:{wanted.is_verified}"
        page = EXPERTS.read(
            ProfileRecord.Meta.table_name,
            self._clock.now(),
            lambda row: wanted.shows(_CARD.validate_python(row["summary"])),
            limit=limit,
            position=self._cursors.read(cursor, name),
        )
        cards = [_CARD.validate_python(row["summary"]) for row in page.items]
        return cards, self._cursors.write(page.position, name)


def _listing(profile: Profile) -> dict[str, Any]:
    """Return the index attributes of a public expert; nobody else is listed."""
    if profile.published_at is None or profile.role is not Role.EXPERT:
        return {}
    card = card_of(profile, profile.published_at)
    summary = _CARD.dump_python(card, mode="json", exclude_none=True)
    return {**EXPERTS.keys(profile.published_at, profile.account_id), "summary": summary}
