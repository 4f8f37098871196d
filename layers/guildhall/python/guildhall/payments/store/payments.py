"""The port `Payments`: one change, one transaction, over core and ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Problem, StaleVersion
from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, account
from guildhall.payments.events import FundsReleasedV1
from guildhall.payments.models import Attention, Change, Chargeback, Command, PayoutAccount, ProtectedPayment, Step
from guildhall.payments.store.others import record_of
from guildhall.payments.store.records import (
    SHARDS,
    AttentionRecord,
    ChargebackRecord,
    CommandRecord,
    Keys,
    PaymentRecord,
    PayoutAccountRecord,
)
from guildhall.payments.store.steps import step_record
from guildhall.platform import observe, query
from guildhall.platform.table import Database, Record, Transaction, from_row

QUEUE = "payment-commands"
WAIT_FOR_ACCOUNT = frozenset({
    "payout_account", "payout_destination", "insufficient_capabilities_for_transfer", "bank_refused",
})  # fmt: skip
"""Reasons that end when the expert, or the provider, says something new about where their money goes."""
BALANCE = "balance"
"""What commands wait for that the provider's balance does not cover."""
CAP_RACES = 5
"""How often one release may lose the race for the rest of a cap; each loss means that another release went through."""


class Journal(Protocol):
    """The ledger's side of a transaction."""

    def post(self, transaction: Transaction, entry: Entry) -> None:
        """Add the steps of an entry."""


class Balances(Protocol):
    """The ledger's side of a decision that depends on a balance."""

    def balance(self, account: str, currency: str) -> Money:
        """Return a guarded account's balance, read consistently."""


CONTRIBUTORS = "external_commission_payable"
"""The class of account in which an agreement with a contributor accrues."""


class Tally(Protocol):
    """Billing's side of a transaction: counts what is released, for rules whose rates follow from it."""

    def count(self, transaction: Transaction, expert_id: str, client_id: str, amount: Money) -> None:
        """Add the steps of a count."""

    def within_caps(self, entry: Entry) -> Entry:
        """Return the entry with no more for contributors than the caps of their agreements still allow."""

    def accrue(self, transaction: Transaction, agreement_id: str, amount: Money, refused: Problem) -> None:
        """Add the steps of counting what a contributor's agreement gave, unless its cap was used up meanwhile."""


