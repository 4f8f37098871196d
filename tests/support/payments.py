"""Payments as a whole, in one process: HTTP edge, events, worker and webhooks, on real tables and Stripe's protocol."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import stripe

from functions.payments import api, cards, commands, events, payouts, tasks, webhook_stripe
from guildhall.administration.wiring import desk as administration
from guildhall.administration.wiring.settings import get_setting
from guildhall.contracts.events import (
    AgreedMilestone,
    ChangesRequestedV1,
    ContractSignedV1,
    MilestoneCancelledV1,
    WorkApprovedV1,
    WorkDeliveredV1,
)
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.events import DomainEvent
from guildhall.ledger.wiring.desk import wire_ledger
from guildhall.payments.gateways.stripe_connection import StripeConnection
from guildhall.payments.gateways.stripe_notices import StripeBusReader, StripeNoticeReader
from guildhall.payments.gateways.stripe_provider import StripeProvider
from guildhall.payments.models import ProtectedPayment
from guildhall.payments.ports import Payments, Provider, Rails
from guildhall.payments.store import DynamoNotices
from guildhall.payments.store.cards import DynamoCards
from guildhall.payments.use_cases.aging import FollowHoldTimer, SetHoldTimers
from guildhall.payments.use_cases.releasing import BeginReview
from guildhall.payments.use_cases.scheduling import SetFundingTimers
from guildhall.payments.use_cases.watching import SweepPayments
from guildhall.payments.wiring.cards import wire_cards
from guildhall.payments.wiring.desk import wire_desk
from guildhall.payments.wiring.listening import wire_ears
from guildhall.payments.wiring.payouts import wire_payouts
from guildhall.payments.wiring.storing import store
from guildhall.payments.wiring.stripe_side import PaymentsDoor
from guildhall.payments.wiring.timing import wire_timers
from guildhall.payments.wiring.working import worker as wire_worker
from guildhall.platform.assembly import Platform
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.edge.messages import consume
from guildhall.platform.edge.tasks import dispatch
from guildhall.platform.items import to_typed
from tests.support import outbox
from tests.support.http import Answer, Client, LambdaContext, http_event
from tests.support.rails import MemorySeals, local_worker, some_rails
from tools.stripe_server import StripeServer
from tools.stripe_server.delivery import letter_of

ADMIN = Actor("acc_admin", frozenset({"administrator"}))
STRANGER = Actor("acc_stranger", frozenset({"client", "expert"}))
CAUSES = {"correlation_id": "cor_test", "causation_id": "req_test"}
SECRET = "whsec_test"
THIN_SECRET = "whsec_thin"
HOOK = "http://127.0.0.1:9/never-called"
ENVIRON = {
    "GUILDHALL_STRIPE_SECRET": "arn:test",
    "GUILDHALL_STRIPE_PUBLISHABLE_KEY": "pk_test_guildhall",
    "GUILDHALL_STRIPE_API_BASE": "",
    "GUILDHALL_STRIPE_IS_LIVE": "false",
    "GUILDHALL_WEB_URL": "https://guildhall.example",
    "GUILDHALL_STACK_NAME": "test",
    "GUILDHALL_WORKFLOW": "arn:test:workflow",
    "GUILDHALL_TIMERS_GROUP": "guildhall-test",
    "GUILDHALL_TIMERS_TARGET": "arn:aws:lambda:eu-west-1:000000000000:function:timers",
    "GUILDHALL_TIMERS_ROLE": "arn:aws:iam::000000000000:role/timers",
    "GUILDHALL_TIMERS_DEAD_LETTERS": "arn:aws:sqs:eu-west-1:000000000000:dead-letters",
    "GUILDHALL_DATA_KEY": "arn:test:key",
}


@dataclass
class StartedReviews:
    """The port `Reviews` as a list of what was started."""

    started: list[tuple[str, int, str]] = field(default_factory=list)

    def begin(self, payment: ProtectedPayment, suffix: str = "") -> None:
        self.started.append((payment.milestone_id, payment.delivery, suffix))


@dataclass
class SetTimers:
    """The ports `HoldTimers` and `FundingTimers` as lists of what was set, each once."""

    fires: dict[tuple[str, int], tuple[datetime, datetime]] = field(default_factory=dict)
    funding: dict[str, datetime] = field(default_factory=dict)

    def set(self, milestone_id: str, held_at: datetime, fires_at: datetime) -> None:
        self.fires.setdefault((milestone_id, (fires_at - held_at).days), (held_at, fires_at))

    def set_funding(self, milestone_id: str, fires_at: datetime) -> None:
        self.funding.setdefault(milestone_id, fires_at)


@contextmanager
def stripe_server() -> Iterator[StripeServer]:
    """Run Stripe's protocol in this process; webhooks wait until a test delivers them."""
    with StripeServer(
        webhook_url=HOOK, webhook_secret=SECRET, thin_webhook_secret=THIN_SECRET, mode="manual"
    ) as running:
        yield running


