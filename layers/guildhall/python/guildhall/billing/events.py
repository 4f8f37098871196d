"""What billing tells the world."""

from typing import ClassVar

from pydantic import Field

from guildhall.kernel.events import DomainEvent
from guildhall.kernel.types import AmountMinor, CurrencyCode


class InvoiceIssuedV1(DomainEvent):
    """A document got its number and can be downloaded.

    Consumers: notifications, partners.
    """

    source: ClassVar[str] = "guildhall.billing"
    detail_type: ClassVar[str] = "InvoiceIssued.v1"

    document_id: str
    number: str
    account_id: str = Field(description="Whom the document is addressed to.")
    contract_id: str
    milestone_id: str
    total_minor: AmountMinor
    currency: CurrencyCode
