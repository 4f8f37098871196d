"""Which adapter stands behind which port of disputes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from guildhall.administration.wiring.settings import get_setting
from guildhall.disputes.gateways.records import PaymentsOutcomes, PlatformRecords
from guildhall.disputes.gateways.watches import StepFunctionsWatches
from guildhall.disputes.models import Held, Terms
from guildhall.disputes.ports import Watches
from guildhall.disputes.store.disputes import DynamoDisputes
from guildhall.disputes.store.hearings import DynamoHearings
from guildhall.disputes.use_cases.access import AccessDispute
from guildhall.disputes.use_cases.clerk import Clerk
from guildhall.disputes.use_cases.deciding import AppealDecision, Decide, LeaveDispute, TakeDispute
from guildhall.disputes.use_cases.evidence import (
    AnnounceEvidence,
    ConfirmEvidence,
    EnterEvidence,
    LinkEvidence,
    ListEvidence,
    WithdrawEvidence,
)
from guildhall.disputes.use_cases.filing import BeginFiling, SubmitFiling, WriteFiling
from guildhall.disputes.use_cases.hearings import (
    AccessHearing,
    CloseHearing,
    ListHearings,
    OpenHearing,
    SubmitEvidence,
    SweepHearings,
    WriteStatement,
)
from guildhall.disputes.use_cases.reading import ListDisputes, ListQueue, ReadConversation, ReadTimeline
from guildhall.disputes.use_cases.talking import (
    AcceptClaim,
    AcceptSplit,
    AnswerClaim,
    ProposeSplit,
    WantDecision,
    WithdrawDispute,
    WriteNote,
)
from guildhall.disputes.use_cases.timing import (
    BeginWatch,
    CheckSettled,
    FollowMoney,
    PassDeadline,
    RaiseTrouble,
    RecordSettlement,
    RemindSides,
    SweepDeadlines,
)
from guildhall.payments.ports import Payments
from guildhall.payments.wiring.recovering import submit_evidence
from guildhall.payments.wiring.storing import store as store_of_payments
from guildhall.platform.assembly import Platform
from guildhall.platform.files import Shelf, shelf
from guildhall.platform.vault import Vault

if TYPE_CHECKING:
    from guildhall.messaging.schemas.printed import Prints


@dataclass(frozen=True, slots=True)
class DisputesSettings:
    """workflow: ARN of the dispute workflow."""

    workflow: str


@dataclass(frozen=True, slots=True)
class PlatformSettings:
    """The port `Settings` on administration's settings (decision 0002)."""

    value_of: Callable[[str], int]

    def terms(self) -> Terms:
        """Return the present windows and cost."""
        return Terms(
            response=self._window("dispute_response_seconds"),
            mediation=self._window("dispute_mediation_seconds"),
            arbitration=self._window("dispute_arbitration_seconds"),
            appeal_window=self._window("dispute_appeal_window_seconds"),
            appeal=self._window("dispute_appeal_seconds"),
            cost_basis_points=self.value_of("dispute_cost_basis_points"),
        )

    def _window(self, name: str) -> timedelta:
        return timedelta(seconds=self.value_of(name))


@dataclass(frozen=True, slots=True)
class PaymentsFunds:
    """The port `Funds` on payments (decision 0002): a projection would say held after the money has left."""

    payments: Payments

    def held(self, milestone_id: str) -> Held | None:
        """Return what is held at this moment, or None."""
        payment = self.payments.get(milestone_id)
        if payment is None:
            return None
        return Held(
            milestone_id=milestone_id,
            contract_id=payment.contract_id,
            client_id=payment.client_id,
            expert_id=payment.expert_id,
            title=payment.title,
            held_minor=payment.held_minor,
            currency=payment.currency,
        )


@dataclass(frozen=True, slots=True)
class HearingDesk:
    """The use cases of chargebacks."""

    access: AccessHearing
    list: ListHearings
    write: WriteStatement
    submit: SubmitEvidence
    open: OpenHearing
    close: CloseHearing
    sweep: SweepHearings


@dataclass(frozen=True, slots=True)
class Background:
    """What events and timers ask for."""

    disputes: Disputes
    hearings: HearingDesk


@dataclass(frozen=True, slots=True)
class Disputes:
    """The use cases."""

    access: AccessDispute
    begin_filing: BeginFiling
    write_filing: WriteFiling
    submit_filing: SubmitFiling
    accept_claim: AcceptClaim
    answer_claim: AnswerClaim
    withdraw: WithdrawDispute
    propose_split: ProposeSplit
    accept_split: AcceptSplit
    want_decision: WantDecision
    write_note: WriteNote
    announce_evidence: AnnounceEvidence
    confirm_evidence: ConfirmEvidence
    enter_evidence: EnterEvidence
    withdraw_evidence: WithdrawEvidence
    list_evidence: ListEvidence
    link_evidence: LinkEvidence
    take: TakeDispute
    leave: LeaveDispute
    decide: Decide
    appeal: AppealDecision
    list: ListDisputes
    list_queue: ListQueue
    read_timeline: ReadTimeline
    begin_watch: BeginWatch
    pass_deadline: PassDeadline
    remind: RemindSides
    follow_money: FollowMoney
    record_settlement: RecordSettlement
    check_settled: CheckSettled
    raise_trouble: RaiseTrouble
    sweep: SweepDeadlines
    shelf: Shelf


