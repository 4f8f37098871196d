"""What can go wrong in the ledger.

Conflict
├── Duplicate        the entry stands already, with the same content: treat as done
├── EntryIdReused    the entry's id stands already, with another content: page someone
└── Overdrawn        a guarded account would fall below its floor

Invalid
└── PeriodBackwards  a period that ends before it begins

ValueError (our bugs, never a caller's)
├── Unbalanced
└── AccountUnknown

RuntimeError (the world did what no code of ours does)
└── BooksBroken      a closed day, an entry or a line is not what it was: page someone
"""

from guildhall.kernel.errors import Conflict, Invalid


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


class Unbalanced(ValueError):
    """The lines of an entry do not sum to zero in each currency."""


class AccountUnknown(ValueError):
    """The name of an account is not `class:owner` with a class of the chart."""


class BooksBroken(RuntimeError):
    """What was only ever added to was altered, or lost (docs/runbooks/books-broken.md)."""
