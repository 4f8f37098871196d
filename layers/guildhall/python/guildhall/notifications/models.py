"""Notifications, letters, contacts, preferences, and the types of things that people are told."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from ulid import ULID

from guildhall.kernel.ids import born_at
from guildhall.kernel.types import Instant
from guildhall.notifications.machine import MailState

KEPT = timedelta(days=90)
"""How long a notification and the record of its letter are kept (data.md section 4.3)."""

Params = dict[str, str | int]
"""What a text is filled with: plain values of the event. `x_minor` goes with `currency`, `x_at` is an instant."""


class Channel(StrEnum):
    """A way to reach a person."""

    IN_APP = "in_app"
    EMAIL = "email"


class Type(StrEnum):
    """What a person can be told; each has texts in every language and a switch per channel."""

    ACCOUNT_CONFIRMED = "account_confirmed"
    SIGN_UP_REPEATED = "sign_up_repeated"
    ROLE_GRANTED = "role_granted"
    EXPERT_VERIFIED = "expert_verified"
    VERIFICATION_REMOVED = "verification_removed"
    PROPOSAL_SUBMITTED = "proposal_submitted"
    PROPOSAL_SHORTLISTED = "proposal_shortlisted"
    PROPOSAL_ACCEPTED = "proposal_accepted"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    CONTRACT_TO_SIGN = "contract_to_sign"
    CONTRACT_SIGNED = "contract_signed"
    PAYMENT_PROTECTED = "payment_protected"
    MILESTONE_FUNDED = "milestone_funded"
    PAYMENT_FAILED = "payment_failed"
    MILESTONE_CANCELLED = "milestone_cancelled"
    WORK_DELIVERED = "work_delivered"
    REVIEW_REMINDER = "review_reminder"
    CHANGES_REQUESTED = "changes_requested"
    WORK_APPROVED = "work_approved"
    EARNINGS_RELEASED = "earnings_released"
    PAYMENT_RECEIPT = "payment_receipt"
    PAYMENT_REFUNDED = "payment_refunded"
    MILESTONE_REFUNDED = "milestone_refunded"
    INVOICE_ISSUED = "invoice_issued"
    SUBSCRIPTION_STARTED = "subscription_started"
    SUBSCRIPTION_TRIAL_ENDING = "subscription_trial_ending"
    SUBSCRIPTION_PAYMENT_FAILED = "subscription_payment_failed"
    SUBSCRIPTION_ENDED = "subscription_ended"
    REWARD_REVERSED = "reward_reversed"
    REWARD_VESTED = "reward_vested"
    REWARD_ACCRUED = "reward_accrued"
    RULE_CHANGE_DECIDED = "rule_change_decided"
    RULE_CHANGE_TO_APPROVE = "rule_change_to_approve"
    CHARGEBACK_OPENED = "chargeback_opened"
    CHARGEBACK_WON = "chargeback_won"
    CHARGEBACK_LOST = "chargeback_lost"
    DISPUTE_FILED = "dispute_filed"
    DISPUTE_ANSWER_DUE = "dispute_answer_due"
    DISPUTE_REMINDER = "dispute_reminder"
    DISPUTE_MEDIATION = "dispute_mediation"
    DISPUTE_ARBITRATION = "dispute_arbitration"
    DISPUTE_DECISION = "dispute_decision"
    DISPUTE_APPEAL = "dispute_appeal"
    DISPUTE_RESOLVED = "dispute_resolved"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"
    PAYOUT_ACCOUNT_READY = "payout_account_ready"
    PAYOUT_PAID = "payout_paid"
    PAYOUT_FAILED = "payout_failed"
    PAYEE_AWAITED = "payee_awaited"
    MESSAGE_RECEIVED = "message_received"
    WEBHOOK_DISABLED = "webhook_disabled"
    MAIL_STOPPED = "mail_stopped"
    RESERVATION_CONFIRMED = "reservation_confirmed"
    RESERVATION_CHANGED = "reservation_changed"
    RESERVATION_CANCELLED = "reservation_cancelled"
    WAITLIST_JOINED = "waitlist_joined"
    TABLE_OFFERED = "table_offered"
    RESERVATION_REMINDER = "reservation_reminder"
    RESERVATION_REMINDER_TEXT = "reservation_reminder_text"
    FEEDBACK_INVITED = "feedback_invited"
    DEPOSIT_AWAITED = "deposit_awaited"
    DEPOSIT_SHARED = "deposit_shared"
    DEPOSIT_UNPAID = "deposit_unpaid"
    DEPOSIT_CHANGE_UNPAID = "deposit_change_unpaid"
    DEPOSIT_TOO_LATE = "deposit_too_late"


_CONTRACT = "/contracts/{contract_id}"
_MILESTONE = "/contracts/{contract_id}#{milestone_id}"
_DISPUTE = "/disputes/{dispute_id}"
_MANAGE = "/reservations/manage"
_WAITLIST = "/waitlist/manage"
"""The letter puts the guest's own link behind it, which nothing else may know."""
_SUBSCRIPTION = "/account/subscription"

