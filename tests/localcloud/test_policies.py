"""What an identity may do is what its policies say at the moment of each request."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from boto3 import Session
from botocore.exceptions import ClientError

from tools.localcloud import LocalCloud


@pytest.fixture
def tables(cloud: LocalCloud) -> Iterator[list[str]]:
    """The names of two tables."""
    administrator, names = cloud.client("dynamodb"), [f"policies-{uuid.uuid4().hex[:8]}" for _ in range(2)]
    for name in names:
        administrator.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
    yield names
    for name in names:
        administrator.delete_table(TableName=name)


class Person:
    """An identity that may do nothing yet."""

    def __init__(self, cloud: LocalCloud) -> None:
        self._iam, self._name = cloud.client("iam"), f"person-{uuid.uuid4().hex[:8]}"
        self._iam.create_user(UserName=self._name)
        key = self._iam.create_access_key(UserName=self._name)["AccessKey"]
        session = Session(key["AccessKeyId"], key["SecretAccessKey"], region_name="us-east-1")
        self._tables: Any = session.client("dynamodb", endpoint_url=cloud.endpoint)

    def may(self, *tables: str) -> None:
        """Let them put items into these tables, and nothing else."""
        resources = [f"arn:aws:dynamodb:*:*:table/{name}" for name in tables]
        statement = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": resources}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        self._iam.put_user_policy(UserName=self._name, PolicyName="put", PolicyDocument=document)

    def may_nothing(self) -> None:
        """Take their only policy away."""
        self._iam.delete_user_policy(UserName=self._name, PolicyName="put")

    def puts(self, *tables: str) -> bool:
        """Put an item into each table, all or none; tell whether they were let."""
        puts = [{"Put": {"TableName": name, "Item": {"PK": {"S": "one"}}}} for name in tables]
        try:
            self._tables.transact_write_items(TransactItems=puts)
        except ClientError as refusal:
            if refusal.response["Error"]["Code"] != "AccessDeniedException":
                raise
            return False
        return True


def test_a_right_holds_from_the_request_after_it_was_given_until_it_is_taken(
    cloud: LocalCloud, tables: list[str]
) -> None:
    person, (one, _) = Person(cloud), tables

    assert not person.puts(one)
    person.may(one)
    assert person.puts(one)
    person.may_nothing()
    assert not person.puts(one)


def test_a_transaction_needs_the_right_to_each_of_its_items(cloud: LocalCloud, tables: list[str]) -> None:
    person = Person(cloud)

    person.may(tables[0])
    assert not person.puts(*tables)
    person.may(*tables)
    assert person.puts(*tables)
