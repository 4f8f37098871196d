"""Local rails on the whole platform: a JazzCash release and a pawaPay payout, as steps that other journeys can take.

`python -m tools.journeys.rails` runs both on a fresh local cloud. The vendors are those of tools.rail_servers; the
sandbox needs none.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tools.journeys.main_job import MainJob
from tools.journeys.stage import Stage, explained, fresh_stage
from tools.journeys.steps import Steps, eventually, expect
from tools.rail_servers.jazzcash import JazzCashServer
from tools.rail_servers.pawapay import PawaPayServer

STEPS = 4 + 3
JOURNEY_STEPS = 10
"""What `release_by_jazzcash` and `pay_out_by_pawapay` add to a journey."""
SHORT_HOLD = 2
SANDBOX = {"secret": "sandbox_local"}


@dataclass(frozen=True)
class Vendors:
    """The vendors' servers, whose keys the platform has."""

    jazzcash: JazzCashServer
    pawapay: PawaPayServer


@contextmanager
def vendors(stage: Stage) -> Iterator[Vendors]:
    """Start the vendors and hand their keys over; before any rail is used, because functions read keys once."""
    callbacks = f"{stage.api_url}/v1/payments/callbacks"
    pawapay_url = urlsplit(f"{callbacks}/pawapay")
    with (
        JazzCashServer(callback_url=f"{callbacks}/jazzcash") as jazzcash,
        PawaPayServer(
            callback_url=f"{callbacks}/pawapay", authority=pawapay_url.netloc, path=pawapay_url.path
        ) as pawapay,
    ):
        keys = {"api_url": stage.api_url, "sandbox": SANDBOX, "jazzcash": jazzcash.keys, "pawapay": pawapay.keys}
        secrets = stage.cloud.client("secretsmanager")
        secrets.put_secret_value(SecretId=stage.cloud.outputs["RailsSecretArn"], SecretString=json.dumps(keys))
        yield Vendors(jazzcash, pawapay)


def release_by_jazzcash(job: MainJob, servers: Vendors) -> None:
    """A Pakistani client pays from a JazzCash wallet; the expert is paid on theirs. Five steps."""
    with job.steps.step("the administrator lets clients pay by JazzCash, for a short hold"):
        switch_on(job, "jazzcash")
    with job.steps.step("client and expert sign a contract in rupees; the expert names a JazzCash wallet"):
        deal = agree(job, "Stock list", 250_000, "PKR")
        wallet = {"rail": "jazzcash", "phone": "03009999999"}
        job.expert.api.put("/v1/payout-wallets/PKR", wallet)
    with job.steps.step("the client pays on the phone; the money is held"):
        how = {"rail": "jazzcash", "flow": "wallet", "phone": "03001234567", "identity_tail": "345678"}
        pay_by_rail(job, deal, how)
        (sent,) = [each.sent for each in servers.jazzcash.transactions.values()]
        expect(sent["pp_Amount"] == "250000", f"JazzCash was asked for {sent['pp_Amount']} paisa")
    with job.steps.step("work is delivered and approved; JazzCash pays the expert, less the commission"):
        finish(job, deal)
        (paid,) = servers.jazzcash.payouts.values()
        expect((paid.msisdn, paid.amount) == ("03009999999", "2250.00"), f"paid {paid}")
    with job.steps.step("the expert's statement in rupees ends at zero"):
        settled(job, "PKR", 225_000)


def pay_out_by_pawapay(job: MainJob, servers: Vendors) -> None:
    """A client in Benin pays by mobile money; signed callbacks tell of the deposit and of the payout. Five steps."""
    with job.steps.step("the administrator lets clients pay by mobile money, for a short hold"):
        switch_on(job, "pawapay")
    with job.steps.step("client and expert sign a contract in CFA francs; the expert names an MTN wallet"):
        deal = agree(job, "Price list", 50_000, "XOF")
        wallet = {"rail": "pawapay", "phone": "22961000001", "operator": "MTN_MOMO_BEN"}
        job.expert.api.put("/v1/payout-wallets/XOF", wallet)
    with job.steps.step("the client approves on the phone; pawaPay's signed callback makes the money held"):
        how = {"rail": "pawapay", "flow": "wallet", "phone": "22951345789", "operator": "MTN_MOMO_BEN"}
        pay_by_rail(job, deal, how)
        expect(servers.pawapay.float["XOF"] == 50_000, f"float {servers.pawapay.float}")
    with job.steps.step("work is delivered and approved; pawaPay pays the expert and says so"):
        finish(job, deal)
        (paid,) = [each for each in servers.pawapay.operations.values() if "payoutId" in each]
        expect((paid["amount"], paid["status"]) == ("45000", "COMPLETED"), f"paid {paid}")
    with job.steps.step("the expert's statement in francs ends at zero; the rail keeps our commission"):
        settled(job, "XOF", 45_000)
        expect(servers.pawapay.float["XOF"] == 5_000, f"float {servers.pawapay.float}")


