"""WebSocket routes run side by side, are logged, and leak neither results nor exceptions."""

from __future__ import annotations

import json

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.localcloud.tiny import SOCKET, Tiny, eventually

CODE = """
    import json, os, time
    import boto3

    def handler(event, context):
        frame = json.loads(event["body"])
        print("got", frame["action"])
        if frame["action"] == "fail":
            raise RuntimeError("secret detail")
        if frame["action"] == "wait":
            time.sleep(1.5)
        client = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["WS_ENDPOINT"])
        client.post_to_connection(ConnectionId=event["requestContext"]["connectionId"], Data=frame["action"].encode())
        return {"statusCode": 200, "body": "not for the client"}
"""


@pytest.fixture
def chat(tiny: Tiny) -> dict[str, str]:
    tiny.file("code/app.py", CODE)
    return tiny.deploy(SOCKET)


def opened(tiny: Tiny, chat: dict[str, str]) -> ClientConnection:
    return connect(f"ws://127.0.0.1:{tiny.cloud.port}/_aws/execute-api/{chat['Api']}/live")


def test_only_what_the_handler_posts_reaches_the_client(tiny: Tiny, chat: dict[str, str]) -> None:
    with opened(tiny, chat) as socket:
        socket.send('{"action": "one"}')
        socket.send('{"action": "two"}')

        assert [socket.recv(30), socket.recv(30)] == ["one", "two"]


def test_a_failure_is_told_without_its_text(tiny: Tiny, chat: dict[str, str]) -> None:
    with opened(tiny, chat) as socket:
        socket.send('{"action": "fail"}')

        notice = json.loads(socket.recv(30))

    assert notice["message"] == "Internal server error"
    assert notice.keys() == {"message", "connectionId", "requestId"}


def test_messages_are_logged(tiny: Tiny, chat: dict[str, str]) -> None:
    with opened(tiny, chat) as socket:
        socket.send('{"action": "hello"}')
        socket.recv(30)

    assert eventually(lambda: "got hello" in tiny.cloud.logs(chat["Fn"]))


def test_a_slow_message_does_not_hold_up_the_other_connections(tiny: Tiny, chat: dict[str, str]) -> None:
    with opened(tiny, chat) as slow, opened(tiny, chat) as quick:
        for socket in (slow, quick):  # two environments, so that no start of a process disturbs the comparison
            socket.send('{"action": "wait"}')
        assert [slow.recv(30), quick.recv(30)] == ["wait", "wait"]

        slow.send('{"action": "wait"}')
        quick.send('{"action": "quick"}')

        assert quick.recv(30) == "quick"
        with pytest.raises(TimeoutError):
            slow.recv(0)
        assert slow.recv(30) == "wait"
