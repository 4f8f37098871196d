"""Segments: whom an announcement is for, by what is known of people when it is counted and when it is sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.notifications import tasks
from guildhall.billing.events import TaxProfileSetV1
from guildhall.billing.models.tax import Registration, TaxProfile
from guildhall.billing.store.tax import DynamoTaxProfiles
from guildhall.identity.events import AccountConfirmedV1, AccountRegisteredV1, LocaleChangedV1, RoleGrantedV1
from guildhall.kernel import parts
from guildhall.kernel.clock import SettableClock
from guildhall.messaging.models import SEEN_KEPT
from guildhall.messaging.store.sockets import DynamoConnections
from guildhall.notifications import wiring
from guildhall.notifications.models import MOST_DAYS
from guildhall.notifications.ports.announcements import SHARDS
from guildhall.notifications.store.announcements import AnnouncementRecord
from guildhall.notifications.store.contacts import ContactRecord, DynamoAudience
from guildhall.notifications.store.keys import Keys
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from guildhall.profiles.events import ExpertVerifiedV1
from tests.edge.notifications.conftest import NoMeters
from tests.support.announced import OPERATOR, PATH, PEOPLE, send, told, write
from tests.support.http import Client
from tests.support.messages import Bus

pytestmark = pytest.mark.usefixtures("everybody")


@pytest.mark.parametrize(
    ("segment", "people"),
    [
        ({}, 4),
        ({"roles": ["expert"]}, 2),
        ({"roles": ["venue_staff"]}, 0),
        ({"languages": ["ur", "fr"]}, 2),
        ({"roles": ["client"], "languages": ["ur"]}, 1),
        ({"is_verified": True}, 1),
        ({"roles": ["expert"], "is_verified": False}, 1),
        ({"joined_from": "2026-02-28T00:00:00Z"}, 4),
        ({"joined_before": "2026-02-28T00:00:00Z"}, 0),
    ],
    ids=str,
)
def test_an_estimate_counts_whom_a_segment_means(
    desk: Client, happens: Bus, segment: dict[str, Any], people: int
) -> None:
    happens.deliver(ExpertVerifiedV1(account_id="acc_ben", is_verified=True))
    written = write(desk, segment=segment)

    answer = desk("GET", f"{PATH}/{written.body['announcement_id']}/estimate", by=OPERATOR)

    assert answer.body == {"people": people, "is_exact": True}


def test_segments_follow_roles_languages_and_late_news_of_verification(
    desk: Client, happens: Bus, clock: SettableClock
) -> None:
    early = happens.message(ExpertVerifiedV1(account_id="acc_ben", is_verified=True))
    clock.advance(timedelta(minutes=1))
    happens.deliver(
        RoleGrantedV1(account_id="acc_dea", role="finance"),
        LocaleChangedV1(account_id="acc_dea", locale="ur"),
        ExpertVerifiedV1(account_id="acc_ben", is_verified=False),
        early,
    )

    def people(**segment: Any) -> int:
        path = f"{PATH}/{write(desk, segment=segment).body['announcement_id']}/estimate"
        return int(desk("GET", path, by=OPERATOR).body["people"])

    assert people(roles=["finance"], languages=["ur"]) == 1
    assert people(is_verified=True) == 0


def test_nobody_is_written_to_whose_address_is_not_confirmed(desk: Client, happens: Bus) -> None:
    happens.deliver(
        AccountRegisteredV1(
            account_id="acc_eve", email="e@example.org", display_name="E", roles=["client"], locale="en"
        )
    )
    path = f"{PATH}/{write(desk).body['announcement_id']}/estimate"

    assert desk("GET", path, by=OPERATOR).body["people"] == len(PEOPLE)


def test_who_confirmed_before_there_was_an_audience_joins_it_by_an_operators_task_part_by_part(
    platform: Platform, happens: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    eve = AccountRegisteredV1(
        account_id="acc_eve", email="eve@example.org", display_name="Eve", locale="en", roles=["client"]
    )
    happens.deliver(eve)
    for account_id in ("acc_ana", "acc_ben", "acc_cem"):
        old = ContactRecord.fetch(Keys.account(account_id), "CONTACT")
        assert old is not None
        old.update(actions=[ContactRecord.gsi1pk.remove(), ContactRecord.gsi1sk.remove()])
    monkeypatch.setattr(query, "SCANNED", 3)
    monkeypatch.setattr(parts, "STEPS", 1)
    join = tasks.choose(wiring.wire_timers(platform, NoMeters()))["join_audience"]
    assert audience() == {"acc_dea"}

    answers = [join({})]
    while answers[-1]["position"]:
        answers.append(join({"position": answers[-1]["position"]}))

    assert len(answers) > 2
    assert sum(each["joined"] for each in answers) == 3
    assert audience() == set(PEOPLE), "who never confirmed stays outside"
    assert join({})["joined"] == 0


def audience() -> set[str]:
    return {each.account_id for shard in range(SHARDS) for each in DynamoAudience().page(shard, "", 100)}


@pytest.mark.parametrize(
    ("segment", "people"),
    [
        ({"seen_within_days": 1}, ["acc_ana"]),
        ({"seen_within_days": 3}, ["acc_ana", "acc_ben"]),
        ({"seen_within_days": 3, "roles": ["expert"]}, ["acc_ben"]),
        ({"unseen_for_days": 2}, ["acc_ben", "acc_cem", "acc_dea"]),
        ({"unseen_for_days": 3}, ["acc_cem", "acc_dea"]),
        ({"unseen_for_days": 30}, ["acc_cem", "acc_dea"]),
        ({"seen_within_days": 30, "unseen_for_days": 1}, ["acc_ben"]),
    ],
    ids=str,
)
def test_a_segment_follows_who_had_the_app_open_lately_when_it_is_counted_and_when_it_is_sent(
    desk: Client, call: Client, announce: Any, clock: SettableClock, segment: dict[str, Any], people: list[str]
) -> None:
    sockets = DynamoConnections(clock)
    for account_id, ago in (("acc_cem", 31), ("acc_ben", 3), ("acc_ana", 0)):
        sockets.beat(account_id, "desk=", clock.now() - timedelta(days=ago))
    written = write(desk, segment=segment)

    counted = desk("GET", f"{PATH}/{written.body['announcement_id']}/estimate", by=OPERATOR).body
    send(desk, written)
    announce()

    assert counted == {"people": len(people), "is_exact": True}
    assert [who for who in PEOPLE if told(call, who)] == people


def test_a_segment_asks_no_further_back_than_is_remembered_when_somebody_was_there() -> None:
    assert timedelta(days=MOST_DAYS) <= SEEN_KEPT


def test_what_was_written_before_segments_knew_more_conditions_goes_to_whom_it_went(
    desk: Client, call: Client, announce: Any, platform: Platform
) -> None:
    written = write(desk, segment={"roles": ["venue"]})
    key = Keys.announcement(written.body["announcement_id"])
    old = AnnouncementRecord.fetch(*key)
    assert old is not None
    for name in ("countries", "seen_within_days", "unseen_for_days"):
        del old.content["segment"][name]
    old.save()

    shown = desk("GET", f"{PATH}/{written.body['announcement_id']}", by=OPERATOR).body
    desk("POST", f"{PATH}/{shown['announcement_id']}/send", by=OPERATOR, body={},
         headers={"If-Match": f'"{shown["version"]}"'})  # fmt: skip
    announce()

    assert shown["segment"]["seen_within_days"] is None
    assert {who for who in PEOPLE if told(call, who)} == {"acc_dea"}


def taxed(account_id: str, country: str, at: datetime) -> TaxProfileSetV1:
    return TaxProfileSetV1(account_id=account_id, country=country, set_at=at)


def test_a_segment_follows_where_people_are_taxed_by_what_they_said_last(
    desk: Client, call: Client, happens: Bus, announce: Any, clock: SettableClock
) -> None:
    now = clock.now()
    happens.deliver(
        taxed("acc_ana", "PK", now),
        taxed("acc_ana", "FR", now - timedelta(days=1)),
        taxed("acc_ben", "SN", now),
        taxed("acc_cem", "FR", now),
        taxed("acc_cem", "FR", now),
    )
    written = write(desk, segment={"countries": ["PK", "SN"]})

    counted = desk("GET", f"{PATH}/{written.body['announcement_id']}/estimate", by=OPERATOR).body
    send(desk, written)
    announce()

    assert written.body["segment"]["countries"] == ["PK", "SN"]
    assert counted["people"] == 2
    assert {who for who in PEOPLE if told(call, who)} == {"acc_ana", "acc_ben"}, "who said nothing is nowhere"


def test_where_an_account_is_taxed_may_be_heard_before_the_account_itself(
    desk: Client, happens: Bus, clock: SettableClock
) -> None:
    happens.deliver(taxed("acc_eve", "SN", clock.now()))
    eve = AccountRegisteredV1(account_id="acc_eve", email="e@e.org", display_name="E", roles=["client"], locale="fr")
    happens.deliver(eve, AccountConfirmedV1(account_id="acc_eve"))
    path = f"{PATH}/{write(desk, segment={'countries': ['SN']}).body['announcement_id']}/estimate"

    assert desk("GET", path, by=OPERATOR).body["people"] == 1


def test_who_said_where_they_are_taxed_before_anybody_listened_counts_after_an_operators_task_part_by_part(
    desk: Client, platform: Platform, happens: Bus, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles, now = DynamoTaxProfiles(platform.database), clock.now()
    for account_id, country in (("acc_ana", "PK"), ("acc_ben", "PK"), ("acc_cem", "FR")):
        said = TaxProfile(
            account_id, "A", "1 Road", "Town", "1", country, is_business=False,
            registration=Registration.NOT_REGISTERED, updated_at=now,
        )  # fmt: skip
        profiles.save("billing.set_tax_profile", said)
    happens.deliver(taxed("acc_ben", "SN", now + timedelta(days=1)))
    monkeypatch.setattr(query, "SCANNED", 3)
    monkeypatch.setattr(parts, "STEPS", 1)
    learn = tasks.choose(wiring.wire_timers(platform, NoMeters()))["learn_old_countries"]

    def run() -> list[dict[str, Any]]:
        answers = [learn({})]
        while answers[-1]["position"]:
            answers.append(learn({"position": answers[-1]["position"]}))
        return answers

    answers = run()

    def people(country: str) -> int:
        path = f"{PATH}/{write(desk, segment={'countries': [country]}).body['announcement_id']}/estimate"
        return int(desk("GET", path, by=OPERATOR).body["people"])

    assert (len(answers) > 2, sum(each["learned"] for each in answers)) == (True, 2)
    assert (people("PK"), people("SN"), people("FR")) == (1, 1, 1)
    assert sum(each["learned"] for each in run()) == 0
