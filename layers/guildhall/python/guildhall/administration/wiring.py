"""Which adapter stands behind which port of administration."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.administration.gateways import CountedAlarms, S3Exports, SqsQueues
from guildhall.administration.store import DynamoAuditLog, DynamoGrants, DynamoSeals, DynamoSettings
from guildhall.administration.use_cases import (
    ChangeSetting,
    GetSetting,
    HoldersOf,
    ListQueues,
    ListSettings,
    ManageGrants,
    ReadAuditLog,
    RedriveQueue,
    SealAuditLog,
    VerifyAuditLog,
    ViewDeadLetters,
)
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors


@dataclass(frozen=True, slots=True)
class AdministrationSettings:
    """stack_name: of the stack that holds the queues; their names begin with it."""

    stack_name: str


@dataclass(frozen=True, slots=True)
class SealSettings:
    """documents_bucket: a versioned bucket with object lock, where the audit log is exported to.

    document_lock_mode, document_lock_years: of the lock; those of issued documents.
    """

    documents_bucket: str
    document_lock_mode: str
    document_lock_years: int


@dataclass(frozen=True, slots=True)
class Seals:
    """What keeps the audit log honest."""

    seal_audit_log: SealAuditLog
    verify_audit_log: VerifyAuditLog


@dataclass(frozen=True, slots=True)
class Administration:
    """The use cases, and the cursors of their lists."""

    cursors: Cursors
    list_settings: ListSettings
    change_setting: ChangeSetting
    grants: ManageGrants
    read_audit_log: ReadAuditLog
    list_queues: ListQueues
    view_dead_letters: ViewDeadLetters
    redrive_queue: RedriveQueue


def get_setting(platform: Platform) -> GetSetting:
    """Build the one use case that other capabilities ask for (decision 0002)."""
    return GetSetting(DynamoSettings(platform.database))


def holders_of(platform: Platform) -> HoldersOf:
    """Build what other capabilities ask about permissions that are granted as data (decision 0002)."""
    return HoldersOf(DynamoGrants(platform.database))


def wire(platform: Platform) -> Administration:
    """Build the use cases on DynamoDB, SQS and CloudWatch."""
    settings = DynamoSettings(platform.database)
    log = DynamoAuditLog(platform.tables.audit_table)
    queues = SqsQueues(platform.settings(AdministrationSettings).stack_name, platform.clock)
    return Administration(
        cursors=platform.cursors,
        list_settings=ListSettings(settings, platform.gate),
        change_setting=ChangeSetting(settings, platform.gate, platform.clock),
        grants=ManageGrants(DynamoGrants(platform.database), platform.gate, platform.clock),
        read_audit_log=ReadAuditLog(log, platform.gate, platform.clock),
        list_queues=ListQueues(queues, platform.gate),
        view_dead_letters=ViewDeadLetters(queues, platform.gate),
        redrive_queue=RedriveQueue(queues, platform.gate),
    )


def wire_seals(platform: Platform) -> Seals:
    """Build the use cases of the tasks on DynamoDB and S3."""
    log, seals = DynamoAuditLog(platform.tables.audit_table), DynamoSeals(platform.database)
    own = platform.settings(SealSettings)
    exports = S3Exports(own.documents_bucket, own.document_lock_mode, own.document_lock_years)
    return Seals(
        SealAuditLog(log, seals, exports, platform.clock),
        VerifyAuditLog(log, seals, exports, CountedAlarms(), platform.clock),
    )
