"""The dispute itself: what was filed, what is on the table, who decided what, and what it costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from guildhall.disputes import machine
from guildhall.disputes.errors import FilingIncomplete, NotImpartial, SplitNotWhole, SplitSuperseded, SplitUnknown
from guildhall.disputes.machine import Move, Stage
from guildhall.kernel.errors import Fault
from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant

LEAST_ACCOUNT = 20
"""Characters: enough to say what happened, so that the other side can answer it."""
MOST_SPLITS = 20
"""Of one dispute; who has not agreed by then needs a decision."""


class Reason(StrEnum):
    """Why somebody disputes."""

    NOT_DELIVERED = "not_delivered"
    NOT_AS_AGREED = "not_as_agreed"
    LATE = "late"
    UNREACHABLE = "unreachable"
    APPROVAL_REFUSED = "approval_refused"
    SCOPE_CHANGED = "scope_changed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Held:
    """What payments says of a milestone's money. held_minor: what is still there."""

    milestone_id: str
    contract_id: str
    client_id: str
    expert_id: str
    title: str
    held_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The present settings. cost_basis_points: the share of the amount that a decision costs."""

    response: timedelta
    mediation: timedelta
    arbitration: timedelta
    appeal_window: timedelta
    appeal: timedelta
    cost_basis_points: int

    def window(self, stage: Stage) -> timedelta:
        """Return how long an open stage may last."""
        windows = {
            Stage.RESPONSE: self.response,
            Stage.MEDIATION: self.mediation,
            Stage.ARBITRATION: self.arbitration,
            Stage.APPEAL_WINDOW: self.appeal_window,
            Stage.APPEAL: self.appeal,
        }
        return windows[stage]


@dataclass(frozen=True, slots=True)
class Filing:
    """What the opener writes, step by step. to_expert_minor: what they ask to go to the expert; the rest to the client.

    account: what happened, in their words.
    """

    reason: Reason | None = None
    account: str = ""
    to_expert_minor: int | None = None

    def missing(self, amount_minor: int) -> tuple[Fault, ...]:
        """Return what keeps the filing from being submitted, by the fields of the form."""
        faults = []
        if self.reason is None:
            faults.append(Fault("/reason", "choose a reason", "missing"))
        if len(self.account.strip()) < LEAST_ACCOUNT:
            faults.append(Fault("/account", f"say what happened, in {LEAST_ACCOUNT} characters or more", "too_short"))
        if self.to_expert_minor is None:
            faults.append(Fault("/to_expert_minor", "say how the money should be shared", "missing"))
        elif self.to_expert_minor > amount_minor:
            faults.append(Fault("/to_expert_minor", f"at most {amount_minor}", "too_large"))
        return tuple(faults)


@dataclass(frozen=True, slots=True)
class Answer:
    """The other side's story."""

    text: str
    given_at: Instant


@dataclass(frozen=True, slots=True)
class Split:
    """A way to share the disputed money that somebody proposed. number: from 1. accepted_by: sides that said yes."""

    number: int
    proposed_by: str
    to_expert_minor: int
    to_client_minor: int
    note: str
    proposed_at: Instant
    accepted_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What an arbitrator decided and why. evidence_digest: of the manifest's last entry, which it seals."""

    arbitrator_id: str
    to_expert_minor: int
    to_client_minor: int
    reasons: str
    decided_at: Instant
    is_final: bool
    evidence_digest: str = ""


@dataclass(frozen=True, slots=True)
class Costs:
    """What a decision costs. Agreements and withdrawals cost nothing.

    total_minor: the share of the amount. Each side bears the part of it that corresponds to what the other side gets,
    but never more than its own part of the held money; the platform waives the rest.
    """

    basis_points: int
    total_minor: int
    from_expert_minor: int = 0
    from_client_minor: int = 0

    @classmethod
    def before(cls, amount: Money, basis_points: int) -> Costs:
        """Return what would be due at most, as it is shown before anybody files."""
        return cls(basis_points, amount.share(basis_points).minor)

    def after(self, to_expert_minor: int, to_client_minor: int, currency: str) -> Costs:
        """Return who bears what once the split is decided."""
        amount = to_expert_minor + to_client_minor
        if not self.total_minor or not amount:
            return self
        by_expert, by_client = Money(self.total_minor, currency).allocate([to_client_minor, to_expert_minor])
        return replace(
            self,
            from_expert_minor=min(by_expert.minor, to_expert_minor),
            from_client_minor=min(by_client.minor, to_client_minor),
        )


