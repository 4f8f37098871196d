"""The guest's bank, and everything between it and bookings: payments, the bus, and the workflow's timer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from functions.bookings import events, tasks
from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.wiring import deposits as wiring
from guildhall.bookings.wiring import reminders
from guildhall.bookings.wiring.listening import Ears
from guildhall.bookings.wiring.timers import Timers
from guildhall.bookings.wiring.venues import wire_calendars
from guildhall.bookings.wiring.waitlist import wire_offering
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.money import Money
from guildhall.payments.models.deposits import Deposit, DepositState, deposit_id_of
from guildhall.payments.models.facts import Intent
from guildhall.payments.wiring.deposit_work import follow_deposits
from guildhall.payments.wiring.deposits import wire_deposits
from guildhall.payments.wiring.storing import store
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.tasks import dispatch
from tests.support import outbox
from tests.support.messages import Bus
from tests.support.rooms import with_payments


@dataclass
class Started:
    """The port `Watches` as a list of what was started."""

    names: list[tuple[str, int]] = field(default_factory=list)

    def begin(self, reservation: Reservation, number: int) -> None:
        if (reservation.reservation_id, number) not in self.names:
            self.names.append((reservation.reservation_id, number))


@dataclass
class SetTimers:
    """The port `Timers` as what is set, by name."""

    set_for: dict[str, tuple[datetime, str, dict[str, Any]]] = field(default_factory=dict)

    def set(self, name: str, at: datetime, task: str, given: dict[str, Any]) -> None:
        self.set_for[name] = (at, task, given)

    def cancel(self, name: str) -> None:
        self.set_for.pop(name, None)


def ears(platform: Platform, watches: Started | None = None, timers: SetTimers | None = None) -> Ears:
    """Return what bookings does about events, with workflows and timers that are only noted."""
    follow = wiring.follow(with_payments(platform), watches or Started())
    return Ears(wire_offering(platform), follow, reminders.plan(platform, timers or SetTimers()))


class Bank:
    """Pays deposits, and carries what payments and bookings tell each other."""

    def __init__(self, platform: Platform, clock: SettableClock) -> None:
        self._platform, self._clock = with_payments(platform), clock
        self.watches = Started()
        self.timers = SetTimers()
        heard = ears(platform, self.watches, self.timers)
        self.bus = Bus(events.subscribe(heard), clock)
        timers = Timers(
            wire_calendars(self._platform), heard.offering.sweep, heard.deposits, reminders.remind(platform)
        )
        self._tasks = dispatch(tasks.choose(timers), self._platform.ids)
        self._desk = wire_deposits(self._platform)
        self._delivered: set[str] = set()

    def carry(self) -> None:
        """Deliver what waits in the outbox, until nothing does."""
        known = events.subscribe(ears(self._platform, self.watches, self.timers))
        while fresh := [
            row
            for row in outbox.rows(self._platform.tables)
            if row.get("detail_type") in known and row["SK"] not in self._delivered
        ]:
            for row in fresh:
                self._delivered.add(row["SK"])
                assert self.bus.takes({"detail-type": row["detail_type"], "detail": row["detail"]}), row
            assert not self.bus.dead, self.bus.dead

    def deposit(self, reservation_id: str, number: int = 1) -> Deposit:
        """Return a deposit as payments knows it."""
        return self._desk.show(deposit_id_of(reservation_id, number))

    def says(self, reservation_id: str, status: str, number: int = 1, **more: Any) -> None:
        """Let the provider tell payments something of the present attempt."""
        deposit = self.deposit(reservation_id, number)
        name = f"{deposit.deposit_id}-{deposit.attempt}"
        said = Intent(f"pi_{name}", deposit.open_command_id, deposit.deposit_id, status, f"{name}_secret")
        payments = store(self._platform)
        understand = follow_deposits(self._platform, payments)
        while change := understand(replace(said, **more), self._clock.now()):
            payments.save(change)

    def opens(self, reservation_id: str, number: int = 1) -> None:
        """Let the worker have asked the provider: the guest can pay now."""
        self.carry()
        self.says(reservation_id, "requires_payment_method", number)

    def authorises(self, reservation_id: str, number: int = 1) -> None:
        """Let the guest's bank keep the money until after the visit; nobody has heard of it yet."""
        self.says(reservation_id, "requires_capture", number, charge_id=f"ch_{reservation_id}-{number}",
                  capture_before=self.deposit(reservation_id, number).starts_at + timedelta(days=2))  # fmt: skip

    def pays(self, reservation_id: str, number: int = 1) -> None:
        """Let the guest pay, and everybody hear of it."""
        self.opens(reservation_id, number)
        self.authorises(reservation_id, number)
        self.carry()

    def gives_up(self, reservation_id: str, number: int = 1) -> None:
        """Let payments close an attempt that nobody paid."""
        self.says(reservation_id, "canceled", number)
        self.carry()

    def takes(self, reservation_id: str, minor: int, number: int = 1) -> None:
        """Let the provider capture what was decided."""
        deposit = self.deposit(reservation_id, number)
        assert deposit.state is DepositState.CAPTURING
        self.says(reservation_id, "succeeded", number, charge_id=deposit.charge_id, paid=Money(minor, deposit.currency),
                  fee=Money(0, deposit.currency))  # fmt: skip
        self.carry()

    def fires(self, name: str) -> bool:
        """Let a timer fire, as often as a test likes; return whether somebody is told."""
        _, task, given = self.timers.set_for[name]
        answer = self._tasks({"task": task, "input": given}, None)
        self.carry()
        return bool(answer["is_told"])

    def task(self, name: str, reservation_id: str, number: int = 1) -> dict[str, Any]:
        """Let the workflow ask for a task."""
        given = {"task": name, "input": {"reservation_id": reservation_id, "number": number}}
        answer: dict[str, Any] = self._tasks(given, None)
        self.carry()
        return answer
