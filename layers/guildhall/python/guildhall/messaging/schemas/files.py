"""Shapes of files in conversations."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from guildhall.kernel.files import Attachment, FileStatus
from guildhall.messaging.models import MOST_FILES, SharedFile, Voice
from guildhall.messaging.models.files import SOUNDS, MessageKind

LONGEST_VOICE_MS = 15 * 60 * 1000
MOST_PEAKS = 100
FileIds = Annotated[
    tuple[Annotated[str, Field(pattern="^fil_[0-9A-HJKMNP-TV-Z]{26}$")], ...],
    Field(max_length=MOST_FILES, description="Files of this conversation that you uploaded and that are `available`."),
]


class VoiceIn(BaseModel):
    """A recording as your client measured it."""

    model_config = ConfigDict(extra="forbid")

    duration_ms: int = Field(strict=True, ge=1, le=LONGEST_VOICE_MS)
    peaks: tuple[Annotated[int, Field(strict=True, ge=0, le=100)], ...] = Field(
        min_length=1, max_length=MOST_PEAKS, description="Loudness of equal parts, 0 to 100."
    )

    def voice(self) -> Voice:
        """Return it as the inside knows it."""
        return Voice(self.duration_ms, self.peaks)


class SharedFileOut(BaseModel):
    """A file of a message. Ask for its `link` to show or download it."""

    file_id: str
    kind: MessageKind
    file_name: str
    content_type: str
    size_bytes: int
    width: int | None = Field(description="Of an image, upright, or of the picture of a PDF's first page.")
    height: int | None
    placeholder: str = Field(description="A data URI to show at once; empty unless there is a picture.")
    duration_ms: int | None = Field(description="Of a recording, as its sender's client measured it.")
    peaks: list[int] = Field(description="Loudness of a recording's equal parts, 0 to 100.")

    @classmethod
    def of(cls, shared: SharedFile) -> SharedFileOut:
        """Shape a file for the wire."""
        return cls(**_plain(shared))


class ChatFileOut(SharedFileOut):
    """A file that was handed in. It can be sent while it is `available` and no message shows it."""

    conversation_id: str
    uploaded_by: str
    status: FileStatus

    @classmethod
    def of_attachment(cls, attachment: Attachment) -> ChatFileOut:
        """Shape a file with where it stands."""
        return cls(
            **_plain(SharedFile.of(attachment)),
            conversation_id=attachment.owner_id,
            uploaded_by=attachment.uploaded_by,
            status=attachment.status,
        )


def _plain(shared: SharedFile) -> dict[str, Any]:
    return {
        "file_id": shared.file_id,
        "kind": shared.kind,
        "file_name": shared.file_name,
        "content_type": shared.content_type,
        "size_bytes": shared.size_bytes,
        "width": shared.width,
        "height": shared.height,
        "placeholder": shared.placeholder,
        "duration_ms": shared.duration_ms,
        "peaks": list(shared.peaks),
    }


class OfSound(BaseModel):
    """What only a recording has."""

    content_type: str
    voice: VoiceIn | None = Field(default=None, description="Of a recording, so that it can be shown before it plays.")

    @model_validator(mode="after")
    def _is_sound(self) -> OfSound:
        if self.voice is not None and not self.content_type.startswith(SOUNDS):
            raise ValueError("only a recording has a voice")
        return self
