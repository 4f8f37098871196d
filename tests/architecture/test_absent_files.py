"""Who reads files that may have been erased can tell that they are gone from that it may not read them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.template import template
from tools.generate import template as view


def statements(name: str) -> list[dict[str, Any]]:
    """Return what a function's policies say, its own and those that it shares."""
    resources = template("template.yaml")["Resources"]
    found: list[dict[str, Any]] = []
    for policy in view.functions()[name]["Policies"]:
        document = resources[policy["Ref"]]["Properties"]["PolicyDocument"] if "Ref" in policy else policy
        found += document["Statement"]
    return found


@pytest.mark.parametrize("name", ["BookingsStorefront", "MessagingUploads"])
def test_a_reader_of_kept_files_may_list_the_bucket_on_no_condition(name: str) -> None:
    # S3 answers 403 for an absent object unless the reader may list; a reading has no prefix to hold a condition to.
    lists = [
        one for one in statements(name) if "s3:ListBucket" in one["Action"] and "FilesBucketArn" in str(one["Resource"])
    ]

    assert [one.get("Condition") for one in lists] == [None]
