"""What the worker asks of the provider for saved cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from guildhall.payments.models import Change, Command, Verb
from guildhall.payments.models.cards import CardHolder
from guildhall.payments.models.facts import Fact
from guildhall.payments.ports import CardProvider, Cards, Errand, Payments


@dataclass(frozen=True, slots=True)
class CardErrand:
    """What the three errands share: the client's cards, and that nothing hinders them."""

    payments: Payments
    cards: Cards
    provider: CardProvider

    def is_overtaken(self, _order: Command) -> bool:
        """Nothing overtakes these."""
        return False

    def hindrance(self, _order: Command) -> str | None:
        """Nothing hinders these."""
        return None

    def _holder(self, order: Command) -> CardHolder:
        holder = self.cards.holder(order.subject)
        assert holder is not None  # noqa: S101  a command is written with it
        return holder


@dataclass(frozen=True, slots=True)
class OpenCustomer(CardErrand):
    """Make a client known to the provider."""

    def search(self, order: Command) -> Fact | None:
        """Return the customer that an earlier try made, or None."""
        return self.provider.find_customer(order)

    def ask(self, order: Command) -> Fact | None:
        """Make the customer."""
        return self.provider.create_customer(order)

    def refused(self, _order: Command, _code: str) -> Change | None:
        """Go on waiting: a refusal is our mistake, and a person hears of it."""
        return None


@dataclass(frozen=True, slots=True)
class SetUpCard(CardErrand):
    """Open the form with which a card is saved."""

    def search(self, order: Command) -> Fact | None:
        """Return the form that an earlier try opened, or None."""
        return self.provider.find_setup(order, str(self._holder(order).customer_id))

    def ask(self, order: Command) -> Fact | None:
        """Open the form."""
        return self.provider.create_setup(order, str(self._holder(order).customer_id))

    def refused(self, order: Command, code: str) -> Change | None:
        """Show the refusal; the client may ask for another form."""
        holder = self._holder(order)
        if holder.setup_command_id != order.command_id:
            return Change("payments.refuse_card", commands=(order.failed(code),))
        told = replace(holder, setup_status="refused", failure=code)
        return Change("payments.refuse_card", kept=(told,), commands=(order.failed(code),))


@dataclass(frozen=True, slots=True)
class TakeCardOff(CardErrand):
    """Take a removed card off at the provider."""

    def search(self, _order: Command) -> Fact | None:
        """Taking it off twice is refused, which is as good: there is nothing to search for."""
        return None

    def ask(self, order: Command) -> Fact | None:
        """Take it off."""
        method_id = self._method(order)
        self.provider.detach(order, method_id)
        self.payments.save(Change("payments.removed_card", commands=(order.done(method_id),)))
        return None

    def refused(self, order: Command, code: str) -> Change | None:
        """Call it done: Stripe refuses to take off what is nobody's already."""
        return Change("payments.removed_card", commands=(replace(order.done(self._method(order)), waiting_for=code),))

    def _method(self, order: Command) -> str:
        # The number of the command is the place among the removed ones.
        return self._holder(order).removed[int(order.command_id.rpartition(":")[2]) - 1]


def card_errands(payments: Payments, cards: Cards, provider: CardProvider) -> Mapping[Verb, Errand]:
    """Name who carries out which command."""
    given = (payments, cards, provider)
    return {
        Verb.OPEN_CUSTOMER: OpenCustomer(*given),
        Verb.SET_UP_CARD: SetUpCard(*given),
        Verb.REMOVE_CARD: TakeCardOff(*given),
    }
