"""The direct deploy creates, leaves alone and updates stacks, and says why one failed."""

from __future__ import annotations

import pytest

from tests.localcloud.tiny import Tiny
from tools.localcloud.deploy import DeployFailed

TEMPLATE = """
Parameters:
  Greeting: {Type: String, Default: hello}
Resources:
  Greeter:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code/
      Handler: app.handler
      Runtime: python3.13
      Environment: {Variables: {GREETING: !Ref Greeting}}
Outputs:
  Name: {Value: !Ref Greeter}
"""
CODE = """
    import os

    def handler(event, context):
        return f"{os.environ['GREETING']} {event}"
"""


def test_a_stack_is_created_and_its_function_answers(tiny: Tiny) -> None:
    tiny.file("code/app.py", CODE)

    outputs = tiny.deploy(TEMPLATE)

    assert tiny.invoke(outputs["Name"], "you") == "hello you"


def test_changed_code_and_parameters_reach_the_running_function(tiny: Tiny) -> None:
    tiny.file("code/app.py", CODE)
    name = tiny.deploy(TEMPLATE)["Name"]
    tiny.invoke(name, "you")

    tiny.file("code/app.py", CODE.replace("{event}", "{event}!"))
    tiny.deploy(TEMPLATE, Greeting="bonjour")

    assert tiny.invoke(name, "you") == "bonjour you!"


def test_a_failed_stack_names_the_resource_and_the_reason(tiny: Tiny) -> None:
    with pytest.raises(DeployFailed, match=r"Broken"):
        tiny.deploy("""
            Resources:
              Broken:
                Type: AWS::Lambda::EventSourceMapping
                Properties: {FunctionName: nobody, EventSourceArn: !ImportValue nothing-exports-this}
        """)
