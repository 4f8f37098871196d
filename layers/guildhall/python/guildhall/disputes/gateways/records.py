"""The port `Records` on contracts, messaging and bookings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guildhall.disputes.models import Fact, Facts, VisitFacts
from guildhall.disputes.models.hearing import MOST_MESSAGES
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import NotFound

if TYPE_CHECKING:
    from guildhall.bookings.models.record import VisitRecord
    from guildhall.contracts import wiring as contracts
    from guildhall.messaging.models import Words
    from guildhall.payments.ports import Payments


@dataclass(frozen=True, slots=True)
class PaymentsOutcomes:
    """The port `Outcomes` on payments (decision 0002)."""

    payments: Payments

    def __call__(self, chargeback_id: str) -> str | None:
        """Return what the bank decided, or None."""
        known = self.payments.chargeback(chargeback_id)
        return known.outcome.value if known and known.outcome else None


@dataclass(frozen=True, slots=True)
class PlatformRecords:
    """The port `Records` (decision 0002); of work, what the expert could read themselves.

    deals: the use cases of contracts. words: from an actor, a contract and a number to what was written of late.
    visit: from a reservation to what its venue can show.
    """

    deals: contracts.Contracts
    words: Callable[[Actor, str, int], list[Words]]
    visit: Callable[[str], VisitRecord]

    def facts(self, contract_id: str, milestone_id: str, expert_id: str) -> Facts:
        """Return what the expert could read themselves."""
        expert = Actor(expert_id, frozenset({"expert"}))
        contract, milestones = self.deals.access.with_milestones(expert, contract_id)
        title = next((each.title for each in milestones if each.milestone_id == milestone_id), "")
        lines, _ = self.deals.list_activity(expert, contract_id, limit=100, cursor=None)
        deliveries = self.deals.list_deliveries(expert, contract_id, milestone_id)
        who = {contract.client_id: "client", contract.expert_id: "expert"}
        signatures = (contract.client_signature, contract.expert_signature)
        return Facts(
            contract_title=contract.title,
            milestone_title=title,
            terms_digest=contract.terms_digest,
            signed_at=max((each.signed_at for each in signatures if each), default=None),
            delivered_at=deliveries[0].delivered_at if deliveries else None,
            deeds=tuple(
                Fact(line.at, who.get(line.actor_id, "platform"), line.type.replace("_", " "), line.note or "")
                for line in reversed(lines)
                if line.milestone_id in {None, milestone_id}
            ),
            words=tuple(
                Fact(words.at, who.get(words.account_id, "other"), words.how, words.text)
                for words in self._words(expert, contract_id)
            ),
        )

    def visit_facts(self, reservation_id: str) -> VisitFacts:
        """Return what the venue can show of a visit."""
        found = self.visit(reservation_id)
        deeds = tuple(Fact(deed.at, deed.who, deed.what, deed.text) for deed in found.deeds)
        return VisitFacts(found.booked, found.guest, found.starts_at, found.terms, found.end, deeds)

    def _words(self, expert: Actor, contract_id: str) -> list[Words]:
        try:
            return self.words(expert, contract_id, MOST_MESSAGES)
        except NotFound:
            # They never wrote to each other here.
            return []
