"""The five tables, made from infra/data.yaml itself, so that a test sees the indexes that AWS would."""

from __future__ import annotations

import itertools
from dataclasses import astuple
from functools import cache

import orjson
from botocore.credentials import Credentials

from guildhall.platform.dynamo_transport import LeanTransport
from guildhall.platform.table import Tables
from tests.support.template import template

NAMES = ("Core", "Ledger", "Chat", "Audit", "Ops")
_numbers = itertools.count(1)


def make_tables(endpoint_url: str) -> Tables:
    """Create fresh tables under new names."""
    number = next(_numbers)
    names = {f"{name.lower()}_table": f"{name.lower()}-{number}" for name in NAMES}
    for name in NAMES:
        body = {"TableName": names[f"{name.lower()}_table"], **_definition(name)}
        _way(endpoint_url)._send("CreateTable", orjson.dumps(body))
    return Tables(**names)


def drop_tables(endpoint_url: str, tables: Tables) -> None:
    """Take tables away again: the engine needs the longer to make one, the more there are."""
    for name in astuple(tables):
        _way(endpoint_url)._send("DeleteTable", orjson.dumps({"TableName": name}))


@cache
def _way(endpoint_url: str) -> LeanTransport:
    # Thousands of tests make tables: each with a client of botocore's, that was half of what the tests of edges took.
    return LeanTransport(endpoint_url, "us-east-1", lambda: Credentials("test", "test"))


@cache
def _definition(name: str) -> dict[str, object]:
    properties = template("infra/data.yaml")["Resources"][f"{name}Table"]["Properties"]
    return {
        key: properties[key]
        for key in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        if key in properties
    }
