"""The five tables, made from infra/data.yaml itself, so that a test sees the indexes that AWS would."""

from __future__ import annotations

import itertools
from typing import Any

import botocore.session

from guildhall.platform.table import Tables
from tests.support.template import template

NAMES = ("Core", "Ledger", "Chat", "Audit", "Ops")
_numbers = itertools.count(1)


def make_tables(endpoint_url: str) -> Tables:
    """Create fresh tables under new names."""
    client: Any = botocore.session.get_session().create_client(
        "dynamodb",
        endpoint_url=endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    number = next(_numbers)
    names = {f"{name.lower()}_table": f"{name.lower()}-{number}" for name in NAMES}
    for name in NAMES:
        client.create_table(TableName=names[f"{name.lower()}_table"], **_definition(name))
    return Tables(**names)


def _definition(name: str) -> dict[str, Any]:
    properties = template("infra/data.yaml")["Resources"][f"{name}Table"]["Properties"]
    return {
        key: properties[key]
        for key in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        if key in properties
    }
