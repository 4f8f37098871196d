"""What functions print can be told apart, also in a log group that they share."""

from __future__ import annotations

import json

from tests.localcloud.tiny import Tiny, eventually

TEMPLATE = """
    Globals:
      Function: {{CodeUri: src, Handler: app.handler, Runtime: python3.13, LoggingConfig: {logging}}}
    Resources:
      Shared: {{Type: AWS::Logs::LogGroup, Properties: {{RetentionInDays: 14}}}}
      Loud: {{Type: AWS::Serverless::Function, Properties: {{}}}}
      Quiet: {{Type: AWS::Serverless::Function, Properties: {{}}}}
    Outputs: {{Loud: {{Value: !Ref Loud}}, Quiet: {{Value: !Ref Quiet}}, Group: {{Value: !Ref Shared}}}}
"""


def two_functions(tiny: Tiny, logging: str) -> dict[str, str]:
    tiny.file("src/app.py", "def handler(event, context):\n    print(event)\n")
    return tiny.deploy(TEMPLATE.format(logging=logging))


def said(tiny: Tiny, function: str) -> list[str]:
    return [line for line in tiny.cloud.logs(function) if line.startswith(("loud", "quiet"))]


def test_the_lines_of_one_function_are_found_in_a_shared_group(tiny: Tiny) -> None:
    names = two_functions(tiny, "{LogFormat: JSON, LogGroup: !Ref Shared}")

    for number in range(3):
        tiny.invoke(names["Loud"], f"loud {number}")
        tiny.invoke(names["Quiet"], f"quiet {number}")

    assert eventually(lambda: len(said(tiny, names["Loud"])) == 3)
    assert said(tiny, names["Loud"]) == ["loud 0", "loud 1", "loud 2"]
    assert said(tiny, names["Quiet"]) == ["quiet 0", "quiet 1", "quiet 2"]


def test_a_stream_of_a_shared_group_names_its_function_and_grows(tiny: Tiny) -> None:
    names = two_functions(tiny, "{LogFormat: JSON, LogGroup: !Ref Shared}")

    for number in range(3):
        tiny.invoke(names["Loud"], f"loud {number}")

    streams = tiny.cloud.client("logs").describe_log_streams(logGroupName=names["Group"])["logStreams"]
    assert [stream["logStreamName"].split("/")[3].partition("[")[0] for stream in streams] == [names["Loud"]]


def test_a_function_without_a_named_group_has_its_own(tiny: Tiny) -> None:
    names = two_functions(tiny, "{LogFormat: JSON}")

    tiny.invoke(names["Loud"], "loud")

    group = tiny.cloud.client("logs").describe_log_groups(logGroupNamePrefix=f"/aws/lambda/{names['Loud']}")
    assert len(group["logGroups"]) == 1
    assert said(tiny, names["Loud"]) == ["loud"]


HEARING = """
    Globals:
      Function: {Handler: app.handler, Runtime: python3.13}
    Resources:
      Shared: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 14}}
      Own: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 14}}
      Broken:
        Type: AWS::Serverless::Function
        Properties: {CodeUri: broken, LoggingConfig: {LogFormat: JSON, LogGroup: !Ref Shared}}
      Hearer:
        Type: AWS::Serverless::Function
        Properties: {CodeUri: hearer, LoggingConfig: {LogFormat: JSON, LogGroup: !Ref Own}}
      Filter:
        Type: AWS::Logs::SubscriptionFilter
        Properties: {LogGroupName: !Ref Shared, FilterPattern: '"ERROR"', DestinationArn: !GetAtt Hearer.Arn}
    Outputs: {Broken: {Value: !Ref Broken}, Hearer: {Value: !Ref Hearer}}
"""
HEARER = """
    import base64, gzip, json

    def handler(event, context):
        for entry in json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))["logEvents"]:
            print("heard", entry["message"])
        raise ValueError("nobody is to hear this")
"""


def test_a_subscriber_hears_of_an_exception_as_lambda_writes_it_and_not_of_its_own(tiny: Tiny) -> None:
    tiny.file("broken/app.py", "def handler(event, context):\n    print('INFO')\n    raise KeyError(event)\n")
    tiny.file("hearer/app.py", HEARER)
    names = tiny.deploy(HEARING)

    tiny.invoke(names["Broken"], "first")
    tiny.invoke(names["Broken"], "second")

    def heard() -> list[str]:
        lines = tiny.cloud.logs(names["Hearer"])
        return [line.removeprefix("heard ") for line in lines if line.startswith("heard ")]

    assert eventually(lambda: len(heard()) == 2)
    told = [json.loads(line) for line in heard()]
    assert [(each["level"], each["errorType"]) for each in told] == [("ERROR", "KeyError")] * 2
    assert sorted(each["errorMessage"] for each in told) == ["'first'", "'second'"]
    assert "raise KeyError(event)" in told[0]["stackTrace"][-1]
