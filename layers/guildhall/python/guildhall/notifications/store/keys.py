"""Keys of notifications in the core table."""

from __future__ import annotations

import hashlib

from guildhall.kernel.ids import born_at
from guildhall.notifications.models import KEPT, Channel, Figure

DISPATCHES = {Channel.EMAIL: "MAIL", Channel.SMS: "TEXT", Channel.PUSH: "PUSH", Channel.SLACK: "SLACK"}


class Keys:
    """notifications in the core table.

    | who asks                        | index | PK            | SK            |
    |---------------------------------|-------|---------------|---------------|
    | an account's notifications      | table | U#{acc}#N     | ntf_…         |
    | its unread ones, and their count| GSI2  | U#{acc}#UNREAD| ntf_…         |
    | the record of a letter          | table | U#{acc}#N     | MAIL#ntf_…    |
    | of a text message               | table | U#{acc}#N     | TEXT#ntf_…    |
    | of a push                       | table | U#{acc}#N     | PUSH#ntf_…    |
    | of a message in Slack           | table | U#{acc}#N     | SLACK#ntf_…   |
    | those whose time has come       | GSI2  | NTF#DUE#{0..3}| {due}#ntf_…   |
    | the contact                     | table | U#{acc}#N     | CONTACT       |
    | a guest's address to leave alone| table | MAILBOX#{digest} | MAILBOX    |
    | the preferences                 | table | U#{acc}#N     | PREFERENCES   |
    | when events settled what is about a thing | table | U#{acc}#N | SETTLED#{event}#{about} |
    | a push subscription             | table | PUSH#psh_…    | SUBSCRIPTION  |
    | those of an account             | GSI1  | U#{acc}#PUSH  | {at}#psh_…    |
    | an alert                        | table | ALERT#alr_…   | ALERT         |
    | what an address has taken of it | table | ALERT#alr_…   | TOLD#{adr}#{step} |
    | all alerts                      | GSI1  | ALERTS        | {at}#alr_…    |
    | those that are not resolved     | GSI2  | ALERTS#LIVE   | alr_…         |
    | what is known of a reason       | table | WATCH#{key}   | WATCH         |
    | rules, rotas and addresses      | table | ALERTDESK     | RULE#… ROTA#… ADDRESS#… |
    | events that are counted         | table | TALLY#{figure}| {at}#evt_…    |
    | an announcement                 | table | ANNOUNCEMENT#ann_… | ANNOUNCEMENT |
    | all of them                     | GSI1  | ANNOUNCEMENTS | {at}#ann_…    |
    | those whose time is set         | GSI2  | ANNOUNCEMENTS#DUE | {at}#ann_… |
    | what became of one              | table | ANNOUNCEMENT#ann_… | FIGURES#{0..7}#{channel} |
    | what became of all that is told | table | FIGURES#{0..7}| {day}#{type}#{channel} |
    | everybody they could be for     | GSI1  | AUDIENCE#{0..3}| acc_…        |
    | who of them is not there yet, an operator once | table | (all rows) | (all rows)  |
    | experts with a skill, the last published first | table | SKILL#{skill} | evt_…#acc_… |
    | all that an expert can do       | table | U#{acc}#N     | SKILLS        |
    | who hears of a project          | table | MATCH#prj_…   | MATCH         |
    | which of its proposals was selected, and who has heard of it | table | MATCH#prj_… | SELECTION |
    | a deadline                      | table | DEADLINE#{id} | DEADLINE      |
    | the earliest that is not met    | GSI2  | DEADLINES#{figure} | {due}    |
    """

    ALERTS = "ALERTS"
    LIVE_ALERTS = "ALERTS#LIVE"
    """Sparse: an alert leaves this index when it is resolved."""
    ALERT_DESK = "ALERTDESK"

    @classmethod
    def account(cls, account_id: str) -> str:
        """Everything of one account stands together."""
        return f"U#{account_id}#N"

    @classmethod
    def unread(cls, account_id: str) -> str:
        """Sparse: a notification leaves this index when it is read."""
        return f"U#{account_id}#UNREAD"

    @classmethod
    def dispatch(cls, notification_id: str, channel: Channel) -> str:
        """Sort key, beside the notification that it tells of."""
        return f"{DISPATCHES[channel]}#{notification_id}"

    @classmethod
    def settled(cls, by: str, about: str) -> str:
        """Sort key, beside the notifications that are settled. by: type of the event."""
        return f"SETTLED#{by}#{about}"

    @classmethod
    def due(cls, shard: int) -> str:
        """Sparse: what waits leaves this index when it is ordered."""
        return f"NTF#DUE#{shard}"

    @classmethod
    def mailbox(cls, email: str) -> tuple[str, str]:
        """Return the key of a guest's address: who reads the table learns none."""
        return "MAILBOX#" + hashlib.sha256(email.strip().lower().encode()).hexdigest(), "MAILBOX"

    @classmethod
    def push_subscription(cls, subscription_id: str) -> tuple[str, str]:
        """One browser is one subscription, whoever is signed in there."""
        return f"PUSH#{subscription_id}", "SUBSCRIPTION"

    @classmethod
    def devices(cls, account_id: str) -> str:
        """Index partition of an account's push subscriptions."""
        return f"U#{account_id}#PUSH"

    @classmethod
    def alert(cls, alert_id: str) -> str:
        """An alert and who has heard of it stand together."""
        return f"ALERT#{alert_id}"

    ANNOUNCEMENTS = "ANNOUNCEMENTS"
    DUE_ANNOUNCEMENTS = "ANNOUNCEMENTS#DUE"
    """Sparse: an announcement leaves this index when sending begins."""

    @classmethod
    def announcement(cls, announcement_id: str) -> tuple[str, str]:
        """Words, segment and progress stand in one row."""
        return f"ANNOUNCEMENT#{announcement_id}", "ANNOUNCEMENT"

    @classmethod
    def figures(cls, shard: int) -> str:
        """Days follow one another, so that a span of them is one query."""
        return f"FIGURES#{shard}"

    @classmethod
    def audience(cls, shard: int) -> str:
        """Sparse: an account enters this index when its address is confirmed."""
        return f"AUDIENCE#{shard}"

    @classmethod
    def skill(cls, skill: str) -> str:
        """Event ids sort by time."""
        return f"SKILL#{skill}"

    @classmethod
    def match(cls, project_id: str) -> tuple[str, str]:
        """One project has one match."""
        return f"MATCH#{project_id}", "MATCH"

    @classmethod
    def selection(cls, project_id: str) -> tuple[str, str]:
        """One proposal of a project is selected, beside those who heard of the project."""
        return f"MATCH#{project_id}", "SELECTION"

    @classmethod
    def told(cls, address_id: str, step: str) -> str:
        """Sort key, beside the alert."""
        return f"TOLD#{address_id}#{step}"

    @classmethod
    def watch(cls, key: str) -> str:
        """One reason has one alert at a time."""
        return f"WATCH#{key}"

    @classmethod
    def tally(cls, figure: Figure) -> str:
        """Few a minute even on a bad day."""
        return f"TALLY#{figure}"

    @classmethod
    def deadline(cls, subject_id: str) -> str:
        """One subject has one deadline at a time."""
        return f"DEADLINE#{subject_id}"

    @classmethod
    def deadlines(cls, figure: Figure) -> str:
        """Sparse: a deadline leaves this index when it is met."""
        return f"DEADLINES#{figure}"


def expiry(notification_id: str) -> int:
    """Return when DynamoDB may forget what belongs to a notification, in seconds."""
    return int((born_at(notification_id) + KEPT).timestamp())
