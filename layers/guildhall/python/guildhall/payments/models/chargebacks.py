"""Chargebacks: a cardholder's bank takes money back, or asks about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from guildhall.kernel.types import Instant


class ChargebackOutcome(StrEnum):
    """How the bank decided."""

    WON = "won"
    LOST = "lost"
    WARNING_CLOSED = "warning_closed"


@dataclass(frozen=True, slots=True)
class Chargeback:
    """One dispute of a cardholder about one milestone, or about one deposit. All amounts in minor units of `currency`.

    chargeback_id: the provider's id. milestone_id: of a deposit, its own id, as everywhere that the provider speaks of
    both; then there is no contract, the client may have no account, and the expert is the venue's account. status: the
    provider's word. amount_minor: what the bank takes, or would. is_booked: whether the money has left us.
    from_hold_minor, recovered_minor, owed_minor, loss_minor: once it is lost, where the money came from: the hold, the
    expert's account, what the expert still owes, and the platform. evidence: what was handed to the bank, by the
    provider's names; evidence_number counts the times.
    """

    chargeback_id: str
    milestone_id: str
    expert_id: str
    amount_minor: int
    currency: str
    reason: str
    status: str
    opened_at: Instant
    contract_id: str | None = None
    client_id: str | None = None
    evidence_due_at: Instant | None = None
    is_booked: bool = False
    outcome: ChargebackOutcome | None = None
    from_hold_minor: int = 0
    recovered_minor: int = 0
    owed_minor: int = 0
    loss_minor: int = 0
    evidence: Mapping[str, str] = field(default_factory=dict)
    evidence_number: int = 0
    version: int = 0
