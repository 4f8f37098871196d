"""The road of a file: form, quarantine, check, files bucket.

| who asks             | index | PK                       | SK        |
|----------------------|-------|--------------------------|-----------|
| a file of an owner   | table | FILES#{area}#{owner_id}  | {file_id} |
| all files of an owner| table | FILES#{area}#{owner_id}  | (all)     |
| files that wait      | GSI1  | FILES-WAITING#{area}     | {created_at}#{owner_id}/{file_id} |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute

from guildhall.kernel import files
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock, to_text
from guildhall.kernel.files import (
    DECIDED,
    Attachment,
    FileNotAvailable,
    FileNotUploaded,
    FileStatus,
    FileUnknown,
    TooManyFiles,
    UploadForm,
)
from guildhall.kernel.ids import Ids
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from guildhall.platform.items import IntegerAttribute, MapOf
from guildhall.platform.malware import Scanner, ScannerSettings, scanner_of
from guildhall.platform.table import CoreRecord, Database, from_row
from guildhall.platform.vault import FORM_SECONDS, BucketSettings, S3Vault, Stored, Vault

CHECK = "check_file"
"""The command that a stored object leads to; its data names the object's `key`."""
Look = Callable[[Attachment, bytes], Mapping[str, Any] | None]
"""Returns what is worth keeping about a file, as JSON, or None to refuse it."""


