"""Routes for the files of an owner: the same four for projects, contracts and whatever has files."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from guildhall.kernel.files import Attachment, FileStatus, UploadForm
from guildhall.kernel.types import Instant
from guildhall.platform.context import actor
from guildhall.platform.edge.http import created, ok
from guildhall.platform.files import OwnedFiles

# No folder, nothing that a page would run, no control character, and nothing that turns the direction of writing, which
# hides how a name ends.
_NAME = re.compile(r'[^/\\<>"\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+')


def _harmless(name: str) -> str:
    if _NAME.fullmatch(name) is None:
        raise PydanticCustomError("file_name", 'rename the file: no / \\ < > " and no control character')
    return name


FileName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_harmless),
    Field(json_schema_extra={"pattern": f"^{_NAME.pattern}$"}),
]


class FileIn(BaseModel):
    """A file to come. The upload is held to exactly this type and size."""

    model_config = ConfigDict(extra="forbid")

    file_name: FileName
    content_type: Annotated[str, Field(max_length=100, examples=["application/pdf"])]
    size_bytes: Annotated[int, Field(strict=True, examples=[48_000])]


class FileOut(BaseModel):
    """A file. It can be downloaded while it is `available`."""

    file_id: str
    file_name: str
    content_type: str
    size_bytes: int
    status: FileStatus
    uploaded_by: str
    created_at: Instant

    @classmethod
    def of(cls, attachment: Attachment) -> FileOut:
        """Shape a file for the wire."""
        return cls(
            file_id=attachment.file_id,
            file_name=attachment.file_name,
            content_type=attachment.content_type,
            size_bytes=attachment.size_bytes,
            status=attachment.status,
            uploaded_by=attachment.uploaded_by,
            created_at=attachment.created_at,
        )


class UploadOut(BaseModel):
    """How to upload: post `fields`, then the file as `file`, as multipart/form-data to `url`; then confirm."""

    url: str
    fields: dict[str, str]
    expires_at: Instant

    @classmethod
    def of(cls, form: UploadForm) -> UploadOut:
        """Shape a form for the wire."""
        return cls(url=form.url, fields=dict(form.fields), expires_at=form.expires_at)


class AwaitedFileOut(BaseModel):
    """A file to come and the form for it."""

    file: FileOut
    upload: UploadOut

    @classmethod
    def of(cls, attachment: Attachment, form: UploadForm) -> AwaitedFileOut:
        """Shape a file and its form for the wire."""
        return cls(file=FileOut.of(attachment), upload=UploadOut.of(form))


class FilesOut(BaseModel):
    """All files of an owner, oldest first; few enough for one page."""

    items: list[FileOut]


class LinkOut(BaseModel):
    """Where to download a file from, for a few minutes."""

    url: str


def add_files(app: APIGatewayHttpResolver, owners: str, tag: str, files: Callable[[], OwnedFiles]) -> None:
    """Add the routes of files.

    owners: path of the owners, such as `/v1/projects`. files: asked when a route is called.
    """
    path = f"{owners}/<owner_id>/files"

    @app.post(path, summary="Announce a file, and get the form for its upload", tags=[tag], status_code=201)
    def attach(owner_id: str, body: FileIn) -> Response[AwaitedFileOut]:
        attachment, form = files().attach(actor(), owner_id, body.file_name, body.content_type, body.size_bytes)
        place = f"{owners}/{owner_id}/files/{attachment.file_id}"
        return created(AwaitedFileOut.of(attachment, form), place)

    @app.get(path, summary="List the files", tags=[tag])
    def list_files(owner_id: str) -> FilesOut:
        return FilesOut(items=[FileOut.of(found) for found in files().list(actor(), owner_id)])

    @app.post(path + "/<file_id>/confirm", summary="Say that a file was uploaded", tags=[tag])
    def confirm(owner_id: str, file_id: str) -> Response[FileOut]:
        return ok(FileOut.of(files().confirm(actor(), owner_id, file_id)))

    @app.get(path + "/<file_id>/link", summary="Get an address to download a file from", tags=[tag])
    def link(owner_id: str, file_id: str) -> LinkOut:
        return LinkOut(url=files().link(actor(), owner_id, file_id))
