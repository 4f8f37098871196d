"""Tasks of contracts: what the workflow protected-payment asks when time has passed, and the sweep behind it."""

from typing import Any

from guildhall.contracts import wiring
from guildhall.platform.edge import tasks
from guildhall.platform.edge.tasks import Tasks


def choose(contracts: wiring.Contracts) -> Tasks:
    """Name the tasks. The input of the first two: `contract_id`, `milestone_id`, `delivery`."""

    def remind_client(it: dict[str, Any]) -> dict[str, Any]:
        return {"is_open": contracts.remind_client(it["contract_id"], it["milestone_id"], it["delivery"])}

    def approve_by_silence(it: dict[str, Any]) -> dict[str, Any]:
        is_approved = contracts.approve_by_silence(it["contract_id"], it["milestone_id"], it["delivery"])
        return {"is_open": is_approved}

    def sweep_silent_deliveries(_: dict[str, Any]) -> dict[str, Any]:
        return {"approved": contracts.sweep_silent_deliveries()}

    return {
        "remind_client": remind_client,
        "approve_by_silence": approve_by_silence,
        "sweep_silent_deliveries": sweep_silent_deliveries,
    }


handler = tasks(choose, wiring.wire)