class AttachmentRecord(CoreRecord):
    """A file's record; the file itself is in S3."""

    KIND = "platform.attachment"
    UNAUDITED = frozenset({"file_name", "about"})

    file_id = UnicodeAttribute()
    area = UnicodeAttribute()
    owner_id = UnicodeAttribute()
    file_name = UnicodeAttribute()
    content_type = UnicodeAttribute()
    size_bytes = IntegerAttribute()
    uploaded_by = UnicodeAttribute()
    created_at = UnicodeAttribute()
    status = UnicodeAttribute()
    about = MapOf(null=True)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The files of one capability. Authorises nothing: `OwnedFiles` does.

    area: name of the capability. queue: which takes the command CHECK. most_files: of one owner. scanner: where there
    is one, what it finds something in is refused. look: what the capability itself wants to know of a file that passed.
    """

    area: str
    vault: Vault
    database: Database
    clock: Clock
    ids: Ids
    queue: str
    most_files: int | None = files.MOST_FILES
    scanner: Scanner | None = None
    look: Look | None = None
    waits: Callable[[Attachment], bool] | None = None

    def attach(
        self,
        actor: Actor,
        owner_id: str,
        file_name: str,
        content_type: str,
        size_bytes: int,
        *,
        about: Mapping[str, Any] | None = None,
    ) -> tuple[Attachment, UploadForm]:
        """Record a file to come, and return the form for its upload. Raises FileRefused, TooManyFiles."""
        files.check_declared(content_type, size_bytes)
        if self.most_files is not None and len(self.list(owner_id)) >= self.most_files:
            raise TooManyFiles(f"at most {self.most_files}")
        now = self.clock.now()
        attachment = Attachment(
            self.ids.new("fil"), self.area, owner_id, file_name, content_type, size_bytes, actor.account_id, now
        )
        attachment = replace(attachment, about=about or {})
        url, fields = self.vault.form(attachment)
        saved = self._save("attach_file", attachment)
        return saved, UploadForm(url, fields, now + timedelta(seconds=FORM_SECONDS))

    def get(self, owner_id: str, file_id: str) -> Attachment:
        """Return a file of an owner. Raises FileUnknown."""
        record = AttachmentRecord.fetch(self._partition(owner_id), file_id)
        if record is None:
            raise FileUnknown
        return record.to(Attachment)

    def list(self, owner_id: str) -> list[Attachment]:
        """Return all files of an owner, oldest first."""
        table = AttachmentRecord.Meta.table_name
        rows = query.page(table, self._partition(owner_id), limit=query.MOST, consistent=True).items
        return [from_row(Attachment, row) for row in rows]

    def waiting(self, until: datetime) -> Sequence[Attachment]:
        """Return some of the files that wait and were announced before an instant, oldest first."""
        bounds, index = ("0", to_text(until)), f"FILES-WAITING#{self.area}"
        table = AttachmentRecord.Meta.table_name
        rows = query.page(table, index, index="GSI1", between=bounds, limit=query.MOST).items
        records = [AttachmentRecord.fetch(row["PK"], row["SK"]) for row in rows]
        # The index tells of what was so a moment ago.
        return [record.to(Attachment) for record in records if record is not None]

    def confirm(self, owner_id: str, file_id: str) -> Attachment:
        """Note that a file was uploaded, and have it checked; a file that is being checked already stays as it is.

        Raises FileUnknown, FileNotUploaded, StaleVersion (the bucket's own notice came in between).
        """
        attachment = self.get(owner_id, file_id)
        if attachment.status is FileStatus.AWAITED and self.vault.look(attachment.key) is None:
            # The check that the bucket's own notice leads to may have emptied quarantine in between.
            attachment = self.get(owner_id, file_id)
            if attachment.status is FileStatus.AWAITED:
                raise FileNotUploaded("post the file with the form that you were given, then confirm it")
        if attachment.status is not FileStatus.AWAITED:
            return attachment
        quarantined = replace(attachment, status=FileStatus.QUARANTINED)
        return self._save("confirm_file", quarantined, {"type": CHECK, "key": attachment.key})

    def check(self, key: str) -> Attachment:
        """Look at what lies in quarantine and decide; a file that was decided about stays as it is.

        key: of the object. Raises FileUnknown, FileNotUploaded, StaleVersion, Unavailable.
        """
        _, owner_id, file_id = key.split("/", 2)
        attachment = self.get(owner_id, file_id)
        if attachment.status in DECIDED:
            self.vault.drop(key)
            return attachment
        stored = self.vault.look(key)
        if stored is None:
            # Another delivery of the same command may have decided in between.
            attachment = self.get(owner_id, file_id)
            if attachment.status not in DECIDED:
                raise FileNotUploaded
            return attachment
        found = self._found(attachment, stored)
        if found is not None:
            self.vault.keep(key, stored.tag)
            checked = replace(attachment, status=FileStatus.AVAILABLE, about={**attachment.about, **found})
        else:
            checked = replace(attachment, status=FileStatus.REFUSED)
        decided = self._save("check_file", checked)
        self.vault.drop(key)
        return decided

    def _found(self, attachment: Attachment, stored: Stored) -> Mapping[str, Any] | None:
        """Return what is worth knowing of an upload, or None if it is not taken. Raises Unavailable."""
        kind, key = attachment.content_type, attachment.key
        if (stored.size_bytes, stored.content_type) != (attachment.size_bytes, kind):
            return None
        if not files.is_what_it_says(kind, self.vault.start(key, stored.tag)):
            return None
        if kind not in files.ARCHIVES and self.scanner is None and self.look is None:
            return {}
        content = self.vault.read(key, stored.tag)
        if kind in files.ARCHIVES and not _is_sound(kind, content):
            return None
        if self.scanner is not None and self.scanner.finds(content):
            return None
        return {} if self.look is None else self.look(attachment, content)

    def note(self, attachment: Attachment, about: Mapping[str, Any]) -> Attachment:
        """Keep something about a file beside what is known of it. Raises StaleVersion."""
        return self._save("note_file", replace(attachment, about={**attachment.about, **about}))

    def erase(self, key: str) -> None:
        """Remove a file and its record for good, wherever it stands; an absent one is no error. Raises Unavailable."""
        _, owner_id, file_id = key.split("/", 2)
        self.vault.drop(key)
        self.vault.erase(key)
        record = AttachmentRecord.fetch(self._partition(owner_id), file_id)
        if record is not None:
            transaction = self.database.begin()
            transaction.delete(record)
            transaction.commit(f"{self.area}.erase_file")

    def link(self, owner_id: str, file_id: str) -> str:
        """Return an address to download a checked file from. Raises FileUnknown, FileNotAvailable."""
        attachment = self.get(owner_id, file_id)
        if attachment.status is not FileStatus.AVAILABLE:
            raise FileNotAvailable(f"the file is {attachment.status}")
        return self.vault.link(attachment)

    def sha256(self, owner_id: str, file_id: str) -> str:
        """Return the digest of a checked file's bytes, hexadecimal. Raises FileUnknown, FileNotAvailable."""
        attachment = self.get(owner_id, file_id)
        if attachment.status is not FileStatus.AVAILABLE:
            raise FileNotAvailable(f"the file is {attachment.status}")
        return self.vault.sha256(attachment.key)

    def require_available(self, owner_id: str, file_ids: tuple[str, ...]) -> None:
        """Refuse files that are not the owner's or not checked. Raises FileUnknown, FileNotAvailable."""
        for file_id in file_ids:
            attachment = self.get(owner_id, file_id)
            if attachment.status is not FileStatus.AVAILABLE:
                raise FileNotAvailable(f"{file_id} is {attachment.status}")

    def _save(self, verb: str, attachment: Attachment, command: dict[str, Any] | None = None) -> Attachment:
        key = (self._partition(attachment.owner_id), attachment.file_id)
        index: dict[str, str] = {}
        if self.waits is not None and self.waits(attachment):
            sort = f"{to_text(attachment.created_at)}#{attachment.owner_id}/{attachment.file_id}"
            index = {"gsi1pk": f"FILES-WAITING#{self.area}", "gsi1sk": sort}
        transaction = self.database.begin()
        transaction.save(AttachmentRecord.of(attachment, key=key, version=attachment.version, **index))
        if command is not None:
            transaction.enqueue(self.queue, attachment.file_id, command)
        transaction.commit(f"{self.area}.{verb}")
        return replace(attachment, version=attachment.version + 1)

    def _partition(self, owner_id: str) -> str:
        return f"FILES#{self.area}#{owner_id}"


@dataclass(frozen=True, slots=True)
class OwnedFiles:
    """A shelf behind the gate of its owners.

    may: raises unless the actor may do `view` or `attach_file` to the owner.
    """

    shelf: Shelf
    may: Callable[[Actor, str, str], object]

    def attach(
        self, actor: Actor, owner_id: str, file_name: str, content_type: str, size_bytes: int
    ) -> tuple[Attachment, UploadForm]:
        """Record a file to come; see Shelf.attach."""
        self.may(actor, owner_id, "attach_file")
        return self.shelf.attach(actor, owner_id, file_name, content_type, size_bytes)

    def confirm(self, actor: Actor, owner_id: str, file_id: str) -> Attachment:
        """Note that a file was uploaded; see Shelf.confirm."""
        self.may(actor, owner_id, "attach_file")
        return self.shelf.confirm(owner_id, file_id)

    def list(self, actor: Actor, owner_id: str) -> list[Attachment]:
        """Return all files of an owner, oldest first."""
        self.may(actor, owner_id, "view")
        return self.shelf.list(owner_id)

    def link(self, actor: Actor, owner_id: str, file_id: str) -> str:
        """Return an address to download a checked file from; see Shelf.link."""
        self.may(actor, owner_id, "view")
        return self.shelf.link(owner_id, file_id)


def shelf(platform: Platform, area: str, vault: Vault | None = None) -> Shelf:
    """Build the shelf of a capability. vault: for tests; else S3, by GUILDHALL_QUARANTINE_BUCKET and …_FILES_BUCKET."""
    kept = vault or S3Vault(platform.settings(BucketSettings))
    scanner = scanner_of(platform.settings(ScannerSettings))
    return Shelf(area, kept, platform.database, platform.clock, platform.ids, queue=area, scanner=scanner)


def _is_sound(content_type: str, content: bytes) -> bool:
    # Loaded when the first archive comes: what only gives out forms and links starts without it.
    from guildhall.kernel.archives import is_sound

    return is_sound(content_type, content)
