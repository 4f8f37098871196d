"""The port `Delivery`: frames to open sockets, through API Gateway's @connections."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from chalice.app import WebsocketAPI, WebsocketDisconnectedError

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Unavailable
from guildhall.messaging.models import OPENING, Notice, Online
from guildhall.messaging.ports import Connections
from guildhall.platform import aws
from guildhall.platform.observe import logger
from guildhall.platform.settings import load
from guildhall.platform.socket_transport import socket_client

AT_ONCE = 8
"""Sockets that are written to at the same time; most conversations have fewer open."""
MOST_KNOWN = 2_000
"""Accounts whose sockets one process remembers."""


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


def chalice_sockets(environ: Mapping[str, str]) -> WebsocketAPI:
    """Return Chalice's way to the sockets of one stage. Raises SettingsIncomplete."""
    settings = load(SocketSettings, environ)
    sockets = WebsocketAPI()
    sockets.session = _Session(settings)
    domain, _, stage = settings.socket_endpoint.partition("://")[2].rpartition("/")
    sockets.configure(domain, stage)
    return sockets


class SocketDelivery:
    """Writes to sockets side by side, and forgets those that are gone."""

    def __init__(
        self, connections: Connections, sockets: WebsocketAPI, encode: Callable[[Notice], str], clock: Clock
    ) -> None:
        self._connections = connections
        self._clock = clock
        self._sockets = sockets
        self._encode = encode
        self._known: dict[str, frozenset[str]] = {}
        self._pool: ThreadPoolExecutor | None = None

    def tell(self, account_ids: Collection[str], notice: Notice, *, but: str | None = None) -> None:
        """Send a notice to every open socket of the accounts except one. A frame may be lost: this raises nothing."""
        self.tell_all([(account_ids, notice)], but=but)

    def tell_all(self, told: Sequence[tuple[Collection[str], Notice]], *, but: str | None = None) -> None:
        """Send several notices, each to its own accounts; a socket gets its own in this order.

        First to the sockets that were open the last time, because looking them up costs as much as storing a message;
        then to those that the lookup finds beside them. The lookup comes after what the notice tells of was stored,
        so a socket that it does not find reads that when it opens.
        """
        texts: dict[str, list[str]] = {}
        for account_ids, notice in told:
            text = self._encode(notice)
            for one in account_ids:
                texts.setdefault(one, []).append(text)
        known = {socket: texts[one] for one in texts for socket in self._known.get(one, ()) if socket != but}
        gone = self._write(known)
        try:
            online = self._connections.of(texts)
        except Unavailable:
            logger.warning("not all told", exc_info=True)
            return
        found = {socket: one for one in online for socket in one.sockets if socket != but}
        gone |= self._write({socket: texts[one.account_id] for socket, one in found.items() if socket not in known})
        self._remember(online)
        opened_before = self._clock.now() - OPENING
        for socket in gone & found.keys():
            # A younger one may be opening: forgotten now, it would be open and never told anything.
            if found[socket].sockets[socket] <= opened_before:
                self._forget(found[socket].account_id, socket)

    def tell_socket(self, connection_id: str, notice: Notice) -> None:
        """Send a notice to one socket; a frame may be lost: this raises nothing."""
        self._is_open(connection_id, [self._encode(notice)])

    def _remember(self, online: Sequence[Online]) -> None:
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        self._known |= {one.account_id: frozenset(one.sockets) for one in online}

    def _write(self, texts: Mapping[str, Sequence[str]]) -> set[str]:
        """Write to sockets, to each its own, and return those that are gone."""
        if len(texts) <= 1:
            return {socket for socket in texts if not self._is_open(socket, texts[socket])}
        self._pool = self._pool or ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sockets")
        are_open = self._pool.map(self._is_open, texts, texts.values())
        return {socket for socket, is_open in zip(texts, are_open, strict=True) if not is_open}

    def _is_open(self, socket: str, texts: Sequence[str]) -> bool:
        """Write to one socket; tell whether it is open. A frame that the gateway did not take is lost, and logged."""
        for text in texts:
            try:
                self._sockets.send(socket, text)
            except WebsocketDisconnectedError:
                return False
            except (ClientError, BotoCoreError):
                logger.warning("frame lost", exc_info=True)
        return True

    def _forget(self, account_id: str, socket: str) -> None:
        self._known[account_id] -= {socket}
        try:
            self._connections.remove(account_id, [socket])
        except Unavailable:
            logger.warning("gone socket kept", exc_info=True)
