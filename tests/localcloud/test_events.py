"""Streams, expiry, schedules and rules deliver what AWS delivers, failures included."""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.localcloud.tiny import Tiny, eventually
from tools.localcloud import LocalCloud

STREAM = """
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_AND_OLD_IMAGES}
      TimeToLiveSpecification: {AttributeName: ttl, Enabled: true}
  Dead: {Type: AWS::SQS::Queue}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code/
      Handler: app.handler
      Runtime: python3.13
      Events:
        Stream:
          Type: DynamoDB
          Properties:
            Stream: !GetAtt Table.StreamArn
            StartingPosition: TRIM_HORIZON
            BatchSize: 10
            MaximumRetryAttempts: 1
            FunctionResponseTypes: [ReportBatchItemFailures]
            DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Dead.Arn}}
Outputs:
  Table: {Value: !Ref Table}
  Dead: {Value: !Ref Dead}
  Fn: {Value: !Ref Fn}
"""


def put(tiny: Tiny, table: str, name: str, ttl: int | None = None) -> None:
    item: dict[str, Any] = {"pk": {"S": name}} | ({"ttl": {"N": str(ttl)}} if ttl else {})
    tiny.cloud.client("dynamodb").put_item(TableName=table, Item=item)


def received(tiny: Tiny, queue: str) -> list[str]:
    answer = tiny.cloud.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", [])]


