"""Releases of held money by several writers at once, each a process of its own, on the engine of the local cloud.

Each writer releases milestones that nobody else touches. What they share is the hot accounts, which have only lines,
and in the second case one expert, whose balance row every release changes. A transaction that meets another on one
item is rejected by AWS and tried again; each such try is counted. The engine queues transactions instead, so a conflict
here would be one of our own making: what AWS does at which rate, the model of payments.md section 2.3 says.
"""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

from bench.report import Result
from bench.world import World, world
from guildhall.contracts.events import WorkApprovedV1
from guildhall.kernel.actor import SYSTEM, Origin
from guildhall.kernel.clock import SystemClock
from guildhall.kernel.errors import Problem
from guildhall.kernel.ids import UlidIds
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, credit, debit
from guildhall.payments.machine import PaymentState
from guildhall.payments.models import Change, KeptQuote, ProtectedPayment
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases.releasing import ReleaseFunds
from guildhall.payments.wiring.storing import store
from guildhall.platform import context, dynamo_transport, table
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from guildhall.platform.policy import CedarGate
from guildhall.platform.table import Tables

WRITERS = (1, 4, 16)
EACH = 25
"""Releases of one writer."""
MOST_RATIO = 1.05
HEAD_START_SECONDS = 3.0
"""For processes to start and connect, so that all write at once."""
_clock = SystemClock()


@dataclass(frozen=True, slots=True)
class Job:
    """What one writer does. begin_at: Unix seconds."""

    environ: Mapping[str, str]
    tables: Tables
    milestones: tuple[str, ...]
    expert_id: str
    begin_at: float


@dataclass(frozen=True, slots=True)
class Done:
    """What one writer did. transactions: that it sent, tries included. gave_up: releases that it could not commit."""

    releases: int
    transactions: int
    gave_up: int
    began_at: float
    ended_at: float


class Counter:
    """Counts the transactions of this process on their way to the engine."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.transactions = 0

    def call(self, operation: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Pass a call on."""
        self.transactions += operation == "TransactWriteItems"
        answer: dict[str, Any] = self._inner.call(operation, arguments)
        return answer

    _make_api_call = call


def measure() -> list[Result]:
    """Measure one release's capacity, then throughput and conflicts for each number of writers."""
    with world() as made:
        results = [_capacity(made)]
        for writers in WRITERS:
            results += _throughput(made, writers, "apart", one_expert=False)
            results += _throughput(made, writers, "one_expert", one_expert=True)
    return results


def _capacity(made: World) -> Result:
    tables = _tables(made)
    (milestone,) = _held(tables, "capacity", "acc_ada", 1)
    release = ReleaseFunds(_payments(tables), _clock)
    with context.scope(Origin(SYSTEM, "cor_bench", "req_bench")), made.recorder.recording() as seen:
        release(_approval(milestone, "acc_ada"))
    ratio = seen.units / seen.floor.units
    return Result(
        "capacity_ratio_release",
        ratio,
        MOST_RATIO,
        note=f"{seen.units:g} units, floor {seen.floor.units:g}; {seen.told()}",
    )


def _throughput(made: World, writers: int, case: str, *, one_expert: bool) -> list[Result]:
    tables, begin_at = _tables(made), 0.0
    experts = ["acc_one" if one_expert else f"acc_{case}_{writers}_{number}" for number in range(writers)]
    work = [
        (_held(tables, f"{case}_{writers}_{number}", expert, EACH), expert) for number, expert in enumerate(experts)
    ]
    begin_at = time.time() + HEAD_START_SECONDS
    jobs = [Job(dict(made.environ), tables, milestones, expert, begin_at) for milestones, expert in work]
    with ProcessPoolExecutor(writers, multiprocessing.get_context("spawn")) as pool:
        done = list(pool.map(write, jobs))
    releases = sum(each.releases for each in done)
    seconds = max(each.ended_at for each in done) - min(each.began_at for each in done)
    conflicts = sum(each.transactions for each in done) - releases - sum(each.gave_up for each in done)
    note = f"{releases} releases, {releases / seconds:.0f} a second, {sum(each.gave_up for each in done)} gave up"
    name = f"release_{case}_{writers}"
    return [
        Result(f"{name}_seconds", seconds / releases, None, "s each", note),
        Result(f"{name}_conflicts", conflicts / releases, None, "a release"),
    ]


def write(job: Job) -> Done:
    """Release every milestone of a job, one after the other; runs in a process of its own."""
    os.environ.update(job.environ)
    table.bind(job.tables)
    known = dynamo_transport._transports  # noqa: SLF001 - the one place through which all calls go
    inner = dynamo_transport.transport()
    counter = Counter(inner)
    known[next(key for key, value in known.items() if value is inner)] = counter
    release = ReleaseFunds(_payments(job.tables), _clock)
    gave_up = 0
    time.sleep(max(0.0, job.begin_at - time.time()))
    began_at = time.time()
    for milestone in job.milestones:
        with context.scope(Origin(SYSTEM, "cor_bench", "req_bench")):
            try:
                release(_approval(milestone, job.expert_id))
            except Problem:
                gave_up += 1
    return Done(len(job.milestones) - gave_up, counter.transactions, gave_up, began_at, time.time())


def _tables(made: World) -> Tables:
    names = {field.name: made.environ[f"GUILDHALL_{field.name.upper()}"] for field in dataclasses.fields(Tables)}
    tables = Tables(**names)
    table.bind(tables)
    return tables


def _payments(tables: Tables) -> Payments:
    # The policies and the cursors are not asked here.
    return store(Platform(tables, _clock, UlidIds(_clock), CedarGate(), Cursors("bench"), "bench", os.environ))


def _held(tables: Tables, name: str, expert_id: str, count: int) -> tuple[str, ...]:
    """Fund milestones; return their ids."""
    payments, gross = _payments(tables), Money(40_000, "EUR")
    ids = tuple(f"mil_{name}_{number}" for number in range(count))
    for milestone_id in ids:
        payment = ProtectedPayment(
            milestone_id=milestone_id, contract_id=f"ctr_{name}", client_id="acc_cleo", expert_id=expert_id,
            title="Design", amount_minor=gross.minor, currency=gross.currency, created_at=_clock.now(),
            state=PaymentState.HELD, attempt=1, quote=KeptQuote(40_000, 4_000, 36_000, 1_000, 1),
            charge_id=f"ch_{milestone_id}", is_fee_booked=True, funded_minor=gross.minor, held_at=_clock.now(),
        )  # fmt: skip
        lines = (debit("psp_clearing:stripe", gross), credit(f"hold:{milestone_id}", gross))
        charge = Entry(f"charge:ch_{milestone_id}", "charge", milestone_id, lines)
        with context.scope(Origin(SYSTEM, "cor_bench", "req_bench")):
            payments.save(Change("payments.hold", payment, entries=(charge,)))
    return ids


def _approval(milestone_id: str, expert_id: str) -> WorkApprovedV1:
    return WorkApprovedV1(
        contract_id="ctr_bench", milestone_id=milestone_id, client_id="acc_cleo", expert_id=expert_id,
        milestone_title="Design", delivery=1, is_automatic=False,
    )  # fmt: skip
