"""Files in a conversation: handed in, checked, sent with a message, shown to those who take part, erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault, NotFound, Unavailable
from guildhall.kernel.files import PDF, Attachment, FileNotAvailable, FileStatus, FileUnknown, UploadForm
from guildhall.kernel.ids import born_at
from guildhall.kernel.images import DECODERS, ImageUnreadable
from guildhall.kernel.rate_limits import RateLimits, take_for
from guildhall.messaging.errors import FileNotSendable, FileSent
from guildhall.messaging.models import (
    ATTACHING,
    IN_FLIGHT,
    SKEW,
    FileChecked,
    Message,
    MessageKind,
    SharedFile,
    SizedImage,
    Voice,
)
from guildhall.messaging.ports import Delivery, Messages
from guildhall.messaging.ports.files import Pages, Shelf, Shown, Studio
from guildhall.messaging.use_cases.access import AccessConversation, AccessForWriting

SENT = "is_sent"
"""Under which a file's record keeps that the sweep of unsent files need not look at it again."""
MESSAGE = "message_id"
"""Under which a file's record keeps the message that shows it: one message a file, so that both go together."""
NO_MESSAGE = "none"
"""Instead of a message's id: the file is about to go, and no message gets it any more."""


def seconds_on_its_way(attachment: Attachment, now: datetime) -> int:
    """Return for how long a message that was given the file, and is not kept, may still be; 0 from then on."""
    cited_by = attachment.about.get(MESSAGE, NO_MESSAGE)
    if cited_by == NO_MESSAGE:
        return 0
    certain_at = born_at(cited_by) + SKEW + IN_FLIGHT
    return int((certain_at - now).total_seconds()) + 1 if now <= certain_at else 0


def _wait_for_message(attachment: Attachment, now: datetime) -> None:
    wait = seconds_on_its_way(attachment, now)
    if wait:
        raise Unavailable("an earlier sending of this file may still arrive", retry_after_seconds=wait)


@dataclass(frozen=True, slots=True)
class AttachFile:
    """Announce a file that the actor will send, and give them the form for its upload."""

    access: AccessForWriting
    shelf: Shelf
    limits: RateLimits

    def __call__(
        self,
        actor: Actor,
        conversation_id: str,
        file_name: str,
        content_type: str,
        size_bytes: int,
        *,
        voice: Voice | None,
    ) -> tuple[Attachment, UploadForm]:
        """Return the file to come and its form. Raises NotFound, Blocked, TooMany, FileRefused."""
        self.access(actor, conversation_id, "messaging.send")
        take_for(self.limits, ATTACHING, actor)
        about = asdict(voice) if voice else None
        return self.shelf.attach(actor, conversation_id, file_name, content_type, size_bytes, about=about)


@dataclass(frozen=True, slots=True)
class AccessFile:
    """Load a file for its uploader, or for whoever takes part in the conversation once it was sent."""

    access: AccessConversation
    shelf: Shelf
    messages: Messages

    def __call__(self, actor: Actor, conversation_id: str, file_id: str) -> Attachment:
        """Return the file. Raises NotFound."""
        attachment = self._get(actor, conversation_id, file_id)
        if not self.is_sent(attachment) and attachment.uploaded_by != actor.account_id:
            raise NotFound
        return attachment

    def own(self, actor: Actor, conversation_id: str, file_id: str) -> Attachment:
        """Return a file that the actor handed in. Raises NotFound."""
        attachment = self._get(actor, conversation_id, file_id)
        if attachment.uploaded_by != actor.account_id:
            raise NotFound
        return attachment

    def is_sent(self, attachment: Attachment) -> bool:
        """Tell whether a message shows the file. Raises NotFound if the message that did was taken back."""
        cited_by = attachment.about.get(MESSAGE)
        message = self.messages.get(attachment.owner_id, cited_by) if cited_by else None
        if message is not None and message.deleted_at is not None:
            # Its bytes go a moment later; until then it is gone already.
            raise NotFound
        return message is not None and _shows(message, attachment)

    def _get(self, actor: Actor, conversation_id: str, file_id: str) -> Attachment:
        self.access(actor, conversation_id, "messaging.view")
        try:
            return self.shelf.get(conversation_id, file_id)
        except FileUnknown:
            # A file that one may not know, one that is not there, and a conversation of others all look alike.
            raise NotFound from None


@dataclass(frozen=True, slots=True)
class ConfirmFile:
    """Hear from the uploader that a file was posted, and have it checked."""

    files: AccessFile

    def __call__(self, actor: Actor, conversation_id: str, file_id: str) -> Attachment:
        """Return the file as it stands. Raises NotFound, FileNotUploaded, StaleVersion."""
        self.files.own(actor, conversation_id, file_id)
        return self.files.shelf.confirm(conversation_id, file_id)


@dataclass(frozen=True, slots=True)
class LinkFile:
    """Give somebody who may see a file addresses to download it from, for some minutes."""

    files: AccessFile
    shown: Shown

    def __call__(self, actor: Actor, conversation_id: str, file_id: str) -> tuple[str, list[SizedImage]]:
        """Return where to download it from, and its pictures, narrowest first.

        Raises NotFound, FileNotAvailable.
        """
        attachment = self.files(actor, conversation_id, file_id)
        if attachment.status is not FileStatus.AVAILABLE:
            raise FileNotAvailable(f"the file is {attachment.status}")
        shared = SharedFile.of(attachment)
        found = [SizedImage(width, self.shown.link(_sized(attachment, width))) for width in shared.widths]
        # An image leaves the house as it was written anew: the original says where and when it was taken.
        is_image = shared.kind is MessageKind.IMAGE
        return (found[-1].url if is_image else self.shown.link(attachment)), found


