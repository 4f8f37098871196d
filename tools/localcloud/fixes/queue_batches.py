"""Batch calls of SQS are authorised by the action of the single call.

AWS: there is no action `sqs:SendMessageBatch`; who may `sqs:SendMessage` may send a batch, and so for deleting and for
changing visibility (SQS permissions reference).
MiniStack: asks for the batch call's own name (core/iam_actions.py:739), which no policy can grant on AWS.
Can go when `sqs:SendMessage` lets SendMessageBatch pass.
"""

from __future__ import annotations

from typing import Any

from ministack.core import iam_actions

from tools.localcloud.replace import replace

_SINGLE = {f"sqs:{call}Batch": f"sqs:{call}" for call in ("SendMessage", "DeleteMessage", "ChangeMessageVisibility")}


def apply() -> None:
    """Name the single call's action."""
    stock = iam_actions.extract_iam_action

    def extract(*arguments: Any, **named: Any) -> str | None:
        action = stock(*arguments, **named)
        return _SINGLE.get(action, action) if action else None

    replace(iam_actions, "extract_iam_action", "ec476b92d969", extract)
