"""Request and response shapes of billing's HTTP API."""

from guildhall.billing.schemas.documents import DocumentLinkOut as DocumentLinkOut
from guildhall.billing.schemas.documents import DocumentOut as DocumentOut
from guildhall.billing.schemas.documents import DocumentsOut as DocumentsOut
from guildhall.billing.schemas.documents import InvoiceCorrectionIn as InvoiceCorrectionIn
from guildhall.billing.schemas.tax import TaxProfileIn as TaxProfileIn
from guildhall.billing.schemas.tax import TaxProfileOut as TaxProfileOut
