"""Correcting invoices: a credit note for what was wrong, and a new invoice in its place. Nothing issued is edited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guildhall.billing.errors import AlreadyDrafted, DocumentNotCorrectable
from guildhall.billing.models.books import Book
from guildhall.billing.models.corrections import Correction
from guildhall.billing.models.documents import Document, Kind
from guildhall.billing.models.tax import PLATFORM, Category, Finding, TaxProfile
from guildhall.billing.ports.corrections import Corrections
from guildhall.billing.ports.documents import Books, Documents
from guildhall.billing.ports.tax import TaxProfiles
from guildhall.billing.use_cases.composing import ComposeDocument
from guildhall.billing.use_cases.drafting import in_place_of
from guildhall.billing.use_cases.reading import AccessDocument
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.money import Money
from guildhall.kernel.policy import Gate, Resource, require

INVOICES = frozenset({Kind.INVOICE, Kind.SELF_BILLED_INVOICE})
PAGE = 100


@dataclass(frozen=True, slots=True)
class CorrectDocument:
    """Take back what is left of an invoice, and write it anew with what is known today, as of its own day."""

    access: AccessDocument
    documents: Documents
    books: Books
    compose: ComposeDocument
    corrections: Corrections
    gate: Gate

    def __call__(self, actor: Actor, document_id: str, reason: str) -> Document:
        """Return the new invoice, which has no number yet.

        Raises DocumentUnknown, Forbidden, DocumentNotCorrectable, CannotInvoiceYet, StaleVersion.
        """
        document = self.access(actor, document_id)
        sides = {"account_id": document.account_id, "issuer_id": document.issuer_id}
        require(self.gate, actor, "billing.correct_document", Resource("Document", document.id, sides))
        return self.carry_out(document, reason)

    def carry_out(self, document: Document, reason: str) -> Document:
        """As the call, for who needs no permission. Raises DocumentNotCorrectable, CannotInvoiceYet, StaleVersion."""
        if document.document_kind not in INVOICES or document.number is None:
            raise DocumentNotCorrectable("only an invoice with a number can be corrected")
        book = self.books.get(document.milestone_id) if document.milestone_id else None
        total, net, begins_at = self._rest(document, book)
        note = self.compose.credit(document, f"{document.source_id}#corrected", total, net)
        place = in_place_of(document)
        invoice = self.compose.again(document, place, total, begins_at)
        if document.issuer_id == PLATFORM and invoice.rule is not None and invoice.tax_minor < note.tax_minor:
            # Tax that was not due is not ours to keep: what we earned stays, and the rest goes back.
            fair = invoice.rule.on(Money(note.net_minor, note.currency)).total
            invoice = self.compose.again(document, place, fair.minor, begins_at)
        try:
            self.corrections.save(Correction(document, note, invoice, reason), book)
        except AlreadyDrafted:
            raise DocumentNotCorrectable("it was corrected before: correct the invoice in its place") from None
        return invoice

    @staticmethod
    def _rest(document: Document, book: Book | None) -> tuple[int, int, int]:
        """Return what is left of an invoice, with and without tax, and how much of its release was taken back."""
        release_id = document.source_id.partition("~")[0].removesuffix(":client")
        is_known = book is not None and any(each.release_id == release_id for each in book.released)
        if book is None or not is_known:
            return document.total_minor, document.net_minor, document.begins_at_minor
        rest = book.rest_of(release_id)
        if rest is None:
            raise DocumentNotCorrectable("all of it was taken back")
        begins_at = document.begins_at_minor
        total, net = rest.share(document.total_minor, begins_at), rest.share(document.net_minor, begins_at)
        return total, net, rest.before_minor


@dataclass(frozen=True, slots=True)
class CorrectAfterCheck:
    """A register of VAT ids answered otherwise than before: the invoices that rested on it are corrected.

    Valid after all: tax that was charged only because the register was silent. Invalid by now: reverse charge after
    the last day for which a consultation proves that the id was valid; what was invoiced until then stands.
    """

    documents: Documents
    profiles: TaxProfiles
    correct: CorrectDocument

    def __call__(self, account_id: str) -> int:
        """Return how many were corrected. Raises StaleVersion (try again: one still waits for its number)."""
        profile, corrected = self.profiles.get(account_id), 0
        if profile is None or profile.check is None or profile.check.vat_id != profile.vat_id:
            return 0
        for document in self._resting_on(profile):
            if document.number is None:
                raise StaleVersion("an invoice has no number yet")
            try:
                self.correct.carry_out(document, f"VAT id {profile.vat_id}: {profile.check.finding}")
            except DocumentNotCorrectable:
                continue
            corrected += 1
        return corrected

    def _resting_on(self, profile: TaxProfile) -> Iterator[Document]:
        position = None
        while True:
            found, position = self.documents.addressed_to(profile.account_id, PAGE, position)
            yield from (each for each in found if _is_wrong(each, profile))
            if position is None:
                return


def _is_wrong(document: Document, profile: TaxProfile) -> bool:
    rule, check = document.rule, profile.check
    if document.document_kind not in INVOICES or rule is None or check is None:
        return False
    if check.finding is Finding.VALID:
        return rule.is_provisional and document.buyer.vat_id == check.vat_id
    proven = profile.proven
    is_proven = proven is not None and document.supplied_on <= proven.checked_at.date()
    return rule.category is Category.REVERSE_CHARGE and document.buyer.vat_id == check.vat_id and not is_proven
