"""What can go wrong in disputes.

NotFound
├── DisputeUnknown
├── MoneyUnknown
├── SplitUnknown
├── EvidenceUnknown
└── HearingUnknown
Invalid
├── FilingIncomplete
└── SplitNotWhole
Conflict
├── DisputeMoveRefused
├── HearingMoveRefused
├── DisputeOpenAlready
├── NothingHeld
├── SplitSuperseded
├── NotImpartial
├── DisputeTaken
├── EvidenceRefused
└── TooMuchSaid
"""

from guildhall.kernel.errors import Conflict, Invalid, NotFound


class DisputeUnknown(NotFound):
    """No such dispute, or none of the actor's."""

    slug = "disputes/dispute-unknown"
    title = "There is no such dispute"


class MoneyUnknown(NotFound):
    """No money was ever held for the milestone, or the actor is no side of its contract."""

    slug = "disputes/money-unknown"
    title = "There is no protected money for this milestone"


class SplitUnknown(NotFound):
    """The dispute has no split of this number."""

    slug = "disputes/split-unknown"
    title = "There is no such split"


class EvidenceUnknown(NotFound):
    """The dispute has no such piece of evidence, or it was withdrawn and is not the actor's."""

    slug = "disputes/evidence-unknown"
    title = "There is no such evidence"


class FilingIncomplete(Invalid):
    """A step of the filing is missing."""

    slug = "disputes/filing-incomplete"
    title = "The filing is not complete"


class SplitNotWhole(Invalid):
    """The two parts are not exactly the disputed amount."""

    slug = "disputes/split-not-whole"
    title = "The parts do not add up to the disputed amount"


class DisputeMoveRefused(Conflict):
    """The dispute is at a stage that does not allow this."""

    slug = "disputes/dispute-move-refused"
    title = "The dispute's stage does not allow this"


class DisputeOpenAlready(Conflict):
    """The milestone has an open dispute, and one at a time is enough."""

    slug = "disputes/dispute-open-already"
    title = "This milestone has an open dispute"


class NothingHeld(Conflict):
    """There is no money left about which anybody could decide."""

    slug = "disputes/nothing-held"
    title = "No money is held for this milestone"


class SplitSuperseded(Conflict):
    """A later split is on the table, or the disputed amount has changed since."""

    slug = "disputes/split-superseded"
    title = "This split is not on the table any more"


class NotImpartial(Conflict):
    """Whoever mediates or decides is no side of the dispute and has no other part in it."""

    slug = "disputes/not-impartial"
    title = "You have another part in this dispute"


class DisputeTaken(Conflict):
    """Somebody else has the dispute."""

    slug = "disputes/dispute-taken"
    title = "Somebody else has this dispute"


class EvidenceRefused(Conflict):
    """The evidence is sealed, withdrawn already, or not there yet."""

    slug = "disputes/evidence-refused"
    title = "The evidence cannot be changed like this"


class TooMuchSaid(Conflict):
    """A side has written as much as fits into one dispute."""

    slug = "disputes/too-much-said"
    title = "There is no room for more"


class HearingUnknown(NotFound):
    """No such chargeback, or not one of the actor's payments."""

    slug = "disputes/hearing-unknown"
    title = "There is no such chargeback"


class HearingMoveRefused(Conflict):
    """The evidence has gone to the bank, or the bank has decided."""

    slug = "disputes/hearing-move-refused"
    title = "The hearing of this chargeback does not allow this"
