"""Contracts, milestones, deliveries, and what happened when."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from guildhall.contracts.errors import ContractNotSigned, DeliverySuperseded, TermsChanged
from guildhall.contracts.events import AgreedMilestone
from guildhall.contracts.machine import ENDED, MilestoneState
from guildhall.kernel.types import Instant


@dataclass(frozen=True, slots=True)
class Signature:
    """One side agreed to terms. terms_version and terms_digest: which ones."""

    account_id: str
    terms_version: int
    terms_digest: str
    signed_at: Instant


@dataclass(frozen=True, slots=True)
class Contract:
    """Terms between a client and an expert.

    terms_version: counts changes of the terms. terms_digest: SHA-256 of what is signed, hexadecimal.
    category: what kind of work it is, as the project said.
    """

    contract_id: str
    project_id: str
    proposal_id: str
    client_id: str
    expert_id: str
    title: str
    currency: str
    total_minor: int
    terms_version: int
    terms_digest: str
    opened_at: Instant
    client_signature: Signature | None = None
    expert_signature: Signature | None = None
    category: str | None = None
    version: int = 0

    @property
    def is_signed(self) -> bool:
        """Whether both sides signed the present terms."""
        return all(
            signature is not None and signature.terms_version == self.terms_version
            for signature in (self.client_signature, self.expert_signature)
        )

    def signature_of(self, account_id: str) -> Signature | None:
        """Return the signature of a side, or None."""
        return self.client_signature if account_id == self.client_id else self.expert_signature

    def signed_by(self, account_id: str, terms_version: int, at: datetime) -> Contract:
        """Return the contract with a side's signature; a side that has signed stays as it is. Raises TermsChanged."""
        if terms_version != self.terms_version:
            raise TermsChanged(f"the terms to sign are version {self.terms_version}")
        present = self.signature_of(account_id)
        if present is not None and present.terms_version == terms_version:
            return self
        signature = Signature(account_id, terms_version, self.terms_digest, at)
        if account_id == self.client_id:
            return replace(self, client_signature=signature)
        return replace(self, expert_signature=signature)

    def require_signed(self) -> None:
        """Refuse to go on before both signed. Raises ContractNotSigned."""
        if not self.is_signed:
            raise ContractNotSigned


@dataclass(frozen=True, slots=True)
class Milestone:
    """A part of the work.

    number: place in the contract, from 1. delivery: how often work was handed in. remind_at, release_at: of the open
    review, absent while none is open. change_reason: why the client last asked for changes. chargebacks: of cardholders
    about its money, while their bank decides; closed_chargebacks: those that it decided.
    """

    milestone_id: str
    contract_id: str
    client_id: str
    expert_id: str
    number: int
    title: str
    amount_minor: int
    currency: str
    due_on: date
    state: MilestoneState = MilestoneState.AGREED
    delivery: int = 0
    remind_at: Instant | None = None
    reminded_at: Instant | None = None
    release_at: Instant | None = None
    change_reason: str | None = None
    chargebacks: tuple[str, ...] = ()
    closed_chargebacks: tuple[str, ...] = ()
    version: int = 0

    @property
    def is_frozen(self) -> bool:
        """Whether a bank decides about its money: silence approves nothing meanwhile."""
        return bool(self.chargebacks)

    def is_waiting_for(self, delivery: int) -> bool:
        """Tell whether this very delivery waits for the client's answer."""
        return self.state is MilestoneState.DELIVERED and self.delivery == delivery

    def require_waiting_for(self, delivery: int) -> None:
        """Refuse a judgement about another delivery than the open one. Raises DeliverySuperseded."""
        if self.delivery != delivery:
            raise DeliverySuperseded(f"the last delivery is number {self.delivery}")

    def in_state(self, state: MilestoneState) -> Milestone:
        """Return the milestone in a state without an open review."""
        return replace(self, state=state, remind_at=None, reminded_at=None, release_at=None)


@dataclass(frozen=True, slots=True)
class Windows:
    """How long a client may stay silent, and when in that time they are reminded."""

    review: timedelta
    reminder: timedelta


@dataclass(frozen=True, slots=True)
class Delivery:
    """Work handed in. number: from 1. file_ids: what belongs to it; possibly none."""

    contract_id: str
    milestone_id: str
    number: int
    note: str
    file_ids: tuple[str, ...]
    delivered_at: Instant
    release_at: Instant


class ActivityKind(StrEnum):
    """What can happen in a contract."""

    CONTRACT_OPENED = "contract_opened"
    SIGNATURE_GIVEN = "signature_given"
    CONTRACT_SIGNED = "contract_signed"
    FUNDS_HELD = "funds_held"
    WORK_DELIVERED = "work_delivered"
    CLIENT_REMINDED = "client_reminded"
    CHANGES_REQUESTED = "changes_requested"
    WORK_APPROVED = "work_approved"
    FUNDS_RELEASED = "funds_released"
    FUNDS_REFUNDED = "funds_refunded"
    PART_RELEASED = "part_released"
    PART_REFUNDED = "part_refunded"
    MILESTONE_CANCELLED = "milestone_cancelled"
    CHARGEBACK_OPENED = "chargeback_opened"
    CHARGEBACK_CLOSED = "chargeback_closed"
    FUNDS_LOST = "funds_lost"
    PART_LOST = "part_lost"


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of a contract's activity feed. actor_id: `system` for timers and events."""

    activity_id: str
    contract_id: str
    type: ActivityKind
    actor_id: str
    at: Instant
    milestone_id: str | None = None
    milestone_title: str | None = None
    delivery: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A contract as lists show it."""

    contract_id: str
    client_id: str
    expert_id: str
    title: str
    currency: str
    total_minor: int
    is_signed: bool
    opened_at: Instant


@dataclass(frozen=True, slots=True)
class OpenReview:
    """A delivery that waits, as the sweep finds it."""

    contract_id: str
    milestone_id: str
    delivery: int
    release_at: Instant


class Side(StrEnum):
    """In which role an account is in a contract."""

    CLIENT = "client"
    EXPERT = "expert"


def digest(client_id: str, expert_id: str, currency: str, milestones: Sequence[AgreedMilestone]) -> str:
    """Return the SHA-256 of the terms, so that a signature can be held against what was signed."""
    terms = {
        "client_id": client_id,
        "expert_id": expert_id,
        "currency": currency,
        "milestones": [milestone.model_dump(mode="json") for milestone in milestones],
    }
    return hashlib.sha256(json.dumps(terms, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def is_completed(milestones: Sequence[Milestone]) -> bool:
    """Tell whether nothing more is expected of any milestone."""
    return all(milestone.state in ENDED for milestone in milestones)


def card_of(contract: Contract) -> Card:
    """Return what lists show of a contract."""
    return Card(
        contract_id=contract.contract_id,
        client_id=contract.client_id,
        expert_id=contract.expert_id,
        title=contract.title,
        currency=contract.currency,
        total_minor=contract.total_minor,
        is_signed=contract.is_signed,
        opened_at=contract.opened_at,
    )
