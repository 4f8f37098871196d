"""What operators set up: alerts with one that is raised, and an announcement, in the world of tests (world.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from guildhall.notifications.wiring.alerts import wire_alarms

if TYPE_CHECKING:
    from tests.support.world import World

ALERT_RULE: dict[str, Any] = {
    "name": "Payments are refused",
    "figure": "payment_failures",
    "comparison": "above",
    "threshold": 5,
    "window_minutes": 10,
    "severity": "critical",
    "rota_id": "$rota",
    "is_on": True,
}
ROTA: dict[str, Any] = {
    "name": "Payments",
    "time_zone": "Europe/Paris",
    "starts_on": "2026-03-02",
    "handover": "09:00",
    "turn_days": 7,
    "people": ["$administrator"],
    "escalate_minutes": 15,
    "stand_ins": [
        {"account_id": "$administrator", "starts_at": "2026-03-03T12:00:00Z", "ends_at": "2026-03-04T12:00:00Z"}
    ],
}
ANNOUNCEMENT: dict[str, Any] = {
    "kind": "service",
    "texts": [
        {"language": "en", "title": "New fees from June", "body": "Our fees change."},
        {"language": "fr", "title": "Nouveaux tarifs en juin", "body": "Nos tarifs changent."},
    ],
    "segment": {
        "roles": ["client", "expert"],
        "languages": ["en", "fr"],
        "is_verified": False,
        "joined_from": "2026-01-01T00:00:00Z",
        "joined_before": "2027-01-01T00:00:00Z",
    },
    "link": "/account/subscription",
}
ALERT_ADDRESS: dict[str, Any] = {"name": "Duty", "kind": "pagerduty", "target": "0" * 32, "at_least": "warning"}


def add_alerts(world: World) -> None:
    """Set up a rota, a rule and an address, have an alarm go off, and draft an announcement."""
    who = "administrator"
    people = [world.ids[who]]
    world.ids["rota"] = world.do(who, "POST", "/v1/alerts/rotas", {**ROTA, "people": people, "stand_ins": []}).body[
        "rota_id"
    ]
    rule = {**ALERT_RULE, "rota_id": world.ids["rota"]}
    world.ids["alert_rule"] = world.do(who, "POST", "/v1/alerts/rules", rule).body["rule_id"]
    world.versions["rota"] = world.versions["alert_rule"] = 1
    hear = wire_alarms(world.whole.platform)
    hear(
        "guildhall-test-http-failing", "ALARM", "People get answers of the class 5xx.", "5 > 1", world.whole.clock.now()
    )
    world.ids["alert"] = world.do(who, "GET", "/v1/alerts").body["items"][0]["alert_id"]
    world.whole.settle()
    drafted = world.do(who, "POST", "/v1/announcements", ANNOUNCEMENT).body
    world.ids["announcement"], world.versions["announcement"] = drafted["announcement_id"], drafted["version"]
    # Last of all: nothing may be sent there.
    world.ids["alert_address"] = world.do(who, "POST", "/v1/alerts/addresses", ALERT_ADDRESS).body["address_id"]
