"""Nouns of payments: the payment, commands to the provider, what the provider says, what a person must see."""

from guildhall.payments.models.attention import Attention as Attention
from guildhall.payments.models.change import Change as Change
from guildhall.payments.models.chargebacks import Chargeback as Chargeback
from guildhall.payments.models.chargebacks import ChargebackOutcome as ChargebackOutcome
from guildhall.payments.models.commands import Command as Command
from guildhall.payments.models.commands import CommandStatus as CommandStatus
from guildhall.payments.models.commands import Verb as Verb
from guildhall.payments.models.facts import Dispute as Dispute
from guildhall.payments.models.facts import Fact as Fact
from guildhall.payments.models.facts import FraudWarning as FraudWarning
from guildhall.payments.models.facts import Intent as Intent
from guildhall.payments.models.facts import Notice as Notice
from guildhall.payments.models.facts import OtherFact as OtherFact
from guildhall.payments.models.facts import ProviderAccount as ProviderAccount
from guildhall.payments.models.facts import ProviderReview as ProviderReview
from guildhall.payments.models.facts import Refund as Refund
from guildhall.payments.models.facts import Reversal as Reversal
from guildhall.payments.models.facts import Transfer as Transfer
from guildhall.payments.models.payment import Award as Award
from guildhall.payments.models.payment import KeptQuote as KeptQuote
from guildhall.payments.models.payment import ProposedSplit as ProposedSplit
from guildhall.payments.models.payment import ProtectedPayment as ProtectedPayment
from guildhall.payments.models.payouts import PayoutAccount as PayoutAccount
from guildhall.payments.models.payouts import PayoutWallet as PayoutWallet
from guildhall.payments.models.steps import Step as Step
from guildhall.payments.models.steps import StepKind as StepKind
