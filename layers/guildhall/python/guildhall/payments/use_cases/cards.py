"""Cards that clients save: list, add (the bank may ask its holder first), choose the default, remove."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.payments.errors import CardNotSaved
from guildhall.payments.models import Change, Command, OtherFact, Verb
from guildhall.payments.models.cards import CardHolder, CardOwner, CardSeen, CustomerSeen, SetupSeen
from guildhall.payments.models.commands import command
from guildhall.payments.ports import Cards, Payments
from guildhall.payments.use_cases.applying import Meaning

MANAGE = "payments.manage_cards"


def _own(actor: Actor) -> Resource:
    """Return the actor's own cards as the policies see them: there is no way to name somebody else's."""
    return Resource("SavedCards", actor.account_id, {"account_id": actor.account_id})


@dataclass(frozen=True, slots=True)
class ShowCards:
    """Show somebody their saved cards, and the form that is open."""

    cards: Cards
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor) -> CardHolder:
        """Return the actor's own cards, maybe none. Raises Forbidden."""
        require(self.gate, actor, MANAGE, _own(actor))
        return self.cards.holder(actor.account_id) or CardHolder(actor.account_id, self.clock.now())


@dataclass(frozen=True, slots=True)
class AddCard:
    """Open a form with which a card is saved, or return the one that is open."""

    payments: Payments
    show: ShowCards
    clock: Clock

    def __call__(self, actor: Actor) -> CardHolder:
        """Return the actor's cards; what the form needs follows when the worker has asked for it.

        Raises Forbidden, StaleVersion.
        """
        known, now = self.show(actor), self.clock.now()
        if known.is_adding:
            return known
        asked = replace(
            known, setups=known.setups + 1, setup_id=None, client_secret=None, setup_status=None, failure=None
        )
        first = _set_up(asked, now) if asked.customer_id else command(Verb.OPEN_CUSTOMER, asked.account_id, 1, now)
        known_order = self.payments.command(first.command_id)
        orders = (first,) if known_order is None else ()
        self.payments.save(Change("payments.add_card", kept=(asked,), commands=orders))
        return replace(asked, version=asked.version + 1)


def _set_up(holder: CardHolder, now: datetime) -> Command:
    return command(Verb.SET_UP_CARD, holder.account_id, holder.setups, now)


@dataclass(frozen=True, slots=True)
class ChooseCard:
    """Choose the card that is taken when nobody is asked."""

    payments: Payments
    show: ShowCards

    def __call__(self, actor: Actor, method_id: str) -> CardHolder:
        """Return the actor's cards. Raises Forbidden, CardNotSaved, StaleVersion."""
        known = _with(self.show(actor), method_id)
        if known.default_id == method_id:
            return known
        chosen = replace(known, default_id=method_id)
        self.payments.save(Change("payments.choose_card", kept=(chosen,)))
        return replace(chosen, version=chosen.version + 1)


@dataclass(frozen=True, slots=True)
class RemoveCard:
    """Take a card off: here at once, at the provider by the worker."""

    payments: Payments
    show: ShowCards
    clock: Clock

    def __call__(self, actor: Actor, method_id: str) -> CardHolder:
        """Return the actor's cards. Raises Forbidden, CardNotSaved, StaleVersion."""
        after = _with(self.show(actor), method_id).without(method_id)
        order = command(Verb.REMOVE_CARD, after.account_id, len(after.removed), self.clock.now())
        self.payments.save(Change("payments.remove_card", kept=(after,), commands=(order,)))
        return replace(after, version=after.version + 1)


def _with(holder: CardHolder, method_id: str) -> CardHolder:
    if method_id not in {each.method_id for each in holder.cards}:
        raise CardNotSaved
    return holder


@dataclass(frozen=True, slots=True)
class FollowCards:
    """Turn what the provider says of customers, forms and cards into state."""

    payments: Payments
    cards: Cards

    def meanings(self) -> Mapping[type[OtherFact], Meaning]:
        """Name what is understood here."""
        return {CustomerSeen: self._customer, SetupSeen: self._setup, CardSeen: self._card}

    def _customer(self, fact: CustomerSeen, now: datetime) -> Change | None:
        holder = self.cards.holder(fact.account_id) if fact.account_id else None
        if holder is None or holder.customer_id is not None:
            return None
        known = replace(holder, customer_id=fact.customer_id)
        order = self.payments.command(holder.customer_command_id)
        done = (order.done(fact.customer_id),) if order is not None and not order.is_over else ()
        return Change("payments.know_customer", kept=(known,), commands=(*done, _set_up(known, now)))

    def _setup(self, fact: SetupSeen, _: datetime) -> Change | None:
        holder = self.cards.holder(fact.account_id) if fact.account_id else None
        if holder is None or fact.command_id is None:
            return None
        order = self.payments.command(fact.command_id)
        done = (order.done(fact.setup_id),) if order is not None and not order.is_over else ()
        seen = _after_setup(holder, fact)
        if seen == holder and not done:
            return None
        owners: tuple[CardOwner, ...] = ()
        if fact.card is not None and self.cards.owner(fact.card.method_id) is None:
            owners = (CardOwner(fact.card.method_id, holder.account_id),)
        return Change("payments.see_setup", kept=(seen, *owners), commands=done)

    def _card(self, fact: CardSeen, _: datetime) -> Change | None:
        account_id = self.cards.owner(fact.card.method_id)
        holder = self.cards.holder(account_id) if account_id else None
        if holder is None:
            return None
        seen = holder.with_card(fact.card) if fact.is_attached else holder.without(fact.card.method_id)
        return None if seen == holder else Change("payments.see_card", kept=(seen,))


def _after_setup(holder: CardHolder, fact: SetupSeen) -> CardHolder:
    """Return the holder after news of a form: of the latest one, or of an older one that was filled in after all."""
    with_card = holder.with_card(fact.card) if fact.card is not None else holder
    if fact.command_id != holder.setup_command_id or holder.setup_status == "succeeded":
        return with_card
    is_open = fact.status not in {"succeeded", "canceled"}
    return replace(
        with_card,
        setup_id=fact.setup_id,
        setup_status=fact.status,
        client_secret=fact.client_secret if is_open else None,
        failure=fact.failure if is_open else None,
    )
