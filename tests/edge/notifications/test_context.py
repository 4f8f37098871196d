"""In context: nothing goes elsewhere that is read here, one thing is told as one, and what is settled is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from guildhall.contracts.events import (
    ContractOpenedV1,
    ContractSignatureGivenV1,
    ContractSignedV1,
    WorkApprovedV1,
    WorkDeliveredV1,
)
from guildhall.disputes.events import DisputeStageEnteredV1
from guildhall.kernel.clock import SettableClock, to_text
from guildhall.kernel.events import DomainEvent
from guildhall.messaging.events import CallMissedV1, CallStartedV1, MessageSentV1
from guildhall.messaging.models import IN_USE
from guildhall.messaging.store.sockets import DynamoConnections
from guildhall.notifications.events import AlertRaisedV1
from guildhall.notifications.models import KEPT
from guildhall.notifications.store.inbox import SettledRecord
from guildhall.notifications.store.keys import Keys
from guildhall.payments.events import PaymentFailedV1, PayoutFailedV1, PayoutPaidV1
from guildhall.platform.assembly import Platform
from tests.edge.notifications.test_inbox import ANA, BEN, LIST
from tests.edge.notifications.test_mail import CONFIRMED, HELD, REGISTERED
from tests.edge.notifications.test_mail import orders as mail_orders
from tests.edge.notifications.test_pushes import orders as push_orders
from tests.edge.notifications.test_pushes import subscribe
from tests.edge.notifications.test_waiting import LETTERS_OF_MESSAGES, prefer, sweep  # noqa: F401  a fixture
from tests.fakes.push_service import Browser, PushService
from tests.support.http import Client
from tests.support.messages import Bus

CONVERSATION, OTHER = "cnv_01JZ4A8X7N3V5T9K2C6M0QWERT", "cnv_01JZ4A8X7N3V5T9K2C6M0QWERV"
CALL: dict[str, Any] = {"call_id": "cal_1", "conversation_id": CONVERSATION, "medium": "voice"}


def written(by: str, conversation_id: str = CONVERSATION) -> MessageSentV1:
    return MessageSentV1(
        conversation_id=conversation_id, message_id="msg_1", sender_id=by, recipient_ids=["acc_ana", "acc_ben"]
    )


def unread(call: Client, by: Any = ANA) -> list[str]:
    return [each["type"] for each in call("GET", LIST, by=by, query={"unread": "true"}).body["items"]]


@pytest.fixture
def afterwards(happens: Bus, clock: SettableClock) -> Any:
    """Delivers events of the next moment."""

    def deliver(*events: DomainEvent) -> None:
        clock.advance(timedelta(milliseconds=1))
        happens.deliver(*events)

    return deliver


@pytest.fixture
def connections(clock: SettableClock) -> DynamoConnections:
    return DynamoConnections(clock)


@pytest.fixture
def phone(call: Client, happens: Bus, browser: PushService) -> Browser:
    """Ana's telephone, beside the desk at which she may sit."""
    happens.deliver(REGISTERED, CONFIRMED)
    prefer(call, choices=[LETTERS_OF_MESSAGES])
    call("POST", f"{LIST}/read", by=ANA, body={})
    return subscribe(call, browser)


@pytest.mark.feature("NTF-21")
def test_what_is_read_at_the_desk_goes_to_no_telephone_and_into_no_letter(
    call: Client, happens: Bus, push: Bus, platform: Platform, clock: SettableClock, connections: DynamoConnections,
    phone: Browser, sweep: Any,  # noqa: F811
) -> None:  # fmt: skip
    before = len(mail_orders(platform))
    connections.beat("acc_ana", "desk=", clock.now(), is_in_use=True)
    happens.deliver(written("acc_ben"), written("acc_ben", OTHER))
    assert (push_orders(platform), len(mail_orders(platform))) == ([], before)

    call("POST", f"{LIST}/read", by=ANA, body={"about": CONVERSATION})
    assert unread(call) == ["message_received"]
    clock.advance(timedelta(minutes=6))
    sweep()
    assert all(push.takes(order) for order in push_orders(platform))

    assert [each["link"] for each in phone.shown] == [f"/messages/{OTHER}"], "what is unread after a while is sent"


def test_what_is_urgent_goes_to_the_device_in_use_first_and_calls_and_alerts_to_all_at_once(
    happens: Bus, push: Bus, platform: Platform, clock: SettableClock, connections: DynamoConnections,
    phone: Browser, sweep: Any,  # noqa: F811
) -> None:  # fmt: skip
    connections.beat("acc_ana", "desk=", clock.now(), is_in_use=True)
    happens.deliver(
        PaymentFailedV1(
            contract_id="ctr_1", milestone_id="mil_1", client_id="acc_ana", expert_id="acc_ben", amount_minor=100,
            currency="EUR", reason="card_declined",
        ),
        CallStartedV1(**CALL, caller_id="acc_ben", callee_ids=["acc_ana"]),
        AlertRaisedV1(alert_id="alr_1", title="Slow", severity="critical", told_ids=["acc_ana"], watcher_ids=[]),
    )  # fmt: skip
    assert all(push.takes(order) for order in push_orders(platform))
    assert sorted(each["link"] for each in phone.shown) == ["/admin/alerts/alr_1", f"/messages/{CONVERSATION}"]

    clock.advance(timedelta(minutes=2))
    sweep()
    assert all(push.takes(order) for order in push_orders(platform))

    assert phone.shown[2]["link"] == "/contracts/ctr_1#mil_1"


