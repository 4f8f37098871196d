"""Tasks of the ledger: what a runbook or a nightly job asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from guildhall.ledger.wiring.desk import Ledger, wire_ledger
from guildhall.platform.edge import tasks


def choose(ledger: Ledger) -> dict[str, Any]:
    """Return the tasks by name."""

    def fold_day(given: dict[str, Any]) -> dict[str, Any]:
        day = date.fromisoformat(given["day"])
        folded = ledger.fold_day(given["class"], given["owner"], given["currency"], day)
        return {"account": folded.account, "day": given["day"], "total_minor": folded.total.minor}

    def rebuild_balance(given: dict[str, Any]) -> dict[str, Any]:
        rebuilt = ledger.rebuild_balance(given["class"], given["owner"], given["currency"])
        return {"balance_minor": rebuilt.minor, "currency": rebuilt.currency}

    def close_days(_: dict[str, Any]) -> dict[str, Any]:
        return {"closed": [closed.day.isoformat() for closed in ledger.close_days()], "broken": ledger.verify_days()}

    def verify_days(given: dict[str, Any]) -> dict[str, Any]:
        return {"broken": ledger.verify_days(date.fromisoformat(given["last"]), int(given["count"]))}

    def check_coverage(_: dict[str, Any]) -> dict[str, Any]:
        found = ledger.check_coverage()
        return {each.currency: {"short_minor": each.short_minor, "is_sound": each.is_sound} for each in found}

    return {
        "fold_day": fold_day,
        "rebuild_balance": rebuild_balance,
        "close_days": close_days,
        "verify_days": verify_days,
        "check_coverage": check_coverage,
    }


handler = tasks(choose, wire_ledger)
