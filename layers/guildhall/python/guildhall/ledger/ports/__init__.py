"""What the ledger needs."""

from guildhall.ledger.ports.books import Books as Books
from guildhall.ledger.ports.corrections import Corrections as Corrections
from guildhall.ledger.ports.days import Alarms as Alarms
from guildhall.ledger.ports.days import Days as Days
