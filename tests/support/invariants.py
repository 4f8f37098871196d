"""The sixteen invariants of payments.md section 2.5, each under its number, read straight from the tables.

Whoever runs money in a test takes a `View` and asks `always`, and `quiet` when outbox and queues are empty.
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from guildhall.ledger.models import Natural, class_of
from guildhall.platform.assembly import Platform
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.items import from_item

Row = dict[str, Any]
Find = Callable[[str], list[Row]]
Balances = collections.Counter[tuple[str, str]]
MADE = ("payment_intent", "transfer", "refund")
"""Kinds of objects of the provider that a command makes, at most one each."""
TRANSIT = ("refund_in_transit", "payout_in_transit", "suspense")
DONE = {"done", "failed"}


@dataclass
class View:
    """Both tables as they stand, and what the provider has. find: its objects by kind."""

    ledger: list[Row]
    core: list[Row]
    find: Find

    @classmethod
    def of(cls, platform: Platform, find: Find) -> View:
        """Read everything."""
        return cls(scan(platform.tables.ledger_table), scan(platform.tables.core_table), find)

    def rows(self, kind: str) -> list[Row]:
        """Return the rows of a kind, wherever they are."""
        return [row for row in (*self.ledger, *self.core) if row["kind"] == kind]

    def folded(self) -> Balances:
        """Return the balance of every account from its lines alone, in natural direction."""
        folded: Balances = collections.Counter()
        for line in self.rows("ledger.line"):
            sign = -1 if class_of(line["account"]).natural is Natural.CREDIT else 1
            folded[line["account"], line["currency"]] += sign * line["amount_minor"]
        return folded

    def of_class(self, *names: str) -> collections.Counter[str]:
        """Return what all accounts of some classes hold, by currency."""
        held: collections.Counter[str] = collections.Counter()
        for (account, currency), minor in self.folded().items():
            if class_of(account).name in names:
                held[currency] += minor
        return held


def scan(table: str) -> list[Row]:
    """Return every item of a table, read consistently."""
    found: list[Row] = []
    request: dict[str, Any] = {"TableName": table, "ConsistentRead": True}
    while True:
        answer = transport().call("Scan", request)
        found += map(from_item, answer["Items"])
        if "LastEvaluatedKey" not in answer:
            return found
        request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def always(view: View) -> None:
    """Hold after each step: I1 to I6, and I13."""
    entries_sum_to_zero(view)
    the_ledger_sums_to_zero(view)
    balances_follow_lines(view)
    guarded_balances_keep_their_floor(view)
    payments_agree_with_holds(view)
    one_object_a_command_and_one_charge_an_attempt(view)
    only_costs_are_uncovered(view)


def quiet(view: View) -> None:
    """Hold when nothing is left to do: I9 to I12."""
    the_provider_holds_what_we_say(view)
    nothing_is_in_between(view)
    what_was_sent_is_what_was_released(view)
    every_command_is_over(view)


def entries_sum_to_zero(view: View) -> None:
    """I1: per currency, in whole minor units."""
    for entry in view.rows("ledger.entry"):
        sums: collections.Counter[str] = collections.Counter()
        for _, currency, minor in entry["lines"]:
            assert type(minor) is int, entry
            sums[currency] += minor
        assert not any(sums.values()), f"I1: {entry['entry_id']} sums to {dict(sums)}"


def the_ledger_sums_to_zero(view: View) -> None:
    """I2: all lines together, per currency."""
    sums: collections.Counter[str] = collections.Counter()
    for line in view.rows("ledger.line"):
        sums[line["currency"]] += line["amount_minor"]
    assert not any(sums.values()), f"I2: {dict(sums)}"


def balances_follow_lines(view: View) -> None:
    """I3: a balance row is the fold of its lines; a header, its lines and its day say the same."""
    by_entry: dict[str, list[list[Any]]] = collections.defaultdict(list)
    for line in view.rows("ledger.line"):
        by_entry[line["entry_id"]].append([line["account"], line["currency"], line["amount_minor"]])
    entries = {entry["entry_id"]: sorted(entry["lines"]) for entry in view.rows("ledger.entry")}
    assert entries == {entry_id: sorted(lines) for entry_id, lines in by_entry.items()}, "I3: headers and lines differ"
    assert {row["entry_id"] for row in view.rows("ledger.day_entry")} == set(entries), "I3: a day misses an entry"
    stored = {(row["account"], row["currency"]): row["balance_minor"] for row in view.rows("ledger.balance")}
    folded = {key: minor for key, minor in view.folded().items() if class_of(key[0]).is_guarded}
    assert stored == {**dict.fromkeys(stored, 0), **folded}, "I3: balance rows and lines differ"


def guarded_balances_keep_their_floor(view: View) -> None:
    """I4: only an expert may owe, and only after a recovery."""
    for row in view.rows("ledger.balance"):
        known = class_of(row["account"])
        if known.floor is not None and not known.below_floor:
            assert row["balance_minor"] >= known.floor, f"I4: {row}"


def payments_agree_with_holds(view: View) -> None:
    """I5: funded = held + released + refunded + lost, of deposits as of milestones; held is what the ledger holds."""
    held = {row["account"]: row["balance_minor"] for row in view.rows("ledger.balance")}
    for row in view.rows("payments.payment"):
        funded, *gone = (row.get(f"{what}_minor", 0) for what in ("funded", "released", "refunded", "lost"))
        on_hold = held.get(f"hold:{row['milestone_id']}", 0)
        assert funded == on_hold + sum(gone), f"I5: {row['milestone_id']} {funded} funded, {on_hold} held, {gone} gone"
    for row in view.rows("payments.deposit"):
        charged, *gone = (row[f"{what}_minor"] for what in ("charged", "kept", "returned", "lost"))
        on_hold = held.get(f"deposit_hold:{row['deposit_id']}", 0)
        assert charged == on_hold + sum(gone), f"I5: {row['deposit_id']} {charged} charged, {on_hold} held, {gone} gone"


def one_object_a_command_and_one_charge_an_attempt(view: View) -> None:
    """I6: whatever was lost, repeated or raced."""
    for kind in MADE:
        made = collections.Counter(each["metadata"].get("cmd") for each in view.find(kind))
        assert all(number == 1 for command, number in made.items() if command), f"I6: {kind} {made}"
    paid = collections.Counter(
        each["metadata"]["milestone"] for each in view.find("charge") if each["captured"] and each["metadata"]
    )
    assert all(number == 1 for number in paid.values()), f"I6: paid twice {paid}"


def the_provider_holds_what_we_say(view: View) -> None:
    """I9: per currency."""
    theirs: collections.Counter[str] = collections.Counter()
    for each in view.find("balance_transaction"):
        theirs[each["currency"].upper()] += each["net"]
    assert +view.of_class("psp_clearing") == +theirs, f"I9: {view.of_class('psp_clearing')} and {theirs}"


def nothing_is_in_between(view: View) -> None:
    """I10: nothing in transit, nothing in suspense, and no receivable of a dispute that is closed."""
    for (account, currency), minor in view.folded().items():
        assert not minor or class_of(account).name not in TRANSIT, f"I10: {account} holds {minor} {currency}"
    closed = {each["id"] for each in view.find("dispute") if each["status"] in {"won", "lost", "warning_closed"}}
    open_still = {name for (name, _), minor in view.folded().items() if minor and name.startswith("chargeback_rec")}
    assert not {f"chargeback_receivable:{each}" for each in closed} & open_still, f"I10: {open_still}"


def what_was_sent_is_what_was_released(view: View) -> None:
    """I11: transfers are the nets of releases and of what venues keep; refunds are what payments say was refunded."""
    payments, deposits = view.rows("payments.payment"), view.rows("payments.deposit")
    sent = sum(each["amount"] - each.get("amount_reversed", 0) for each in view.find("transfer"))
    commission = sum(view.of_class("platform_fee", "tax_payable").values())
    owed = sum(view.of_class("expert_payable").values())
    released = sum(row.get("released_minor", 0) for row in payments) + sum(row["kept_minor"] for row in deposits)
    lost = sum(row["owed_minor"] for row in view.rows("payments.chargeback"))
    kept_back = lost - sum(view.of_class("expert_receivable").values())
    costs = sum(row.get("costs_minor", 0) for row in payments)
    assert sent == released + costs - commission - owed - kept_back, (
        f"I11: {sent} sent, {released} released, {commission} kept, {kept_back} kept back"
    )
    returned = sum(each["amount"] for each in view.find("refund") if each["status"] not in {"failed", "canceled"})
    credited = sum(view.of_class("client_credit").values())
    refunded = sum(row.get("refunded_minor", 0) for row in payments) + sum(row["returned_minor"] for row in deposits)
    spent = sum(row["funded_minor"] for row in payments if row.get("is_from_credit"))
    assert returned + credited + spent + costs == refunded, (
        f"I11: {returned} returned, {credited} owed, {refunded} refunded"
    )


def every_command_is_over(view: View) -> None:
    """I12: whatever is not is a waiting command with a name for why."""
    waiting = [row for row in view.rows("payments.command") if row["status"] not in DONE]
    assert waiting == [], f"I12: {waiting}"


def only_costs_are_uncovered(view: View) -> None:
    """I13: what providers and banks hold, or have yet to give back, covers what is owed, but for costs of ours."""
    held = view.of_class("psp_clearing", "bank", "chargeback_receivable", "expert_receivable")
    holds = ("hold", "deposit_hold", "refund_in_transit", "payout_in_transit")
    owed = view.of_class(*holds, "expert_payable", "client_credit")
    costs = view.of_class("processor_fee", "dispute_fee", "chargeback_loss", "referral_expense", "promo_expense")
    for currency in {*held, *owed}:
        missing = owed[currency] - held[currency]
        assert missing <= costs[currency], f"I13: {missing} {currency} are missing, {costs[currency]} were costs"


def without_versions(rows: Iterable[Row]) -> list[Row]:
    """Return rows as a rebuild has to give them back: in order of their keys, but for how often they were written."""
    plain = [{name: value for name, value in row.items() if name != "v"} for row in rows]
    return sorted(plain, key=lambda row: (row["PK"], row["SK"]))
