"""Instants in words: told by the clocks of whoever reads them, on every channel."""

from __future__ import annotations

import json
from typing import Any

import pytest

from guildhall.contracts.events import WorkDeliveredV1
from guildhall.kernel.clock import from_text
from guildhall.platform.assembly import Platform
from tests.edge.notifications.test_mail import CONFIRMED, REGISTERED
from tests.edge.notifications.test_mail import orders as mail_orders
from tests.edge.notifications.test_phones import ANA, confirm
from tests.edge.notifications.test_pushes import orders as push_orders
from tests.fakes.push_service import PushService
from tests.support.http import Client
from tests.support.messages import SAMPLES, Bus
from tests.support.ses import MailService
from tests.support.twilio import Twilio

PATH = "/v1/notification-preferences"
DELIVERED = WorkDeliveredV1.read(
    {**json.loads((SAMPLES / "WorkDelivered.v1.json").read_text())["data"], "client_id": "acc_ana"}
)


def lives_in(call: Client, zone: str) -> None:
    """Have Ana told of deliveries on every channel, by the clocks of a zone."""
    choices = [{"type": "work_delivered", "in_app": True, "email": True, "push": True, "sms": True}]
    body = {"choices": choices, "rhythm": {"time_zone": zone}}
    assert call("PUT", PATH, by=ANA, body=body, headers={"If-Match": '"0"'}).status == 200


def test_an_instant_is_told_by_the_readers_own_clocks_on_every_channel(
    call: Client, happens: Bus, texting: Any, twilio: Twilio, platform: Platform, browser: PushService, push: Bus,
    post: Bus, mail_service: MailService,
) -> None:  # fmt: skip
    happens.deliver(REGISTERED, CONFIRMED)
    lives_in(call, "Asia/Karachi")
    confirm(call, texting, twilio)
    shown, device = browser.subscribes()
    assert call("POST", "/v1/push/subscriptions", by=ANA, body=device).status == 201

    happens.deliver(DELIVERED)
    texting()
    assert all(post.takes(each) for each in mail_orders(platform) if each["data"]["type"] == "send_mail")
    assert all(push.takes(each) for each in push_orders(platform))

    (told,) = (
        each for each in call("GET", "/v1/notifications", by=ANA).body["items"] if each["type"] == "work_delivered"
    )
    read = call("POST", f"/v1/notifications/{told['notification_id']}/read", by=ANA).body
    (pushed,) = shown.shown
    letter = mail_service.sent[-1]
    for text in (told["body"], read["body"], pushed["body"], letter.text, letter.html, twilio.said[-1]["Body"]):
        assert "16 mars 2026 à 17:00 PKT" in text


@pytest.mark.parametrize(
    ("zone", "release_at", "said"),
    [
        ("UTC", "2026-03-16T12:00:00.000Z", "16 mars 2026 à 12:00 UTC"),
        ("Europe/Paris", "2026-03-16T23:30:00.000Z", "17 mars 2026 à 00:30 CET"),
        ("Europe/Paris", "2026-03-29T01:00:00.000Z", "29 mars 2026 à 03:00 CEST"),
        ("America/Sao_Paulo", "2026-03-16T12:00:00.000Z", "16 mars 2026 à 09:00 UTC-03"),
        ("Asia/Kathmandu", "2026-03-16T12:00:00.000Z", "16 mars 2026 à 17:45 UTC+0545"),
    ],
)
def test_a_zone_is_called_by_its_name_or_else_by_its_offset(
    call: Client, happens: Bus, zone: str, release_at: str, said: str
) -> None:
    happens.deliver(REGISTERED)
    lives_in(call, zone)

    happens.deliver(DELIVERED.model_copy(update={"release_at": from_text(release_at)}))

    bodies = [each["body"] for each in call("GET", "/v1/notifications", by=ANA).body["items"]]
    assert any(said in body for body in bodies), bodies
