"""Tax reports: what a client paid, what an expert paid, charged and had held back, what the platform owes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from guildhall.billing.models.documents import Document, Kind, Sequence
from guildhall.billing.models.tax import PLATFORM
from guildhall.billing.models.tax_report import TaxLine
from guildhall.billing.models.withheld import Withheld
from guildhall.billing.ports.documents import Documents, HeldBackTax
from guildhall.kernel.actor import Actor
from guildhall.kernel.policy import Gate, Resource, require

Position = dict[str, Any] | None
Source = Callable[[int, Position], tuple[list[TaxLine], Position]]
MOST_READS = 20
"""Pages read for one page of an answer: a year of nothing must not read for ever."""
OWN_SERIES = (Kind.INVOICE, Kind.CREDIT_NOTE)
SELF_BILLED = (Kind.SELF_BILLED_INVOICE, Kind.SELF_BILLED_CREDIT_NOTE)


@dataclass(frozen=True, slots=True)
class ReportTaxes:
    """List a year of one side's taxes, from documents that have numbers and from what was held back."""

    documents: Documents
    held_back: HeldBackTax
    gate: Gate

    def __call__(
        self, actor: Actor, side_id: str, year: int, limit: int, position: Position
    ) -> tuple[list[TaxLine], Position]:
        """Return a page. side_id: an account, or PLATFORM for what we charged and held back. Raises Forbidden.

        Source by source, each in its own order: documents addressed to the side, those in its name, what was held back.
        """
        require(self.gate, actor, "billing.list_issued", Resource("Issuer", side_id, {"account_id": side_id}))
        sources = list(self._sources(side_id, year))
        number, at = (position["source"], position["at"]) if position else (0, None)
        found: list[TaxLine] = []
        for _ in range(MOST_READS):
            lines, at = sources[number](limit - len(found), at)
            found += lines
            if at is None:
                number += 1
            if number == len(sources):
                return found, None
            if len(found) == limit:
                break
        return found, {"source": number, "at": at}

    def _sources(self, side_id: str, year: int) -> Iterator[Source]:
        is_platform = side_id == PLATFORM
        if not is_platform:
            yield self._papers(lambda count, at: self.documents.addressed_to(side_id, count, at), side_id, year)
        for kind in OWN_SERIES if is_platform else SELF_BILLED:
            yield self._papers(self._series(Sequence(side_id, kind.series, ""), year), side_id, year)
        if is_platform:
            yield from (_held_back(self._month(f"{year}-{month:02d}")) for month in range(1, 13))
        else:
            yield _held_back(lambda count, at: self.held_back.of_expert(side_id, year, count, at))

    def _series(self, sequence: Sequence, year: int) -> Callable[[int, Position], tuple[list[Document], Position]]:
        return lambda count, at: self.documents.of_series(sequence, year, count, at)

    def _month(self, month: str) -> Callable[[int, Position], tuple[list[Withheld], Position]]:
        return lambda count, at: self.held_back.of_month(month, count, at)

    @staticmethod
    def _papers(
        read: Callable[[int, Position], tuple[list[Document], Position]], side_id: str, year: int
    ) -> Source:  # fmt: skip
        def page(count: int, at: Position) -> tuple[list[TaxLine], Position]:
            documents, following = read(count, at)
            lines = (TaxLine.of_document(document, side_id) for document in documents)
            return [line for line in lines if line is not None and line.day.year == year], following

        return page


def _held_back(read: Callable[[int, Position], tuple[list[Withheld], Position]]) -> Source:
    def page(count: int, at: Position) -> tuple[list[TaxLine], Position]:
        found, following = read(count, at)
        return [TaxLine.of_withheld(each) for each in found], following

    return page