def test_reported_failures_are_delivered_again_and_in_the_end_to_the_failure_destination(tiny: Tiny) -> None:
    tiny.file(
        "code/app.py",
        """
        def handler(event, context):
            names = [record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]]
            print("delivered", *names)
            failed = [r["dynamodb"]["SequenceNumber"] for r, name in zip(event["Records"], names) if name == "bad"]
            return {"batchItemFailures": [{"itemIdentifier": number} for number in failed]}
        """,
    )
    outputs = tiny.deploy(STREAM)

    put(tiny, outputs["Table"], "bad")
    told = eventually(lambda: received(tiny, outputs["Dead"]))
    put(tiny, outputs["Table"], "good")

    assert json.loads(told[0])["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert tiny.cloud.logs(outputs["Fn"]).count("delivered bad") == 2
    assert eventually(lambda: "delivered good" in tiny.cloud.logs(outputs["Fn"]))


def test_a_reader_of_a_stream_gathers_for_as_long_as_it_says(tiny: Tiny) -> None:
    tiny.file(
        "code/app.py",
        """
        import time
        def handler(event, context):
            print("at", time.time(), *(record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]))
        """,
    )
    gathering = "MaximumBatchingWindowInSeconds: 2\n            BatchSize: 10"
    outputs = tiny.deploy(STREAM.replace("BatchSize: 10", gathering))

    tables, begun = tiny.cloud.client("dynamodb"), time.time()
    for name in ("a", "b", "c"):
        tables.put_item(TableName=outputs["Table"], Item={"pk": {"S": name}})
    told = eventually(lambda: [line for line in tiny.cloud.logs(outputs["Fn"]) if line.startswith("at ")])

    _, at, *names = told[0].split()
    assert names == ["a", "b", "c"]
    assert float(at) - begun >= 2


def test_a_reader_begins_a_moment_after_the_write(tmp_path: Path) -> None:
    with LocalCloud.start(READER_REST="3") as cloud:
        tiny = Tiny(cloud, tmp_path, "tiny-rest")
        tiny.file(
            "code/app.py",
            """
            import time
            def handler(event, context):
                print("at", time.time())
            """,
        )
        outputs = tiny.deploy(STREAM)

        def heard() -> list[float]:
            return [float(line.split()[1]) for line in cloud.logs(outputs["Fn"]) if line.startswith("at ")]

        # It looks round once a second by itself as well and may find one at once, but hardly three.
        written: list[float] = []
        for name in ("a", "b", "c"):
            put(tiny, outputs["Table"], name)
            written.append(time.time())
            eventually(lambda: len(heard()) == len(written))
        waited = [at - since for at, since in zip(heard(), written, strict=True)]

    assert max(waited) >= 2


def test_an_expired_item_leaves_and_the_stream_says_that_it_expired(tiny: Tiny) -> None:
    tiny.file(
        "code/app.py",
        """
        def handler(event, context):
            for record in event["Records"]:
                name = record["dynamodb"]["Keys"]["pk"]["S"]
                print(record["eventName"], name, record.get("userIdentity", {}).get("principalId"))
        """,
    )
    outputs = tiny.deploy(STREAM)

    put(tiny, outputs["Table"], "hold", ttl=int(time.time()) - 1)
    put(tiny, outputs["Table"], "later", ttl=int(time.time()) + 3600)

    assert eventually(lambda: "REMOVE hold dynamodb.amazonaws.com" in tiny.cloud.logs(outputs["Fn"]))
    answer = tiny.cloud.client("dynamodb").scan(TableName=outputs["Table"])
    assert [item["pk"]["S"] for item in answer["Items"]] == ["later"]


def test_a_schedule_fires_at_the_wall_clock_of_its_zone_and_goes_away(tiny: Tiny) -> None:
    outputs = tiny.deploy("""
        Resources:
          Queue: {Type: AWS::SQS::Queue}
        Outputs:
          Queue: {Value: !Ref Queue}
          Arn: {Value: !GetAtt Queue.Arn}
    """)
    scheduler = tiny.cloud.client("scheduler")
    # Read as UTC, this wall clock would be twelve hours away.
    wall_clock = datetime.now(ZoneInfo("Pacific/Auckland")).strftime("%Y-%m-%dT%H:%M:%S")

    scheduler.create_schedule(
        Name=tiny.name,
        ScheduleExpression=f"at({wall_clock})",
        ScheduleExpressionTimezone="Pacific/Auckland",
        FlexibleTimeWindow={"Mode": "OFF"},
        ActionAfterCompletion="DELETE",
        Target={"Arn": outputs["Arn"], "RoleArn": "arn:aws:iam::000000000000:role/r", "Input": '{"due": true}'},
    )

    assert eventually(lambda: received(tiny, outputs["Queue"])) == ['{"due": true}']
    assert eventually(lambda: tiny.name not in [s["Name"] for s in scheduler.list_schedules()["Schedules"]])


def test_a_function_behind_a_rule_is_retried_and_then_described_to_its_dead_letter_queue(tiny: Tiny) -> None:
    tiny.file("code/app.py", "def handler(event, context):\n    print('tried')\n    raise ValueError('no')\n")
    outputs = tiny.deploy("""
        Resources:
          Dead: {Type: AWS::SQS::Queue}
          Bus: {Type: AWS::Events::EventBus, Properties: {Name: !Ref AWS::StackName}}
          Fn:
            Type: AWS::Serverless::Function
            Properties:
              CodeUri: code/
              Handler: app.handler
              Runtime: python3.13
              DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Dead.Arn}
              Events:
                Rule:
                  Type: EventBridgeRule
                  Properties: {EventBusName: !Ref Bus, Pattern: {source: [guildhall]}}
        Outputs:
          Dead: {Value: !Ref Dead}
          Fn: {Value: !Ref Fn}
    """)

    tiny.cloud.client("events").put_events(
        Entries=[{"EventBusName": tiny.name, "Source": "guildhall", "DetailType": "Tested", "Detail": "{}"}]
    )

    assert eventually(lambda: received(tiny, outputs["Dead"]))
    assert tiny.cloud.logs(outputs["Fn"]).count("tried") == 3


def test_a_group_that_a_template_makes_takes_schedules(tiny: Tiny) -> None:
    outputs = tiny.deploy("""
        Resources:
          Timers:
            Type: AWS::Scheduler::ScheduleGroup
            Properties: {Name: !Sub "${AWS::StackName}-timers"}
        Outputs:
          Timers: {Value: !Ref Timers}
    """)
    scheduler = tiny.cloud.client("scheduler")

    scheduler.create_schedule(
        Name="later",
        GroupName=outputs["Timers"],
        ScheduleExpression="at(2099-01-01T00:00:00)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": "arn:aws:lambda:us-east-1:000000000000:function:nothing",
            "RoleArn": "arn:aws:iam::000000000000:role/nobody",
        },
    )

    listed = scheduler.list_schedules(GroupName=outputs["Timers"])["Schedules"]
    assert [each["Name"] for each in listed] == ["later"]
