"""Issued files in S3, locked against change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from guildhall.billing.models.archives import Archive
from guildhall.billing.models.documents import Document
from guildhall.platform import aws


class S3Files:
    """The ports `Files` and `Shelves` on a versioned bucket with object lock.

    mode: `COMPLIANCE` (nobody can shorten it, not even the account's root) or `GOVERNANCE`. years: from the date of
    issue; French law asks for ten (Code de commerce, article L123-22).
    """

    def __init__(self, bucket: str, mode: str, years: int) -> None:
        self._bucket = bucket
        self._mode = mode
        self._years = years

    def put(self, document: Document, content: bytes) -> None:
        """Keep a document's file; it may be put again with the same content. Raises ValueError without a number."""
        if document.issued_on is None:
            raise ValueError("a document without a number has no file")
        aws.client("s3").put_object(
            Bucket=self._bucket,
            Key=_key(document),
            Body=content,
            ContentType="application/pdf",
            ObjectLockMode=self._mode,
            ObjectLockRetainUntilDate=_until(document.issued_on, self._years),
        )

    def get(self, document: Document) -> bytes:
        """Return the file."""
        found = aws.client("s3").get_object(Bucket=self._bucket, Key=_key(document))
        return bytes(found["Body"].read())

    def link(self, document: Document, seconds: int) -> str:
        """Return an address from which the file can be fetched for some seconds, under its number as file name."""
        request = {
            "Bucket": self._bucket,
            "Key": _key(document),
            "ResponseContentDisposition": f'attachment; filename="{document.number}.pdf"',
        }
        return str(aws.client("s3").generate_presigned_url("get_object", Params=request, ExpiresIn=seconds))

    def put_part(self, archive: Archive, part: int, content: bytes) -> None:
        """Keep one part of an archive; the same part may be put again."""
        aws.client("s3").put_object(
            Bucket=self._bucket, Key=archive.key(part), Body=content, ContentType="application/zip"
        )

    def link_part(self, archive: Archive, part: int, seconds: int) -> str:
        """Return an address from which a part can be fetched for some seconds."""
        name = f"documents-{archive.year}-{part:03d}.zip"
        request = {
            "Bucket": self._bucket,
            "Key": archive.key(part),
            "ResponseContentDisposition": f'attachment; filename="{name}"',
        }
        return str(aws.client("s3").generate_presigned_url("get_object", Params=request, ExpiresIn=seconds))


def _key(document: Document) -> str:
    return f"documents/{document.id}.pdf"


def _until(issued_on: date, years: int) -> datetime:
    """Return the end of the year in which the time is over."""
    return datetime.combine(date(issued_on.year + years, 12, 31), time(23, 59, 59), UTC)
