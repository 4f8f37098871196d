"""What the tests of alerts share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from functions.notifications import alerts, tasks
from guildhall.kernel.clock import SettableClock
from guildhall.notifications import wiring
from guildhall.notifications.wiring.alerts import wire_alerts
from guildhall.platform.assembly import Platform
from tests.support.alert_centre import OPERATOR, ROTA, Meters
from tests.support.http import Client


@pytest.fixture
def desk(platform: Platform) -> Client:
    return Client(alerts.create_app, wire_alerts(platform), platform, bodiless=alerts.BODILESS)


@pytest.fixture
def meters() -> Meters:
    return Meters()


@pytest.fixture
def minute(platform: Platform, meters: Meters, clock: SettableClock) -> Any:
    """Lets a minute pass and the timer run."""
    run = tasks.choose(wiring.wire_timers(platform, meters))["each_minute"]

    def passes() -> dict[str, int]:
        clock.advance(timedelta(minutes=1))
        looked: dict[str, int] = run({})["rules"]
        return looked

    return passes


@pytest.fixture
def rota(desk: Client) -> str:
    return str(desk("POST", "/v1/alerts/rotas", by=OPERATOR, body=ROTA).body["rota_id"])
