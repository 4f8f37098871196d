"""Every state of every workflow: each party hears of it, or a reason says why not."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import ModuleType
from typing import Any

import pytest

import guildhall
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
from guildhall.billing.models.agreements import AgreementState
from guildhall.billing.models.archives import ArchiveState
from guildhall.billing.models.changes import ChangeState
from guildhall.billing.models.referrals import RewardState
from guildhall.billing.models.subscriptions import SubscriptionState
from guildhall.billing.models.transmissions import TransmissionState
from guildhall.bookings.events import (
    DepositAwaitedV1,
    DepositDecidedV1,
    ReservationCancelledV1,
    ReservationConfirmedV1,
    TableOfferedV1,
    WaitlistJoinedV1,
)
from guildhall.bookings.machine import ReservationState, TableStatus, WaitingState
from guildhall.bookings.models.deposit import PartState
from guildhall.bookings.models.images import ImageStatus
from guildhall.bookings.models.pages import MessageState
from guildhall.bookings.use_cases.deposits import Stage as DepositStage
from guildhall.contracts.events import (
    ChangesRequestedV1,
    ContractOpenedV1,
    ContractSignedV1,
    MilestoneCancelledV1,
    WorkApprovedV1,
    WorkDeliveredV1,
)
from guildhall.contracts.machine import MilestoneState
from guildhall.disputes.events import DisputeOpenedV1, DisputeResolvedV1, DisputeStageEnteredV1
from guildhall.disputes.machine import HearingState, Stage
from guildhall.disputes.models.evidence import EvidenceState
from guildhall.identity.events import AccountConfirmedV1, RoleGrantedV1
from guildhall.identity.machine import State as AccountState
from guildhall.identity.models import InvitationState
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.files import FileStatus
from guildhall.ledger.models.corrections import CorrectionStatus
from guildhall.messaging.events import CallMissedV1, CallStartedV1, MessageSentV1, ScheduledMessageRefusedV1
from guildhall.messaging.models.calls import CallState, SeatState
from guildhall.messaging.models.copies import CopyState
from guildhall.messaging.models.scheduled import ScheduledState
from guildhall.notifications.events import AlertRaisedV1, AlertResolvedV1
from guildhall.notifications.machine import DispatchState
from guildhall.notifications.models import Type
from guildhall.notifications.models.alerts import AlertState
from guildhall.notifications.models.announcements import AnnouncementState
from guildhall.notifications.use_cases.catalogue import notices
from guildhall.partners.machine import DeliveryState
from guildhall.payments.events import (
    ChargebackClosedV1,
    ChargebackOpenedV1,
    DepositChargebackClosedV1,
    DepositChargebackOpenedV1,
    FundsHeldV1,
    FundsRefundedV1,
    FundsReleasedV1,
    PaymentFailedV1,
    PayoutFailedV1,
    PayoutPaidV1,
)
from guildhall.payments.machine import PaymentState
from guildhall.payments.models.commands import CommandStatus
from guildhall.payments.models.deposits import DepositState
from guildhall.payments.models.rail_statements import StatementState
from guildhall.payments.models.rails import OutcomeStatus
from guildhall.profiles.events import ExpertVerifiedV1
from guildhall.projects.events import (
    ProposalAcceptedV1,
    ProposalShortlistedV1,
    ProposalSubmittedV1,
    ProposalWithdrawnV1,
)
from guildhall.projects.machine import ProjectState, ProposalState
from tests.support.messages import SAMPLES


class ContractState(StrEnum):
    """A contract has signatures, and no word of its own for them."""

    OPENED = "opened"
    SIGNED = "signed"


class PayoutState(StrEnum):
    """The provider's words."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"


class CheckState(StrEnum):
    """A check of who an expert is."""

    PASSED = "passed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Told:
    """The event that tells it, as what, what differs from its sample, and the name of the deadline that it names."""

    event: type[DomainEvent]
    type: Type
    differs: Mapping[str, Any] = field(default_factory=dict)
    deadline: str = ""


@dataclass(frozen=True)
class Workflow:
    """parties: in which field of an event each is named. States: party by party what they hear, or why nothing."""

    parties: Mapping[str, str]
    states: Mapping[StrEnum, Mapping[str, Told | str] | str]


