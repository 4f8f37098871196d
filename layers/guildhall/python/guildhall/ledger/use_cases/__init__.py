"""What an expert, an operator or a runbook can ask of the ledger."""

from guildhall.ledger.use_cases.statements import FoldDay as FoldDay
from guildhall.ledger.use_cases.statements import RebuildBalance as RebuildBalance
from guildhall.ledger.use_cases.statements import ShowStatement as ShowStatement
