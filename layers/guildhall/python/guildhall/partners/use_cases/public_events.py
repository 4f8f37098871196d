"""Events in the words that partners know: names and fields of their own, versioned apart from ours.

A field gets out only if it stands here. Adding one is compatible; anything else is a new version of the name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from guildhall.billing.events import InvoiceIssuedV1
from guildhall.bookings.events import (
    GuestSeatedV1,
    NoShowRecordedV1,
    ReservationCancelledV1,
    ReservationChangedV1,
    ReservationConfirmedV1,
)
from guildhall.contracts.events import ChangesRequestedV1, ContractSignedV1, WorkApprovedV1, WorkDeliveredV1
from guildhall.disputes.events import DisputeOpenedV1, DisputeResolvedV1, DisputeStageEnteredV1
from guildhall.kernel.events import DomainEvent
from guildhall.messaging.events import ConversationOpenedV1
from guildhall.partners.models import PING, PublicEvent
from guildhall.payments.events import FundsHeldV1, FundsRefundedV1, FundsReleasedV1, PaymentFailedV1
from guildhall.projects.events import ProjectPostedV1, ProposalAcceptedV1, ProposalSubmittedV1

VERSION = "1"
"""Of the payloads; stands in each of them."""


@dataclass(frozen=True, slots=True)
class Translation:
    """name: public. fields: public field to field of the event. meaning: for docs/webhooks.md."""

    name: str
    fields: Mapping[str, str]
    meaning: str


def _same(*names: str, **renamed: str) -> dict[str, str]:
    return {**{name: name for name in names}, **renamed}


_PROPOSAL = _same("project_id", "proposal_id", "client_id", "expert_id", "project_title")
_SIDES = _same("contract_id", "client_id", "expert_id")
_WORK = {**_SIDES, **_same("milestone_id", "milestone_title", "delivery")}
_DISPUTE = {**_SIDES, **_same("dispute_id", "milestone_id")}
_RESERVATION = _same("reservation_id", "venue_id", "party", "starts_at")
_PLACE = {**_RESERVATION, **_same("ends_at", "table_ids")}
_MONEY = {**_SIDES, **_same("milestone_id", "amount_minor", "currency")}

PUBLIC: Mapping[type[DomainEvent], Translation] = {
    ProjectPostedV1: Translation(
        "project.posted", _same("project_id", "client_id", "title", "skills"), "A project is open for proposals."
    ),
    ProposalSubmittedV1: Translation("proposal.submitted", _PROPOSAL, "An expert offered to do a project."),
    ProposalAcceptedV1: Translation(
        "proposal.accepted", {**_PROPOSAL, **_same("currency", "milestones")}, "The client chose a proposal."
    ),
    ContractSignedV1: Translation(
        "contract.signed", {**_SIDES, **_same("title", "currency", "milestones")}, "Both sides signed the same terms."
    ),
    WorkDeliveredV1: Translation(
        "work.delivered", {**_WORK, "approved_by_silence_at": "release_at"}, "The expert handed work in."
    ),
    ChangesRequestedV1: Translation("work.changes_requested", _WORK, "The client asked for changes."),
    WorkApprovedV1: Translation(
        "work.approved", {**_WORK, "is_automatic": "is_automatic"}, "The work is approved, by the client or by silence."
    ),
    FundsHeldV1: Translation("payment.held", _MONEY, "The client's money for a milestone is protected."),
    FundsReleasedV1: Translation(
        "payment.released",
        {**_MONEY, **_same("release_id", "net_minor", "is_automatic", commission_minor="fee_minor")},
        "Protected money now belongs to the expert, less commission.",
    ),
    FundsRefundedV1: Translation("payment.refunded", _MONEY, "Protected money went back to the client."),
    PaymentFailedV1: Translation("payment.failed", _MONEY, "A payment was refused; the milestone is unfunded."),
    DisputeOpenedV1: Translation(
        "dispute.opened",
        {**_DISPUTE, **_same("opened_by", "amount_minor", "currency")},
        "One side disputes the protected money of a milestone; it is frozen.",
    ),
    DisputeStageEnteredV1: Translation(
        "dispute.stage_entered",
        {**_DISPUTE, **_same("stage", "is_by_silence", "deadline_at")},
        "A dispute moved on, and has a new deadline.",
    ),
    DisputeResolvedV1: Translation(
        "dispute.resolved",
        {**_DISPUTE, **_same("outcome", "to_expert_minor", "to_client_minor", "currency")},
        "A dispute is over; the money is split so, or as before if it was withdrawn.",
    ),
    InvoiceIssuedV1: Translation(
        "invoice.issued",
        _same("document_id", "number", "account_id", "contract_id", "milestone_id", "total_minor", "currency"),
        "A document got its number and can be downloaded.",
    ),
    ConversationOpenedV1: Translation(
        "conversation.opened",
        _same("conversation_id", "contract_id", "participant_ids", "subject", "subject_id"),
        "A conversation exists.",
    ),
    ReservationConfirmedV1: Translation("reservation.confirmed", _PLACE, "A table is kept for a party."),
    ReservationChangedV1: Translation(
        "reservation.changed",
        {**_PLACE, **_same("was_party", "was_starts_at")},
        "A reservation has another time, party or place.",
    ),
    ReservationCancelledV1: Translation(
        "reservation.cancelled", {**_RESERVATION, **_same("cancelled_by")}, "A reservation will not take place."
    ),
    GuestSeatedV1: Translation(
        "reservation.seated",
        {**_RESERVATION, **_same("seated_at", "table_ids", "is_walk_in")},
        "A party has come, with or without a reservation.",
    ),
    NoShowRecordedV1: Translation("reservation.no_show", _RESERVATION, "A party did not come."),
}

NAMES = tuple(translation.name for translation in PUBLIC.values())
"""What endpoints may subscribe to; a ping needs no subscription."""

_CONCERNED = ("client_id", "expert_id", "account_id", "owner_id")


def translate(event: DomainEvent, occurred_at: datetime) -> PublicEvent:
    """Return the event in public words. Raises KeyError for an event that has none."""
    translation = PUBLIC[type(event)]
    plain = event.model_dump(mode="json")
    concerned = {str(plain[name]) for name in _CONCERNED if plain.get(name)} | set(plain.get("participant_ids", []))
    data = {public: plain[internal] for public, internal in translation.fields.items()}
    return PublicEvent(translation.name, occurred_at, data, frozenset(concerned))


def ping(endpoint_id: str, occurred_at: datetime) -> PublicEvent:
    """Return the event of a test delivery."""
    return PublicEvent(PING, occurred_at, {"endpoint_id": endpoint_id})