CLIENT_AND_EXPERT = {"client": "client_id", "expert": "expert_id"}
OWNER = {"owner": "account_id"}
OWN_ACT = "did it"


def _stage(stage: str, kind: Type) -> dict[str, Told | str]:
    told = Told(DisputeStageEnteredV1, kind, {"stage": stage}, "deadline_at")
    return {"client": told, "expert": told}


WORKFLOWS: dict[type[StrEnum], Workflow] = {
    ProjectState: Workflow(
        {"client": "client_id"},
        {
            ProjectState.DRAFT: "nobody but its writer knows of it",
            ProjectState.OPEN: "its client posted it; experts are matched with it",
            ProjectState.AWARDED: "its client did it; experts hear of it, whoever was chosen (matching.py)",
        },
    ),
    ProposalState: Workflow(
        CLIENT_AND_EXPERT,
        {
            ProposalState.DRAFT: "nobody but its writer knows of it",
            ProposalState.SUBMITTED: {
                "client": Told(ProposalSubmittedV1, Type.PROPOSAL_SUBMITTED),
                "expert": OWN_ACT,
            },
            ProposalState.SHORTLISTED: {
                "client": OWN_ACT,
                "expert": Told(ProposalShortlistedV1, Type.PROPOSAL_SHORTLISTED),
            },
            ProposalState.WITHDRAWN: {
                "client": Told(ProposalWithdrawnV1, Type.PROPOSAL_WITHDRAWN),
                "expert": OWN_ACT,
            },
            ProposalState.ACCEPTED: {
                "client": OWN_ACT,
                "expert": Told(ProposalAcceptedV1, Type.PROPOSAL_ACCEPTED),
            },
        },
    ),
    ContractState: Workflow(
        CLIENT_AND_EXPERT,
        {
            ContractState.OPENED: {
                "client": Told(ContractOpenedV1, Type.CONTRACT_TO_SIGN),
                "expert": Told(ContractOpenedV1, Type.CONTRACT_TO_SIGN),
            },
            ContractState.SIGNED: {
                "client": Told(ContractSignedV1, Type.CONTRACT_SIGNED),
                "expert": Told(ContractSignedV1, Type.CONTRACT_SIGNED),
            },
        },
    ),
    MilestoneState: Workflow(
        CLIENT_AND_EXPERT,
        {
            MilestoneState.AGREED: "the signed contract is told, to both",
            MilestoneState.FUNDED: {
                "client": Told(FundsHeldV1, Type.PAYMENT_PROTECTED),
                "expert": Told(FundsHeldV1, Type.MILESTONE_FUNDED),
            },
            MilestoneState.DELIVERED: {
                "client": Told(WorkDeliveredV1, Type.WORK_DELIVERED, deadline="release_at"),
                "expert": OWN_ACT,
            },
            MilestoneState.CHANGES_REQUESTED: {
                "client": OWN_ACT,
                "expert": Told(ChangesRequestedV1, Type.CHANGES_REQUESTED),
            },
            MilestoneState.APPROVED: {
                "client": Told(WorkApprovedV1, Type.APPROVED_BY_SILENCE, {"is_automatic": True}),
                "expert": Told(WorkApprovedV1, Type.WORK_APPROVED),
            },
            MilestoneState.RELEASED: {
                "client": Told(FundsReleasedV1, Type.PAYMENT_RECEIPT),
                "expert": Told(FundsReleasedV1, Type.EARNINGS_RELEASED),
            },
            MilestoneState.REFUNDED: {
                "client": Told(FundsRefundedV1, Type.PAYMENT_REFUNDED),
                "expert": Told(FundsRefundedV1, Type.MILESTONE_REFUNDED),
            },
            MilestoneState.LOST: {
                "client": "their own bank tells them",
                "expert": Told(ChargebackClosedV1, Type.CHARGEBACK_LOST, {"outcome": "lost"}),
            },
            MilestoneState.CANCELLED: {
                "client": Told(MilestoneCancelledV1, Type.MILESTONE_CANCELLED, {"cancelled_by": "expert_id"}),
                "expert": Told(MilestoneCancelledV1, Type.MILESTONE_CANCELLED, {"cancelled_by": "client_id"}),
            },
        },
    ),
    PaymentState: Workflow(
        CLIENT_AND_EXPERT,
        {
            PaymentState.UNFUNDED: {
                "client": Told(PaymentFailedV1, Type.PAYMENT_FAILED),
                "expert": "nothing has changed for them; they hear when the money is there",
            },
            PaymentState.FUNDING: "its client is about to pay",
            PaymentState.CLOSING: "what comes of it is told in a moment",
            PaymentState.HELD: {
                "client": Told(FundsHeldV1, Type.PAYMENT_PROTECTED),
                "expert": Told(FundsHeldV1, Type.MILESTONE_FUNDED),
            },
            PaymentState.PARTIAL: "each release and each refund is told for itself",
            PaymentState.RELEASING: {
                "client": Told(FundsReleasedV1, Type.PAYMENT_RECEIPT),
                "expert": Told(FundsReleasedV1, Type.EARNINGS_RELEASED),
            },
            PaymentState.RELEASED: "told as it became the expert's; the payout to their bank is told too",
            PaymentState.REFUNDING: "told once the provider gave it back",
            PaymentState.REFUNDED: {
                "client": Told(FundsRefundedV1, Type.PAYMENT_REFUNDED),
                "expert": Told(FundsRefundedV1, Type.MILESTONE_REFUNDED),
            },
            PaymentState.CREDITED: {
                "client": Told(FundsRefundedV1, Type.PAYMENT_REFUNDED),
                "expert": Told(FundsRefundedV1, Type.MILESTONE_REFUNDED),
            },
            PaymentState.LOST: {
                "client": "their own bank tells them",
                "expert": Told(ChargebackClosedV1, Type.CHARGEBACK_LOST, {"outcome": "lost"}),
            },
            PaymentState.SETTLED: "each release and each refund is told for itself",
            PaymentState.CANCELLED: "the milestone's cancellation is told",
        },
    ),
    PayoutState: Workflow(
        OWNER,
        {
            PayoutState.PENDING: "nothing to do before the bank answers; the earnings page shows it",
            PayoutState.PAID: {"owner": Told(PayoutPaidV1, Type.PAYOUT_PAID)},
            PayoutState.FAILED: {"owner": Told(PayoutFailedV1, Type.PAYOUT_FAILED)},
        },
    ),
    Stage: Workflow(
        CLIENT_AND_EXPERT,
        {
            Stage.DRAFT: "nobody but its writer knows of it",
            Stage.RESPONSE: {
                "client": Told(DisputeOpenedV1, Type.DISPUTE_FILED, {"opened_by": "client_id"}),
                "expert": Told(
                    DisputeStageEnteredV1,
                    Type.DISPUTE_ANSWER_DUE,
                    {"stage": "response", "opened_by": "client_id"},
                    "deadline_at",
                ),
            },
            Stage.MEDIATION: _stage("mediation", Type.DISPUTE_MEDIATION),
            Stage.ARBITRATION: _stage("arbitration", Type.DISPUTE_ARBITRATION),
            Stage.APPEAL_WINDOW: _stage("appeal_window", Type.DISPUTE_DECISION),
            Stage.APPEAL: _stage("appeal", Type.DISPUTE_APPEAL),
            Stage.RESOLVED: {
                "client": Told(DisputeResolvedV1, Type.DISPUTE_RESOLVED),
                "expert": Told(DisputeResolvedV1, Type.DISPUTE_RESOLVED),
            },
            Stage.SETTLED: "the release and the refund are told each for itself",
        },
    ),
    HearingState: Workflow(
        {"expert": "expert_id", "venue": "venue_account_id"},
        {
            HearingState.OPEN: {
                "expert": Told(ChargebackOpenedV1, Type.CHARGEBACK_OPENED),
                "venue": Told(DepositChargebackOpenedV1, Type.CHARGEBACK_OPENED),
            },
            HearingState.SUBMITTED: "operators hand it in; the page says so, and the bank's decision is told",
            HearingState.CLOSED: {
                "expert": Told(ChargebackClosedV1, Type.CHARGEBACK_WON, {"outcome": "won"}),
                "venue": Told(DepositChargebackClosedV1, Type.CHARGEBACK_WON, {"outcome": "won"}),
            },
        },
    ),
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
        OWNER,
        {
            InvitationState.OPEN: "the invitation is a letter of its own, to somebody who may have no account",
            InvitationState.ACCEPTED: {"owner": Told(RoleGrantedV1, Type.ROLE_GRANTED)},
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

NO_WORKFLOWS: dict[type[StrEnum], str] = {
    DepositStage: "how bookings reads a deposit's state",
    PartState: "a part of a deposit: as the deposit",
    EvidenceState: "a side's own file while it is checked; the manifest shows each side what entered",
    FileStatus: "an upload while it is checked, before whoever uploads it",
    ImageStatus: "an upload while it is checked, before whoever uploads it",
    TableStatus: "what staff see of the room",
    SeatState: "who of a call is there: as the call",
    MessageState: "the venue's mail takes the form's message; the visitor saw that it was taken",
    AgreementState: "staff agree on it at one desk; the statement shows a contributor what it brings",
    ArchiveState: "whoever asked for it waits on the page",
    TransmissionState: "an invoice's way as data; a rejection waits for staff in their list",
    CorrectionStatus: "finance staff work from their list",
    StatementState: "finance staff file it and see at once what came of it",
    CommandStatus: "one call of the provider; what comes of it is told",
    OutcomeStatus: "one call of a rail; what comes of it is told",
    DeliveryState: "one call of a partner's server; an endpoint that is disabled is told",
    DispatchState: "how a notification itself goes out",
    CopyState: "its owner asked for it and follows it; that it is ready is told",
    AnnouncementState: "its writer sees how far it is; the announcement is what people hear",
}
"""States of things that are no business between people, and where what matters of them is told."""


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if {"machine", "models", "use_cases", "kernel"} & set(found.name.split(".")):
            yield importlib.import_module(found.name)


def _state_classes() -> set[type[StrEnum]]:
    """Return what the package calls a state, a stage or a status."""
    classes = (each for module in _modules(guildhall) for each in vars(module).values())
    found = (each for each in classes if isinstance(each, type) and issubclass(each, StrEnum))
    return {each for each in found if each.__name__.endswith(("State", "Stage", "Status"))}


def test_whatever_has_states_is_a_workflow_of_people_or_a_reason_says_why_not() -> None:
    own = {ContractState, PayoutState, CheckState}

    assert _state_classes() == {*WORKFLOWS, *NO_WORKFLOWS} - own
    assert not set(WORKFLOWS) & set(NO_WORKFLOWS)
    assert all(NO_WORKFLOWS.values())


@pytest.mark.parametrize("states", WORKFLOWS, ids=lambda each: f"{each.__module__}.{each.__name__}")
def test_every_state_has_something_for_each_party_or_a_reason(states: type[StrEnum]) -> None:
    workflow = WORKFLOWS[states]

    assert list(workflow.states) == list(states)
    for told in workflow.states.values():
        assert told
        assert isinstance(told, str) or (set(told) == set(workflow.parties) and all(told.values()))


STEPS = [
    pytest.param(workflow.parties[party], told, id=f"{states.__module__}.{state}-{party}")
    for states, workflow in WORKFLOWS.items()
    for state, parties in workflow.states.items()
    if not isinstance(parties, str)
    for party, told in parties.items()
    if isinstance(told, Told)
]


@pytest.mark.feature("NTF-25")
@pytest.mark.parametrize(("party", "step"), STEPS)
def test_whom_a_step_of_a_workflow_concerns_hears_of_it_with_its_deadline(party: str, step: Told) -> None:
    data: dict[str, Any] = json.loads((SAMPLES / f"{step.event.detail_type}.json").read_text())["data"]
    # What differs may name another field: who did it.
    data |= {name: data.get(value, value) if isinstance(value, str) else value for name, value in step.differs.items()}
    named = data[party]

    told = [each for each in notices(step.event.read(data)) if each.type is step.type]

    assert {each.account_id for each in told} >= (set(named) if isinstance(named, list) else {named})
    assert all(not step.deadline or each.params[step.deadline] for each in told)
