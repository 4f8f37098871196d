"""Makes the demonstration data of a fresh platform by living through it, and notes how to sign in.

`make up` runs this once. Everything goes through the public interfaces; the people and businesses are invented, and
their addresses end in `.example`.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tools.journeys.people import PASSWORD, Person, first_administrator, register
from tools.journeys.stage import Stage
from tools.journeys.steps import Steps, eventually
from tools.journeys.venue import DemonstrationVenue
from tools.localcloud import LocalCloud

SEED = Path(__file__).parents[2] / ".local/seed.json"

EXPERTS: list[dict[str, Any]] = [
    {
        "name": "Amina Diallo (demonstration)",
        "email": "amina@experts.example",
        "locale": "fr",
        "headline": "Back ends that keep their promises",
        "skills": ["python", "aws", "dynamodb"],
        "languages": ["fr", "en"],
        "rate": (9_000, "EUR"),
        "is_verified": True,
    },
    {
        "name": "Bilal Qureshi (demonstration)",
        "email": "bilal@experts.example",
        "locale": "en",
        "headline": "Mobile apps, from sketch to store",
        "skills": ["flutter", "kotlin"],
        "languages": ["ur-PK", "en"],
        "rate": (450_000, "PKR"),
        "is_verified": True,
    },
    {
        "name": "Chloé Martin (demonstration)",
        "email": "chloe@experts.example",
        "locale": "fr",
        "headline": "Bookkeeping and cash-flow plans for small firms",
        "skills": ["accounting", "forecasting"],
        "languages": ["fr"],
        "rate": (12_000, "EUR"),
        "is_verified": False,
    },
]

PLAN = {"name": "Plus (demonstration)", "price_minor": 900, "currency": "EUR", "interval": "month", "trial_days": 14}

PROJECTS: list[dict[str, Any]] = [
    {
        "title": "Orders and stock for a spice shop",
        "description": "Two shops, one warehouse: orders, stock and a page for the till.",
        "skills": ["python", "dynamodb"],
        "currency": "EUR",
        "budget_minor": 480_000,
    },
    {
        "title": "Booking app for a cooking school",
        "description": "Classes with seats, reminders and a page for the teachers.",
        "skills": ["flutter"],
        "currency": "PKR",
        "budget_minor": 35_000_000,
    },
    {
        "title": "Cash-flow plan for 2027",
        "description": "Monthly plan with three scenarios, from our bookkeeping export.",
        "skills": ["accounting", "forecasting"],
        "currency": "EUR",
        "budget_minor": 150_000,
    },
]
STEPS = 4 + len(EXPERTS) + len(PROJECTS)


class Seed:
    """The people of the demonstration and what they do."""

    def __init__(self, stage: Stage, steps: Steps) -> None:
        self._stage = stage
        self._steps = steps
        self.sign_ins: list[dict[str, str]] = []
        self.pages: list[dict[str, str]] = []

    def run(self) -> None:
        """Live through it."""
        with self._steps.step("an administrator is invited"):
            admin = first_administrator(self._stage, "Ada Operator (demonstration)", "ada@guildhall.example")
            self._note("administrator", admin)
            admin.api.post("/v1/plans", PLAN)
        with self._steps.step("a client and a restaurant owner register"):
            client = register(self._stage, "Clara Client (demonstration)", "clara@clients.example", ["client"])
            self._note("client", client)
            owner = register(self._stage, "Omar Owner (demonstration)", "omar@venues.example", ["venue"])
            self._note("venue", owner)
        experts = [self._expert(admin, details) for details in EXPERTS]
        for project in PROJECTS:
            self._project(client, experts, project)
        self._venue(owner)

    def _venue(self, owner: Person) -> None:
        restaurant = DemonstrationVenue(owner)
        with self._steps.step("a restaurant opens: menu with pictures, floor plan, pages in three languages"):
            self.pages.append({"name": "a restaurant's page", "path": restaurant.open()})
        with self._steps.step("it takes reservations for the coming days"):
            restaurant.take_reservations()

    def _note(self, role: str, person: Person) -> None:
        self.sign_ins.append({"role": role, "email": person.email, "password": PASSWORD})

    def _expert(self, admin: Person, details: dict[str, Any]) -> tuple[Person, list[str]]:
        with self._steps.step(f"{details['name']} publishes a profile"):
            person = register(self._stage, details["name"], details["email"], ["expert"], locale=details["locale"])
            self._note("expert", person)
            path = f"/v1/profiles/{person.account_id}/expert"
            version = eventually("the profile", lambda: person.api("GET", path).headers.get("etag"))
            minor, currency = details["rate"]
            profile = {
                "display_name": details["name"],
                "headline": details["headline"],
                "about": "An invented person of the demonstration data.",
                "skills": details["skills"],
                "languages": details["languages"],
                "hourly_rate": {"amount_minor": minor, "currency": currency},
            }
            person.api.put(path, profile, match=version)
            person.api.post(path + "/publish")
            if details["is_verified"]:
                admin.api.put(path + "/verification", {"is_verified": True}, match=admin.api.etag(path))
        return person, details["skills"]

    def _project(self, client: Person, experts: list[tuple[Person, list[str]]], details: dict[str, Any]) -> None:
        with self._steps.step(f"a project is posted and proposed for: {details['title']}"):
            due_on = date.today() + timedelta(days=45)
            project = client.api.post("/v1/projects", {**details, "due_on": str(due_on)})
            client.api.post(f"/v1/projects/{project['project_id']}/post")
            for person, skills in experts:
                if set(skills) & set(details["skills"]):
                    self._propose(person, project, due_on)

    @staticmethod
    def _propose(person: Person, project: dict[str, Any], due_on: date) -> None:
        path = f"/v1/projects/{project['project_id']}/proposals/{person.account_id}"
        half = project["budget_minor"] // 2
        offer = {
            "cover_text": "I have done this before, and can begin next week.",
            "milestones": [
                {"title": "First half", "amount_minor": half, "due_on": str(due_on - timedelta(days=20))},
                {"title": "Second half", "amount_minor": project["budget_minor"] - half, "due_on": str(due_on)},
            ],
        }
        # The expert's standing follows from events, so the first tries may come too early.
        saved = eventually("the draft", lambda: person.api("PUT", path, offer, match='"0"').status == 200)
        if saved:
            eventually("the proposal", lambda: person.api("POST", path + "/submit").status == 200)


def main() -> int:
    """Seed the platform whose addresses are in the environment; exit status 0 if every step was done."""
    port = int(os.environ["AWS_ENDPOINT_URL"].rsplit(":", 1)[-1])
    cloud = LocalCloud(home=SEED.parent / "state", port=port)
    cloud.outputs |= {"ApiUrl": os.environ["GUILDHALL_API_URL"], "WebSocketUrl": os.environ["GUILDHALL_WEBSOCKET_URL"]}
    steps = Steps("demonstration data", STEPS)
    seed = Seed(Stage(cloud, os.environ["GUILDHALL_STRIPE_URL"]), steps)
    try:
        seed.run()
    finally:
        SEED.write_text(json.dumps({"sign_ins": seed.sign_ins, "pages": seed.pages}, indent=1))
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main())
