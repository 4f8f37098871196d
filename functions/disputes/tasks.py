"""Tasks of disputes: what the workflow dispute asks when time has passed, and the sweep behind it."""

from typing import Any

from guildhall.disputes import wiring
from guildhall.kernel.clock import to_text
from guildhall.platform.edge import tasks
from guildhall.platform.edge.tasks import Tasks, every_part


def choose(background: wiring.Background) -> Tasks:
    """Name the tasks. The input of all but the sweep: `dispute_id`, and `turn` of the first two."""
    disputes = background.disputes

    def remind(it: dict[str, Any]) -> dict[str, Any]:
        return {"is_open": disputes.remind(it["dispute_id"], it["turn"])}

    def pass_deadline(it: dict[str, Any]) -> dict[str, Any]:
        after = disputes.pass_deadline(it["dispute_id"], it["turn"])
        is_same = after.turn == it["turn"] and after.deadline_at is not None
        return {"is_open": is_same, "deadline_at": to_text(after.deadline_at) if after.deadline_at else None}

    def check_settled(it: dict[str, Any]) -> dict[str, Any]:
        return {"is_settled": disputes.check_settled(it["dispute_id"])}

    def raise_trouble(it: dict[str, Any]) -> dict[str, Any]:
        disputes.raise_trouble(it["dispute_id"], f"{it['reason']}: {it['detail']}")
        return {"is_raised": True}

    def sweep(_: dict[str, Any]) -> dict[str, Any]:
        return every_part({"moved_on": disputes.sweep, "sent": background.hearings.sweep})

    return {
        "remind": remind,
        "pass_deadline": pass_deadline,
        "check_settled": check_settled,
        "raise_trouble": raise_trouble,
        "sweep": sweep,
    }


handler = tasks(choose, wiring.wire_background)
