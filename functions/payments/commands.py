"""Command worker of payments: the only function that calls the payment provider."""

from datetime import date

from guildhall.kernel.clock import from_text
from guildhall.payments.wiring.working import PaymentsWorker, wire_worker
from guildhall.platform.edge import queue
from guildhall.platform.edge.messages import Subscriptions


def subscribe(worker: PaymentsWorker) -> Subscriptions:
    """Return what is done about each message of the command queue."""

    def look(milestone_id: str) -> None:
        worker.look_at_chargebacks(milestone_id)
        worker.look(milestone_id)

    return {
        "command": lambda delivery: worker.run(delivery.data["command_id"]),
        "notice": lambda delivery: worker.hear(delivery.data["event_id"]),
        "look_account": lambda delivery: worker.look_account(delivery.data["expert_id"]),
        "reconcile": lambda delivery: worker.reconcile(
            from_text(delivery.data["since"]), from_text(delivery.data["until"]), delivery.data["after"]
        ),
        "look_deposit": lambda delivery: worker.look_deposit(delivery.data["deposit_id"]),
        "reconcile_rail": lambda delivery: worker.reconcile_rail(
            delivery.data["rail"], date.fromisoformat(delivery.data["day"])
        ),
        "look": lambda delivery: look(delivery.data["milestone_id"]),
    }


handler = queue(subscribe, wire_worker)
