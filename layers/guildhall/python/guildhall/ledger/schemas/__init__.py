"""Shapes of the ledger's HTTP API."""

from guildhall.ledger.schemas.statements import BalanceOut as BalanceOut
from guildhall.ledger.schemas.statements import BalancesOut as BalancesOut
from guildhall.ledger.schemas.statements import PostingOut as PostingOut
from guildhall.ledger.schemas.statements import StatementOut as StatementOut