@dataclass(frozen=True, slots=True)
class DropFile:
    """Let the uploader change their mind about a file that was not sent."""

    files: AccessFile
    clock: Clock

    def __call__(self, actor: Actor, conversation_id: str, file_id: str) -> None:
        """Erase it.

        Raises NotFound, FileSent, StaleVersion, Unavailable (a message that shows it may be on its way).
        """
        attachment = self.files.own(actor, conversation_id, file_id)
        if self.files.is_sent(attachment):
            raise FileSent("delete the message: its files go with it")
        _wait_for_message(attachment, self.clock.now())
        # First, so that no message gets it while it goes, nor if this dies half-way; the sweep does the rest then.
        self.files.shelf.note(attachment, {MESSAGE: NO_MESSAGE})
        self.files.shelf.erase(attachment.key)


@dataclass(frozen=True, slots=True)
class CiteFiles:
    """Give a message the files that it shows; each is shown by one message."""

    shelf: Shelf
    messages: Messages
    clock: Clock

    def __call__(
        self, actor: Actor, conversation_id: str, message_id: str, file_ids: Sequence[str]
    ) -> tuple[SharedFile, ...]:
        """Return the files as everybody sees them, in the order asked.

        Raises FileNotSendable, StaleVersion, Unavailable (the message that cited a file first may still be kept).
        """
        found = [
            self._sendable(actor, conversation_id, message_id, file_id, f"/file_ids/{number}")
            for number, file_id in enumerate(file_ids)
        ]
        for attachment in found:
            if attachment.about.get(MESSAGE) != message_id:
                self.shelf.note(attachment, {MESSAGE: message_id})
        return tuple(SharedFile.of(attachment) for attachment in found)

    def _sendable(self, actor: Actor, conversation_id: str, message_id: str, file_id: str, pointer: str) -> Attachment:
        try:
            attachment = self.shelf.get(conversation_id, file_id)
        except FileUnknown:
            raise FileNotSendable(
                faults=(Fault(pointer, "no file of yours in this conversation", "unknown"),)
            ) from None
        if attachment.uploaded_by != actor.account_id:
            raise FileNotSendable(faults=(Fault(pointer, "no file of yours in this conversation", "unknown"),))
        if attachment.status is not FileStatus.AVAILABLE:
            raise FileNotSendable(faults=(Fault(pointer, f"the file is {attachment.status}", "not_available"),))
        if not self._is_free(attachment, message_id):
            raise FileNotSendable(faults=(Fault(pointer, "another message shows it", "taken"),))
        return attachment

    def _is_free(self, attachment: Attachment, message_id: str) -> bool:
        cited_by = attachment.about.get(MESSAGE, message_id)
        if cited_by == message_id:
            return True
        if cited_by == NO_MESSAGE:
            return False
        kept = self.messages.get(attachment.owner_id, cited_by)
        if kept is not None:
            # Another sending under that id may have been kept, which shows other files; one taken back takes its own.
            return kept.deleted_at is None and not _shows(kept, attachment)
        # Its sending died after this, and its device tries again under a new id when the old one is too old.
        _wait_for_message(attachment, self.clock.now())
        return True


@dataclass(frozen=True, slots=True)
class CheckFile:
    """Decide about an upload, and let its uploader know at once."""

    shelf: Shelf
    delivery: Delivery

    def __call__(self, key: str) -> None:
        """Look at what lies in quarantine; asked again, it decides the same. Raises FileNotUploaded, Unavailable."""
        try:
            attachment = self.shelf.check(key)
        except FileUnknown:
            # Erased while it was being looked at: nothing of it may stay.
            self.shelf.erase(key)
            return
        self.delivery.tell([attachment.uploaded_by], FileChecked(attachment))


@dataclass(frozen=True, slots=True)
class LookAtFile:
    """Write images, and the first page of a PDF, in several widths; what lies about being an image is refused."""

    studio: Studio
    pages: Pages
    shown: Shown

    def __call__(self, attachment: Attachment, content: bytes) -> Mapping[str, Any] | None:
        """Return what is known of a picture, nothing of another file, None for what only says that it is an image."""
        if attachment.content_type == PDF:
            page = self.pages.first(content)
            # A document that cannot be drawn, such as one with a password, is sent without a picture.
            return self._write(attachment, page, "image/png") or {} if page else {}
        return self._write(attachment, content, attachment.content_type) if attachment.content_type in DECODERS else {}

    def _write(self, attachment: Attachment, content: bytes, content_type: str) -> Mapping[str, Any] | None:
        try:
            rendered = self.studio.render(content, content_type)
        except ImageUnreadable:
            return None
        for variant, written in rendered.files:
            self.shown.put(_sized(attachment, variant.width).key, written, "image/webp")
        return {
            "width": rendered.width,
            "height": rendered.height,
            "placeholder": rendered.placeholder,
            "widths": [variant.width for variant, _ in rendered.files],
        }


def _shows(message: Message, attachment: Attachment) -> bool:
    return any(one.file_id == attachment.file_id for one in message.files)


def _sized(attachment: Attachment, width: int) -> Attachment:
    """Return one width of an image as the vault knows files: it lies under the original, and goes with it."""
    name = attachment.file_name.rpartition(".")[0] or attachment.file_name
    return replace(
        attachment,
        file_id=f"{attachment.file_id}/{width}.webp",
        file_name=f"{name}.webp",
        content_type="image/webp",
    )
