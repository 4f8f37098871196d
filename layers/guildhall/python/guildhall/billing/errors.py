"""What can go wrong in billing.

NotFound
├── AgreementUnknown
├── ArchiveUnknown
├── DocumentUnknown
├── PlanUnknown
├── RewardUnknown
├── RuleChangeUnknown
├── RuleUnknown
├── SubscriptionUnknown
└── TaxProfileUnknown
Unavailable
└── PartyUnknown
Invalid
├── AgreementUnsound
├── PlaceUnknown
├── PlanUnsound
├── RuleBackdated
├── RuleContradictory
└── TaxNumberRefused
Forbidden
└── OwnRuleChange
Conflict
├── AgreementMoveNotAllowed
├── AlreadyDrafted
├── CannotInvoiceYet
├── CardNeeded
├── DocumentAltered
├── DocumentNotCorrectable
├── DocumentMoveNotAllowed
├── DocumentNotReady
├── RewardMoveNotAllowed
├── RewardsAYearReached
├── RuleChangeDecided
└── SubscriptionMoveNotAllowed
CollectorTrouble (of the provider that collects; no problem of a caller's)
├── CollectorFailed
├── CollectorRefused
└── CollectorSilent
"""

from enum import StrEnum

from guildhall.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable


class DocumentUnknown(NotFound):
    """There is no such document, or it is not addressed to the actor."""

    slug = "billing/document-unknown"
    title = "There is no such document"


class PartyUnknown(Unavailable):
    """The account's name has not reached billing yet; its event is on the way."""

    slug = "billing/party-unknown"
    title = "The addressee is not known yet"


class AlreadyDrafted(Conflict):
    """A document for this release exists."""

    slug = "billing/already-drafted"
    title = "This release already has its document"


class DocumentMoveNotAllowed(Conflict):
    """The document is in a state from which it cannot go there."""

    slug = "billing/document-move-not-allowed"
    title = "The document cannot take this step"


class DocumentNotCorrectable(Conflict):
    """It is no invoice with a number, or nothing of it is left, or another took its place."""

    slug = "billing/document-not-correctable"
    title = "This document cannot be corrected"


class DocumentNotReady(Conflict):
    """The document has its number, and its file is still being written."""

    slug = "billing/document-not-ready"
    title = "The document is still being written"


class Why(StrEnum):
    """Why a tax cannot be decided; the value says what it is and what to do."""

    SUPPLIER_UNKNOWN = "The supplier has not said where they are taxed. They must fill in their tax profile."
    CUSTOMER_UNKNOWN = "The customer has not said where they are taxed. They must fill in their tax profile."
    NO_RATE = "There is no tax rate for this place. Finance must have it added to the rate table."
    RATE_NOT_CONFIRMED = "The tax rate of this place is not confirmed. Finance must have an adviser confirm it."
    DAY_NOT_COVERED = "The rate table does not cover this day. Finance must have the rates reviewed."
    SPECIAL_TERRITORY = "This territory has tax rules of its own. Finance must decide with an adviser."
    TWO_PROVINCES = "Two provinces may claim the tax. Finance must decide with an adviser."
    BORDER_NOT_COVERED = "There is no rule for supplies across this border. Finance must decide with an adviser."
    WITHHOLDING_NOT_COVERED = "Nobody has said what is held back in this country. Finance must decide with an adviser."
    SERVICE_NOT_DECIDED = "Nobody has said which kind of service this work is. Finance must decide with an adviser."
    TAXPAYER_STATUS_UNKNOWN = "Is the expert on the list of active taxpayers? Their tax profile must say it."
    ONE_PIECE_OF_EVIDENCE = (
        "A private customer's place needs two pieces of evidence. They must add their bank's country."
    )
    ORIGINAL_WITHOUT_NUMBER = (
        "The invoice that this takes back has no number yet. Its own reason must be settled first."
    )
    EVIDENCE_DISAGREES = "Two pieces of evidence name different countries. The customer must correct their tax profile."


class CannotInvoiceYet(Conflict):
    """The tax is not known, so nothing is invoiced: an invoice with a guess would be worse than none.

    why: the reason, which says what to do next.
    """

    slug = "billing/cannot-invoice-yet"
    title = "This cannot be invoiced yet"

    def __init__(self, why: Why, about: str = "") -> None:
        super().__init__(f"{why} ({about})" if about else str(why))
        self.why = why


