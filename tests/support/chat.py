"""A conversation of two people, and every edge of messaging to drive it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextvars import Context
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ulid import ULID

from functions.messaging.chat import Chat
from functions.messaging.events import subscribe
from functions.messaging.stream_chat import note
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.messaging import wiring
from guildhall.messaging.wiring.files import FileWork
from guildhall.platform.assembly import Platform
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.edge import Delivery
from guildhall.platform.items import to_typed
from tests.support.gateway import route_of
from tests.support.http import Answer, Client
from tests.support.sockets import Gateway, authorizer_event, socket_event
from tests.support.vault import MemoryVault

CLIENT = Actor("acc_01JCCCCCCCCCCCCCCCCCCCCCCC", frozenset({"client"}))
EXPERT = Actor("acc_01JEEEEEEEEEEEEEEEEEEEEEEE", frozenset({"expert"}))
STRANGER = Actor("acc_01JSSSSSSSSSSSSSSSSSSSSSSS", frozenset({"client", "expert"}))
CONTRACT = "ctr_01JZ4A8X7N3V5T9K2C6M0QWERT"
CONVERSATION = "cnv_01JZ4A8X7N3V5T9K2C6M0QWERT"


@dataclass(frozen=True)
class Door:
    """Every HTTP edge of messaging. clients: by the module that serves."""

    clients: Mapping[str, Client]

    def __call__(self, method: str, path: str, **request: Any) -> Answer:
        """Send a request to the function that serves it; see Client."""
        return self.clients[route_of(method, path).module](method, path, **request)


@dataclass
class House:
    """All edges of messaging on one set of tables."""

    platform: Platform
    clock: SettableClock
    gateway: Gateway
    http: Door
    chat: Chat
    background: wiring.Background
    ears: wiring.Ears
    vault: MemoryVault
    files: FileWork

    def message_id(self, *, ahead: timedelta = timedelta()) -> str:
        """Return a fresh message id from a client whose clock is that far ahead."""
        return f"msg_{ULID.from_datetime(self.clock.now() + ahead)}"

    def send(
        self, by: Actor, text: str, *, message_id: str | None = None, at: str = CONVERSATION, **more: Any
    ) -> Answer:
        """Send a message over HTTP, a second after whatever happened before. more: other fields of the body."""
        self.clock.advance(timedelta(seconds=1))
        body = {"message_id": message_id or self.message_id(), "text": text, **more}
        return self.http("POST", f"/v1/conversations/{at}/messages", by=by, body=body)

    def read(self, by: Actor, *, at: str = CONVERSATION, **query: str) -> Answer:
        """Read messages over HTTP."""
        return self.http("GET", f"/v1/conversations/{at}/messages", by=by, query=query)

    def on(self, by: Actor, method: str, message_id: str, part: str = "", *, body: Any = None) -> Answer:
        """Do something to one message over HTTP, a second after whatever happened before."""
        self.clock.advance(timedelta(seconds=1))
        return self.http(method, f"/v1/conversations/{CONVERSATION}/messages/{message_id}{part}", by=by, body=body)

    def open(self, contract_id: str, *participants: Actor) -> None:
        """Let the event of a signed contract arrive."""
        data = {
            "contract_id": contract_id,
            "client_id": participants[0].account_id,
            "expert_id": participants[1].account_id,
            "title": "A garden house",
            "currency": "EUR",
            "milestones": [{"milestone_id": "mil_1", "title": "Plan", "amount_minor": 1, "due_on": "2026-04-01"}],
        }
        delivery = Delivery("evt_1", "ContractSigned.v1", data)
        subscribe(self.ears)["ContractSigned.v1"](delivery)

    def stream(self, *conversation_ids: str) -> dict[str, Any]:
        """Hand every message and then every change to the stream's consumer, as DynamoDB does, oldest first."""
        table = self.platform.tables.chat_table
        told = [one for each in conversation_ids or (CONVERSATION,) for one in _told(table, each)]
        records = [
            {"eventName": "INSERT", "dynamodb": {"Keys": key, "NewImage": image, "SequenceNumber": f"{number:021d}"}}
            for number, (key, image) in enumerate(told)
        ]
        # As a function begins: nobody acts yet.
        answer: dict[str, Any] = Context().run(note(self.background), {"Records": records}, None)
        return answer

    def connect(self, actor: Actor, connection_id: str) -> int:
        """Open a socket with a ticket, as a browser does; return the status of the handshake."""
        ticket = self.http("POST", "/v1/chat/tickets", by=actor).body["ticket"]
        decision = self.chat.authorize(authorizer_event(ticket), None)
        who = Actor(decision["context"]["account_id"], frozenset(decision["context"]["roles"].split()))
        return int(self.chat.connect(socket_event("CONNECT", connection_id, who), None)["statusCode"])

    def frame(self, actor: Actor, connection_id: str, **frame: Any) -> dict[str, Any]:
        """Send a frame a second after whatever happened before; return its answer."""
        self.clock.advance(timedelta(seconds=1))
        frame.setdefault("request_id", f"r{len(self.gateway.frames[connection_id])}")
        self.chat.message(socket_event("MESSAGE", connection_id, actor, json.dumps(frame)), None)
        return self.gateway.answer(connection_id, frame["request_id"])

    def disconnect(self, actor: Actor, connection_id: str) -> None:
        """Close a socket."""
        self.chat.disconnect(socket_event("DISCONNECT", connection_id, actor), None)


def _told(table: str, conversation_id: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    # The images of messages are of now, not of when they were sent: what follows from them has to bear that.
    return [
        ({"PK": item["PK"], "SK": item["SK"]}, item)
        for prefix in ("MESSAGE#", "CHANGE#")
        for item in _rows(table, conversation_id, prefix)
        if item.get("how", {}).get("S") not in {"reacted", "replied"}
    ]


def _rows(table: str, conversation_id: str, prefix: str) -> list[dict[str, Any]]:
    condition = {"KeyConditionExpression": "PK = :pk AND begins_with(SK, :sk)"}
    values = {":pk": to_typed(f"CONVERSATION#{conversation_id}"), ":sk": to_typed(prefix)}
    answer = transport().call("Query", {"TableName": table, **condition, "ExpressionAttributeValues": values})
    items: list[dict[str, Any]] = answer["Items"]
    return items
