"""Functions made from a template keep their dead-letter queue and their reserved concurrency.

AWS: `DeadLetterConfig` and `ReservedConcurrentExecutions` of `AWS::Lambda::Function` take effect.
MiniStack: the provisioner drops both (services/cloudformation/provisioners.py:2356, 2468).
Can go when GetFunction shows what a template declared.
"""

from __future__ import annotations

from typing import Any

from ministack.services import lambda_svc

from tools.localcloud.provisioning import also


def apply() -> None:
    """Write both into the function's record, where invocations look for them."""
    also("AWS::Lambda::Function", _declare, create="8b2cf80e961d", update="4855410e37d7")


def _declare(name: str, props: dict[str, Any]) -> None:
    function = lambda_svc._functions[name]
    if props.get("DeadLetterConfig"):
        function["config"]["DeadLetterConfig"] = props["DeadLetterConfig"]
    else:
        function["config"].pop("DeadLetterConfig", None)
    reserved = props.get("ReservedConcurrentExecutions")
    function["concurrency"] = None if reserved in {None, ""} else int(reserved)
