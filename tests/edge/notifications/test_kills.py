"""Killed while it sends: what goes out once, and the one window in which it goes out again (decision 0039)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from functions.notifications import commands
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.events import DomainEvent
from guildhall.notifications import wiring
from guildhall.notifications.machine import LEASE
from guildhall.notifications.models import Dispatch, Outcome
from guildhall.notifications.ports import Letter
from guildhall.notifications.store import DynamoDispatches
from guildhall.platform.assembly import Platform
from tests.edge.notifications.conftest import SETTINGS
from tests.edge.notifications.test_mail import CONFIRMED, REGISTERED, orders
from tests.support.messages import Bus

STEPS = ("take", "taken", "send", "sent", "write", "written")
"""Before and after each step of a letter."""


class Killed(BaseException):
    """The process is gone."""


class Dying:
    """Says where the process dies."""

    def __init__(self) -> None:
        self.at = ""

    def pass_by(self, step: str) -> None:
        """Go on, or die here, once."""
        if step == self.at:
            self.at = ""
            raise Killed


class Records(DynamoDispatches):
    def __init__(self, platform: Platform, dying: Dying) -> None:
        super().__init__(platform.database)
        self._dying = dying

    def save(self, dispatch: Dispatch, *events: DomainEvent, counts: Outcome | None = None) -> Dispatch:
        before, after = ("write", "written") if events else ("take", "taken")
        self._dying.pass_by(before)
        saved = super().save(dispatch, *events, counts=counts)
        self._dying.pass_by(after)
        return saved


class Post:
    def __init__(self, dying: Dying) -> None:
        self.letters: list[Letter] = []
        self._dying = dying

    def send(self, letter: Letter) -> None:
        self._dying.pass_by("send")
        self.letters.append(letter)
        self._dying.pass_by("sent")


@pytest.mark.parametrize("step", STEPS)
def test_a_letter_goes_out_once_wherever_its_sender_dies_but_between_the_service_and_our_record(
    happens: Bus, platform: Platform, clock: SettableClock, step: str
) -> None:
    happens.deliver(REGISTERED, CONFIRMED)
    order: dict[str, Any]
    (order,) = orders(platform)
    dying = Dying()
    post = Post(dying)
    real = wiring.wire_mail(replace(platform, environ=SETTINGS))
    mail = replace(real.send_mail, dispatches=Records(platform, dying), postman=post)
    bus = Bus(commands.subscribe(replace(real, send_mail=mail)), clock)
    dying.at = step

    with pytest.raises(Killed):
        bus.takes(order)
    # The queue shows the order to another process at once, and again after the lease.
    bus.takes(order)
    clock.advance(LEASE)

    assert bus.takes(order) is True
    assert bus.takes(order) is True
    assert len(post.letters) == (2 if step in {"sent", "write"} else 1)
