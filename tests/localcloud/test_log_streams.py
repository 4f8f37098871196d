"""What functions print can be told apart, also in a log group that they share."""

from __future__ import annotations

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
