"""What people ask about their saved cards."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.payments.store.cards import DynamoCards
from guildhall.payments.use_cases.cards import AddCard, ChooseCard, RemoveCard, ShowCards
from guildhall.payments.wiring.settings import PaymentsSettings
from guildhall.payments.wiring.storing import store
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class CardDesk:
    """What people ask about their saved cards."""

    publishable_key: str
    show: ShowCards
    add: AddCard
    choose: ChooseCard
    remove: RemoveCard


def wire_cards(platform: Platform) -> CardDesk:
    """Build what people ask about their saved cards."""
    payments, clock = store(platform), platform.clock
    show = ShowCards(DynamoCards(), platform.gate, clock)
    return CardDesk(
        platform.settings(PaymentsSettings).stripe_publishable_key,
        show,
        AddCard(payments, show, clock),
        ChooseCard(payments, show),
        RemoveCard(payments, show, clock),
    )
