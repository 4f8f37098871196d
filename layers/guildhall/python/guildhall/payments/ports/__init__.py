"""What payments needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Protocol

from guildhall.payments.models import (
    Attention,
    Change,
    Chargeback,
    Command,
    Intent,
    KeptQuote,
    Notice,
    PayoutAccount,
    PayoutWallet,
    ProtectedPayment,
    ProviderAccount,
    Refund,
    Step,
    Transfer,
)
from guildhall.payments.models.exchange import TreasuryRate
from guildhall.payments.models.facts import Fact
from guildhall.payments.models.rail_statements import DayStatement
from guildhall.payments.models.rails import (
    Ability,
    Callback,
    Heard,
    Outcome,
    Payer,
    RailCall,
    RailMode,
    Wallet,
)
from guildhall.payments.ports.cards import CardProvider as CardProvider
from guildhall.payments.ports.cards import Cards as Cards
from guildhall.payments.ports.sandbox import SandboxWorld as SandboxWorld
from guildhall.payments.ports.treasury import Setting as Setting
from guildhall.payments.ports.treasury import SettingsOf as SettingsOf
from guildhall.payments.ports.treasury import Treasury as Treasury
from guildhall.payments.ports.worker import BusReader as BusReader
from guildhall.payments.ports.worker import Errand as Errand


class Payments(Protocol):
    """Payments, their commands, payout accounts and calls for a person; written one change at a time."""

    def get(self, milestone_id: str) -> ProtectedPayment | None:
        """Return a payment, read consistently, or None."""

    def of_contract(self, contract_id: str) -> list[ProtectedPayment]:
        """Return the payments of a contract, by milestone id."""

    def steps(self, milestone_id: str) -> list[Step]:
        """Return what happened to a payment, oldest first, the last hundred."""

    def command(self, command_id: str) -> Command | None:
        """Return a command, read consistently, or None."""

    def waiting_for_account(self, expert_id: str) -> list[Command]:
        """Return the releases that wait until the provider will pay this expert. Eventually consistent."""

    def waiting_for_balance(self) -> list[Command]:
        """Return the commands that wait until the provider has more money of ours. Eventually consistent."""

    def account(self, expert_id: str) -> PayoutAccount | None:
        """Return an expert's payout account, read consistently, or None."""

    def save(self, change: Change) -> None:
        """Commit a change, all or nothing.

        Raises StaleVersion (read again), Duplicate (an entry stands already: it was done), EntryIdReused, Overdrawn.
        """

    def chargeback(self, chargeback_id: str) -> Chargeback | None:
        """Return a chargeback, read consistently, or None."""

    def owed_by(self, expert_id: str, currency: str) -> int:
        """Return what an expert owes after lost chargebacks, in minor units, read consistently."""

    def due_commands(self, now: datetime, limit: int) -> list[Command]:
        """Return pending commands whose time to try has come, the oldest of each shard first."""

    def due_payments(self, now: datetime, limit: int) -> list[ProtectedPayment]:
        """Return payments that should be looked at, the oldest of each shard first."""

    def ask_to_look_at_account(self, expert_id: str) -> None:
        """Let the worker ask the provider about an expert's account."""

    def ask_to_look(self, milestone_id: str) -> None:
        """Let the worker ask the provider about the open attempt of a payment."""


class Attentions(Protocol):
    """The list of what a person must see."""

    def list_open(self) -> list[Attention]:
        """Return the open records, the oldest of each shard first; at most a few hundred."""

    def get(self, about: str, reason: str) -> Attention | None:
        """Return a record, or None."""

    def close(self, attention: Attention) -> None:
        """Store a record as closed, at the version it was read at. Raises StaleVersion."""


class Notices(Protocol):
    """Webhooks as they came, kept for 90 days."""

    def keep(self, notice: Notice, raw: str) -> None:
        """Store a notice and let the worker hear of it, in one transaction.

        One that is known and was dealt with changes nothing; one that was not is sent to the worker again.
        """

    def get(self, event_id: str) -> Notice | None:
        """Return a notice that was not dealt with yet, or None."""

    def mark_done(self, event_id: str) -> None:
        """Remember that a notice was dealt with; called after its effect."""


class Fees(Protocol):
    """Billing's answer to what becomes of an amount."""

    def __call__(self, payment: ProtectedPayment) -> KeptQuote:
        """Return the itemised quote by the rules of this moment, for whom and what the payment is."""


class Reviews(Protocol):
    """The workflow that waits for the client's answer to a delivery."""

    def begin(self, payment: ProtectedPayment, suffix: str = "") -> None:
        """Start it for the payment's present delivery; starting the same one twice changes nothing.

        suffix: tells a second start, after the first one died, from the first. Raises Unavailable.
        """