def stripe_connection(server: StripeServer) -> StripeConnection:
    """Return the real way to the server, impatient: a test plans each fault, so the library need not retry."""

    def connect() -> stripe.StripeClient:
        http_client = stripe.RequestsClient(timeout=(2, 5))
        return stripe.StripeClient(
            "sk_test_guildhall", base_addresses={"api": server.url}, max_network_retries=0, http_client=http_client
        )

    return StripeConnection(connect, is_live=False)


def stripe_provider(server: StripeServer) -> StripeProvider:
    """Return the real adapter on the server."""
    return StripeProvider(stripe_connection(server), ENVIRON["GUILDHALL_WEB_URL"], DynamoCards().customer_of)


def signed(body: str, *, secret: str = SECRET, age: int = 0) -> dict[str, str]:
    """Return the header with which Stripe signs a body. age: in seconds."""
    signer: Any = stripe.WebhookSignature
    return {"Stripe-Signature": signer.generate_signature_header(body, secret, int(time.time()) - age)}


class PaymentsHouse:
    """Everything of payments between two ends: people and contracts on one, Stripe on the other."""

    def __init__(
        self, platform: Platform, clock: SettableClock, server: StripeServer,
        wrap_store: Callable[[Payments], Payments] = lambda it: it,
        wrap_provider: Callable[[Provider], Provider] = lambda it: it, name: str = "1",
        rails: Rails | None = None,
    ) -> None:  # fmt: skip
        self.client = Actor(f"acc_client{name}", frozenset({"client"}))
        self.expert = Actor(f"acc_expert{name}", frozenset({"expert"}))
        self.contract = f"ctr_{name}"
        self.platform = replace(platform, environ={**platform.environ, **ENVIRON})
        self.clock = clock
        self.server = server
        self.payments = wrap_store(store(self.platform))
        self.reviews = StartedReviews()
        self.timers = SetTimers()
        desk, payout_desk = wire_desk(self.platform), wire_payouts(self.platform)
        self.desk = replace(desk, fund=replace(desk.fund, seals=MemorySeals()))
        payout_desk = replace(
            payout_desk, set_payout_wallet=replace(payout_desk.set_payout_wallet, seals=MemorySeals())
        )
        self.ears = replace(
            wire_ears(self.platform),
            begin_review=BeginReview(self.payments, self.reviews, clock),
            set_hold_timers=SetHoldTimers(self.payments, self.timers),
            set_funding_timers=SetFundingTimers(self.payments, self.timers, clock),
        )
        self.alarms = replace(
            wire_timers(self.platform),
            sweep_payments=SweepPayments(self.payments, self.reviews, clock),
            follow_hold_timer=FollowHoldTimer(self.payments, clock),
        )
        self.books = wire_ledger(self.platform).books
        self.buried: list[dict[str, Any]] = []
        self.cards = Client(cards.create_app, wire_cards(self.platform), self.platform)
        self._edges = {
            api: Client(api.create_app, self.desk, self.platform),
            payouts: Client(payouts.create_app, payout_desk, self.platform),
        }
        self._hear = consume(events.subscribe(self.ears), self._bury)
        self.provider = wrap_provider(stripe_provider(server))
        self.rails: Rails = rails or some_rails(self.platform)
        local = local_worker(self.platform, self.payments, self.rails)
        worker = wire_worker(self.platform, self.payments, self.provider, stripe_connection(server), local)
        self.apply = worker.hear.apply
        self._work = consume(commands.subscribe(worker), self._bury)
        self.task = dispatch(tasks.choose(self.alarms), self.platform.ids)
        reader = StripeNoticeReader(lambda: [SECRET, THIN_SECRET], is_live=False)
        door = PaymentsDoor(reader, StripeBusReader(is_live=False), DynamoNotices(self.platform.database))
        self._webhook = webhook_stripe.receive(door, self.platform)

    def call(self, method: str, path: str, **how: Any) -> Answer:
        """Send a request to the edge that serves it; see Client."""
        return self._edges[payouts if path.startswith(("/v1/payout", "/v1/treasury")) else api](method, path, **how)

    def _bury(self, body: dict[str, Any], _group: str | None) -> None:
        self.buried.append(body)

    # ── what contracts and people do ────────────────────────────────────────────
    def hear(self, event: DomainEvent, event_id: str = "evt_test") -> list[dict[str, str]]:
        """Deliver an event as its queue would; return what should be delivered again."""
        meta = {"id": event_id, "correlation_id": "cor_test", "causation_id": "req_test"}
        body = {"detail-type": event.detail_type, "detail": {"meta": meta, "data": event.model_dump(mode="json")}}
        return self._batch(self._hear, [("1", None, body)])

    def sign(self, *amounts: int, currency: str = "EUR", category: str | None = None) -> list[str]:
        """Sign a contract with one milestone per amount; return their ids."""
        ids = [f"mil_{self.contract.removeprefix('ctr_')}_{number}" for number in range(1, len(amounts) + 1)]
        milestones = [
            AgreedMilestone(milestone_id=each, title=f"Part {each}", amount_minor=amount, due_on=date(2026, 4, 1))
            for each, amount in zip(ids, amounts, strict=True)
        ]
        signed = ContractSignedV1(
            contract_id=self.contract, client_id=self.client.account_id, expert_id=self.expert.account_id, title="Work",
            currency=currency, milestones=milestones, category=category,
        )  # fmt: skip
        assert self.hear(signed) == []
        return ids

    def _work_event(self, cls: type[Any], milestone_id: str, delivery: int, **more: Any) -> Any:
        return cls(
            contract_id=self.contract, milestone_id=milestone_id, client_id=self.client.account_id,
            expert_id=self.expert.account_id, milestone_title="Part", delivery=delivery, **more,
        )  # fmt: skip

    def deliver(self, milestone_id: str, delivery: int = 1) -> list[dict[str, str]]:
        """The expert hands work in."""
        now: datetime = self.clock.now()
        window = {"remind_at": now + timedelta(days=11), "release_at": now + timedelta(days=14)}
        return self.hear(self._work_event(WorkDeliveredV1, milestone_id, delivery, **window))

    def ask_for_changes(self, milestone_id: str, delivery: int = 1) -> list[dict[str, str]]:
        """The client is not content."""
        return self.hear(self._work_event(ChangesRequestedV1, milestone_id, delivery, reason="too blue"))

    def approve(self, milestone_id: str, delivery: int = 1, *, by_silence: bool = False) -> list[dict[str, str]]:
        """The client, or silence, approves the work."""
        return self.hear(self._work_event(WorkApprovedV1, milestone_id, delivery, is_automatic=by_silence))

    def cancel(self, milestone_id: str, by: str = "acc_client") -> list[dict[str, str]]:
        """One side gives the milestone up; contracts says so."""
        return self.hear(
            MilestoneCancelledV1(
                contract_id=self.contract, milestone_id=milestone_id, client_id=self.client.account_id,
                expert_id=self.expert.account_id, milestone_title="Part", cancelled_by=by,
            )
        )  # fmt: skip

    def release(self, milestone_id: str, amount_minor: int, by: Actor | None = None) -> Answer:
        """The client pays a part early."""
        path, body = f"/v1/payments/{milestone_id}/release", {"amount_minor": amount_minor}
        match = {"if-match": f'"{self.show(milestone_id)["version"]}"'}
        return self.call("POST", path, by=by or self.client, body=body, headers=match)

    def refund(self, milestone_id: str, amount_minor: int | None = None, by: Actor | None = None) -> Answer:
        """Somebody gives money back."""
        path, who = f"/v1/payments/{milestone_id}/refund", by or self.client
        if amount_minor is None:
            return self.call("POST", path, by=who)
        return self.call("POST", f"{path}-part", by=who, body={"amount_minor": amount_minor})

    def propose(self, milestone_id: str, to_client: int, to_expert: int, by: Actor | None = None) -> Answer:
        """One side says how to part what is held."""
        body = {"to_client_minor": to_client, "to_expert_minor": to_expert, "reason": "half of it is done"}
        match = {"if-match": f'"{self.show(milestone_id)["version"]}"'}
        return self.call("POST", f"/v1/payments/{milestone_id}/splits", by=by or self.client, body=body, headers=match)

    def answer(self, milestone_id: str, number: int, what: str, by: Actor | None = None) -> Answer:
        """The other side accepts or declines."""
        return self.call("POST", f"/v1/payments/{milestone_id}/splits/{number}/{what}", by=by or self.expert)

    def fund(self, milestone_id: str, **how: str) -> Answer:
        """The client clicks, having chosen how to pay: a card, or what the keywords say."""
        return self.call("POST", f"/v1/milestones/{milestone_id}/fund", by=self.client, body=how or None)

    def set_commission(self, basis_points: int) -> None:
        """An operator turns the knob."""
        self.set("commission_basis_points", basis_points)

    def set(self, name: str, value: int) -> None:
        """An operator turns a knob."""
        known = get_setting(self.platform)(name)
        administration.wire(self.platform).change_setting(ADMIN, name, value, known.version)

    def show(self, milestone_id: str, by: Actor | None = None) -> dict[str, Any]:
        """The payment as somebody sees it."""
        body: dict[str, Any] = self.call("GET", f"/v1/payments/{milestone_id}", by=by or self.client).body
        return body

    # ── what the machinery does ─────────────────────────────────────────────────
    def work(self, most: int = 50) -> int:
        """Let the worker empty its queue, as far as it can; return how many messages it took."""
        taken = 0
        while taken < most and (waiting := self.queue()):
            for row in waiting:
                self.work_one(row)
                taken += 1
        return taken

    def queue(self) -> list[dict[str, Any]]:
        """The messages that wait for the worker, oldest first."""
        return [row for row in outbox.rows(self.platform.tables) if row.get("queue") == "payment-commands"]

    def work_one(self, row: dict[str, Any]) -> bool:
        """Let the worker take one message; it is gone unless the worker wants it again."""
        body = {"id": row["SK"], **row["detail"]}
        failed = self._batch(self._work, [(row["SK"], row["group"], body)])
        if not failed:
            self.drop(row)
        return not failed

    def work_again(self, command_id: str) -> None:
        """Let the worker hear once more of a command."""
        body = {"id": "again", "data": {"type": "command", "command_id": command_id}, "meta": CAUSES}
        assert self._batch(self._work, [("again", command_id.split(":")[1], body)]) == []

    def remove_from_ledger(self, row: dict[str, Any]) -> None:
        """Lose a row of the ledger table."""
        key = {"PK": to_typed(row["PK"]), "SK": to_typed(row["SK"])}
        transport().call("DeleteItem", {"TableName": self.platform.tables.ledger_table, "Key": key})

    def drop(self, row: dict[str, Any]) -> None:
        """Take a row out of the outbox: delivered, or lost."""
        key = {"PK": to_typed(row["PK"]), "SK": to_typed(row["SK"])}
        transport().call("DeleteItem", {"TableName": self.platform.tables.core_table, "Key": key})

    def _batch(self, handler: Callable[..., Any], messages: list[tuple[str, str | None, dict[str, Any]]]) -> list[dict[str, str]]:  # fmt: skip  # noqa: E501
        records = [
            {
                "messageId": message_id,
                "body": json.dumps(body),
                "attributes": {"MessageGroupId": group} if group else {},
            }
            for message_id, group, body in messages
        ]
        failures: list[dict[str, str]] = handler({"Records": records}, LambdaContext())["batchItemFailures"]
        return failures

    def sweep(self, later: timedelta = timedelta(0)) -> dict[str, int]:
        """Let time pass, here and at Stripe, and the sweeps run."""
        self.pass_time(later)
        swept: dict[str, int] = self.task({"task": "sweep"}, LambdaContext())
        return swept

    def pass_time(self, by: timedelta) -> None:
        """Let time pass, here and at Stripe."""
        self.clock.advance(by)
        if by:
            self.server.control.advance(int(by.total_seconds()))

    # ── what the outside world does ─────────────────────────────────────────────
    def pay(self, milestone_id: str, card: str = "pm_card_visa") -> int:
        """The browser confirms the open attempt with a card, as Stripe.js does; returns the HTTP status."""
        return self.confirm(self.show(milestone_id)["checkout"]["client_secret"], card)

    def confirm(self, secret: str, card: str) -> int:
        """The browser confirms an open attempt, whatever it is for."""
        browser = stripe.StripeClient(
            "pk_test_guildhall", base_addresses={"api": self.server.url}, max_network_retries=0
        )
        parameters: Any = {"payment_method": card, "client_secret": secret}
        try:
            browser.v1.payment_intents.confirm(secret.partition("_secret")[0], parameters)
        except stripe.StripeError as error:
            return int(error.http_status or 0)
        return 200

    def pending_webhooks(self) -> list[dict[str, Any]]:
        """The deliveries that Stripe still owes us, oldest first."""
        return self.server.control.deliveries("pending")

    def webhook(self, delivery: dict[str, Any], *, age: int = 0) -> int:
        """Post one delivery to the webhook edge; Stripe forgets it if the answer is a success."""
        letter = letter_of(self.server.store, delivery["event"], delivery["endpoint"], age=age)
        status = self.post_webhook(letter.body.decode(), letter.headers)
        if 200 <= status < 300:
            self.server.control.drop(delivery["seq"])
        return status

    def post_webhook(self, body: str, headers: dict[str, str], **more: Any) -> int:
        """Post anything to the webhook edge."""
        lower = {name.lower(): value for name, value in headers.items()}
        event = http_event("POST", "/v1/webhooks/stripe", actor=None, body=body, headers=lower, query={}) | more
        return int(self._webhook(event, LambdaContext())["statusCode"])

    def bus(self, *envelopes: dict[str, Any]) -> list[dict[str, str]]:
        """Let Stripe's bus bring events by its queue; return what should be delivered again."""
        records = [{"messageId": str(n), "body": json.dumps(each)} for n, each in enumerate(envelopes, 1)]
        failures: list[dict[str, str]] = self._webhook({"Records": records}, LambdaContext())["batchItemFailures"]
        return failures

    def webhooks(self) -> None:
        """Let every webhook arrive, in order."""
        for delivery in self.pending_webhooks():
            assert self.webhook(delivery) == 204

    def settle(self, rounds: int = 6) -> None:
        """Let worker and webhooks run until nothing is left to do."""
        for _ in range(rounds):
            busy = self.work()
            waiting = self.pending_webhooks()
            for delivery in waiting:
                self.webhook(delivery)
            if not busy and not waiting:
                return

    def onboard(self) -> None:
        """The expert opens a payout account and answers Stripe's questions."""
        answer = self.call(
            "POST", "/v1/payout-account", by=self.expert, body={"country": "FR", "email": "e@expert.example"}
        )
        assert answer.status == 202
        self.settle()
        account = self.payments.account(self.expert.account_id)
        assert account is not None
        assert account.provider_account_id is not None
        self.server.control.onboard(account.provider_account_id)
        self.settle()

    def hold(self, milestone_id: str) -> None:
        """Fund a milestone from click to held money."""
        assert self.fund(milestone_id).status == 202
        self.settle()
        assert self.pay(milestone_id) == 200
        self.settle()

    def balance(self, account: str, currency: str = "EUR") -> int:
        """A guarded account's balance in minor units."""
        return self.books.balance(account, currency).minor
