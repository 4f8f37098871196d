"""Which adapter stands behind which port of notifications."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from guildhall.bookings.wiring.addressees import wire_addressees
from guildhall.notifications.gateways import BookedGuests, SesPostman, SignedUnsubscribeLinks, SnsTexter, reports_of
from guildhall.notifications.models import MailReport
from guildhall.notifications.store import DynamoContacts, DynamoInbox, DynamoMails, DynamoSwitches
from guildhall.notifications.use_cases import (
    ChangeContact,
    ChangePreferences,
    ConfirmContact,
    CountUnread,
    GetPreferences,
    ListNotifications,
    MarkAllRead,
    MarkRead,
    RememberContact,
    ResumeMail,
    SendMail,
    ShowContact,
    StopMail,
    TellPeople,
    Unsubscribe,
)
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors


@dataclass(frozen=True, slots=True)
class Notifications:
    """The use cases that people and events ask for. reports_of: reads an event of the mail service."""

    list_notifications: ListNotifications
    count_unread: CountUnread
    mark_read: MarkRead
    mark_all_read: MarkAllRead
    get_preferences: GetPreferences
    change_preferences: ChangePreferences
    unsubscribe: Unsubscribe
    tell_people: TellPeople
    remember_contact: RememberContact
    change_contact: ChangeContact
    confirm_contact: ConfirmContact
    reports_of: Callable[[dict[str, Any]], list[MailReport]]
    stop_mail: StopMail
    show_contact: ShowContact
    resume_mail: ResumeMail
    cursors: Cursors


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where letters come from and lead to.

    mail_sender: the From header, such as `Guildhall <no-reply@guildhall.example>`.
    mail_reports: the configuration set of SES by which bounces and complaints come back.
    web_url: origin of the web app, such as `https://guildhall.example`, without trailing slash.
    api_url: base of the HTTP API, without trailing slash.
    """

    mail_sender: str
    mail_reports: str
    web_url: str
    api_url: str


def wire(platform: Platform) -> Notifications:
    """Build the use cases on DynamoDB."""
    inbox, contacts = DynamoInbox(platform.database), DynamoContacts(platform.database)
    switches = DynamoSwitches(platform.database)
    return Notifications(
        list_notifications=ListNotifications(inbox, contacts, platform.gate),
        count_unread=CountUnread(inbox, platform.gate),
        mark_read=MarkRead(inbox, contacts, platform.gate, platform.clock),
        mark_all_read=MarkAllRead(inbox, platform.gate, platform.clock),
        get_preferences=GetPreferences(switches, platform.gate),
        change_preferences=ChangePreferences(switches, platform.gate),
        unsubscribe=Unsubscribe(switches, SignedUnsubscribeLinks(platform.cursors)),
        tell_people=TellPeople(inbox, switches),
        remember_contact=RememberContact(contacts),
        change_contact=ChangeContact(contacts),
        confirm_contact=ConfirmContact(contacts),
        reports_of=reports_of,
        stop_mail=StopMail(contacts, platform.clock),
        show_contact=ShowContact(contacts, platform.gate),
        resume_mail=ResumeMail(contacts, platform.gate, platform.clock),
        cursors=platform.cursors,
    )


def wire_mail(platform: Platform) -> SendMail:
    """Build the sender of letters on SES."""
    own = platform.settings(MailSettings)
    return SendMail(
        mails=DynamoMails(platform.database),
        contacts=DynamoContacts(platform.database),
        guests=BookedGuests(wire_addressees(platform)),
        postman=SesPostman(own.mail_sender, own.mail_reports),
        texter=SnsTexter(),
        links=SignedUnsubscribeLinks(platform.cursors),
        clock=platform.clock,
        web_url=own.web_url.rstrip("/"),
        api_url=own.api_url.rstrip("/"),
    )
