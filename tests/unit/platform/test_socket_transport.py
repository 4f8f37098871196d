"""Both roads to open sockets do and say the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError, EndpointConnectionError

from guildhall.platform.sigv4 import Signer
from guildhall.platform.socket_transport import LeanSockets, SocketClient, socket_client
from tests.support.dynoxide import Engine
from tests.support.sockets import Gateway

SECRETS = Credentials("AKIDEXAMPLE", "secret/example")
WITH_TOKEN = Credentials("AKIDEXAMPLE", "secret/example", "token+example/==")


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway().running() as running:
        yield running


@pytest.fixture(params=["lean", "botocore"])
def client(request: pytest.FixtureRequest, engine: Engine, gateway: Gateway) -> SocketClient:
    return socket_client(gateway.endpoint_url, request.param)


def test_a_frame_arrives_as_it_is(client: SocketClient, gateway: Gateway) -> None:
    client.post_to_connection(ConnectionId="Lx/y+z=", Data='{"event": "é 🏠"}')

    assert gateway.frames["Lx/y+z="] == [{"event": "é 🏠"}]


def test_a_closed_socket_is_gone(client: SocketClient, gateway: Gateway) -> None:
    gateway.gone.add("L1=")

    with pytest.raises(client.exceptions.GoneException):
        client.post_to_connection(ConnectionId="L1=", Data="{}")


def test_another_refusal_is_a_client_error_and_not_gone(client: SocketClient, gateway: Gateway) -> None:
    gateway.failing.add("L1=")

    with pytest.raises(ClientError) as raised:
        client.post_to_connection(ConnectionId="L1=", Data="{}")

    assert not isinstance(raised.value, client.exceptions.GoneException)
    assert raised.value.response["Error"]["Code"] == "BadRequestException"


def test_many_threads_share_it(client: SocketClient, gateway: Gateway) -> None:
    def send(number: int) -> None:
        for _ in range(10):
            client.post_to_connection(ConnectionId=f"L{number}=", Data="{}")

    threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [len(gateway.frames[f"L{number}="]) for number in range(8)] == [10] * 8


def test_nobody_at_the_address_is_said_in_botocores_words(engine: Engine) -> None:
    client = LeanSockets("http://127.0.0.1:9/live", "eu-west-1", lambda: SECRETS)

    with pytest.raises(EndpointConnectionError):
        client.post_to_connection(ConnectionId="L1=", Data="{}")


def test_a_transport_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="SOCKET_TRANSPORT is 'pigeon'"):
        socket_client("http://127.0.0.1:9/live", "pigeon")


@pytest.mark.parametrize("credentials", [SECRETS, WITH_TOKEN])
@pytest.mark.parametrize(
    "path", ["/live/@connections/Lx%2Fy%2Bz%3D", "/_aws/execute-api/a0000002/live/@connections/L1"]
)
def test_the_signature_is_the_one_that_botocore_writes(credentials: Credentials, path: str) -> None:
    host, body = "a0000002.execute-api.eu-west-1.amazonaws.com", b'{"event": "message"}'
    signer = botocore.auth.SigV4Auth(credentials, "execute-api", "eu-west-1")
    request = AWSRequest("POST", f"https://{host}{path}", data=body)
    request.prepare()
    signer.add_auth(request)
    at = time.strptime(request.context["timestamp"], "%Y%m%dT%H%M%SZ")

    ours = Signer("eu-west-1", host, "execute-api").sign(
        {}, {}, body, credentials.get_frozen_credentials(), at, path=path
    )

    assert ours["authorization"] == request.headers["Authorization"]