class DynamoPayments:
    """The port `Payments` on DynamoDB."""

    def __init__(self, core_table: str, database: Database, journal: Journal, books: Balances, tally: Tally) -> None:
        self._table, self._database = core_table, database
        self._journal, self._tally, self._books = journal, tally, books

    def get(self, milestone_id: str) -> ProtectedPayment | None:
        """Return a payment, read consistently, or None."""
        record = PaymentRecord.fetch(*Keys.payment(milestone_id))
        return record.to(ProtectedPayment) if record else None

    def of_contract(self, contract_id: str) -> list[ProtectedPayment]:
        """Return the payments of a contract, by milestone id; a contract has at most a hundred milestones."""
        rows = query.page(self._table, Keys.of_contract(contract_id), index="GSI1", limit=query.MOST).items
        found = (self.get(row["GSI1SK"]) for row in rows)
        return [payment for payment in found if payment is not None]

    def command(self, command_id: str) -> Command | None:
        """Return a command, read consistently, or None."""
        record = CommandRecord.fetch(*Keys.command(command_id))
        return record.to(Command) if record else None

    def steps(self, milestone_id: str) -> list[Step]:
        """Return what happened to a payment, oldest first, the last hundred."""
        pk = Keys.payment(milestone_id)[0]
        rows = query.page(self._table, pk, prefix="STEP#", limit=query.MOST, newest_first=True, consistent=True).items
        return [from_row(Step, {**row, "kind": row["step"]}) for row in reversed(rows)]

    def chargeback(self, chargeback_id: str) -> Chargeback | None:
        """Return a chargeback, read consistently, or None."""
        record = ChargebackRecord.fetch(*Keys.chargeback(chargeback_id))
        return record.to(Chargeback) if record else None

    def owed_by(self, expert_id: str, currency: str) -> int:
        """Return what an expert owes after lost chargebacks, read consistently."""
        return self._books.balance(account("expert_receivable", expert_id), currency).minor

    def waiting_for_account(self, expert_id: str) -> list[Command]:
        """Return the releases that wait until the provider will pay this expert. Eventually consistent."""
        return self._waiting(expert_id)

    def waiting_for_balance(self) -> list[Command]:
        """Return the commands that wait until the provider has more money of ours. Eventually consistent."""
        return self._waiting(BALANCE)

    def _waiting(self, what: str) -> list[Command]:
        rows = query.page(self._table, Keys.waiting(what), index="GSI1", limit=query.MOST).items
        found = (self.command(row["GSI1SK"]) for row in rows)
        return [order for order in found if order is not None and not order.is_over]

    def account(self, expert_id: str) -> PayoutAccount | None:
        """Return an expert's payout account, read consistently, or None."""
        record = PayoutAccountRecord.fetch(*Keys.account(expert_id))
        return record.to(PayoutAccount) if record else None

    def save(self, change: Change) -> None:
        """Commit a change, all or nothing; its new commands are then sent to the worker."""
        for _ in range(CAP_RACES):
            moved = StaleVersion("the cap of a contributor's agreement was used up meanwhile")
            try:
                return self._commit(change, moved)
            except StaleVersion as error:
                if error is not moved:
                    raise
        raise moved

    def _commit(self, change: Change, moved: Problem) -> None:
        entries = tuple(self._tally.within_caps(entry) for entry in change.entries)
        transaction = self._database.begin()
        for record in _records(change):
            transaction.save(record)
        for entry in entries:
            self._journal.post(transaction, entry)
        self._count(transaction, change, entries, moved)
        for number, step in enumerate(change.steps):
            transaction.put_unaudited(step_record(step, change, number))
        for why in change.attention:
            call_a_person(transaction, why)
        for order in (*(each for each in change.commands if not each.version), *change.wake):
            transaction.enqueue(QUEUE, order.subject, {"type": "command", "command_id": order.command_id})
        transaction.publish(*change.events)
        transaction.commit(change.action)
        for why in change.attention:
            observe.count("a person must see this", "NeedsAttention", about=why.about, reason=why.reason)

    def _count(self, transaction: Transaction, change: Change, entries: Iterable[Entry], moved: Problem) -> None:
        for event in (each for each in change.events if isinstance(each, FundsReleasedV1)):
            amount = Money(event.work_minor, event.currency)
            self._tally.count(transaction, event.expert_id, event.client_id, amount)
        for line in (line for entry in entries for line in entry.lines):
            name, _, agreement_id = line.account.partition(":")
            if name == CONTRIBUTORS:
                self._tally.accrue(transaction, agreement_id, Money(line.natural_minor, line.money.currency), moved)

    def due_commands(self, now: datetime, limit: int) -> list[Command]:
        """Return pending commands whose time to try has come."""
        found = (self.command(each) for each in self._due("PAY-TRY", now, limit))
        return [order for order in found if order is not None and not order.is_over and order.next_try_at <= now]

    def due_payments(self, now: datetime, limit: int) -> list[ProtectedPayment]:
        """Return payments that should be looked at."""
        found = (self.get(each) for each in self._due("PAY-LOOK", now, limit))
        return [each for each in found if each is not None and each.look_at is not None and each.look_at <= now]

    def ask_to_look_at_account(self, expert_id: str) -> None:
        """Let the worker ask the provider about an expert's account."""
        transaction = self._database.begin()
        transaction.enqueue(QUEUE, expert_id, {"type": "look_account", "expert_id": expert_id})
        transaction.commit("payments.look_account")

    def ask_to_look(self, milestone_id: str) -> None:
        """Let the worker ask the provider about the open attempt of a payment."""
        transaction = self._database.begin()
        transaction.enqueue(QUEUE, milestone_id, {"type": "look", "milestone_id": milestone_id})
        transaction.commit("payments.look")

    def _due(self, name: str, now: datetime, limit: int) -> list[str]:
        """Return the ids in a work list up to an instant. The index may lag: whoever reads on checks again."""
        bounds = ("0", to_text(now) + "#~")
        return [
            row["GSI2SK"].partition("#")[2]
            for shard in range(SHARDS)
            for row in query.page(self._table, f"{name}#{shard}", index="GSI2", between=bounds, limit=limit).items
        ]


