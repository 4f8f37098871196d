"""What was acknowledged is there after the process has been killed, and goes on from where it was."""

from __future__ import annotations

import contextlib
import json
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from tests.localcloud.tiny import Tiny, eventually
from tools.localcloud import LocalCloud

TEMPLATE = """
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_IMAGE}
  Seen:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: pk, AttributeType: S}]
      KeySchema: [{AttributeName: pk, KeyType: HASH}]
  Queue: {Type: AWS::SQS::Queue}
  Timers: {Type: AWS::Scheduler::ScheduleGroup}
  Slow: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: 900}}
  Pool:
    Type: AWS::Cognito::UserPool
    Properties: {UserPoolName: people, UsernameAttributes: [email], AutoVerifiedAttributes: [email]}
  Client:
    Type: AWS::Cognito::UserPoolClient
    Properties: {UserPoolId: !Ref Pool, ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code/
      Handler: app.handler
      Runtime: python3.13
      Timeout: 60
      Environment: {Variables: {SEEN: !Ref Seen}}
      Policies: [{DynamoDBCrudPolicy: {TableName: !Ref Seen}}]
      Events:
        Stream:
          Type: DynamoDB
          Properties: {Stream: !GetAtt Table.StreamArn, StartingPosition: TRIM_HORIZON, BatchSize: 10}
        Slow: {Type: SQS, Properties: {Queue: !GetAtt Slow.Arn, BatchSize: 1}}
Outputs:
  Table: {Value: !Ref Table}
  Seen: {Value: !Ref Seen}
  Queue: {Value: !Ref Queue}
  Timers: {Value: !Ref Timers}
  Slow: {Value: !Ref Slow}
  Client: {Value: !Ref Client}
  Fn: {Value: !Ref Fn}
"""
CODE = """
    import os
    import threading
    import boto3

    TABLE = boto3.resource("dynamodb").Table(os.environ["SEEN"])

    def handler(event, context):
        for record in event["Records"]:
            name = record["body"] if "body" in record else record["dynamodb"]["Keys"]["pk"]["S"]
            if name == "hangs" and "Item" not in TABLE.get_item(Key={"pk": "begun"}):
                TABLE.put_item(Item={"pk": "begun"})
                threading.Event().wait()
            TABLE.put_item(Item={"pk": name})
            TABLE.put_item(Item={"pk": name + record.get("attributes", {}).get("ApproximateReceiveCount", "")})
"""


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tiny]:
    """A local cloud of this file's own, because it gets killed; snapshots would come only once a minute."""
    with LocalCloud.start(snapshot_seconds=60) as cloud:
        tiny = Tiny(cloud, tmp_path_factory.mktemp("mortal"), "mortal")
        tiny.file("code/app.py", CODE)
        tiny.deploy(TEMPLATE)
        yield tiny


def put(tiny: Tiny, name: str, table: str = "Table") -> None:
    tiny.cloud.client("dynamodb").put_item(TableName=tiny.cloud.outputs[table], Item={"pk": {"S": name}})


def names(tiny: Tiny, table: str = "Table") -> set[str]:
    pages = tiny.cloud.client("dynamodb").get_paginator("scan").paginate(TableName=tiny.cloud.outputs[table])
    return {item["pk"]["S"] for page in pages for item in page["Items"]}


def die_and_rise(tiny: Tiny) -> None:
    tiny.cloud.kill()
    tiny.cloud.restart()


def test_items_survive_a_kill_right_after_their_acknowledgement(mortal: Tiny) -> None:
    put(mortal, "kept")
    put(mortal, "gone")
    mortal.cloud.client("dynamodb").delete_item(TableName=mortal.cloud.outputs["Table"], Key={"pk": {"S": "gone"}})

    die_and_rise(mortal)

    assert "kept" in names(mortal)
    assert "gone" not in names(mortal)


