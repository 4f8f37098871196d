"""The one catalogue: for every event of the platform, whom it is told to, or why nobody hears of it."""

from __future__ import annotations

from collections.abc import Mapping

from guildhall.administration.events import SettingChangedV1
from guildhall.billing.events import (
    CreditNoteIssuedV1,
    InvoiceIssuedV1,
    ReferralRewardAccruedV1,
    ReferralRewardReversedV1,
    ReferralRewardVestedV1,
    RuleChangeDecidedV1,
    RuleChangeProposedV1,
    SubscriptionEndedV1,
    SubscriptionPaymentFailedV1,
    SubscriptionRenewedV1,
    SubscriptionStartedV1,
    SubscriptionTrialEndingV1,
    TaxProfileSetV1,
)
from guildhall.contracts.events import (
    ChangesRequestedV1,
    ContractOpenedV1,
    ContractSignatureGivenV1,
    ContractSignedV1,
    MilestoneCancelledV1,
    ReviewReminderDueV1,
    WorkApprovedV1,
    WorkDeliveredV1,
)
from guildhall.disputes.events import (
    DisputeLeftV1,
    DisputeOpenedV1,
    DisputeReminderDueV1,
    DisputeResolvedV1,
    DisputeStageEnteredV1,
    DisputeTakenV1,
)
from guildhall.identity.events import (
    AccountConfirmedV1,
    AccountRegisteredV1,
    AccountRenamedV1,
    LocaleChangedV1,
    RoleGrantedV1,
    SignUpRepeatedV1,
    StaffInvitedV1,
)
from guildhall.kernel.events import DomainEvent
from guildhall.notifications.events import MailStoppedV1, NotificationSentV1, NotificationsReadV1, SlackStoppedV1
from guildhall.notifications.models import Notice, Type
from guildhall.notifications.use_cases.alert_decisions import ALERTS
from guildhall.notifications.use_cases.decisions import Chosen, Decision, Silent, notice_of, tells, to_owner
from guildhall.notifications.use_cases.reservations import RESERVATIONS
from guildhall.notifications.use_cases.talk import TALK
from guildhall.partners.events import WebhookDisabledV1
from guildhall.payments.events import (
    ChargebackClosedV1,
    ChargebackOpenedV1,
    DepositChargebackClosedV1,
    DepositChargebackOpenedV1,
    DepositFailedV1,
    DepositFeeKeptV1,
    DepositHeldV1,
    DepositLostV1,
    DepositSettledV1,
    DisputeCostKeptV1,
    DisputeSettledV1,
    FundingDueV1,
    FundsHeldV1,
    FundsRefundedV1,
    FundsReleasedV1,
    PayeeAwaitedV1,
    PaymentFailedV1,
    PayoutAccountReadyV1,
    PayoutFailedV1,
    PayoutPaidV1,
    SubscriptionNoticedV1,
)
from guildhall.profiles.events import ExpertVerifiedV1, ProfilePublishedV1
from guildhall.projects.events import (
    ProjectPostedV1,
    ProposalAcceptedV1,
    ProposalShortlistedV1,
    ProposalSubmittedV1,
    ProposalWithdrawnV1,
)

_PROPOSAL = ("project_id", "proposal_id", "project_title")
_CONTRACT = ("contract_id", "title")
_WORK = ("contract_id", "milestone_id", "milestone_title")
_MONEY = ("contract_id", "milestone_id", "amount_minor", "currency")
_RELEASE = (*_MONEY, "fee_minor", "net_minor")
_DISPUTE = ("dispute_id", "milestone_id")
_CHARGEBACK = ("chargeback_id", "amount_minor", "currency")
_AMOUNT = ("amount_minor", "currency")
_SPLIT = (*_DISPUTE, "to_expert_minor", "to_client_minor", "currency")
_STAGES = {
    "mediation": Type.DISPUTE_MEDIATION,
    "arbitration": Type.DISPUTE_ARBITRATION,
    "appeal_window": Type.DISPUTE_DECISION,
    "appeal": Type.DISPUTE_APPEAL,
}


