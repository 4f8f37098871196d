"""Reconciliation: the provider's list against the journal. What is missing is applied by the road of every other news.

What no machine can explain is kept as a difference, counted for the alarm, and closed by a person who says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import NotFound, Unavailable
from guildhall.kernel.money import Money
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.ledger.models import account
from guildhall.payments.errors import ProviderTrouble
from guildhall.payments.models import Difference, DifferenceReason, Movement
from guildhall.payments.models.treasury import Alarm
from guildhall.payments.ports import Provider
from guildhall.payments.ports.reconciling import Clearing, Differences, Statements
from guildhall.payments.use_cases.applying import ApplyFact

FINANCE = Resource("Reconciliation", "all")
VIEW, RESOLVE = "payments.view_finance", "payments.resolve_difference"
SETTLED = timedelta(minutes=15)
"""How old a movement is before it is compared: its notice may be on its way."""
WINDOW = timedelta(hours=49)
"""How far one reconciliation looks back: two nightly runs may fail."""


@dataclass(frozen=True, slots=True)
class BeginReconciling:
    """Ask the worker to compare the last two days: a timer."""

    differences: Differences
    clock: Clock

    def __call__(self) -> None:
        """Send the first page's message; each page sends the next."""
        until = self.clock.now() - SETTLED
        self.differences.ask(until - WINDOW, until, None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the journal says of one provider, and in what the two differ."""

    name: str
    clearing: Clearing
    differences: Differences
    clock: Clock

    def booked(self, entry_ids: Sequence[str], currency: str) -> Money | None:
        """Return by how much entries let our balance with the provider change, or None if the journal knows none."""
        found = [entry for each in entry_ids if (entry := self.clearing.entry(each)) is not None]
        if not found:
            return None
        own = account("psp_clearing", self.name)
        lines = [line for entry in found for line in entry.lines if line.account == own]
        return Money(sum(line.money.minor for line in lines if line.money.currency == currency), currency)

    def currencies(self) -> set[str]:
        """Return in which currencies the provider holds, or held, money of ours."""
        return set(self.clearing.balances(account("psp_clearing", self.name)))

    def note(self, reference: str, reason: DifferenceReason, theirs: Money, ours_minor: int, detail: str) -> None:
        """Keep a difference; one that a person has explained stays explained as long as it says the same."""
        seen = Difference(
            self.name, reference, reason, theirs.currency, theirs.minor, ours_minor, detail, self.clock.now()
        )
        known = self.differences.get(self.name, reference)
        if known is None or not known.says_the_same(seen):
            self.differences.save(replace(seen, version=known.version if known else 0))

    def settle(self, reference: str) -> None:
        """Close a difference that is none any more."""
        known = self.differences.get(self.name, reference)
        if known is not None and known.is_open:
            agreed = replace(known, is_open=False, resolved_at=self.clock.now(), note="both sides agree again")
            self.differences.save(agreed)

    def compare_balances(self, theirs: Mapping[str, int]) -> None:
        """Compare what the provider holds, in minor units by currency, with what the journal says."""
        ours = self.clearing.balances(account("psp_clearing", self.name))
        for currency in sorted({*theirs, *ours}):
            self._compare_balance(currency, theirs.get(currency, 0), ours.get(currency, 0))

    def _compare_balance(self, currency: str, theirs_minor: int, ours_minor: int) -> None:
        known, now = self.differences.get(self.name, currency), self.clock.now()
        if theirs_minor == ours_minor:
            if known is not None and known.resolved_at is None:
                agreed = replace(known, is_open=False, resolved_at=now, note="both sides agree again")
                self.differences.save(agreed)
            return
        seen = Difference(
            self.name, currency, DifferenceReason.BALANCE, currency, theirs_minor, ours_minor,
            "what the provider holds is not what the journal says", now, is_open=False,
        )  # fmt: skip
        if known is None or known.resolved_at is not None:
            self.differences.save(replace(seen, version=known.version if known else 0))
        else:
            again = replace(seen, sightings=known.sightings + 1, is_open=True, version=known.version)
            self.differences.save(again)


@dataclass(frozen=True, slots=True)
class Reconcile:
    """Compare one page of the provider's movements with the journal, and at the end both balances."""

    statements: Statements
    provider: Provider
    apply: ApplyFact
    comparison: Comparison

    def __call__(self, since: datetime, until: datetime, after: str | None = None) -> int:
        """Return how many movements the journal had not heard of and now has.

        after: the last movement of the page before. Raises Unavailable (try again), StaleVersion.
        """
        try:
            movements, following = self.statements.movements(since, until, after)
            applied = sum(self._compare(movement) for movement in movements)
            if following is not None:
                self.comparison.differences.ask(since, until, following)
            else:
                self._compare_balances(self.statements.balances())
        except ProviderTrouble as trouble:
            raise Unavailable(trouble.code) from trouble
        return applied

    def _compare_balances(self, theirs: Mapping[str, int]) -> None:
        name = self.comparison.name
        for currency, minor in theirs.items():
            if minor < 0:
                owed = Money(-minor, currency)
                self.apply(
                    Alarm(name, "negative_balance", f"{owed} are missing: top up, and stop transfers until then")
                )
        self.comparison.compare_balances(theirs)

    def _compare(self, movement: Movement) -> bool:
        if not movement.entry_ids:
            self._note(movement, DifferenceReason.UNKNOWN, 0, f"a {movement.kind} of {movement.source_id}")
            return False
        currency = movement.net.currency
        ours = self.comparison.booked(movement.entry_ids, currency)
        is_news = ours != movement.net
        if is_news:
            self._catch_up(movement)
            ours = self.comparison.booked(movement.entry_ids, currency)
        if ours is None:
            self._note(movement, DifferenceReason.MISSING, 0, f"no entry tells of {movement.source_id}")
        elif ours != movement.net:
            self._note(movement, DifferenceReason.AMOUNT, ours.minor, ", ".join(movement.entry_ids))
        return is_news and ours == movement.net

    def _catch_up(self, movement: Movement) -> None:
        """Hear what the provider says now of the object behind a movement."""
        if movement.object_kind is None or movement.object_id is None:
            return
        fact = self.provider.fetch(movement.object_kind, movement.object_id)
        if fact is not None:
            self.apply(fact)

    def _note(self, movement: Movement, reason: DifferenceReason, ours_minor: int, detail: str) -> None:
        self.comparison.note(movement.movement_id, reason, movement.net, ours_minor, detail)


@dataclass(frozen=True, slots=True)
class ListDifferences:
    """Show finance staff in what the provider and the journal differ."""

    differences: Differences
    gate: Gate

    def __call__(
        self, actor: Actor, limit: int, position: dict[str, str] | None
    ) -> tuple[list[Difference], dict[str, str] | None]:
        """Return one page of the open ones, oldest first. Raises Forbidden."""
        require(self.gate, actor, VIEW, FINANCE)
        return self.differences.list_open(limit, position)


@dataclass(frozen=True, slots=True)
class ResolveDifference:
    """Say what was done about a difference."""

    differences: Differences
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, difference_id: str, note: str) -> Difference:
        """Return it as resolved; one that was resolved before stays as it is.

        Raises Forbidden, NotFound, StaleVersion.
        """
        require(self.gate, actor, RESOLVE, FINANCE)
        provider, _, reference = difference_id.partition(".")
        # An id without a point names nothing; the table would refuse the empty half of its key.
        found = self.differences.get(provider, reference) if provider and reference else None
        if found is None:
            raise NotFound
        if not found.is_open:
            return found
        resolved = replace(found, is_open=False, resolved_by=actor.account_id, resolved_at=self.clock.now(), note=note)
        self.differences.save(resolved)
        return replace(resolved, version=resolved.version + 1)