def test_every_acknowledged_write_of_a_busy_moment_survives(mortal: Tiny) -> None:
    acknowledged: list[str] = []

    def write() -> None:
        client = mortal.cloud.client("dynamodb")
        while True:
            pair = uuid.uuid4().hex
            puts = [
                {"Put": {"TableName": mortal.cloud.outputs["Table"], "Item": {"pk": {"S": f"{pair}-{side}"}}}}
                for side in ("left", "right")
            ]
            try:
                client.transact_write_items(TransactItems=puts)
            except (BotoCoreError, ClientError):
                return
            acknowledged.append(pair)

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    eventually(lambda: len(acknowledged) > 100)
    mortal.cloud.kill()
    for writer in writers:
        writer.join()
    mortal.cloud.restart()

    found = names(mortal)
    whole = {name.removesuffix("-left") for name in found if name.endswith("-left")}
    assert {f"{pair}-left" for pair in acknowledged} <= found
    assert {name.removesuffix("-right") for name in found if name.endswith("-right")} == whole


def test_a_stream_goes_on_without_losing_records(mortal: Tiny) -> None:
    put(mortal, "before")
    assert eventually(lambda: "before" in names(mortal, "Seen"))
    put(mortal, "while dying")

    die_and_rise(mortal)
    put(mortal, "after")

    assert eventually(lambda: {"before", "while dying", "after"} <= names(mortal, "Seen"))


def test_messages_survive_and_deleted_ones_stay_deleted(mortal: Tiny) -> None:
    queue = mortal.cloud.outputs["Queue"]
    sqs = mortal.cloud.client("sqs")
    sqs.send_message(QueueUrl=queue, MessageBody="done")
    receipt = sqs.receive_message(QueueUrl=queue)["Messages"][0]["ReceiptHandle"]
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=receipt)
    sqs.send_message(QueueUrl=queue, MessageBody="waiting")

    die_and_rise(mortal)

    messages = mortal.cloud.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in messages] == ["waiting"]


def test_an_event_source_mapping_goes_on_after_the_restart(mortal: Tiny) -> None:
    mortal.cloud.client("sqs").send_message(QueueUrl=mortal.cloud.outputs["Slow"], MessageBody="through the queue")

    die_and_rise(mortal)

    assert eventually(lambda: "through the queue" in names(mortal, "Seen"))


def test_a_message_that_was_being_worked_on_comes_again_at_once_and_as_if_for_the_first_time(mortal: Tiny) -> None:
    mortal.cloud.client("sqs").send_message(QueueUrl=mortal.cloud.outputs["Slow"], MessageBody="hangs")
    assert eventually(lambda: "begun" in names(mortal, "Seen"))

    die_and_rise(mortal)

    assert eventually(lambda: "hangs1" in names(mortal, "Seen"))


def test_people_and_their_sessions_survive(mortal: Tiny) -> None:
    client = mortal.cloud.outputs["Client"]
    idp = mortal.cloud.client("cognito-idp")
    idp.sign_up(ClientId=client, Username="ada@example.com", Password="Correct-horse-1")
    idp.confirm_sign_up(ClientId=client, Username="ada@example.com", ConfirmationCode="123456")
    secret = {"USERNAME": "ada@example.com", "PASSWORD": "Correct-horse-1"}
    session = idp.initiate_auth(ClientId=client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=secret)
    token = session["AuthenticationResult"]["RefreshToken"]

    die_and_rise(mortal)

    renewed = mortal.cloud.client("cognito-idp").initiate_auth(
        ClientId=client, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": token}
    )
    assert renewed["AuthenticationResult"]["AccessToken"]


def test_a_schedule_survives_and_fires(mortal: Tiny) -> None:
    mortal.cloud.client("scheduler").create_schedule(
        Name="deadline",
        ScheduleExpression="at(2020-01-01T00:00:00)",
        FlexibleTimeWindow={"Mode": "OFF"},
        State="DISABLED",
        Target={"Arn": "arn:aws:sqs:us-east-1:000000000000:nowhere", "RoleArn": "arn:aws:iam::000000000000:role/r"},
    )

    die_and_rise(mortal)

    assert mortal.cloud.client("scheduler").get_schedule(Name="deadline")["State"] == "DISABLED"


