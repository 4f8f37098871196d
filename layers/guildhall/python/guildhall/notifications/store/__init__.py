"""Notifications, what goes out, contacts, preferences, devices and alerts in the core table."""

from guildhall.notifications.store.alert_desk import DynamoAlertDesk as DynamoAlertDesk
from guildhall.notifications.store.alerts import DynamoAlerts as DynamoAlerts
from guildhall.notifications.store.announcements import DynamoAnnouncements as DynamoAnnouncements
from guildhall.notifications.store.contacts import DynamoAudience as DynamoAudience
from guildhall.notifications.store.contacts import DynamoContacts as DynamoContacts
from guildhall.notifications.store.contacts import DynamoForgotten as DynamoForgotten
from guildhall.notifications.store.dispatches import DynamoDispatches as DynamoDispatches
from guildhall.notifications.store.figures import DynamoFigures as DynamoFigures
from guildhall.notifications.store.inbox import DynamoInbox as DynamoInbox
from guildhall.notifications.store.inbox import DynamoSettlements as DynamoSettlements
from guildhall.notifications.store.mailboxes import DynamoMailboxes as DynamoMailboxes
from guildhall.notifications.store.push_subscriptions import DynamoPushSubscriptions as DynamoPushSubscriptions
from guildhall.notifications.store.switches import DynamoSwitches as DynamoSwitches
from guildhall.notifications.store.tallies import DynamoTallies as DynamoTallies
