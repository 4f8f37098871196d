"""The failure of mixing up test money and real money (payments.md section 1.5)."""

from __future__ import annotations

import json

import pytest

from guildhall.payments.errors import ProviderFailed
from guildhall.payments.gateways.stripe_connection import StripeConnection
from guildhall.payments.gateways.stripe_provider import StripeProvider
from tests.support.milestones import held, objects
from tests.support.payments import PaymentsHouse, signed, stripe_connection


def test_failure_37_money_of_the_other_world_is_refused_at_the_door_and_at_each_object(house: PaymentsHouse) -> None:
    body = json.dumps({"id": "evt_live", "object": "event", "type": "payment_intent.succeeded", "livemode": True})
    live = StripeProvider(StripeConnection(lambda: stripe_connection(house.server).client, is_live=True), "https://x")
    (milestone,) = held(house)

    assert house.post_webhook(body, signed(body)) == 422
    with pytest.raises(ProviderFailed, match="livemode_mismatch"):
        live.intent(objects(house, "payment_intent")[0]["id"])
    assert house.show(milestone)["state"] == "held"
