"""The types of things that people are told, and where each leads."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

Params = dict[str, str | int]
"""What a text is filled with: plain values of the event. `x_minor` goes with `currency`, `x_at` is an instant."""


class Channel(StrEnum):
    """A way to reach a person."""

    IN_APP = "in_app"
    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"
    SLACK = "slack"


class Type(StrEnum):
    """What a person can be told; each has texts in every language and a switch per channel."""

    ACCOUNT_CONFIRMED = "account_confirmed"
    SIGN_UP_REPEATED = "sign_up_repeated"
    ROLE_GRANTED = "role_granted"
    STAFF_INVITED = "staff_invited"
    VENUE_STAFF_INVITED = "venue_staff_invited"
    EXPERT_VERIFIED = "expert_verified"
    VERIFICATION_REMOVED = "verification_removed"
    JOB_MATCH = "job_match"
    PROPOSAL_SUBMITTED = "proposal_submitted"
    PROPOSAL_SHORTLISTED = "proposal_shortlisted"
    PROPOSAL_ACCEPTED = "proposal_accepted"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    PROPOSAL_NOT_CHOSEN = "proposal_not_chosen"
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
    APPROVED_BY_SILENCE = "approved_by_silence"
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
    FUNDING_DUE = "funding_due"
    MESSAGE_RECEIVED = "message_received"
    MESSAGE_MENTIONED = "message_mentioned"
    MESSAGE_NOT_SENT = "message_not_sent"
    DATA_COPY_READY = "data_copy_ready"
    CALL_STARTED = "call_started"
    CALL_MISSED = "call_missed"
    REPORT_DECIDED = "report_decided"
    CONDUCT_WARNED = "conduct_warned"
    WEBHOOK_DISABLED = "webhook_disabled"
    MAIL_STOPPED = "mail_stopped"
    SLACK_STOPPED = "slack_stopped"
    ALERT_RAISED = "alert_raised"
    ALERT_ESCALATED = "alert_escalated"
    ALERT_RESOLVED = "alert_resolved"
    RESERVATION_CONFIRMED = "reservation_confirmed"
    RESERVATION_CHANGED = "reservation_changed"
    RESERVATION_CANCELLED = "reservation_cancelled"
    TABLE_BOOKED = "table_booked"
    BOOKING_CHANGED = "booking_changed"
    BOOKING_CANCELLED = "booking_cancelled"
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
    ANNOUNCEMENT = "announcement"
    MARKETING = "marketing"
    DIGEST = "digest"


_CONTRACT = "/contracts/{contract_id}"
_MILESTONE = "/contracts/{contract_id}#{milestone_id}"
_DISPUTE = "/disputes/{dispute_id}"
_ALERT = "/admin/alerts/{alert_id}"
_MANAGE = "/reservations/manage"
_BOOKING = "/venue/bookings/{reservation_id}"
_WAITLIST = "/waitlist/manage"
"""The letter puts the guest's own link behind it, which nothing else may know."""
_INVITATION = "/invitations#token"
"""Likewise; behind the # it stays in the browser: no server's log and no Referer header gets to see it."""
_SUBSCRIPTION = "/account/subscription"
LINKS: Mapping[Type, str] = {
    Type.ACCOUNT_CONFIRMED: "/",
    Type.SIGN_UP_REPEATED: "/auth/login",
    Type.ROLE_GRANTED: "/account/security",
    Type.STAFF_INVITED: _INVITATION,
    Type.VENUE_STAFF_INVITED: _INVITATION,
    Type.EXPERT_VERIFIED: "/account/profile",
    Type.VERIFICATION_REMOVED: "/account/profile",
    Type.JOB_MATCH: "/projects/{project_id}",
    Type.PROPOSAL_SUBMITTED: "/projects/{project_id}",
    Type.PROPOSAL_SHORTLISTED: "/projects/{project_id}",
    Type.PROPOSAL_ACCEPTED: "/projects/{project_id}",
    Type.PROPOSAL_WITHDRAWN: "/projects/{project_id}",
    Type.PROPOSAL_NOT_CHOSEN: "/proposals",
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
    Type.APPROVED_BY_SILENCE: _MILESTONE,
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
    Type.FUNDING_DUE: _MILESTONE,
    Type.MESSAGE_RECEIVED: "/messages/{conversation_id}",
    Type.MESSAGE_MENTIONED: "/messages/{conversation_id}",
    Type.MESSAGE_NOT_SENT: "/messages/{conversation_id}",
    Type.DATA_COPY_READY: "/settings/privacy",
    Type.CALL_STARTED: "/messages/{conversation_id}",
    Type.CALL_MISSED: "/messages/{conversation_id}",
    Type.REPORT_DECIDED: "/messages/{conversation_id}",
    Type.CONDUCT_WARNED: "/messages/{conversation_id}",
    Type.WEBHOOK_DISABLED: "/partners/webhooks/{endpoint_id}",
    Type.MAIL_STOPPED: "/settings/notifications",
    Type.SLACK_STOPPED: "/settings/notifications",
    Type.ALERT_RAISED: _ALERT,
    Type.ALERT_ESCALATED: _ALERT,
    Type.ALERT_RESOLVED: _ALERT,
    Type.RESERVATION_CONFIRMED: _MANAGE,
    Type.RESERVATION_CHANGED: _MANAGE,
    Type.RESERVATION_CANCELLED: _MANAGE,
    Type.TABLE_BOOKED: _BOOKING,
    Type.BOOKING_CHANGED: _BOOKING,
    Type.BOOKING_CANCELLED: _BOOKING,
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
    Type.ANNOUNCEMENT: "{link}",
    Type.MARKETING: "{link}",
    Type.DIGEST: "/notifications",
}
"""Where each type leads: paths of the web app."""
INVITED = frozenset({Type.STAFF_INVITED, Type.VENUE_STAFF_INVITED})
"""What goes to an address that is invited, whether it has an account or not."""
TEXTED = frozenset({Type.RESERVATION_REMINDER_TEXT})
"""What goes to a guest's telephone instead of their mailbox."""
BY_TEXT = frozenset(
    {
        Type.PAYMENT_FAILED,
        Type.PAYOUT_FAILED,
        Type.FUNDING_DUE,
        Type.REVIEW_REMINDER,
        Type.DISPUTE_ANSWER_DUE,
        Type.DISPUTE_REMINDER,
        Type.CHARGEBACK_OPENED,
        Type.SUBSCRIPTION_PAYMENT_FAILED,
        Type.CONTRACT_TO_SIGN,
        Type.WORK_DELIVERED,
        Type.EARNINGS_RELEASED,
        Type.MAIL_STOPPED,
        Type.ALERT_RAISED,
        Type.ALERT_ESCALATED,
    }
)
"""What an account can have by text message: what is worth an interruption. Each has short words of its own."""
CHOSEN = frozenset({Channel.SMS, Channel.SLACK})
"""Off for every type until the person turns it on: it interrupts, or others may read along."""
URGENT = frozenset(
    {
        Type.SIGN_UP_REPEATED,
        Type.PAYMENT_FAILED,
        Type.PAYOUT_FAILED,
        Type.FUNDING_DUE,
        Type.REVIEW_REMINDER,
        Type.DISPUTE_ANSWER_DUE,
        Type.DISPUTE_REMINDER,
        Type.CHARGEBACK_OPENED,
        Type.SUBSCRIPTION_PAYMENT_FAILED,
        Type.MAIL_STOPPED,
        Type.CALL_STARTED,
        Type.ALERT_RAISED,
        Type.ALERT_ESCALATED,
    }
)
"""What costs money, rights or safety when it is read too late."""
EVERYWHERE = frozenset({Type.CALL_STARTED, Type.ALERT_RAISED, Type.ALERT_ESCALATED})
"""Comes to every device at once, whichever is in use: it cannot wait until somebody looks."""
TALK = frozenset({Type.MESSAGE_RECEIVED, Type.MESSAGE_MENTIONED, Type.CALL_MISSED})
"""Nobody needs a letter of what they have read in the conversation; of the rest it is a record."""
ABOUT = (
    "conversation_id", "dispute_id", "chargeback_id", "contract_id", "project_id", "alert_id", "change_id",
    "document_id", "reservation_id", "endpoint_id",
)  # fmt: skip
"""The parameters that name what a notification is about; the first of them gathers it."""
QUIET_AT_FIRST = {
    (Type.MESSAGE_RECEIVED, Channel.EMAIL),
    (Type.JOB_MATCH, Channel.EMAIL),
    (Type.CALL_STARTED, Channel.EMAIL),
    (Type.TABLE_BOOKED, Channel.EMAIL),
    (Type.BOOKING_CHANGED, Channel.EMAIL),
    (Type.BOOKING_CANCELLED, Channel.EMAIL),
    *((Type.MARKETING, channel) for channel in Channel),
}
"""Off until the person turns it on: a conversation, a busy market or room would fill the mailbox, no call waits for a
letter, and marketing needs consent (Directive 2002/58/EC, article 13)."""
ALWAYS = {(Type.ANNOUNCEMENT, Channel.IN_APP)}
"""Cannot be turned off: what concerns the service itself stands in the app for whoever uses it."""
ANNOUNCED = frozenset({Type.ANNOUNCEMENT, Type.MARKETING})
"""What operators wrote themselves: the words come with the announcement."""
