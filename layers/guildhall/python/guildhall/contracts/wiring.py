"""Which adapter stands behind which port of contracts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from guildhall.administration.wiring.settings import get_setting
from guildhall.contracts.models import Windows
from guildhall.contracts.store.contracts import DynamoContracts
from guildhall.contracts.use_cases.access import AccessContract, AccessMilestone, Scribe
from guildhall.contracts.use_cases.agreement import (
    ListActivity,
    ListContracts,
    ListDeliveries,
    OpenContract,
    SignContract,
)
from guildhall.contracts.use_cases.money import FollowChargeback, FreezeChargedBack, RecordMoney
from guildhall.contracts.use_cases.work import (
    ApproveBySilence,
    ApproveWork,
    CancelMilestone,
    DeliverWork,
    RemindClient,
    RequestChanges,
    SweepSilentDeliveries,
)
from guildhall.platform.assembly import Platform
from guildhall.platform.files import OwnedFiles, shelf
from guildhall.platform.vault import Vault


@dataclass(frozen=True, slots=True)
class PlatformSettings:
    """The port `Settings` on administration's settings (decision 0002)."""

    value_of: Callable[[str], int]

    def windows(self) -> Windows:
        """Return the present windows."""
        return Windows(
            review=timedelta(seconds=self.value_of("review_window_seconds")),
            reminder=timedelta(seconds=self.value_of("review_reminder_seconds")),
        )


@dataclass(frozen=True, slots=True)
class Contracts:
    """The use cases."""

    open: OpenContract
    access: AccessContract
    sign: SignContract
    list: ListContracts
    list_activity: ListActivity
    access_milestone: AccessMilestone
    list_deliveries: ListDeliveries
    deliver: DeliverWork
    request_changes: RequestChanges
    approve: ApproveWork
    cancel_milestone: CancelMilestone
    files: OwnedFiles
    record_money: RecordMoney
    freeze_charged_back: FreezeChargedBack
    follow_chargeback: FollowChargeback
    approve_by_silence: ApproveBySilence
    remind_client: RemindClient
    sweep_silent_deliveries: SweepSilentDeliveries


def wire(platform: Platform, vault: Vault | None = None) -> Contracts:
    """Build the use cases on DynamoDB and S3. vault: instead of S3, for tests."""
    gate, clock, ids = platform.gate, platform.clock, platform.ids
    contracts = DynamoContracts(platform.database, platform.cursors)
    setting = get_setting(platform)
    settings = PlatformSettings(lambda name: setting(name).value)
    scribe, files = Scribe(clock, ids), shelf(platform, "contracts", vault)
    access, access_milestone = AccessContract(contracts, gate), AccessMilestone(contracts, gate)
    approve_by_silence = ApproveBySilence(contracts, scribe, clock)
    return Contracts(
        open=OpenContract(contracts, scribe, clock, ids),
        access=access,
        sign=SignContract(contracts, access, scribe, clock),
        list=ListContracts(contracts, gate),
        list_activity=ListActivity(contracts, access),
        access_milestone=access_milestone,
        list_deliveries=ListDeliveries(contracts, access_milestone),
        deliver=DeliverWork(contracts, access_milestone, settings, files, scribe, clock),
        request_changes=RequestChanges(contracts, access_milestone, scribe),
        approve=ApproveWork(contracts, access_milestone, scribe),
        cancel_milestone=CancelMilestone(contracts, access_milestone, access, scribe),
        files=OwnedFiles(files, lambda actor, owner_id, verb: access(actor, owner_id, f"contracts.{verb}")),
        record_money=RecordMoney(contracts, scribe),
        freeze_charged_back=FreezeChargedBack(contracts, scribe),
        follow_chargeback=FollowChargeback(contracts, scribe, approve_by_silence),
        approve_by_silence=approve_by_silence,
        remind_client=RemindClient(contracts, scribe, clock),
        sweep_silent_deliveries=SweepSilentDeliveries(contracts, approve_by_silence, clock),
    )
