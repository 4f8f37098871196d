"""What guests, owners of accounts, who talks and who is on call hear; see `tests.support.told`."""

from __future__ import annotations

from enum import StrEnum

from guildhall.billing.events import (
    InvoiceIssuedV1,
    ReferralRewardAccruedV1,
    ReferralRewardReversedV1,
    ReferralRewardVestedV1,
    RuleChangeDecidedV1,
    RuleChangeProposedV1,
    SubscriptionEndedV1,
    SubscriptionPaymentFailedV1,
    SubscriptionStartedV1,
    SubscriptionTrialEndingV1,
)
from guildhall.billing.machine import State as DocumentState
from guildhall.billing.models.changes import ChangeState
from guildhall.billing.models.referrals import RewardState
from guildhall.billing.models.subscriptions import SubscriptionState
from guildhall.bookings.events import (
    DepositAwaitedV1,
    DepositDecidedV1,
    ReservationCancelledV1,
    ReservationConfirmedV1,
    TableOfferedV1,
    WaitlistJoinedV1,
)
from guildhall.bookings.machine import ReservationState, WaitingState
from guildhall.identity.events import AccountConfirmedV1, RoleGrantedV1, StaffInvitedV1
from guildhall.identity.machine import State as AccountState
from guildhall.identity.models import InvitationState
from guildhall.messaging.events import CallMissedV1, CallStartedV1, MessageSentV1, ScheduledMessageRefusedV1
from guildhall.messaging.models.calls import CallState
from guildhall.messaging.models.scheduled import ScheduledState
from guildhall.notifications.events import AlertRaisedV1, AlertResolvedV1
from guildhall.notifications.models import Type
from guildhall.notifications.models.alerts import AlertState
from guildhall.payments.models.deposits import DepositState
from guildhall.profiles.events import ExpertVerifiedV1
from tests.support.told import OWN_ACT, OWNER, Told, Workflow


class CheckState(StrEnum):
    """A check of who an expert is."""

    PASSED = "passed"
    REMOVED = "removed"