class TaxProfileUnknown(NotFound):
    """The person has no tax profile yet, or it is not the actor's to see."""

    slug = "billing/tax-profile-unknown"
    title = "There is no tax profile"


class PlaceUnknown(Invalid):
    """The country does not exist, or needs a province that it has."""

    slug = "billing/place-unknown"
    title = "The place is not known"


class TaxNumberRefused(Invalid):
    """A VAT id or register number does not have the form, or the check digit, that its country gives."""

    slug = "billing/tax-number-refused"
    title = "The number is not one of its country"


class AgreementUnknown(NotFound):
    """There is no such agreement, or it is not the actor's to see."""

    slug = "billing/agreement-unknown"
    title = "There is no such agreement"


class AgreementUnsound(Invalid):
    """The parts of an agreement do not fit together."""

    slug = "billing/agreement-unsound"
    title = "The agreement does not fit together"


class AgreementMoveNotAllowed(Conflict):
    """The agreement is in a state from which it cannot go there."""

    slug = "billing/agreement-move-not-allowed"
    title = "The agreement cannot take this step"


class RewardUnknown(NotFound):
    """Nobody was rewarded for this newcomer."""

    slug = "billing/reward-unknown"
    title = "There is no such reward"


class RewardMoveNotAllowed(Conflict):
    """The reward is in a state from which it cannot go there."""

    slug = "billing/reward-move-not-allowed"
    title = "The reward cannot take this step"


class RewardsAYearReached(Conflict):
    """The referrer had all the rewards that one person may have in a year."""

    slug = "billing/rewards-a-year-reached"
    title = "No more rewards this year"


class RuleUnknown(NotFound):
    """No commission rule has this id."""

    slug = "billing/rule-unknown"
    title = "There is no such commission rule"


class RuleChangeUnknown(NotFound):
    """Nobody proposed this change of the commission rules."""

    slug = "billing/rule-change-unknown"
    title = "There is no such rule change"


class RuleContradictory(Invalid):
    """The parts of a commission rule do not fit together."""

    slug = "billing/rule-contradictory"
    title = "The rule contradicts itself"


class RuleBackdated(Invalid):
    """A rule would begin in the past: what was quoted since then would have been wrong."""

    slug = "billing/rule-backdated"
    title = "A rule cannot begin in the past"


class OwnRuleChange(Forbidden):
    """Whoever proposes a change does not approve it: two people look at each rate."""

    slug = "billing/own-rule-change"
    title = "Somebody else has to approve your change"


class RuleChangeDecided(Conflict):
    """The change was approved, rejected or withdrawn before."""

    slug = "billing/rule-change-decided"
    title = "This rule change was decided already"


class ArchiveUnknown(NotFound):
    """There is no such archive, or it is of somebody else's documents."""

    slug = "billing/archive-unknown"
    title = "There is no such archive"


class DocumentAltered(Conflict):
    """A file is not the one whose hash was kept when it was issued."""

    slug = "billing/document-altered"
    title = "A document is not what was issued"


class PlanUnknown(NotFound):
    """There is no such plan, or it is not sold."""

    slug = "billing/plan-unknown"
    title = "There is no such plan"


class PlanUnsound(Invalid):
    """A version of a plan does not fit the one before it."""

    slug = "billing/plan-unsound"
    title = "The plan does not fit together"


class SubscriptionUnknown(NotFound):
    """The account never had a subscription."""

    slug = "billing/subscription-unknown"
    title = "There is no subscription"


class SubscriptionMoveNotAllowed(Conflict):
    """The subscription's state does not allow this."""

    slug = "billing/subscription-move-not-allowed"
    title = "This is not possible with the subscription as it is"


class CardNeeded(Conflict):
    """A subscription is paid with the account's default card, and there is none."""

    slug = "billing/card-needed"
    title = "Save a card first"


class CollectorTrouble(Exception):
    """A call to the provider did not bring what it was made for. code: what it is filed under."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CollectorSilent(CollectorTrouble):
    """No answer came, or one that says nothing: the effect may or may not have happened."""


class CollectorFailed(CollectorTrouble):
    """An error of the provider's own was answered, and is replayed under the same key for a day."""


class CollectorRefused(CollectorTrouble):
    """A definite no."""
