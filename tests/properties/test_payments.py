"""Payments under crashes, network faults, lost and repeated messages, in any order (payments.md 2.5 and 3.5).

The real Stripe library talks over HTTP to a server that keeps Stripe's rules; only the order of things is made up.
"""

from __future__ import annotations

import collections
import contextlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from guildhall.kernel.clock import SettableClock
from guildhall.ledger.models import Natural, class_of, sums_of
from guildhall.payments.machine import OPEN_ATTEMPT, PaymentState
from guildhall.payments.models import Dispute, ProtectedPayment
from guildhall.platform import table
from guildhall.platform.assembly import Platform
from tests.support.crashes import POINTS, RACE, Crash, Fuse
from tests.support.dynoxide import Engine
from tests.support.effort import stateful
from tests.support.payments import PaymentsHouse, stripe_server
from tests.support.tables import make_tables
from tools.stripe_server import StripeServer

FAULTS = ("500_before", "500_after", "500_saved_before", "500_saved_after", "drop_before", "drop_after", "402_insufficient", "429")  # fmt: skip  # noqa: E501
TROUBLE = (*(None,) * 6, *FAULTS, "drop_after", "500_saved_after", *POINTS, RACE, RACE)
LATER = (1, 30, 25 * 60, 25 * 60)
"""Minutes; the last is after Stripe has forgotten its idempotency keys."""
CARDS = ("pm_card_visa", "pm_card_visa", "pm_card_visa", "pm_card_chargeDeclined", "pm_card_threeDSecure2Required")
AMOUNTS = (10_007, 20_011)
WHICH = st.integers(0, len(AMOUNTS) - 1)
ANY = st.integers(0, 30)


