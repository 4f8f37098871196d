"""Nouns of the ledger: accounts, lines, entries, statements."""

from guildhall.ledger.models.accounts import CHART as CHART
from guildhall.ledger.models.accounts import RECOVERY as RECOVERY
from guildhall.ledger.models.accounts import AccountClass as AccountClass
from guildhall.ledger.models.accounts import AccountType as AccountType
from guildhall.ledger.models.accounts import Natural as Natural
from guildhall.ledger.models.accounts import account as account
from guildhall.ledger.models.accounts import class_of as class_of
from guildhall.ledger.models.coverage import Coverage as Coverage
from guildhall.ledger.models.coverage import coverage_of as coverage_of
from guildhall.ledger.models.days import ClosedDay as ClosedDay
from guildhall.ledger.models.days import DayEntry as DayEntry
from guildhall.ledger.models.days import Roll as Roll
from guildhall.ledger.models.entries import MOST_LINES as MOST_LINES
from guildhall.ledger.models.entries import Entry as Entry
from guildhall.ledger.models.entries import Line as Line
from guildhall.ledger.models.entries import credit as credit
from guildhall.ledger.models.entries import debit as debit
from guildhall.ledger.models.entries import lines as lines
from guildhall.ledger.models.entries import sums_of as sums_of
from guildhall.ledger.models.statements import Balance as Balance
from guildhall.ledger.models.statements import DayTotal as DayTotal
from guildhall.ledger.models.statements import Period as Period
from guildhall.ledger.models.statements import Posting as Posting
from guildhall.ledger.models.statements import Statement as Statement
