"""Announcements as operators write and send them, and what people read of them."""

from __future__ import annotations

from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from tests.support.http import Answer, Client
from tests.support.outbox import enqueued

OPERATOR = Actor("acc_ops", frozenset({"administrator"}))
ANA = Actor("acc_ana", frozenset({"client"}))
PATH = "/v1/announcements"
PEOPLE = {
    "acc_ana": ("fr", ["client"]),
    "acc_ben": ("en", ["expert"]),
    "acc_cem": ("ur-PK", ["expert", "client"]),
    "acc_dea": ("de", ["venue"]),
}
WORDS: dict[str, Any] = {
    "kind": "service",
    "texts": [
        {"language": "en", "title": "New fees from June", "body": "We change our fees.\nHere is <how>."},
        {"language": "fr", "title": "Nouveaux tarifs en juin", "body": "Nos tarifs changent."},
    ],
    "segment": {},
    "link": "/account/subscription",
}


def pages(platform: Platform) -> list[dict[str, Any]]:
    return [each for each in enqueued(platform.tables, "notification-mails") if each["type"] == "announce"]


def write(desk: Client, **changes: Any) -> Answer:
    answer = desk("POST", PATH, by=OPERATOR, body={**WORDS, **changes})
    assert answer.status == 201, answer.body
    return answer


def send(desk: Client, written: Answer, **when: Any) -> Answer:
    path = f"{PATH}/{written.body['announcement_id']}/send"
    return desk("POST", path, by=OPERATOR, body=when, headers={"If-Match": f'"{written.body["version"]}"'})


def told(call: Client, account_id: str, kind: str = "announcement", language: str | None = None) -> list[Any]:
    headers = {"Accept-Language": language}
    shown = call("GET", "/v1/notifications", by=Actor(account_id, frozenset({"client"})), headers=headers)
    return [each for each in shown.body["items"] if each["type"] == kind]
