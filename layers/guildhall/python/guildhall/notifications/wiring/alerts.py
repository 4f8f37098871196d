"""Which adapter stands behind which port of alerts."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.clock import Clock
from guildhall.notifications.gateways.alert_addresses import HttpAlertAddresses
from guildhall.notifications.gateways.meters import CloudMeters
from guildhall.notifications.gateways.posting import Poster
from guildhall.notifications.ports.alerts import AlertAddresses, Meters
from guildhall.notifications.store import DynamoAlertDesk, DynamoAlerts, DynamoContacts, DynamoTallies
from guildhall.notifications.use_cases.alert_delivery import TellAddress
from guildhall.notifications.use_cases.alert_desk import BeginRules, ManageAddresses, ManageRotas, ManageRules
from guildhall.notifications.use_cases.alerting import HearAlarm, LookAtRules, Reasons
from guildhall.notifications.use_cases.alerts import HandleAlerts, ReadAlerts
from guildhall.notifications.use_cases.tallies import KeepTallies
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """alert_loopback: whether this machine itself takes alerts; for the local stage."""

    alert_loopback: bool = False


@dataclass(frozen=True, slots=True)
class MeterSettings:
    """api_id: of the HTTP API. stack_name: of the stack that holds the queues."""

    api_id: str
    stack_name: str


@dataclass(frozen=True, slots=True)
class AlertCentre:
    """The use cases of operators."""

    read: ReadAlerts
    handle: HandleAlerts
    rules: ManageRules
    rotas: ManageRotas
    addresses: ManageAddresses
    cursors: Cursors
    clock: Clock


def wire_alerts(platform: Platform) -> AlertCentre:
    """Build what operators ask for."""
    alerts, desk = DynamoAlerts(platform.database), DynamoAlertDesk(platform.database)
    return AlertCentre(
        read=ReadAlerts(alerts, platform.gate),
        handle=HandleAlerts(alerts, desk, platform.gate, platform.clock),
        rules=ManageRules(desk, platform.ids, platform.gate),
        rotas=ManageRotas(desk, platform.ids, platform.gate),
        addresses=ManageAddresses(desk, _addresses(platform), platform.ids, platform.gate),
        cursors=platform.cursors,
        clock=platform.clock,
    )


def wire_alarms(platform: Platform) -> HearAlarm:
    """Build what hears of the cloud's alarms."""
    return HearAlarm(_reasons(platform))


def wire_first_rules(platform: Platform) -> BeginRules:
    """Build what gives a new stage its rules."""
    return BeginRules(DynamoAlertDesk(platform.database), DynamoContacts(platform.database), platform.ids)


def wire_tallies(platform: Platform) -> KeepTallies:
    """Build what counts events."""
    return KeepTallies(DynamoTallies(platform.database))


def wire_rules(platform: Platform, meters: Meters | None = None) -> LookAtRules:
    """Build what a clock asks for. meters: by default those of CloudWatch."""
    if meters is None:
        own = platform.settings(MeterSettings)
        meters = CloudMeters(platform.stage, own.api_id, own.stack_name, platform.clock)
    return LookAtRules(_reasons(platform), meters, DynamoTallies(platform.database))


def wire_delivery(platform: Platform, web_url: str) -> TellAddress:
    """Build what tells addresses. web_url: origin of the web app, without trailing slash."""
    database = platform.database
    return TellAddress(DynamoAlerts(database), DynamoAlertDesk(database), _addresses(platform), web_url)


def _reasons(platform: Platform) -> Reasons:
    database = platform.database
    return Reasons(DynamoAlerts(database), DynamoAlertDesk(database), platform.ids, platform.clock)


def _addresses(platform: Platform) -> AlertAddresses:
    poster = Poster(loopback_allowed=platform.settings(AlertSettings).alert_loopback)
    return HttpAlertAddresses(platform.stage, poster)
