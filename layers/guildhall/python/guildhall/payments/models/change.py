"""What one decision changes, to be written in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from guildhall.kernel.events import DomainEvent
from guildhall.ledger.models import Entry
from guildhall.payments.models.attention import Attention
from guildhall.payments.models.chargebacks import Chargeback
from guildhall.payments.models.commands import Command
from guildhall.payments.models.payment import ProtectedPayment
from guildhall.payments.models.payouts import PayoutAccount, PayoutWallet
from guildhall.payments.models.rails import RailCall
from guildhall.payments.models.steps import Step


class Kept(Protocol):
    """An object with a version; the store knows its record by its class."""

    @property
    def version(self) -> int:
        """The version it was read at, 0 for a new one."""


@dataclass(frozen=True, slots=True)
class Change:
    """PaymentState, journal entries, commands, events and calls for a person: all of it, or nothing.

    action: `payments.<verb>`, for the audit log. commands: new ones are sent to the worker when this has committed.
    steps: what the two sides read about it. wake: known commands that are sent to the worker again, because their time
    has come or their hindrance is gone. kept: other objects of payments, each stored at the version it was read at.
    is_part: whether the fact behind it may change more, once this has committed.
    """

    action: str
    payment: ProtectedPayment | None = None
    account: PayoutAccount | None = None
    commands: tuple[Command, ...] = ()
    chargebacks: tuple[Chargeback, ...] = ()
    rail_calls: tuple[RailCall, ...] = ()
    wallets: tuple[PayoutWallet, ...] = ()
    entries: tuple[Entry, ...] = ()
    events: tuple[DomainEvent, ...] = ()
    attention: tuple[Attention, ...] = ()
    steps: tuple[Step, ...] = ()
    wake: tuple[Command, ...] = ()
    kept: tuple[Kept, ...] = ()
    is_part: bool = False
