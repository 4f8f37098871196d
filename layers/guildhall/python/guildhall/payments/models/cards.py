"""Cards that a client lets us keep, at the provider."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.types import Instant
from guildhall.payments.models.facts import OtherFact


@dataclass(frozen=True, slots=True)
class SavedCard:
    """One card, as far as people need to tell it from others; its number never reaches us."""

    method_id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int


@dataclass(frozen=True, slots=True)
class CardHolder:
    """A client's saved cards, and the form with which they add one.

    customer_id: the client as the provider knows them. setups: counts the forms asked for; setup_id, client_secret,
    setup_status, failure: of the latest. default_id: the card that is taken when nobody is asked. removed: cards that
    are being, or were, taken off; late news of them is not theirs again.
    """

    account_id: str
    created_at: Instant
    customer_id: str | None = None
    setups: int = 0
    setup_id: str | None = None
    client_secret: str | None = None
    setup_status: str | None = None
    failure: str | None = None
    cards: tuple[SavedCard, ...] = ()
    default_id: str | None = None
    removed: tuple[str, ...] = ()
    version: int = 0

    @property
    def customer_command_id(self) -> str:
        """The command that makes the client known to the provider."""
        return f"customer:{self.account_id}:1"

    @property
    def setup_command_id(self) -> str:
        """The command that asks for the latest form."""
        return f"setup:{self.account_id}:{self.setups}"

    @property
    def is_adding(self) -> bool:
        """Whether a form is open, or about to be."""
        return self.setups > 0 and self.setup_status not in {"succeeded", "canceled", "refused"}

    def with_card(self, card: SavedCard) -> CardHolder:
        """Return the holder with one card more, or with newer details of one; the first card is the default."""
        if card.method_id in self.removed:
            return self
        others = tuple(each for each in self.cards if each.method_id != card.method_id)
        known = next((i for i, each in enumerate(self.cards) if each.method_id == card.method_id), len(others))
        cards = (*others[:known], card, *others[known:])
        return replace(self, cards=cards, default_id=self.default_id or card.method_id)

    def without(self, method_id: str) -> CardHolder:
        """Return the holder without a card; another one becomes the default."""
        cards = tuple(each for each in self.cards if each.method_id != method_id)
        default = self.default_id if self.default_id != method_id else None
        removed = tuple(dict.fromkeys((*self.removed, method_id)))
        return replace(
            self, cards=cards, default_id=default or (cards[0].method_id if cards else None), removed=removed
        )


@dataclass(frozen=True, slots=True)
class CardOwner:
    """Whose card a payment method of the provider is."""

    method_id: str
    account_id: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class CustomerSeen(OtherFact):
    """The provider knows a client."""

    customer_id: str
    command_id: str | None
    account_id: str | None


@dataclass(frozen=True, slots=True)
class SetupSeen(OtherFact):
    """Where the saving of a card stands. status: Stripe's word. card: once it succeeded."""

    setup_id: str
    command_id: str | None
    account_id: str | None
    status: str
    client_secret: str | None = None
    failure: str | None = None
    card: SavedCard | None = None


@dataclass(frozen=True, slots=True)
class CardSeen(OtherFact):
    """A payment method as it is now. is_attached: whether it is still somebody's."""

    card: SavedCard
    is_attached: bool
