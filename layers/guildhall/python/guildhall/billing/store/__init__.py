"""Billing in the core table; numbers of documents in the ledger table."""

from guildhall.billing.store.documents import DynamoBooks as DynamoBooks
from guildhall.billing.store.documents import DynamoDocuments as DynamoDocuments
from guildhall.billing.store.documents import DynamoParties as DynamoParties
from guildhall.billing.store.tax import DynamoTaxProfiles as DynamoTaxProfiles
