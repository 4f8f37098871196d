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

from bench.report import Result
from tests.localcloud.tiny import SOCKET, Tiny
from tools.journeys.people import Person, open_conversation, register
from tools.journeys.stage import Stage

ROUNDS = 40
WARM_UP = 8
PACE_SECONDS = 2.0
"""What follows a message begins a second after it (MessagingStreamChat): both sides are measured before that, or after.

The chat takes 60 messages a minute from one person.
"""
PATIENCE_SECONDS = 30
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
    conversation_id = open_conversation(stage, ada, grace)
    with connect(deploy_echo(stage, folder)) as echo, _phone(stage, ada) as sender, _phone(stage, grace) as receiver:
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


def deploy_echo(stage: Stage, folder: Path) -> str:
    """Deploy the echo; return the address of its sockets."""
    tiny = Tiny(stage.cloud, folder / "echo", "bench-echo")
    tiny.file("code/app.py", ECHO_CODE)
    api_id = tiny.deploy(SOCKET)["Api"]
    return f"ws://127.0.0.1:{stage.cloud.port}/_aws/execute-api/{api_id}/live"
