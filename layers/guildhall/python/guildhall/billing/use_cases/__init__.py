"""What payments, the bus and people can ask of billing: one module per subject."""

from guildhall.billing.use_cases.composing import ComposeDocument as ComposeDocument
from guildhall.billing.use_cases.documents import RememberParty as RememberParty
from guildhall.billing.use_cases.drafting import DraftInvoice as DraftInvoice
from guildhall.billing.use_cases.drafting import RecordHold as RecordHold
from guildhall.billing.use_cases.drafting import RecordRefund as RecordRefund
from guildhall.billing.use_cases.drafting import RecordRelease as RecordRelease
from guildhall.billing.use_cases.drafting import ReviewWaiting as ReviewWaiting
from guildhall.billing.use_cases.issuing import NumberDocuments as NumberDocuments
from guildhall.billing.use_cases.issuing import PrintDocument as PrintDocument
from guildhall.billing.use_cases.reading import AccessDocument as AccessDocument
from guildhall.billing.use_cases.reading import DocumentsOfDay as DocumentsOfDay
from guildhall.billing.use_cases.reading import LinkDocument as LinkDocument
from guildhall.billing.use_cases.reading import ListDocuments as ListDocuments
from guildhall.billing.use_cases.reading import ListIssued as ListIssued
from guildhall.billing.use_cases.reading import ListWaiting as ListWaiting
from guildhall.billing.use_cases.tax import AccessTaxProfile as AccessTaxProfile
from guildhall.billing.use_cases.tax import AskAgain as AskAgain
from guildhall.billing.use_cases.tax import CheckVatId as CheckVatId
from guildhall.billing.use_cases.tax import SetTaxProfile as SetTaxProfile
from guildhall.billing.use_cases.tax import TaxOf as TaxOf
