"""Slack addresses in tests: Ana's settings, and what the server behind her address has heard."""

from __future__ import annotations

import json
import re
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from tests.support.http import Answer, Client
from tests.support.messages import command_message
from tests.support.outbox import enqueued
from tests.support.receiver import Receiver

ANA = Actor("acc_ana", frozenset({"client"}))
BEN = Actor("acc_ben", frozenset({"client"}))
SLACK = "/v1/notification-preferences/slack"
PREFERENCES = "/v1/notification-preferences"


def said(chat: Receiver) -> list[str]:
    return [json.loads(got.body)["text"] for got in chat.got]


def sent_code(chat: Receiver) -> str:
    found = re.search(r"\d{6}", said(chat)[-1])
    assert found
    return found.group()


def confirm(call: Client, sending: Any, chat: Receiver) -> Answer:
    """Prove Ana's address."""
    assert call("PUT", SLACK, by=ANA, body={"url": chat.url}).status == 200
    sending()
    return call("POST", f"{SLACK}/confirm", by=ANA, body={"code": sent_code(chat)})


def wants(call: Client, *kinds: str, **more: Any) -> None:
    """Have Ana told of these in Slack."""
    choices = [{"type": kind, "in_app": True, "email": False, "push": False, "slack": True} for kind in kinds]
    body = {"choices": choices, **more}
    assert call("PUT", PREFERENCES, by=ANA, body=body, headers={"If-Match": '"0"'}).status == 200


def orders(platform: Platform) -> list[dict[str, Any]]:
    found = [data for data in enqueued(platform.tables, "notification-pushes") if data["type"] == "send_slack"]
    return [command_message(f"msg_{number}", data) for number, data in enumerate(found)]
