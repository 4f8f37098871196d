"""What the ledger needs."""

from guildhall.ledger.ports.books import Books as Books
