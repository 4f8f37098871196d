"""The ledger's rows on DynamoDB."""

from guildhall.ledger.store.journal import BalanceRecord as BalanceRecord
from guildhall.ledger.store.journal import DynamoBooks as DynamoBooks
from guildhall.ledger.store.journal import Journal as Journal
from guildhall.ledger.store.journal import Keys as Keys