LINKS: Mapping[Type, str] = {
    Type.ACCOUNT_CONFIRMED: "/",
    Type.SIGN_UP_REPEATED: "/auth/login",
    Type.ROLE_GRANTED: "/account/security",
    Type.EXPERT_VERIFIED: "/account/profile",
    Type.VERIFICATION_REMOVED: "/account/profile",
    Type.PROPOSAL_SUBMITTED: "/projects/{project_id}",
    Type.PROPOSAL_SHORTLISTED: "/projects/{project_id}",
    Type.PROPOSAL_ACCEPTED: "/projects/{project_id}",
    Type.PROPOSAL_WITHDRAWN: "/projects/{project_id}",
    Type.CONTRACT_TO_SIGN: _CONTRACT,
    Type.CONTRACT_SIGNED: _CONTRACT,
    Type.PAYMENT_PROTECTED: _MILESTONE,
    Type.MILESTONE_FUNDED: _MILESTONE,
    Type.PAYMENT_FAILED: _MILESTONE,
    Type.MILESTONE_CANCELLED: _MILESTONE,
    Type.WORK_DELIVERED: _MILESTONE,
    Type.REVIEW_REMINDER: _MILESTONE,
    Type.CHANGES_REQUESTED: _MILESTONE,
    Type.WORK_APPROVED: _MILESTONE,
    Type.EARNINGS_RELEASED: _MILESTONE,
    Type.PAYMENT_RECEIPT: _MILESTONE,
    Type.PAYMENT_REFUNDED: _MILESTONE,
    Type.MILESTONE_REFUNDED: _MILESTONE,
    Type.INVOICE_ISSUED: "/invoices/{document_id}",
    Type.SUBSCRIPTION_STARTED: _SUBSCRIPTION,
    Type.SUBSCRIPTION_TRIAL_ENDING: _SUBSCRIPTION,
    Type.SUBSCRIPTION_PAYMENT_FAILED: _SUBSCRIPTION,
    Type.SUBSCRIPTION_ENDED: _SUBSCRIPTION,
    Type.REWARD_REVERSED: "/referrals",
    Type.REWARD_VESTED: "/referrals",
    Type.REWARD_ACCRUED: "/referrals",
    Type.RULE_CHANGE_DECIDED: "/commission-changes/{change_id}",
    Type.RULE_CHANGE_TO_APPROVE: "/commission-changes/{change_id}",
    Type.CHARGEBACK_OPENED: "/chargebacks/{chargeback_id}",
    Type.CHARGEBACK_WON: "/chargebacks/{chargeback_id}",
    Type.CHARGEBACK_LOST: "/chargebacks/{chargeback_id}",
    Type.DISPUTE_FILED: _DISPUTE,
    Type.DISPUTE_ANSWER_DUE: _DISPUTE,
    Type.DISPUTE_REMINDER: _DISPUTE,
    Type.DISPUTE_MEDIATION: _DISPUTE,
    Type.DISPUTE_ARBITRATION: _DISPUTE,
    Type.DISPUTE_DECISION: _DISPUTE,
    Type.DISPUTE_APPEAL: _DISPUTE,
    Type.DISPUTE_RESOLVED: _DISPUTE,
    Type.DISPUTE_WITHDRAWN: _DISPUTE,
    Type.PAYOUT_ACCOUNT_READY: "/earnings",
    Type.PAYOUT_PAID: "/earnings",
    Type.PAYOUT_FAILED: "/earnings",
    Type.PAYEE_AWAITED: "/earnings",
    Type.MESSAGE_RECEIVED: "/messages/{conversation_id}",
    Type.WEBHOOK_DISABLED: "/partners/webhooks/{endpoint_id}",
    Type.MAIL_STOPPED: "/account/notifications",
    Type.RESERVATION_CONFIRMED: _MANAGE,
    Type.RESERVATION_CHANGED: _MANAGE,
    Type.RESERVATION_CANCELLED: _MANAGE,
    Type.WAITLIST_JOINED: _WAITLIST,
    Type.TABLE_OFFERED: _WAITLIST,
    Type.RESERVATION_REMINDER: _MANAGE,
    Type.RESERVATION_REMINDER_TEXT: _MANAGE,
    Type.FEEDBACK_INVITED: _MANAGE,
    Type.DEPOSIT_AWAITED: _MANAGE,
    Type.DEPOSIT_SHARED: _MANAGE,
    Type.DEPOSIT_UNPAID: _MANAGE,
    Type.DEPOSIT_CHANGE_UNPAID: _MANAGE,
    Type.DEPOSIT_TOO_LATE: _MANAGE,
}
"""Where each type leads: paths of the web app."""

