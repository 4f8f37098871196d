"""The hearing of a chargeback: the pack is gathered, the expert or venue adds words, the bank gets it in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from guildhall.disputes.errors import HearingUnknown
from guildhall.disputes.machine import HearingMove, HearingState
from guildhall.disputes.models import Facts, Hearing, VisitFacts, submit_at_of
from guildhall.disputes.ports import Bank, Hearings, Outcomes, Records
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Conflict, StaleVersion
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.payments.events import ChargebackOpenedV1, DepositChargebackOpenedV1

VIEW = "disputes.view_hearing"
MOST = 100
"""Of one sweep; what is left comes with the next one."""


def resource_of(hearing: Hearing) -> Resource:
    """Return a hearing as the policies see it."""
    return Resource("Hearing", hearing.chargeback_id, {"expert_id": hearing.expert_id})


@dataclass(frozen=True, slots=True)
class AccessHearing:
    """Load a hearing and let the actor pass, or tell them no more than they may know."""

    hearings: Hearings
    gate: Gate

    def __call__(self, actor: Actor, chargeback_id: str, action: str = VIEW) -> Hearing:
        """Return the hearing. Raises HearingUnknown, Forbidden."""
        hearing = self.hearings.get(chargeback_id)
        if hearing is None or not self.gate.allows(actor, VIEW, resource_of(hearing)):
            raise HearingUnknown
        require(self.gate, actor, action, resource_of(hearing))
        return hearing


@dataclass(frozen=True, slots=True)
class OpenHearing:
    """Gather what speaks for the expert, or the venue, as soon as a cardholder objects."""

    hearings: Hearings
    records: Records
    outcomes: Outcomes
    clock: Clock

    def of_work(self, event: ChargebackOpenedV1) -> None:
        """Open the hearing of a milestone; the same chargeback again changes nothing."""
        if self.hearings.get(event.chargeback_id) is None:
            facts = self.records.facts(event.contract_id, event.milestone_id, event.expert_id)
            fresh = self._begun(event, event.expert_id, facts)
            self._open(
                replace(
                    fresh, milestone_id=event.milestone_id, contract_id=event.contract_id, client_id=event.client_id
                )
            )

    def of_visit(self, event: DepositChargebackOpenedV1) -> None:
        """Open the hearing of a deposit; the same chargeback again changes nothing. Raises NotFound."""
        if self.hearings.get(event.chargeback_id) is None:
            fresh = self._begun(event, event.venue_account_id, self.records.visit_facts(event.reservation_id))
            self._open(replace(fresh, deposit_id=event.deposit_id, reservation_id=event.reservation_id))

    def _begun(
        self, event: ChargebackOpenedV1 | DepositChargebackOpenedV1, who_answers: str, facts: Facts | VisitFacts
    ) -> Hearing:
        now = self.clock.now()
        return Hearing(
            chargeback_id=event.chargeback_id,
            expert_id=who_answers,
            amount_minor=event.amount_minor,
            currency=event.currency,
            reason=event.reason,
            opened_at=now,
            facts=facts,
            due_at=event.evidence_due_at,
            submit_at=submit_at_of(event.evidence_due_at, now),
        )

    def _open(self, fresh: Hearing) -> None:
        # The news of the decision may have come first, and found nothing to close.
        outcome = self.outcomes(fresh.chargeback_id)
        opened = _closed(fresh, outcome, fresh.opened_at) if outcome else fresh
        self.hearings.save("disputes.open_hearing", opened)


@dataclass(frozen=True, slots=True)
class WriteStatement:
    """Let the expert, or the venue, say in their own words what the records do not."""

    hearings: Hearings
    access: AccessHearing

    def __call__(self, actor: Actor, chargeback_id: str, statement: str, version: int) -> Hearing:
        """Return the hearing. version: what the expert read.

        Raises HearingUnknown, Forbidden, HearingMoveRefused, StaleVersion.
        """
        hearing = self.access(actor, chargeback_id, "disputes.write_statement")
        written = hearing.moved(HearingMove.WRITE)
        if hearing.version != version:
            raise StaleVersion(f"the hearing is at version {hearing.version}")
        return self.hearings.save("disputes.write_statement", replace(written, statement=statement))


@dataclass(frozen=True, slots=True)
class SubmitEvidence:
    """Send the pack to the bank before the deadline, because the expert says so or because it is time."""

    hearings: Hearings
    access: AccessHearing
    bank: Bank
    clock: Clock

    def __call__(self, actor: Actor, chargeback_id: str) -> Hearing:
        """Return the submitted hearing. Raises HearingUnknown, Forbidden, HearingMoveRefused, StaleVersion."""
        return self.send(self.access(actor, chargeback_id, "disputes.submit_evidence"))

    def send(self, hearing: Hearing) -> Hearing:
        """Hand it over, then note it: a repetition hands the same pack over again, which changes nothing."""
        submitted = hearing.moved(HearingMove.SUBMIT)
        self.bank(hearing.chargeback_id, hearing.pack.fields())
        now = self.clock.now()
        return self.hearings.save("disputes.submit_evidence", replace(submitted, submitted_at=now, submit_at=None))


@dataclass(frozen=True, slots=True)
class SweepHearings:
    """Send what nobody sent, a margin before the bank's deadline: silence of the expert forfeits nothing."""

    hearings: Hearings
    submit: SubmitEvidence
    clock: Clock

    def __call__(self) -> int:
        """Return how many were sent."""
        return sum(self._send(each) for each in self.hearings.due(self.clock.now(), MOST))

    def _send(self, chargeback_id: str) -> bool:
        hearing = self.hearings.get(chargeback_id)
        if hearing is None or hearing.state is not HearingState.OPEN:
            return False
        try:
            self.submit.send(hearing)
        except (StaleVersion, Conflict):
            # The expert has it in hand at this very moment, or the bank has decided and its news is on the way.
            return False
        return True


@dataclass(frozen=True, slots=True)
class CloseHearing:
    """Note what the bank decided."""

    hearings: Hearings
    clock: Clock

    def __call__(self, chargeback_id: str, outcome: str) -> None:
        """Close the hearing; repeated news, and news of one that is not open yet, changes nothing."""
        hearing = self.hearings.get(chargeback_id)
        if hearing is None or hearing.state is HearingState.CLOSED:
            return
        self.hearings.save("disputes.close_hearing", _closed(hearing, outcome, self.clock.now()))


def _closed(hearing: Hearing, outcome: str, now: datetime) -> Hearing:
    return replace(hearing.moved(HearingMove.CLOSE), outcome=outcome, closed_at=now, submit_at=None)


@dataclass(frozen=True, slots=True)
class ListHearings:
    """Show an expert, or a venue, the chargebacks of their payments."""

    hearings: Hearings
    gate: Gate

    def __call__(self, actor: Actor, *, limit: int, cursor: str | None) -> tuple[list[Hearing], str | None]:
        """Return a page, newest first, and the next cursor. Raises Forbidden, CursorForged."""
        require(self.gate, actor, "disputes.list_hearings", Resource("DisputeRegister", actor.account_id))
        return self.hearings.list_of(actor.account_id, limit=limit, cursor=cursor)
