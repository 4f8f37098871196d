"""Chargebacks of guests' deposits: the pack is made of the reservation, the terms and what became of the visit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from functions.disputes.events import subscribe
from functions.disputes.hearings import create_app
from functions.disputes.tasks import choose
from guildhall.bookings.wiring.reminders import remind
from guildhall.disputes import wiring
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.payments.events import DepositChargebackClosedV1, DepositChargebackOpenedV1
from guildhall.payments.models import Change, Chargeback
from guildhall.payments.models.chargebacks import ChargebackOutcome
from guildhall.payments.wiring.storing import store as store_of_payments
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.tasks import dispatch
from tests.support.bank import Bank
from tests.support.deals import STRANGER
from tests.support.deposited import TERMS, secured
from tests.support.disputes import StartedWatches
from tests.support.http import Answer, Client
from tests.support.messages import Bus
from tests.support.rooms import OWNER, STAFF, Restaurant
from tests.support.vault import MemoryVault

ONE = "/v1/chargebacks/du_1"


class Table:
    """A table for four whose deposit is paid, and a guest who goes to their bank."""

    def __init__(self, platform: Platform, clock: SettableClock) -> None:
        self.platform, self.clock = platform, clock
        self.restaurant, self.bank = Restaurant.open(platform, terms=TERMS), Bank(platform, clock)
        self.token, self.reservation_id = secured(self.restaurant, self.bank)
        background = wiring.wire_background(platform, MemoryVault(), StartedWatches())
        self.bus = Bus(subscribe(background), clock)
        self.call = Client(create_app, background.hearings, platform)
        self._task = dispatch(choose(background), platform.ids)
        deposit = self.bank.deposit(self.reservation_id)
        self.about = {
            "chargeback_id": "du_1", "deposit_id": deposit.deposit_id, "reservation_id": self.reservation_id,
            "venue_account_id": OWNER.account_id, "amount_minor": 4_000, "currency": "EUR",
        }  # fmt: skip

    def opened(self, outcome: ChargebackOutcome | None = None) -> DepositChargebackOpenedV1:
        """Let payments know of the chargeback; return what it tells."""
        due = self.clock.now() + timedelta(days=7)
        known = Chargeback(
            "du_1", str(self.about["deposit_id"]), OWNER.account_id, 4_000, "EUR", "product_not_received",
            "needs_response", self.clock.now(), evidence_due_at=due, outcome=outcome,
        )  # fmt: skip
        store_of_payments(self.platform).save(Change("payments.open_chargeback", chargebacks=(known,)))
        return DepositChargebackOpenedV1(**self.about, reason=known.reason, evidence_due_at=due)

    def closed(self, outcome: Any) -> DepositChargebackClosedV1:
        return DepositChargebackClosedV1(**self.about, outcome=outcome, owed_minor=0)

    def get(self, by: Actor = OWNER) -> Answer:
        """Read the hearing."""
        return self.call("GET", ONE, by=by)

    def sweep(self) -> int:
        """Run the timer; return how many packs were sent."""
        return int(self._task({"task": "sweep"}, None)["sent"])


@pytest.fixture
def table(platform: Platform, clock: SettableClock) -> Table:
    return Table(platform, clock)


def test_the_pack_tells_the_terms_the_reminder_and_that_nobody_came(table: Table) -> None:
    table.clock.advance(timedelta(days=2, hours=8))
    remind(table.platform)(table.reservation_id, 1_440, table.bank.deposit(table.reservation_id).starts_at)
    table.clock.advance(timedelta(days=1))
    assert table.restaurant.call("POST", f"/{table.reservation_id}/no-show").status == 200
    event = table.opened()

    table.bus.deliver(event, event)
    body = table.get().body

    assert (table.bus.dead, table.bus.failed) == ([], 0)
    assert (body["state"], body["deposit_id"], body["contract_id"]) == ("open", table.about["deposit_id"], None)
    pack = body["pack"]
    assert pack["product_description"] == (
        "A table for 4 at “Chez Nour” on 2026-03-05 20:00, reserved by Sara Khan, with a deposit of 40.00 EUR."
    )
    assert (pack["customer_name"], pack["service_date"]) == ("Sara Khan", "2026-03-05")
    assert pack["cancellation_policy_disclosure"] == (
        "By version 1 of the venue's terms, shown with the deposit of 40.00 EUR before it was paid:"
        " cancelled until 2026-03-04 20:00, the venue keeps 0.00 EUR;"
        " cancelled until 2026-03-05 16:00, the venue keeps 20.00 EUR;"
        " cancelled later, the venue keeps 40.00 EUR; if nobody comes, it keeps 20.00 EUR."
    )
    assert pack["cancellation_rebuttal"] == (
        "Nobody came: the table was kept for 2026-03-05 20:00, and that was noted on 2026-03-05 21:00."
        " Of the deposit the venue keeps 20.00 EUR, and 20.00 EUR goes back to the guest."
    )
    deeds = [line.split(" ", 1)[1] for line in pack["access_activity_log"].split("\n")]
    assert deeds == [
        "guest chose a table",
        "guest confirmed the reservation and its terms, and went on to pay the deposit",
        "platform reservation confirmed, the deposit is paid",
        "platform guest reminded",
        "venue noted that nobody came",
    ]


def test_the_pack_of_a_cancelled_visit_says_when_the_guest_cancelled(table: Table) -> None:
    table.clock.advance(timedelta(days=3, hours=6))
    table.restaurant.manage("DELETE", table.token)

    table.bus.deliver(table.opened())

    pack = table.get().body["pack"]
    assert pack["cancellation_rebuttal"].startswith(
        "Cancelled by the guest on 2026-03-05 19:00; the table was kept for 2026-03-05 20:00."
    )
    assert "guest reservation cancelled" in pack["access_activity_log"]


def test_the_venue_adds_its_words_and_silence_sends_the_pack(table: Table) -> None:
    table.bus.deliver(table.opened())
    body = {"statement": "The table was empty all evening."}

    written = table.call("PUT", ONE, by=OWNER, body=body, headers={"If-Match": '"1"'})
    table.clock.advance(timedelta(days=6))

    assert (written.status, table.sweep(), table.sweep()) == (200, 1, 0)
    known = store_of_payments(table.platform).chargeback("du_1")
    assert known is not None
    assert known.evidence["uncategorized_text"] == "The table was empty all evening."
    assert {"customer_name", "cancellation_policy_disclosure"} <= set(known.evidence)


def test_the_hearing_is_the_payees_and_nobody_elses(table: Table) -> None:
    table.bus.deliver(table.opened())

    assert {who.account_id: table.get(who).status for who in (OWNER, STAFF, STRANGER)} == {
        OWNER.account_id: 200, STAFF.account_id: 404, STRANGER.account_id: 404,
    }  # fmt: skip
    assert len(table.call("GET", "/v1/chargebacks", by=OWNER).body["items"]) == 1
    assert table.call("GET", "/v1/chargebacks", by=STAFF).body["items"] == []


@pytest.mark.parametrize("is_first", [True, False])
def test_the_decision_closes_the_hearing_even_if_its_news_comes_first(table: Table, *, is_first: bool) -> None:
    opened, closed = table.opened(ChargebackOutcome.LOST if is_first else None), table.closed("lost")

    table.bus.deliver(*((closed, opened) if is_first else (opened, closed)), closed)

    assert (table.get().body["state"], table.get().body["outcome"]) == ("closed", "lost")
    assert (table.bus.dead, table.bus.failed, table.sweep()) == ([], 0, 0)
