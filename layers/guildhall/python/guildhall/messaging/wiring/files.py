"""Files in conversations, what is behind links, and what was written to be sent later: what their edges call."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.images import Format
from guildhall.messaging.models.files import PREVIEW_WIDTHS
from guildhall.messaging.store.answering import DynamoAnswers
from guildhall.messaging.store.blocks import DynamoBlocks
from guildhall.messaging.store.conversations import DynamoConversations
from guildhall.messaging.store.erasing import DynamoRemains
from guildhall.messaging.store.messages import FILES_QUEUE, DynamoMessages
from guildhall.messaging.store.scheduled import DynamoScheduledMessages
from guildhall.messaging.use_cases.access import AccessConversation, AccessForWriting
from guildhall.messaging.use_cases.answering import TimeAnswers
from guildhall.messaging.use_cases.copying import WriteCopyPart
from guildhall.messaging.use_cases.erasing import EraseRemains, SweepFiles
from guildhall.messaging.use_cases.figures import CountTalks
from guildhall.messaging.use_cases.files import (
    SENT,
    AccessFile,
    AttachFile,
    CheckFile,
    CiteFiles,
    ConfirmFile,
    DropFile,
    LinkFile,
    LookAtFile,
)
from guildhall.messaging.use_cases.links import PreviewLink
from guildhall.messaging.use_cases.messages import SendMessage
from guildhall.messaging.use_cases.scheduled import SendScheduled
from guildhall.platform.assembly import Platform
from guildhall.platform.files import Shelf, shelf
from guildhall.platform.parallel import together
from guildhall.platform.vault import BucketSettings, S3Vault, Vault


@dataclass(frozen=True, slots=True)
class ChatFiles:
    """What participants do with files."""

    attach: AttachFile
    confirm: ConfirmFile
    access: AccessFile
    link: LinkFile
    drop: DropFile


@dataclass(frozen=True, slots=True)
class FileWork:
    """What is done with files, links and messages whose time has come, when nobody waits."""

    check: CheckFile
    shelf: Shelf
    preview: PreviewLink
    send_scheduled: SendScheduled
    time_answers: TimeAnswers
    write_copy_part: WriteCopyPart


def wire(platform: Platform, vault: Vault | None = None) -> ChatFiles:
    """Build what participants call. vault: instead of S3, for tests."""
    vault = vault or S3Vault(platform.settings(BucketSettings))
    conversations, files = DynamoConversations(platform.database), _shelf(platform, vault)
    access = AccessConversation(conversations, platform.gate)
    known = AccessFile(access, files, DynamoMessages(platform.database))
    return ChatFiles(
        attach=AttachFile(AccessForWriting(access, DynamoBlocks(platform.database), together), files, platform.limits),
        confirm=ConfirmFile(known),
        access=known,
        link=LinkFile(known, vault),
        drop=DropFile(known, platform.clock),
    )


def wire_work(platform: Platform, vault: Vault | None = None) -> FileWork:
    """Build what follows uploads and deletions; only this loads what decodes images."""
    from guildhall.messaging.gateways.pages import WebPages
    from guildhall.messaging.gateways.sockets import SocketDelivery, chalice_sockets
    from guildhall.messaging.schemas.notices import event_frame
    from guildhall.messaging.store.sockets import DynamoConnections
    from guildhall.messaging.wiring.copies import wire_writer
    from guildhall.platform.pages import PdfiumPages
    from guildhall.platform.studio import PillowStudio

    vault = vault or S3Vault(platform.settings(BucketSettings))
    look = LookAtFile(PillowStudio(PREVIEW_WIDTHS, (Format.WEBP,)), PdfiumPages(), vault)
    files = replace(_shelf(platform, vault), look=look)
    clock = platform.clock
    delivery = SocketDelivery(DynamoConnections(clock), chalice_sockets(platform.environ), event_frame, clock)
    conversations, messages = DynamoConversations(platform.database), DynamoMessages(platform.database)
    writing = AccessForWriting(
        AccessConversation(conversations, platform.gate), DynamoBlocks(platform.database), together
    )
    send = SendMessage(writing, messages, CiteFiles(files, messages, clock), delivery, platform.limits, clock)
    return FileWork(
        CheckFile(files, delivery),
        files,
        PreviewLink(conversations, messages, WebPages(), delivery, clock),
        SendScheduled(DynamoScheduledMessages(platform.database), send, messages, clock),
        TimeAnswers(CountTalks(conversations, messages), DynamoAnswers(platform.database), clock),
        wire_writer(platform, vault),
    )


def cited(platform: Platform, vault: Vault | None = None) -> CiteFiles:
    """Build what gives a message its files."""
    files = _shelf(platform, vault or S3Vault(platform.settings(BucketSettings)))
    return CiteFiles(files, DynamoMessages(platform.database), platform.clock)


def _shelf(platform: Platform, vault: Vault) -> Shelf:
    # A conversation may be long: how often somebody hands in is limited, not how much there is.
    kept = replace(shelf(platform, "messaging", vault), queue=FILES_QUEUE, most_files=None)
    return replace(kept, waits=lambda attachment: SENT not in attachment.about)


def sweep(platform: Platform, vault: Vault | None = None) -> tuple[EraseRemains, SweepFiles]:
    """Build what erases conversations and unsent files when nobody waits."""
    files, clock = _shelf(platform, vault or S3Vault(platform.settings(BucketSettings))), platform.clock
    return EraseRemains(DynamoRemains(), files, clock), SweepFiles(files, DynamoMessages(platform.database), clock)
