"""The whole platform in one process: every HTTP edge behind one door, every queue carried by hand, on real tables.

Stripe's protocol, the user pool, keys and buckets are real programs on loopback; only API Gateway, the bus and the
queues between the functions are played here.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from functions.billing import collection as billing_collection
from functions.billing import commands as billing_commands
from functions.billing import events as billing_events
from functions.bookings import events as bookings_events
from functions.bookings import images as bookings_images
from functions.bookings import letters as bookings_letters
from functions.contracts import events as contracts_events
from functions.disputes import events as disputes_events
from functions.messaging import events as messaging_events
from functions.messaging import uploads as messaging_uploads
from functions.messaging.chat import Chat, create_chat
from functions.notifications import commands as notifications_commands
from functions.notifications import events as notifications_events
from functions.notifications import pushes as notifications_pushes
from functions.partners import commands as partners_commands
from functions.partners import events as partners_events
from functions.payments import commands as payments_commands
from functions.payments import events as payments_events
from functions.payments import webhook_stripe
from functions.profiles import events as profiles_events
from functions.projects import events as projects_events
from guildhall.administration.wiring import desk as administration
from guildhall.administration.wiring import field
from guildhall.billing.gateways.stripe_subscriptions import StripeSubscriptions
from guildhall.billing.wiring.agreements import wire_agreements
from guildhall.billing.wiring.commissions import wire_commissions
from guildhall.billing.wiring.documents import wire_documents
from guildhall.billing.wiring.referrals import wire_referrals
from guildhall.billing.wiring.subscriptions import collection, wire_subscriptions
from guildhall.bookings.wiring import (
    images,
    letters,
    menu,
    pages,
    reservations,
    rooms,
    shown,
    storefront,
    venues,
    waitlist,
)
from guildhall.contracts import wiring as contracts
from guildhall.disputes import wiring as disputes
from guildhall.identity import wiring as identity
from guildhall.kernel.clock import SettableClock
from guildhall.ledger.wiring.desk import wire_ledger
from guildhall.messaging import wiring as messaging
from guildhall.messaging.wiring import files as messaging_files
from guildhall.messaging.wiring.calls import wire_calls
from guildhall.messaging.wiring.safety import wire_safety
from guildhall.messaging.wiring.writing import wire_writing
from guildhall.notifications import wiring as notifications
from guildhall.notifications.wiring.alerts import wire_alerts
from guildhall.notifications.wiring.announcements import wire_announcements
from guildhall.partners import wiring as partners
from guildhall.payments.gateways.stripe_notices import StripeBusReader, StripeNoticeReader
from guildhall.payments.store import DynamoNotices
from guildhall.payments.use_cases.aging import SetHoldTimers
from guildhall.payments.use_cases.releasing import BeginReview
from guildhall.payments.use_cases.scheduling import SetFundingTimers
from guildhall.payments.wiring.cards import wire_cards
from guildhall.payments.wiring.desk import wire_desk
from guildhall.payments.wiring.listening import wire_ears
from guildhall.payments.wiring.payouts import wire_payouts
from guildhall.payments.wiring.rates import measure_disputes
from guildhall.payments.wiring.reconciling import wire_finance, wire_statements
from guildhall.payments.wiring.storing import store
from guildhall.payments.wiring.stripe_side import PaymentsDoor
from guildhall.payments.wiring.working import worker as wire_worker
from guildhall.platform.assembly import Platform
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.edge.messages import Subscriptions, consume
from guildhall.platform.items import to_typed
from guildhall.profiles import wiring as profiles
from guildhall.projects import wiring as projects
from tests.fakes.push_service import push_services
from tests.support import outbox
from tests.support.bank import ears
from tests.support.disputes import StartedWatches
from tests.support.gateway import route_of
from tests.support.http import Answer, Client, LambdaContext, http_event
from tests.support.payments import SECRET, THIN_SECRET, SetTimers, StartedReviews, stripe_connection, stripe_provider
from tests.support.rails import local_worker
from tests.support.sockets import Gateway
from tests.support.vault import MemoryVault
from tools.stripe_server import StripeServer
from tools.stripe_server.delivery import letter_of

ROUNDS = 40
SETTINGS = {
    "GUILDHALL_DOCUMENT_LOCK_MODE": "GOVERNANCE",
    "GUILDHALL_DOCUMENT_LOCK_YEARS": "10",
    "GUILDHALL_ISSUER_CODE": "GH",
    "GUILDHALL_ISSUER_NAME": "Guildhall demonstration",
    "GUILDHALL_ISSUER_ADDRESS": "1 Example Street",
    "GUILDHALL_ISSUER_REGISTRATION": "RCS 000",
    "GUILDHALL_ISSUER_TAX_NOTE": "No VAT is charged.",
    "GUILDHALL_ISSUER_ZONE": "Europe/Paris",
    "GUILDHALL_MAIL_SENDER": "Guildhall <no-reply@guildhall.example>",
    "GUILDHALL_MAIL_REPORTS": "test-reports",
    "GUILDHALL_WEB_URL": "https://web.example",
    "GUILDHALL_API_URL": "https://api.example",
    "GUILDHALL_STRIPE_SECRET": "arn:test",
    "GUILDHALL_STRIPE_PUBLISHABLE_KEY": "pk_test_guildhall",
    "GUILDHALL_STRIPE_API_BASE": "",
    "GUILDHALL_STRIPE_IS_LIVE": "false",
    "GUILDHALL_WORKFLOW": "arn:test:workflow",
    "GUILDHALL_TIMERS_GROUP": "guildhall-test",
    "GUILDHALL_TIMERS_TARGET": "arn:aws:lambda:eu-west-1:000000000000:function:timers",
    "GUILDHALL_TIMERS_ROLE": "arn:aws:iam::000000000000:role/timers",
    "GUILDHALL_TIMERS_DEAD_LETTERS": "arn:aws:sqs:eu-west-1:000000000000:dead-letters",
    "GUILDHALL_WEBHOOK_LOOPBACK": "true",
}
Handler = Callable[[dict[str, Any], Any], dict[str, Any]]
APP_PAGE = "<!doctype html><html><head><title>Guildhall</title></head><body></body></html>"


@dataclass
class Whole:
    """The platform.

    server: Stripe's protocol. sockets: where frames for browsers go.
    environ: what SETTINGS cannot know, such as the user pool and the names of buckets.
    """

    platform: Platform
    clock: SettableClock
    server: StripeServer
    sockets: Gateway
    environ: Mapping[str, str]

    def __post_init__(self) -> None:
        own = {"GUILDHALL_SOCKET_ENDPOINT": self.sockets.endpoint_url, **self.environ}
        self.platform = replace(self.platform, environ={**SETTINGS, **self.platform.environ, **own})
        self.vault = MemoryVault()
        self.buried: list[dict[str, Any]] = []
        self.carried: list[dict[str, Any]] = []
        self._clients: dict[str, Client] = {}

    @cached_property
    def wired(self) -> dict[str, Any]:
        """The use cases of each capability that has an HTTP edge."""
        at = self.platform
        self.payments = store(at)
        return {
            "administration": administration.wire(at),
            "administration.field": field.wire(at),
            "billing": wire_documents(at),
            "billing.agreements": wire_agreements(at),
            "billing.commissions": wire_commissions(at),
            "billing.referrals": wire_referrals(at),
            "billing.subscriptions": wire_subscriptions(at),
            "bookings": venues.wire(at),
            "bookings.menu": menu.wire(at),
            "bookings.evening": reservations.wire(at),
            "bookings.guests": reservations.wire_guests(at),
            "bookings.reservations": reservations.wire(at),
            "bookings.rooms": rooms.wire(at),
            "bookings.pages": pages.wire(at, self.vault),
            "bookings.storefront": storefront.wire(at, self.vault, lambda: APP_PAGE),
            "bookings.waitlist": waitlist.wire(at),
            "bookings.public": shown.wire(at, self.vault),
            "contracts": contracts.wire(at, self.vault),
            "disputes": disputes.wire(at, self.vault, StartedWatches()),
            "disputes.desk": disputes.wire_desk(at, self.vault, StartedWatches()),
            "disputes.hearings": disputes.wire_hearings(at, self.vault),
            "identity": identity.wire(at),
            "ledger": wire_ledger(at),
            "messaging": messaging.wire(at, self.vault),
            "messaging.files": messaging_files.wire(at, self.vault),
            "messaging.safety": wire_safety(at),
            "messaging.writing": wire_writing(at),
            "messaging.calls": wire_calls(at),
            "notifications": notifications.wire(at, push_services()),
            "notifications.alerts": wire_alerts(at),
            "notifications.announcements": wire_announcements(at),
            "partners": partners.wire(at),
            "payments": wire_desk(at),
            "payments.cards": wire_cards(at),
            "payments.finance": wire_finance(at),
            "payments.payouts": wire_payouts(at),
            "payments.rates": measure_disputes(at),
            "payments.statements": wire_statements(at),
            "platform": at,
            "profiles": profiles.wire(at),
            "projects": projects.wire(at, self.vault),
        }

    def call(self, method: str, path: str, **request: Any) -> Answer:
        """Send a request to the function that serves it; see Client."""
        return self.client(route_of(method, path).module)(method, path, **request)

    def client(self, module: str) -> Client:
        """Return the client of one HTTP edge, such as `functions.projects.api`."""
        if module not in self._clients:
            edge: Any = importlib.import_module(module)
            name = module.removeprefix("functions.")
            wired = self.wired.get(name) or self.wired[name.split(".")[0]]
            keyless: frozenset[str] = getattr(edge, "KEYLESS", frozenset())
            self._clients[module] = Client(edge.create_app, wired, self.platform, keyless=keyless)
        return self._clients[module]

    # ── what the bus and the queues carry ───────────────────────────────────────
    @cached_property
    def _listeners(self) -> list[tuple[Subscriptions, Handler]]:
        wired, at = self.wired, self.platform
        subscribed: list[Subscriptions] = [
            billing_events.subscribe(wired["billing"]),
            bookings_events.subscribe(ears(at)),
            contracts_events.subscribe(wired["contracts"]),
            disputes_events.subscribe(disputes.Background(wired["disputes"], wired["disputes.hearings"])),
            messaging_events.subscribe(messaging.wire_ears(at)),
            notifications_events.subscribe(notifications.wire_hearing(at)),
            partners_events.subscribe(partners.wire_planning(at)),
            payments_events.subscribe(
                replace(
                    wire_ears(at),
                    begin_review=BeginReview(self.payments, StartedReviews(), self.clock),
                    set_hold_timers=SetHoldTimers(self.payments, SetTimers()),
                    set_funding_timers=SetFundingTimers(self.payments, SetTimers(), self.clock),
                )
            ),
            profiles_events.subscribe(wired["profiles"]),
            projects_events.subscribe(wired["projects"]),
        ]
        return [(each, consume(each, self._bury)) for each in subscribed]

    @cached_property
    def _queues(self) -> dict[str, Handler]:
        at, wired = self.platform, self.wired
        to_stripe, local = stripe_connection(self.server), local_worker(at, self.payments)
        worker = wire_worker(at, self.payments, stripe_provider(self.server), to_stripe, local)
        commands = {
            "billing-documents": billing_commands.subscribe(wired["billing"]),
            "bookings-letters": bookings_letters.subscribe(letters.wire(at)),
            "bookings-images": bookings_images.subscribe(images.wire_rendering(at, self.vault)),
            "billing-subscriptions": billing_collection.subscribe(collection(at, StripeSubscriptions(to_stripe))),
            "contracts": contracts_events.subscribe(wired["contracts"]),
            "disputes": disputes_events.subscribe(disputes.Background(wired["disputes"], wired["disputes.hearings"])),
            "messaging-files": messaging_uploads.subscribe(messaging_files.wire_work(at, self.vault)),
            "notification-mails": notifications_commands.subscribe(notifications.wire_mail(at)),
            "notification-pushes": notifications_pushes.subscribe(notifications.wire_push(at, push_services())),
            "payment-commands": payments_commands.subscribe(worker),
            "projects": projects_events.subscribe(wired["projects"]),
            "webhook-deliveries": partners_commands.subscribe(partners.wire_delivery(at)),
        }
        return {name: consume(each, self._bury) for name, each in commands.items()}

    @cached_property
    def chat(self) -> Chat:
        """The WebSocket edge; its answers go to `sockets`."""
        return create_chat(self.wired["messaging"], self.platform.ids)

    @cached_property
    def stripe_webhook(self) -> Handler:
        """The webhook edge."""
        reader = StripeNoticeReader(lambda: [SECRET, THIN_SECRET], is_live=False)
        by_bus = StripeBusReader(is_live=False)
        door = PaymentsDoor(reader, by_bus, DynamoNotices(self.platform.database))
        return webhook_stripe.receive(door, self.platform)

    def _bury(self, body: dict[str, Any], _group: str | None) -> None:
        self.buried.append(body)

    def settle(self) -> None:
        """Carry everything that waits, until nothing does. Raises AssertionError if something never arrives."""
        for _ in range(ROUNDS):
            waiting = outbox.rows(self.platform.tables)
            notices = self.server.control.deliveries("pending")
            if not waiting and not notices:
                assert self.buried == []
                return
            for row in waiting:
                if self.carry(row):
                    self.carried.append(row)
                    key = {"PK": to_typed(row["PK"]), "SK": to_typed(row["SK"])}
                    transport().call("DeleteItem", {"TableName": self.platform.tables.core_table, "Key": key})
            for notice in notices:
                self._bring(notice)
        raise AssertionError(f"still waiting: {outbox.rows(self.platform.tables)}")

    def carry(self, row: dict[str, Any]) -> bool:
        """Bring a row of the outbox to all who hear of it; False if somebody wants it again."""
        if row.get("queue"):
            body = {"id": row["SK"], **row["detail"]}
            return self._batch(self._queues[row["queue"]], body, row["group"])
        body = {"source": row["source"], "detail-type": row["detail_type"], "detail": row["detail"]}
        heard = [self._batch(handler, body, None) for known, handler in self._listeners if row["detail_type"] in known]
        return all(heard)

    @staticmethod
    def _batch(handler: Handler, body: dict[str, Any], group: str | None) -> bool:
        attributes = {"MessageGroupId": group} if group else {}
        record = {"messageId": "1", "body": json.dumps(body), "attributes": attributes}
        failures: list[Any] = handler({"Records": [record]}, LambdaContext())["batchItemFailures"]
        return not failures

    def _bring(self, notice: dict[str, Any]) -> None:
        letter = letter_of(self.server.store, notice["event"], notice["endpoint"], age=0)
        lower = {name.lower(): value for name, value in letter.headers.items()}
        event = http_event(
            "POST", "/v1/webhooks/stripe", actor=None, body=letter.body.decode(), headers=lower, query={}
        )
        if self.stripe_webhook(event, LambdaContext())["statusCode"] == 204:
            self.server.control.drop(notice["seq"])