def test_a_desk_that_was_left_or_fell_silent_holds_nothing_back(
    happens: Bus, platform: Platform, clock: SettableClock, connections: DynamoConnections, phone: Browser
) -> None:
    connections.beat("acc_ana", "desk=", clock.now(), is_in_use=True)
    connections.beat("acc_ana", "tablet=", clock.now(), is_in_use=False)
    happens.deliver(written("acc_ben"))
    assert push_orders(platform) == [], "the tablet that is put away says nothing of the desk"

    connections.beat("acc_ana", "desk=", clock.now(), is_in_use=False)
    happens.deliver(written("acc_ben"))
    assert len(push_orders(platform)) == 1

    connections.beat("acc_ana", "desk=", clock.now(), is_in_use=True)
    clock.advance(IN_USE)
    happens.deliver(written("acc_ben"))
    assert len(push_orders(platform)) == 2

    connections.beat("acc_ana", "desk=", clock.now(), is_in_use=True)
    connections.remove("acc_ana", ["desk="])
    happens.deliver(written("acc_ben"))
    assert len(push_orders(platform)) == 3


def test_a_letter_that_is_a_record_is_written_whoever_sits_at_the_desk(
    happens: Bus, platform: Platform, clock: SettableClock, connections: DynamoConnections, phone: Browser
) -> None:
    before = len(mail_orders(platform))
    connections.beat("acc_ana", "desk=", clock.now(), is_in_use=True)

    happens.deliver(HELD)

    assert len(mail_orders(platform)) == before + 1


def test_each_entry_says_what_it_is_about_so_that_one_thing_is_shown_once(call: Client, happens: Bus) -> None:
    happens.deliver(written("acc_ben"), written("acc_ben"), HELD)

    found = call("GET", LIST, by=ANA).body["items"]

    assert sorted(each["about"] for each in found) == [CONVERSATION, CONVERSATION, "ctr_1"]


def test_a_contract_to_sign_is_read_by_itself_once_signed_for_whoever_signed(
    call: Client, happens: Bus, afterwards: Any
) -> None:
    sides = {"contract_id": "ctr_1", "client_id": "acc_ana", "expert_id": "acc_ben", "title": "Wall"}
    happens.deliver(ContractOpenedV1(**sides, project_id="prj_1", proposal_id="pro_1"))
    happens.deliver(ContractOpenedV1(**{**sides, "contract_id": "ctr_2"}, project_id="prj_2", proposal_id="pro_2"))

    afterwards(ContractSignatureGivenV1(contract_id="ctr_1", account_id="acc_ana"))
    assert (len(unread(call)), len(unread(call, BEN))) == (1, 2)

    milestones = [{"milestone_id": "mil_1", "title": "A", "amount_minor": 1, "due_on": "2026-06-01"}]
    afterwards(ContractSignedV1.read({**sides, "currency": "EUR", "milestones": milestones}))
    assert sorted(unread(call, BEN)) == ["contract_signed", "contract_to_sign"]


def test_calling_back_settles_what_was_missed_and_writing_may_have_been_hours_ago(
    call: Client, happens: Bus, afterwards: Any
) -> None:
    rings = CallStartedV1(**CALL, caller_id="acc_ben", callee_ids=["acc_ana"])
    happens.deliver(written("acc_ben"), written("acc_ben", OTHER), rings)
    afterwards(CallMissedV1(**CALL, caller_id="acc_ben", missed_ids=["acc_ana"]))
    assert sorted(unread(call)) == ["call_missed", "message_received", "message_received"], "it rings no more"

    afterwards(CallStartedV1(**{**CALL, "call_id": "cal_2"}, caller_id="acc_ana", callee_ids=[]))
    assert sorted(unread(call)) == ["message_received", "message_received"]

    afterwards(written("acc_ana"))
    assert sorted(unread(call)) == ["message_received", "message_received"]


def test_what_is_settled_before_its_news_comes_is_told_as_read_and_nowhere_else(
    call: Client, happens: Bus, platform: Platform, clock: SettableClock, phone: Browser
) -> None:
    rings = happens.message(CallStartedV1(**CALL, caller_id="acc_ben", callee_ids=["acc_ana"]))
    other = happens.message(CallStartedV1(**{**CALL, "call_id": "cal_2"}, caller_id="acc_ben", callee_ids=["acc_ana"]))
    clock.advance(timedelta(seconds=30))
    missed = happens.message(CallMissedV1(**CALL, caller_id="acc_ben", missed_ids=["acc_ana"]))
    happens.deliver(missed)
    before = push_orders(platform)

    happens.deliver(rings, missed, rings)

    assert push_orders(platform) == before, "it rings no more"
    assert unread(call) == ["call_missed"]
    told = {each["type"]: each["read_at"] for each in call("GET", LIST, by=ANA).body["items"]}
    assert told["call_started"] == to_text(clock.now())
    happens.deliver(other)
    assert len(push_orders(platform)) == len(before) + 1, "another call rings"


