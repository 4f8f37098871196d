"""A function may send mail as the identities that its policy names.

AWS: SendEmail of SES version 2 is authorised on the identity of the From address: the address itself where that is
verified, else its domain (Service Authorization Reference, `ses:SendEmail`).
MiniStack: on `*`, so that a policy that names an identity allows nothing (core/iam_actions.py:943).
Can go when a policy on `identity/<domain>` lets a function send.
"""

from __future__ import annotations

import json
from email.utils import parseaddr

from ministack.core import iam_actions
from ministack.services import ses

from tools.localcloud.replace import replace

SENDING = ["v2", "email", "outbound-emails"]


def apply() -> None:
    """Name the identity of each letter; leave the other resources to MiniStack."""
    stock = iam_actions._ses_v2_resource_arn

    def resource_arn(method: str, path: str, body: bytes, region: str, account_id: str) -> str:
        if method == "POST" and [part for part in path.split("/") if part] == SENDING:
            return f"arn:aws:ses:{region}:{account_id}:identity/{_identity(body)}"
        return str(stock(method, path, body, region, account_id))

    replace(iam_actions, "_ses_v2_resource_arn", "96f8ace790be", resource_arn)


def _identity(body: bytes) -> str:
    try:
        sender = json.loads(body or b"{}").get("FromEmailAddress", "")
    except (ValueError, AttributeError):
        sender = ""
    address = parseaddr(sender)[1]
    return address if address in ses._identities else address.rpartition("@")[2]
