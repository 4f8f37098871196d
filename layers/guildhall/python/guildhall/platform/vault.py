"""The two buckets that a file passes: quarantine, and where files stay."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.kernel import files
from guildhall.kernel.errors import Unavailable
from guildhall.kernel.files import Attachment
from guildhall.platform import aws

FORM_SECONDS = 600
LINK_SECONDS = 300
HASHED_AT_ONCE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as the bucket describes it. tag: changes with its content."""

    size_bytes: int
    content_type: str
    tag: str


class Vault(Protocol):
    """The two buckets: quarantine, and where files stay."""

    def form(self, attachment: Attachment) -> tuple[str, dict[str, str]]:
        """Return the address and the fields with which exactly this file may be posted into quarantine."""

    def look(self, key: str) -> Stored | None:
        """Describe an object in quarantine, or None."""

    def start(self, key: str, tag: str) -> bytes:
        """Read the first bytes of an object in quarantine, of just this content."""

    def read(self, key: str, tag: str) -> bytes:
        """Read an object in quarantine, of just this content."""

    def keep(self, key: str, tag: str) -> None:
        """Copy just this content from quarantine to where files stay."""

    def drop(self, key: str) -> None:
        """Remove an object from quarantine."""

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Store what we made ourselves where files stay."""

    def get(self, key: str) -> bytes | None:
        """Read a file that stays, or None."""

    def erase(self, key: str) -> None:
        """Remove a kept file for good, with what lies under its key; an absent one is no error."""

    def sha256(self, key: str) -> str:
        """Return the digest of a kept file's bytes, hexadecimal."""

    def link(self, attachment: Attachment) -> str:
        """Return an address from which the kept file can be downloaded for LINK_SECONDS."""


@dataclass(frozen=True, slots=True)
class BucketSettings:
    """Names. quarantine_bucket: where uploads land until they were checked. files_bucket: where they stay."""

    quarantine_bucket: str
    files_bucket: str


class S3Vault:
    """The port `Vault` on S3."""

    def __init__(self, buckets: BucketSettings) -> None:
        self._quarantine = buckets.quarantine_bucket
        self._files = buckets.files_bucket

    def form(self, attachment: Attachment) -> tuple[str, dict[str, str]]:
        """Return the address and the fields; S3 itself holds the upload to key, type and size."""
        kind, size = attachment.content_type, attachment.size_bytes
        made = aws.client("s3").generate_presigned_post(
            self._quarantine,
            attachment.key,
            Fields={"Content-Type": kind},
            Conditions=[{"Content-Type": kind}, ["content-length-range", size, size]],
            ExpiresIn=FORM_SECONDS,
        )
        return str(made["url"]), {name: str(value) for name, value in made["fields"].items()}

    def look(self, key: str) -> Stored | None:
        """Describe an object in quarantine, or None. Raises Unavailable."""
        try:
            found = aws.client("s3").head_object(Bucket=self._quarantine, Key=key)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:  # noqa: PLR2004  not found
                return None
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error
        return Stored(int(found["ContentLength"]), str(found["ContentType"]), str(found["ETag"]))

    def start(self, key: str, tag: str) -> bytes:
        """Read the first bytes. Raises Unavailable, also if the object was replaced meanwhile."""
        arguments = {
            "Bucket": self._quarantine,
            "Key": key,
            "IfMatch": tag,
            "Range": f"bytes=0-{files.START_BYTES - 1}",
        }
        return bytes(self._do("get_object", **arguments)["Body"].read())

    def read(self, key: str, tag: str) -> bytes:
        """Read all of it. Raises Unavailable, also if the object was replaced meanwhile."""
        return bytes(self._do("get_object", Bucket=self._quarantine, Key=key, IfMatch=tag)["Body"].read())

    def keep(self, key: str, tag: str) -> None:
        """Copy just this content: what comes in after the check must not slip through. Raises Unavailable."""
        source = {"Bucket": self._quarantine, "Key": key}
        self._do("copy_object", Bucket=self._files, Key=key, CopySource=source, CopySourceIfMatch=tag)

    def drop(self, key: str) -> None:
        """Remove an object from quarantine; an absent one is no error. Raises Unavailable."""
        self._do("delete_object", Bucket=self._quarantine, Key=key)

    def put(self, key: str, content: bytes, content_type: str) -> None:
        """Store what we made ourselves where files stay. Raises Unavailable."""
        self._do("put_object", Bucket=self._files, Key=key, Body=content, ContentType=content_type)

    def get(self, key: str) -> bytes | None:
        """Read a file that stays, or None. Raises Unavailable."""
        try:
            found = aws.client("s3").get_object(Bucket=self._files, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                return None
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error
        return bytes(found["Body"].read())

    def erase(self, key: str) -> None:
        """Remove every version of a file and of what lies under its key. Raises Unavailable."""
        # Ids have one length, so nothing else begins with the key.
        found = self._do("list_object_versions", Bucket=self._files, Prefix=key)
        for one in [*found.get("Versions", []), *found.get("DeleteMarkers", [])]:
            self._do("delete_object", Bucket=self._files, Key=one["Key"], VersionId=one["VersionId"])

    def sha256(self, key: str) -> str:
        """Return the digest of a kept file's bytes, hexadecimal; read in pieces. Raises Unavailable."""
        body, digest = self._do("get_object", Bucket=self._files, Key=key)["Body"], hashlib.sha256()
        for piece in body.iter_chunks(HASHED_AT_ONCE):
            digest.update(piece)
        return digest.hexdigest()

    def link(self, attachment: Attachment) -> str:
        """Return an address that downloads and never shows the file inside our pages' origin."""
        name = quote(attachment.file_name, safe="")
        return str(
            aws.client("s3").generate_presigned_url(
                "get_object",
                Params={
                    "Bucket": self._files,
                    "Key": attachment.key,
                    "ResponseContentType": attachment.content_type,
                    "ResponseContentDisposition": f"attachment; filename*=UTF-8''{name}",
                },
                ExpiresIn=LINK_SECONDS,
            )
        )

    @staticmethod
    def _do(operation: str, **arguments: Any) -> dict[str, Any]:
        try:
            done: dict[str, Any] = getattr(aws.client("s3"), operation)(**arguments)
        except (ClientError, BotoCoreError) as error:
            raise Unavailable from error
        return done