@dataclass(frozen=True, slots=True)
class Dispute:
    """One side's objection to what becomes of a milestone's held money.

    turn: counts the stages it has been in, so that a timer can tell whose it is. deadline_at, remind_at: of the present
    stage. misses: how often a person of ours let the present stage's deadline pass. wants_decision: sides that wish to
    end the mediation. cost_basis_points: as it stood at filing. evidence_count, evidence_digest: of the manifest.
    trouble: why a person must look, if one must.
    """

    dispute_id: str
    contract_id: str
    milestone_id: str
    milestone_title: str
    client_id: str
    expert_id: str
    opened_by: str
    amount_minor: int
    currency: str
    cost_basis_points: int
    created_at: Instant
    stage: Stage = Stage.DRAFT
    filing: Filing = Filing()
    submitted_at: Instant | None = None
    turn: int = 0
    deadline_at: Instant | None = None
    remind_at: Instant | None = None
    reminded_at: Instant | None = None
    misses: int = 0
    answer: Answer | None = None
    splits: tuple[Split, ...] = ()
    wants_decision: tuple[str, ...] = ()
    mediator_id: str | None = None
    arbitrator_id: str | None = None
    decisions: tuple[Decision, ...] = ()
    appealed_by: str | None = None
    grounds: str | None = None
    evidence_count: int = 0
    evidence_digest: str = ""
    outcome: str | None = None
    to_expert_minor: int = 0
    to_client_minor: int = 0
    resolved_at: Instant | None = None
    settled_at: Instant | None = None
    trouble: str | None = None
    version: int = 0

    @property
    def sides(self) -> tuple[str, str]:
        """The accounts of client and expert."""
        return self.client_id, self.expert_id

    @property
    def respondent_id(self) -> str:
        """The side that did not file."""
        return self.expert_id if self.opened_by == self.client_id else self.client_id

    @property
    def is_open(self) -> bool:
        """Whether the money is frozen by it."""
        return self.stage in machine.OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether a person of ours let the present deadline pass."""
        return self.is_open and self.misses > 0

    @property
    def costs(self) -> Costs:
        """What the dispute costs: an upper bound while it is open, who bears it once it was decided."""
        before = Costs.before(Money(self.amount_minor, self.currency), self.cost_basis_points)
        if self.outcome is None:
            return before
        if self.outcome != "decided":
            return Costs(self.cost_basis_points, 0)
        return before.after(self.to_expert_minor, self.to_client_minor, self.currency)

    def moved(self, move: Move) -> Dispute:
        """Return the dispute after a move. Raises DisputeMoveRefused."""
        return replace(self, stage=machine.move(self.stage, move))

    def with_deadline(self, now: datetime, window: timedelta) -> Dispute:
        """Return the dispute at the beginning of its present stage; who is awaited is reminded in its last quarter."""
        deadline = now + window
        return replace(
            self, turn=self.turn + 1, deadline_at=deadline, remind_at=deadline - window / 4, reminded_at=None, misses=0
        )

    def require_complete(self) -> None:
        """Refuse to submit before every step is filled in. Raises FilingIncomplete."""
        if faults := self.filing.missing(self.amount_minor):
            raise FilingIncomplete("; ".join(f"{each.pointer}: {each.detail}" for each in faults), faults=faults)

    def require_whole(self, to_expert_minor: int, to_client_minor: int) -> None:
        """Refuse parts that are not exactly the disputed amount. Raises SplitNotWhole."""
        if to_expert_minor + to_client_minor != self.amount_minor:
            why = f"{to_expert_minor} and {to_client_minor} are not {self.amount_minor}"
            raise SplitNotWhole(why, faults=(Fault("/to_client_minor", why, "not_whole"),))

    def split(self, number: int) -> Split:
        """Return the split that is on the table, by its number. Raises SplitUnknown, SplitSuperseded."""
        if not 1 <= number <= len(self.splits):
            raise SplitUnknown
        found = self.splits[number - 1]
        if number != len(self.splits):
            raise SplitSuperseded(f"split {len(self.splits)} is on the table")
        if found.to_expert_minor + found.to_client_minor != self.amount_minor:
            raise SplitSuperseded(f"{self.amount_minor} is disputed by now")
        return found

    def require_impartial(self, account_id: str) -> None:
        """Refuse a person who is a side, mediated, or decided before. Raises NotImpartial."""
        earlier = {decision.arbitrator_id for decision in self.decisions}
        if account_id in {*self.sides, self.mediator_id, *earlier}:
            raise NotImpartial
