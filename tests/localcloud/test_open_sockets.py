"""A socket that was closed is forgotten, by whichever side it was closed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from boto3 import Session
from botocore.exceptions import ClientError
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.localcloud.tiny import SOCKET, Tiny, eventually

CODE = """
    import os
    import boto3

    def handler(event, context):
        own = event["requestContext"]["connectionId"]
        client = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["WS_ENDPOINT"])
        client.post_to_connection(ConnectionId=own, Data=own.encode())
        return {"statusCode": 200}
"""


class Sockets:
    """A WebSocket API whose sockets learn their ids. administrator: manages them."""

    def __init__(self, tiny: Tiny) -> None:
        tiny.file("code/app.py", CODE)
        self._place = f"//127.0.0.1:{tiny.cloud.port}/_aws/execute-api/{tiny.deploy(SOCKET)['Api']}/live"
        session = Session("test", "test", region_name="us-east-1")
        self.administrator: Any = session.client("apigatewaymanagementapi", endpoint_url=f"http:{self._place}")

    @contextmanager
    def dialled(self) -> Iterator[tuple[ClientConnection, str]]:
        """Open one, with its id, and close it."""
        with connect(f"ws:{self._place}") as socket:
            socket.send('{"action": "id"}')
            yield socket, str(socket.recv(30))

    def is_gone(self, connection_id: str) -> bool:
        """Tell whether a socket is unknown by now."""
        try:
            self.administrator.get_connection(ConnectionId=connection_id)
        except ClientError as refused:
            return refused.response["Error"]["Code"] == "GoneException"
        return False


@pytest.fixture
def sockets(tiny: Tiny) -> Sockets:
    return Sockets(tiny)


def test_who_closed_a_socket_is_forgotten(sockets: Sockets) -> None:
    with sockets.dialled() as (_, connection_id):
        assert not sockets.is_gone(connection_id)

    eventually(partial(sockets.is_gone, connection_id))


def test_a_socket_that_we_close_gets_what_was_written_before(sockets: Sockets) -> None:
    with sockets.dialled() as (socket, connection_id):
        sockets.administrator.post_to_connection(ConnectionId=connection_id, Data=b"farewell")
        sockets.administrator.delete_connection(ConnectionId=connection_id)

        assert socket.recv(30) == "farewell"
        with pytest.raises(ConnectionClosed):
            socket.recv(30)
    assert sockets.is_gone(connection_id)
