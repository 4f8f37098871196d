"""What disputes needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from guildhall.disputes.machine import Stage
from guildhall.disputes.models import (
    Card,
    Change,
    Dispute,
    Evidence,
    Facts,
    Hearing,
    Held,
    ManifestEntry,
    Terms,
    TimelineEntry,
    VisitFacts,
)
from guildhall.kernel.actor import Actor
from guildhall.kernel.files import Attachment, UploadForm


class Disputes(Protocol):
    """Stored disputes with their evidence and timeline; written one change at a time."""

    def get(self, dispute_id: str) -> Dispute | None:
        """Return a dispute, read consistently, or None."""

    def of_milestone(self, milestone_id: str) -> str | None:
        """Return the id of the milestone's open dispute, or None."""

    def save(self, change: Change) -> Dispute:
        """Commit a change at the version its dispute was read at. Raises StaleVersion, DisputeOpenAlready."""

    def list_of(self, account_id: str, *, limit: int, cursor: str | None) -> tuple[list[Card], str | None]:
        """Return a page of an account's disputes, newest first, and the next cursor. Raises CursorForged."""

    def list_open(
        self, *, stage: Stage | None, assignee: str | None, limit: int, cursor: str | None
    ) -> tuple[list[Card], str | None]:
        """Return a page of open disputes, the next deadline first, and the next cursor.

        assignee: account of the mediator or arbitrator; empty for disputes that nobody has. Raises CursorForged.
        """

    def due(self, now: datetime, limit: int) -> list[Card]:
        """Return open disputes whose deadline has passed, the oldest first."""

    def timeline(self, dispute_id: str, *, limit: int, cursor: str | None) -> tuple[list[TimelineEntry], str | None]:
        """Return a page of what happened, newest first, and the next cursor. Raises CursorForged."""

    def evidence(self, dispute_id: str) -> list[Evidence]:
        """Return every piece of evidence, oldest first; at most a hundred."""

    def piece(self, dispute_id: str, evidence_id: str) -> Evidence | None:
        """Return one piece of evidence, or None."""

    def manifest(self, dispute_id: str) -> list[ManifestEntry]:
        """Return the manifest by number."""


class Funds(Protocol):
    """Payments' answer to where a milestone's money is."""

    def held(self, milestone_id: str) -> Held | None:
        """Return what is held at this moment, or None if payments does not know the milestone."""


class Settings(Protocol):
    """The platform's settings, asked when a stage begins."""

    def terms(self) -> Terms:
        """Return the present windows and cost; a stage keeps those it began with."""


class Files(Protocol):
    """Where the files of evidence lie."""

    def attach(
        self, actor: Actor, owner_id: str, file_name: str, content_type: str, size_bytes: int
    ) -> tuple[Attachment, UploadForm]:
        """Record a file to come, and return the form for its upload. Raises FileRefused, TooManyFiles."""

    def confirm(self, owner_id: str, file_id: str) -> Attachment:
        """Note that a file was uploaded. Raises FileUnknown, FileNotUploaded, StaleVersion."""

    def check(self, key: str) -> Attachment:
        """Decide about a file in quarantine. Raises FileUnknown, FileNotUploaded, StaleVersion, Unavailable."""

    def sha256(self, owner_id: str, file_id: str) -> str:
        """Return the digest of a checked file's bytes, hexadecimal. Raises FileUnknown, FileNotAvailable."""

    def link(self, owner_id: str, file_id: str) -> str:
        """Return an address that works for a few minutes. Raises FileUnknown, FileNotAvailable."""


class Watches(Protocol):
    """The workflow that waits for the deadline of a stage."""

    def begin(self, dispute: Dispute, suffix: str = "") -> None:
        """Start it for the dispute's present turn; starting the same one twice changes nothing.

        suffix: tells a second start, after the first one died, from the first. Raises Unavailable.
        """


class Hearings(Protocol):
    """Stored hearings of chargebacks."""

    def get(self, chargeback_id: str) -> Hearing | None:
        """Return a hearing, read consistently, or None."""

    def save(self, action: str, hearing: Hearing) -> Hearing:
        """Store at the version it was read at; a new one must not exist yet. Raises StaleVersion."""

    def list_of(self, expert_id: str, *, limit: int, cursor: str | None) -> tuple[list[Hearing], str | None]:
        """Return a page of an expert's hearings, newest first, and the next cursor. Raises CursorForged."""

    def due(self, now: datetime, limit: int) -> list[str]:
        """Return the chargebacks whose evidence is to be sent by now, the oldest first."""


class Records(Protocol):
    """What the platform knows of a milestone's work, or of a visit: contracts, messaging and bookings answer."""

    def facts(self, contract_id: str, milestone_id: str, expert_id: str) -> Facts:
        """Return what the expert could read themselves: the contract, its activity, and the latest messages."""

    def visit_facts(self, reservation_id: str) -> VisitFacts:
        """Return what the venue can show of a visit. Raises NotFound."""


class Outcomes(Protocol):
    """Payments' answer to whether a bank has decided."""

    def __call__(self, chargeback_id: str) -> str | None:
        """Return won, lost or warning_closed; None while it is open, or if payments does not know the chargeback."""


class Bank(Protocol):
    """The way to the cardholder's bank: payments, and behind it the provider."""

    def __call__(self, chargeback_id: str, pack: Mapping[str, str]) -> object:
        """Hand the evidence over; a later pack adds to an earlier one. Raises Conflict if the bank has decided.

        pack: texts by the provider's names of evidence fields.
        """