def wire(platform: Platform, vault: Vault | None = None, watches: Watches | None = None) -> Disputes:
    """Build the use cases on DynamoDB, S3 and Step Functions. vault, watches: instead of these, for tests."""
    gate, disputes = platform.gate, DynamoDisputes(platform.database, platform.cursors)
    setting = get_setting(platform)
    clerk = Clerk(platform.clock, platform.ids, PlatformSettings(lambda name: setting(name).value))
    funds, files = PaymentsFunds(store_of_payments(platform)), shelf(platform, "disputes", vault)
    access, pass_deadline = AccessDispute(disputes, gate), PassDeadline(disputes, clerk)
    watched = watches or StepFunctionsWatches(platform.settings(DisputesSettings).workflow)
    return Disputes(
        access=access,
        begin_filing=BeginFiling(disputes, funds, gate, clerk),
        write_filing=WriteFiling(disputes, access),
        submit_filing=SubmitFiling(disputes, access, funds, clerk),
        accept_claim=AcceptClaim(disputes, access, clerk),
        answer_claim=AnswerClaim(disputes, access, clerk),
        withdraw=WithdrawDispute(disputes, access, clerk),
        propose_split=ProposeSplit(disputes, access, clerk),
        accept_split=AcceptSplit(disputes, access, clerk),
        want_decision=WantDecision(disputes, access, clerk),
        write_note=WriteNote(disputes, access, clerk),
        announce_evidence=AnnounceEvidence(disputes, access, files, clerk),
        confirm_evidence=ConfirmEvidence(disputes, access, files),
        enter_evidence=EnterEvidence(disputes, files, clerk),
        withdraw_evidence=WithdrawEvidence(disputes, access, clerk),
        list_evidence=ListEvidence(disputes, access),
        link_evidence=LinkEvidence(disputes, access, files),
        take=TakeDispute(disputes, access, clerk),
        leave=LeaveDispute(disputes, access, clerk),
        decide=Decide(disputes, access, clerk),
        appeal=AppealDecision(disputes, access, clerk),
        list=ListDisputes(disputes, gate),
        list_queue=ListQueue(disputes, gate),
        read_timeline=ReadTimeline(disputes, access),
        begin_watch=BeginWatch(disputes, watched),
        pass_deadline=pass_deadline,
        remind=RemindSides(disputes, clerk),
        follow_money=FollowMoney(disputes, funds, clerk),
        record_settlement=RecordSettlement(disputes, clerk),
        check_settled=CheckSettled(disputes),
        raise_trouble=RaiseTrouble(disputes),
        sweep=SweepDeadlines(disputes, pass_deadline, watched, clerk),
        shelf=files,
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """What mediators and arbitrators work with. prints: what the sides wrote to each other, as messaging exports it."""

    disputes: Disputes
    read_conversation: ReadConversation
    conversation_of: Callable[[str], str]
    prints: Prints


def wire_desk(platform: Platform, vault: Vault | None = None, watches: Watches | None = None) -> Desk:
    """Build what judges call. vault, watches: instead of S3 and Step Functions, for tests."""
    # Not above: the functions of `wire` start without it.
    from guildhall.messaging import wiring as messaging

    disputes = wire(platform, vault, watches)
    read = ReadConversation(disputes.access)
    return Desk(disputes, read, messaging.conversation_of, messaging.wire_prints(platform))


def wire_hearings(platform: Platform, vault: Vault | None = None) -> HearingDesk:
    """Build the hearings of chargebacks. vault: instead of S3, for tests."""
    # Not above: the functions of `wire` start without them.
    from guildhall.bookings.wiring.records import visit_records
    from guildhall.contracts import wiring as contracts
    from guildhall.messaging import wiring as messaging

    gate, clock = platform.gate, platform.clock
    hearings = DynamoHearings(platform.database, platform.cursors)
    words, visit = messaging.contract_words(platform), visit_records(platform)
    records = PlatformRecords(contracts.wire(platform, vault), words, visit)
    access = AccessHearing(hearings, gate)
    submit = SubmitEvidence(hearings, access, submit_evidence(platform), clock)
    return HearingDesk(
        access=access,
        list=ListHearings(hearings, gate),
        write=WriteStatement(hearings, access),
        submit=submit,
        open=OpenHearing(hearings, records, PaymentsOutcomes(store_of_payments(platform)), clock),
        close=CloseHearing(hearings, clock),
        sweep=SweepHearings(hearings, submit, clock),
    )


def wire_background(platform: Platform, vault: Vault | None = None, watches: Watches | None = None) -> Background:
    """Build what follows events and timers. vault, watches: instead of S3 and Step Functions, for tests."""
    return Background(wire(platform, vault, watches), wire_hearings(platform, vault))
