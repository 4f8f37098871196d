"""Job matches: experts hear of projects that ask for what they can do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.notifications import commands, tasks
from guildhall.kernel import parts
from guildhall.kernel.actor import SYSTEM, Actor, Origin
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.money import Money
from guildhall.messaging.wiring.blocks import wire_blocks
from guildhall.notifications import wiring
from guildhall.notifications.models import Notice
from guildhall.notifications.models.matching import MOST_MATCHES
from guildhall.notifications.use_cases import matching
from guildhall.notifications.use_cases.tell import TellPeople
from guildhall.platform import context
from guildhall.platform.assembly import Platform
from guildhall.profiles.events import ProfilePublishedV1
from guildhall.profiles.models import Content, Profile, Role
from guildhall.profiles.store import DynamoProfiles
from guildhall.projects.events import ProjectPostedV1, ProposalAcceptedV1, ProposedMilestone
from tests.edge.notifications.conftest import SETTINGS, NoMeters
from tests.edge.notifications.test_mail import orders as mail_orders
from tests.edge.notifications.test_pushes import orders as push_orders
from tests.edge.notifications.test_pushes import subscribe
from tests.fakes.push_service import PushService
from tests.support.http import Client
from tests.support.messages import Bus, command_message
from tests.support.outbox import enqueued

PROJECT = "prj_01KCX3V7Q8M2N4P6R8T0W2Y4AB"


def published(account_id: str, *skills: str, role: str = "expert") -> ProfilePublishedV1:
    return ProfilePublishedV1(
        account_id=account_id, role=role, display_name="X", headline="Y", skills=list(skills), hourly_rate_minor=5000,
        currency="EUR",
    )  # fmt: skip


def posted(*skills: str, client_id: str = "acc_client") -> ProjectPostedV1:
    return ProjectPostedV1(project_id=PROJECT, client_id=client_id, title="A shop", skills=list(skills))


def expert(account_id: str) -> Actor:
    return Actor(account_id, frozenset({"expert"}))


def matches(call: Client, account_id: str) -> list[dict[str, Any]]:
    found = call("GET", "/v1/notifications", by=expert(account_id), query={"type": "job_match"}).body["items"]
    assert isinstance(found, list)
    return found


def ordered(platform: Platform) -> list[dict[str, Any]]:
    return [each for each in enqueued(platform.tables, "notification-mails") if each["type"] == "tell_matches"]


@pytest.fixture
def carry(platform: Platform, post: Bus) -> Any:
    """Carries every order to tell of matches, each time it is called."""

    def all_of_them() -> None:
        assert all(post.takes(command_message(f"msg_{at}", each)) for at, each in enumerate(ordered(platform)))

    return all_of_them


@pytest.mark.feature("NTF-05")
def test_an_expert_with_a_skill_that_a_project_asks_for_hears_of_it_as_they_chose_and_once(
    call: Client, happens: Bus, carry: Any, platform: Platform, browser: PushService
) -> None:
    subscribe(call, browser, by=expert("acc_ben"))
    quiet = [{"type": "job_match", "in_app": True, "email": True, "push": False, "sms": False}]
    by_letter = {"choices": quiet, "rhythm": {"time_zone": "Europe/Paris", "digest": "daily"}}
    preferences = "/v1/notification-preferences"
    assert call("PUT", preferences, by=expert("acc_cem"), body=by_letter, headers={"If-Match": '"0"'}).status == 200
    happens.deliver(published("acc_ben", "vue", "python"), published("acc_cem", "vue"), published("acc_dea", "welding"))

    message = happens.message(posted("vue"))
    happens.deliver(message, message)
    carry()
    carry()

    assert [each["link"] for each in matches(call, "acc_ben")] == [f"/projects/{PROJECT}"]
    assert "A shop" in matches(call, "acc_ben")[0]["title"]
    assert len(matches(call, "acc_cem")) == 1
    assert matches(call, "acc_dea") == []
    assert [each["data"]["account_id"] for each in push_orders(platform)] == ["acc_ben"]
    assert mail_orders(platform) == [], "a letter waits for the digest of whoever asked for one"


def test_nobody_hears_of_a_project_whose_client_they_are_apart_from(
    call: Client, happens: Bus, carry: Any, clock: SettableClock, platform: Platform
) -> None:
    everybody = ("acc_ben", "acc_cem", "acc_dea")
    happens.deliver(*(published(each, "vue") for each in everybody))
    with context.scope(Origin(SYSTEM, "cor_1", "cor_1")):
        wire_blocks(platform).put("acc_ben", "acc_client", clock.now(), is_on=True)
        wire_blocks(platform).put("acc_client", "acc_cem", clock.now(), is_on=True)

    happens.deliver(posted("vue"))
    carry()

    assert [each for each in everybody if matches(call, each)] == ["acc_dea"]


def test_skills_are_those_of_the_profile_that_was_published_last_in_whatever_order_it_is_told(
    call: Client, happens: Bus, carry: Any, clock: SettableClock
) -> None:
    thirty = [f"skill {number}" for number in range(30)]
    old = happens.message(published("acc_ben", "vue", *thirty[1:]))
    clock.advance(timedelta(minutes=1))
    new = happens.message(published("acc_ben", *[f"other {number}" for number in range(29)], "python"))
    happens.deliver(old, new, old)
    happens.deliver(published("acc_cem", "vue", role="client"))

    happens.deliver(posted("vue"))
    carry()
    assert matches(call, "acc_ben") == matches(call, "acc_cem") == []

    happens.deliver(posted("python"))
    carry()
    assert len(matches(call, "acc_ben")) == 1


def shown_before(
    platform: Platform, account_id: str, *skills: str, role: Role = Role.EXPERT, public: bool = True
) -> None:
    """Store a profile as it stands since before anybody listened to what was published."""
    now = platform.clock.now()
    content = Content(display_name="X", headline="Y", skills=skills, hourly_rate=Money(5000, "EUR"))
    profile = Profile(account_id, role, content, updated_at=now, published_at=now if public else None)
    DynamoProfiles(platform.database, platform.cursors, platform.clock).save("profiles.publish", profile)


def test_experts_from_before_there_were_matches_hear_of_projects_after_an_operators_task_part_by_part(
    call: Client, happens: Bus, carry: Any, platform: Platform, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown_before(platform, "acc_ben", "vue")
    shown_before(platform, "acc_cem", "vue")
    shown_before(platform, "acc_dea", "vue")
    shown_before(platform, "acc_eve", "vue", public=False)
    shown_before(platform, "acc_fay", "vue", role=Role.CLIENT)
    on_its_way = happens.message(published("acc_dea", "welding"))
    clock.advance(timedelta(days=40))
    happens.deliver(published("acc_cem", "python"))
    monkeypatch.setattr(matching, "PAGE", 1)
    monkeypatch.setattr(parts, "STEPS", 1)
    learn = tasks.choose(wiring.wire_timers(platform, NoMeters()))["learn_old_skills"]

    answers = [learn({})]
    while answers[-1]["position"]:
        answers.append(learn({"position": answers[-1]["position"]}))
    again = learn({})
    happens.deliver(on_its_way)
    happens.deliver(posted("vue"))
    carry()

    assert (len(answers) > 3, sum(each["learned"] for each in answers), again["learned"]) == (True, 2, 0)
    assert [len(matches(call, f"acc_{name}")) for name in ("ben", "cem", "dea", "eve", "fay")] == [1, 0, 0, 0, 0]


def test_few_hear_of_a_project_and_those_who_fit_best(happens: Bus, platform: Platform, clock: SettableClock) -> None:
    for number in range(MOST_MATCHES + 10):
        clock.advance(timedelta(seconds=1))
        skills = ("vue", "python") if number < 5 else ("vue",)
        happens.deliver(published(f"acc_{number:02}", *skills))

    happens.deliver(posted("vue", "python", "vue"))

    chosen = wiring.wire_mail(replace(platform, environ=SETTINGS)).tell_matches.matches.get(PROJECT)
    assert chosen is not None
    assert chosen.account_ids[:6] == ("acc_04", "acc_03", "acc_02", "acc_01", "acc_00", "acc_59")
    assert len(chosen.account_ids) == MOST_MATCHES


def test_telling_that_is_cut_off_goes_on_where_it_stopped(
    call: Client, happens: Bus, platform: Platform, clock: SettableClock
) -> None:
    everybody = [f"acc_{letter}" for letter in "abcdef"]
    happens.deliver(*(published(each, "vue") for each in everybody), posted("vue"))
    letters = wiring.wire_mail(replace(platform, environ=SETTINGS))
    real, left = letters.tell_matches.tell_people, 3

    class Dies(TellPeople):
        def one(self, event_id: str, notice: Notice) -> None:
            nonlocal left
            if left == 0:
                left = -1
                raise RuntimeError("killed")
            left -= 1
            super().one(event_id, notice)

    dies = Dies(real.inbox, real.switches, real.subscriptions, real.is_in_use, real.settlements, real.clock)
    bus = Bus(commands.subscribe(replace(letters, tell_matches=replace(letters.tell_matches, tell_people=dies))), clock)
    (order,) = ordered(platform)
    taken = [bus.takes(command_message("msg_1", order)) for _ in range(2)]

    assert taken == [False, True]
    assert [len(matches(call, each)) for each in everybody] == [1] * 6


def test_nobody_hears_late_of_a_project_that_is_given_to_somebody_by_now(
    call: Client, happens: Bus, carry: Any, clock: SettableClock
) -> None:
    late = happens.message(posted("vue"))
    clock.advance(timedelta(hours=5))
    milestone = ProposedMilestone(title="All", amount_minor=5000, due_on=clock.now().date())
    accepted = ProposalAcceptedV1(
        project_id=PROJECT, proposal_id="ppl_1", client_id="acc_client", expert_id="acc_cem", project_title="A shop",
        currency="EUR", milestones=[milestone],
    )  # fmt: skip
    happens.deliver(published("acc_ben", "vue"), accepted, late)

    carry()

    assert matches(call, "acc_ben") == []


def test_a_project_that_fits_nobody_but_its_client_orders_nothing(happens: Bus, platform: Platform) -> None:
    happens.deliver(published("acc_ben", "vue"), published("acc_client", "welding"), posted("welding"))

    assert ordered(platform) == []