def test_a_group_of_schedules_that_a_template_made_survives_and_takes_more(mortal: Tiny) -> None:
    def book(name: str) -> None:
        mortal.cloud.client("scheduler").create_schedule(
            Name=name,
            GroupName=mortal.cloud.outputs["Timers"],
            ScheduleExpression="at(2020-01-01T00:00:00)",
            FlexibleTimeWindow={"Mode": "OFF"},
            State="DISABLED",
            Target={"Arn": "arn:aws:sqs:us-east-1:000000000000:nowhere", "RoleArn": "arn:aws:iam::000000000000:role/r"},
        )

    book("before")
    die_and_rise(mortal)
    book("after")
    mortal.cloud.restart()

    listed = mortal.cloud.client("scheduler").list_schedules(GroupName=mortal.cloud.outputs["Timers"])["Schedules"]
    assert sorted(each["Name"] for each in listed) == ["after", "before"]


def test_a_group_that_was_made_by_hand_survives_a_kill(mortal: Tiny) -> None:
    mortal.cloud.client("scheduler").create_schedule_group(Name="by-hand")

    die_and_rise(mortal)

    assert mortal.cloud.client("scheduler").get_schedule_group(Name="by-hand")["State"] == "ACTIVE"


def test_sent_mails_can_still_be_read_each_once(mortal: Tiny) -> None:
    mails = mortal.cloud.client("sesv2")

    def send(subject: str) -> None:
        # What SES may send from is not among what the journal keeps.
        with contextlib.suppress(ClientError):
            mails.create_email_identity(EmailIdentity="guildhall.example")
        mails.send_email(
            FromEmailAddress="no-reply@guildhall.example",
            Destination={"ToAddresses": ["reader@example.com"]},
            Content={"Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": "Hello"}}}},
        )

    for subject in ("Welcome", "Confirm"):
        send(subject)
    die_and_rise(mortal)
    mortal.cloud.save()
    for subject in ("Paid", "Released"):
        send(subject)
        die_and_rise(mortal)

    sent = [mail["Subject"] for mail in mortal.cloud.mails() if "reader@example.com" in mail["To"]]
    assert sorted(sent) == ["Confirm", "Paid", "Released", "Welcome"]


def test_a_restart_in_good_order_leaves_one_snapshot_and_keeps_everything(mortal: Tiny) -> None:
    put(mortal, "orderly")

    mortal.cloud.restart()

    state = mortal.cloud.home / "state"
    assert "orderly" in names(mortal)
    assert len(list(state.glob("snapshot-*"))) == 1
    assert not list(state.glob("unfinished-*"))
    assert json.loads((next(state.glob("snapshot-*")) / "dynamodb.json").read_text())["payload"]["tables"]


def test_a_stop_while_a_snapshot_is_written_keeps_what_came_after_it() -> None:
    with LocalCloud.start(snapshot_seconds=1) as cloud:
        parameters = cloud.client("ssm")
        for number in range(1500):  # a snapshot that takes a while
            parameters.put_parameter(Name=f"/long/{number}", Value="x" * 4000, Type="String")
        eventually(lambda: list((cloud.home / "state").glob("unfinished-*")))

        parameters.put_parameter(Name="/kept", Value="yes", Type="String")
        cloud.restart()

        assert cloud.client("ssm").get_parameter(Name="/kept")["Parameter"]["Value"] == "yes"


def test_layers_are_not_written_into_the_state_file(mortal: Tiny, tmp_path: Path) -> None:
    layered = Tiny(mortal.cloud, tmp_path, "layered")
    layered.file("layer/python/big.py", "NAME = 'big'\n" + "# filler\n" * 100_000)
    layered.file("code/app.py", "import big\n\ndef handler(event, context):\n    return big.NAME\n")
    outputs = layered.deploy("""
        Resources:
          Big: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: layer/}}
          Other:
            Type: AWS::Serverless::Function
            Properties: {CodeUri: code/, Handler: app.handler, Runtime: python3.13, Layers: [!Ref Big]}
        Outputs:
          Other: {Value: !Ref Other}
    """)

    die_and_rise(mortal)

    saved = next((mortal.cloud.home / "state").glob("snapshot-*")) / "lambda.json"
    assert layered.invoke(outputs["Other"]) == "big"
    assert saved.stat().st_size < 200_000
