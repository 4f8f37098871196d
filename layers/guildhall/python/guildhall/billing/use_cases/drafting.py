"""Documents that money movements call for, each once however often its event comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from guildhall.billing.errors import AlreadyDrafted, DocumentUnknown
from guildhall.billing.machine import State
from guildhall.billing.models.books import Book, Credit, Released
from guildhall.billing.models.documents import Document, Item, Kind, Line, today_in
from guildhall.billing.models.tax import PLATFORM, Service
from guildhall.billing.models.withheld import Withheld
from guildhall.billing.ports.documents import Books, Documents
from guildhall.billing.ports.tax import TaxProfiles
from guildhall.billing.use_cases.composing import ComposeDocument, Order
from guildhall.kernel.actor import Actor
from guildhall.kernel.money import Money
from guildhall.kernel.policy import Gate, Resource, require


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What a release held back. authority: whose it is; rule_id, basis_points: why."""

    money: Money
    authority: str
    rule_id: str
    basis_points: int


@dataclass(frozen=True, slots=True)
class Movement:
    """Money of one milestone that moved. id: of the event; of the release, for a release.

    client_fee: what of a release's amount the client paid on top of the price, tax included. held_back: what of it was
    held back from the expert for a tax office.
    """

    id: str
    contract_id: str
    milestone_id: str
    client_id: str
    expert_id: str
    amount: Money
    client_fee: Money | None = None
    held_back: HeldBack | None = None

    @property
    def work(self) -> Money:
        """What of it is for the work."""
        return self.amount - self.client_fee if self.client_fee else self.amount


@dataclass(frozen=True, slots=True)
class RecordHold:
    """A client's money is held: a receipt for the protected payment."""

    documents: Documents
    books: Books
    compose: ComposeDocument

    def __call__(self, hold: Movement) -> None:
        """Draft the receipt, and any credit note that only waited for this. Raises PartyUnknown, StaleVersion."""
        book = self.books.get(hold.milestone_id) or Book(hold.milestone_id)
        if book.knows(hold.id):
            return
        order = Order(
            Kind.RECEIPT,
            hold.id,
            PLATFORM,
            hold.client_id,
            hold.amount,
            (Line(Item.PROTECTED_PAYMENT, hold.amount.minor),),
            contract_id=hold.contract_id,
            milestone_id=hold.milestone_id,
        )
        draft(self.documents, self.compose, book.with_held(hold.id, hold.amount.minor), [self.compose(order)])


@dataclass(frozen=True, slots=True)
class RecordRelease:
    """Money was released: invoices for what each side pays us, and one in the expert's name where they allow it."""

    documents: Documents
    books: Books
    profiles: TaxProfiles
    compose: ComposeDocument

    def __call__(self, release: Movement, fee: Money) -> None:
        """Draft what the release calls for; a release without commission has no invoice for it.

        fee: the commission, with any tax on it. Raises PartyUnknown, StaleVersion (try again).
        """
        book = self.books.get(release.milestone_id) or Book(release.milestone_id)
        if book.knows(release.id):
            return
        written: list[Document] = []
        if fee:
            written.append(self.compose(self._fee(release, fee, is_on_top=False)))
        if release.client_fee:
            written.append(self.compose(self._fee(release, release.client_fee, is_on_top=True)))
        expert = self.profiles.get(release.expert_id)
        if expert is not None and expert.mandate is not None:
            written.append(self.compose(self._work(release, expert.mandate.terms)))
        held_back = self._held_back(release)
        entered = book.with_release(Released(release.id, release.amount.minor, fee.minor, withheld=held_back))
        draft(self.documents, self.compose, entered, written, [held_back] if held_back else [])

    def _held_back(self, release: Movement) -> Withheld | None:
        found = release.held_back
        if found is None:
            return None
        day = today_in(self.compose.zone, self.compose.clock.now())
        return Withheld(
            release.id, release.expert_id, release.client_id, found.authority, found.rule_id, found.basis_points,
            release.work.minor, found.money.minor, found.money.currency, day,
        )  # fmt: skip

    @staticmethod
    def _fee(release: Movement, fee: Money, *, is_on_top: bool) -> Order:
        item, service = (Item.CLIENT_FEE, Service.CLIENT_FEE) if is_on_top else (Item.COMMISSION, Service.COMMISSION)
        payer_id = release.client_id if is_on_top else release.expert_id
        source_id = paid_by_client(release.id) if is_on_top else release.id
        lines, where = (Line(item, fee.minor),), (release.contract_id, release.milestone_id)
        return Order(Kind.INVOICE, source_id, PLATFORM, payer_id, fee, lines, service, release.work, *where)

    @staticmethod
    def _work(release: Movement, terms: str) -> Order:
        return Order(
            Kind.SELF_BILLED_INVOICE,
            release.id,
            release.expert_id,
            release.client_id,
            release.work,
            (Line(Item.EXPERT_WORK, release.work.minor),),
            Service.EXPERT_WORK,
            None,
            release.contract_id,
            release.milestone_id,
            terms,
        )


