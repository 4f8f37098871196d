"""A hundred people, a thousand requests a minute: every one answered, and soon.

Requests start on a fixed beat whether or not earlier ones have ended, and a latency counts from the beat: a server
that stalls is charged for everybody who had to wait, not only for those it kept waiting last.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench.report import Result
from tools.journeys.people import Person, register
from tools.journeys.person import Api
from tools.journeys.stage import Stage

PEOPLE = 100
REQUESTS_A_MINUTE = 1_000
SECONDS = int(os.environ.get("GUILDHALL_LOAD_SECONDS", "300"))
WARM_UP_SECONDS = 15
"""Environments start during it; what it takes is not counted, for it is measured by bench/start.py."""
THREADS = 48
MOST_P95_MS = 200

BRIEF = {
    "title": "A booking page",
    "description": "For a bakery with two shops.",
    "skills": ["python"],
    "currency": "EUR",
    "budget_minor": 150_000,
    "due_on": (dt.datetime.now(dt.UTC) + dt.timedelta(days=365)).date().isoformat(),
}


def measure(stage: Stage) -> list[Result]:
    """Run the load once."""
    with ThreadPoolExecutor(8) as pool:
        people = list(pool.map(lambda number: _person(stage, number), range(PEOPLE)))
    steps = itertools.cycle(_steps(people))
    _run(steps, WARM_UP_SECONDS)
    taken = _run(steps, SECONDS)
    latencies = [milliseconds for milliseconds, _ in taken]
    refused = Counter(status for _, status in taken if status >= 400)  # noqa: PLR2004 - the class of errors begins
    p95 = statistics.quantiles(latencies, n=20)[-1]
    note = f"{len(taken)} requests in {SECONDS} s, p50 {statistics.median(latencies):.0f} ms"
    return [
        Result("load_p95", p95, MOST_P95_MS, "ms", note),
        Result("load_errors", refused.total(), 0, "answers", f"by status: {dict(refused)}" if refused else ""),
    ]


def _person(stage: Stage, number: int) -> Person:
    """Register somebody; clients have a draft, experts have a profile."""
    role = "client" if number % 2 == 0 else "expert"
    person = register(stage, f"Person {number}", f"person{number}@bench.example", [role])
    if role == "client":
        person.api.post("/v1/projects", BRIEF)
    return person


def _steps(people: list[Person]) -> list[Callable[[], Any]]:
    """Return what people do, mixed: four reads to a write, everybody in turn."""
    steps: list[Callable[[], Any]] = []
    for person in people:
        api, is_client = person.api, int(person.name.split()[1]) % 2 == 0
        steps += [
            lambda api=api: api("GET", "/v1/me"),  # type: ignore[misc]
            lambda api=api: api("GET", "/v1/notifications"),  # type: ignore[misc]
            lambda api=api: api("GET", "/v1/conversations"),  # type: ignore[misc]
            lambda api=api, mine=is_client: api("GET", "/v1/projects", query={"is_mine": str(mine).lower()}),  # type: ignore[misc]
            (lambda api=api: api("POST", "/v1/projects", BRIEF)) if is_client else (lambda api=api: _look(api)),  # type: ignore[misc]
        ]
    # A prime stride visits everybody before it comes back, with another kind of request next to each.
    return [steps[number * 37 % len(steps)] for number in range(len(steps))]


def _look(api: Api) -> Any:
    return api("GET", "/v1/profiles", query={"limit": "20"})


def _run(steps: itertools.cycle[Callable[[], Any]], seconds: int) -> list[tuple[float, int]]:
    """Start a request on every beat for some seconds; return milliseconds and status of each."""
    beat = 60 / REQUESTS_A_MINUTE
    began = time.perf_counter()

    def request(step: Callable[[], Any], due: float) -> tuple[float, int]:
        status: int = step().status
        return (time.perf_counter() - due) * 1000, status

    with ThreadPoolExecutor(THREADS) as pool:
        pending = []
        for number in range(int(seconds / beat)):
            due = began + number * beat
            time.sleep(max(0.0, due - time.perf_counter()))
            pending.append(pool.submit(request, next(steps), due))
        return [done.result() for done in pending]
