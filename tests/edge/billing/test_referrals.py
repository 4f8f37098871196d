"""Bringing people: from a link to a reward that becomes final, or is taken back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.billing import events, tasks
from functions.billing.referrals import create_app
from guildhall.billing.wiring.documents import wire_documents
from guildhall.billing.wiring.referrals import wire_referrals
from guildhall.billing.wiring.timers import wire_timers
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.ledger.wiring.desk import wire_ledger
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.messages import consume
from guildhall.platform.edge.tasks import dispatch
from tests.support.http import Answer, Client, LambdaContext
from tests.support.outbox import published
from tests.support.whole import SETTINGS

REFERRER = Actor("acc_referrer", frozenset({"expert"}))
CLIENT = Actor("acc_client", frozenset({"client"}))
FINANCE = Actor("acc_finance", frozenset({"finance"}))
PEOPLE = {"acc_referrer": ("Ana Ba", "ana@mail.example"), "acc_new": ("Noor Khan", "noor@mail.example")}


class World:
    """Billing's edges for referrals; messages are carried by hand."""

    def __init__(self, platform: Platform) -> None:
        platform = replace(platform, environ={**SETTINGS, **platform.environ, "GUILDHALL_DOCUMENTS_BUCKET": "docs"})
        self.platform = platform
        self.call = Client(create_app, wire_referrals(platform), platform)
        self.on_event = consume(events.subscribe(wire_documents(platform)), lambda body, _: self.buried.append(body))
        self.task = dispatch(tasks.choose(wire_timers(platform)), platform.ids)
        self.books = wire_ledger(platform).books
        self.buried: list[dict[str, Any]] = []
        for account_id, (name, email) in PEOPLE.items():
            self.register(account_id, name, email)

    def tell(self, detail_type: str, event_id: str, data: dict[str, Any]) -> None:
        meta = {"id": event_id, "correlation_id": "cor", "causation_id": "cau"}
        body = {"id": event_id, "detail-type": detail_type, "detail": {"meta": meta, "data": data}}
        self.on_event({"Records": [{"messageId": "m", "body": json.dumps(body), "attributes": {}}]}, None)

    def register(self, account_id: str, name: str, email: str) -> None:
        data = {"account_id": account_id, "email": email, "display_name": name, "roles": [], "locale": "en"}
        self.tell("AccountRegistered.v1", f"evt_r{account_id}", data)

    def link(self, purpose: str = "referral", by: Actor = REFERRER) -> Answer:
        return self.call("POST", "/v1/referral-links", by=by, body={"purpose": purpose})

    def join(self, account_id: str = "acc_new", code: str | None = None, purpose: str = "referral") -> None:
        data = {"account_id": account_id, "referral": code or self.link(purpose).body["code"]}
        self.tell("AccountConfirmed.v1", f"evt_c{account_id}", data)

    def release(self, client: str = "acc_new", number: int = 1, **changes: Any) -> None:
        ids = {"contract_id": "ctr_1", "milestone_id": f"mil_{number}", "client_id": client, "expert_id": "acc_e"}
        amounts = {"amount_minor": 100_000, "fee_minor": 10_000, "net_minor": 90_000, "currency": "EUR"}
        more = {"release_id": f"release:mil_{number}:1", "is_automatic": False, "held_minor": 0}
        self.tell("FundsReleased.v1", f"evt_f{number}{client}", {**ids, **amounts, **more, **changes})

    def lose(self, number: int = 1, outcome: str = "lost", client: str = "acc_new") -> None:
        ids = {"contract_id": "ctr_1", "milestone_id": f"mil_{number}", "client_id": client, "expert_id": "acc_e"}
        amounts = {"amount_minor": 100_000, "currency": "EUR", "from_released_minor": 100_000, "released_minor": 0}
        more = {"chargeback_id": f"du_{number}", "outcome": outcome, "held_minor": 0}
        self.tell("ChargebackClosed.v1", f"evt_l{number}{outcome}", {**ids, **amounts, **more})

    def referrals(self, by: Actor = REFERRER, **query: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.call("GET", "/v1/referrals", by=by, query=query).body["items"]
        return found

    def owed(self) -> int:
        return self.books.balance("referral_payable:acc_referrer", "EUR").minor

    def vest(self) -> int:
        return int(self.task({"task": "vest_rewards"}, LambdaContext())["vested"])


@pytest.fixture
def world(platform: Platform) -> World:
    return World(platform)


@pytest.mark.feature("REF-01")
def test_everybody_has_one_link_of_a_purpose_and_clients_of_their_own_are_for_experts(world: World) -> None:
    first, again = world.link(), world.link()

    assert (first.status, first.body) == (200, again.body)
    assert first.body["path"] == f"/join/{first.body['code']}"
    assert world.link("invitation").body["code"] != first.body["code"]
    assert world.link(by=CLIENT).status == 200
    assert world.link("invitation", by=CLIENT).status == 403
    listed = world.call("GET", "/v1/referral-links", by=REFERRER).body["items"]
    assert {link["purpose"] for link in listed} == {"referral", "invitation"}


@pytest.mark.feature("REF-02")
def test_a_first_completed_milestone_is_rewarded_and_final_after_the_window(world: World, clock: SettableClock) -> None:
    world.join()
    assert [each["reward"] for each in world.referrals()] == [None]

    world.release()
    world.release(number=2)

    assert world.owed() == 2_000
    (told,) = published(world.platform.tables, "ReferralRewardAccrued.v1")
    assert (told["account_id"], told["newcomer_id"], told["amount_minor"]) == ("acc_referrer", "acc_new", 2_000)
    clock.advance(timedelta(days=59))
    assert world.vest() == 0
    clock.advance(timedelta(days=1, seconds=1))
    assert (world.vest(), world.vest()) == (1, 0)
    assert world.referrals()[0]["reward"]["state"] == "vested"
    assert len(published(world.platform.tables, "ReferralRewardVested.v1")) == 1
    assert world.owed() == 2_000


def test_repeated_events_reward_once_and_the_first_link_stands(world: World) -> None:
    other = world.link(by=CLIENT).body["code"]
    world.join()
    world.join(code=other)
    for _ in range(2):
        world.release()

    assert world.owed() == 2_000
    assert len(world.referrals()) == 1
    assert world.referrals(by=CLIENT) == []
    assert world.buried == []


@pytest.mark.parametrize("changes", [{"held_minor": 1}, {"fee_minor": 0}, {"expert_id": "acc_referrer"}])
def test_no_reward_for_a_part_for_nothing_or_for_working_with_the_referrer(
    world: World, changes: dict[str, Any]
) -> None:
    world.join()
    world.release(**changes)

    assert world.owed() == 0
    assert published(world.platform.tables, "ReferralRewardAccrued.v1") == []


def test_an_invitation_of_an_expert_brings_no_reward_but_shows_whom_it_brought(world: World) -> None:
    world.join(purpose="invitation")
    world.release()

    assert world.owed() == 0
    assert [each["purpose"] for each in world.referrals(purpose="invitation")] == ["invitation"]
    assert world.referrals(purpose="referral") == []


@pytest.mark.parametrize(
    ("name", "email", "signal"),
    [("Other Name", "a.na+2@mail.example", "same_mailbox"), ("ana  BA", "x@mail.example", "same_name")],
)
def test_what_looks_like_one_person_waits_for_a_person(
    world: World, clock: SettableClock, name: str, email: str, signal: str
) -> None:
    world.register("acc_twin", name, email)
    world.join("acc_twin")
    world.release("acc_twin")
    (waiting,) = world.call("GET", "/v1/referral-rewards", by=FINANCE).body["items"]
    assert (waiting["signals"], waiting["state"], world.owed()) == ([signal], "in_review", 0)
    clock.advance(timedelta(days=90))
    assert world.vest() == 0

    cleared = world.call("POST", "/v1/referral-rewards/acc_twin/clear", by=FINANCE)

    assert (cleared.status, world.owed(), world.vest()) == (200, 2_000, 1)
    assert world.call("GET", "/v1/referral-rewards", by=FINANCE).body["items"] == []


def test_a_reward_is_taken_back_until_it_is_final_and_not_after(world: World, clock: SettableClock) -> None:
    path, body = "/v1/referral-rewards/acc_new/reverse", {"reason": "The payment was charged back."}
    assert world.call("POST", path, by=FINANCE, body=body).problem == "billing/reward-unknown"
    world.join()
    world.release()

    reversed_ = world.call("POST", path, by=FINANCE, body=body)

    assert (reversed_.body["state"], world.owed()) == ("reversed", 0)
    assert published(world.platform.tables, "ReferralRewardReversed.v1")[0]["reason"] == body["reason"]
    assert world.call("POST", path, by=FINANCE, body=body).problem == "billing/reward-move-not-allowed"
    clock.advance(timedelta(days=61))
    assert world.vest() == 0
    world.join("acc_second")
    world.release("acc_second", number=3)
    clock.advance(timedelta(days=61))
    assert world.vest() == 1
    late = world.call("POST", "/v1/referral-rewards/acc_second/reverse", by=FINANCE, body=body)
    assert (late.status, world.owed()) == (409, 2_000)


def test_a_reward_is_of_the_commission_and_not_of_its_tax(world: World) -> None:
    world.join()
    world.release(fee_minor=12_000, fee_tax_minor=2_000, net_minor=88_000)

    assert world.owed() == 2_000


@pytest.mark.parametrize(("outcome", "left"), [("lost", 0), ("won", 2_000), ("warning_closed", 2_000)])
def test_a_bank_that_takes_the_milestone_takes_its_reward_too(world: World, outcome: str, left: int) -> None:
    world.join()
    world.release()

    for _ in range(2):
        world.lose(outcome=outcome)

    assert (world.owed(), world.buried) == (left, [])
    told = published(world.platform.tables, "ReferralRewardReversed.v1")
    assert [event["reason"] for event in told] == (["chargeback_lost"] if outcome == "lost" else [])


def test_a_loss_of_another_milestone_or_after_the_window_leaves_the_reward(world: World, clock: SettableClock) -> None:
    world.join()
    world.release()
    world.lose(number=2)
    assert world.owed() == 2_000

    clock.advance(timedelta(days=61))
    assert world.vest() == 1
    world.lose()

    assert (world.owed(), world.buried) == (2_000, [])
    assert published(world.platform.tables, "ReferralRewardReversed.v1") == []


def test_a_reward_in_review_is_not_paid_after_a_loss(world: World) -> None:
    world.register("acc_twin", "ana  BA", "x@mail.example")
    world.join("acc_twin")
    world.release("acc_twin")

    world.lose(client="acc_twin")

    assert world.call("GET", "/v1/referral-rewards", by=FINANCE).body["items"] == []
    again = world.call("POST", "/v1/referral-rewards/acc_twin/clear", by=FINANCE)
    assert (again.problem, world.owed()) == ("billing/reward-move-not-allowed", 0)


def test_rewards_of_a_year_are_limited(world: World, clock: SettableClock) -> None:
    billing = wire_documents(world.platform)
    terms = replace(billing.referrals.accrue.terms(), most_a_year=2)
    referrals = replace(billing.referrals, accrue=replace(billing.referrals.accrue, terms=lambda: terms))
    world.on_event = consume(
        events.subscribe(replace(billing, referrals=referrals)), lambda body, _: world.buried.append(body)
    )
    for number in range(3):
        world.join(f"acc_n{number}")
        world.release(f"acc_n{number}", number=number)
    assert world.owed() == 4_000

    clock.advance(timedelta(days=366))
    world.join("acc_later")
    world.release("acc_later", number=9)

    assert world.owed() == 6_000
    assert world.buried == []


def test_a_code_that_nobody_has_or_ones_own_says_nothing(world: World) -> None:
    world.join(code="NOSUCHCODE")
    world.join("acc_referrer")
    world.release()
    world.release("acc_referrer", number=2)

    assert (world.referrals(), world.owed()) == ([], 0)


def test_others_see_neither_my_referrals_nor_the_reviews(world: World) -> None:
    world.join()
    assert world.referrals(by=CLIENT) == []
    assert world.call("GET", "/v1/referral-rewards", by=REFERRER).status == 403
    assert world.call("POST", "/v1/referral-rewards/acc_new/clear", by=REFERRER).status == 403
