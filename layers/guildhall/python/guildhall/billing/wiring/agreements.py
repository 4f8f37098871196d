"""Which adapter stands behind which port of agreements with contributors, and what counts releases."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.administration.wiring.grants import holders_of
from guildhall.billing.store.agreements import DynamoAgreements, LedgerAccruals
from guildhall.billing.store.takings import DynamoTakings
from guildhall.billing.store.volumes import DynamoVolumes
from guildhall.billing.use_cases.agreements import AgreementGate, ManageAgreements, ShowContributorStatement
from guildhall.billing.use_cases.takings import TakeBackRelease
from guildhall.kernel.clock import Clock
from guildhall.kernel.ids import Ids
from guildhall.ledger.wiring.posting import books, journal
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors


@dataclass(frozen=True, slots=True)
class AgreementDesk:
    """What people ask about agreements with contributors, and the cursors of their lists."""

    cursors: Cursors
    clock: Clock
    ids: Ids
    manage: ManageAgreements
    statement: ShowContributorStatement


def wire_agreements(platform: Platform) -> AgreementDesk:
    """Build the use cases on DynamoDB and the ledger."""
    agreements = DynamoAgreements(platform.database, platform.clock)
    allow = AgreementGate(platform.gate, holders_of(platform))
    manage = ManageAgreements(agreements, allow, platform.clock)
    accruals = LedgerAccruals(books(platform))
    return AgreementDesk(
        platform.cursors, platform.clock, platform.ids, manage, ShowContributorStatement(manage, accruals)
    )


def take_back_release(platform: Platform) -> TakeBackRelease:
    """Build what undoes counting and accruing when released money is gone again."""
    agreements, volumes = DynamoAgreements(platform.database, platform.clock), DynamoVolumes(platform.clock)
    takings = DynamoTakings(platform.database, journal(platform), volumes, agreements)
    return TakeBackRelease(books(platform), takings)