class Provider(Protocol):
    """The payment provider, as the command worker sees it.

    Each creating call takes an idempotency key; each has a look-up that finds what an earlier try made. What moves
    money on or back needs the payment, unless the command names its target. Every method raises ProviderSilent,
    ProviderFailed or ProviderRefused.
    """

    def create_intent(self, command: Command, payment: ProtectedPayment) -> Intent:
        """Open an attempt to pay."""

    def find_intent(self, command: Command) -> Intent | None:
        """Return the intent that a command made, or None."""

    def intent(self, intent_id: str) -> Intent:
        """Return the present intent."""

    def cancel_intent(self, command: Command, intent_id: str) -> Intent:
        """Close an intent for good."""

    def create_transfer(self, command: Command, payment: ProtectedPayment | None, destination: str) -> Transfer:
        """Send money to an expert's account."""

    def find_transfer(self, command: Command) -> Transfer | None:
        """Return the transfer that a command made, or None."""

    def create_refund(self, command: Command, payment: ProtectedPayment | None) -> Refund:
        """Give money back."""

    def find_refund(self, command: Command, payment: ProtectedPayment | None) -> Refund | None:
        """Return the refund that a command made, or None."""

    def create_account(self, command: Command, account: PayoutAccount) -> ProviderAccount:
        """Open an expert's account; the provider keeps the key for 30 days and finishes what it began."""

    def create_link(self, command: Command, provider_account_id: str) -> tuple[str, datetime]:
        """Return the address of a page for the expert, and when it stops working."""

    def fetch(self, object_kind: str, object_id: str) -> Fact | None:
        """Return the present object behind a notice, or None if it is not one of ours."""


class NoticeReader(Protocol):
    """Checks and reads webhooks."""

    def __call__(self, raw: bytes, signature: str) -> Notice:
        """Return the notice. Raises SignatureWrong, NoticeMisdirected."""


class LocalRail(Protocol):
    """A local payment provider. It answers with an Outcome, whatever happens; nobody's silence is an exception.

    name: as in `TERMS`. merchant: our account, as the rail names it. first_inquiry: how old an operation must
    be before the rail may be asked about it.
    """

    name: str
    merchant: str
    abilities: Ability
    first_inquiry: timedelta

    def new_id(self, key: str) -> str:
        """Return the id of a command's key in the shape that the rail takes; the same key gives the same id."""

    def page_life(self, payer: Payer) -> timedelta | None:
        """Return how long a payer may still act after the call, or None when the call itself asks them."""

    def collect(self, call: RailCall, payer: Payer, title: str) -> Outcome:
        """Ask a payer for money."""

    def refund(self, call: RailCall, collected: RailCall) -> Outcome:
        """Give collected money back."""

    def payout(self, call: RailCall, wallet: Wallet) -> Outcome:
        """Send money to a wallet."""

    def inquire(self, call: RailCall) -> Outcome:
        """Say where an operation stands."""

    def parse_callback(self, callback: Callback) -> Heard:
        """Check and read what came in. Raises SignatureWrong: a missing signature is a wrong one."""

    def balance(self) -> Mapping[str, int] | None:
        """Return what the rail holds for us, minor units by currency; None where it cannot be asked."""

    def statement(self, day: date, filed: str | None) -> DayStatement | None:
        """Return what moved on a day, by the rail or by the file it sent; None for neither.

        Raises StatementUnreadable.
        """


class Rails(Protocol):
    """The local rails of this deployment."""

    def get(self, name: str) -> LocalRail | None:
        """Return a rail whose keys we have, or None."""


class RailModes(Protocol):
    """How far operators let each rail be used."""

    def mode(self, rail: str) -> RailMode:
        """Return the present mode."""

    def hold_days(self) -> int:
        """Return for how many days a short hold may last."""


class RailCalls(Protocol):
    """Operations of the rails, and callbacks that were put aside."""

    def get(self, rail: str, our_id: str) -> RailCall | None:
        """Return an operation, read consistently, or None."""

    def put_aside(self, rail: str, reason: str, callback: Callback) -> None:
        """Keep a callback that nobody may believe, for 90 days, and let a person hear of it."""


class PayoutWallets(Protocol):
    """Where experts are paid by local rails."""

    def get(self, expert_id: str, currency: str) -> PayoutWallet | None:
        """Return an expert's wallet for a currency, read consistently, or None."""

    def list(self, expert_id: str) -> list[PayoutWallet]:
        """Return an expert's wallets, by currency."""


class TreasuryRates(Protocol):
    """What one currency buys of another, as operators said it."""

    def get(self, sold: str, bought: str) -> TreasuryRate | None:
        """Return a rate, read consistently, or None. It may be too old to be used."""

    def list(self) -> list[TreasuryRate]:
        """Return every rate, by pair."""


class Sealer(Protocol):
    """Seals what a reader of the table must not see."""

    def seal(self, secret: str, owner_id: str) -> str:
        """Encrypt a text for its owner. Raises Unavailable."""

    def unseal(self, sealed: str, owner_id: str) -> str:
        """Decrypt what was sealed for the same owner. Raises Unavailable."""
