"""The ledger's rows on DynamoDB."""

from guildhall.ledger.store.books import DynamoBooks as DynamoBooks
from guildhall.ledger.store.corrections import DynamoCorrections as DynamoCorrections
from guildhall.ledger.store.days import CountedAlarms as CountedAlarms
from guildhall.ledger.store.days import DynamoDays as DynamoDays
from guildhall.ledger.store.journal import Journal as Journal
from guildhall.ledger.store.records import BalanceRecord as BalanceRecord
from guildhall.ledger.store.records import Keys as Keys
