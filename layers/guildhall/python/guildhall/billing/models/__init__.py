"""Nouns of billing: quotes, parties, documents."""

from guildhall.billing.models.documents import Document as Document
from guildhall.billing.models.documents import Issuer as Issuer
from guildhall.billing.models.documents import Item as Item
from guildhall.billing.models.documents import Kind as Kind
from guildhall.billing.models.documents import Party as Party
from guildhall.billing.models.tax import PLATFORM as PLATFORM
from guildhall.billing.models.tax import Service as Service
from guildhall.billing.models.tax import TaxedAmount as TaxedAmount
from guildhall.billing.models.tax import TaxProfile as TaxProfile
from guildhall.billing.models.tax import TaxRule as TaxRule
