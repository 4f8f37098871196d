"""Rate limits, counted on a real engine."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta

import pytest

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.errors import TooMany, Unavailable
from guildhall.kernel.rate_limits import Limit, take_for
from guildhall.platform import context
from guildhall.platform.assembly import Platform
from guildhall.platform.rate_limits import DynamoRateLimits, headers

THREE = Limit("three-an-hour", 3, 3600)


def passes(platform: Platform, subject: str = "amina", limit: Limit = THREE) -> bool:
    try:
        platform.limits.take(limit, subject)
    except TooMany:
        return False
    return True


def test_a_window_lets_its_quota_pass_and_says_when_the_next_begins(platform: Platform, clock: SettableClock) -> None:
    assert [passes(platform) for _ in range(5)] == [True, True, True, False, False]

    with pytest.raises(TooMany) as refused:
        platform.limits.take(THREE, "amina")
    wait = refused.value.retry_after_seconds
    assert wait is not None
    clock.advance(timedelta(seconds=wait - 1))
    assert not passes(platform)
    clock.advance(timedelta(seconds=1))
    assert [passes(platform) for _ in range(4)] == [True, True, True, False]


def test_subjects_and_limits_do_not_share_a_count(platform: Platform) -> None:
    for _ in range(3):
        passes(platform)

    assert passes(platform, "ben")
    assert passes(platform, "amina", Limit("another", 1, 3600))
    assert not passes(platform)


def test_windows_of_subjects_begin_at_different_moments(platform: Platform) -> None:
    for number in range(20):
        platform.limits.take(THREE, f"subject {number}")
    resets = set()
    for number in range(20):
        platform.limits.take(THREE, f"subject {number}")
        resets.add(context.current().allowances[THREE.name].reset_seconds)

    assert len(resets) > 15


def test_however_many_ask_at_once_the_quota_holds(platform: Platform) -> None:
    with ThreadPoolExecutor(16) as pool:
        done = [pool.submit(copy_context().run, passes, platform) for _ in range(48)]

    assert sum(one.result() for one in done) == 3


def test_what_is_given_back_can_be_taken_again(platform: Platform) -> None:
    for _ in range(3):
        passes(platform)

    platform.limits.give_back(THREE, "amina")

    assert [passes(platform), passes(platform)] == [True, False]


def test_giving_back_more_than_was_taken_earns_nothing(platform: Platform) -> None:
    platform.limits.give_back(THREE, "amina")
    passes(platform)
    for _ in range(3):
        platform.limits.give_back(THREE, "amina")

    assert [passes(platform) for _ in range(4)] == [True, True, True, False]


def test_forgetting_empties_the_window(platform: Platform) -> None:
    for _ in range(3):
        passes(platform)

    platform.limits.forget(THREE, "amina")

    assert passes(platform)


def test_an_actor_is_counted_by_account(platform: Platform) -> None:
    once = Limit("once", 1, 60)
    take_for(platform.limits, once, Actor("acc_1"))
    take_for(platform.limits, once, Actor("acc_2"))

    with pytest.raises(TooMany):
        take_for(platform.limits, once, Actor("acc_1", frozenset({"expert"})))


def test_what_cannot_be_counted_does_not_pass(platform: Platform, clock: SettableClock) -> None:
    with pytest.raises(Unavailable):
        DynamoRateLimits("no-such-table", clock).take(THREE, "amina")


def test_the_headers_tell_every_limit_that_was_counted(platform: Platform) -> None:
    platform.limits.take(THREE, "amina")
    platform.limits.take(Limit("per-minute", 60, 60), "amina")
    told = headers(context.current().allowances.values())

    assert told["RateLimit-Policy"] == '"three-an-hour";q=3;w=3600, "per-minute";q=60;w=60'
    assert told["RateLimit"].startswith('"three-an-hour";r=2;t=')
    assert headers([]) == {}
