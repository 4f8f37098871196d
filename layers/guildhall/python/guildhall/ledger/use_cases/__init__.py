"""What an expert, an operator or a runbook can ask of the ledger."""

from guildhall.ledger.use_cases.closing import CloseDays as CloseDays
from guildhall.ledger.use_cases.closing import VerifyDays as VerifyDays
from guildhall.ledger.use_cases.covering import CheckCoverage as CheckCoverage
from guildhall.ledger.use_cases.covering import HotBalances as HotBalances
from guildhall.ledger.use_cases.statements import FoldDay as FoldDay
from guildhall.ledger.use_cases.statements import RebuildBalance as RebuildBalance
from guildhall.ledger.use_cases.statements import ShowBalances as ShowBalances
from guildhall.ledger.use_cases.statements import ShowStatement as ShowStatement
