"""A chargeback's hearing: what speaks for the expert or the venue, gathered by itself, sent before the deadline."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from guildhall.disputes import machine
from guildhall.disputes.machine import HearingMove, HearingState
from guildhall.kernel.clock import to_text
from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant

MARGIN = timedelta(hours=24)
"""Before the bank's deadline: our own outage, or the provider's, must not cost the expert the money."""
LONGEST_TEXT = 20_000
"""Characters of one text field; more, and the provider refuses the evidence (docs.stripe.com/disputes/api)."""
MOST_MESSAGES = 100


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was done or said, in the order of time. who: client, expert, guest, venue or platform."""

    at: Instant
    who: str
    what: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the platform knows of the work. deeds: of the contract. words: the latest messages, oldest first."""

    contract_title: str
    milestone_title: str
    terms_digest: str
    signed_at: Instant | None = None
    delivered_at: Instant | None = None
    deeds: tuple[Fact, ...] = ()
    words: tuple[Fact, ...] = ()

    def pack(self, amount: Money, statement: str) -> Pack:
        """Return what the bank gets to read. statement: the expert's own words."""
        about = (
            f"Milestone “{self.milestone_title}” of the contract “{self.contract_title}”, {amount.major} "
            f"{amount.currency}, agreed by both sides"
            + (f" on {_day(self.signed_at)}" if self.signed_at else "")
            + f". SHA-256 of the signed terms: {self.terms_digest}."
        )
        said = [statement, "Messages between client and expert:" if self.words else ""]
        start = "\n\n".join(filter(None, said))
        return Pack(
            product_description=about[:LONGEST_TEXT],
            service_date=_day(self.delivered_at) if self.delivered_at else "",
            access_activity_log=_log(self.deeds),
            uncategorized_text=_filled(start, [_line(fact) for fact in self.words]),
        )


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What the platform knows of a visit that a deposit was paid for, in sentences.

    booked: who, when and how many. terms: what the guest was told of the deposit. end: what became of the visit.
    """

    booked: str
    guest: str
    starts_at: Instant
    terms: str
    end: str
    deeds: tuple[Fact, ...] = ()

    def pack(self, amount: Money, statement: str) -> Pack:
        """Return what the bank gets to read. statement: the venue's own words."""
        return Pack(
            product_description=f"{self.booked}, with a deposit of {amount.major} {amount.currency}."[:LONGEST_TEXT],
            service_date=_day(self.starts_at),
            access_activity_log=_log(self.deeds),
            uncategorized_text=statement,
            customer_name=self.guest,
            cancellation_policy_disclosure=self.terms,
            cancellation_rebuttal=self.end,
        )


@dataclass(frozen=True, slots=True)
class Pack:
    """The evidence in the provider's fields (docs.stripe.com/api/disputes/evidence_object); all of it is text."""

    product_description: str
    service_date: str
    access_activity_log: str
    uncategorized_text: str
    customer_name: str = ""
    cancellation_policy_disclosure: str = ""
    cancellation_rebuttal: str = ""

    def fields(self) -> dict[str, str]:
        """Return what is sent: no field that is empty."""
        return {name: text for name, text in asdict(self).items() if text}


@dataclass(frozen=True, slots=True)
class Hearing:
    """The answer to one chargeback: of an expert about a milestone, or of a venue about a deposit.

    expert_id: who answers; of a deposit, the account that gets what the venue keeps. statement: in their own words.
    submit_at: when it is sent by itself. due_at: the bank's deadline; absent if it takes no evidence. outcome: won,
    lost or warning_closed.
    """

    chargeback_id: str
    expert_id: str
    amount_minor: int
    currency: str
    reason: str
    opened_at: Instant
    facts: Facts | VisitFacts
    milestone_id: str | None = None
    contract_id: str | None = None
    client_id: str | None = None
    deposit_id: str | None = None
    reservation_id: str | None = None
    due_at: Instant | None = None
    submit_at: Instant | None = None
    state: HearingState = HearingState.OPEN
    statement: str = ""
    submitted_at: Instant | None = None
    outcome: str | None = None
    closed_at: Instant | None = None
    version: int = 0

    def moved(self, move: HearingMove) -> Hearing:
        """Return the hearing after a move. Raises HearingMoveRefused."""
        return replace(self, state=machine.move_hearing(self.state, move))

    @property
    def pack(self) -> Pack:
        """What the bank gets to read."""
        return self.facts.pack(Money(self.amount_minor, self.currency), self.statement)


def submit_at_of(due_at: datetime | None, now: datetime) -> datetime | None:
    """Return when evidence is sent by itself: a margin before the deadline, and at once if that has passed."""
    return max(due_at - MARGIN, now) if due_at else None


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _line(fact: Fact) -> str:
    said = f": {' '.join(fact.text.split())}" if fact.text else ""
    return f"{to_text(fact.at)} {fact.who} {fact.what}{said}"


def _log(deeds: tuple[Fact, ...]) -> str:
    return _newest([_line(fact) for fact in deeds], LONGEST_TEXT)


def _filled(start: str, lines: list[str]) -> str:
    """Return the beginning and as many of the newest lines as fit after it."""
    start = start[:LONGEST_TEXT]
    rest = _newest(lines, LONGEST_TEXT - len(start) - 1)
    return f"{start}\n{rest}" if rest else start


def _newest(lines: list[str], room: int) -> str:
    """Return the newest whole lines that fit, in the order of time."""
    kept: list[str] = []
    for line in reversed(lines):
        room -= len(line) + 1
        if room < -1:
            break
        kept.append(line)
    return "\n".join(reversed(kept))
