"""What looks at messages may raise them to moderators, and read nothing of what was reported."""

from __future__ import annotations

from tests.support.template import template


def test_the_stream_of_messages_adds_reports_and_reads_none() -> None:
    policies = template("template.yaml")["Resources"]["MessagingStreamChat"]["Properties"]["Policies"]
    statements = [one for policy in policies if "Statement" in policy for one in policy["Statement"]]
    (granted,) = (one for one in statements if "REPORT#*" in str(one.get("Condition")))

    assert granted["Action"] == ["dynamodb:PutItem"]
