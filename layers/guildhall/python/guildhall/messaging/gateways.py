"""The port `Delivery`: frames to open sockets, through API Gateway's @connections."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from chalice.app import WebsocketAPI, WebsocketDisconnectedError

from guildhall.kernel.errors import Unavailable
from guildhall.messaging.models import Notice
from guildhall.messaging.ports import Connections
from guildhall.platform import aws
from guildhall.platform.observe import logger
from guildhall.platform.socket_transport import socket_client

AT_ONCE = 8
"""Sockets that are written to at the same time; most conversations have fewer open."""


@dataclass(frozen=True, slots=True)
class SocketSettings:
    """How to reach open sockets.

    socket_endpoint: management address of the WebSocket stage, such as `https://….amazonaws.com/live`.
    socket_transport: `lean`, or `botocore` for the stock client.
    """

    socket_endpoint: str
    socket_transport: str = "lean"


class _Session:
    """What Chalice takes for a boto3 session: gives it our client, at the address of the environment.

    Left alone, Chalice makes an address up from the event, which leads nowhere outside of AWS.
    """

    def __init__(self, settings: SocketSettings) -> None:
        self.region_name = aws.region()
        self._settings = settings

    def client(self, _service: str, endpoint_url: str | None = None) -> Any:  # noqa: ARG002  Chalice names it
        return socket_client(self._settings.socket_endpoint, self._settings.socket_transport)


def chalice_sockets(settings: SocketSettings) -> WebsocketAPI:
    """Return Chalice's way to the sockets of one stage."""
    sockets = WebsocketAPI()
    sockets.session = _Session(settings)
    domain, _, stage = settings.socket_endpoint.partition("://")[2].rpartition("/")
    sockets.configure(domain, stage)
    return sockets


class SocketDelivery:
    """Writes to sockets side by side, and forgets those that are gone."""

    def __init__(self, connections: Connections, sockets: WebsocketAPI, encode: Callable[[Notice], str]) -> None:
        self._connections = connections
        self._sockets = sockets
        self._encode = encode
        self._pool: ThreadPoolExecutor | None = None

    def tell(self, account_ids: Collection[str], notice: Notice, *, but: str | None = None) -> None:
        """Send a notice to every open socket of the accounts except one. A frame may be lost: this raises nothing."""
        try:
            online = self._connections.of(account_ids)
        except Unavailable:
            logger.warning("nobody told", exc_info=True)
            return
        targets = [(one.account_id, socket) for one in online for socket in one.sockets if socket != but]
        if not targets:
            return
        text = self._encode(notice)
        for (account_id, socket), is_open in zip(targets, self._write(targets, text), strict=True):
            if not is_open:
                self._forget(account_id, socket)

    def write(self, socket: str, text: str) -> bool:
        """Write to one socket; False if it is gone. A frame that the gateway did not take is lost, and logged."""
        try:
            self._sockets.send(socket, text)
        except WebsocketDisconnectedError:
            return False
        except (ClientError, BotoCoreError):
            logger.warning("frame lost", exc_info=True)
        return True

    def _write(self, targets: list[tuple[str, str]], text: str) -> list[bool]:
        if len(targets) == 1:
            return [self.write(targets[0][1], text)]
        self._pool = self._pool or ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sockets")
        return list(self._pool.map(lambda target: self.write(target[1], text), targets))

    def _forget(self, account_id: str, socket: str) -> None:
        try:
            self._connections.remove(account_id, [socket])
        except Unavailable:
            logger.warning("gone socket kept", exc_info=True)