def switch_on(job: MainJob, rail: str) -> None:
    """Let clients use a rail."""
    name = f"rail_{rail}_mode"
    listed = {setting["name"]: setting for setting in job.admin.api.get("/v1/settings")["items"]}
    job.admin.api.put(f"/v1/settings/{name}", {"value": SHORT_HOLD}, match=f'"{listed[name]["version"]}"')


@dataclass(frozen=True)
class Deal:
    """A signed contract with one milestone."""

    contract_id: str
    milestone_id: str


def agree(job: MainJob, title: str, amount_minor: int, currency: str) -> Deal:
    """Let client and expert agree on a contract with one milestone, from the project on, and sign it."""
    due_on = str(date.today() + timedelta(days=30))
    draft = {
        "title": title, "description": f"{title} for a small shop.", "skills": ["python"], "currency": currency,
        "budget_minor": amount_minor, "due_on": due_on,
    }  # fmt: skip
    project_id = job.client.api.post("/v1/projects", draft)["project_id"]
    job.client.api.post(f"/v1/projects/{project_id}/post")
    path = f"/v1/projects/{project_id}/proposals/{job.expert.account_id}"
    milestone = {"title": title, "amount_minor": amount_minor, "due_on": due_on}
    offer = {"cover_text": "I have done this before.", "milestones": [milestone]}
    eventually("the project", lambda: job.expert.api("PUT", path, offer, match='"0"').status < 300)
    eventually("the expert's standing", lambda: job.expert.api("POST", path + "/submit").status == 200)
    job.client.api.post(path + "/accept", match=job.client.api.etag(path))
    contract = eventually("the contract", lambda: _contract_about(job, title))
    terms = {"terms_version": contract["terms_version"]}
    for person in (job.expert, job.client):
        person.api.post(f"/v1/contracts/{contract['contract_id']}/sign", terms)
    return Deal(contract["contract_id"], contract["milestones"][0]["milestone_id"])


def _contract_about(job: MainJob, title: str) -> Any:
    for card in job.client.api.get("/v1/contracts", side="client")["items"]:
        contract = job.client.api.get(f"/v1/contracts/{card['contract_id']}")
        if contract["milestones"][0]["title"] == title:
            return contract
    return None


def pay_by_rail(job: MainJob, deal: Deal, how: dict[str, str]) -> None:
    """Pay a milestone by a local rail, and wait until the money is held and the contract knows it."""
    path = f"/v1/milestones/{deal.milestone_id}"
    methods = eventually("the payment", lambda: job.client.api.get(f"{path}/payment-methods")["items"])
    expect(how["rail"] in {each["rail"] for each in methods}, f"offered {methods}")
    job.client.api.post(f"{path}/fund", how)
    payment = f"/v1/payments/{deal.milestone_id}"
    eventually("held money", lambda: job.expert.api.get(payment)["held_minor"] > 0, patience=60)
    milestone = f"/v1/contracts/{deal.contract_id}/milestones/{deal.milestone_id}"
    eventually("the funded milestone", lambda: job.expert.api.get(milestone)["state"] == "funded")


def finish(job: MainJob, deal: Deal) -> None:
    """Deliver, approve, and wait until the expert is paid."""
    milestone = f"/v1/contracts/{deal.contract_id}/milestones/{deal.milestone_id}"
    delivered = job.expert.api.post(f"{milestone}/deliver", {"note": "Here it is."})
    job.client.api.post(f"{milestone}/approve", {"delivery": delivered["delivery"]})
    payment = f"/v1/payments/{deal.milestone_id}"
    eventually("the payout", lambda: job.client.api.get(payment)["state"] == "released", patience=60)


def settled(job: MainJob, currency: str, net_minor: int) -> None:
    """Check that what the expert earned in a currency has left for their wallet."""
    path = f"/v1/statements/{job.expert.account_id}"
    statement = job.expert.api.get(path, currency=currency)
    sums = sorted(posting["amount_minor"] for posting in statement["items"])
    expect((statement["balance_minor"], sums) == (0, [-net_minor, net_minor]), f"statement {statement}")


def main() -> int:
    """Run both against a fresh local cloud; exit status 0 only if every step did what it says."""
    steps = Steps("local rails", STEPS + JOURNEY_STEPS)
    with (
        tempfile.TemporaryDirectory(prefix="guildhall-rails-") as home,
        fresh_stage(Path(home)) as stage,
        vendors(stage) as servers,
        explained(stage),
    ):
        job = MainJob(stage, steps)
        job.arrive()
        job.become_known()
        release_by_jazzcash(job, servers)
        pay_out_by_pawapay(job, servers)
    return steps.finish()


if __name__ == "__main__":
    raise SystemExit(main())
