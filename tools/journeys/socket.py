"""A phone in a conversation: a WebSocket that asks, hears, breaks, comes back and fetches what it missed."""

from __future__ import annotations

import json
import socket
import time
import uuid
from typing import Any, Self

from ulid import ULID
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tools.journeys.person import Api
from tools.journeys.steps import StepFailed, expect

PATIENCE_SECONDS = 30.0


class Phone:
    """One device of one person. patience: seconds to wait for a frame. heard: every event frame, oldest first."""

    def __init__(self, socket_url: str, api: Api, patience: float = PATIENCE_SECONDS) -> None:
        self._url = socket_url
        self._api = api
        self._patience = patience
        self._socket: ClientConnection
        self.heard: list[dict[str, Any]] = []
        self.dial()

    def dial(self) -> Self:
        """Take a fresh one-use ticket and open a socket with it."""
        ticket = self._api.post("/v1/chat/tickets")["ticket"]
        # Legacy: a phone breaks and dials again, which a `with` cannot say.
        self._socket = connect(
            f"{self._url}?ticket={ticket}", open_timeout=PATIENCE_SECONDS, close_timeout=1, legacy=True
        )
        return self

    def ask(self, action: str, **fields: Any) -> Any:
        """Send a frame and return the `ok` of its answer. Raises StepFailed on a problem or a broken socket."""
        request_id = uuid.uuid4().hex
        try:
            self._socket.send(json.dumps({"action": action, "request_id": request_id, **fields}))
            answer = self._wait(lambda frame: frame.get("request_id") == request_id)
        except ConnectionClosed as error:
            raise StepFailed(f"the socket broke during {action}") from error
        expect("ok" in answer, f"{action} answered {answer}")
        return answer["ok"]

    def send(self, conversation_id: str, text: str, message_id: str | None = None) -> str:
        """Send a message under an id made here, so that sending it again is harmless; return the id."""
        message_id = message_id or f"msg_{ULID()}"
        self.ask("send", conversation_id=conversation_id, message_id=message_id, text=text)
        return message_id

    def hears(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Return the first event frame of a kind whose fields are these, waiting for it if need be."""

        def fits(frame: dict[str, Any]) -> bool:
            inside = {**frame, **(frame.get(kind) or {})}
            return frame.get("event") == kind and all(inside.get(name) == value for name, value in fields.items())

        known = next((frame for frame in self.heard if fits(frame)), None)
        return known or self._wait(fits)

    def gap(self, conversation_id: str, after: str) -> list[dict[str, Any]]:
        """Return every message that was sent after a cursor, oldest first."""
        found: list[dict[str, Any]] = []
        while True:
            page = self.ask("history", conversation_id=conversation_id, after=after)
            found += page["items"]
            after = page["newer_cursor"]
            if not page["has_more"]:
                return found

    def drain(self) -> None:
        """Take in every event frame that has come. Raises StepFailed when the socket broke."""
        try:
            while True:
                frame = json.loads(self._socket.recv(timeout=0))
                if "event" in frame:
                    self.heard.append(frame)
        except TimeoutError:
            return
        except ConnectionClosed as error:
            raise StepFailed("the socket broke") from error

    def drop(self) -> None:
        """Lose the connection without a word, as in a tunnel."""
        # A thread of the library sits in recv(): closing alone would keep the connection open under it.
        self._socket.socket.shutdown(socket.SHUT_RDWR)

    def say(self, text: str) -> dict[str, Any]:
        """Send something that need not be a frame; return what comes back as an answer."""
        self._socket.send(text)
        return self._wait(lambda frame: "event" not in frame)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _wait(self, fits: Any) -> dict[str, Any]:
        deadline = time.monotonic() + self._patience
        while time.monotonic() < deadline:
            try:
                frame: dict[str, Any] = json.loads(self._socket.recv(timeout=deadline - time.monotonic()))
            except TimeoutError:
                break
            if "event" in frame:
                self.heard.append(frame)
            if fits(frame):
                return frame
        raise StepFailed(f"nothing that fits was heard within {self._patience:.0f} s; heard {self.heard[-3:]}")