PEOPLE: dict[type[StrEnum], Workflow] = {
    ReservationState: Workflow(
        {"guest": "reservation_id", "venue": "owner_id"},
        {
            ReservationState.HELD: "the guest is about to book it; the room's screens show it",
            ReservationState.AWAITING_DEPOSIT: {
                "guest": Told(DepositAwaitedV1, Type.DEPOSIT_AWAITED, deadline="local_pay_by"),
                "venue": "nothing is sure yet; the room's screens show it",
            },
            ReservationState.CONFIRMED: {
                "guest": Told(ReservationConfirmedV1, Type.RESERVATION_CONFIRMED),
                "venue": Told(ReservationConfirmedV1, Type.TABLE_BOOKED, {"booked_by": "guest"}),
            },
            ReservationState.SEATED: "who sits knows it, and staff noted it",
            ReservationState.FINISHED: "who has left knows it, and staff noted it; the guest is asked later how it was",
            ReservationState.CANCELLED: {
                "guest": Told(ReservationCancelledV1, Type.RESERVATION_CANCELLED),
                "venue": Told(ReservationCancelledV1, Type.BOOKING_CANCELLED, {"cancelled_by": "guest"}),
            },
            ReservationState.NO_SHOW: "the venue noted it, the guest stayed away; what becomes of a deposit is told",
        },
    ),
    WaitingState: Workflow(
        {"guest": "waiting_id"},
        {
            WaitingState.WAITING: {"guest": Told(WaitlistJoinedV1, Type.WAITLIST_JOINED)},
            WaitingState.OFFERED: {"guest": Told(TableOfferedV1, Type.TABLE_OFFERED, deadline="local_expiry")},
            WaitingState.ACCEPTED: "the reservation is told",
            WaitingState.EXPIRED: "the offer said until when, and that no other follows",
            WaitingState.LEFT: "the guest did it",
            WaitingState.REMOVED: "staff take off the list who came, called or was reached; the guest's page says it",
        },
    ),
    DepositState: Workflow(
        {"guest": "reservation_id"},
        {
            DepositState.REQUESTED: {
                "guest": Told(DepositAwaitedV1, Type.DEPOSIT_AWAITED, deadline="local_pay_by"),
            },
            DepositState.CLOSING: "what comes of it is told in a moment",
            DepositState.FAILED: {
                "guest": Told(DepositDecidedV1, Type.DEPOSIT_UNPAID, {"reason": "unpaid", "is_still_booked": False}),
            },
            DepositState.AUTHORISED: "the reservation that it secures is told, to guest and venue",
            DepositState.CAPTURING: "between us and the bank",
            DepositState.LETTING_GO: "what ends the reservation tells what becomes of the deposit",
            DepositState.CHARGED: "the reservation that it secures is told, to guest and venue",
            DepositState.RETURNING: "told as it was decided",
            DepositState.SETTLED: {
                "guest": Told(DepositDecidedV1, Type.DEPOSIT_SHARED, {"reason": "cancelled", "kept_minor": 100}),
            },
            DepositState.LOST: "bookings asks the guest for another, which is told, or lets the reservation stand",
        },
    ),
    CheckState: Workflow(
        OWNER,
        {
            CheckState.PASSED: {"owner": Told(ExpertVerifiedV1, Type.EXPERT_VERIFIED, {"is_verified": True})},
            CheckState.REMOVED: {"owner": Told(ExpertVerifiedV1, Type.VERIFICATION_REMOVED, {"is_verified": False})},
        },
    ),
    AccountState: Workflow(
        OWNER,
        {
            AccountState.REGISTERING: "its owner is filling the form in",
            AccountState.REGISTERED: "sign-up sends its own code",
            AccountState.CONFIRMED: {"owner": Told(AccountConfirmedV1, Type.ACCOUNT_CONFIRMED)},
        },
    ),
    InvitationState: Workflow(
        {"guest": "invitation_id", **OWNER},
        {
            InvitationState.OPEN: {
                "guest": Told(StaffInvitedV1, Type.VENUE_STAFF_INVITED),
                "owner": "nobody asks whether the address has an account",
            },
            InvitationState.ACCEPTED: {"guest": OWN_ACT, "owner": Told(RoleGrantedV1, Type.ROLE_GRANTED)},
            InvitationState.REVOKED: "whoever opens the letter's link is told; before that they have lost nothing",
        },
    ),
    SubscriptionState: Workflow(
        OWNER,
        {
            SubscriptionState.REQUESTED: "its owner is about to pay",
            SubscriptionState.INCOMPLETE: "its owner is about to pay",
            SubscriptionState.TRIALING: {
                "owner": Told(SubscriptionTrialEndingV1, Type.SUBSCRIPTION_TRIAL_ENDING, deadline="ends_at"),
            },
            SubscriptionState.ACTIVE: {"owner": Told(SubscriptionStartedV1, Type.SUBSCRIPTION_STARTED)},
            SubscriptionState.PAST_DUE: {
                "owner": Told(SubscriptionPaymentFailedV1, Type.SUBSCRIPTION_PAYMENT_FAILED),
            },
            SubscriptionState.ENDED: {"owner": Told(SubscriptionEndedV1, Type.SUBSCRIPTION_ENDED)},
        },
    ),
    DocumentState: Workflow(
        OWNER,
        {
            DocumentState.WAITING: "it does not exist for anybody before it is issued",
            DocumentState.DRAFT: "it does not exist for anybody before it is issued",
            DocumentState.NUMBERED: "it is issued in a moment",
            DocumentState.ISSUED: {"owner": Told(InvoiceIssuedV1, Type.INVOICE_ISSUED)},
        },
    ),
    RewardState: Workflow(
        OWNER,
        {
            RewardState.IN_REVIEW: "nothing is promised before somebody looked",
            RewardState.ACCRUED: {
                "owner": Told(ReferralRewardAccruedV1, Type.REWARD_ACCRUED, deadline="vests_at"),
            },
            RewardState.VESTED: {"owner": Told(ReferralRewardVestedV1, Type.REWARD_VESTED)},
            RewardState.REVERSED: {"owner": Told(ReferralRewardReversedV1, Type.REWARD_REVERSED)},
        },
    ),
    ChangeState: Workflow(
        {"proposer": "proposed_by", "approvers": "approver_ids"},
        {
            ChangeState.PROPOSED: {
                "proposer": OWN_ACT,
                "approvers": Told(RuleChangeProposedV1, Type.RULE_CHANGE_TO_APPROVE),
            },
            ChangeState.APPROVED: {
                "proposer": Told(RuleChangeDecidedV1, Type.RULE_CHANGE_DECIDED),
                "approvers": "one of them did it",
            },
            ChangeState.REJECTED: {
                "proposer": Told(RuleChangeDecidedV1, Type.RULE_CHANGE_DECIDED),
                "approvers": "one of them did it",
            },
            ChangeState.WITHDRAWN: "its proposer did it, and nobody has to decide any more",
        },
    ),
    CallState: Workflow(
        {"called": "callee_ids", "missed": "missed_ids"},
        {
            CallState.RINGING: {
                "called": Told(CallStartedV1, Type.CALL_STARTED),
                "missed": "nobody missed it yet",
            },
            CallState.ONGOING: "who talks knows it",
            CallState.ENDED: "who talked knows it",
            CallState.MISSED: {
                "called": "those who did not come hear that they missed it",
                "missed": Told(CallMissedV1, Type.CALL_MISSED),
            },
            CallState.DECLINED: "who declined did it, and the caller's screen says so",
        },
    ),
    ScheduledState: Workflow(
        {"writer": "sender_id", "readers": "recipient_ids"},
        {
            ScheduledState.WAITING: "nobody but its writer knows of it",
            ScheduledState.SENT: {
                "writer": "it went out as they wished",
                "readers": Told(MessageSentV1, Type.MESSAGE_RECEIVED, {"mentioned_ids": [], "muted_ids": []}),
            },
            ScheduledState.REFUSED: {
                "writer": Told(ScheduledMessageRefusedV1, Type.MESSAGE_NOT_SENT),
                "readers": "nothing was sent to them",
            },
            ScheduledState.CANCELLED: "its writer did it",
        },
    ),
    AlertState: Workflow(
        {"on call": "told_ids"},
        {
            AlertState.OPEN: {"on call": Told(AlertRaisedV1, Type.ALERT_RAISED)},
            AlertState.ACKNOWLEDGED: "the alert centre shows who takes care of it",
            AlertState.RESOLVED: {"on call": Told(AlertResolvedV1, Type.ALERT_RESOLVED)},
        },
    ),
}
