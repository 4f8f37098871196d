"""Shapes of uploads into conversations; apart from the other shapes, so that sockets start without HTTP's."""

from __future__ import annotations

from pydantic import BaseModel, Field

from guildhall.kernel.files import Attachment, UploadForm
from guildhall.messaging.models import SizedImage
from guildhall.messaging.schemas.files import ChatFileOut, OfSound
from guildhall.platform.edge.attachments import FileIn, UploadOut


class ChatFileIn(FileIn, OfSound):
    """A file to come. The upload is held to exactly this type and size."""


class AwaitedChatFileOut(BaseModel):
    """A file to come and the form for it."""

    file: ChatFileOut
    upload: UploadOut

    @classmethod
    def of(cls, attachment: Attachment, form: UploadForm) -> AwaitedChatFileOut:
        """Shape a file and its form for the wire."""
        return cls(file=ChatFileOut.of_attachment(attachment), upload=UploadOut.of(form))


class SizedImageOut(BaseModel):
    """An image in one width."""

    width: int
    url: str


class ChatFileLinkOut(BaseModel):
    """Where to download a file from, for a few minutes; an image as WebP, without what its camera wrote into it."""

    url: str
    sizes: list[SizedImageOut] = Field(description="Pictures of an image or of a PDF's first page, narrowest first.")

    @classmethod
    def of(cls, url: str, sizes: list[SizedImage]) -> ChatFileLinkOut:
        """Shape the addresses."""
        return cls(url=url, sizes=[SizedImageOut(width=one.width, url=one.url) for one in sizes])
