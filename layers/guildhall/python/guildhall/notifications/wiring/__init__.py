"""Which adapter stands behind which port of notifications."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from guildhall.bookings.wiring.addressees import wire_addressees
from guildhall.identity.wiring import wire_invited
from guildhall.notifications.gateways.alarms import AlarmNews, news_of
from guildhall.notifications.gateways.guests import KnownGuests
from guildhall.notifications.gateways.links import SignedUnsubscribeLinks
from guildhall.notifications.gateways.mail import SesPostman, reports_of
from guildhall.notifications.gateways.texts import SnsTexter, TwilioTexter, drawn_code
from guildhall.notifications.models import MailReport
from guildhall.notifications.ports import PushServices, Texter
from guildhall.notifications.ports.alerts import Meters
from guildhall.notifications.ports.slack import SlackAddresses
from guildhall.notifications.store import (
    DynamoContacts,
    DynamoDispatches,
    DynamoInbox,
    DynamoMailboxes,
    DynamoPushSubscriptions,
    DynamoSettlements,
    DynamoSwitches,
)
from guildhall.notifications.use_cases import (
    AskPhone,
    ChangeContact,
    ChangePreferences,
    ConfirmContact,
    ConfirmPhone,
    CountUnread,
    GetPreferences,
    HearMail,
    HearText,
    LearnStanding,
    ListDevices,
    ListNotifications,
    MarkAllRead,
    MarkRead,
    Readers,
    RememberContact,
    RemoveDevice,
    RemovePhone,
    ResumeMail,
    SendDue,
    SendMail,
    SendPhoneCode,
    SendPush,
    SendText,
    ShowContact,
    ShowPushKey,
    StopMail,
    SubscribeDevice,
    TellPeople,
    Unsubscribe,
)
from guildhall.notifications.use_cases.alert_delivery import TellAddress
from guildhall.notifications.use_cases.alert_desk import BeginRules
from guildhall.notifications.use_cases.alerting import HearAlarm, LookAtRules
from guildhall.notifications.use_cases.announcing import Announce, BeginAnnouncements, JoinAudience, LearnOldCountries
from guildhall.notifications.use_cases.dispatching import NoteOutcome
from guildhall.notifications.use_cases.matching import (
    KeepSelection,
    LearnOldSkills,
    LearnSkills,
    MatchProject,
    TellMatches,
    TellPassedOver,
)
from guildhall.notifications.use_cases.settling import Settle
from guildhall.notifications.use_cases.tallies import KeepTallies
from guildhall.notifications.wiring.alerts import wire_alarms, wire_delivery, wire_first_rules, wire_rules, wire_tallies
from guildhall.notifications.wiring.announcements import wire_beginning, wire_sending, wire_tasks, wire_telling
from guildhall.notifications.wiring.matching import (
    wire_choosing,
    wire_matches,
    wire_old_skills,
    wire_rest,
    wire_selecting,
    wire_skills,
)
from guildhall.notifications.wiring.push import push_services
from guildhall.notifications.wiring.slack import SlackSenders, wire_senders
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from guildhall.platform.parallel import together
from guildhall.platform.secrets import Secret


@dataclass(frozen=True, slots=True)
class Notifications:
    """The use cases that people ask for."""

    list_notifications: ListNotifications
    count_unread: CountUnread
    mark_read: MarkRead
    mark_all_read: MarkAllRead
    get_preferences: GetPreferences
    change_preferences: ChangePreferences
    unsubscribe: Unsubscribe
    show_contact: ShowContact
    resume_mail: ResumeMail
    ask_phone: AskPhone
    confirm_phone: ConfirmPhone
    remove_phone: RemovePhone
    show_push_key: ShowPushKey
    subscribe_device: SubscribeDevice
    list_devices: ListDevices
    remove_device: RemoveDevice
    cursors: Cursors


@dataclass(frozen=True, slots=True)
class Hearing:
    """The use cases that events ask for. reports_of, news_of: read an event of the mail service, and of an alarm."""

    tell_people: TellPeople
    settle: Settle
    learn_skills: LearnSkills
    match_project: MatchProject
    keep_selection: KeepSelection
    remember_contact: RememberContact
    change_contact: ChangeContact
    learn_standing: LearnStanding
    begin_rules: BeginRules
    confirm_contact: ConfirmContact
    reports_of: Callable[[dict[str, Any]], list[MailReport]]
    hear_mail: HearMail
    keep_tallies: KeepTallies
    news_of: Callable[[dict[str, Any]], AlarmNews]
    hear_alarm: HearAlarm


@dataclass(frozen=True, slots=True)
class Timers:
    """What a clock asks for, and operators."""

    send_due: SendDue
    look_at_rules: LookAtRules
    begin_announcements: BeginAnnouncements
    join_audience: JoinAudience
    learn_old_skills: LearnOldSkills
    learn_old_countries: LearnOldCountries


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where letters come from and lead to.

    mail_sender: the From header, such as `Guildhall <no-reply@guildhall.example>`.
    mail_reports: the configuration set of SES by which bounces and complaints come back.
    web_url: origin of the web app, such as `https://guildhall.example`, without trailing slash.
    api_url: base of the HTTP API, without trailing slash.
    twilio_secret: ARN of the secret by which Twilio sends text messages; without it, Amazon SNS does.
    """

    mail_sender: str
    mail_reports: str
    web_url: str
    api_url: str
    twilio_secret: str = ""


@dataclass(frozen=True, slots=True)
class Letters:
    """What the mail queue asks for."""

    send_mail: SendMail
    send_text: SendText
    send_phone_code: SendPhoneCode
    hear_text: HearText
    tell_address: TellAddress
    announce: Announce
    tell_matches: TellMatches
    tell_passed_over: TellPassedOver


