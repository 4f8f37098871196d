"""When things go out: nights, digests and days that change the clocks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from guildhall.notifications.models import Channel, Digest, Effect, Preferences, Rhythm, Rule, Type


def at(text: str) -> datetime:
    """Return an instant of 2026."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


NIGHT = Rhythm("Europe/Paris", "22:00", "07:00")
SHORT_NIGHT = Rhythm("Europe/Paris", "22:00", "02:30")
SIESTA = Rhythm("Asia/Karachi", "13:00", "15:30")


@pytest.mark.parametrize(
    ("rhythm", "now", "due"),
    [
        (Rhythm(), "03-02T02:00", "03-02T02:00"),
        (NIGHT, "03-02T20:59", "03-02T20:59"),
        (NIGHT, "03-02T21:00", "03-03T06:00"),
        (NIGHT, "03-02T23:30", "03-03T06:00"),
        (NIGHT, "03-03T05:59", "03-03T06:00"),
        (NIGHT, "03-03T06:00", "03-03T06:00"),
        # The night of 29 March is an hour shorter, that of 25 October an hour longer.
        (NIGHT, "03-28T22:00", "03-29T05:00"),
        (NIGHT, "10-24T21:00", "10-25T06:00"),
        # From two to three comes twice then: it is quiet until half past, both times.
        (SHORT_NIGHT, "10-24T23:00", "10-25T00:30"),
        (SHORT_NIGHT, "10-25T00:40", "10-25T00:40"),
        (SHORT_NIGHT, "10-25T01:10", "10-25T01:30"),
        (SHORT_NIGHT, "10-25T01:40", "10-25T01:40"),
        # And in March never: half past two is half past three.
        (SHORT_NIGHT, "03-29T00:10", "03-29T01:30"),
        (SIESTA, "03-02T08:00", "03-02T10:30"),
        (SIESTA, "03-02T10:30", "03-02T10:30"),
    ],
)
def test_pushes_wait_for_the_end_of_quiet_hours_on_the_persons_own_clocks(rhythm: Rhythm, now: str, due: str) -> None:
    assert rhythm.due(Channel.PUSH, at(now)) == at(due)


@pytest.mark.feature("NTF-15")
@pytest.mark.parametrize(
    ("digest", "now", "due"),
    [
        (Digest.DAILY, "03-02T06:59", "03-02T07:00"),
        (Digest.DAILY, "03-02T07:00", "03-03T07:00"),
        (Digest.DAILY, "03-28T12:00", "03-29T06:00"),
        (Digest.WEEKLY, "03-02T06:59", "03-02T07:00"),  # a Monday
        (Digest.WEEKLY, "03-02T07:00", "03-09T07:00"),
        (Digest.WEEKLY, "03-08T23:30", "03-09T07:00"),  # Monday in Paris already
    ],
)
def test_letters_are_collected_until_eight_in_the_morning(digest: Digest, now: str, due: str) -> None:
    rhythm = Rhythm("Europe/Paris", digest=digest)

    assert rhythm.due(Channel.EMAIL, at(now)) == at(due)
    assert rhythm.due(Channel.PUSH, at(now)) == at(now)


def test_letters_wait_to_be_read_in_the_app_and_then_for_the_next_mark_and_the_morning() -> None:
    assert Rhythm(unread_minutes=10).due(Channel.EMAIL, at("03-02T12:01")) == at("03-02T12:15")
    assert Rhythm(unread_minutes=10).due(Channel.EMAIL, at("03-02T12:05")) == at("03-02T12:15")
    late = Rhythm("Europe/Paris", "22:00", "07:00", unread_minutes=60)
    assert late.due(Channel.EMAIL, at("03-02T20:30")) == at("03-03T06:00")


def test_what_is_urgent_and_what_the_app_shows_wait_for_nothing() -> None:
    own = Preferences("acc_ana", rhythm=NIGHT)

    assert set(own.plan(Type.PAYMENT_FAILED, {}, at("03-02T23:00")).values()) == {at("03-02T23:00")}
    assert own.plan(Type.CONTRACT_SIGNED, {}, at("03-02T23:00")) == {
        Channel.IN_APP: at("03-02T23:00"),
        Channel.EMAIL: at("03-03T06:00"),
        Channel.PUSH: at("03-03T06:00"),
    }


@pytest.mark.parametrize(
    ("rule", "kind", "about", "is_for"),
    [
        (Rule(Effect.AT_ONCE, Type.CONTRACT_SIGNED), Type.CONTRACT_SIGNED, "ctr_1", True),
        (Rule(Effect.AT_ONCE, Type.CONTRACT_SIGNED), Type.WORK_APPROVED, "ctr_1", False),
        (Rule(Effect.AT_ONCE, about="ctr_1"), Type.WORK_APPROVED, "ctr_1", True),
        (Rule(Effect.AT_ONCE, about="ctr_1"), Type.WORK_APPROVED, "ctr_2", False),
        (Rule(Effect.AT_ONCE, Type.WORK_APPROVED, "ctr_1"), Type.CONTRACT_SIGNED, "ctr_1", False),
    ],
)
def test_a_rule_is_for_a_type_for_one_thing_or_for_both(rule: Rule, kind: Type, about: str, *, is_for: bool) -> None:
    assert rule.concerns(kind, {"contract_id": about}) is is_for


def test_of_two_rules_the_quieter_one_wins() -> None:
    rules = (Rule(Effect.AT_ONCE, Type.CONTRACT_SIGNED), Rule(Effect.IN_APP_ONLY, about="ctr_1"))

    plan = Preferences("acc_ana", rhythm=NIGHT, rules=rules).plan(
        Type.CONTRACT_SIGNED, {"contract_id": "ctr_1"}, at("03-02T23:00")
    )

    assert set(plan) == {Channel.IN_APP}
