"""A function that may send messages may send them in batches."""

from __future__ import annotations

from tests.localcloud.tiny import Tiny

TEMPLATE = """
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code/
      Handler: app.handler
      Runtime: python3.13
      Environment: {Variables: {QUEUE: !Ref Queue}}
      Policies:
        - Version: "2012-10-17"
          Statement: [{Effect: Allow, Action: [sqs:ACTION], Resource: !GetAtt Queue.Arn}]
Outputs:
  Fn: {Value: !Ref Fn}
"""
CODE = """
    import os, boto3
    from botocore.exceptions import ClientError
    def handler(event, context):
        entries = [{"Id": str(n), "MessageBody": "m"} for n in range(3)]
        try:
            answer = boto3.client("sqs").send_message_batch(QueueUrl=os.environ["QUEUE"], Entries=entries)
        except ClientError as refusal:
            return {"refused": refusal.response["Error"]["Code"]}
        return {"sent": len(answer["Successful"])}
"""


def sent(tiny: Tiny, action: str) -> dict[str, object]:
    tiny.file("code/app.py", CODE)
    name = tiny.deploy(TEMPLATE.replace("ACTION", action))["Fn"]
    result: dict[str, object] = tiny.invoke(name)
    return result


def test_the_right_to_send_covers_batches(tiny: Tiny) -> None:
    assert sent(tiny, "SendMessage") == {"sent": 3}


def test_without_the_right_to_send_a_batch_is_refused(tiny: Tiny) -> None:
    assert "refused" in sent(tiny, "ReceiveMessage")
