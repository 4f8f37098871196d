"""Permissions that single accounts hold, whatever their roles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guildhall.administration.errors import PermissionUnknown
from guildhall.kernel.errors import Fault, Invalid
from guildhall.kernel.types import Instant

PERMISSIONS = {
    "billing.approve_rule_change": "Decide on changes of the commission rules that somebody else proposed.",
    "billing.approve_agreement": "Decide on agreements with outside contributors that somebody else proposed.",
}
"""What can be granted to single accounts, whatever their roles: who approves what is data and not code."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A permission that one account holds."""

    permission: str
    account_id: str
    granted_by: str
    granted_at: Instant
    version: int = 0


def check_grant(permission: str, account_id: str) -> None:
    """Refuse a permission that nothing asks for, and what is no account's id. Raises PermissionUnknown, Invalid."""
    if permission not in PERMISSIONS:
        raise PermissionUnknown(f"known permissions: {', '.join(sorted(PERMISSIONS))}")
    if not re.fullmatch(r"acc_\w{1,60}", account_id, re.ASCII):
        raise Invalid("not an account", faults=(Fault("#path/account_id", "the id of an account", "account"),))
