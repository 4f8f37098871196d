"""What people, events and the mail queue can ask of notifications."""

from guildhall.notifications.use_cases.contacts import (
    ChangeContact,
    ConfirmContact,
    HearMail,
    LearnStanding,
    RememberContact,
    ResumeMail,
    ShowContact,
    StopMail,
)
from guildhall.notifications.use_cases.devices import ListDevices, RemoveDevice, ShowPushKey, SubscribeDevice
from guildhall.notifications.use_cases.gathering import SendDue
from guildhall.notifications.use_cases.inbox import CountUnread, ListNotifications, MarkAllRead, MarkRead, Readers
from guildhall.notifications.use_cases.mail import SendMail, SendText
from guildhall.notifications.use_cases.phones import (
    AskPhone,
    ConfirmPhone,
    HearText,
    RemovePhone,
    SendPhoneCode,
)
from guildhall.notifications.use_cases.preferences import ChangePreferences, GetPreferences, Unsubscribe
from guildhall.notifications.use_cases.pushes import SendPush
from guildhall.notifications.use_cases.tell import TellPeople

__all__ = [
    "AskPhone",
    "ChangeContact",
    "ChangePreferences",
    "ConfirmContact",
    "ConfirmPhone",
    "CountUnread",
    "GetPreferences",
    "HearMail",
    "HearText",
    "LearnStanding",
    "ListDevices",
    "ListNotifications",
    "MarkAllRead",
    "MarkRead",
    "Readers",
    "RememberContact",
    "RemoveDevice",
    "RemovePhone",
    "ResumeMail",
    "SendDue",
    "SendMail",
    "SendPhoneCode",
    "SendPush",
    "SendText",
    "ShowContact",
    "ShowPushKey",
    "StopMail",
    "SubscribeDevice",
    "TellPeople",
    "Unsubscribe",
]