def _invitation(event: StaffInvitedV1) -> list[Notice]:
    if event.venue_name is None:
        return [notice_of(event.invitation_id, Type.STAFF_INVITED, event, "role")]
    return [notice_of(event.invitation_id, Type.VENUE_STAFF_INVITED, event, "venue_name")]


def _verification(event: ExpertVerifiedV1) -> list[Notice]:
    kind = Type.EXPERT_VERIFIED if event.is_verified else Type.VERIFICATION_REMOVED
    return [Notice(event.account_id, kind)]


def _cancellation(event: MilestoneCancelledV1) -> list[Notice]:
    # The other side; nobody when the platform only repeats it because money arrived afterwards.
    others = {event.client_id: event.expert_id, event.expert_id: event.client_id}
    told = others.get(event.cancelled_by)
    return [notice_of(told, Type.MILESTONE_CANCELLED, event, *_WORK)] if told else []


def _approval(event: WorkApprovedV1) -> list[Notice]:
    told = [notice_of(event.expert_id, Type.WORK_APPROVED, event, *_WORK)]
    if event.is_automatic:
        told.append(notice_of(event.client_id, Type.APPROVED_BY_SILENCE, event, *_WORK))
    return told


def _both_sides(event: ContractOpenedV1 | ContractSignedV1, kind: Type) -> list[Notice]:
    return [notice_of(account_id, kind, event, *_CONTRACT) for account_id in (event.client_id, event.expert_id)]


def _stage(event: DisputeStageEnteredV1) -> list[Notice]:
    if event.stage == "response":
        answerer = event.expert_id if event.opened_by == event.client_id else event.client_id
        return [notice_of(answerer, Type.DISPUTE_ANSWER_DUE, event, *_DISPUTE, "deadline_at")]
    kind = _STAGES[event.stage]
    return [notice_of(side, kind, event, *_DISPUTE, "deadline_at") for side in (event.client_id, event.expert_id)]


def _resolution(event: DisputeResolvedV1) -> list[Notice]:
    is_withdrawn = event.outcome == "withdrawn"
    kind, names = (Type.DISPUTE_WITHDRAWN, _DISPUTE) if is_withdrawn else (Type.DISPUTE_RESOLVED, _SPLIT)
    return [notice_of(side, kind, event, *names) for side in (event.client_id, event.expert_id)]


def _chargeback_closed(event: ChargebackClosedV1 | DepositChargebackClosedV1) -> list[Notice]:
    # An inquiry that the bank dropped is as good as won: the money stays.
    kind = Type.CHARGEBACK_LOST if event.outcome == "lost" else Type.CHARGEBACK_WON
    payee_id = event.expert_id if isinstance(event, ChargebackClosedV1) else event.venue_account_id
    return [notice_of(payee_id, kind, event, *_CHARGEBACK)]


