"""The room that the benchmark of free slots fills answers what it is asked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from bench.slots import FEW, MONDAY, opened
from guildhall.bookings.models.quarters import DAY_QUARTERS
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.support.http import LambdaContext, http_event
from tests.support.rooms import SLUG, with_payments


def test_the_room_of_the_benchmark_has_free_tables(platform: Platform) -> None:
    clock = SettableClock(datetime(2026, 3, 1, 12, tzinfo=UTC))
    handle = opened(with_payments(replace(platform, clock=clock)), FEW)
    query = {"party": "2", "first_on": MONDAY.isoformat(), "count": "1"}
    asked = http_event("GET", f"/v1/public/venues/{SLUG}/availability", actor=None, body=None, headers={}, query=query)

    answer = handle(asked, LambdaContext())

    assert (answer["statusCode"], len(json.loads(answer["body"])["items"])) == (200, DAY_QUARTERS)
