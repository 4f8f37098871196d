"""What billing knows of a milestone's money, so that a refund becomes a credit note exactly when it must."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.billing.models.withheld import Withheld


@dataclass(frozen=True, slots=True)
class Released:
    """One release.

    fee_minor: the commission in it. credited_minor: of the amount, taken back by credit notes. withheld: what was held
    back from the expert, or None.
    """

    release_id: str
    amount_minor: int
    fee_minor: int
    credited_minor: int = 0
    withheld: Withheld | None = None


@dataclass(frozen=True, slots=True)
class Refunded:
    """One refund. id: of its event."""

    id: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Credit:
    """Part of a release that goes back. before_minor, after_minor: of the release, credited before and with it."""

    release: Released
    refund_id: str
    before_minor: int
    after_minor: int

    def share(self, whole_minor: int, begins_at_minor: int = 0) -> int:
        """Return this credit's part of an amount that belongs to the release, without loss over all credits.

        begins_at_minor: how much of the release had been taken back before the amount was written down.
        """
        amount = self.release.amount_minor - begins_at_minor
        before, after = self.before_minor - begins_at_minor, self.after_minor - begins_at_minor
        return whole_minor * after // amount - whole_minor * before // amount


@dataclass(frozen=True, slots=True)
class Book:
    """A milestone's money in billing's eyes; the order in which events arrive does not matter.

    held: event ids of payments that were held, and their amounts. Money goes back first out of what is held; only what
    exceeds it was released before, and needs a credit note.
    """

    milestone_id: str
    held: tuple[Refunded, ...] = ()
    released: tuple[Released, ...] = ()
    refunded: tuple[Refunded, ...] = ()
    version: int = 0

    def rest_of(self, release_id: str) -> Credit | None:
        """Return the credit that would take back all that is left of a release; None if nothing is."""
        found = next((each for each in self.released if each.release_id == release_id), None)
        if found is None or found.credited_minor == found.amount_minor:
            return None
        return Credit(found, "", found.credited_minor, found.amount_minor)

    def knows(self, event_or_release_id: str) -> bool:
        """Tell whether this was entered before."""
        entered = {entry.id for entry in (*self.held, *self.refunded)} | {each.release_id for each in self.released}
        return event_or_release_id in entered

    def with_held(self, event_id: str, amount_minor: int) -> Book:
        """Enter a payment."""
        return replace(self, held=(*self.held, Refunded(event_id, amount_minor)))

    def with_release(self, release: Released) -> Book:
        """Enter a release."""
        return replace(self, released=(*self.released, release))

    def with_refund(self, event_id: str, amount_minor: int) -> Book:
        """Enter a refund."""
        return replace(self, refunded=(*self.refunded, Refunded(event_id, amount_minor)))

    def credits_due(self) -> tuple[Book, tuple[Credit, ...]]:
        """Return the credits that the money calls for now, newest release first, and the book with them entered."""
        if not self.held or not self.refunded:
            return self, ()
        released = sum(each.amount_minor for each in self.released)
        out = released + sum(each.amount_minor for each in self.refunded) - sum(each.amount_minor for each in self.held)
        due = min(max(out, 0), released) - sum(each.credited_minor for each in self.released)
        credits_: list[Credit] = []
        after: list[Released] = []
        for release in reversed(self.released):
            part = min(max(due, 0), release.amount_minor - release.credited_minor)
            due -= part
            if part:
                whole = release.credited_minor + part
                credits_.append(Credit(release, self.refunded[-1].id, release.credited_minor, whole))
                release = replace(release, credited_minor=whole)  # noqa: PLW2901  the same release, with its credit
            after.insert(0, release)
        return replace(self, released=tuple(after)), tuple(credits_)
