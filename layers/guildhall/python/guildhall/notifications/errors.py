"""What can go wrong in notifications.

NotFound
├── AlertSettingUnknown
├── AlertUnknown
├── AnnouncementUnknown
├── NotificationUnknown
├── SlackAddressUnknown
└── PushSubscriptionUnknown
Conflict
├── AlertOver
├── AnnouncementOver
├── AlreadyTold
├── TooManyAlertSettings
└── TooManyDevices
Invalid
├── AlertAddressInvalid
├── AlertRefused
├── UnsubscribeLinkInvalid
├── PushSubscriptionInvalid
├── PushRefused
├── PhoneCodeWrong
├── SlackAddressInvalid
├── SlackCodeWrong
├── SlackRefused
└── MailRefused
    └── TextsStopped
Unavailable
├── AlertDelayed
├── ContactUnknown
├── PushDelayed
├── SlackDelayed
└── DispatchInProgress
Unauthenticated
└── ReportForged
"""

from guildhall.kernel.errors import Conflict, Invalid, NotFound, Unauthenticated, Unavailable


class NotificationUnknown(NotFound):
    """The account has no such notification, or it is older than we keep them."""

    slug = "notifications/unknown"
    title = "There is no such notification"


class AlreadyTold(Conflict):
    """The account was told of this event before: a redelivery, nothing to do."""

    slug = "notifications/already-told"
    title = "This was told before"


class UnsubscribeLinkInvalid(Invalid):
    """The link was not made by us, or was cut on the way."""

    slug = "notifications/unsubscribe-link-invalid"
    title = "This unsubscribe link does not work"


class ReportForged(Unauthenticated):
    """The report of a text message was not signed by the service that sent it, or was changed on the way."""

    slug = "notifications/report-forged"
    title = "This report is not signed by the text service"


class MailRefused(Invalid):
    """The mail service will not take this letter, however often it is sent."""

    slug = "notifications/mail-refused"
    title = "The mail service refused the letter"


class TextsStopped(MailRefused):
    """Whoever has the telephone has answered that they want no more texts."""

    slug = "notifications/texts-stopped"
    title = "This telephone takes no texts from us"


class PhoneCodeWrong(Invalid):
    """The code is not the one that was sent last, has ended, or was guessed at too often."""

    slug = "notifications/phone-code-wrong"
    title = "This code does not confirm a telephone"


class ContactUnknown(Unavailable):
    """The event that says where to write to this account has not arrived yet."""

    slug = "notifications/contact-unknown"
    title = "We do not know yet where to write to this account"


class DispatchInProgress(Unavailable):
    """Another delivery of the same command is sending it at this moment."""

    slug = "notifications/dispatch-in-progress"
    title = "This is being sent"


class PushDelayed(Unavailable):
    """A push service is overloaded or out of reach, and said when to come back or said nothing."""

    slug = "notifications/push-delayed"
    title = "The push service takes nothing at the moment"


class PushRefused(Invalid):
    """A push service will not take this push, however often it is sent."""

    slug = "notifications/push-refused"
    title = "The push service refused the push"


class PushSubscriptionUnknown(NotFound):
    """The account has no such device, or it was removed."""

    slug = "notifications/push-subscription-unknown"
    title = "There is no such device"


class PushSubscriptionInvalid(Invalid):
    """No push could ever arrive at this address or be read with these keys."""

    slug = "notifications/push-subscription-invalid"
    title = "This is no push subscription"


class TooManyDevices(Conflict):
    """The account has as many devices as we push to; another has to go first."""

    slug = "notifications/too-many-devices"
    title = "You have too many devices"


class SlackAddressInvalid(Invalid):
    """No message could ever arrive there."""

    slug = "notifications/slack-address-invalid"
    title = "Messages cannot be sent to this address"


class SlackAddressUnknown(NotFound):
    """The account has confirmed no Slack address, or it was removed."""

    slug = "notifications/slack-address-unknown"
    title = "There is no confirmed Slack address"


class SlackCodeWrong(Invalid):
    """The code is not the one that was sent last, has ended, or was guessed at too often."""

    slug = "notifications/slack-code-wrong"
    title = "This code does not confirm a Slack address"


class SlackDelayed(Unavailable):
    """Whoever takes messages there is overloaded or out of reach, and said when to come back or said nothing."""

    slug = "notifications/slack-delayed"
    title = "The Slack address takes nothing at the moment"


class SlackRefused(Invalid):
    """Whoever takes messages there will not take this one, however often it is sent."""

    slug = "notifications/slack-refused"
    title = "The Slack address refused the message"


class AlertUnknown(NotFound):
    """There is no such alert, or it is older than we keep them."""

    slug = "notifications/alert-unknown"
    title = "There is no such alert"


class AlertOver(Conflict):
    """Somebody has acknowledged or resolved it already, or its reason has passed."""

    slug = "notifications/alert-over"
    title = "This alert is past that"


class AlertSettingUnknown(NotFound):
    """There is no such rule, rota or address, or it was removed."""

    slug = "notifications/alert-setting-unknown"
    title = "There is no such rule, rota or address of alerts"


class TooManyAlertSettings(Conflict):
    """There are as many rules, rotas or addresses as we look through every minute; another has to go first."""

    slug = "notifications/too-many-alert-settings"
    title = "There are too many of these"


class AlertAddressInvalid(Invalid):
    """No alert could ever arrive there."""

    slug = "notifications/alert-address-invalid"
    title = "Alerts cannot be sent to this address"


class AlertRefused(Invalid):
    """Whoever gets alerts there will not take this one, however often it is sent."""

    slug = "notifications/alert-refused"
    title = "The address refused the alert"


class AlertDelayed(Unavailable):
    """Whoever gets alerts there is overloaded or out of reach."""

    slug = "notifications/alert-delayed"
    title = "The address takes no alerts at the moment"


class AnnouncementUnknown(NotFound):
    """There is no such announcement."""

    slug = "notifications/announcement-unknown"
    title = "There is no such announcement"


class AnnouncementOver(Conflict):
    """It is being sent, was sent, or was cancelled."""

    slug = "notifications/announcement-over"
    title = "This announcement is past that"
