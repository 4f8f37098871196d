"""Chargebacks: the pack makes itself, the expert adds their words, and the bank has it before its deadline."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.disputes.events import subscribe
from functions.disputes.hearings import create_app
from functions.disputes.tasks import choose
from guildhall.disputes import wiring
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.messaging import wiring as messaging
from guildhall.messaging.models import Message, Participant, ParticipantRole, Subject
from guildhall.messaging.store.messages import DynamoMessages
from guildhall.payments.events import ChargebackClosedV1, ChargebackOpenedV1
from guildhall.payments.models import Change, Chargeback
from guildhall.payments.models.chargebacks import ChargebackOutcome
from guildhall.payments.wiring.storing import store as store_of_payments
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.tasks import dispatch
from tests.support.deals import ADA, ADMIN, CLEO, CONTRACT_ID, STRANGER, Deal
from tests.support.disputes import StartedWatches
from tests.support.http import Answer, Client
from tests.support.messages import Bus
from tests.support.outbox import enqueued

ONE = "/v1/chargebacks/du_1"


class Bench:
    """A delivered milestone, a few words about it, and a cardholder who objects."""

    def __init__(self, platform: Platform, clock: SettableClock) -> None:
        self.platform, self.clock = platform, clock
        self.deal = Deal(platform).delivered()
        background = wiring.wire_background(platform, self.deal.vault, StartedWatches())
        self.bus = Bus(subscribe(background), clock)
        self._call = Client(create_app, background.hearings, platform)
        self._task = dispatch(choose(background), platform.ids)

    def talk(self, *said: tuple[Actor, str]) -> None:
        """Let the sides write to each other."""
        sides = [Participant("acc_cleo", ParticipantRole.CLIENT), Participant("acc_ada", ParticipantRole.EXPERT)]
        platform = replace(self.platform, environ={"GUILDHALL_SOCKET_ENDPOINT": "http://127.0.0.1:9/live"})
        messaging.wire_ears(platform).keep_conversation(Subject.CONTRACT, CONTRACT_ID, "A booking page", sides)
        for who, text in said:
            self.clock.advance(timedelta(minutes=1))
            message_id = self.platform.ids.new("msg")
            conversation_id = "cnv_" + CONTRACT_ID.removeprefix("ctr_")
            message = Message(conversation_id, message_id, who.account_id, text, self.clock.now())
            DynamoMessages(self.platform.database).put(message)

    def about(self) -> dict[str, Any]:
        """Return what both events carry."""
        return {**self.deal.money(), "chargeback_id": "du_1"}

    def opened(self, days: int | None = 7) -> Bench:
        """Let the bank tell of it, twice."""
        due = self.clock.now() + timedelta(days=days) if days is not None else None
        event = ChargebackOpenedV1(**self.about(), reason="product_not_received", evidence_due_at=due)
        known = Chargeback(**self.about(), reason=event.reason, status="needs_response", opened_at=self.clock.now())
        store_of_payments(self.platform).save(Change("payments.open_chargeback", chargebacks=(known,)))
        self.bus.deliver(event, event)
        return self

    def get(self, by: Actor = ADA) -> Answer:
        """Read it."""
        return self._call("GET", ONE, by=by)

    def call(self, method: str, path: str, **request: Any) -> Answer:
        """Send a request."""
        return self._call(method, path, **request)

    def sweep(self) -> int:
        """Run the timer; return how many packs were sent."""
        return int(self._task({"task": "sweep"}, None)["sent"])

    def orders(self) -> list[dict[str, Any]]:
        """Return what payments' worker is told."""
        return [order for order in enqueued(self.platform.tables, "payment-commands") if "evidence" in str(order)]

    def handed_over(self) -> dict[str, str]:
        """Return what payments was given for the bank."""
        known = store_of_payments(self.platform).chargeback("du_1")
        assert known is not None
        return dict(known.evidence)


@pytest.fixture
def bench(platform: Platform, clock: SettableClock) -> Bench:
    return Bench(platform, clock)


def test_the_pack_is_gathered_from_contract_deliveries_and_messages(bench: Bench) -> None:
    bench.talk((CLEO, "Where are the hours?"), (ADA, "On the page since Monday."))

    answer = bench.opened().get()

    pack = answer.body["pack"]
    assert (answer.status, answer.body["state"], answer.body["reason"]) == (200, "open", "product_not_received")
    assert "A booking page" in pack["product_description"]
    assert pack["service_date"] == "2026-03-02"
    assert "expert work delivered: Here it is." in pack["access_activity_log"]
    assert "client wrote: Where are the hours?" in pack["uncategorized_text"]
    assert "expert wrote: On the page since Monday." in pack["uncategorized_text"]
    assert (bench.bus.dead, bench.bus.failed) == ([], 0)


