"""From one person's send to the other's receive, against a bare echo on the same gateway and the same cloud."""

from __future__ import annotations

import json
import statistics
import time
import uuid
from pathlib import Path
from typing import Any

from ulid import ULID
from websockets.sync.client import ClientConnection, connect

from bench.measure import ROOT
from bench.report import Result
from tools.journeys.people import Person, register
from tools.journeys.stage import Stage
from tools.journeys.steps import eventually
from tools.localcloud.stages import Stack

ROUNDS = 40
WARM_UP = 8
PACE_SECONDS = 1.1
"""The chat takes 60 messages a minute from one person."""
PATIENCE_SECONDS = 30
SAMPLE = ROOT / "events/samples/ContractSigned.v1.json"
ECHO_TEMPLATE = """
AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Parameters:
  LocalEndpoint: {Type: String}
Resources:
  Echo:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: bench-echo, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}
  Stage:
    Type: AWS::ApiGatewayV2::Stage
    Properties: {ApiId: !Ref Echo, StageName: live, AutoDeploy: true}
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Echo, RouteKey: $default, Target: !Sub "integrations/${Integration}"}
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Echo
      IntegrationType: AWS_PROXY
      IntegrationUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code/
      Handler: app.handler
      Runtime: python3.13
      Timeout: 10
      Environment: {Variables: {WS_ENDPOINT: !Sub "${LocalEndpoint}/_aws/execute-api/${Echo}/live"}}
      Policies:
        - Statement: [{Effect: Allow, Action: execute-api:ManageConnections, Resource: "*"}]
Outputs:
  EchoApi: {Value: !Ref Echo}
"""
ECHO_CODE = """
import os
import boto3
client = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["WS_ENDPOINT"])

def handler(event, context):
    client.post_to_connection(ConnectionId=event["requestContext"]["connectionId"], Data=event["body"].encode())
    return {"statusCode": 200}
"""


def measure(stage: Stage, folder: Path) -> list[Result]:
    """Measure both in turns; report the ratio of their medians."""
    ada = register(stage, "Ada", "ada@bench.example", ["client"])
    grace = register(stage, "Grace", "grace@bench.example", ["expert"])
    conversation_id = _conversation(stage, ada, grace)
    with _echo(stage, folder) as echo, _phone(stage, ada) as sender, _phone(stage, grace) as receiver:
        chat_ms, echo_ms = [], []
        for _ in range(WARM_UP + ROUNDS):
            began = time.monotonic()
            echo_ms.append(_echo_once(echo))
            chat_ms.append(_say(sender, receiver, conversation_id))
            time.sleep(max(0.0, PACE_SECONDS - (time.monotonic() - began)))
    chat, echo_p50 = statistics.median(chat_ms[WARM_UP:]), statistics.median(echo_ms[WARM_UP:])
    return [Result("chat_ratio", chat / echo_p50, 2.0, note=f"{chat:.1f} against {echo_p50:.1f} ms")]


def _echo_once(echo: ClientConnection) -> float:
    """Send a frame and wait until it is back; return milliseconds."""
    text = uuid.uuid4().hex
    began = time.perf_counter()
    echo.send(json.dumps({"action": "echo", "text": text}))
    _await(echo, text)
    return (time.perf_counter() - began) * 1000


def _say(sender: ClientConnection, receiver: ClientConnection, conversation_id: str) -> float:
    """Send a message and wait until the other side has it; return milliseconds."""
    message_id, request_id = f"msg_{ULID()}", uuid.uuid4().hex
    frame: dict[str, Any] = {"action": "send", "request_id": request_id, "text": "The oven list is ready."}
    frame |= {"conversation_id": conversation_id, "message_id": message_id}
    began = time.perf_counter()
    sender.send(json.dumps(frame))
    _await(receiver, message_id)
    milliseconds = (time.perf_counter() - began) * 1000
    _await(sender, request_id)  # the answer, not timed: unread frames would block the socket
    return milliseconds


def _await(socket: ClientConnection, text: str) -> None:
    """Read frames until one contains a text. Raises TimeoutError."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while text not in str(socket.recv(max(0.1, deadline - time.monotonic()))):
        continue


def _phone(stage: Stage, person: Person) -> ClientConnection:
    ticket = person.api.post("/v1/chat/tickets")["ticket"]
    return connect(f"{stage.socket_url}?ticket={ticket}", open_timeout=PATIENCE_SECONDS)


def _echo(stage: Stage, folder: Path) -> ClientConnection:
    """Deploy the echo and open a socket to it."""
    home = folder / "echo"
    (home / "code").mkdir(parents=True)
    (home / "code/app.py").write_text(ECHO_CODE)
    (home / "template.yaml").write_text(ECHO_TEMPLATE)
    outputs = stage.cloud.deploy_stacks([Stack("app", "bench-echo", home / "template.yaml", {})], home)
    return connect(f"ws://127.0.0.1:{stage.cloud.port}/_aws/execute-api/{outputs['EchoApi']}/live")


def _conversation(stage: Stage, client: Person, expert: Person) -> str:
    """Open a conversation as a signed contract does; return its id."""
    signed = json.loads(SAMPLE.read_text(encoding="utf-8"))
    ids = {"contract_id": f"ctr_{ULID()}", "client_id": client.account_id, "expert_id": expert.account_id}
    signed["data"] |= ids
    entry = {
        "EventBusName": "guildhall-local",
        "Source": "guildhall.contracts",
        "DetailType": "ContractSigned.v1",
        "Detail": json.dumps(signed),
    }
    stage.cloud.client("events").put_events(Entries=[entry])
    opened = eventually("a conversation", lambda: client.api.get("/v1/conversations")["items"])
    return str(opened[0]["conversation_id"])
