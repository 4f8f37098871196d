"""Webhook deliveries: signed, tried until they arrive, kept in a log, and never sent where they must not go."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from functions.partners import tasks
from guildhall.kernel.clock import SettableClock
from guildhall.partners import wiring
from guildhall.partners.machine import DISABLE_AFTER, LEASE, RETRY_AFTER
from guildhall.partners.models import DELIVERIES_KEPT, LONGEST_RESPONSE
from guildhall.payments.events import FundsHeldV1
from guildhall.platform.assembly import Platform
from tests.edge.partners.conftest import EXPERT, PATIENCE_SECONDS, Partner, a_partner, an_endpoint
from tests.support.http import Client
from tests.support.messages import Bus, command_message
from tests.support.outbox import enqueued, published
from tests.support.receiver import Receiver, Reply

PATH = "/v1/webhook-endpoints"
HELD = FundsHeldV1(
    contract_id="ctr_1",
    milestone_id="mil_1",
    client_id="acc_01KCX3V7Q8M2N4P6R8T0W2Y4AD",
    expert_id=EXPERT.account_id,
    amount_minor=120000,
    currency="EUR",
)


@pytest.fixture
def partner(call: Client) -> Partner:
    return a_partner(call)


@pytest.fixture
def path(call: Client, partner: Partner, receiver: Receiver) -> str:
    """The address of an enabled endpoint that leads to the receiver."""
    return f"{PATH}/{an_endpoint(call, partner, receiver.url).body['endpoint_id']}"


class Sending:
    """Carries out what was ordered, and what the timer orders."""

    def __init__(self, platform: Platform, send: Bus) -> None:
        self._platform = platform
        self._send = send
        self._done = 0
        self._tasks = tasks.choose(wiring.wire_sweep(platform))

    def orders(self) -> list[dict[str, Any]]:
        """Return the orders that were not carried out yet."""
        return enqueued(self._platform.tables, "webhook-deliveries")[self._done :]

    def work(self) -> None:
        """Carry out every order once."""
        for order in self.orders():
            self._done += 1
            assert self._send.takes(command_message(f"msg_{self._done}", order))
        assert self._send.dead == []

    def repeat(self, order: dict[str, Any]) -> None:
        """Carry out one order as a redelivery of the queue."""
        assert self._send.takes(command_message("msg_again", order))

    def minute(self) -> int:
        """Let the timer fire and carry out what it ordered; return how much that was."""
        ordered: int = self._tasks["sweep_deliveries"]({})["ordered"]
        self.work()
        return ordered


@pytest.fixture
def sending(deployed: Platform, send: Bus) -> Sending:
    return Sending(deployed, send)


def log(call: Client, partner: Partner, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = call("GET", f"{path}/deliveries", by=partner.program).body["items"]
    return items


@pytest.mark.feature("API-04")
def test_a_partner_gets_a_signed_event_in_public_words(
    call: Client, partner: Partner, path: str, happens: Bus, sending: Sending, receiver: Receiver, clock: SettableClock
) -> None:
    clock.advance(datetime.now(UTC) - clock.now())
    secret = call("GET", f"{path}/secret", by=partner.program).body["secret"]

    happens.deliver(HELD)
    sending.work()

    (got,) = receiver.got
    body = Webhook(secret).verify(got.body, got.headers)
    assert got.path == "/hooks?of=guildhall"
    assert (body["type"], body["version"]) == ("payment.held", "1")
    assert body["data"] == HELD.model_dump(mode="json")
    (entry,) = log(call, partner, path)
    assert (entry["state"], entry["attempts"], entry["next_at"]) == ("delivered", 1, None)
    assert (entry["delivery_id"], entry["body"]) == (got.headers["webhook-id"], got.body)
    assert entry["last_attempt"]["status"] == 200


def test_a_replay_is_refused_when_it_is_old_and_so_is_a_changed_body(
    call: Client, partner: Partner, path: str, happens: Bus, sending: Sending, receiver: Receiver, clock: SettableClock
) -> None:
    secret = call("GET", f"{path}/secret", by=partner.program).body["secret"]
    happens.deliver(HELD)
    sending.work()
    (old,) = receiver.got
    clock.advance(datetime.now(UTC) - clock.now())
    call("POST", f"{path}/ping", by=partner.program, body={})
    sending.work()

    fresh = receiver.got[1]

    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(secret).verify(old.body, old.headers)
    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(secret).verify(fresh.body + " ", fresh.headers)
    assert Webhook(secret).verify(fresh.body, fresh.headers)["type"] == "ping"


def test_during_a_rotation_the_old_and_the_new_secret_both_sign_and_after_a_day_only_the_new(
    call: Client, partner: Partner, path: str, sending: Sending, receiver: Receiver, clock: SettableClock
) -> None:
    clock.advance(datetime.now(UTC) - timedelta(days=1) - clock.now())
    old = call("GET", f"{path}/secret", by=partner.program).body["secret"]
    call("POST", f"{path}/rotate", by=partner.program, body={})
    new = call("GET", f"{path}/secret", by=partner.program).body["secret"]

    call("POST", f"{path}/ping", by=partner.program, body={})
    sending.work()
    clock.advance(timedelta(days=1))
    call("POST", f"{path}/ping", by=partner.program, body={})
    sending.work()

    during, after = receiver.got
    assert len(during.headers["webhook-signature"].split()) == 2
    assert len(after.headers["webhook-signature"].split()) == 1
    assert Webhook(new).verify(after.body, after.headers)["type"] == "ping"
    with pytest.raises(WebhookVerificationError, match="No matching signature"):
        Webhook(old).verify(after.body, after.headers)


def test_an_event_that_comes_twice_and_an_order_that_comes_twice_send_once(
    path: str, happens: Bus, sending: Sending, receiver: Receiver
) -> None:
    message = happens.message(HELD)

    happens.deliver(message, message)
    (order,) = sending.orders()
    sending.work()
    sending.repeat(order)

    assert len(receiver.got) == 1


def test_events_that_overtake_each_other_arrive_each_with_its_own_time(
    path: str, happens: Bus, sending: Sending, receiver: Receiver, clock: SettableClock
) -> None:
    first = happens.message(HELD)
    clock.advance(timedelta(minutes=1))
    second = happens.message(HELD)

    happens.deliver(second, first)
    sending.work()

    times = [json.loads(got.body)["timestamp"] for got in receiver.got]
    assert times == ["2026-03-02T12:01:00.000Z", "2026-03-02T12:00:00.000Z"]


@pytest.mark.parametrize(
    ("reply", "status", "error"),
    [
        (Reply(500, body=b"no"), 500, None),
        (Reply(404), 404, None),
        (Reply(302, {"Location": "http://169.254.169.254/"}), 302, None),
        (Reply(None), None, "connection broken"),
        (Reply(is_late=True), None, "timeout"),
        (Reply(drips="head"), None, "timeout"),
    ],
)
def test_whatever_a_receiver_does_wrong_it_is_logged_and_told_again(
    call: Client,
    partner: Partner,
    path: str,
    happens: Bus,
    sending: Sending,
    receiver: Receiver,
    clock: SettableClock,
    reply: Reply,
    status: int | None,
    error: str | None,
) -> None:
    receiver.plan.append(reply)
    happens.deliver(HELD)
    sending.work()
    (failed,) = log(call, partner, path)

    assert sending.minute() == 0, "it is too early"
    clock.advance(RETRY_AFTER[0])
    assert sending.minute() == 1

    assert (failed["state"], failed["attempts"]) == ("pending", 1)
    assert (failed["last_attempt"]["status"], failed["last_attempt"]["error"]) == (status, error)
    assert failed["last_attempt"]["duration_ms"] < PATIENCE_SECONDS * 1000 * 5
    assert [got.headers["webhook-id"] for got in receiver.got] == [failed["delivery_id"]] * 2
    assert log(call, partner, path)[0]["state"] == "delivered"


def test_a_redirect_is_never_followed(path: str, happens: Bus, sending: Sending, receiver: Receiver) -> None:
    with Receiver().running() as elsewhere:
        receiver.plan.append(Reply(307, {"Location": elsewhere.url}))

        happens.deliver(HELD)
        sending.work()

        assert (len(receiver.got), elsewhere.got) == (1, [])


def test_nobody_listening_is_a_failure_like_any_other(
    call: Client, partner: Partner, happens: Bus, sending: Sending
) -> None:
    with Receiver().running() as gone:
        endpoint = an_endpoint(call, partner, gone.url).body

    happens.deliver(HELD)
    sending.work()

    (failed,) = log(call, partner, f"{PATH}/{endpoint['endpoint_id']}")
    assert failed["last_attempt"]["error"] == "connection refused"


def test_a_long_answer_is_cut_in_the_log(
    call: Client, partner: Partner, path: str, happens: Bus, sending: Sending, receiver: Receiver
) -> None:
    receiver.plan.append(Reply(200, body="é".encode() * 5_000))

    happens.deliver(HELD)
    sending.work()

    (entry,) = log(call, partner, path)
    assert 0 < len(entry["last_attempt"]["response"]) <= LONGEST_RESPONSE


def test_an_answer_whose_body_never_ends_is_taken_by_its_status_and_holds_nobody_up(
    call: Client, partner: Partner, path: str, happens: Bus, sending: Sending, receiver: Receiver
) -> None:
    receiver.plan.append(Reply(200, drips="body"))

    happens.deliver(HELD)
    sending.work()

    (entry,) = log(call, partner, path)
    assert (entry["state"], entry["last_attempt"]["status"]) == ("delivered", 200)
    assert entry["last_attempt"]["duration_ms"] < PATIENCE_SECONDS * 1000 * 5


def test_after_the_last_pause_it_has_failed_and_a_person_can_send_it_once_more(
    call: Client, partner: Partner, path: str, happens: Bus, sending: Sending, receiver: Receiver, clock: SettableClock
) -> None:
    receiver.always = Reply(503)
    happens.deliver(HELD)
    sending.work()
    for pause in RETRY_AFTER:
        clock.advance(pause)
        assert sending.minute() == 1
    (failed,) = log(call, partner, path)
    assert (failed["state"], failed["attempts"], failed["next_at"]) == ("failed", len(RETRY_AFTER) + 1, None)
    again = f"{path}/deliveries/{failed['delivery_id']}/redeliver"

    receiver.always = Reply(204)
    first, second = (call("POST", again, by=partner.program, body={}) for _ in range(2))
    sending.work()

    assert (first.status, second.problem) == (200, "partners/delivery-pending")
    assert len({(got.headers["webhook-id"], got.body) for got in receiver.got}) == 1
    assert log(call, partner, path)[0]["state"] == "delivered"


def test_a_sender_that_died_in_the_middle_is_followed_by_another_after_its_lease(
    path: str, happens: Bus, sending: Sending, receiver: Receiver, deployed: Platform, clock: SettableClock
) -> None:
    class Died(BaseException):
        """The process ends here."""

    class Dying:
        def check(self, url: str) -> None:
            raise AssertionError(f"{url} was checked when it was written")

        def post(self, *_: object) -> Any:
            raise Died

    happens.deliver(HELD)
    (order,) = sending.orders()
    deliver = wiring.wire_delivery(deployed)
    with pytest.raises(Died):
        type(deliver)(
            deliver.endpoints, deliver.deliveries, Dying(), deliver.vault, clock, deliver.sign, deliver.chance
        )(order["endpoint_id"], order["delivery_id"], order["attempt"])

    sending.work()
    assert receiver.got == [], "somebody may still be sending it"
    clock.advance(LEASE)
    assert sending.minute() == 1

    assert len(receiver.got) == 1


def test_an_order_that_got_lost_is_found_by_the_timer(
    path: str, happens: Bus, sending: Sending, receiver: Receiver, clock: SettableClock
) -> None:
    happens.deliver(HELD)
    sending._done = 1

    clock.advance(timedelta(minutes=5))

    assert sending.minute() == 1
    assert len(receiver.got) == 1


def test_an_endpoint_that_only_failed_for_days_is_switched_off_and_its_owner_told(
    call: Client, partner: Partner, path: str, happens: Bus, sending: Sending, receiver: Receiver, clock: SettableClock,
    deployed: Platform,
) -> None:  # fmt: skip
    receiver.always = Reply(500)
    happens.deliver(HELD)
    sending.work()

    clock.advance(DISABLE_AFTER)
    happens.deliver(HELD)
    sending.work()

    shown = call("GET", path, by=partner.program).body
    assert (shown["is_enabled"], shown["disabled_because"]) == (False, "it only failed for days")
    (told,) = published(deployed.tables, "WebhookDisabled.v1")
    assert (told["account_id"], told["url_host"]) == (partner.client["created_by"], "127.0.0.1")
    sending.minute()
    assert {entry["state"] for entry in log(call, partner, path)} == {"dropped", "pending"}
    before = len(receiver.got)
    happens.deliver(HELD)
    sending.work()
    assert len(receiver.got) == before
    assert call("POST", f"{path}/ping", by=partner.program, body={}).problem == "partners/endpoint-disabled"


def test_one_success_forgets_the_failures_before_it(
    call: Client, partner: Partner, path: str, happens: Bus, sending: Sending, receiver: Receiver, clock: SettableClock
) -> None:
    receiver.plan.extend([Reply(500), Reply(200), Reply(500)])
    happens.deliver(HELD)
    sending.work()
    clock.advance(RETRY_AFTER[0])
    sending.minute()

    clock.advance(DISABLE_AFTER)
    happens.deliver(HELD)
    sending.work()

    assert call("GET", path, by=partner.program).body["is_enabled"] is True


def test_a_receiver_that_is_gone_for_good_is_switched_off_at_once_and_can_come_back(
    call: Client, partner: Partner, path: str, happens: Bus, sending: Sending, receiver: Receiver
) -> None:
    receiver.plan.append(Reply(410))
    happens.deliver(HELD)
    sending.work()
    gone = call("GET", path, by=partner.program)
    change = {"url": receiver.url, "events": ["payment.held"], "is_enabled": True}

    back = call("PUT", path, by=partner.program, body=change, headers={"If-Match": gone.headers["ETag"]})
    happens.deliver(HELD)
    sending.work()

    assert gone.body["disabled_because"] == "the receiver answered 410 Gone"
    assert (back.body["is_enabled"], back.body["disabled_because"]) == (True, None)
    assert len(receiver.got) == 2


def test_only_subscribed_events_that_concern_the_partner_are_planned(
    call: Client, happens: Bus, sending: Sending, receiver: Receiver
) -> None:
    an_endpoint(call, a_partner(call, EXPERT.account_id), f"{receiver.url}&who=expert", "payment.held")
    an_endpoint(call, a_partner(call, "acc_01KCX3V7Q8M2N4P6R8T0W2Y4AZ"), f"{receiver.url}&who=other", "payment.held")
    an_endpoint(call, a_partner(call), f"{receiver.url}&who=platform", "payment.held")
    an_endpoint(call, a_partner(call), f"{receiver.url}&who=deaf", "contract.signed")

    happens.deliver(HELD)
    sending.work()

    assert sorted(got.path.rpartition("=")[2] for got in receiver.got) == ["expert", "platform"]


def test_the_log_pages_over_months_and_forgets_what_is_old(
    call: Client, partner: Partner, path: str, sending: Sending, clock: SettableClock
) -> None:
    for _ in range(3):
        call("POST", f"{path}/ping", by=partner.program, body={})
        clock.advance(timedelta(days=14))
        call("POST", f"{path}/ping", by=partner.program, body={})
    seen: list[str] = []
    query: dict[str, str] = {"limit": "1"}
    for _ in range(10):
        page = call("GET", f"{path}/deliveries", by=partner.program, query=query).body
        seen += [item["created_at"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query = {"limit": "1", "cursor": page["next_cursor"]}

    assert page["next_cursor"] is None
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 5, f"of six, one is older than {DELIVERIES_KEPT.days} days"


def test_a_deleted_endpoint_gets_nothing_more(
    call: Client, partner: Partner, path: str, happens: Bus, sending: Sending, receiver: Receiver
) -> None:
    happens.deliver(HELD)
    call("DELETE", path, by=partner.program)

    sending.work()

    assert receiver.got == []


def test_an_unknown_delivery_is_not_found(call: Client, partner: Partner, path: str) -> None:
    for wanted in ("whd_01KCX3V7Q8M2N4P6R8T0W2Y4AB", "nonsense", "whd_x"):
        answer = call("POST", f"{path}/deliveries/{wanted}/redeliver", by=partner.program, body={})
        assert (answer.status, answer.problem) == (404, "partners/delivery-unknown")
