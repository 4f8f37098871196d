"""Deposits as a whole: what bookings asks on one end, Stripe's protocol on the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.money import Money
from guildhall.payments.models.deposits import Deposit, DepositTerms
from guildhall.payments.wiring.deposits import wire_deposits
from tests.support import outbox
from tests.support.milestones import objects
from tests.support.payments import PaymentsHouse

SOON, FAR = timedelta(days=2), timedelta(days=40)


class DepositHouse:
    """A guest, a venue that may be paid, and one deposit of forty euros."""

    def __init__(self, house: PaymentsHouse) -> None:
        self.house = house
        # An authorisation ends by Stripe's clock.
        house.clock.advance(timedelta(seconds=house.server.control.world().now - house.clock.now().timestamp()))
        self.desk = wire_deposits(house.platform)
        self.venue: Actor = house.expert
        self.terms = DepositTerms(
            "res_01ABC", self.venue.account_id, Money(40_00, "EUR"), house.clock.now() + SOON, title="Table for two"
        )

    def ask(self, ahead: timedelta = SOON, **more: Any) -> Deposit:
        """Bookings asks for the deposit, and the provider opens an attempt."""
        self.terms = replace(self.terms, starts_at=self.house.clock.now() + ahead, **more)
        self.desk.request(self.terms)
        self.house.work()
        return self.now

    @property
    def now(self) -> Deposit:
        """The deposit as it is."""
        return self.desk.show(self.terms.deposit_id)

    def pay(self, card: str = "pm_card_visa") -> int:
        """The guest's browser confirms with a card."""
        return self.house.confirm(str(self.now.client_secret), card)

    def held(self, ahead: timedelta = SOON, **more: Any) -> Deposit:
        """A deposit from asking to secured."""
        self.ask(ahead, **more)
        assert self.pay() == 200
        self.house.settle()
        return self.now

    def settle(self, keep_minor: int) -> Deposit:
        """Bookings says what the venue keeps."""
        return self.desk.settle(self.terms.deposit_id, Money(keep_minor, "EUR"))

    def events(self) -> list[str]:
        """What bookings heard, oldest first."""
        named = (row for row in outbox.rows(self.house.platform.tables) if row.get("detail_type"))
        return [row["detail_type"] for row in named if row["detail_type"].startswith("Deposit")]

    def books(self) -> int:
        """What our clearing account says that Stripe holds of all deposits, in minor units."""
        ids = [replace(self.terms, number=number).deposit_id for number in range(1, self.terms.number + 1)]
        entries = (entry for each in ids for entry in self.house.books.entries_about(each))
        lines = (line for entry in entries for line in entry.lines)
        return sum(line.natural_minor for line in lines if line.account == "psp_clearing:stripe")

    def are_books_stripes(self) -> bool:
        """Tell whether it is what Stripe says."""
        return self.books() == sum(int(each["net"]) for each in objects(self.house, "balance_transaction"))

    def wait(self, by: timedelta) -> None:
        """Let time pass, and everything that it brings."""
        self.house.sweep(by)
        self.house.settle()
