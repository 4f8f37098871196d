"""The main job: from sign-up to the second milestone released by the timer. `make demo`."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tools.journeys import work
from tools.journeys.people import Person, first_administrator, register
from tools.journeys.person import Api
from tools.journeys.receiver import Receiver
from tools.journeys.stage import Stage, explained, fresh_stage
from tools.journeys.steps import Steps, eventually, expect

STEPS = 35


TAXED = {
    "legal_name": "Emile Expert", "street": "4 Rue des Essais", "city": "Lyon", "postcode": "69001",
    "country": "FR", "is_business": True, "registration": "small_business", "legal_id": "404833048",
}  # fmt: skip
"""Where the expert is taxed, and as what."""


class MainJob:
    """Everybody and everything that the steps share."""

    def __init__(self, stage: Stage, steps: Steps) -> None:
        self.stage = stage
        self.steps = steps
        self.admin: Person
        self.client: Person
        self.expert: Person
        self.partner = Receiver()
        self.project_id = ""
        self.contract: dict[str, Any] = {}

    def run(self) -> None:
        """Run every step; the first that fails ends the journey."""
        with self.partner:
            self.meet()
            self.do_the_work()
            work.look_back(self)

    def meet(self) -> None:
        """Everybody arrives, and knows whom they need to know."""
        self.arrive()
        self.keep_strangers_out()
        self.become_known()
        self.let_partner_listen()

    def do_the_work(self) -> None:
        """From the posted project to the money and the news of it."""
        self.agree()
        work.sign(self)
        work.fund_first_milestone(self)
        self.talk()
        work.deliver_and_approve(self)
        work.see_the_money(self)
        work.hear_of_it(self)
        work.stay_silent(self)

    def talk(self) -> None:
        """Two phones talk."""
        work.talk(self)

    def milestone(self, number: int) -> str:
        """Return the id of a milestone of the contract, counted from 1."""
        return str(self.contract["milestones"][number - 1]["milestone_id"])

    def arrive(self) -> None:
        """People sign up."""
        with self.steps.step("the platform answers"):
            expect(Api(self.stage.api_url)("GET", "/v1/ready").status == 200, "not ready")
        with self.steps.step("an invited administrator signs up"):
            self.admin = first_administrator(self.stage, "Ada Operator", "ada@example.com")
        with self.steps.step("a client registers, confirms the address and signs in"):
            self.client = register(self.stage, "Clara Client", "clara@example.com", ["client"])
        with self.steps.step("an expert registers, in French"):
            self.expert = register(self.stage, "Emile Expert", "emile@example.com", ["expert"], locale="fr")

    def keep_strangers_out(self) -> None:
        """Only tokens and tickets that we gave out open anything, and a ticket only once."""
        with self.steps.step("a missing, forged or worn-out token or ticket opens nothing"):
            token = str(self.client.api.token)
            head, body, signature = token.split(".")
            forged = f"{head}.{body[:-2]}{'AA' if body[-2:] != 'AA' else 'BB'}.{signature}"
            for wrong in (None, "nonsense", forged):
                answer = Api(self.stage.api_url, wrong)("GET", "/v1/me")
                expect(answer.status == 401, f"{wrong} was answered {answer.status}")
            ticket = self.client.api.post("/v1/chat/tickets")["ticket"]
            address = f"{self.stage.socket_url}?ticket={ticket}"
            expect(_opens(address), "a good ticket did not open a socket")
            for used in (address, self.stage.socket_url, self.stage.socket_url + "?ticket=guessed"):
                expect(not _opens(used), f"{used} opened a socket")

    def become_known(self) -> None:
        """The expert's profile is published and verified."""
        path = f"/v1/profiles/{self.expert.account_id}/expert"
        with self.steps.step("the expert publishes a profile with skills and an hourly rate"):
            version = eventually("the profile", lambda: self._etag(self.expert.api, path))
            profile = {
                "display_name": "Emile Expert",
                "headline": "Back ends that keep their promises",
                "about": "Ten years of Python in production.",
                "skills": ["python", "aws"],
                "languages": ["fr", "en"],
                "hourly_rate": {"amount_minor": 9_000, "currency": "EUR"},
            }
            done = self.expert.api.put(path, profile, match=version)
            expect(done["completion"]["percent"] == 100, f"completion {done['completion']}")
            self.expert.api.post(path + "/publish")
        with self.steps.step("the expert says where they are taxed"):
            kept = self.expert.api.put(f"/v1/tax-profiles/{self.expert.account_id}", TAXED, match='"0"')
            expect(kept["legal_id"] == "404833048", f"kept {kept['legal_id']}")
        with self.steps.step("the administrator verifies the expert"):
            verified = self.admin.api.put(
                path + "/verification", {"is_verified": True}, match=self.admin.api.etag(path)
            )
            expect(verified["is_verified"], "not verified")

    def let_partner_listen(self) -> None:
        """A partner's server is told of what happens."""
        with self.steps.step("the administrator makes a partner client and registers its webhook endpoint"):
            client = self.admin.api.post("/v1/partner-clients", {"name": "Partner Ltd"})["client"]
            registration = {
                "url": self.partner.url,
                "events": ["contract.signed", "payment.held", "work.delivered", "payment.released", "invoice.issued"],
                "partner_id": client["partner_id"],
            }
            endpoint = self.admin.api.post("/v1/webhook-endpoints", registration)
            path = f"/v1/webhook-endpoints/{endpoint['endpoint_id']}"
            self.partner.secret = self.admin.api.get(path + "/secret")["secret"]
            self.admin.api.post(path + "/ping", {})
            eventually("the ping", lambda: self.partner.events)

    def agree(self) -> None:
        """A project is posted, found, proposed for and accepted."""
        with self.steps.step("the client drafts a project and posts it"):
            draft = {
                "title": "Shop back end",
                "description": "Orders, stock and invoices for a small shop.",
                "skills": ["python"],
                "currency": "EUR",
                "budget_minor": 300_000,
                "due_on": str(date.today() + timedelta(days=60)),
            }
            self.project_id = self.client.api.post("/v1/projects", draft)["project_id"]
            self.client.api.post(f"/v1/projects/{self.project_id}/post")
        with self.steps.step("the verified expert finds it by skill and proposes two milestones"):
            eventually("the project in the list", self._is_found)
            path = f"/v1/projects/{self.project_id}/proposals/{self.expert.account_id}"
            soon = date.today() + timedelta(days=20)
            offer = {
                "cover_text": "I have built three of these.",
                "milestones": [
                    {"title": "Data model", "amount_minor": 120_000, "due_on": str(soon)},
                    {"title": "API", "amount_minor": 180_000, "due_on": str(soon + timedelta(days=20))},
                ],
            }
            self.expert.api.put(path, offer, match='"0"')
            eventually("the expert's standing", lambda: self.expert.api("POST", path + "/submit").status == 200)
        with self.steps.step("the client sees a verified expert, shortlists and accepts"):
            proposals = self.client.api.get(f"/v1/projects/{self.project_id}/proposals")["items"]
            expect(proposals[0]["expert"]["is_verified"], "the expert is not shown as verified")
            self.client.api.post(path + "/shortlist")
            self.client.api.post(path + "/accept", match=self.client.api.etag(path))

    def _is_found(self) -> bool:
        found = self.expert.api.get("/v1/projects", skill="python")["items"]
        return any(project["project_id"] == self.project_id for project in found)

    @staticmethod
    def _etag(api: Api, path: str) -> str | None:
        answer = api("GET", path)
        return answer.headers.get("etag") if answer.status == 200 else None


def _opens(address: str) -> bool:
    try:
        with connect(address, open_timeout=60):
            return True
    except InvalidStatus:
        return False


def main() -> int:
    """Run the main job against a fresh local cloud; exit status 0 only if every step did what it says."""
    steps = Steps("main job", STEPS)
    with (
        tempfile.TemporaryDirectory(prefix="guildhall-demo-") as home,
        fresh_stage(Path(home)) as stage,
        explained(stage),
    ):
        MainJob(stage, steps).run()
    return steps.finish()


if __name__ == "__main__":
    raise SystemExit(main())
