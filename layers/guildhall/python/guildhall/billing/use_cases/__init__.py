"""What payments, the bus and people can ask of billing: one module per subject."""

from guildhall.billing.use_cases.documents import AccessDocument as AccessDocument
from guildhall.billing.use_cases.documents import DraftInvoice as DraftInvoice
from guildhall.billing.use_cases.documents import IssueDocument as IssueDocument
from guildhall.billing.use_cases.documents import LinkDocument as LinkDocument
from guildhall.billing.use_cases.documents import ListDocuments as ListDocuments
from guildhall.billing.use_cases.documents import QuoteFees as QuoteFees
from guildhall.billing.use_cases.documents import RememberParty as RememberParty
from guildhall.billing.use_cases.tax import AccessTaxProfile as AccessTaxProfile
from guildhall.billing.use_cases.tax import CheckVatId as CheckVatId
from guildhall.billing.use_cases.tax import SetTaxProfile as SetTaxProfile
from guildhall.billing.use_cases.tax import TaxOf as TaxOf
