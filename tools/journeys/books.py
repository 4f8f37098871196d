"""Checks the books of a platform at rest, straight from its tables: the invariants of payments.md section 2.5.

An operator's view, for after a journey: nothing of what it reads is open to the public interfaces.
"""

from __future__ import annotations

import base64
import collections
import json
import urllib.request
from typing import Any

from guildhall.ledger.models import CHART, Natural, class_of
from guildhall.platform.items import from_item
from tools.journeys.stage import Stage
from tools.journeys.steps import StepFailed, expect

SECRET_KEY = "sk_test_local"  # noqa: S105  any such key opens the protocol server of this machine
Rows = list[dict[str, Any]]


def check(stage: Stage) -> str:
    """Check every invariant that can be read from the tables; return what was checked. Raises StepFailed."""
    ledger, core = rows(stage, "LedgerTable"), rows(stage, "CoreTable")
    entries = [row for row in ledger if row["kind"] == "ledger.entry"]
    lines = [row for row in ledger if row["kind"] == "ledger.line"]
    balances = {(row["account"], row["currency"]): row["balance_minor"] for row in ledger if "balance_minor" in row}
    payments = [row for row in core if row["kind"] == "payments.payment"]
    folded = fold(lines)
    _entries_balance(entries, lines)
    _balances_follow_lines(balances, folded)
    _payments_agree(payments, balances)
    _nothing_in_between(balances, folded)
    _provider_agrees(stage, folded)
    _work_is_done(core, ledger)
    return f"{len(entries)} entries, {len(lines)} lines, {len(balances)} balances, {len(payments)} payments"


def ask_stripe(stripe_url: str, method: str, path: str, body: bytes | None = None) -> Any:
    """Ask the protocol server as the platform would, or as whoever controls it; return its answer."""
    credentials = base64.b64encode(f"{SECRET_KEY}:".encode()).decode()
    request = urllib.request.Request(stripe_url + path, body, {"Authorization": f"Basic {credentials}"}, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def rows(stage: Stage, output: str) -> Rows:
    """Return every item of a table, as plain values."""
    pages = stage.cloud.client("dynamodb").get_paginator("scan").paginate(TableName=stage.cloud.outputs[output])
    return [from_item(item) for page in pages for item in page["Items"]]


def fold(lines: Rows) -> collections.Counter[tuple[str, str]]:
    """Return the balance of each account and currency in its natural direction, from its lines alone."""
    folded: collections.Counter[tuple[str, str]] = collections.Counter()
    for line in lines:
        sign = -1 if class_of(line["account"]).natural is Natural.CREDIT else 1
        folded[line["account"], line["currency"]] += sign * line["amount_minor"]
    return folded


def _entries_balance(entries: Rows, lines: Rows) -> None:
    """I1, I2, I3: each entry sums to zero, and its header and its lines say the same."""
    by_entry: dict[str, list[list[Any]]] = collections.defaultdict(list)
    for line in lines:
        by_entry[line["entry_id"]].append([line["account"], line["currency"], line["amount_minor"]])
    expect(set(by_entry) == {entry["entry_id"] for entry in entries}, "lines without an entry, or the reverse")
    for entry in entries:
        sums: collections.Counter[str] = collections.Counter()
        for _, currency, minor in entry["lines"]:
            sums[currency] += minor
        expect(not any(sums.values()), f"{entry['entry_id']} sums to {dict(sums)}")
        expect(sorted(by_entry[entry["entry_id"]]) == sorted(entry["lines"]), f"{entry['entry_id']}: other lines")


def _balances_follow_lines(balances: dict[tuple[str, str], int], folded: collections.Counter[tuple[str, str]]) -> None:
    """I3, I4, I14: a balance row is the fold of its lines, and not below its floor."""
    for (account, currency), minor in folded.items():
        kind = class_of(account)
        if kind.is_guarded:
            stored = balances.get((account, currency), 0)
            expect(stored == minor, f"{account} {currency}: row {stored}, lines {minor}")
            is_owing = stored < (kind.floor or 0) and not kind.below_floor
            expect(kind.floor is None or not is_owing, f"{account} {currency} is below its floor")


def _payments_agree(payments: Rows, balances: dict[tuple[str, str], int]) -> None:
    """I5: funded = held + released + refunded + lost, and what is held is what the ledger holds."""
    for row in payments:
        funded, released, refunded, lost = (
            row.get(f"{what}_minor", 0) for what in ("funded", "released", "refunded", "lost")
        )
        held = balances.get((f"hold:{row['milestone_id']}", row["currency"]), 0)
        expect(funded == held + released + refunded + lost, f"{row['milestone_id']}: {funded} funded, {held} held")


def _nothing_in_between(balances: dict[tuple[str, str], int], folded: collections.Counter[tuple[str, str]]) -> None:
    """I10: at rest nothing is in transit and nothing in suspense."""
    for (account, currency), minor in {**folded, **balances}.items():
        if class_of(account).name in {"refund_in_transit", "payout_in_transit", "suspense"} & set(CHART):
            expect(minor == 0, f"{account} {currency} holds {minor}")


def _provider_agrees(stage: Stage, folded: collections.Counter[tuple[str, str]]) -> None:
    """I9: what we say the provider holds is what it says."""
    said = ask_stripe(stage.stripe_url, "GET", "/v1/balance")
    theirs: collections.Counter[str] = collections.Counter()
    for part in (*said["available"], *said["pending"]):
        theirs[part["currency"].upper()] += part["amount"]
    ours: collections.Counter[str] = collections.Counter()
    for (account, currency), minor in folded.items():
        if account == "psp_clearing:stripe":
            ours[currency] += minor
    expect(+theirs == +ours, f"the provider holds {dict(theirs)}, our books say {dict(ours)}")


def _work_is_done(core: Rows, ledger: Rows) -> None:
    """I12, I16: no command waits, nothing is unsent, and document numbers have no gap."""
    commands = [row for row in core if row["kind"] == "payments.command"]
    waiting = [row["command_id"] for row in commands if row["status"] not in {"done", "failed"}]
    unsent = [row["SK"] for row in core if row["kind"] == "outbox"]
    if waiting or unsent:
        raise StepFailed(f"commands {waiting}, unsent {unsent}")
    series: collections.defaultdict[str, list[int]] = collections.defaultdict(list)
    for row in ledger:
        if row["kind"] == "billing.number":
            series[row["PK"]].append(int(row["SK"]))
    for name, numbers in series.items():
        expect(sorted(numbers) == list(range(1, len(numbers) + 1)), f"document numbers of {name}: {sorted(numbers)}")