def _records(change: Change) -> Iterator[Record]:
    """Return what a change stores, each at the version it was read at."""
    if change.payment is not None:
        yield _payment(change.payment)
    if change.account is not None:
        yield _account(change.account)
    yield from (_command(order) for order in change.commands)
    yield from (record_of(each) for each in (*change.rail_calls, *change.wallets, *change.kept))
    yield from (_chargeback(each) for each in change.chargebacks)


def _chargeback(chargeback: Chargeback) -> ChargebackRecord:
    index = {}
    if chargeback.outcome is None:
        index = {"gsi2pk": Keys.OPEN_CHARGEBACKS}
        index["gsi2sk"] = f"{to_text(chargeback.opened_at)}#{chargeback.chargeback_id}"
    key = Keys.chargeback(chargeback.chargeback_id)
    return ChargebackRecord.of(chargeback, key=key, version=chargeback.version, **index)


def _payment(payment: ProtectedPayment) -> PaymentRecord:
    index = {"gsi1pk": Keys.of_contract(payment.contract_id), "gsi1sk": payment.milestone_id}
    if payment.look_at is not None:
        index["gsi2pk"] = Keys.shard("PAY-LOOK", payment.milestone_id)
        index["gsi2sk"] = f"{to_text(payment.look_at)}#{payment.milestone_id}"
    return PaymentRecord.of(payment, key=Keys.payment(payment.milestone_id), version=payment.version, **index)


def _command(order: Command) -> CommandRecord:
    index = {}
    if not order.is_over:
        index["gsi2pk"] = Keys.shard("PAY-TRY", order.command_id)
        index["gsi2sk"] = f"{to_text(order.next_try_at)}#{order.command_id}"
    if not order.is_over and order.expert_id and order.waiting_for in WAIT_FOR_ACCOUNT:
        index["gsi1pk"], index["gsi1sk"] = Keys.waiting(order.expert_id), order.command_id
    if not order.is_over and order.waiting_for == "balance_insufficient":
        index["gsi1pk"], index["gsi1sk"] = Keys.waiting(BALANCE), order.command_id
    return CommandRecord.of(order, key=Keys.command(order.command_id), version=order.version, **index)


def _account(account: PayoutAccount) -> PayoutAccountRecord:
    index = {}
    if account.provider_account_id is not None:
        index["gsi1pk"], index["gsi1sk"] = Keys.provider_account(account.provider_account_id), account.expert_id
    key = Keys.account(account.expert_id)
    return PayoutAccountRecord.of(account, key=key, version=account.version, **index)


def call_a_person(transaction: Transaction, why: Attention) -> None:
    """Open the record of a subject and reason, or open it again; it never refuses, whatever stood there."""
    record = AttentionRecord(*Keys.attention(why.about, why.reason))
    transaction.update(
        record,
        [
            AttentionRecord.kind.set(AttentionRecord.KIND),
            AttentionRecord.about.set(why.about),
            AttentionRecord.reason.set(why.reason),
            AttentionRecord.detail.set(why.detail),
            AttentionRecord.raised_at.set(to_text(why.raised_at)),
            AttentionRecord.is_open.set(True),
            AttentionRecord.gsi2pk.set(Keys.shard("PAY-ATTENTION-OPEN", why.about)),
            AttentionRecord.gsi2sk.set(f"{to_text(why.raised_at)}#{why.about}#{why.reason}"),
        ],
    )


class DynamoAttentions:
    """The port `Attentions` on DynamoDB."""

    def __init__(self, core_table: str, database: Database) -> None:
        self._table = core_table
        self._database = database

    def list_open(self) -> list[Attention]:
        """Return the open records."""
        keys = [
            (row["PK"], row["SK"])
            for shard in range(SHARDS)
            for row in query.page(self._table, f"PAY-ATTENTION-OPEN#{shard}", index="GSI2", limit=query.MOST).items
        ]
        found = (AttentionRecord.fetch(*key) for key in keys)
        return [record.to(Attention) for record in found if record is not None and record.is_open]

    def get(self, about: str, reason: str) -> Attention | None:
        """Return a record, or None."""
        record = AttentionRecord.fetch(*Keys.attention(about, reason))
        return record.to(Attention) if record else None

    def close(self, attention: Attention) -> None:
        """Store a record as closed: it leaves the list."""
        key = Keys.attention(attention.about, attention.reason)
        transaction = self._database.begin()
        transaction.save(AttentionRecord.of(attention, key=key, version=attention.version))
        transaction.commit("payments.close_attention")