@dataclass(frozen=True, slots=True)
class Pushes:
    """What the queue asks for of all that goes to servers which people or their browsers chose."""

    send_push: SendPush
    slack: SlackSenders


def wire(platform: Platform, services: PushServices | None = None) -> Notifications:
    """Build the use cases on DynamoDB. services: of push; by default the real ones."""
    subscriptions, services = DynamoPushSubscriptions(platform.database), services or push_services(platform)
    inbox, contacts = DynamoInbox(platform.database), DynamoContacts(platform.database)
    switches = DynamoSwitches(platform.database)
    readers = Readers(contacts, switches, together)
    return Notifications(
        list_notifications=ListNotifications(inbox, readers, platform.gate),
        count_unread=CountUnread(inbox, platform.gate),
        mark_read=MarkRead(inbox, readers, platform.gate, platform.clock),
        mark_all_read=MarkAllRead(inbox, platform.gate, platform.clock),
        get_preferences=GetPreferences(switches, platform.gate),
        change_preferences=ChangePreferences(switches, platform.gate),
        unsubscribe=Unsubscribe(switches, SignedUnsubscribeLinks(platform.cursors)),
        show_contact=ShowContact(contacts, platform.gate),
        resume_mail=ResumeMail(contacts, platform.gate, platform.clock),
        ask_phone=AskPhone(contacts, platform.limits, platform.gate, platform.clock, drawn_code),
        confirm_phone=ConfirmPhone(contacts, platform.gate, platform.clock),
        remove_phone=RemovePhone(contacts, platform.gate),
        show_push_key=ShowPushKey(services, platform.gate),
        subscribe_device=SubscribeDevice(subscriptions, services, platform.limits, platform.gate, platform.clock),
        list_devices=ListDevices(subscriptions, platform.gate),
        remove_device=RemoveDevice(subscriptions, platform.gate),
        cursors=platform.cursors,
    )


def wire_hearing(platform: Platform) -> Hearing:
    """Build what hears of events."""
    contacts = DynamoContacts(platform.database)
    return Hearing(
        tell_people=wire_telling(platform),
        settle=Settle(DynamoInbox(platform.database), DynamoSettlements(platform.database), platform.clock),
        learn_skills=wire_skills(platform),
        match_project=wire_choosing(platform),
        keep_selection=wire_selecting(platform),
        remember_contact=RememberContact(contacts),
        change_contact=ChangeContact(contacts),
        learn_standing=LearnStanding(contacts),
        begin_rules=wire_first_rules(platform),
        confirm_contact=ConfirmContact(contacts),
        reports_of=reports_of,
        hear_mail=HearMail(
            NoteOutcome(DynamoDispatches(platform.database)),
            StopMail(contacts, platform.clock),
            DynamoMailboxes(platform.database),
        ),
        keep_tallies=wire_tallies(platform),
        news_of=news_of,
        hear_alarm=wire_alarms(platform),
    )


def wire_mail(platform: Platform) -> Letters:
    """Build the senders of letters on SES and of text messages on SNS."""
    own = platform.settings(MailSettings)
    dispatches = DynamoDispatches(platform.database)
    guests = KnownGuests(wire_addressees(platform), wire_invited(platform))
    web_url, api_url = own.web_url.rstrip("/"), own.api_url.rstrip("/")
    send_mail = SendMail(
        dispatches=dispatches,
        inbox=DynamoInbox(platform.database),
        contacts=DynamoContacts(platform.database),
        guests=guests,
        mailboxes=DynamoMailboxes(platform.database),
        switches=DynamoSwitches(platform.database),
        postman=SesPostman(own.mail_sender, own.mail_reports),
        links=SignedUnsubscribeLinks(platform.cursors),
        clock=platform.clock,
        web_url=web_url,
        api_url=api_url,
    )
    inbox, contacts = DynamoInbox(platform.database), DynamoContacts(platform.database)
    switches = DynamoSwitches(platform.database)
    texter: Texter = TwilioTexter(Secret(own.twilio_secret), api_url) if own.twilio_secret else SnsTexter()
    send_text = SendText(dispatches, inbox, contacts, guests, switches, texter, platform.clock, web_url)
    send_code, hear_text = SendPhoneCode(contacts, texter, platform.clock), HearText(NoteOutcome(dispatches), contacts)
    return Letters(
        send_mail,
        send_text,
        send_code,
        hear_text,
        wire_delivery(platform, web_url),
        wire_sending(platform),
        wire_matches(platform),
        wire_rest(platform),
    )


def wire_push(
    platform: Platform, services: PushServices | None = None, addresses: SlackAddresses | None = None
) -> Pushes:
    """Build the senders of pushes and of messages in Slack. services, addresses: by default the real ones."""
    send_push = SendPush(
        dispatches=DynamoDispatches(platform.database),
        inbox=DynamoInbox(platform.database),
        contacts=DynamoContacts(platform.database),
        subscriptions=DynamoPushSubscriptions(platform.database),
        services=services or push_services(platform),
        switches=DynamoSwitches(platform.database),
        clock=platform.clock,
    )
    return Pushes(send_push, wire_senders(platform, addresses))


def wire_timers(platform: Platform, meters: Meters | None = None) -> Timers:
    """Build what a clock asks for. meters: by default those of CloudWatch."""
    send_due = SendDue(DynamoDispatches(platform.database), DynamoSwitches(platform.database), platform.clock)
    rules, (joining, countries) = wire_rules(platform, meters), wire_tasks(platform)
    return Timers(send_due, rules, wire_beginning(platform), joining, wire_old_skills(platform), countries)
