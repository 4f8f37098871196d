"""What can go wrong in the ledger.

Conflict
├── Duplicate        the entry stands already, with the same content: treat as done
├── EntryIdReused    the entry's id stands already, with another content: page someone
├── Overdrawn        a guarded account would fall below its floor
├── NotReversible    taking this entry back would contradict a payment
├── AlreadyReversed  the entry was taken back before
└── CorrectionDecided  somebody decided about it already

Forbidden
└── SecondPersonNeeded  who proposes a correction does not decide about it

NotFound
└── EntryUnknown     there is no such entry

Invalid
├── PeriodBackwards  a period that ends before it begins
└── PeriodTooLong    more than a year at once

ValueError (our bugs, never a caller's)
├── Unbalanced
└── AccountUnknown

RuntimeError (the world did what no code of ours does)
└── BooksBroken      a closed day, an entry or a line is not what it was: page someone
"""

from guildhall.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class Duplicate(Conflict):
    """The very same entry is in the journal; whoever repeats it may go on as if it had just been posted."""

    slug = "ledger/duplicate"
    title = "This entry is already in the journal"


class EntryIdReused(Conflict):
    """Two different facts claim one entry id: one of them would be lost."""

    slug = "ledger/entry-id-reused"
    title = "Another entry has this id"


class Overdrawn(Conflict):
    """An account that guards its balance does not hold this much."""

    slug = "ledger/overdrawn"
    title = "The account does not hold this much"


class PeriodBackwards(Invalid):
    """The last day of a period comes before its first."""

    slug = "ledger/period-backwards"
    title = "This period ends before it begins"


class PeriodTooLong(Invalid):
    """More days than one answer can carry."""

    slug = "ledger/period-too-long"
    title = "This period is too long"


class EntryUnknown(NotFound):
    """The journal has no entry with this id."""

    slug = "ledger/entry-unknown"
    title = "This entry does not exist"


class NotReversible(Conflict):
    """Another capability's state says the same as an account of the entry, and would go on saying it."""

    slug = "ledger/not-reversible"
    title = "This entry cannot be taken back by hand"


class AlreadyReversed(Conflict):
    """An entry is taken back once."""

    slug = "ledger/already-reversed"
    title = "This entry was taken back before"


class CorrectionDecided(Conflict):
    """The proposal was approved or refused before."""

    slug = "ledger/correction-decided"
    title = "This correction was decided before"


class SecondPersonNeeded(Forbidden):
    """A correction takes four eyes."""

    slug = "ledger/second-person-needed"
    title = "Somebody else has to decide about your proposal"


class Unbalanced(ValueError):
    """The lines of an entry do not sum to zero in each currency."""


class AccountUnknown(ValueError):
    """The name of an account is not `class:owner` with a class of the chart."""


class BooksBroken(RuntimeError):
    """What was only ever added to was altered, or lost (docs/runbooks/books-broken.md)."""
