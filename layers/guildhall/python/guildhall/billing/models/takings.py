"""What a bank took of money that had been released, and what follows for those who had a part of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guildhall.kernel.money import Money
from guildhall.ledger.models import Entry, account, credit, debit

CONTRIBUTORS = "external_commission_payable"
"""The ledger's class of account in which an agreement with a contributor accrues."""
PLATFORM = "guildhall"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Released money that is gone again.

    cause_id: of what took it, a chargeback. amount: of what had been released. released: what stays released of the
    milestone after it.
    """

    cause_id: str
    milestone_id: str
    expert_id: str
    client_id: str
    amount: Money
    released: Money

    def part_of(self, minor: int) -> int:
        """Return the part that goes back of something that all that was released brought; the rest rounds down."""
        return minor * self.amount.minor // (self.amount.minor + self.released.minor)

    def entry(self, shares: Mapping[str, int]) -> Entry | None:
        """Return the entry that takes shares back, or None. shares: minor units by agreement.

        The platform bears the loss of the bank's decision; what contributors give back lessens it.
        """
        parts = {name: Money(minor, self.amount.currency) for name, minor in shares.items() if minor}
        if not parts:
            return None
        whole = Money(sum(part.minor for part in parts.values()), self.amount.currency)
        lines = (
            *(debit(account(CONTRIBUTORS, name), part) for name, part in parts.items()),
            credit(account("chargeback_loss", PLATFORM), whole),
        )
        facts = {"cause": self.cause_id}
        return Entry(f"taken_back:{self.cause_id}", "contributor_taken_back", self.milestone_id, lines, facts)


def shares_in(entries: Iterable[Entry], currency: str) -> dict[str, int]:
    """Return what agreements have of all entries about a milestone, in minor units, less what was taken back."""
    shares: dict[str, int] = {}
    for line in (line for entry in entries for line in entry.lines):
        name, _, agreement_id = line.account.partition(":")
        if name == CONTRIBUTORS and line.money.currency == currency:
            shares[agreement_id] = shares.get(agreement_id, 0) + line.natural_minor
    return shares
