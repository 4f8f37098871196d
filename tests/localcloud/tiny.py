"""Tiny stacks: a template and its sources, deployed into the local cloud of the test session."""

from __future__ import annotations

import json
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from tools.localcloud import LocalCloud
from tools.localcloud.stages import Stack

T = TypeVar("T")
SOCKET = """
Parameters:
  LocalEndpoint: {Type: String}
Resources:
  Chat:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: !Ref AWS::StackName, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Chat, StageName: live, AutoDeploy: true}
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Chat, RouteKey: $default, Target: !Sub "integrations/${Integration}"}
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Chat
      IntegrationType: AWS_PROXY
      IntegrationUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code/
      Handler: app.handler
      Runtime: python3.13
      Timeout: 10
      Environment: {Variables: {WS_ENDPOINT: !Sub "${LocalEndpoint}/_aws/execute-api/${Chat}/live"}}
      Policies:
        - Statement: [{Effect: Allow, Action: execute-api:ManageConnections, Resource: "*"}]
Outputs:
  Api: {Value: !Ref Chat}
  Fn: {Value: !Ref Fn}
"""
"""A WebSocket API with one function behind all its messages, `code/app.py`, which may write to its sockets."""


@dataclass(frozen=True)
class Tiny:
    """Deploys a small template with its sources."""

    cloud: LocalCloud
    folder: Path
    name: str

    def file(self, path: str, text: str) -> Path:
        """Write a source file of the stack."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))
        return file

    def deploy(self, template: str, **parameters: str) -> dict[str, str]:
        """Create or update the stack; return its outputs."""
        head = "AWSTemplateFormatVersion: '2010-09-09'\nTransform: AWS::Serverless-2016-10-31\n"
        path = self.file("template.yaml", head + textwrap.dedent(template))
        return self.cloud.deploy_stacks([Stack("app", self.name, path, parameters)], self.folder)

    def invoke(self, function: str, event: object = None) -> Any:
        """Invoke a function and return what it answered, an error as AWS describes it included."""
        answer = self.cloud.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event).encode())
        return json.loads(answer["Payload"].read() or b"null")


def eventually(ask: Callable[[], T], seconds: float = 30) -> T:
    """Ask again until the answer is truthy, and return it; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.02)
    raise AssertionError(f"still nothing after {seconds} s")