class PaymentsMachine(RuleBasedStateMachine):
    """A client, an expert and two milestones; everything that can go wrong between them and Stripe."""

    engine: Engine
    platform: Platform
    clock: SettableClock
    server: StripeServer

    def __init__(self) -> None:
        super().__init__()
        self.fuse = Fuse()
        self.server.control.reset()
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

    # ── helpers ─────────────────────────────────────────────────────────────────
    def survive(self, act: Callable[..., Any], *values: Any) -> Any:
        """Do something; a process that dies on the way is simply gone."""
        try:
            return act(*values)
        except Crash:
            return None

    def payment(self, milestone_id: str) -> ProtectedPayment:
        payment = self.house.payments.get(milestone_id)
        assert payment is not None
        return payment

    def objects(self, kind: str) -> list[dict[str, Any]]:
        return self.server.control.world().find(kind)

    def intent_of(self, milestone_id: str) -> dict[str, Any] | None:
        own = [each for each in self.objects("payment_intent") if each["metadata"].get("milestone") == milestone_id]
        return own[0] if own else None

    # ── people ──────────────────────────────────────────────────────────────────
    @initialize(held=st.sampled_from([0, 1, 2, 2]), is_ready=st.sampled_from([True, True, False]), late=st.booleans())
    def begin(self, held: int, is_ready: bool, late: bool) -> None:  # noqa: FBT001  Hypothesis passes by name
        if is_ready:
            self.house.onboard()
        for milestone_id in self.milestones[:held]:
            self.house.hold(milestone_id)
        self.server.control.late_fees(late=late)

    @rule(which=WHICH)
    def the_client_funds(self, which: int) -> None:
        self.survive(self.house.fund, self.milestones[which])

    @rule(which=WHICH, card=st.sampled_from(CARDS))
    def the_client_pays(self, which: int, card: str) -> None:
        intent = self.intent_of(self.milestones[which])
        if intent and intent["status"] in {"requires_payment_method", "requires_action"}:
            # By the intent itself: a browser may hold a client secret that our page shows no more.
            with contextlib.suppress(Exception):
                self.server.control.pay(intent["id"], card)

    @rule(which=WHICH, approved=st.booleans())
    def the_cardholder_answers(self, which: int, approved: bool) -> None:  # noqa: FBT001  as above
        intent = self.intent_of(self.milestones[which])
        if intent and intent["status"] == "requires_action":
            self.server.control.authenticate(intent["id"], approved=approved)

    @rule(which=WHICH)
    def the_client_cancels(self, which: int) -> None:
        if self.payment(self.milestones[which]).state in {PaymentState.UNFUNDED, *OPEN_ATTEMPT}:
            self.survive(self.house.cancel, self.milestones[which])

    @rule(which=WHICH, by_expert=st.booleans())
    def somebody_refunds(self, which: int, by_expert: bool) -> None:  # noqa: FBT001  as above
        path = f"/v1/payments/{self.milestones[which]}/refund"
        by = self.house.expert if by_expert else self.house.client
        self.survive(lambda: self.house.call("POST", path, by=by))

    @rule(which=WHICH)
    def the_expert_delivers(self, which: int) -> None:
        milestone_id = self.milestones[which]
        if self.payment(milestone_id).state is PaymentState.HELD:
            self.deliveries[milestone_id] += 1
            self.survive(self.house.deliver, milestone_id, self.deliveries[milestone_id])

    @rule(which=WHICH, by_silence=st.booleans())
    def the_work_is_approved(self, which: int, by_silence: bool) -> None:  # noqa: FBT001  as above
        milestone_id = self.milestones[which]
        if self.payment(milestone_id).state is PaymentState.HELD or self.deliveries[milestone_id]:
            number = max(1, self.deliveries[milestone_id])
            self.survive(lambda: self.house.approve(milestone_id, number, by_silence=by_silence))

    @rule(which=WHICH)
    def an_old_request_for_changes_arrives(self, which: int) -> None:
        milestone_id = self.milestones[which]
        if self.deliveries[milestone_id]:
            self.survive(self.house.ask_for_changes, milestone_id, 1)

    # ── machinery ───────────────────────────────────────────────────────────────
    @rule(number=ANY, trouble=st.sampled_from(TROUBLE))
    def the_worker_takes_a_message(self, number: int, trouble: str | None) -> None:
        if queue := self.house.queue():
            if trouble in {*POINTS, RACE}:
                self.fuse.armed = trouble
            elif trouble:
                self.server.control.fault(trouble, method="POST", path="/v1/")
            self.survive(self.house.work_one, queue[number % len(queue)])
            self.server.control.clear_faults()

    @rule(number=ANY)
    def a_message_comes_twice(self, number: int) -> None:
        if queue := self.house.queue():
            row = queue[number % len(queue)]
            again = dict(row)
            self.survive(self.house.work_one, row)
            self.survive(self.house.work_one, again)

    @rule(number=ANY)
    def a_message_is_lost(self, number: int) -> None:
        if queue := self.house.queue():
            self.house.drop(queue[number % len(queue)])

    @rule()
    def the_worker_empties_its_queue(self) -> None:
        self.survive(self.house.work, 8)

    @rule(number=ANY)
    def a_webhook_arrives(self, number: int) -> None:
        if waiting := self.house.pending_webhooks():
            delivery = waiting[number % len(waiting)]
            self.survive(self.house.webhook, delivery)
            self.answered.append(delivery)

    @rule(number=ANY)
    def a_webhook_is_lost(self, number: int) -> None:
        if waiting := self.house.pending_webhooks():
            self.server.control.drop(waiting[number % len(waiting)]["seq"])

    @precondition(lambda self: self.answered)
    @rule(number=ANY)
    def an_old_webhook_comes_again(self, number: int) -> None:
        self.survive(self.house.webhook, self.answered[number % len(self.answered)])

    @rule(point=st.sampled_from((*POINTS, RACE)))
    def a_process_will_die(self, point: str) -> None:
        self.fuse.armed = point

    @rule(which=WHICH, what=st.sampled_from(["fund", "refund", "approve"]), trouble=st.sampled_from(TROUBLE[6:]),
          then=st.sampled_from(LATER))  # fmt: skip
    def a_decision_meets_trouble(self, which: int, what: str, trouble: str, then: int) -> None:
        if what == "approve":
            self.the_work_is_approved(which, by_silence=False)
        elif what == "refund":
            self.somebody_refunds(which, by_expert=True)
        else:
            self.the_client_funds(which)
        self.everything_is_tried_once_and_again_later(trouble, then)

    @rule(trouble=st.sampled_from(TROUBLE), then=st.sampled_from(LATER))
    def everything_is_tried_once_and_again_later(self, trouble: str | None, then: int) -> None:
        for row in self.house.queue():
            if trouble in {*POINTS, RACE}:
                self.fuse.armed = trouble
            elif trouble:
                self.server.control.fault(trouble, method="POST", path="/v1/")
            self.survive(self.house.work_one, row)
        self.fuse.armed = None
        self.server.control.clear_faults()
        self.survive(self.house.sweep, timedelta(minutes=then))
        self.survive(self.house.work, 8)

    @rule()
    def a_search_will_fail(self) -> None:
        self.server.control.fault("500_before", method="GET", path="/v1/")

    @rule(minutes=st.sampled_from([3, 20, 25 * 60]))
    def the_sweeps_run(self, minutes: int) -> None:
        self.survive(self.house.sweep, timedelta(minutes=minutes))

    # ── the outside world ───────────────────────────────────────────────────────
    @rule()
    def the_expert_opens_a_payout_account(self) -> None:
        body = {"country": "FR", "email": "e@expert.example"}
        self.survive(lambda: self.house.call("POST", "/v1/payout-account", by=self.house.expert, body=body))

    @rule(is_good=st.booleans())
    def stripe_decides_on_the_expert(self, is_good: bool) -> None:  # noqa: FBT001  as above
        account = self.house.payments.account(self.house.expert.account_id)
        if account and account.provider_account_id:
            status = "active" if is_good else "restricted"
            self.server.control.onboard(account.provider_account_id, status=status)

    @rule(which=WHICH, is_over=st.booleans())
    def a_bank_asks_about_a_charge(self, which: int, is_over: bool) -> None:  # noqa: FBT001  as above
        # An inquiry moves no money, and freezes all the same.
        status = "warning_closed" if is_over else "warning_needs_response"
        self.survive(self.house.apply, Dispute("du_1", self.milestones[which], status))

    @rule(which=WHICH)
    def an_approval_and_an_inquiry_cross(self, which: int) -> None:
        self.the_work_is_approved(which, by_silence=False)
        self.a_bank_asks_about_a_charge(which, is_over=False)

    @rule()
    def late_fees_arrive(self) -> None:
        self.server.control.book_fees()

    # ── always ──────────────────────────────────────────────────────────────────
    def fold(self) -> collections.Counter[str]:
        """Every account's balance, from the entries alone."""
        folded: collections.Counter[str] = collections.Counter()
        for milestone_id in self.milestones:
            for entry in self.house.books.entries_about(milestone_id):
                assert not any(sums_of(entry.lines).values())  # I1
                for line in entry.lines:
                    folded[line.account] += line.natural_minor
        return folded

    def books_and_payments_agree(self) -> None:
        folded = self.fold()
        debits = sum(n for name, n in folded.items() if class_of(name).natural is Natural.DEBIT)
        assert debits * 2 == sum(folded.values())  # I2
        for account in folded:
            if class_of(account).is_guarded:
                assert folded[account] == self.house.balance(account) >= 0  # I3, I4
        for milestone_id in self.milestones:
            payment = self.payment(milestone_id)
            assert payment.held_minor == folded[f"hold:{milestone_id}"]  # I5
            assert payment.funded_minor in {0, payment.amount_minor}

    def one_object_a_command_and_one_charge_a_milestone(self) -> None:
        for kind in ("payment_intent", "transfer", "refund"):
            made = collections.Counter(each["metadata"]["cmd"] for each in self.objects(kind))
            assert all(number == 1 for number in made.values()), made  # I6
        paid = collections.Counter(c["metadata"]["milestone"] for c in self.objects("charge") if c["captured"])
        assert all(number == 1 for number in paid.values()), f"paid twice: {paid}"  # I6

    def nothing_is_sent_while_frozen(self) -> None:
        for transfer in self.objects("transfer"):
            if transfer["id"] not in self.known_transfers:
                self.known_transfers.add(transfer["id"])
                assert transfer["metadata"]["milestone"] not in self.frozen_before  # I8
        self.frozen_before = {each for each in self.milestones if self.payment(each).frozen_by}

    @invariant()
    def always(self) -> None:
        self.books_and_payments_agree()
        self.one_object_a_command_and_one_charge_a_milestone()
        self.nothing_is_sent_while_frozen()

    # ── when all is quiet ───────────────────────────────────────────────────────
    def teardown(self) -> None:
        self.come_to_rest()
        self.everything_agrees()

    def come_to_rest(self) -> None:
        self.fuse.armed = None
        self.server.control.clear_faults()
        for milestone_id in self.milestones:
            self.house.apply(Dispute("du_1", milestone_id, "warning_closed"))
        self.server.control.late_fees(late=False)
        self.server.control.book_fees()
        self.nothing_is_sent_while_frozen()
        self.wait_a_while()
        self.the_expert_opens_a_payout_account()
        self.wait_a_while()
        account = self.house.payments.account(self.house.expert.account_id)
        assert account is not None
        assert account.provider_account_id is not None
        self.server.control.onboard(account.provider_account_id)
        for delivery in self.house.pending_webhooks():
            # The notice that the expert can be paid is lost; so is whatever else was still on its way.
            self.server.control.drop(delivery["seq"])
        self.wait_a_while()

    def wait_a_while(self) -> None:
        for _ in range(4):
            self.house.settle()
            self.house.sweep(timedelta(hours=2))
        self.house.settle()

    def everything_agrees(self) -> None:
        self.always()
        assert self.house.queue() == []
        self.nothing_is_left_to_do()
        self.our_books_are_stripes()

    def nothing_is_left_to_do(self) -> None:
        expert = self.house.expert.account_id
        for order in self.commands(*self.milestones, expert):
            assert order.is_over, order  # I12
        for milestone_id in self.milestones:
            payment = self.payment(milestone_id)
            assert payment.state not in {PaymentState.CLOSING, PaymentState.RELEASING, PaymentState.REFUNDING}
            intent = self.intent_of(milestone_id)
            if payment.state in OPEN_ATTEMPT:
                assert intent is not None
                assert intent["status"] not in {"succeeded", "canceled"}

    def commands(self, *subjects: str) -> Iterator[Any]:
        for kind, subject, number in itertools.product(
            ("fund", "close", "release", "refund", "account", "link"), subjects, range(1, 30)
        ):
            order = self.house.payments.command(f"{kind}:{subject}:{number}")
            if order is not None:
                yield order

    def our_books_are_stripes(self) -> None:
        folded = self.fold()
        at_stripe = sum(each["net"] for each in self.objects("balance_transaction"))
        assert folded["psp_clearing:stripe"] == at_stripe  # I9
        assert not any(n for name, n in folded.items() if name.startswith(("refund_in_transit", "suspense")))  # I10
        states = [self.payment(each) for each in self.milestones]
        sent = sum(each["amount"] for each in self.objects("transfer"))
        commission = folded["platform_fee:guildhall"]
        assert sent == sum(each.released_minor for each in states) - commission  # I11
        assert sum(each["amount"] for each in self.objects("refund")) == sum(
            each.refunded_minor for each in states
        )  # I11
        assert folded[f"expert_payable:{self.house.expert.account_id}"] == 0


@pytest.mark.timeout(3600)
def test_no_money_is_lost_doubled_or_stranded(engine: Engine, platform: Platform, clock: SettableClock) -> None:
    with stripe_server() as server:
        PaymentsMachine.engine, PaymentsMachine.platform = engine, platform
        PaymentsMachine.clock, PaymentsMachine.server = clock, server
        run_state_machine_as_test(PaymentsMachine, settings=stateful(examples=12, steps=25))
