"""Saved cards on the wire."""

from __future__ import annotations

from pydantic import BaseModel, Field

from guildhall.payments.models.cards import CardHolder


class SavedCardOut(BaseModel):
    """A card that is saved at the provider; its number is not known here."""

    method_id: str
    brand: str = Field(examples=["visa"])
    last4: str
    exp_month: int
    exp_year: int
    is_default: bool


class CardFormOut(BaseModel):
    """What the browser needs to save a card; Stripe.js takes both, and shows the bank's own page where it asks."""

    client_secret: str
    publishable_key: str
    status: str = Field(description="Stripe's word for where the form stands.")


class SavedCardsOut(BaseModel):
    """Somebody's own cards, and the form that is open."""

    items: list[SavedCardOut]
    form: CardFormOut | None
    failure: str | None = Field(description="Why the last card was refused.")

    @classmethod
    def of(cls, holder: CardHolder, publishable_key: str) -> SavedCardsOut:
        """Shape the cards for the wire."""
        form = None
        if holder.client_secret:
            form = CardFormOut(
                client_secret=holder.client_secret, publishable_key=publishable_key, status=holder.setup_status or ""
            )
        items = [
            SavedCardOut(
                method_id=card.method_id,
                brand=card.brand,
                last4=card.last4,
                exp_month=card.exp_month,
                exp_year=card.exp_year,
                is_default=card.method_id == holder.default_id,
            )
            for card in holder.cards
        ]
        return cls(items=items, form=form, failure=holder.failure)
