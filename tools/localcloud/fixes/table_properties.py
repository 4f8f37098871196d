"""Tables made from a template keep their time to live and their point-in-time recovery.

AWS: `TimeToLiveSpecification` and `PointInTimeRecoverySpecification` of `AWS::DynamoDB::Table` take effect.
MiniStack: the provisioner drops both (services/cloudformation/provisioners.py:2116, 2196).
Can go when DescribeTimeToLive shows what a template declared.
"""

from __future__ import annotations

from typing import Any

from ministack.services import dynamodb

from tools.localcloud.provisioning import also


def apply() -> None:
    """Set both through DynamoDB's own calls."""
    also("AWS::DynamoDB::Table", _declare, create="277586e016c6", update="0665980ffdd0")


def _declare(table_name: str, props: dict[str, Any]) -> None:
    ttl = props.get("TimeToLiveSpecification")
    if ttl:
        specification = {"AttributeName": ttl.get("AttributeName"), "Enabled": _is_true(ttl.get("Enabled"))}
        dynamodb._update_ttl({"TableName": table_name, "TimeToLiveSpecification": specification})
    recovery = props.get("PointInTimeRecoverySpecification", {})
    enabled = {"PointInTimeRecoveryEnabled": _is_true(recovery.get("PointInTimeRecoveryEnabled"))}
    dynamodb._update_continuous_backups({"TableName": table_name, "PointInTimeRecoverySpecification": enabled})


def _is_true(value: Any) -> bool:
    """Templates spell truth as a boolean or, through a parameter, as a text."""
    return str(value).lower() == "true"