def test_a_contract_about_which_nobody_wrote_has_a_pack_too(bench: Bench) -> None:
    assert bench.opened().get().body["pack"]["uncategorized_text"] == ""


def test_the_expert_adds_their_words_and_sends_it_once(bench: Bench) -> None:
    bench.opened()
    body = {"statement": "They have used it since March."}

    written = bench.call("PUT", ONE, by=ADA, body=body, headers={"If-Match": '"1"'})
    stale = bench.call("PUT", ONE, by=ADA, body=body, headers={"If-Match": '"1"'})
    sent = bench.call("POST", f"{ONE}/submit", by=ADA)
    again = bench.call("POST", f"{ONE}/submit", by=ADA)
    late = bench.call("PUT", ONE, by=ADA, body=body, headers={"If-Match": '"3"'})

    assert written.body["pack"]["uncategorized_text"] == "They have used it since March."
    assert (stale.status, sent.body["state"]) == (412, "submitted")
    assert {again.problem, late.problem} == {"disputes/hearing-move-refused"}
    assert len(bench.orders()) == 1
    assert bench.handed_over()["uncategorized_text"] == "They have used it since March."


def test_silence_sends_the_pack_a_day_before_the_deadline(bench: Bench) -> None:
    bench.opened()
    bench.clock.advance(timedelta(days=5, hours=23))
    early = bench.sweep()
    bench.clock.advance(timedelta(hours=1))

    assert (early, bench.sweep(), bench.sweep()) == (0, 1, 0)
    assert (bench.get().body["state"], len(bench.orders())) == ("submitted", 1)


def test_a_bank_that_takes_no_evidence_gets_none(bench: Bench) -> None:
    bench.opened(days=None)
    bench.clock.advance(timedelta(days=60))

    assert bench.sweep() == 0
    assert bench.get().body["submit_at"] is None


@pytest.mark.parametrize("outcome", ["won", "lost", "warning_closed"])
def test_the_decision_of_the_bank_closes_the_hearing(bench: Bench, outcome: Any) -> None:
    bench.opened()
    event = ChargebackClosedV1(**bench.about(), outcome=outcome)
    bench.bus.deliver(event, event)

    assert (bench.get().body["state"], bench.get().body["outcome"]) == ("closed", outcome)
    assert bench.sweep() == 0
    assert bench.call("POST", f"{ONE}/submit", by=ADA).status == 409


def test_a_chargeback_that_we_never_heard_of_may_be_closed(bench: Bench) -> None:
    bench.bus.deliver(ChargebackClosedV1(**bench.about(), outcome="won"))

    assert (bench.bus.dead, bench.bus.failed) == ([], 0)
    assert bench.get().problem == "disputes/hearing-unknown"


def test_the_hearing_is_the_experts_and_whoever_looks_after_the_money_reads_it(bench: Bench) -> None:
    bench.opened()
    finance = Actor("acc_fin", frozenset({"finance"}))

    assert {who.account_id: bench.get(who).status for who in (CLEO, STRANGER, ADMIN, finance)} == {
        "acc_cleo": 404, "acc_eve": 404, "acc_admin": 200, "acc_fin": 200,
    }  # fmt: skip
    assert bench.call("POST", f"{ONE}/submit", by=ADMIN).status == 403
    assert len(bench.call("GET", "/v1/chargebacks", by=ADA).body["items"]) == 1
    assert bench.call("GET", "/v1/chargebacks", by=STRANGER).body["items"] == []
    assert bench.call("GET", "/v1/chargebacks", by=CLEO).status == 403


def test_a_bank_that_decided_while_its_news_is_on_the_way_is_not_written_to(bench: Bench) -> None:
    bench.opened()
    store = store_of_payments(bench.platform)
    known = store.chargeback("du_1")
    assert known is not None
    store.save(Change("payments.close_chargeback", chargebacks=(replace(known, outcome=ChargebackOutcome.WON),)))
    bench.clock.advance(timedelta(days=6))

    assert bench.sweep() == 0
    assert bench.get().body["state"] == "open"
    assert bench.call("POST", f"{ONE}/submit", by=ADA).problem == "payments/chargeback-over"
