"""State machines see the errors of functions by their class, also while they wait for a token."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.localcloud.tiny import Tiny, eventually

TEMPLATE = """
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties:
      Policies: [{LambdaInvokePolicy: {FunctionName: !Ref Fn}}]
      DefinitionSubstitutions: {Function: !GetAtt Fn.Arn}
      Definition:
        StartAt: Task
        States:
          Task:
            Type: Task
            Resource: RESOURCE
            Parameters: PARAMETERS
            TimeoutSeconds: 20
            Catch: [{ErrorEquals: [SlotTaken], Next: Caught}, {ErrorEquals: [States.ALL], Next: Other}]
            End: true
          Caught: {Type: Pass, Result: caught, End: true}
          Other: {Type: Pass, End: true}
  Fn:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: code/, Handler: app.handler, Runtime: python3.13}
Outputs:
  Machine: {Value: !Ref Machine}
"""
CODE = """
    class SlotTaken(Exception):
        pass

    def handler(event, context):
        raise SlotTaken("table 4")
"""


@pytest.mark.parametrize(
    ("resource", "parameters"),
    [
        ("arn:aws:states:::lambda:invoke", '{FunctionName: "${Function}"}'),
        (
            "arn:aws:states:::lambda:invoke.waitForTaskToken",
            '{FunctionName: "${Function}", Payload: {token.$: $$.Task.Token}}',
        ),
    ],
)
def test_a_function_s_exception_is_caught_by_its_class(tiny: Tiny, resource: str, parameters: str) -> None:
    tiny.file("code/app.py", CODE)
    machine = tiny.deploy(TEMPLATE.replace("RESOURCE", resource).replace("PARAMETERS", parameters))["Machine"]
    client = tiny.cloud.client("stepfunctions")

    execution = client.start_execution(stateMachineArn=machine)["executionArn"]

    def ended() -> dict[str, Any] | None:
        found: dict[str, Any] = client.describe_execution(executionArn=execution)
        return found if found["status"] != "RUNNING" else None

    result = eventually(ended)
    assert result is not None
    assert json.loads(result["output"]) == "caught"


FROM_A_FILE = """
Resources:
  Machine:
    Type: AWS::Serverless::StateMachine
    Properties: {DefinitionUri: greet.asl.yaml, DefinitionSubstitutions: {Word: hello}}
Outputs:
  Machine: {Value: !Ref Machine}
"""


def test_a_definition_written_in_yaml_in_a_file_of_its_own_runs(tiny: Tiny) -> None:
    tiny.file("greet.asl.yaml", "StartAt: Say\nStates:\n  Say: {Type: Pass, Result: '${Word}', End: true}\n")
    machine = tiny.deploy(FROM_A_FILE)["Machine"]
    states: Any = tiny.cloud.client("stepfunctions")
    execution = states.start_execution(stateMachineArn=machine)["executionArn"]

    def ended() -> dict[str, Any] | None:
        found: dict[str, Any] = states.describe_execution(executionArn=execution)
        return None if found["status"] == "RUNNING" else found

    found = eventually(ended)
    assert found is not None
    assert found.get("output") == '"hello"'
