"""The port `Reviews` on Step Functions."""

from __future__ import annotations

import json

from botocore.exceptions import ClientError

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Unavailable
from guildhall.payments.models import ProtectedPayment
from guildhall.platform import aws, context


class StepFunctionsReviews:
    """Starts `infra/workflows/protected-payment.asl.yaml`, one execution per delivery."""

    def __init__(self, workflow: str) -> None:
        self._workflow = workflow

    def begin(self, payment: ProtectedPayment, suffix: str = "") -> None:
        """Start it; its name makes a second start of the same delivery change nothing. Raises Unavailable."""
        assert payment.remind_at is not None and payment.release_at is not None  # noqa: S101, PT018  under review
        given = {
            "contract_id": payment.contract_id,
            "milestone_id": payment.milestone_id,
            "delivery": payment.delivery,
            "remind_at": to_text(payment.remind_at),
            "release_at": to_text(payment.release_at),
            "correlation_id": context.current().origin.correlation_id,
        }
        name = "-".join(filter(None, (payment.milestone_id, str(payment.delivery), suffix)))
        try:
            aws.client("stepfunctions").start_execution(
                stateMachineArn=self._workflow, name=name, input=json.dumps(given)
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise Unavailable from error
