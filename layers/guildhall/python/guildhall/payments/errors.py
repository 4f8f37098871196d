"""What can go wrong in payments.

NotFound
├── PaymentUnknown
├── PayoutAccountUnknown
├── CardNotSaved
├── DepositUnknown
└── CallbackUnknown       no rail of that name calls us
Conflict
├── PaymentMoveRefused    the state of the payment refuses
├── PaymentFrozen         a person must decide first
├── NothingToFund         the milestone costs nothing
├── RailOff               operators do not offer this rail
├── RailAwaitsDelivery    this rail may be paid only when the work is there
├── ChargebackOver        the bank has decided
├── NotEnoughHeld         more is asked for than is held
├── SplitGone          this is not the proposal that waits for an answer
├── DepositMoveRefused    the state of the deposit refuses
├── DepositDecided        something else was said about it already
├── DepositTermsDiffer    the same deposit was asked for on other terms
├── DepositTooEarly       no provider keeps money that long before a visit
├── CreditTooSmall        we owe the client less than that
├── CreditNotRepayable    no card is waiting for it
├── PayeeMayBePaid        the expert may still say where their money should go
└── RefundNeedsExpert     work was delivered: only the expert may give the money back
Unauthenticated
└── SignatureWrong        a webhook that the provider did not sign, or not just now
Invalid
├── StatementUnreadable   not the file that a rail is known to send
├── PeriodTooLong         more days than are counted at once
├── NoticeMisdirected     a live notice at a test endpoint, or the other way round
├── CallbackUnreadable    signed, perhaps, but not what the rail documents
├── RailUnknown           no such way to pay
├── RailCurrency          the rail does not take this currency
└── PayerIncomplete       the rail needs a phone number, or another one

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


class CardNotSaved(NotFound):
    """No card of yours with this id is saved."""

    slug = "payments/card-not-saved"
    title = "This card is not saved"


class DepositUnknown(NotFound):
    """No deposit has this id."""

    slug = "payments/deposit-unknown"
    title = "There is no such deposit"


class DepositMoveRefused(Conflict):
    """The deposit has left, or not yet reached, the state from which this is possible."""

    slug = "payments/deposit-move-refused"
    title = "The deposit's state does not allow this"


class DepositDecided(Conflict):
    """What becomes of the deposit was said already, and differently."""

    slug = "payments/deposit-decided"
    title = "What becomes of this deposit is decided"


class DepositTermsDiffer(Conflict):
    """This deposit was asked for with another amount, venue or time."""

    slug = "payments/deposit-terms-differ"
    title = "This deposit was asked for on other terms"


class DepositTooEarly(Conflict):
    """The visit is too far ahead: no provider keeps the money until then."""

    slug = "payments/deposit-too-early"
    title = "It is too early to ask for this deposit"


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


class NotEnoughHeld(Conflict):
    """Less is held than somebody wants to move."""

    slug = "payments/not-enough-held"
    title = "Less is held than this"


class SplitGone(Conflict):
    """The proposal was answered, withdrawn or replaced."""

    slug = "payments/split-gone"
    title = "This proposal does not wait for an answer"


class ChargebackUnknown(NotFound):
    """No chargeback has this id."""

    slug = "payments/chargeback-unknown"
    title = "There is no such chargeback"


class ChargebackOver(Conflict):
    """The bank has decided; it takes no more evidence."""

    slug = "payments/chargeback-over"
    title = "The bank has decided already"


class RefundNeedsExpert(Conflict):
    """Work was delivered, so the client alone cannot take the money back."""

    slug = "payments/refund-needs-expert"
    title = "Only the expert can give this money back now"


class PayeeMayBePaid(Conflict):
    """Nothing of this payment has waited long enough for its expert to be given back."""

    slug = "payments/payee-may-be-paid"
    title = "The expert may still be paid"


class CreditTooSmall(Conflict):
    """We owe the client less than this costs, or than they want paid back; perhaps they have just spent it."""

    slug = "payments/credit-too-small"
    title = "Your credit does not cover this"


class CreditNotRepayable(Conflict):
    """This payment has no credit, or did not come from a card."""

    slug = "payments/credit-not-repayable"
    title = "There is nothing of this payment to pay back to a card"


class SignatureWrong(Unauthenticated):
    """The notice was not signed by the provider, was changed on the way, or is too old."""

    slug = "payments/signature-wrong"
    title = "This notice is not signed by the payment provider"


class StatementUnreadable(Invalid):
    """The file is not what the rail is known to send."""

    slug = "payments/statement-unreadable"
    title = "This statement cannot be read"


class PeriodTooLong(Invalid):
    """More days are asked for than are counted at once."""

    slug = "payments/period-too-long"
    title = "This period is too long"


class NoticeMisdirected(Invalid):
    """The notice is of the other world: live money at a test deployment, or test money at a live one."""

    slug = "payments/notice-misdirected"
    title = "This notice belongs to another deployment"


class CallbackUnknown(NotFound):
    """No rail of this name calls us, or not here."""

    slug = "payments/callback-unknown"
    title = "Nobody of this name calls here"


class CallbackUnreadable(Invalid):
    """The callback is not what its rail documents."""

    slug = "payments/callback-unreadable"
    title = "This callback cannot be read"


class RailUnknown(Invalid):
    """There is no such way to pay."""

    slug = "payments/rail-unknown"
    title = "There is no such way to pay"


class RailCurrency(Invalid):
    """The rail does not take the milestone's currency."""

    slug = "payments/rail-currency"
    title = "This way to pay does not take this currency"


class PayerIncomplete(Invalid):
    """The rail asks for something about the payer that is missing or cannot be right."""

    slug = "payments/payer-incomplete"
    title = "Something about the payer is missing"


class RailOff(Conflict):
    """Operators do not offer this rail at present."""

    slug = "payments/rail-off"
    title = "This way to pay is not offered at present"


class RailAwaitsDelivery(Conflict):
    """Until counsel has cleared longer holds, this rail is paid when the work is there."""

    slug = "payments/rail-awaits-delivery"
    title = "Pay this way when the work was delivered"


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