TEXTED = frozenset({Type.RESERVATION_REMINDER_TEXT})
"""What goes to a guest's telephone instead of their mailbox."""

QUIET_AT_FIRST = {(Type.MESSAGE_RECEIVED, Channel.EMAIL)}
"""Off until the person turns it on: a conversation would fill the mailbox."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one account, before preferences are asked.

    account_id: or the id of a reservation or of one who waits, for a guest who has no account and gets letters only.
    """

    account_id: str
    type: Type
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notification:
    """What an account was told in the app; the words are found when it is read. read_at: absent while unread."""

    notification_id: str
    account_id: str
    type: Type
    params: Params
    read_at: Instant | None = None

    @property
    def created_at(self) -> datetime:
        """When the event happened that it tells of."""
        return born_at(self.notification_id)


@dataclass(frozen=True, slots=True)
class Mail:
    """The record of one letter: what it tells and how far it has come.

    leased_until: while it is being sent, when another process may try instead.
    """

    notification_id: str
    account_id: str
    type: Type
    params: Params
    state: MailState = MailState.QUEUED
    leased_until: Instant | None = None
    version: int = 0


class MailTrouble(StrEnum):
    """Why no letters go to an address: nobody takes them there, or whoever does called one of them spam."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"


@dataclass(frozen=True, slots=True)
class MailReport:
    """What a mail program said of a letter. sent_at: when that letter was sent."""

    account_id: str
    email: str
    trouble: MailTrouble
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """Where and how to write to an account.

    email: absent until AccountRegistered has arrived. mail_trouble: why letters stopped at mail_stopped_at, None while
    they go. mail_resumed_at: when the person last asked for them again.
    """

    account_id: str
    email: str | None = None
    display_name: str | None = None
    locale: str = "en"
    is_confirmed: bool = False
    mail_trouble: MailTrouble | None = None
    mail_stopped_at: Instant | None = None
    mail_resumed_at: Instant | None = None
    version: int = 0

    def concerns(self, report: MailReport) -> bool:
        """Tell whether a report is news: of this address, of a letter sent since letters were last asked for."""
        is_late = self.mail_resumed_at is not None and report.sent_at <= self.mail_resumed_at
        return self.mail_trouble is None and (self.email or "").lower() == report.email.lower() and not is_late


@dataclass(frozen=True, slots=True)
class Preferences:
    """An account's switches. choices: type to channel to on or off; what is absent stands at its default."""

    account_id: str
    choices: dict[str, dict[str, bool]] = field(default_factory=dict)
    version: int = 0

    def wants(self, kind: Type, channel: Channel) -> bool:
        """Tell whether the person wants this type on this channel."""
        return self.choices.get(kind, {}).get(channel, (kind, channel) not in QUIET_AT_FIRST)

    def channels(self, kind: Type) -> frozenset[Channel]:
        """Return the channels on which the person wants this type."""
        return frozenset(channel for channel in Channel if self.wants(kind, channel))


def is_guest(account_id: str) -> bool:
    """Tell whether somebody is known by their reservation alone, or by waiting for one."""
    return account_id.startswith(("rsv_", "wtl_"))


def notification_id(event_id: str, account_id: str, kind: Type) -> str:
    """Return the id that this event, account and type always give, so that a repeated event finds the same rows.

    It carries the event's own instant, so that ids sort by when things happened. Raises ValueError if `event_id` is
    no id of ours.
    """
    digest = hashlib.sha256(f"{event_id}|{account_id}|{kind}".encode()).digest()
    instant = int(born_at(event_id).timestamp() * 1000).to_bytes(6, "big")
    return f"ntf_{ULID.from_bytes(instant + digest[:10])}"
