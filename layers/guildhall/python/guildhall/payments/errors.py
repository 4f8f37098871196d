"""What can go wrong in payments.

NotFound
├── PaymentUnknown
└── PayoutAccountUnknown
Conflict
├── PaymentMoveRefused    the state of the payment refuses
├── PaymentFrozen         a person must decide first
├── NothingToFund         the milestone costs nothing
└── RefundNeedsExpert     work was delivered: only the expert may give the money back
Unauthenticated
└── SignatureWrong        a webhook that the provider did not sign, or not just now
Invalid
└── NoticeMisdirected     a live notice at a test endpoint, or the other way round

ProviderTrouble           (never leaves the command worker)
├── ProviderSilent        nobody knows what happened: ask again under the same key
├── ProviderFailed        it answered, and the answer was an error of its own: look, then the next key
└── ProviderRefused       it said no, and will say no again under the same key
"""

from guildhall.kernel.errors import Conflict, Invalid, NotFound, Unauthenticated


class PaymentUnknown(NotFound):
    """No protected payment belongs to this milestone, or it is not yours to know."""

    slug = "payments/payment-unknown"
    title = "There is no such protected payment"


class PayoutAccountUnknown(NotFound):
    """The expert has not begun to set up where their money goes."""

    slug = "payments/payout-account-unknown"
    title = "You have no payout account yet"


class PaymentMoveRefused(Conflict):
    """The payment has left, or not yet reached, the state from which this is possible."""

    slug = "payments/move-refused"
    title = "The payment's state does not allow this"


class PaymentFrozen(Conflict):
    """Something about the money must be decided by a person before it moves."""

    slug = "payments/frozen"
    title = "This payment is being looked at by a person"


class NothingToFund(Conflict):
    """The milestone costs nothing."""

    slug = "payments/nothing-to-fund"
    title = "There is nothing to pay for this milestone"


class RefundNeedsExpert(Conflict):
    """Work was delivered, so the client alone cannot take the money back."""

    slug = "payments/refund-needs-expert"
    title = "Only the expert can give this money back now"


class SignatureWrong(Unauthenticated):
    """The notice was not signed by the provider, was changed on the way, or is too old."""

    slug = "payments/signature-wrong"
    title = "This notice is not signed by the payment provider"


class NoticeMisdirected(Invalid):
    """The notice is of the other world: live money at a test deployment, or test money at a live one."""

    slug = "payments/notice-misdirected"
    title = "This notice belongs to another deployment"


class ProviderTrouble(Exception):
    """A call to the provider did not bring what it was made for. code: what the worker files it under."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ProviderSilent(ProviderTrouble):
    """No answer came, or one that says nothing: the effect may or may not have happened."""


class ProviderFailed(ProviderTrouble):
    """An error of the provider's own was answered, and is replayed under the same key for a day."""


class ProviderRefused(ProviderTrouble):
    """A definite no; it is replayed under the same key for a day."""
