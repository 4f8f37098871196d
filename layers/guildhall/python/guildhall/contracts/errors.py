"""What can go wrong in contracts.

NotFound
├── ContractUnknown
└── MilestoneUnknown
Conflict
├── TermsChanged
├── ContractNotSigned
├── MilestoneMoveRefused
└── DeliverySuperseded
"""

from guildhall.kernel.errors import Conflict, NotFound


class ContractUnknown(NotFound):
    """No such contract, or none of the actor's."""

    slug = "contracts/contract-unknown"
    title = "There is no such contract"


class MilestoneUnknown(NotFound):
    """The contract has no such milestone, or is not the actor's."""

    slug = "contracts/milestone-unknown"
    title = "There is no such milestone"


class TermsChanged(Conflict):
    """The signature is for other terms than the present ones."""

    slug = "contracts/terms-changed"
    title = "These are not the terms to sign"


class ContractNotSigned(Conflict):
    """Nothing moves before both sides have signed."""

    slug = "contracts/contract-not-signed"
    title = "Both sides must sign first"


class MilestoneMoveRefused(Conflict):
    """The milestone is in a state that does not allow this."""

    slug = "contracts/milestone-move-refused"
    title = "The milestone's state does not allow this"


class DeliverySuperseded(Conflict):
    """The judgement is about another delivery than the one that waits."""

    slug = "contracts/delivery-superseded"
    title = "This is not the delivery that waits for an answer"
