"""A client, an expert, two milestones and a guest's deposit, and what has to hold of them whatever happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from guildhall.kernel.clock import SettableClock
from guildhall.kernel.money import Money
from guildhall.ledger.wiring.desk import wire_ledger
from guildhall.payments.machine import OPEN_ATTEMPT, PaymentState
from guildhall.payments.models import ProtectedPayment
from guildhall.payments.models.deposits import OVER, Deposit
from guildhall.payments.wiring.deposits import wire_deposits
from guildhall.platform import table
from guildhall.platform.assembly import Platform
from tests.support import effort, invariants
from tests.support.arbitration import resolved
from tests.support.crashes import Crash, Fuse
from tests.support.dynoxide import Engine
from tests.support.invariants import MADE, View, without_versions
from tests.support.papers import Papers, documents_follow_the_ledger
from tests.support.payments import PaymentsHouse
from tests.support.tables import make_tables
from tools.stripe_server import StripeServer

AMOUNTS = (10_007, 20_011)
HEARD_ONCE = (
    "ledger.entry", "ledger.line", "ledger.balance", "payments.payment", "payments.deposit", "payments.chargeback",
    "payments.command",
)  # fmt: skip
LONGEST_LIFE = timedelta(days=24)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


class PaymentsWorld(RuleBasedStateMachine):
    """What is there, and what is checked after every step and at the end; what happens is up to who inherits it."""

    engine: Engine
    platform: Platform
    clock: SettableClock
    server: StripeServer
    begins_at: datetime

    def __init__(self) -> None:
        super().__init__()
        self.fuse = Fuse()
        self.server.control.reset()
        # Stripe's clock begins anew with each run; ours must not run ahead of it by the days of all runs before.
        self.clock.advance(self.begins_at - self.clock.now())
        # Tables of its own: the sweeps of one run must not find what another left behind.
        tables = make_tables(self.engine.endpoint_url)
        table.bind(tables)
        platform = replace(self.platform, tables=tables)
        self.house = PaymentsHouse(platform, self.clock, self.server, self.fuse.around_commits, self.fuse.around_calls)
        self.fuse.interloper = lambda: self.house.settle(2)
        self.milestones = self.house.sign(*AMOUNTS)
        self.deliveries = dict.fromkeys(self.milestones, 0)
        self.answered: list[dict[str, Any]] = []
        self.frozen_before: set[str] = set()
        self.known_transfers: set[str] = set()
        self.ledger = wire_ledger(self.house.platform)
        self.papers = Papers(self.house.platform, self.house.expert.account_id, self.house.client.account_id)
        self.closed: dict[date, str] = {}
        self.disputed: dict[str, str] = {}
        self.disputes = 0
        self.desk = wire_deposits(self.house.platform)
        self.deposit_id: str | None = None
        self.objection: str | None = None

    # ── helpers ─────────────────────────────────────────────────────────────────
    def survive(self, act: Callable[..., Any], *values: Any) -> Any:
        """Do something; a process that dies on the way is simply gone."""
        try:
            return act(*values)
        except Crash:
            return None

    def is_young(self) -> bool:
        """Tell whether days may still pass: without any closed day, the close looks for the first of 31."""
        return self.clock.now() - self.begins_at < LONGEST_LIFE

    def payment(self, milestone_id: str) -> ProtectedPayment:
        payment = self.house.payments.get(milestone_id)
        assert payment is not None
        return payment

    def objects(self, kind: str) -> list[dict[str, Any]]:
        return self.server.control.world().find(kind)

    def intent_of(self, milestone_id: str) -> dict[str, Any] | None:
        own = [each for each in self.objects("payment_intent") if each["metadata"].get("milestone") == milestone_id]
        return own[0] if own else None

    def deposit(self) -> Deposit:
        return self.desk.show(str(self.deposit_id))

    def resolve(self, milestone_id: str, to_expert: int, to_client: int, cost: int = 0) -> None:
        """As a queue does it: what died on the way comes again. Each side bears what the other got of the cost."""
        dispute_id, whole = self.disputed.pop(milestone_id), to_expert + to_client or 1
        costs = min(cost * to_client // whole, to_expert), min(cost * to_expert // whole, to_client)
        for _ in range(2):
            self.survive(resolved, self.house, milestone_id, to_expert, to_client, dispute_id, costs)

    # ── always ──────────────────────────────────────────────────────────────────
    def view(self) -> View:
        return View.of(self.house.platform, self.objects)

    def nothing_is_sent_while_frozen(self) -> None:
        for transfer in self.objects("transfer"):
            if transfer["id"] not in self.known_transfers:
                self.known_transfers.add(transfer["id"])
                assert transfer["metadata"]["milestone"] not in self.frozen_before  # I8
        self.frozen_before = {each for each in self.milestones if self.payment(each).frozen_by}

    @invariant()
    def always(self) -> None:
        effort.count_step()
        invariants.always(self.view())  # I1 to I6, I13
        self.nothing_is_sent_while_frozen()
        for milestone_id in self.milestones:
            payment = self.payment(milestone_id)
            assert payment.funded_minor in {0, payment.amount.minor}

    # ── when all is quiet ───────────────────────────────────────────────────────
    def wait_a_while(self) -> None:
        for _ in range(4):
            self.house.settle()
            self.house.sweep(timedelta(hours=2))
        self.house.settle()

    def everything_agrees(self) -> None:
        assert self.house.queue() == []
        self.nothing_is_left_to_do()
        view = self.view()
        invariants.always(view)
        invariants.quiet(view)  # I9 to I12
        self.nothing_is_heard_twice(view)
        self.books_are_rebuilt_as_they_were()
        self.papers.write()
        documents_follow_the_ledger(self.view())  # I16

    def nothing_is_left_to_do(self) -> None:
        for order in self.commands():
            assert order.is_over, order  # I12
        for milestone_id in self.milestones:
            payment = self.payment(milestone_id)
            assert payment.state not in {PaymentState.CLOSING, PaymentState.RELEASING, PaymentState.REFUNDING}
            intent = self.intent_of(milestone_id)
            if payment.state in OPEN_ATTEMPT:
                assert intent is not None
                assert intent["status"] not in {"succeeded", "canceled"}

        if self.deposit_id:
            deposit = self.deposit()
            assert deposit.state in OVER, deposit
            assert not deposit.pending, deposit

    def nothing_is_heard_twice(self, before: View) -> None:
        """I7: every command and every webhook again; nothing is written and nothing asked of Stripe."""
        made = {kind: len(self.objects(kind)) for kind in MADE}
        for order in self.commands():
            self.house.work_again(order.command_id)
        for delivery in self.answered:
            self.house.webhook(delivery)
        self.house.settle()
        after = self.view()
        for kind in HEARD_ONCE:
            assert before.rows(kind) == after.rows(kind), f"I7: {kind}"
        assert made == {kind: len(self.objects(kind)) for kind in MADE}, "I7"

    def books_are_rebuilt_as_they_were(self) -> None:
        """I14, I15: closed days are what they were; dropped balances, roll-ups and days come back from the journal."""
        self.house.pass_time(timedelta(days=2))
        for closed in self.ledger.close_days():
            self.closed[closed.day] = closed.digest
        assert self.ledger.verify_days(None, len(self.closed)) == []  # I15
        before = self.view()
        for row in [*before.rows("ledger.balance"), *before.rows("ledger.roll"), *before.rows("ledger.closed_day")]:
            self.house.remove_from_ledger(row)
        for row in before.rows("ledger.balance"):
            kind, _, owner = row["account"].partition(":")
            self.ledger.rebuild_balance(kind, owner, row["currency"])
        digests = {closed.day: closed.digest for closed in self.ledger.close_days()}
        assert digests == {day: digest for day, digest in self.closed.items() if day in digests}  # I15
        after = self.view()
        for kind in ("ledger.balance", "ledger.roll"):
            assert without_versions(before.rows(kind)) == without_versions(after.rows(kind)), f"I14: {kind}"

    def commands(self) -> Iterator[Any]:
        """Every command there is, by what the table says: guessing their names cost more than all else together."""
        for row in self.view().rows("payments.command"):
            order = self.house.payments.command(row["command_id"])
            assert order is not None
            yield order