@pytest.mark.parametrize("latest_first", [True, False])
@pytest.mark.parametrize("latest", [ContractSignatureGivenV1, ContractSignedV1])
def test_what_settles_first_settles_by_its_latest_news(
    call: Client, happens: Bus, clock: SettableClock, latest: type[DomainEvent], *, latest_first: bool
) -> None:
    contract = {
        "contract_id": "ctr_1", "client_id": "acc_ana", "expert_id": "acc_ben", "account_id": "acc_ana",
        "title": "Wall", "project_id": "prj_1", "proposal_id": "pro_1", "currency": "EUR",
        "milestones": [{"milestone_id": "mil_1", "title": "A", "amount_minor": 1, "due_on": "2026-06-01"}],
    }  # fmt: skip
    given = happens.message(ContractSignatureGivenV1.read(contract))
    clock.advance(timedelta(seconds=1))
    opened = happens.message(ContractOpenedV1.read(contract))
    clock.advance(timedelta(seconds=1))
    again = happens.message(latest.read(contract))

    happens.deliver(*((again, given) if latest_first else (given, again)), opened)

    assert [each for each in unread(call) if each != "contract_signed"] == []
    assert ("contract_to_sign" in unread(call, BEN)) == (latest is ContractSignatureGivenV1)


def test_what_is_about_the_same_thing_settles_only_what_it_settles(
    call: Client, happens: Bus, clock: SettableClock
) -> None:
    work = {
        "contract_id": "ctr_1", "milestone_id": "mil_1", "client_id": "acc_ana", "expert_id": "acc_ben",
        "amount_minor": 100, "currency": "EUR", "reason": "card_declined",
        "milestone_title": "Wall", "delivery": 1, "is_automatic": False,
    }  # fmt: skip
    failed = happens.message(PaymentFailedV1.read(work))
    clock.advance(timedelta(seconds=1))
    happens.deliver(WorkApprovedV1.read(work))

    happens.deliver(failed)

    assert unread(call) == ["payment_failed"]


def test_a_payout_that_arrived_settles_the_failed_one_of_before_that_is_told_of_later(
    call: Client, happens: Bus, clock: SettableClock
) -> None:
    payout = {
        "account_id": "acc_ana", "payout_id": "pyo_1", "amount_minor": 500, "currency": "EUR", "reason": "no_account",
        "arrived_on": "2026-03-02",
    }  # fmt: skip
    failed = happens.message(PayoutFailedV1.read(payout))
    clock.advance(timedelta(seconds=1))

    happens.deliver(PayoutPaidV1.read(payout), failed)

    assert unread(call) == ["payout_paid"]


def test_what_is_settled_is_remembered_as_long_as_what_it_settles(
    happens: Bus, platform: Platform, clock: SettableClock
) -> None:
    happens.deliver(CallMissedV1(**CALL, caller_id="acc_ben", missed_ids=["acc_ana"]))

    kept = SettledRecord.fetch(Keys.account("acc_ana"), Keys.settled("CallMissed.v1", "cal_1"))

    assert kept is not None
    assert kept.expires_at == int((clock.now() + KEPT).timestamp())


def test_news_that_comes_late_settles_nothing_that_is_newer(call: Client, happens: Bus, clock: SettableClock) -> None:
    work = {
        "contract_id": "ctr_1", "milestone_id": "mil_1", "client_id": "acc_ana", "expert_id": "acc_ben",
        "milestone_title": "Wall",
    }  # fmt: skip
    windows = {"remind_at": clock.now() + timedelta(days=5), "release_at": clock.now() + timedelta(days=7)}
    stage = {
        "dispute_id": "dsp_1", "contract_id": "ctr_1", "milestone_id": "mil_1", "client_id": "acc_ana",
        "expert_id": "acc_ben", "opened_by": "acc_ben", "is_by_silence": False, "deadline_at": clock.now(),
    }  # fmt: skip
    response = happens.message(DisputeStageEnteredV1(**stage, stage="response"))
    clock.advance(timedelta(seconds=1))
    mediation = happens.message(DisputeStageEnteredV1(**stage, stage="mediation"))
    happens.deliver(response, mediation, response, mediation)
    assert unread(call) == ["dispute_mediation"]

    happens.deliver(WorkDeliveredV1(**work, **windows, delivery=1))
    clock.advance(timedelta(seconds=1))
    happens.deliver(WorkApprovedV1(**work, delivery=1, is_automatic=False))
    assert unread(call) == ["dispute_mediation"]
