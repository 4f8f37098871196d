"""Subscriptions between their ends: people on one, Stripe's protocol on the other, and the calendar over both."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from functions.billing import collection as collection_edge
from functions.billing import commands, events, tasks
from functions.billing.subscriptions import create_app
from guildhall.billing.gateways.stripe_subscriptions import StripeSubscriptions
from guildhall.billing.models.documents import Party
from guildhall.billing.models.tax import Registration, TaxProfile
from guildhall.billing.store.tax import DynamoTaxProfiles
from guildhall.billing.wiring.documents import wire_documents
from guildhall.billing.wiring.subscriptions import collection, wire_subscriptions
from guildhall.billing.wiring.timers import wire_timers
from guildhall.kernel.actor import Actor
from guildhall.payments.store.cards import DynamoCards
from guildhall.platform.edge.messages import consume
from guildhall.platform.edge.tasks import dispatch
from tests.support import outbox
from tests.support.http import Answer, Client, LambdaContext
from tests.support.payments import PaymentsHouse, stripe_connection
from tests.support.whole import SETTINGS

FINANCE = Actor("acc_finance", frozenset({"finance"}))
OWN = "/v1/subscription"
DECLINED, WORKS = "pm_card_chargeDeclined", "pm_card_visa"


class Club:
    """Plans and subscriptions of a platform that is registered for tax in France."""

    def __init__(self, house: PaymentsHouse) -> None:
        own = {"GUILDHALL_DOCUMENTS_BUCKET": "docs", "GUILDHALL_ISSUER_VAT_ID": "FR83404833048"}
        self.house = house
        self.member = house.expert
        self.platform = replace(house.platform, environ={**SETTINGS, **house.platform.environ, **own})
        self.billing = wire_documents(self.platform)
        self.buried: list[dict[str, Any]] = []
        self.call = Client(create_app, wire_subscriptions(self.platform), self.platform)
        worker = collection(self.platform, StripeSubscriptions(stripe_connection(house.server)))
        self._work = consume(collection_edge.subscribe(worker), self._bury)
        self._hear = consume(events.subscribe(self.billing), self._bury)
        self._number = consume(commands.subscribe(self.billing), self._bury)
        self._task = dispatch(tasks.choose(wire_timers(self.platform)), self.platform.ids)
        # Stripe's clock stands where ours does: dates of one are compared with dates of the other.
        house.server.control.advance(int(house.clock.now().timestamp()) - house.server.control.world().now)

    # ── people ──────────────────────────────────────────────────────────────────
    def plan(self, price: int = 2_400, **more: Any) -> str:
        """Sell a plan; return its id."""
        body = {"name": "Studio", "price_minor": price, "currency": "EUR", "interval": "month"} | more
        answer = self.call("POST", "/v1/plans", by=FINANCE, body=body)
        assert answer.status == 201, answer.body
        return str(answer.body["plan_id"])

    def join(self, card: str = WORKS) -> None:
        """Let the member say where they are taxed, and save a card."""
        member = self.member.account_id
        self.billing.remember_party(Party(member, "Amina Diallo", "amina@mail.example", "en"))
        profile = TaxProfile(
            member, "Amina Diallo EI", "4 Rue des Essais", "Lyon", "69001", "FR", is_business=True,
            registration=Registration.SMALL_BUSINESS, updated_at=self.house.clock.now(),
        )  # fmt: skip
        DynamoTaxProfiles(self.platform.database).save("billing.set_tax_profile", profile)
        self.save_card()
        self.house.server.control.reissue_card(self.card, card)

    def save_card(self) -> None:
        """Save one more card, which works."""
        self.house.cards("POST", "/v1/saved-cards", by=self.member)
        self.house.settle()
        holder = DynamoCards().holder(self.member.account_id)
        assert holder is not None
        self.house.server.control.save_card(str(holder.setup_id), WORKS)
        self.house.settle()

    @property
    def card(self) -> str:
        """The member's default card, at Stripe."""
        holder = DynamoCards().holder(self.member.account_id)
        assert holder is not None
        return str(holder.default_id)

    def subscribe(self, plan_id: str) -> dict[str, Any]:
        """Subscribe, and let everybody do their part."""
        answer = self.call("POST", OWN, by=self.member, body={"plan_id": plan_id})
        assert answer.status == 202, answer.body
        self.settle()
        return self.show()

    def show(self) -> dict[str, Any]:
        """Return the member's subscription."""
        body: dict[str, Any] = self.call("GET", OWN, by=self.member).body
        return body

    def ask(self, what: str, **body: str) -> Answer:
        """Ask for a change of the subscription as it was read."""
        version = self.call("GET", OWN, by=self.member).headers["ETag"]
        return self.call("POST", f"{OWN}/{what}", by=self.member, body=body or None, headers={"If-Match": version})

    # ── the machinery ───────────────────────────────────────────────────────────
    def pass_days(self, days: int) -> None:
        """Let days pass one by one, here and at Stripe, with everything that follows."""
        for _ in range(days):
            self.house.pass_time(timedelta(days=1))
            self.settle()

    def settle(self, rounds: int = 8) -> None:
        """Let workers, webhooks and events run until nothing is left to do."""
        for _ in range(rounds):
            self.house.settle()
            if not self.carry() + self.work():
                return

    def carry(self) -> int:
        """Bring payments' news to billing; return how many there were."""
        news = [row for row in self._rows() if row.get("detail_type") == "SubscriptionNoticed.v1"]
        for row in news:
            self._send(self._hear, {"detail-type": row["detail_type"], "detail": row["detail"]})
            self.house.drop(row)
        return len(news)

    def work(self) -> int:
        """Let the worker take what waits for it, as far as it can; return how many messages it took."""
        waiting = [row for row in self._rows() if row.get("queue") == "billing-subscriptions"]
        return sum(self.work_one(row) for row in waiting)

    def work_one(self, row: dict[str, Any]) -> bool:
        """Let the worker take one message; it stays if the worker wants it again."""
        done = not self._send(self._work, {"id": row["SK"], **row["detail"]})
        if done:
            self.house.drop(row)
        return done

    def messages(self) -> list[dict[str, Any]]:
        """Return what waits for the worker."""
        return [row for row in self._rows() if row.get("queue") == "billing-subscriptions"]

    def number(self) -> None:
        """Let the legal invoices get their numbers."""
        for row in [row for row in self._rows() if row.get("queue") == "billing-documents"]:
            if row["detail"]["data"]["type"] == "number_documents":
                assert self._send(self._number, {"id": row["SK"], **row["detail"]}) == []
                self.house.drop(row)

    def sweep(self) -> int:
        """Let the timer run; return how many subscriptions it looked at."""
        return int(self._task({"task": "sweep_subscriptions"}, LambdaContext())["asked"])

    def told(self, what: str) -> list[dict[str, Any]]:
        """Return what was announced, oldest first."""
        return outbox.published(self.platform.tables, f"Subscription{what}.v1")

    def folded(self, *names: str) -> list[int]:
        """Return what accounts hold of the last hundred days, in minor units of EUR."""
        today = self.house.clock.now().date()
        days = [today - timedelta(days=number) for number in range(100)]
        return [sum(self.house.books.fold_day(name, "EUR", day).minor for day in days) for name in names]

    def _rows(self) -> list[dict[str, Any]]:
        return outbox.rows(self.platform.tables)

    def _send(self, handler: Callable[..., Any], body: dict[str, Any]) -> list[Any]:
        record = {"messageId": "m", "body": json.dumps(body), "attributes": {}}
        failures: list[Any] = handler({"Records": [record]}, LambdaContext())["batchItemFailures"]
        return failures

    def _bury(self, body: dict[str, Any], _group: str | None) -> None:
        self.buried.append(body)
