"""What keeps the audit log honest."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.administration.gateways import CountedAlarms, S3Exports
from guildhall.administration.store.audit import DynamoAuditLog, DynamoSeals
from guildhall.administration.use_cases.audit import SealAuditLog, VerifyAuditLog
from guildhall.platform.assembly import Platform


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


def wire_seals(platform: Platform) -> Seals:
    """Build the use cases of the tasks on DynamoDB and S3."""
    log, seals = DynamoAuditLog(platform.tables.audit_table), DynamoSeals(platform.database)
    own = platform.settings(SealSettings)
    exports = S3Exports(own.documents_bucket, own.document_lock_mode, own.document_lock_years)
    return Seals(
        SealAuditLog(log, seals, exports, platform.clock),
        VerifyAuditLog(log, seals, exports, CountedAlarms(), platform.clock),
    )
