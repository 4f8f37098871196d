"""The port `Cards`: whose card is saved."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute

from guildhall.payments.models.cards import CardHolder, CardOwner
from guildhall.platform.items import IntegerAttribute, ListOf
from guildhall.platform.table import CoreRecord


class CardKeys:
    """Saved cards in the core table.

    | who asks                        | index | PK               | SK         |
    |---------------------------------|-------|------------------|------------|
    | a client's saved cards          | table | PAY#{account_id} | CARDS      |
    | whose card a payment method is  | table | PAY#{method_id}  | CARD-OWNER |
    """

    @staticmethod
    def holder(account_id: str) -> tuple[str, str]:
        """One item a client, in one partition with their commands."""
        return f"PAY#{account_id}", "CARDS"

    @staticmethod
    def owner(method_id: str) -> tuple[str, str]:
        """One item a card."""
        return f"PAY#{method_id}", "CARD-OWNER"


class CardHolderRecord(CoreRecord):
    """A client's saved cards."""

    KIND = "payments.card_holder"
    UNAUDITED = frozenset({"client_secret"})

    account_id = UnicodeAttribute()
    created_at = UnicodeAttribute()
    customer_id = UnicodeAttribute(null=True)
    setups = IntegerAttribute()
    setup_id = UnicodeAttribute(null=True)
    client_secret = UnicodeAttribute(null=True)
    setup_status = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    cards = ListOf()
    default_id = UnicodeAttribute(null=True)
    removed = ListOf()


class CardOwnerRecord(CoreRecord):
    """Whose card it is."""

    KIND = "payments.card_owner"

    method_id = UnicodeAttribute()
    account_id = UnicodeAttribute()


def holder_record(holder: CardHolder) -> CardHolderRecord:
    """Return the record of a client's saved cards."""
    return CardHolderRecord.of(holder, key=CardKeys.holder(holder.account_id), version=holder.version)


def owner_record(owner: CardOwner) -> CardOwnerRecord:
    """Return the record of a card's owner."""
    return CardOwnerRecord.of(owner, key=CardKeys.owner(owner.method_id), version=owner.version)


class DynamoCards:
    """The port `Cards` on DynamoDB."""

    def holder(self, account_id: str) -> CardHolder | None:
        """Return a client's saved cards, read consistently, or None."""
        record = CardHolderRecord.fetch(*CardKeys.holder(account_id))
        return record.to(CardHolder) if record else None

    def customer_of(self, account_id: str) -> str | None:
        """Return who a client is at the provider, or None for one who never saved a card."""
        holder = self.holder(account_id)
        return holder.customer_id if holder else None

    def owner(self, method_id: str) -> str | None:
        """Return whose card it is, read consistently, or None."""
        record = CardOwnerRecord.fetch(*CardKeys.owner(method_id))
        return record.account_id if record else None
