"""A year's documents in ZIP files with an index, written part by part."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from dataclasses import dataclass, replace
from typing import ClassVar

from guildhall.billing.errors import ArchiveUnknown, DocumentAltered, DocumentNotReady
from guildhall.billing.machine import State
from guildhall.billing.models.archives import KINDS, PART, Archive, ArchiveState
from guildhall.billing.models.documents import Document, Sequence
from guildhall.billing.ports.archives import Archives, Shelves
from guildhall.billing.ports.documents import Documents
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, Resource, require

COLUMNS = (
    "number", "kind", "issued_on", "seller", "seller_vat_id", "buyer", "buyer_vat_id", "currency", "net_minor",
    "tax_minor", "total_minor", "category", "rate_basis_points", "refers_to", "file", "sha256",
)  # fmt: skip
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a ZIP: written again, a part is the same."""


@dataclass(frozen=True, slots=True)
class RequestArchive:
    """Begin a year's archive of an issuer."""

    archives: Archives
    gate: Gate
    clock: Clock
    ids: Ids

    def __call__(self, actor: Actor, issuer_id: str, year: int) -> Archive:
        """Return it; its parts are written from now on. Raises Forbidden."""
        require(self.gate, actor, "billing.list_issued", Resource("Issuer", issuer_id, {"account_id": issuer_id}))
        archive = Archive(self.ids.new("arc"), issuer_id, year, actor.account_id, self.clock.now())
        return self.archives.save(archive)


@dataclass(frozen=True, slots=True)
class AccessArchive:
    """Show how far an archive is, and where its parts can be fetched."""

    archives: Archives
    shelves: Shelves
    gate: Gate

    SECONDS: ClassVar[int] = 300

    def __call__(self, actor: Actor, archive_id: str) -> tuple[Archive, list[str]]:
        """Return it with the addresses of its parts, none before it is ready. Raises ArchiveUnknown."""
        archive = self.archives.get(archive_id)
        if archive is None:
            raise ArchiveUnknown
        issuer = Resource("Issuer", archive.issuer_id, {"account_id": archive.issuer_id})
        if not self.gate.allows(actor, "billing.list_issued", issuer):
            raise ArchiveUnknown
        if archive.state is ArchiveState.BUILDING:
            return archive, []
        parts = range(1, archive.parts + 1)
        return archive, [self.shelves.link_part(archive, part, self.SECONDS) for part in parts]


@dataclass(frozen=True, slots=True)
class WriteArchivePart:
    """Write the next part of an archive."""

    archives: Archives
    documents: Documents
    shelves: Shelves

    def __call__(self, archive_id: str, part: int) -> Archive:
        """Return the archive with the part, or as it is if the part was written before.

        part: counts from 1. Raises ArchiveUnknown, DocumentNotReady and StaleVersion (try again), DocumentAltered.
        """
        archive = self.archives.get(archive_id)
        if archive is None:
            raise ArchiveUnknown
        if archive.state is ArchiveState.READY or part != archive.parts + 1:
            return archive
        found, following = self._next(archive)
        if found or not archive.parts:
            following = replace(following, parts=part, documents=archive.documents + len(found))
            self.shelves.put_part(archive, part, self._zipped(found))
        return self.archives.save(following)

    def _next(self, archive: Archive) -> tuple[list[Document], Archive]:
        """Read up to a part's documents, series after series; return them and the archive as it is after them."""
        found: list[Document] = []
        series, position = archive.series, archive.position
        while series < len(KINDS) and len(found) < PART:
            sequence = Sequence(archive.issuer_id, KINDS[series].series, "")
            limit = min(PART - len(found), 100)
            page, position = self.documents.of_series(sequence, archive.year, limit, position)
            found += page
            series += position is None
        state = ArchiveState.READY if series == len(KINDS) else ArchiveState.BUILDING
        return found, replace(archive, series=series, position=position, state=state)

    def _zipped(self, documents: list[Document]) -> bytes:
        target, index = io.BytesIO(), io.StringIO()
        rows = csv.writer(index, lineterminator="\r\n")
        rows.writerow(COLUMNS)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            for document in documents:
                if document.state is not State.ISSUED:
                    raise DocumentNotReady(f"{document.number} is still being written", retry_after_seconds=3)
                content = self.shelves.get(document)
                if hashlib.sha256(content).hexdigest() != document.sha256:
                    raise DocumentAltered(f"{document.number} is not what was issued")
                rows.writerow(_row(document))
                packed.writestr(zipfile.ZipInfo(f"{document.number}.pdf", EPOCH), content)
            # A byte order mark, so that spreadsheets read the names as UTF-8.
            packed.writestr(zipfile.ZipInfo("index.csv", EPOCH), "\ufeff" + index.getvalue())
        return target.getvalue()


def _row(document: Document) -> list[object]:
    rule, refers_to = document.rule, document.refers_to
    return [
        document.number,
        document.document_kind,
        document.issued_on,
        _safe(document.seller.name),
        document.seller.vat_id or "",
        _safe(document.buyer.name),
        document.buyer.vat_id or "",
        document.currency,
        document.net_minor,
        document.tax_minor,
        document.total_minor,
        rule.category if rule else "",
        rule.basis_points if rule else "",
        refers_to.number if refers_to else "",
        f"{document.number}.pdf",
        document.sha256,
    ]


def _safe(name: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{name}" if name[:1] in {"=", "+", "-", "@", "\t", "\r"} else name
