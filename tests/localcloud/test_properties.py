"""Properties that MiniStack's provisioners drop take effect."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from tests.localcloud.tiny import Tiny

TABLE = """
Parameters:
  Recovery: {Type: String, Default: "true"}
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      TimeToLiveSpecification: {AttributeName: expires_at, Enabled: true}
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: !Ref Recovery}
Outputs:
  Table: {Value: !Ref Table}
"""


def recovery(tiny: Tiny, table: str) -> str:
    answer = tiny.cloud.client("dynamodb").describe_continuous_backups(TableName=table)
    status: str = answer["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    return status


def test_a_table_has_its_time_to_live_and_recovery_and_follows_an_update(tiny: Tiny) -> None:
    table = tiny.deploy(TABLE)["Table"]

    ttl = tiny.cloud.client("dynamodb").describe_time_to_live(TableName=table)["TimeToLiveDescription"]

    assert ttl == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}
    assert recovery(tiny, table) == "ENABLED"
    tiny.deploy(TABLE, Recovery="false")
    assert recovery(tiny, table) == "DISABLED"


def test_a_function_has_its_dead_letter_queue_and_reserved_concurrency(tiny: Tiny) -> None:
    tiny.file("code/app.py", "def handler(event, context):\n    return 1\n")

    outputs = tiny.deploy("""
        Resources:
          Dead: {Type: AWS::SQS::Queue}
          Fn:
            Type: AWS::Serverless::Function
            Properties:
              CodeUri: code/
              Handler: app.handler
              Runtime: python3.13
              ReservedConcurrentExecutions: 2
              DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Dead.Arn}
        Outputs:
          Name: {Value: !Ref Fn}
          Dead: {Value: !GetAtt Dead.Arn}
    """)
    function = tiny.cloud.client("lambda").get_function(FunctionName=outputs["Name"])

    assert function["Configuration"]["DeadLetterConfig"] == {"TargetArn": outputs["Dead"]}
    assert function["Concurrency"] == {"ReservedConcurrentExecutions": 2}


def test_a_bucket_with_object_lock_takes_a_locked_object_and_keeps_it(tiny: Tiny) -> None:
    bucket = tiny.deploy("""
        Resources:
          Books: {Type: AWS::S3::Bucket, Properties: {ObjectLockEnabled: true}}
        Outputs:
          Books: {Value: !Ref Books}
    """)["Books"]
    s3 = tiny.cloud.client("s3")
    until = datetime(2036, 1, 1, tzinfo=UTC)

    version = s3.put_object(
        Bucket=bucket, Key="invoice", Body=b"1", ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=until
    )["VersionId"]

    with pytest.raises(ClientError, match="AccessDenied"):
        s3.delete_object(Bucket=bucket, Key="invoice", VersionId=version)
