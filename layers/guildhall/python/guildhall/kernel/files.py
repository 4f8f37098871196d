"""Files that people hand in: what is taken, where one stands, and whether it is what it says.

The signatures are those of the formats' own specifications: PDF 32000-1 section 7.5.2, PNG (W3C) section 5.2, JPEG
(ITU-T T.81 B.1.1.3, JFIF), WebP container specification, ZIP APPNOTE section 4.3.7, EBML (RFC 8794 section 11.2) and
WebM's DocType, Ogg (RFC 3533 section 6), ISO 14496-12 section 4.3. Nothing that a browser would run (HTML, SVG) is
taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from guildhall.kernel.errors import Conflict, Fault, Invalid, NotFound
from guildhall.kernel.types import Instant

MOST_BYTES = 25 * 1024 * 1024
MOST_FILES = 50
"""Of one owner."""
START_BYTES = 4096
"""How much of a file is looked at."""

PDF = "application/pdf"
_ZIP = (b"PK\x03\x04",)
_OFFICE = "application/vnd.openxmlformats-officedocument."
SIGNATURES: Mapping[str, tuple[bytes, ...]] = {
    PDF: (b"%PDF-",),
    "application/zip": _ZIP,
    "audio/mp4": (b"",),
    "audio/ogg": (b"OggS",),
    "audio/webm": (b"\x1a\x45\xdf\xa3",),
    f"{_OFFICE}wordprocessingml.document": _ZIP,
    f"{_OFFICE}spreadsheetml.sheet": _ZIP,
    f"{_OFFICE}presentationml.presentation": _ZIP,
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/webp": (b"RIFF",),
    "text/csv": (),
    "text/plain": (),
}
"""Content types that are taken, and how such a file begins; text has no signature but must be text."""
_FURTHER_ON: Mapping[str, tuple[int, int, bytes]] = {
    "audio/mp4": (4, 8, b"ftyp"),
    "audio/webm": (4, 64, b"webm"),
    "image/webp": (8, 12, b"WEBP"),
}
"""Where, behind its beginning, a file must have what: containers begin alike whatever is in them."""
ARCHIVES = frozenset(kind for kind, begins in SIGNATURES.items() if begins == _ZIP)
"""Whether one of these is sound is written at its end, so it is read whole."""


class FileUnknown(NotFound):
    """The owner has no such file."""

    slug = "files/file-unknown"
    title = "There is no such file"


class FileRefused(Invalid):
    """Its type is not taken, or it is too large."""

    slug = "files/file-refused"
    title = "This file is not taken"


class FileNotUploaded(Conflict):
    """The form that was given for the upload has not been used yet."""

    slug = "files/file-not-uploaded"
    title = "The file has not been uploaded"


class FileNotAvailable(Conflict):
    """The file is still being checked, or was refused by the check."""

    slug = "files/file-not-available"
    title = "The file is not available"


class TooManyFiles(Conflict):
    """The owner has as many files as it may have."""

    slug = "files/too-many-files"
    title = "There are too many files"


class FileStatus(StrEnum):
    """Where a file stands. A refused one was not what it said."""

    AWAITED = "awaited"
    QUARANTINED = "quarantined"
    AVAILABLE = "available"
    REFUSED = "refused"


DECIDED = frozenset({FileStatus.AVAILABLE, FileStatus.REFUSED})


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to something.

    area: the capability; owner_id: the project, contract, … it belongs to. about: what the capability knows of it
    beside that, as JSON.
    """

    file_id: str
    area: str
    owner_id: str
    file_name: str
    content_type: str
    size_bytes: int
    uploaded_by: str
    created_at: Instant
    status: FileStatus = FileStatus.AWAITED
    about: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0

    @property
    def key(self) -> str:
        """Where it lies, in quarantine and after it: ids only, since keys turn up in logs."""
        return f"{self.area}/{self.owner_id}/{self.file_id}"


@dataclass(frozen=True, slots=True)
class UploadForm:
    """What a browser posts the file with: `fields` first, then the file as `file` (multipart/form-data)."""

    url: str
    fields: Mapping[str, str]
    expires_at: datetime


def check_declared(content_type: str, size_bytes: int) -> None:
    """Refuse what is not taken. Raises FileRefused."""
    faults = []
    if content_type not in SIGNATURES:
        faults.append(Fault("/content_type", f"one of {', '.join(sorted(SIGNATURES))}", "type"))
    if not 0 < size_bytes <= MOST_BYTES:
        faults.append(Fault("/size_bytes", f"1 to {MOST_BYTES}", "size"))
    if faults:
        raise FileRefused("; ".join(f"{fault.pointer}: {fault.detail}" for fault in faults), faults=tuple(faults))


def is_what_it_says(content_type: str, start: bytes) -> bool:
    """Tell whether a file that begins so can be of that type. start: its first START_BYTES."""
    signatures = SIGNATURES.get(content_type)
    if signatures is None:
        return False
    if content_type.startswith("text/"):
        return _is_text(start)
    first, behind, part = _FURTHER_ON.get(content_type, (0, 0, b""))
    return start.startswith(signatures) and part in start[first:behind]


def _is_text(start: bytes) -> bool:
    try:
        text = start.decode()
    except UnicodeDecodeError as error:
        # The cut may go through the last character.
        if error.end < len(start) or len(start) < START_BYTES:
            return False
        text = start[: error.start].decode()
    return "\x00" not in text
