"""Local rails: what they can do, what they are asked, and the one shape of what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Flag, StrEnum, auto
from typing import Any

from pydantic import TypeAdapter

from guildhall.kernel.money import Money
from guildhall.kernel.types import Instant

STRIPE = "stripe"
"""The rail of cards; every other rail is a local one."""


class Ability(Flag):
    """What a rail can do (payments.md section 4.4)."""

    REDIRECT = auto()  # the payer is sent to a page
    PUSH = auto()  # the payer is asked on their phone
    REFUND = auto()
    PARTIAL_REFUND = auto()
    PAYOUT = auto()
    SIGNED_CALLBACK = auto()  # what it tells us may be believed; of others we only ask
    STATUS_INQUIRY = auto()
    CLIENT_IDEMPOTENT = auto()  # sending our id again cannot make a second payment


class Operation(StrEnum):
    """What a rail is asked."""

    COLLECT = "collect"
    REFUND = "refund"
    PAYOUT = "payout"


class OutcomeStatus(StrEnum):
    """Where an operation stands."""

    PENDING = "pending"
    ACTION_REQUIRED = "action_required"  # the payer must do something first
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"
    NOT_FOUND = "not_found"  # the rail never heard of our id
    UNKNOWN = "unknown"  # nobody knows: the same id again, or an inquiry, never a new id


DEFINITE = frozenset({OutcomeStatus.SUCCEEDED, OutcomeStatus.FAILED, OutcomeStatus.EXPIRED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One fact about one operation. The only thing that a rail ever answers.

    our_id: as it was stored before the call. amount: what moved, or is to move; None where the rail does not say.
    merchant: whose account it names, None where it does not. code: in our words. raw_code: in the rail's.
    next_action: what the payer must do: `kind` ("redirect", "form", "wallet"), `url`, `fields`, `words`.
    """

    operation: Operation
    our_id: str
    status: OutcomeStatus
    amount: Money | None = None
    provider_ref: str | None = None
    merchant: str | None = None
    fee: Money | None = None
    code: str | None = None
    raw_code: str | None = None
    next_action: Mapping[str, Any] | None = None

    @property
    def is_definite(self) -> bool:
        """Whether this is the end of the operation."""
        return self.status in DEFINITE


@dataclass(frozen=True, slots=True)
class RailCall:
    """One operation that a rail is asked for, stored before the asking.

    our_id: in the shape that the rail takes. command_id: which command asks. milestone_id: whose money.
    ends_at: until when the payer's page may still be used. collect_id: of a refund, the operation that brought it.
    wallet: of a payout, where it goes, sealed for the command. sold_minor, sold_currency: of a payout in another
    currency than was earned, what the expert gives for it. outcome: the last status heard of.
    """

    rail: str
    our_id: str
    operation: Operation
    command_id: str
    milestone_id: str
    amount_minor: int
    currency: str
    began_at: Instant
    ends_at: Instant | None = None
    collect_id: str | None = None
    wallet: str | None = None
    sold_minor: int | None = None
    sold_currency: str | None = None
    outcome: OutcomeStatus | None = None
    provider_ref: str | None = None
    version: int = 0

    @property
    def amount(self) -> Money:
        """How much is to move."""
        return Money(self.amount_minor, self.currency)

    @property
    def sold(self) -> Money | None:
        """What the expert gives for a payout in another currency; None in the currency that was earned."""
        if self.sold_minor is None or self.sold_currency is None:
            return None
        return Money(self.sold_minor, self.sold_currency)

    def heard(self, outcome: Outcome) -> RailCall:
        """Return the call with the last status, and the rail's own reference once it is known."""
        return replace(self, outcome=outcome.status, provider_ref=outcome.provider_ref or self.provider_ref)


class Flow(StrEnum):
    """How a payer is asked."""

    PAGE = "page"
    WALLET = "wallet"


@dataclass(frozen=True, slots=True)
class Payer:
    """How the client pays by a rail. Personal: it is stored sealed, and never logged.

    phone: of the wallet, in the rail's own notation. identity_tail: last six digits of a Pakistani identity card,
    which JazzCash compares. operator: of the wallet, where a rail serves several, such as `MTN_MOMO_BEN`.
    """

    flow: Flow
    phone: str | None = None
    identity_tail: str | None = None
    operator: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """How a client wants to pay. payer: at a local rail only."""

    rail: str = STRIPE
    payer: Payer | None = None