CATALOGUE: Mapping[type[DomainEvent], Decision] = dict(
    [
        (AccountRegisteredV1, Silent("the address is not confirmed; sign-up sends its own code")),
        tells(AccountConfirmedV1, lambda e: [Notice(e.account_id, Type.ACCOUNT_CONFIRMED)]),
        tells(SignUpRepeatedV1, lambda e: [Notice(e.account_id, Type.SIGN_UP_REPEATED)]),
        (AccountRenamedV1, Silent("who changes the name sees it changed")),
        (LocaleChangedV1, Silent("who changes the language reads in it at once")),
        tells(RoleGrantedV1, lambda e: [notice_of(e.account_id, Type.ROLE_GRANTED, e, "role")]),
        tells(StaffInvitedV1, _invitation),
        *RESERVATIONS,
        (ProfilePublishedV1, Silent("who publishes a profile sees that it is published")),
        tells(ExpertVerifiedV1, _verification),
        (ProjectPostedV1, Chosen("experts with skills that it asks for hear of it (matching.py); its client sees it")),
        tells(ProposalSubmittedV1, lambda e: [notice_of(e.client_id, Type.PROPOSAL_SUBMITTED, e, *_PROPOSAL)]),
        tells(ProposalShortlistedV1, lambda e: [notice_of(e.expert_id, Type.PROPOSAL_SHORTLISTED, e, *_PROPOSAL)]),
        # Those who were not chosen hear of it too (matching.py).
        tells(ProposalAcceptedV1, lambda e: [notice_of(e.expert_id, Type.PROPOSAL_ACCEPTED, e, *_PROPOSAL)]),
        tells(ProposalWithdrawnV1, lambda e: [notice_of(e.client_id, Type.PROPOSAL_WITHDRAWN, e, *_PROPOSAL)]),
        tells(ContractOpenedV1, lambda e: _both_sides(e, Type.CONTRACT_TO_SIGN)),
        (ContractSignatureGivenV1, Silent("each was asked to sign, and hears when both have")),
        tells(ContractSignedV1, lambda e: _both_sides(e, Type.CONTRACT_SIGNED)),
        tells(MilestoneCancelledV1, _cancellation),
        tells(WorkDeliveredV1, lambda e: [notice_of(e.client_id, Type.WORK_DELIVERED, e, *_WORK, "release_at")]),
        tells(ReviewReminderDueV1, lambda e: [notice_of(e.client_id, Type.REVIEW_REMINDER, e, *_WORK, "release_at")]),
        tells(ChangesRequestedV1, lambda e: [notice_of(e.expert_id, Type.CHANGES_REQUESTED, e, *_WORK)]),
        tells(WorkApprovedV1, _approval),
        tells(
            FundsHeldV1,
            lambda e: [
                notice_of(e.client_id, Type.PAYMENT_PROTECTED, e, *_MONEY),
                notice_of(e.expert_id, Type.MILESTONE_FUNDED, e, *_MONEY),
            ],
        ),
        tells(
            FundsReleasedV1,
            lambda e: [
                notice_of(e.expert_id, Type.EARNINGS_RELEASED, e, *_RELEASE),
                notice_of(e.client_id, Type.PAYMENT_RECEIPT, e, *_MONEY),
            ],
        ),
        tells(
            FundsRefundedV1,
            lambda e: [
                notice_of(e.client_id, Type.PAYMENT_REFUNDED, e, *_MONEY),
                notice_of(e.expert_id, Type.MILESTONE_REFUNDED, e, *_MONEY),
            ],
        ),
        # The bank's reason is the client's own business and is shown where the card is changed, not in a mailbox.
        tells(PaymentFailedV1, lambda e: [notice_of(e.client_id, Type.PAYMENT_FAILED, e, *_MONEY)]),
        tells(PayoutPaidV1, lambda e: [notice_of(e.account_id, Type.PAYOUT_PAID, e, "amount_minor", "currency")]),
        tells(PayoutFailedV1, lambda e: [notice_of(e.account_id, Type.PAYOUT_FAILED, e, "amount_minor", "currency")]),
        tells(FundingDueV1, lambda e: [notice_of(e.client_id, Type.FUNDING_DUE, e, *_MONEY, "due_on")]),
        tells(PayeeAwaitedV1, lambda e: [notice_of(e.expert_id, Type.PAYEE_AWAITED, e, "amount_minor", "currency")]),
        tells(PayoutAccountReadyV1, lambda e: [Notice(e.account_id, Type.PAYOUT_ACCOUNT_READY)]),
        tells(
            DisputeOpenedV1,
            lambda e: [notice_of(e.opened_by, Type.DISPUTE_FILED, e, *_DISPUTE, "amount_minor", "currency")],
        ),
        tells(DisputeStageEnteredV1, _stage),
        (DisputeTakenV1, Silent("who takes it says so in the dispute's conversation, and messages are told")),
        (DisputeLeftV1, Silent("the stage goes on; whoever takes it next speaks up")),
        tells(
            DisputeReminderDueV1,
            lambda e: [notice_of(side, Type.DISPUTE_REMINDER, e, *_DISPUTE, "deadline_at") for side in e.waits_for],
        ),
        tells(DisputeResolvedV1, _resolution),
        (DepositFeeKeptV1, Silent("the invoice is told, and the terms of the venue showed it before")),
        (DisputeCostKeptV1, Silent("the invoice is told, and the dispute showed the cost before")),
        (DisputeSettledV1, Silent("the release and the refund are told each for itself")),
        (DepositHeldV1, Silent("the reservation that it secures is told, to guest and venue")),
        (DepositFailedV1, Silent("bookings tells the guest what becomes of the reservation")),
        (DepositSettledV1, Silent("what ends the reservation tells what becomes of the deposit")),
        (DepositLostV1, Silent("bookings asks the guest for another, or lets the reservation stand")),
        # Not the client: it is their own bank that tells them.
        tells(ChargebackOpenedV1, lambda e: [notice_of(e.expert_id, Type.CHARGEBACK_OPENED, e, *_CHARGEBACK)]),
        tells(ChargebackClosedV1, _chargeback_closed),
        tells(
            DepositChargebackOpenedV1,
            lambda e: [notice_of(e.venue_account_id, Type.CHARGEBACK_OPENED, e, *_CHARGEBACK)],
        ),
        tells(DepositChargebackClosedV1, _chargeback_closed),
        to_owner(InvoiceIssuedV1, Type.INVOICE_ISSUED, "document_id", "number", "total_minor", "currency"),
        tells(
            RuleChangeProposedV1,
            lambda e: [notice_of(each, Type.RULE_CHANGE_TO_APPROVE, e, "change_id", "name") for each in e.approver_ids],
        ),
        tells(
            RuleChangeDecidedV1,
            lambda e: (
                [notice_of(e.proposed_by, Type.RULE_CHANGE_DECIDED, e, "change_id", "name")]
                if e.decided_by != e.proposed_by
                else []
            ),
        ),
        (CreditNoteIssuedV1, Silent("the refund that it follows from is told already")),
        to_owner(SubscriptionStartedV1, Type.SUBSCRIPTION_STARTED, "plan_name", "period_end"),
        (SubscriptionRenewedV1, Silent("the invoice is told")),
        to_owner(SubscriptionTrialEndingV1, Type.SUBSCRIPTION_TRIAL_ENDING, "plan_name", *_AMOUNT, "ends_at"),
        to_owner(SubscriptionPaymentFailedV1, Type.SUBSCRIPTION_PAYMENT_FAILED, *_AMOUNT),
        (TaxProfileSetV1, Silent("whoever says where they are taxed knows it")),
        to_owner(SubscriptionEndedV1, Type.SUBSCRIPTION_ENDED, "plan_name"),
        (SubscriptionNoticedV1, Silent("an errand between payments and billing")),
        to_owner(ReferralRewardAccruedV1, Type.REWARD_ACCRUED, *_AMOUNT, "vests_at"),
        to_owner(ReferralRewardVestedV1, Type.REWARD_VESTED, *_AMOUNT),
        to_owner(ReferralRewardReversedV1, Type.REWARD_REVERSED, *_AMOUNT, "reason"),
        *TALK,
        *ALERTS,
        tells(MailStoppedV1, lambda e: [Notice(e.account_id, Type.MAIL_STOPPED)]),
        to_owner(SlackStoppedV1, Type.SLACK_STOPPED, "url_host"),
        (NotificationsReadV1, Silent("who reads it sees it read, on each of their devices")),
        (NotificationSentV1, Silent("telling somebody that they were told would never end")),
        (SettingChangedV1, Silent("operators read the audit log")),
        tells(
            WebhookDisabledV1, lambda e: [notice_of(e.account_id, Type.WEBHOOK_DISABLED, e, "endpoint_id", "url_host")]
        ),
    ]
)


def notices(event: DomainEvent) -> list[Notice]:
    """Return whom to tell what; empty for an event that names nobody. Raises KeyError for an event without decision."""
    decision = CATALOGUE[type(event)]
    return [] if isinstance(decision, Silent | Chosen) else decision(event)


def told() -> list[type[DomainEvent]]:
    """Return the events that somebody whom they name hears of, in the order of the catalogue."""
    return [event for event, decision in CATALOGUE.items() if not isinstance(decision, Silent | Chosen)]
