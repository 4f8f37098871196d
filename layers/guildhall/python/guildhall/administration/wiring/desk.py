"""The use cases of operators."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.administration.gateways import SqsQueues
from guildhall.administration.store.audit import DynamoAuditLog
from guildhall.administration.store.grants import DynamoGrants
from guildhall.administration.store.settings import DynamoSettings
from guildhall.administration.use_cases.audit import ReadAuditLog
from guildhall.administration.use_cases.grants import ManageGrants
from guildhall.administration.use_cases.queues import ListQueues, RedriveQueue, ViewDeadLetters
from guildhall.administration.use_cases.settings import ChangeSetting, ListSettings
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors


@dataclass(frozen=True, slots=True)
class AdministrationSettings:
    """stack_name: of the stack that holds the queues; their names begin with it."""

    stack_name: str


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
