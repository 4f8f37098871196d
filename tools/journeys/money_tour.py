"""The money tour: money that does not simply go from client to expert. `make demo` takes it after the main job.

A part goes back by agreement, the cardholder's bank is wrong once and right once, an arbitrator shares what two people
could not, and wallets of two countries pay and are paid. At the end the books must balance to the last unit.
"""

from __future__ import annotations

import collections
import json
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

from tools.journeys import books, rails, work
from tools.journeys.dispute import STEPS as DISPUTE_STEPS
from tools.journeys.dispute import Quarrel, arbitrate
from tools.journeys.main_job import TAXED, MainJob
from tools.journeys.rails import Deal
from tools.journeys.stage import Stage, explained, fresh_stage
from tools.journeys.steps import Steps, eventually, expect

STEPS = 4 + 3 + 1 + 3 + 2 + 1 + 1 + DISPUTE_STEPS + rails.JOURNEY_STEPS + 4


class MoneyTour(MainJob):
    """The people of the main job, with two vendors of local rails beside them."""

    def __init__(self, stage: Stage, steps: Steps, servers: rails.Vendors) -> None:
        super().__init__(stage, steps)
        self._servers = servers
        self._intents: dict[Deal, str] = {}

    def run(self) -> None:
        """Run every step; the first that fails ends the tour."""
        self.arrive()
        self.become_known()
        work.open_payout_account(self)
        self.give_a_part_back()
        self.win_a_chargeback()
        self.lose_a_chargeback()
        self.share_by_arbitration()
        rails.release_by_jazzcash(self, self._servers)
        rails.pay_out_by_pawapay(self, self._servers)
        self.look_at_the_papers()
        self.balance()

    def give_a_part_back(self) -> None:
        """Both sides agree on a part."""
        with self.steps.step("a milestone of 600 euro is paid by card and held"):
            deal = self._held("Logo", 60_000)
        path = f"/v1/payments/{deal.milestone_id}"
        with self.steps.step("the client proposes to take 200 back; the expert accepts"):
            split = {"to_client_minor": 20_000, "to_expert_minor": 0, "reason": "One of the three drafts was dropped."}
            proposed = self.client.api.post(path + "/splits", split, match=self.client.api.etag(path))
            self.expert.api.post(f"{path}/splits/{proposed['split']['number']}/accept", {})
            eventually("the refund", lambda: self._payment(deal)["refunded_minor"] == 20_000)
        with self.steps.step("the rest is delivered, approved and released, less the commission of its part"):
            self._approve(deal)
            released = eventually("the release", lambda: self._when(deal, released_minor=40_000))
            expect((released["held_minor"], released["refunded_minor"]) == (0, 20_000), f"payment {released}")

    def win_a_chargeback(self) -> None:
        """The cardholder's bank asks for money that is held, and is wrong."""
        with self.steps.step("a cardholder disputes a payment that is held: it is frozen, the rest flows"):
            deal = self._held("Website", 90_000)
            dispute = self._disputed(deal)
            frozen = eventually("the freeze", lambda: self._when(deal, is_frozen=True))
            expect(frozen["frozen_by"] == ["chargeback"], f"frozen by {frozen['frozen_by']}")
        with self.steps.step("the bank decides for the platform: it thaws, and is released as agreed"):
            self._control(f"disputes/{dispute}/close", {"won": True})
            eventually("the thaw", lambda: self._when(deal, is_frozen=False))
            self._approve(deal)
            eventually("the release", lambda: self._when(deal, released_minor=90_000))

    def lose_a_chargeback(self) -> None:
        """The bank takes money that is held."""
        with self.steps.step("another cardholder disputes a payment, and the bank agrees: what was held is lost"):
            deal = self._held("Newsletter", 30_000)
            dispute = self._disputed(deal)
            eventually("the freeze", lambda: self._when(deal, is_frozen=True))
            self._control(f"disputes/{dispute}/close", {"won": False})
            lost = eventually("the loss", lambda: self._when(deal, lost_minor=30_000))
            expect((lost["held_minor"], lost["state"]) == (0, "lost"), f"payment {lost}")

    def share_by_arbitration(self) -> None:
        """Two people do not agree; a third decides."""
        with self.steps.step("a milestone of 400 euro is paid by card and held"):
            deal = self._held("Translation", 40_000)
        quarrel = Quarrel(self.stage, self.steps, self.client, self.expert, self.admin, deal.milestone_id)
        arbitrate(quarrel, to_expert_minor=25_000)

    def look_at_the_papers(self) -> None:
        """Every release has its documents."""
        with self.steps.step("each release has its documents, numbered without a gap"):
            eventually("the documents", self._papers)
        with self.steps.step("finance takes one back by a credit note, and it is written anew with the right name"):
            wrong = self._invoices()[0]
            profile = f"/v1/tax-profiles/{self.expert.account_id}"
            renamed = {**TAXED, "legal_name": "Emile Expert EURL"}
            self.expert.api.put(profile, renamed, match=self.expert.api.etag(profile))
            self.admin.api.post(f"/v1/documents/{wrong['document_id']}/correct", {"reason": "The name has changed."})
            note = eventually("the credit note", lambda: self._credit_note_of(wrong["number"]))
            expect(note["total_minor"] == wrong["total_minor"], f"credit note {note}")
            url = self.expert.api.get(f"/v1/documents/{note['document_id']}/file")["url"]
            with urllib.request.urlopen(url, timeout=30) as file:
                expect(file.read(5) == b"%PDF-", "the credit note is no PDF")

    def balance(self) -> None:
        """Nothing is lost and nothing appears."""
        with self.steps.step("the expert's statement shows every move"):
            statement = self.expert.api.get(f"/v1/statements/{self.expert.account_id}", currency="EUR")
            expect(statement["balance_minor"] == 0, f"balance {statement['balance_minor']}")
        with self.steps.step("the trial balance is zero in every currency"):
            print(eventually("books at rest", self._trial_balance, patience=120), end=" … ")

    def _trial_balance(self) -> str:
        sums: collections.Counter[str] = collections.Counter()
        lines = [row for row in books.rows(self.stage, "LedgerTable") if row["kind"] == "ledger.line"]
        for line in lines:
            sums[line["currency"]] += line["amount_minor"]
        expect(not any(sums.values()), f"the books sum to {dict(sums)}")
        return f"{len(lines)} lines, {', '.join(f'{currency} 0' for currency in sorted(sums))}"

    def _papers(self) -> bool:
        papers = self.expert.api.get("/v1/documents", limit="100")["items"]
        numbers = sorted(paper["number"] for paper in papers if paper["state"] == "issued")
        return len(numbers) >= 5 and all(number for number in numbers)

    def _invoices(self) -> list[Any]:
        papers = self.expert.api.get("/v1/documents", limit="100")["items"]
        return [paper for paper in papers if paper["kind"] == "invoice" and paper["state"] == "issued"]

    def _credit_note_of(self, number: str) -> Any:
        papers = self.expert.api.get("/v1/documents", limit="100")["items"]
        notes = (paper for paper in papers if paper["kind"] == "credit_note" and paper["refers_to"] == number)
        return next((paper for paper in notes if paper["state"] == "issued"), None)

    def _held(self, title: str, amount_minor: int) -> Deal:
        deal = rails.agree(self, title, amount_minor, "EUR")
        self._intents[deal] = work.fund(self, deal.milestone_id)
        milestone = f"/v1/contracts/{deal.contract_id}/milestones/{deal.milestone_id}"
        eventually("the funded milestone", lambda: self.expert.api.get(milestone)["state"] == "funded")
        return deal

    def _approve(self, deal: Deal) -> None:
        milestone = f"/v1/contracts/{deal.contract_id}/milestones/{deal.milestone_id}"
        delivered = self.expert.api.post(f"{milestone}/deliver", {"note": "Here it is."})
        self.client.api.post(f"{milestone}/approve", {"delivery": delivered["delivery"]})

    def _payment(self, deal: Deal) -> Any:
        return work.payment(self.client.api, deal.milestone_id)

    def _when(self, deal: Deal, **said: object) -> Any:
        found = self._payment(deal)
        return found if all(found[name] == value for name, value in said.items()) else None

    def _disputed(self, deal: Deal) -> str:
        """Let the cardholder of a payment dispute it; return the dispute's id at the provider."""
        intent = books.ask_stripe(self.stage.stripe_url, "GET", f"/v1/payment_intents/{self._intents[deal]}")
        return str(self._control(f"charges/{intent['latest_charge']}/dispute", {})["id"])

    def _control(self, path: str, body: dict[str, object]) -> Any:
        return books.ask_stripe(self.stage.stripe_url, "POST", f"/_control/{path}", json.dumps(body).encode())


def main() -> int:
    """Take the tour on a fresh local cloud; exit status 0 only if every step did what it says."""
    steps = Steps("money tour", STEPS)
    with (
        tempfile.TemporaryDirectory(prefix="guildhall-tour-") as home,
        fresh_stage(Path(home)) as stage,
        rails.vendors(stage) as servers,
        explained(stage),
    ):
        MoneyTour(stage, steps, servers).run()
    return steps.finish()


if __name__ == "__main__":
    raise SystemExit(main())
