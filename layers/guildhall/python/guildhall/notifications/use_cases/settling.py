"""What events settle: of what an account was told before, that which waits for it no more counts as read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guildhall.contracts.events import (
    ChangesRequestedV1,
    ContractSignatureGivenV1,
    ContractSignedV1,
    MilestoneCancelledV1,
    WorkApprovedV1,
    WorkDeliveredV1,
)
from guildhall.disputes.events import DisputeResolvedV1, DisputeStageEnteredV1
from guildhall.kernel.clock import Clock
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import born_at
from guildhall.messaging.events import CallMissedV1, CallStartedV1
from guildhall.notifications.events import AlertResolvedV1
from guildhall.notifications.models import Notification, Params, Type, before
from guildhall.notifications.ports import Inbox, Settlements
from guildhall.payments.events import (
    ChargebackClosedV1,
    DepositChargebackClosedV1,
    FundsHeldV1,
    PayoutAccountReadyV1,
    PayoutPaidV1,
)
from guildhall.projects.events import ProposalAcceptedV1, ProposalWithdrawnV1


@dataclass(frozen=True, slots=True)
class Settlement:
    """whose: fields of the event that name accounts. types: what is settled of what `about` names, all if empty."""

    whose: tuple[str, ...]
    about: str
    types: frozenset[Type]


def _of(whose: str, about: str, *types: Type) -> Settlement:
    return Settlement(tuple(whose.split()), about, frozenset(types))


_SIDES = "client_id expert_id"
_REVIEW = (Type.WORK_DELIVERED, Type.REVIEW_REMINDER)
_FUNDING = (Type.FUNDING_DUE, Type.PAYMENT_FAILED)
_DISPUTE = (
    Type.DISPUTE_FILED, Type.DISPUTE_ANSWER_DUE, Type.DISPUTE_REMINDER, Type.DISPUTE_MEDIATION,
    Type.DISPUTE_ARBITRATION, Type.DISPUTE_DECISION, Type.DISPUTE_APPEAL,
)  # fmt: skip
SETTLES: Mapping[type[DomainEvent], Settlement] = {
    ContractSignatureGivenV1: _of("account_id", "contract_id", Type.CONTRACT_TO_SIGN),
    ContractSignedV1: _of(_SIDES, "contract_id", Type.CONTRACT_TO_SIGN),
    ProposalWithdrawnV1: _of("client_id", "proposal_id", Type.PROPOSAL_SUBMITTED),
    ProposalAcceptedV1: _of("client_id", "project_id", Type.PROPOSAL_SUBMITTED, Type.PROPOSAL_WITHDRAWN),
    FundsHeldV1: _of("client_id", "milestone_id", *_FUNDING),
    MilestoneCancelledV1: _of(_SIDES, "milestone_id", *_FUNDING, *_REVIEW, Type.CHANGES_REQUESTED),
    WorkDeliveredV1: _of("expert_id", "milestone_id", Type.CHANGES_REQUESTED),
    ChangesRequestedV1: _of("client_id", "milestone_id", *_REVIEW),
    WorkApprovedV1: _of("client_id", "milestone_id", *_REVIEW),
    DisputeStageEnteredV1: _of(_SIDES, "dispute_id", *_DISPUTE),
    DisputeResolvedV1: _of(_SIDES, "dispute_id", *_DISPUTE),
    ChargebackClosedV1: _of("expert_id", "chargeback_id", Type.CHARGEBACK_OPENED),
    DepositChargebackClosedV1: _of("venue_account_id", "chargeback_id", Type.CHARGEBACK_OPENED),
    PayoutAccountReadyV1: _of("account_id", "", Type.PAYEE_AWAITED),
    PayoutPaidV1: _of("account_id", "", Type.PAYOUT_FAILED),
    AlertResolvedV1: _of("watcher_ids", "alert_id", Type.ALERT_RAISED, Type.ALERT_ESCALATED),
    # Who calls back has seen the call. Who writes may have written hours ago, for later.
    CallStartedV1: _of("caller_id", "conversation_id", Type.CALL_MISSED),
    CallMissedV1: _of("missed_ids", "call_id", Type.CALL_STARTED),
}


def settled_by(kind: Type, params: Params) -> list[tuple[str, str]]:
    """Return which types of events settle a notification, and what each has to be about."""
    return [
        (event.detail_type, str(params.get(settlement.about, "")))
        for event, settlement in SETTLES.items()
        if kind in settlement.types
    ]


@dataclass(frozen=True, slots=True)
class Settle:
    """Mark as read what an event settles; letters, texts and pushes of it that still wait do not go out.

    It is remembered, for news of what was before it that comes after it.
    """

    inbox: Inbox
    settlements: Settlements
    clock: Clock

    def __call__(self, event_id: str, event: DomainEvent) -> None:
        """Settle what was told before the event, however late that comes. Raises Unavailable."""
        settlement = SETTLES.get(type(event))
        if settlement is None:
            return
        about = str(getattr(event, settlement.about)) if settlement.about else ""

        def concerns(told: Notification) -> bool:
            return told.type in settlement.types and (not about or about in told.params.values())

        at, by = born_at(event_id), type(event).detail_type
        up_to = before(at)
        for name in settlement.whose:
            named: Any = getattr(event, name)
            for account_id in [named] if isinstance(named, str) else named:
                # First: what is told beside this is either told as settled, or found.
                self.settlements.note(account_id, by, about, at)
                self.inbox.mark_meant(account_id, up_to, self.clock.now(), concerns, is_opened=False)
