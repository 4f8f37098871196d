"""Getting people in: sign-up, the code from the mail, sign-in; and the first administrator by invitation."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from ulid import ULID

from tools.journeys.person import Api
from tools.journeys.stage import Stage
from tools.journeys.steps import StepFailed, eventually
from tools.localcloud.cloud import ROOT

PASSWORD = "Correct-horse-7-battery"  # noqa: S105  demonstration accounts on this machine only
CODE = re.compile(r"\b(\d{6})\b")


@dataclass
class Person:
    """Somebody with an account. api: signed in as them."""

    name: str
    email: str
    api: Api
    account_id: str = ""

    def refresh(self) -> None:
        """Get a new access token from the session cookie: it carries roles that were granted meanwhile."""
        self.api.token = self.api.post("/v1/auth/refresh", headers={"X-Requested-With": "journey"})["access_token"]


def register(
    stage: Stage, name: str, email: str, roles: list[str], *, locale: str = "en", invitation: str | None = None
) -> Person:
    """Sign somebody up, confirm with the code from the mail, sign in; return them."""
    api = stage.api()
    details = {"email": email, "password": PASSWORD, "display_name": name, "roles": roles, "locale": locale}
    api.post("/v1/auth/sign-up", {**details, **({"invitation": invitation} if invitation else {})})
    api.post("/v1/auth/confirm", {"email": email, "code": code_from_mail(stage, email)})
    return sign_in(stage, name, email)


def sign_in(stage: Stage, name: str, email: str) -> Person:
    """Sign in with the password; return the person with an access token."""
    api = stage.api()
    api.token = api.post("/v1/auth/sign-in", {"email": email, "password": PASSWORD})["access_token"]
    return Person(name, email, api, api.get("/v1/me")["account_id"])


def code_from_mail(stage: Stage, email: str) -> str:
    """Return the six digits of the newest confirmation mail."""
    mail = stage.mail(email, "code")
    found = CODE.search(str(mail.get("BodyText") or mail.get("BodyHtml") or mail))
    if not found:
        raise StepFailed(f"no code in the mail to {email}: {mail}")
    return found.group(1)


def first_administrator(stage: Stage, name: str, email: str) -> Person:
    """Invite the first administrator as an operator would, and let them sign up."""
    token = stage.invoke("IdentityTasks", {"task": "invite_first_administrator", "input": {"email": email}})["token"]
    return register(stage, name, email, [], invitation=token)


def open_conversation(stage: Stage, client: Person, expert: Person) -> str:
    """Tell the bus that the two have signed a contract, and return the conversation that follows, its id."""
    signed = json.loads((ROOT / "events/samples/ContractSigned.v1.json").read_text(encoding="utf-8"))
    ids = {"contract_id": f"ctr_{ULID()}", "client_id": client.account_id, "expert_id": expert.account_id}
    signed["data"] |= ids
    entry = {
        "EventBusName": "guildhall-local",
        "Source": "guildhall.contracts",
        "DetailType": "ContractSigned.v1",
        "Detail": json.dumps(signed),
    }
    before = _conversations(client)
    stage.cloud.client("events").put_events(Entries=[entry])
    opened = eventually("a conversation", lambda: _conversations(client) - before)
    return opened.pop()


def _conversations(person: Person) -> set[str]:
    return {one["conversation_id"] for one in person.api.get("/v1/conversations")["items"]}
