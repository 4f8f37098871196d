"""The port `Watches` on Step Functions."""

from __future__ import annotations

import json
from datetime import timedelta

from botocore.exceptions import ClientError

from guildhall.disputes.models import Dispute
from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Unavailable
from guildhall.platform import aws, context

SETTLING = timedelta(minutes=1)
"""How long the news of a resolution travels before it is worth asking whether the money has moved."""


class StepFunctionsWatches:
    """Starts `infra/workflows/dispute.asl.yaml`, one execution per turn."""

    def __init__(self, workflow: str) -> None:
        self._workflow = workflow

    def begin(self, dispute: Dispute, suffix: str = "") -> None:
        """Start it; the execution's name makes a second start of the same turn change nothing. Raises Unavailable."""
        if not dispute.is_open and (dispute.resolved_at is None or dispute.outcome == "withdrawn"):
            return
        name = "-".join(filter(None, (dispute.dispute_id, str(dispute.turn), suffix)))
        try:
            aws.client("stepfunctions").start_execution(
                stateMachineArn=self._workflow, name=name, input=json.dumps(begun_with(dispute))
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise Unavailable from error


def begun_with(dispute: Dispute) -> dict[str, object]:
    """Return the input of an execution: ids and instants, never a copy of the dispute."""
    ends_at = dispute.deadline_at or (dispute.resolved_at or dispute.created_at) + SETTLING
    return {
        "dispute_id": dispute.dispute_id,
        "turn": dispute.turn,
        "is_settling": not dispute.is_open,
        "remind_at": to_text(dispute.remind_at or ends_at),
        "deadline_at": to_text(ends_at),
        "correlation_id": context.current().origin.correlation_id,
    }
