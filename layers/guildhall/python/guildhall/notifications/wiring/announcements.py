"""Which adapter stands behind which port of announcements, reports of texts and Slack addresses."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.messaging.wiring.use import wire_last_seen, wire_use
from guildhall.notifications.gateways.texts import TwilioReports
from guildhall.notifications.store import (
    DynamoAnnouncements,
    DynamoAudience,
    DynamoContacts,
    DynamoDispatches,
    DynamoFigures,
    DynamoForgotten,
    DynamoInbox,
    DynamoPushSubscriptions,
    DynamoSettlements,
    DynamoSwitches,
)
from guildhall.notifications.use_cases.announcements import ChooseMembers, ManageAnnouncements, ReadAnnouncements
from guildhall.notifications.use_cases.announcing import Announce, BeginAnnouncements, JoinAudience, LearnOldCountries
from guildhall.notifications.use_cases.contacts import LearnStanding
from guildhall.notifications.use_cases.figures import ShowFigures
from guildhall.notifications.use_cases.phones import KeepTextReport
from guildhall.notifications.use_cases.tell import TellPeople
from guildhall.notifications.wiring.slack import Slack, wire_slack
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from guildhall.platform.secrets import Secret


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """api_url, twilio_secret: as in MailSettings; without the secret nobody's reports are believed."""

    api_url: str
    twilio_secret: str = ""


@dataclass(frozen=True, slots=True)
class AnnouncementDesk:
    """The use cases of operators, of whoever sends texts for us, and of people with a Slack address."""

    read: ReadAnnouncements
    manage: ManageAnnouncements
    figures: ShowFigures
    keep_text_report: KeepTextReport
    slack: Slack
    cursors: Cursors


def wire_announcements(platform: Platform) -> AnnouncementDesk:
    """Build what operators ask for."""
    announcements, own = DynamoAnnouncements(platform.database), platform.settings(ReportSettings)
    reports = TwilioReports(Secret(own.twilio_secret) if own.twilio_secret else "", own.api_url.rstrip("/"))
    return AnnouncementDesk(
        read=ReadAnnouncements(
            announcements, DynamoAudience(), _choosing(platform), DynamoSwitches(platform.database), platform.gate
        ),
        manage=ManageAnnouncements(announcements, platform.ids, platform.gate, platform.clock),
        figures=ShowFigures(DynamoFigures(), announcements, platform.gate),
        keep_text_report=KeepTextReport(reports, DynamoDispatches(platform.database)),
        slack=wire_slack(platform),
        cursors=platform.cursors,
    )


def wire_telling(platform: Platform) -> TellPeople:
    """Build what tells people of something."""
    database = platform.database
    subscriptions = DynamoPushSubscriptions(database)
    switches = DynamoSwitches(database)
    settlements = DynamoSettlements(database)
    return TellPeople(DynamoInbox(database), switches, subscriptions, wire_use(platform), settlements, platform.clock)


def wire_sending(platform: Platform) -> Announce:
    """Build what tells a page of the audience."""
    announcements = DynamoAnnouncements(platform.database)
    return Announce(announcements, DynamoAudience(), _choosing(platform), wire_telling(platform), platform.clock)


def wire_beginning(platform: Platform) -> BeginAnnouncements:
    """Build what a clock asks for."""
    return BeginAnnouncements(DynamoAnnouncements(platform.database), platform.ids, platform.clock)


def wire_tasks(platform: Platform) -> tuple[JoinAudience, LearnOldCountries]:
    """Build what brings the audience of before into line; only the function of tasks loads billing."""
    from guildhall.billing.wiring.tax import wire_countries

    contacts = DynamoContacts(platform.database)
    joining = JoinAudience(DynamoForgotten(), contacts)
    return joining, LearnOldCountries(wire_countries(platform), LearnStanding(contacts))


def _choosing(platform: Platform) -> ChooseMembers:
    return ChooseMembers(wire_last_seen(platform), platform.clock)
