"""Filing in steps: a draft that saves itself, and the submission that freezes the money."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.disputes.errors import MoneyUnknown, NothingHeld
from guildhall.disputes.events import DisputeOpenedV1
from guildhall.disputes.machine import Move
from guildhall.disputes.models import Change, Dispute, Filing, Happening, Held
from guildhall.disputes.ports import Disputes, Funds
from guildhall.disputes.use_cases.access import AccessDispute
from guildhall.disputes.use_cases.clerk import Clerk, about
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.policy import Gate, Resource


@dataclass(frozen=True, slots=True)
class BeginFiling:
    """Open the form about a milestone whose money is held; nobody else hears of it yet."""

    disputes: Disputes
    funds: Funds
    gate: Gate
    clerk: Clerk

    def __call__(self, actor: Actor, milestone_id: str, filing: Filing) -> Dispute:
        """Return the draft, with what a decision would cost. Raises MoneyUnknown, NothingHeld."""
        held = self._held(actor, milestone_id)
        draft = Dispute(
            dispute_id=self.clerk.ids.new("dsp"),
            contract_id=held.contract_id,
            milestone_id=milestone_id,
            milestone_title=held.title,
            client_id=held.client_id,
            expert_id=held.expert_id,
            opened_by=actor.account_id,
            amount_minor=held.held_minor,
            currency=held.currency,
            cost_basis_points=self.clerk.settings.terms().cost_basis_points,
            created_at=self.clerk.clock.now(),
            filing=filing,
        )
        return self.disputes.save(Change("disputes.begin_filing", draft))

    def _held(self, actor: Actor, milestone_id: str) -> Held:
        held = self.funds.held(milestone_id)
        if held is None:
            raise MoneyUnknown
        sides = {"client_id": held.client_id, "expert_id": held.expert_id}
        if not self.gate.allows(actor, "disputes.file", Resource("HeldMoney", milestone_id, sides)):
            raise MoneyUnknown
        return require_money(held)


@dataclass(frozen=True, slots=True)
class WriteFiling:
    """Keep what the opener wrote so far."""

    disputes: Disputes
    access: AccessDispute

    def __call__(self, actor: Actor, dispute_id: str, filing: Filing, version: int) -> Dispute:
        """Return the stored draft. version: what the opener read.

        Raises DisputeUnknown, Forbidden, DisputeMoveRefused, StaleVersion.
        """
        dispute = self.access(actor, dispute_id, "disputes.write_filing")
        written = dispute.moved(Move.WRITE)
        if dispute.version != version:
            raise StaleVersion(f"the draft is at version {dispute.version}")
        return self.disputes.save(Change("disputes.write_filing", replace(written, filing=filing)))


@dataclass(frozen=True, slots=True)
class SubmitFiling:
    """Hand the filing in: the money stays where it is, and the other side is asked for an answer."""

    disputes: Disputes
    access: AccessDispute
    funds: Funds
    clerk: Clerk

    def __call__(self, actor: Actor, dispute_id: str) -> Dispute:
        """Return the open dispute.

        Raises DisputeUnknown, Forbidden, DisputeMoveRefused, FilingIncomplete, NothingHeld, DisputeOpenAlready,
        StaleVersion.
        """
        dispute = self.access(actor, dispute_id, "disputes.write_filing")
        moved = dispute.moved(Move.SUBMIT)
        held = self.funds.held(dispute.milestone_id)
        if held is None:
            raise NothingHeld
        opened = replace(moved, amount_minor=require_money(held).held_minor, submitted_at=self.clerk.clock.now())
        opened.require_complete()
        event = DisputeOpenedV1(
            **about(opened), opened_by=opened.opened_by, amount_minor=opened.amount_minor, currency=opened.currency
        )
        filed = self.clerk.entry(dispute, Happening.FILED, actor, note=opened.filing.account)
        change = self.clerk.goes_on("disputes.submit", opened, actor, filed)
        return self.disputes.save(replace(change, events=(event, *change.events), is_opening=True))


def require_money(held: Held) -> Held:
    """Refuse a milestone of whose money nothing is left. Raises NothingHeld."""
    if held.held_minor <= 0:
        raise NothingHeld
    return held
