"""A chargeback's hearing: what speaks for the expert, gathered by itself, sent to the bank before its deadline."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """One thing that was done or said, in the order of time. who: client, expert or system."""

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


@dataclass(frozen=True, slots=True)
class Pack:
    """The evidence in the provider's fields (docs.stripe.com/api/disputes/evidence_object); all of it is text."""

    product_description: str
    service_date: str
    access_activity_log: str
    uncategorized_text: str

    def fields(self) -> dict[str, str]:
        """Return what is sent: no field that is empty."""
        given = {
            "product_description": self.product_description,
            "service_date": self.service_date,
            "access_activity_log": self.access_activity_log,
            "uncategorized_text": self.uncategorized_text,
        }
        return {name: text for name, text in given.items() if text}


@dataclass(frozen=True, slots=True)
class Hearing:
    """The expert's answer to one chargeback. statement: in their own words. submit_at: when it is sent by itself.

    due_at: the bank's deadline; absent if it takes no evidence. outcome: won, lost or warning_closed.
    """

    chargeback_id: str
    milestone_id: str
    contract_id: str
    client_id: str
    expert_id: str
    amount_minor: int
    currency: str
    reason: str
    opened_at: Instant
    facts: Facts
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
        facts, amount = self.facts, Money(self.amount_minor, self.currency)
        about = (
            f"Milestone “{facts.milestone_title}” of the contract “{facts.contract_title}”, {amount.major} "
            f"{amount.currency}, agreed by both sides"
            + (f" on {_day(facts.signed_at)}" if facts.signed_at else "")
            + f". SHA-256 of the signed terms: {facts.terms_digest}."
        )
        log = "\n".join(_line(fact) for fact in facts.deeds)
        said = [self.statement, "Messages between client and expert:" if facts.words else ""]
        start = "\n\n".join(filter(None, said))
        return Pack(
            product_description=about[:LONGEST_TEXT],
            service_date=_day(facts.delivered_at) if facts.delivered_at else "",
            access_activity_log=_newest(log.split("\n"), LONGEST_TEXT) if log else "",
            uncategorized_text=_filled(start, [_line(fact) for fact in facts.words]),
        )


def submit_at_of(due_at: datetime | None, now: datetime) -> datetime | None:
    """Return when evidence is sent by itself: a margin before the deadline, and at once if that has passed."""
    return max(due_at - MARGIN, now) if due_at else None


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"


def _line(fact: Fact) -> str:
    said = f": {' '.join(fact.text.split())}" if fact.text else ""
    return f"{to_text(fact.at)} {fact.who} {fact.what}{said}"


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
