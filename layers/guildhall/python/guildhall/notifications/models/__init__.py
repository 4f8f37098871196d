"""Nouns of notifications: what people can be told, what they were told, where to write to them, what they want."""

from guildhall.notifications.models.pushes import MOST_DEVICES as MOST_DEVICES
from guildhall.notifications.models.pushes import PUSH_LIFE as PUSH_LIFE
from guildhall.notifications.models.pushes import Push as Push
from guildhall.notifications.models.pushes import PushSubscription as PushSubscription
from guildhall.notifications.models.pushes import Urgency as Urgency
from guildhall.notifications.models.pushes import subscription_id_of as subscription_id_of
from guildhall.notifications.models.told import KEPT as KEPT
from guildhall.notifications.models.told import Contact as Contact
from guildhall.notifications.models.told import Dispatch as Dispatch
from guildhall.notifications.models.told import MailReport as MailReport
from guildhall.notifications.models.told import MailTrouble as MailTrouble
from guildhall.notifications.models.told import Notice as Notice
from guildhall.notifications.models.told import Notification as Notification
from guildhall.notifications.models.told import Params as Params
from guildhall.notifications.models.told import Preferences as Preferences
from guildhall.notifications.models.told import is_guest as is_guest
from guildhall.notifications.models.told import notification_id as notification_id
from guildhall.notifications.models.types import LINKS as LINKS
from guildhall.notifications.models.types import QUIET_AT_FIRST as QUIET_AT_FIRST
from guildhall.notifications.models.types import TEXTED as TEXTED
from guildhall.notifications.models.types import URGENT as URGENT
from guildhall.notifications.models.types import Channel as Channel
from guildhall.notifications.models.types import Type as Type
