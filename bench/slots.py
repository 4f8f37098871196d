"""What is free in a venue of sixty tables: the handler's CPU for a day and for a month, near empty and full.

Our own process alone is measured: the engine has one of its own. What is taken is written as sheets, which is what
reservations leave: thirty thousand made one by one would take longer than all other benches.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from http import HTTPStatus

from bench.growth import TARGET as GROWTH_TARGET
from bench.recorder import Recorder
from bench.report import Result
from bench.world import world
from functions.bookings.guests import create_app
from guildhall.bookings.models.floor import FloorPlan, Room, Table
from guildhall.bookings.models.opening import Duration, OpeningRules, ServicePlan, WeeklyService
from guildhall.bookings.models.quarters import DAY_QUARTERS
from guildhall.bookings.models.sheets import FOREVER, SheetChange
from guildhall.bookings.store.rooms import DynamoFloorPlans, write_sheet
from guildhall.bookings.store.venues import DynamoOpenings, DynamoVenues
from guildhall.bookings.wiring import reservations as wiring
from guildhall.kernel.actor import ANONYMOUS, Origin
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.ids import UlidIds
from guildhall.platform import context, settings
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from guildhall.platform.edge.http import Handler, serve
from guildhall.platform.idempotency import Idempotency
from guildhall.platform.policy import CedarGate
from guildhall.platform.table import Tables, bind
from tests.support.http import LambdaContext, http_event
from tests.support.rooms import SLUG, VENUE_ID, a_venue, with_payments

TABLES, DAYS, STAY_QUARTERS = 60, 30, 4
FEW, MANY = 10, 1_000
"""Reservations a day. A thousand of an hour each leave a third of the room: sixty tables have 1,440 hours."""
MONDAY = date(2026, 3, 2)
TARGET_MS = 20
SAMPLES, WARM_UP = 60, 10


def measure() -> list[Result]:
    """Measure a day and thirty days, with ten and with a thousand reservations a day."""
    results, medians = [], {}
    for reservations in (FEW, MANY):
        with world() as made:
            platform = _platform(made.environ)
            handle = opened(platform, reservations)
            for days, target in ((1, TARGET_MS), (DAYS, None)):
                name = f"slots_cpu_{days}d_{reservations}"
                taken, units = sampled(handle, days, made.recorder)
                medians[days, reservations] = statistics.median(taken)
                p95 = sorted(taken)[int(len(taken) * 0.95)]
                note = f"p95 {p95:.1f} ms, {units:g} units"
                results.append(Result(name, medians[days, reservations], target, "ms", note))
    results.append(Result("slots_cpu", medians[1, MANY], TARGET_MS, "ms"))
    growth = medians[1, MANY] / medians[1, FEW]
    results.append(Result("growth_slots", growth, GROWTH_TARGET, note=f"{FEW} to {MANY} reservations a day"))
    return results


def _platform(environ: Mapping[str, str]) -> Platform:
    tables = settings.load(Tables, environ)
    bind(tables)
    clock = SettableClock(datetime.combine(MONDAY - timedelta(days=1), wall(12), UTC))
    return with_payments(Platform(tables, clock, UlidIds(clock), CedarGate(), Cursors("bench-key"), "bench", {}))


def opened(platform: Platform, reservations: int) -> Handler:
    """Open the venue around the clock, so that a thousand reservations fit, and fill every day."""
    floor = tuple(Table(f"t{number}", "hall", str(number), 4) for number in range(TABLES))
    day = ServicePlan("day", wall(0), wall(0), wall(23, 45), (Duration(100, STAY_QUARTERS * 15),))
    with context.scope(Origin(ANONYMOUS, "cor_bench", "req_bench")):
        DynamoVenues(platform.database, platform.cursors).create("bench", a_venue("UTC"))
        rules = OpeningRules(VENUE_ID, (WeeklyService(day, (1, 2, 3, 4, 5, 6, 7)),))
        DynamoOpenings(platform.database).save("bench", rules)
        plan = FloorPlan(VENUE_ID, (Room("hall", "Hall"),), floor)
        DynamoFloorPlans(platform.database).save("bench", plan)
        for number in range(DAYS):
            _fill(platform, (MONDAY + timedelta(days=number) - date(1970, 1, 1)).days, reservations)
    app = create_app(wiring.wire_guests(platform))
    return serve(app, platform.ids, Idempotency.of(platform))


def _fill(platform: Platform, day: int, reservations: int) -> None:
    """Spread a day's reservations over the tables and the hours."""
    each, more = divmod(reservations, TABLES)
    for number in range(TABLES):
        count = each + (number < more)
        gap = DAY_QUARTERS // max(1, count)
        starts = [gap * turn for turn in range(count)]
        quarters = frozenset(start + step for start in starts for step in range(STAY_QUARTERS))
        if quarters:
            transaction = platform.database.begin()
            change = SheetChange(f"t{number}", day, FOREVER, take=quarters)
            write_sheet(transaction, VENUE_ID, change, None, StaleVersion())
            transaction.commit("bench")


def sampled(handle: Handler, days: int, recorder: Recorder) -> tuple[list[float], float]:
    """Return the CPU of each call in milliseconds, and the capacity units of one."""
    query = {"party": "2", "first_on": MONDAY.isoformat(), "count": str(days)}
    path = f"/v1/public/venues/{SLUG}/availability"
    event = http_event("GET", path, actor=None, body=None, headers={}, query=query)
    taken = []
    for _ in range(WARM_UP + SAMPLES):
        began = time.process_time()
        answer = handle({**event}, LambdaContext())
        taken.append((time.process_time() - began) * 1000)
        assert int(answer["statusCode"]) == HTTPStatus.OK, answer
    with recorder.recording() as seen:
        handle({**event}, LambdaContext())
    return taken[WARM_UP:], seen.units
