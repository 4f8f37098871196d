"""What happened to a payment, as its two sides read it: a line of the payment's timeline."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from guildhall.kernel.types import Instant


class StepKind(StrEnum):
    """What happened."""

    OPENED = "opened"
    ATTEMPT_OPENED = "attempt_opened"
    ATTEMPT_ENDED = "attempt_ended"
    CANCELLED = "cancelled"
    HELD = "held"
    DELIVERED = "delivered"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    RELEASED = "released"
    SENT = "sent"
    REFUND_ORDERED = "refund_ordered"
    REFUNDED = "refunded"
    REFUND_REFUSED = "refund_refused"
    CREDITED = "credited"
    COST_KEPT = "cost_kept"
    SPLIT_PROPOSED = "split_proposed"
    SPLIT_DECLINED = "split_declined"
    FROZEN = "frozen"
    THAWED = "thawed"
    CHARGEBACK_WON = "chargeback_won"
    CHARGEBACK_LOST = "chargeback_lost"
    RECOVERED = "recovered"
    TRANSFER_REVERSED = "transfer_reversed"
    PAYEE_AWAITED = "payee_awaited"
    HOLD_ENDS_SOON = "hold_ends_soon"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. amount_minor: in the payment's currency, 0 where none moved.

    about: what it concerns, such as a reason to freeze or a command. by: an account, or `system`. milestone_id: or a
    deposit's. currency: of a deposit's amount.
    """

    milestone_id: str
    kind: StepKind
    at: Instant
    amount_minor: int = 0
    about: str | None = None
    by: str = "system"
    currency: str = ""
