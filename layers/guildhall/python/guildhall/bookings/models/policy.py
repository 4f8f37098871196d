"""The terms of a venue: deposits, cancelling, not coming; versioned, since a guest agreed to one version of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from guildhall.bookings.errors.venues import TermsImpossible
from guildhall.kernel.errors import Fault
from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant

ALL_BASIS_POINTS = 10_000
DAY_MINUTES = 24 * 60


class ChargeKind(StrEnum):
    """How an amount comes about."""

    NONE = "none"
    FIXED = "fixed"
    PER_PERSON = "per_person"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Charge:
    """An amount to be. amount_minor: of FIXED and PER_PERSON. basis_points: of PERCENT."""

    kind: ChargeKind = ChargeKind.NONE
    amount_minor: int | None = None
    basis_points: int | None = None

    def of(self, party: int, base: Money) -> Money:
        """Return the amount for a party. base: what a percentage is of."""
        if self.kind is ChargeKind.PERCENT:
            return base.share(self.basis_points or 0)
        people = party if self.kind is ChargeKind.PER_PERSON else 1
        return Money(people * (self.amount_minor or 0), base.currency)


@dataclass(frozen=True, slots=True)
class DepositRule:
    """From which party on, and in which services, a deposit is taken. services: names; none means all."""

    charge: Charge
    party_from: int = 1
    services: tuple[str, ...] = ()

    def applies(self, party: int, service: str) -> bool:
        """Tell whether a reservation falls under it."""
        return party >= self.party_from and (not self.services or service in self.services)


@dataclass(frozen=True, slots=True)
class CancellationWindow:
    """Whoever cancels at least so long before the start loses this part of the deposit."""

    minutes_before: int
    kept_basis_points: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a venue asks of guests.

    deposits: of the rules that apply, the one for the largest party counts, a named service before none.
    windows: the longest time first. Later than the last, all of the deposit is kept; no windows: cancelling is free.
    no_show: what is kept of the deposit when nobody comes, at most all of it; a percentage is of the deposit.
    estimate_per_person_minor: what a guest usually spends; a percentage of a deposit rule is of this.
    lead_minutes, days_ahead: how late and how early one may book. party_most: larger ones write to the venue.
    """

    deposits: tuple[DepositRule, ...] = ()
    windows: tuple[CancellationWindow, ...] = ()
    no_show: Charge = Charge(ChargeKind.PERCENT, basis_points=ALL_BASIS_POINTS)
    estimate_per_person_minor: int | None = None
    lead_minutes: int = 60
    days_ahead: int = 90
    party_most: int = 12


@dataclass(frozen=True, slots=True)
class VenuePolicy:
    """One version of a venue's terms. number 0: what holds before the owner has written any."""

    venue_id: str
    number: int
    currency: str
    terms: Terms
    written_by: str
    written_at: Instant
    version: int = 0


@dataclass(frozen=True, slots=True)
class CancellationStep:
    """Until when, that instant included, cancelling costs what. until None: at any time after the step before."""

    until: datetime | None
    kept: Money


def deposit_for(policy: VenuePolicy, party: int, service: str) -> Money:
    """Return the deposit of a reservation; zero if none is taken."""
    currency, terms = policy.currency, policy.terms
    rules = [rule for rule in terms.deposits if rule.applies(party, service)]
    if not rules:
        return Money(0, currency)
    rule = max(rules, key=lambda each: (each.party_from, bool(each.services)))
    return rule.charge.of(party, Money(party * (terms.estimate_per_person_minor or 0), currency))


def kept_on_cancel(policy: VenuePolicy, deposit: Money, starts_at: datetime, now: datetime, zone: ZoneInfo) -> Money:
    """Return what the venue keeps of a deposit when the guest cancels now. zone: the venue's clocks."""
    for step in cancellation_steps(policy, deposit, starts_at, zone):
        if step.until is None or now <= step.until:
            return step.kept
    raise AssertionError("the last step has no end")


def cancellation_steps(
    policy: VenuePolicy, deposit: Money, starts_at: datetime, zone: ZoneInfo
) -> list[CancellationStep]:
    """List until when cancelling costs what: earliest first, the last without an end.

    zone: the venue's clocks, by which whole days are counted: two days before a dinner at 20:00 is 20:00, whatever the
    clocks do in between. The rest of a window is elapsed time (as durations of RFC 5545 section 3.3.6).
    """
    windows = policy.terms.windows
    if not windows:
        return [CancellationStep(None, Money(0, deposit.currency))]
    steps: list[CancellationStep] = []
    for window in windows:
        until = _before(starts_at, window.minutes_before, zone)
        # A day of 23 hours is shorter than a window of 23 and a half: the dearer one never ends first.
        if not steps or until > (steps[-1].until or until):
            steps.append(CancellationStep(until, deposit.share(window.kept_basis_points)))
    return [*steps, CancellationStep(None, deposit)]


def _before(starts_at: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    days, rest = divmod(minutes, DAY_MINUTES)
    # Aware instants of one zone are counted by its wall clock; without fold, as RFC 5545 section 3.3.5 says.
    local = (starts_at.astimezone(zone) - timedelta(days=days)).replace(fold=0) if days else starts_at
    return local.astimezone(UTC) - timedelta(minutes=rest)


def kept_on_no_show(policy: VenuePolicy, deposit: Money, party: int) -> Money:
    """Return what the venue keeps of a deposit when nobody comes: never more than the deposit."""
    return min(policy.terms.no_show.of(party, deposit), deposit)


def check_terms(terms: Terms) -> None:
    """Refuse terms that contradict themselves. Raises TermsImpossible."""
    faults = [*_deposit_faults(terms), *_charge_faults("/no_show", terms.no_show), *_window_faults(terms.windows)]
    if faults:
        raise TermsImpossible("; ".join(f"{f.pointer}: {f.detail}" for f in faults[:3]), faults=tuple(faults))


def _deposit_faults(terms: Terms) -> Iterator[Fault]:
    for number, rule in enumerate(terms.deposits):
        at = f"/deposits/{number}"
        yield from _charge_faults(f"{at}/charge", rule.charge)
        if rule.charge.kind is ChargeKind.PERCENT and not terms.estimate_per_person_minor:
            yield Fault("/estimate_per_person_minor", "a percentage needs to know of what", "missing")
    for (_, one), (number, other) in combinations(enumerate(terms.deposits), 2):
        shared = set(one.services) & set(other.services) or one.services == other.services
        if one.party_from == other.party_from and shared:
            yield Fault(f"/deposits/{number}", "another rule is for the same parties", "overlap")


def _charge_faults(at: str, charge: Charge) -> Iterator[Fault]:
    wants = {
        ChargeKind.NONE: (False, False),
        ChargeKind.FIXED: (True, False),
        ChargeKind.PER_PERSON: (True, False),
        ChargeKind.PERCENT: (False, True),
    }
    has = (charge.amount_minor is not None, charge.basis_points is not None)
    for name, wanted, there in zip(("amount_minor", "basis_points"), wants[charge.kind], has, strict=True):
        if wanted != there:
            yield Fault(f"{at}/{name}", f"{'missing' if wanted else 'not'} for {charge.kind}", "kind")


def _window_faults(windows: Sequence[CancellationWindow]) -> Iterator[Fault]:
    for number, (earlier, later) in enumerate(pairwise(windows), start=1):
        if later.minutes_before >= earlier.minutes_before:
            yield Fault(f"/windows/{number}/minutes_before", "less than the window before", "order")
        if later.kept_basis_points < earlier.kept_basis_points:
            yield Fault(f"/windows/{number}/kept_basis_points", "cancelling later is never cheaper", "order")