BY_CARD = Choice()


@dataclass(frozen=True, slots=True)
class Wallet:
    """Where an expert is paid. phone, operator: as of a payer."""

    phone: str
    operator: str | None = None


@dataclass(frozen=True, slots=True)
class Callback:
    """A request of a rail, or of a payer's browser that it sent, as it came in.

    url_path: as the public sees it, because signatures may cover it. headers: names in lower case.
    """

    method: str
    url_path: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What a rail, or the browser that it sent, wants to hear."""

    status: int
    headers: Mapping[str, str]
    body: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a callback says. is_signed: whether it may be believed; otherwise it only makes us ask.

    reply: what to answer when it was kept.
    """

    outcomes: tuple[Outcome, ...]
    is_signed: bool
    reply: Reply


class RailMode(StrEnum):
    """How far a rail may be used in a country (payments.md section 1.1 f): no further than counsel cleared."""

    OFF = "off"
    PAY_ON_RELEASE = "pay_on_release"  # paid when the work is there, so nothing is held for long
    SHORT_HOLD = "short_hold"  # held for days, then a person decides


@dataclass(frozen=True, slots=True)
class RailTerms:
    """What a person can know of a rail before using it.

    currencies: ISO 4217. flows: how it asks. phone: the pattern of its wallets' numbers.
    """

    name: str
    currencies: frozenset[str]
    flows: tuple[Flow, ...]
    phone: str
    needs_operator: bool = False
    needs_identity: bool = False
    pays_out: bool = True
    is_test: bool = False


PAKISTANI = r"03\d{9}"
INTERNATIONAL = r"[1-9]\d{7,14}"
"""Country code first, without a plus."""
UEMOA_AND_NEIGHBOURS = frozenset({"XOF", "XAF", "RWF", "UGX", "ZMW", "KES", "GHS", "TZS", "MWK", "CDF"})
SANDBOX = "sandbox"
TERMS = {
    each.name: each
    for each in (
        RailTerms("jazzcash", frozenset({"PKR"}), (Flow.WALLET, Flow.PAGE), PAKISTANI, needs_identity=True),
        RailTerms("easypaisa", frozenset({"PKR"}), (Flow.WALLET, Flow.PAGE), PAKISTANI, pays_out=False),
        RailTerms("pawapay", UEMOA_AND_NEIGHBOURS, (Flow.WALLET,), INTERNATIONAL, needs_operator=True),
        RailTerms(
            SANDBOX, UEMOA_AND_NEIGHBOURS | {"PKR", "EUR", "USD"}, (Flow.PAGE, Flow.WALLET), r"\d{8,15}", is_test=True
        ),
    )
}
"""The rails that exist. The sandbox moves no money and serves where no other rail is switched on."""

_OUTCOME: TypeAdapter[Outcome] = TypeAdapter(Outcome)
_PAYER: TypeAdapter[Payer] = TypeAdapter(Payer)
_WALLET: TypeAdapter[Wallet] = TypeAdapter(Wallet)


def outcome_text(outcome: Outcome) -> str:
    """Write an outcome as JSON, for the inbox."""
    return _OUTCOME.dump_json(outcome).decode()


def outcome_of_text(text: str) -> Outcome:
    """Read an outcome that `outcome_text` wrote."""
    return _OUTCOME.validate_json(text)


def payer_text(payer: Payer) -> str:
    """Write a payer as JSON, to be sealed."""
    return _PAYER.dump_json(payer).decode()


def payer_of_text(text: str) -> Payer:
    """Read a payer that `payer_text` wrote."""
    return _PAYER.validate_json(text)


def wallet_text(wallet: Wallet) -> str:
    """Write a wallet as JSON, to be sealed."""
    return _WALLET.dump_json(wallet).decode()


def wallet_of_text(text: str) -> Wallet:
    """Read a wallet that `wallet_text` wrote."""
    return _WALLET.validate_json(text)
