"""Files in a conversation: images, recordings of a voice, and everything else."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from guildhall.kernel.files import Attachment
from guildhall.kernel.rate_limits import Limit

MOST_FILES = 10
"""Of one message."""
PREVIEW_WIDTHS = (320, 1_280, 4_096)
"""A list on a phone, a screen, and what is downloaded: nobody gets an image with what its camera wrote into it."""
ATTACHING = Limit("chat-files", quota=30, window_seconds=60)
ERASE_FILE = "erase_file"
"""The command that a deleted message leads to; its data names the file's `key`."""
SOUNDS = "audio/"
IMAGES = "image/"


class MessageKind(StrEnum):
    """What a message is, at first sight."""

    TEXT = "text"
    CODE = "code"
    IMAGE = "image"
    VOICE = "voice"
    FILE = "file"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Voice:
    """How a recording sounds at first sight, as the sender's client measured it: nothing here decodes sound.

    peaks: loudness of equal parts, 0 to 100.
    """

    duration_ms: int
    peaks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file of a message, as it was when the message was sent.

    width, height: of an image, upright, or of the picture of a document's first page. placeholder: a data URI of some
    hundred bytes. widths: of its pictures.
    duration_ms, peaks: of a recording, as in `Voice`.
    """

    file_id: str
    file_name: str = ""
    content_type: str = ""
    size_bytes: int = 0
    width: int | None = None
    height: int | None = None
    placeholder: str = ""
    widths: tuple[int, ...] = ()
    duration_ms: int | None = None
    peaks: tuple[int, ...] = ()

    @property
    def kind(self) -> MessageKind:
        """What it is at first sight."""
        if self.content_type.startswith(SOUNDS):
            return MessageKind.VOICE
        return MessageKind.IMAGE if self.content_type.startswith(IMAGES) else MessageKind.FILE

    @classmethod
    def of(cls, attachment: Attachment) -> SharedFile:
        """Return a file with what is known of it."""
        about = {one.name: attachment.about[one.name] for one in fields(cls) if one.name in attachment.about}
        about |= {name: tuple(about[name]) for name in ("widths", "peaks") if name in about}
        plain = (attachment.file_id, attachment.file_name, attachment.content_type, attachment.size_bytes)
        return cls(*plain, **about)


@dataclass(frozen=True, slots=True)
class FileChecked:
    """Its uploader can send a file now, or cannot."""

    attachment: Attachment


@dataclass(frozen=True, slots=True)
class SizedImage:
    """An image in one width, behind an address that expires."""

    width: int
    url: str
