"""Payments under crashes, network faults, lost and repeated messages, in any order (payments.md 2.5 and 3.5).

The real Stripe library talks over HTTP to a server that keeps Stripe's rules; only the order of things is made up.
"""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from guildhall.billing.models.rules import FeeSide
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.errors import Conflict, Invalid, NotFound
from guildhall.ledger.errors import EntryIdReused
from guildhall.ledger.models import Entry, credit, debit
from guildhall.ledger.wiring.posting import journal
from guildhall.payments.machine import OPEN_ATTEMPT, PaymentState
from guildhall.payments.models import Dispute
from guildhall.payments.models.deposits import DepositTerms
from guildhall.payments.wiring.recovering import submit_evidence
from guildhall.platform.assembly import Platform
from tests.support import effort
from tests.support.arbitration import opened
from tests.support.commissions import govern
from tests.support.crashes import POINTS, RACE
from tests.support.dynoxide import Engine
from tests.support.payments import stripe_server
from tests.support.payments_world import AMOUNTS, PaymentsWorld, eur
from tests.support.tables import drop_tables
from tools.stripe_server.errors import ApiError

FAULTS = ("500_before", "500_after", "500_saved_before", "500_saved_after", "drop_before", "drop_after", "402_insufficient", "429")  # fmt: skip  # noqa: E501
TROUBLE = (*(None,) * 6, *FAULTS, "drop_after", "500_saved_after", *POINTS, RACE, RACE)
LATER = (1, 30, 25 * 60, 25 * 60)
"""Minutes; the last is after Stripe has forgotten its idempotency keys."""
CARDS = ("pm_card_visa", "pm_card_visa", "pm_card_visa", "pm_card_chargeDeclined", "pm_card_threeDSecure2Required")
DEPOSIT = 4_003
WHICH = st.integers(0, len(AMOUNTS) - 1)
ANY = st.integers(0, 30)


