"""The rows of the ledger, and their keys."""

from __future__ import annotations

import hashlib

from pynamodb.attributes import UnicodeAttribute

from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import LedgerRecord

SHARDS = 16
"""A hot account's day: 16 partitions take more lines a second than a payment provider lets through."""


class Keys:
    """ledger in the ledger table. Balances have partitions of their own: only they may be updated, by IAM.

    | who asks                              | index | PK                                 | SK                        |
    |---------------------------------------|-------|------------------------------------|---------------------------|
    | an entry by id                        | table | E#{entry_id}                       | H                         |
    | the entries about a milestone         | GSI1  | ABOUT#{about}                      | {booked_at}#{entry_id}    |
    | a guarded account's statement         | table | A#{account}#{currency}             | L#{booked_at}#{entry_id}# |
    | a hot account's day                   | table | A#{account}#{currency}#{day}#{0..f} | L#{booked_at}#{entry_id}# |
    | a guarded account's balance           | table | B#{account}                        | {currency}                |
    | the entries of a day                  | table | E#{day}#{0..f}                     | {entry_id}                |
    | what a day brought to an account      | table | ROLL#{account}#{currency}          | {day}                     |
    | the days of a class of hot accounts   | GSI1  | ROLLS#{class}#{yyyy-mm}            | {day}#{account}#{currency} |
    | closed days                           | table | DAYS                               | {day}                     |
    | the last check of the coverage        | table | COVERAGE                           | {currency}                |
    | a correction by id                    | table | CORRECTION#{correction_id}         | CORRECTION                |
    | corrections, newest first             | GSI1  | CORRECTIONS                        | {correction_id}           |
    """

    @staticmethod
    def entry(entry_id: str) -> tuple[str, str]:
        """The header, put if absent: what makes a repeat harmless."""
        return f"E#{entry_id}", "H"

    @staticmethod
    def balance(account: str, currency: str) -> tuple[str, str]:
        """The balance row of a guarded account."""
        return Keys.balances(account), currency

    @staticmethod
    def balances(account: str) -> str:
        """The partition of an account's balances, one a currency."""
        return f"B#{account}"

    @staticmethod
    def account(account: str, currency: str) -> str:
        """The partition of a guarded account's lines."""
        return f"A#{account}#{currency}"

    @staticmethod
    def hot(account: str, currency: str, day: str, shard: int) -> str:
        """One of the partitions of a hot account's day."""
        return f"A#{account}#{currency}#{day}#{shard:x}"

    @staticmethod
    def day(day: str, shard: int) -> str:
        """One of the partitions of a day's entries; an entry id has no `#`, so that no header can stand there."""
        return f"E#{day}#{shard:x}"

    @staticmethod
    def rolls(account: str, currency: str) -> str:
        """The partition of an account's roll-ups."""
        return f"ROLL#{account}#{currency}"

    @staticmethod
    def rolls_of(class_name: str, month: str) -> str:
        """The index partition of a class's roll-ups in a month, such as `2026-03`."""
        return f"ROLLS#{class_name}#{month}"

    @staticmethod
    def correction(correction_id: str) -> tuple[str, str]:
        """The proposal to take an entry back."""
        return f"CORRECTION#{correction_id}", "CORRECTION"

    @staticmethod
    def about(about: str) -> str:
        """The index partition of everything filed under one thing."""
        return f"ABOUT#{about}"


class EntryRecord(LedgerRecord):
    """The header of an entry: its lines once more, so that an entry can be read and checked as a whole."""

    KIND = "ledger.entry"

    entry_id = UnicodeAttribute()
    entry_kind = UnicodeAttribute()
    about = UnicodeAttribute()
    digest = UnicodeAttribute()
    lines = ListOf()
    facts = MapOf()
    reverses = UnicodeAttribute(null=True)
    booked_at = UnicodeAttribute()


class LineRecord(LedgerRecord):
    """One line, in the partition of its account. amount_minor: debit positive."""

    KIND = "ledger.line"

    entry_id = UnicodeAttribute()
    entry_kind = UnicodeAttribute()
    about = UnicodeAttribute()
    account = UnicodeAttribute()
    currency = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    booked_at = UnicodeAttribute()


class BalanceRecord(LedgerRecord):
    """The balance of a guarded account, in natural direction, changed in the transaction that adds the lines."""

    KIND = "ledger.balance"

    account = UnicodeAttribute()
    currency = UnicodeAttribute()
    balance_minor = IntegerAttribute()


class DayEntryRecord(LedgerRecord):
    """That an entry belongs to a day, with the digest of what was posted."""

    KIND = "ledger.day_entry"

    entry_id = UnicodeAttribute()
    digest = UnicodeAttribute()


class RollRecord(LedgerRecord):
    """What one day brought to one account."""

    KIND = "ledger.roll"

    account = UnicodeAttribute()
    currency = UnicodeAttribute()
    day = UnicodeAttribute()
    line_count = IntegerAttribute()
    total_minor = IntegerAttribute()
    closing_minor = IntegerAttribute()
    summary = MapOf(null=True)


class ClosedDayRecord(LedgerRecord):
    """A closed day."""

    KIND = "ledger.closed_day"

    day = UnicodeAttribute()
    entry_count = IntegerAttribute()
    totals = MapOf()
    previous_digest = UnicodeAttribute()
    digest = UnicodeAttribute()
    closed_at = UnicodeAttribute()


class CoverageRecord(LedgerRecord):
    """What the last check found in one currency."""

    KIND = "ledger.coverage"

    currency = UnicodeAttribute()
    held_minor = IntegerAttribute()
    owed_minor = IntegerAttribute()
    suspense_minor = IntegerAttribute()
    imbalance_minor = IntegerAttribute()
    seen_at = UnicodeAttribute()


class CorrectionRecord(LedgerRecord):
    """The proposal to take an entry back."""

    KIND = "ledger.correction"

    correction_id = UnicodeAttribute()
    entry_id = UnicodeAttribute()
    reason = UnicodeAttribute()
    proposed_by = UnicodeAttribute()
    proposed_at = UnicodeAttribute()
    status = UnicodeAttribute()
    decided_by = UnicodeAttribute(null=True)
    decided_at = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)


def shard_of(entry_id: str) -> int:
    """Return which of the day's partitions an entry and its lines on hot accounts are in."""
    return int(hashlib.sha256(entry_id.encode()).hexdigest()[:8], 16) % SHARDS