@dataclass(frozen=True, slots=True)
class RecordRefund:
    """Money went back to the client; what had been released before is credited."""

    documents: Documents
    books: Books
    compose: ComposeDocument

    def __call__(self, refund: Movement) -> None:
        """Draft the credit notes that the refund calls for, which are none while the money was only held.

        Raises StaleVersion (try again).
        """
        book = self.books.get(refund.milestone_id) or Book(refund.milestone_id)
        if not book.knows(refund.id):
            draft(self.documents, self.compose, book.with_refund(refund.id, refund.amount.minor), [])


def paid_by_client(release_id: str) -> str:
    """Return what the invoice of a release's fee on top is about; the release itself is the commission's."""
    return f"{release_id}:client"


def in_place_of(document: Document) -> str:
    """Return what the invoice is about that takes the place of another."""
    source_id, _, number = document.source_id.partition("~")
    return f"{source_id}~{int(number or 0) + 1}"


def present(documents: Documents, kind: Kind, source_id: str) -> Document | None:
    """Return the invoice about something that is valid now: the last that took the place of another."""
    found = documents.about(kind, source_id)
    while found is not None and (following := documents.about(kind, in_place_of(found))) is not None:
        found = following
    return found


def draft(
    documents: Documents, compose: ComposeDocument, book: Book, written: list[Document],
    held_back: Sequence[Withheld] = (),
) -> None:  # fmt: skip
    """Keep documents, book and what was held back together, with the credit notes that the book calls for."""
    fresh = {(document.document_kind, document.source_id): document for document in written}
    settled, credits_ = book.credits_due()
    for credit in credits_:
        own = credit.release.release_id
        for key in ((Kind.INVOICE, own), (Kind.INVOICE, paid_by_client(own)), (Kind.SELF_BILLED_INVOICE, own)):
            original = fresh.get(key) or present(documents, *key)
            if original is not None:
                written.append(_credit_note(compose, original, credit))
    try:
        documents.draft(written, settled, (*held_back, *_taken_back(credits_, compose)))
    except AlreadyDrafted:
        # Somebody drafted one of them outside the book; the first one stands.
        return


def _taken_back(credits_: Iterable[Credit], compose: ComposeDocument) -> Iterator[Withheld]:
    """Yield what of the tax that was held back goes back with each credit."""
    day = today_in(compose.zone, compose.clock.now())
    for credit in credits_:
        known = credit.release.withheld
        if known is not None and (minor := credit.share(known.amount_minor)):
            source_id = f"{known.source_id}#{credit.after_minor}"
            yield known.taken_back(source_id, credit.share(known.base_minor), minor, day)


def _credit_note(compose: ComposeDocument, original: Document, credit: Credit) -> Document:
    source_id = f"{original.source_id}#{credit.after_minor}"
    total, net = (credit.share(minor, original.begins_at_minor) for minor in (original.total_minor, original.net_minor))
    return compose.credit(original, source_id, total, net)


@dataclass(frozen=True, slots=True)
class DraftInvoice:
    """Begin an invoice of the platform for something other than a commission, such as a subscription."""

    documents: Documents
    compose: ComposeDocument

    def __call__(
        self, *, account_id: str, source_id: str, total: Money, service: Service, item: Item, detail: str = "",
        base: Money | None = None, contract_id: str = "", milestone_id: str = "",
    ) -> None:  # fmt: skip
        """Draft it, once per source, and queue its number.

        source_id: what was paid, such as the id of the provider's invoice. total: what was paid, tax included.
        base: what a commission was taken from.
        contract_id, milestone_id: where it belongs to one.
        Raises PartyUnknown (try again: the name is on its way).
        """
        lines = (Line(item, total.minor, detail),)
        order = Order(
            Kind.INVOICE, source_id, PLATFORM, account_id, total, lines, service, base, contract_id, milestone_id
        )
        try:
            self.documents.draft([self.compose(order)])
        except AlreadyDrafted:
            return


@dataclass(frozen=True, slots=True)
class ReviewWaiting:
    """See whether waiting documents can go on."""

    documents: Documents
    compose: ComposeDocument
    gate: Gate

    def __call__(self, account_id: str) -> int:
        """Send on what one side's documents waited for; return how many went on. Raises StaleVersion."""
        sent, position = 0, None
        while True:
            found, position = self.documents.waiting_for(account_id, 100, position)
            sent += sum(self._review(document).state is State.DRAFT for document in found)
            if position is None:
                return sent

    def one(self, actor: Actor, document_id: str) -> Document:
        """Try one document again because finance says so. Raises DocumentUnknown, Forbidden, StaleVersion."""
        document = self.documents.get(document_id)
        if document is None:
            raise DocumentUnknown
        resource = Resource(
            "Document", document.id, {"account_id": document.account_id, "issuer_id": document.issuer_id}
        )
        if not self.gate.allows(actor, "billing.view_document", resource):
            raise DocumentUnknown
        require(self.gate, actor, "billing.review_document", resource)
        return self._review(document)

    def _review(self, document: Document) -> Document:
        if document.state is not State.WAITING:
            return document
        settled = self.compose.settle(document)
        if settled == document:
            return document
        return self.documents.redraft(settled)