class PaymentsMachine(PaymentsWorld):
    """A client, an expert, two milestones and a guest's deposit; all that can go wrong between them and Stripe."""

    # ── people ──────────────────────────────────────────────────────────────────
    @initialize(held=st.sampled_from([0, 1, 2, 2]), is_ready=st.sampled_from([True, True, False]), late=st.booleans(),
                on_top=st.sampled_from([0, 0, 333]))  # fmt: skip
    def begin(self, held: int, is_ready: bool, late: bool, on_top: int) -> None:  # noqa: FBT001  Hypothesis passes by name
        if on_top:
            govern(self.house, side=FeeSide.CLIENT, basis_points=on_top)
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
            with contextlib.suppress(ApiError):
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
        self.survive(self.house.sweep, timedelta(minutes=then if self.is_young() else 1))
        self.survive(self.house.work, 8)

    @rule()
    def a_search_will_fail(self) -> None:
        self.server.control.fault("500_before", method="GET", path="/v1/")

    @precondition(lambda self: self.is_young())
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

    # ── a guest's deposit ───────────────────────────────────────────────────────
    @rule(hours=st.sampled_from([2 * 24, 20 * 24]))
    def bookings_asks_for_a_deposit(self, hours: int) -> None:
        """Near enough for an authorisation, or too far for one: then it is charged at once."""
        if self.deposit_id is None:
            starts_at = self.clock.now() + timedelta(hours=hours)
            venue_id = self.house.expert.account_id
            self.deposit_id = self.desk.request(DepositTerms("res_01P", venue_id, eur(DEPOSIT), starts_at)).deposit_id

    @precondition(lambda self: self.deposit_id)
    @rule(card=st.sampled_from(CARDS))
    def the_guest_pays(self, card: str) -> None:
        intent_id = self.deposit().intent_id
        if intent_id:
            # What was given up meanwhile, or was paid, is refused.
            with contextlib.suppress(ApiError):
                self.server.control.pay(intent_id, card)

    @precondition(lambda self: self.deposit_id)
    @rule(keep=st.sampled_from([0, 1, 2_000, DEPOSIT]))
    def bookings_decides(self, keep: int) -> None:
        # Decided before, or nothing to keep.
        with contextlib.suppress(Conflict, Invalid):
            self.desk.settle(str(self.deposit_id), eur(keep))

    @precondition(lambda self: self.deposit_id)
    @rule(keep=st.sampled_from([0, 2_000, DEPOSIT]), trouble=st.sampled_from(TROUBLE[6:]), then=st.sampled_from(LATER))
    def a_decision_of_bookings_meets_trouble(self, keep: int, trouble: str, then: int) -> None:
        self.bookings_decides(keep)
        self.everything_is_tried_once_and_again_later(trouble, then)

    @precondition(lambda self: self.deposit_id)
    @rule(is_answered=st.booleans())
    def the_guest_goes_to_their_bank(self, is_answered: bool) -> None:  # noqa: FBT001  as above
        deposit = self.deposit()
        if self.objection is None and deposit.charge_id and deposit.charged_minor:
            # The provider refuses where nothing of the charge is left.
            with contextlib.suppress(ApiError):
                self.objection = str(self.server.control.dispute(deposit.charge_id)["id"])
        elif self.objection and is_answered:
            # Not heard of yet, or over.
            with contextlib.suppress(Conflict, NotFound):
                submit_evidence(self.house.platform)(self.objection, {"cancellation_rebuttal": "Nobody came."})

    @precondition(lambda self: self.objection)
    @rule(won=st.booleans())
    def the_guests_bank_decides(self, won: bool) -> None:  # noqa: FBT001  as above
        with contextlib.suppress(ApiError):
            self.server.control.close_dispute(str(self.objection), won=won)

    # ── parts, days, and other facts ────────────────────────────────────────────
    @rule(which=WHICH, share=st.sampled_from([1, 3_333, 5_000, 10_007]), by_refund=st.booleans())
    def a_part_leaves_the_hold(self, which: int, share: int, by_refund: bool) -> None:  # noqa: FBT001  as above
        milestone_id = self.milestones[which]
        if not by_refund:
            self.survive(self.house.release, milestone_id, share)
        elif self.payment(milestone_id).held_minor:
            self.survive(self.house.refund, milestone_id, share, self.house.expert)

    @rule(which=WHICH, to_client=st.sampled_from([0, 1, 4_000]), number=st.integers(1, 3), is_accepted=st.booleans())
    def both_sides_part_what_is_held(self, which: int, to_client: int, number: int, is_accepted: bool) -> None:  # noqa: FBT001  as above
        milestone_id = self.milestones[which]
        held = self.payment(milestone_id).held_minor
        if held >= to_client:
            self.survive(self.house.propose, milestone_id, to_client, held - to_client)
        what = "accept" if is_accepted else "decline"
        self.survive(self.house.answer, milestone_id, number, what)

    @rule(which=WHICH, share=st.sampled_from([0, 1, 4_999, 10_000]), cost=st.integers(0, 1_000))
    def a_dispute_goes_on(self, which: int, share: int, cost: int) -> None:
        milestone_id = self.milestones[which]
        held = self.payment(milestone_id).held_minor
        if milestone_id in self.disputed:
            to_expert, to_client = (part.minor for part in eur(held).allocate([share, 10_000 - share]))
            self.resolve(milestone_id, to_expert, to_client, eur(held).share(cost).minor)
        elif held:
            self.disputes += 1
            self.disputed[milestone_id] = f"dsp_{self.disputes}"
            for _ in range(2):
                self.survive(opened, self.house, milestone_id, self.disputed[milestone_id])

    @precondition(lambda self: self.is_young())
    @rule()
    def a_day_ends(self) -> None:
        self.survive(self.house.sweep, timedelta(days=1))
        for closed in self.ledger.close_days():
            self.closed[closed.day] = closed.digest

    @rule(number=ANY, minor=st.integers(30_000, 40_000))
    def another_fact_claims_the_id_of_an_entry(self, number: int, minor: int) -> None:
        known = [entry for each in self.milestones for entry in self.house.books.entries_about(each)]
        if known:
            old = known[number % len(known)]
            lines = (debit("psp_clearing:stripe", eur(minor)), credit("client_credit:acc_thief", eur(minor)))
            transaction = self.house.platform.database.begin()
            journal(self.house.platform).post(transaction, Entry(old.entry_id, old.kind, old.about, lines))
            with pytest.raises(EntryIdReused):  # I7
                transaction.commit("test.post")

    # ── when all is quiet ───────────────────────────────────────────────────────
    def teardown(self) -> None:
        self.come_to_rest()
        self.everything_agrees()
        drop_tables(self.engine.endpoint_url, self.house.platform.tables)

    def come_to_rest(self) -> None:
        self.fuse.armed = None
        self.server.control.clear_faults()
        for milestone_id in self.milestones:
            self.house.apply(Dispute("du_1", milestone_id, "warning_closed"))
            if milestone_id in self.disputed:
                self.resolve(milestone_id, 0, 0)
        self.server.control.late_fees(late=False)
        self.server.control.book_fees()
        if self.objection:
            self.the_guests_bank_decides(won=True)
        self.nothing_is_sent_while_frozen()
        self.wait_a_while()
        if self.deposit_id:
            self.bookings_decides(2_000)
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


@pytest.mark.timeout(24 * 3600)
def test_no_money_is_lost_doubled_or_stranded(engine: Engine, platform: Platform, clock: SettableClock) -> None:
    with stripe_server() as server:
        PaymentsMachine.engine, PaymentsMachine.platform = engine, platform
        PaymentsMachine.clock, PaymentsMachine.server, PaymentsMachine.begins_at = clock, server, clock.now()
        effort.run(PaymentsMachine, examples=12, steps=25)
