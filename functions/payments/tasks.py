"""Tasks and timers of payments: the workflow's questions, one-time timers, and the sweeps."""

from typing import Any

from guildhall.kernel.clock import from_text
from guildhall.payments.wiring.timing import PaymentsTimers, wire_timers
from guildhall.platform.edge import tasks
from guildhall.platform.edge.tasks import every_part


def choose(timers: PaymentsTimers) -> dict[str, Any]:
    """Return the tasks by name."""

    def check_released(given: dict[str, Any]) -> dict[str, Any]:
        return {"is_released": timers.check_released(given["milestone_id"])}

    def raise_attention(given: dict[str, Any]) -> dict[str, Any]:
        timers.raise_attention(given["milestone_id"], given["reason"], given["detail"])
        return {"is_raised": True}

    def sweep(_: dict[str, Any]) -> dict[str, Any]:
        return every_part(
            {"commands": timers.sweep_commands, "payments": timers.sweep_payments, "deposits": timers.sweep_deposits}
        )

    def hold_aged(given: dict[str, Any]) -> dict[str, Any]:
        return {"is_done": timers.follow_hold_timer(given["milestone_id"], from_text(given["held_at"]))}

    def funding_due(given: dict[str, Any]) -> dict[str, Any]:
        return {"is_told": timers.remind_to_fund(given["milestone_id"])}

    def reconcile(_: dict[str, Any]) -> dict[str, Any]:
        timers.begin_reconciling()
        return {"is_begun": True}

    return {
        "check_released": check_released,
        "raise_attention": raise_attention,
        "sweep": sweep,
        "hold_aged": hold_aged,
        "funding_due": funding_due,
        "reconcile": reconcile,
    }


handler = tasks(choose, wire_timers)
