"""A key condition finds what it says, whichever way it is written and whatever its keys hold."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.localcloud.tiny import Tiny

TABLE = """
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{{AttributeName: pk, AttributeType: S}}, {{AttributeName: sk, AttributeType: {kind}}}]
      KeySchema: [{{AttributeName: pk, KeyType: HASH}}, {{AttributeName: sk, KeyType: RANGE}}]
Outputs:
  Table: {{Value: !Ref Table}}
"""
NAMES = {"#0": "pk", "#1": "sk"}


def filled(tiny: Tiny, kind: str, keys: list[str]) -> str:
    table = tiny.deploy(TABLE.format(kind=kind))["Table"]
    for owner in ("ours", "theirs"):
        for key in keys:
            tiny.cloud.client("dynamodb").put_item(TableName=table, Item={"pk": {"S": owner}, "sk": {kind: key}})
    return table


def found(tiny: Tiny, table: str, condition: str, values: dict[str, dict[str, str]]) -> list[str]:
    query = {"KeyConditionExpression": condition, "ExpressionAttributeValues": {":0": {"S": "ours"}, **values}}
    names = {"ExpressionAttributeNames": NAMES} if "#" in condition else {}
    items = tiny.cloud.client("dynamodb").query(TableName=table, **query, **names)["Items"]
    assert all(item["pk"] == {"S": "ours"} for item in items)
    return [value for item in items for value in item["sk"].values()]


def test_text_keys_are_compared_as_a_condition_says(tiny: Tiny) -> None:
    table = filled(tiny, "S", ["a", "b", "b1", "c", "é"])
    one, two = {":1": {"S": "b"}}, {":1": {"S": "b"}, ":2": {"S": "c"}}

    assert found(tiny, table, "pk = :0", {}) == ["a", "b", "b1", "c", "é"]
    assert found(tiny, table, "#0 = :0 AND #1 = :1", one) == ["b"]
    assert found(tiny, table, "#0 = :0 AND #1 < :1", one) == ["a"]
    assert found(tiny, table, "#0 = :0 AND #1 <= :1", one) == ["a", "b"]
    assert found(tiny, table, "pk = :0 AND sk > :1", one) == ["b1", "c", "é"]
    assert found(tiny, table, "pk = :0 AND sk >= :1", one) == ["b", "b1", "c", "é"]
    assert found(tiny, table, "pk = :0 AND sk BETWEEN :1 AND :2", two) == ["b", "b1", "c"]
    assert found(tiny, table, "#0 = :0 AND begins_with (#1, :1)", one) == ["b", "b1"]
    assert found(tiny, table, "(#0 = :0) AND (#1 > :1)", one) == ["b1", "c", "é"]


def test_numbers_are_compared_as_numbers(tiny: Tiny) -> None:
    table = filled(tiny, "N", ["2", "10", "30"])

    assert found(tiny, table, "pk = :0 AND sk > :1", {":1": {"N": "2"}}) == ["10", "30"]
    assert found(tiny, table, "pk = :0 AND sk BETWEEN :1 AND :2", {":1": {"N": "3"}, ":2": {"N": "30"}}) == ["10", "30"]


def test_what_is_no_condition_is_refused(tiny: Tiny) -> None:
    table = filled(tiny, "S", ["a"])

    for wrong in ("pk = :0 AND", "pk = :0 AND sk > > :0", "pk = :0 AND other = :0"):
        with pytest.raises(ClientError, match="ValidationException"):
            found(tiny, table, wrong, {})
