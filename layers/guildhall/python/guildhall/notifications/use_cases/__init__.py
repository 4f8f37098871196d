"""What people, events and the mail queue can ask of notifications."""

from guildhall.notifications.use_cases.contacts import (
    ChangeContact,
    ConfirmContact,
    RememberContact,
    ResumeMail,
    ShowContact,
    StopMail,
)
from guildhall.notifications.use_cases.inbox import CountUnread, ListNotifications, MarkAllRead, MarkRead
from guildhall.notifications.use_cases.mail import SendMail
from guildhall.notifications.use_cases.preferences import ChangePreferences, GetPreferences, Unsubscribe
from guildhall.notifications.use_cases.tell import TellPeople

__all__ = [
    "ChangeContact",
    "ChangePreferences",
    "ConfirmContact",
    "CountUnread",
    "GetPreferences",
    "ListNotifications",
    "MarkAllRead",
    "MarkRead",
    "RememberContact",
    "ResumeMail",
    "SendMail",
    "ShowContact",
    "StopMail",
    "TellPeople",
    "Unsubscribe",
]
