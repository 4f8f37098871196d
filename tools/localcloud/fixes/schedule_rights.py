"""A function may set schedules in the groups that its policy names.

AWS: CreateSchedule and the others are authorised on `schedule/<group>/<name>` (Service Authorization Reference,
Amazon EventBridge Scheduler).
MiniStack: on `schedule/default/<name>` whatever the group, so that a policy that names a group allows nothing
(core/iam_actions.py:1564).
Can go when a policy on `schedule/<group>/*` lets a function set a schedule in that group.
"""

from __future__ import annotations

import json
from typing import Any

from ministack.core import iam_actions

from tools.localcloud.replace import replace

IN_DEFAULT = ":schedule/default/"


def apply() -> None:
    """Name the group of each schedule; leave the other resources to MiniStack."""
    stock = iam_actions.extract_resource_arn

    def resource_arn(service: str, *request: Any) -> str:
        """request: method, path, headers, body, query, region, account."""
        arn = str(stock(service, *request))
        if service != "scheduler" or IN_DEFAULT not in arn:
            return arn
        return arn.replace(IN_DEFAULT, f":schedule/{_group(request[3], request[4])}/")

    replace(iam_actions, "extract_resource_arn", "82f51700695c", resource_arn)


def _group(body: bytes, query_params: dict[str, Any]) -> str:
    """Return the group: of what is written in the body, of what is read or deleted in the query."""
    try:
        written = json.loads(body or b"{}")
    except ValueError:
        written = {}
    named = query_params.get("groupName") or (written.get("GroupName") if isinstance(written, dict) else None)
    if isinstance(named, list):
        named = next(iter(named), None)
    return str(named or "default")
