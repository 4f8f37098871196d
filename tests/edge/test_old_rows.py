"""An upgrade over old data: rows as an older commit wrote them are read, and written on, through today's routes.

`old_rows/2026-11-22.json`: what the world of the tests left in the tables at commit 8aa3c1f, before conversations had
subjects, of one conversation, one protected payment that was released, and one notification of each type.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.messaging import api, calls, writing
from functions.notifications import api as notices
from functions.payments import api as payments
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock, from_text
from guildhall.messaging import wiring as messaging
from guildhall.messaging.wiring.calls import wire_calls
from guildhall.messaging.wiring.writing import wire_writing
from guildhall.notifications import wiring as notifications
from guildhall.payments.wiring.desk import wire_desk
from guildhall.platform.assembly import Platform
from guildhall.platform.dynamo_transport import transport
from tests.fakes.push_service import push_services
from tests.support.http import Client
from tests.support.vault import MemoryVault
from tests.support.whole import SETTINGS

ROWS: dict[str, list[dict[str, Any]]] = json.loads(
    (Path(__file__).parent / "old_rows" / "2026-11-22.json").read_text(encoding="utf-8")
)
CLIENT = Actor("acc_01KJQ6PSG08TPJC8MXMPE7V4R9", frozenset({"client"}))
EXPERT = Actor("acc_01KJQ6PSG08TPJC8MXMPE7V4RV", frozenset({"expert"}))
TALK = "/v1/conversations/cnv_01KJQ6PSG08TPJC8MXMPE7V50J"
PAYMENT = "/v1/payments/mil_01KJQ6PSG08TPJC8MXMPE7V51E"


def of(kind: str) -> list[dict[str, Any]]:
    """Return the old rows of one kind."""
    return [row for rows in ROWS.values() for row in rows if row["kind"]["S"] == kind]


@pytest.fixture
def upgraded(platform: Platform, clock: SettableClock) -> Platform:
    """Tables with the old rows, some days after these were written."""
    for name, rows in ROWS.items():
        for row in rows:
            transport().call("PutItem", {"TableName": getattr(platform.tables, name), "Item": row})
    clock.advance(from_text("2026-03-09T12:00:00.000Z") - clock.now())
    # Nobody listens there: a frame that is lost is no failure.
    own = {"GUILDHALL_SOCKET_ENDPOINT": "http://127.0.0.1:9/live", "GUILDHALL_DATA_KEY": "arn:test:key"}
    environ = {**SETTINGS, **platform.environ, **own}
    return replace(platform, environ=environ)


def got(client: Client, path: str, by: Actor, **query: str) -> dict[str, Any]:
    """Return what a route answers."""
    answer = client("GET", path, by=by, query=query)
    assert answer.status == 200, answer.body
    body: dict[str, Any] = answer.body
    return body


def test_an_old_conversation_is_read_and_goes_on(upgraded: Platform, clock: SettableClock) -> None:
    wired = messaging.wire(upgraded, MemoryVault())
    client = Client(api.create_app, wired, upgraded, keyless=api.KEYLESS)
    (message,) = of("messaging.message")

    listed = [got(client, "/v1/conversations", by)["items"] for by in (CLIENT, EXPERT)]
    shown = got(client, TALK, EXPERT)
    said = got(client, f"{TALK}/messages", CLIENT)["items"]

    assert [[one["conversation_id"] for one in items] for items in listed] == [[TALK.rpartition("/")[2]]] * 2
    assert (shown["subject"], [one["role"] for one in shown["participants"]]) == ("contract", ["client", "expert"])
    assert [one["text"] for one in said] == [message["text"]["S"]]
    clock.advance(timedelta(seconds=1))
    body = {"message_id": upgraded.ids.new("msg"), "text": "Still there?", "reply_to": said[0]["message_id"]}
    assert client("POST", f"{TALK}/messages", by=EXPERT, body=body).status == 201
    read = {"message_id": body["message_id"], "state": "read"}
    assert client("POST", f"{TALK}/receipts", by=CLIENT, body=read).status == 200
    arranged = {"is_archived": True, "is_muted": False, "is_pinned": False}
    assert client("PUT", f"{TALK}/arrangement", by=CLIENT, body=arranged).status == 200


def test_old_calls_templates_and_scheduled_messages_are_read(upgraded: Platform) -> None:
    (call,) = of("messaging.call")
    calling = Client(calls.create_app, wire_calls(upgraded), upgraded)
    desk = Client(writing.create_app, wire_writing(upgraded), upgraded, keyless=writing.KEYLESS)

    shown = got(calling, f"{TALK}/calls/{call['SK']['S'].partition('#')[2]}", CLIENT)
    own = [one for one in got(desk, "/v1/message-templates", EXPERT)["items"] if one["is_own"]]
    waiting = got(desk, "/v1/scheduled-messages", EXPERT)["items"]

    assert shown["medium"] == call["medium"]["S"]
    assert [one["title"] for one in own] == [row["title"]["S"] for row in of("messaging.template")]
    assert [one["text"] for one in waiting] == [row["text"]["S"] for row in of("messaging.scheduled")]


def test_old_notifications_are_read_in_every_language_and_marked(upgraded: Platform) -> None:
    wired = notifications.wire(upgraded, push_services())
    client = Client(notices.create_app, wired, upgraded, keyless=notices.KEYLESS, bodiless=notices.BODILESS)
    rows = of("notifications.notification")

    items = got(client, "/v1/notifications", CLIENT, limit="50")["items"]

    assert {one["type"] for one in items} == {row["summary"]["M"]["type"]["S"] for row in rows}
    assert len(items) == len(rows)
    assert all(one["title"] for one in items)
    (first, *_) = items
    assert client("POST", f"/v1/notifications/{first['notification_id']}/read", by=CLIENT).status < 300


def test_an_old_payment_and_its_history_are_read_by_both_sides(upgraded: Platform) -> None:
    client = Client(payments.create_app, wire_desk(upgraded), upgraded)
    (row,) = of("payments.payment")

    shown = [got(client, PAYMENT, by) for by in (CLIENT, EXPERT)]
    steps = got(client, f"{PAYMENT}/timeline", CLIENT)["steps"]
    listed = got(client, "/v1/payments", CLIENT, contract_id=row["contract_id"]["S"])["items"]

    assert {one["state"] for one in shown} == {row["state"]["S"]}
    assert {one["amount_minor"] for one in shown} == {int(row["amount_minor"]["N"])}
    assert len(steps) > 1
    assert [one["milestone_id"] for one in listed] == [PAYMENT.rpartition("/")[2]]
