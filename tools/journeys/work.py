"""The second half of the main job: the contract, the money, the talk, and what everybody hears of it."""

from __future__ import annotations

import time
import urllib.request
from typing import TYPE_CHECKING, Any

from tools.journeys import stripe_js
from tools.journeys.person import Api
from tools.journeys.socket import Phone
from tools.journeys.steps import StepFailed, eventually, expect

if TYPE_CHECKING:
    from tools.journeys.main_job import MainJob

WINDOW_SECONDS = 20


def sign(job: MainJob) -> None:
    """Both sides sign the same terms."""
    with job.steps.step("the accepted proposal becomes a contract with two milestones"):
        card = eventually("the contract", lambda: job.client.api.get("/v1/contracts", side="client")["items"])[0]
        job.contract = job.client.api.get(f"/v1/contracts/{card['contract_id']}")
        expect([m["amount_minor"] for m in job.contract["milestones"]] == [120_000, 180_000], "other milestones")
    with job.steps.step("both sign it"):
        path = f"/v1/contracts/{job.contract['contract_id']}"
        terms = {"terms_version": job.contract["terms_version"]}
        job.expert.api.post(path + "/sign", terms)
        expect(job.client.api.post(path + "/sign", terms)["is_signed"], "the contract is not signed")
    open_payout_account(job)


def open_payout_account(job: MainJob) -> None:
    """The expert can be paid by the payment provider."""
    with job.steps.step("the expert opens a payout account at the payment provider"):
        job.expert.api.post("/v1/payout-account", {"country": "FR", "email": job.expert.email})
        url = eventually("the onboarding page", lambda: job.expert.api.get("/v1/payout-account")["onboarding_url"])
        stripe_js.finish_onboarding(url)
        eventually("payability", lambda: job.expert.api.get("/v1/payout-account")["is_payable"])


def fund_first_milestone(job: MainJob) -> None:
    """The client pays into protection."""
    milestone_id = job.milestone(1)
    with job.steps.step("the client is quoted before the click: what the expert gets, what the platform takes"):
        quote = job.client.api.get(f"/v1/milestones/{milestone_id}/quote")
        expect(
            (quote["gross_minor"], quote["commission_minor"], quote["net_minor"]) == (120_000, 12_000, 108_000),
            f"quoted {quote}",
        )
    with job.steps.step("a card that is declined leaves the milestone unfunded, with a reason"):
        open_attempt(job, milestone_id)
        try:
            pay(job, milestone_id, "pm_card_chargeDeclined")
        except StepFailed:
            failure = eventually("the refusal", lambda: payment(job.client.api, milestone_id)["failure"])
            expect(payment(job.client.api, milestone_id)["held_minor"] == 0, f"money is held after {failure}")
        else:
            raise StepFailed("the declined card was accepted")
    with job.steps.step("a good card funds it: the money is held for both to see"):
        fund(job, milestone_id)
        contract = f"/v1/contracts/{job.contract['contract_id']}/milestones/{milestone_id}"
        eventually("the funded milestone", lambda: job.expert.api.get(contract)["state"] == "funded")


def payment(api: Api, milestone_id: str) -> Any:
    """Return the protected payment of a milestone."""
    return api.get(f"/v1/payments/{milestone_id}")


def open_attempt(job: MainJob, milestone_id: str) -> None:
    """Ask to pay, as soon as payments has heard of the contract."""
    path = f"/v1/milestones/{milestone_id}/fund"
    eventually("a payment to fund", lambda: job.client.api("POST", path, {}).status in {200, 202})


def pay(job: MainJob, milestone_id: str, card: str) -> str:
    """Confirm the open attempt with a card, as the browser does; return the id of the provider's intent."""
    checkout = eventually("the checkout", lambda: payment(job.client.api, milestone_id)["checkout"])
    intent = stripe_js.confirm(job.stage.stripe_url, checkout["publishable_key"], checkout["client_secret"], card)
    return str(intent["id"])


def fund(job: MainJob, milestone_id: str) -> str:
    """Pay a milestone with a good card and wait until the money is held; return the id of the provider's intent."""
    open_attempt(job, milestone_id)
    intent_id = pay(job, milestone_id, "pm_card_visa")
    eventually("held money", lambda: payment(job.expert.api, milestone_id)["held_minor"] > 0)
    return intent_id


def talk(job: MainJob) -> None:
    """They talk over the WebSocket; a lost connection loses nothing."""
    listed = eventually("the conversation", lambda: job.client.api.get("/v1/conversations")["items"])
    conversation_id = listed[0]["conversation_id"]
    with job.steps.step("they talk over the WebSocket, see each other typing and reading"):
        client, expert = (Phone(job.stage.socket_url, who.api) for who in (job.client, job.expert))
        expert.ask("typing", conversation_id=conversation_id)
        client.hears("typing", account_id=job.expert.account_id)
        hello = client.send(conversation_id, "Hello! When can you begin?")
        expert.hears("message", message_id=hello)
        expert.ask("receipt", conversation_id=conversation_id, message_id=hello, state="read")
        client.hears("receipt")
    with job.steps.step("the client's connection drops; what was said meanwhile is there afterwards, once, in order"):
        seen = client.ask("history", conversation_id=conversation_id)["newer_cursor"]
        client.drop()
        sent = [expert.send(conversation_id, f"Part {number} of the plan") for number in range(1, 6)]
        expert.send(conversation_id, "Part 5 of the plan", sent[-1])
        missed = [message["message_id"] for message in client.dial().gap(conversation_id, seen)]
        expect([m for m in missed if m in sent] == sent, f"missed {missed}, sent {sent}")
        client.close()
        expert.close()


def deliver_and_approve(job: MainJob) -> None:
    """The work of the first milestone."""
    path = f"/v1/contracts/{job.contract['contract_id']}/milestones/{job.milestone(1)}"
    with job.steps.step("the expert delivers; the client asks for changes; the expert delivers again"):
        first = job.expert.api.post(path + "/deliver", {"note": "The model, with its migrations."})
        job.client.api.post(
            path + "/request-changes", {"delivery": first["delivery"], "reason": "Old orders are missing."}
        )
        second = job.expert.api.post(path + "/deliver", {"note": "Old orders are in."})
        expect(second["delivery"] == 2, f"delivery {second['delivery']}")
    with job.steps.step("the client approves"):
        approved = job.client.api.post(path + "/approve", {"delivery": 2})
        expect(approved["state"] == "approved", f"the milestone is {approved['state']}")


def see_the_money(job: MainJob) -> None:
    """Release, statement, invoice."""
    with job.steps.step("the money is released to the expert, less the commission"):
        released = eventually("the release", lambda: _released(job, 1))
        expect(released["released_minor"] == 120_000, f"released {released['released_minor']}")
    with job.steps.step("the expert's statement shows what came and what went to the payout account"):
        statement = eventually("a settled statement", lambda: _settled(job, 108_000))
        expect(statement["balance_minor"] == 0, f"balance {statement['balance_minor']}")
    with job.steps.step("an invoice for the commission has its number and can be downloaded"):
        invoice = eventually("the invoice", lambda: _issued(job, 1))
        expect(invoice["number"].endswith("-000001"), f"number {invoice['number']}")
        expect(invoice["total_minor"] == 12_000, f"total {invoice['total_minor']}")
        url = job.expert.api.get(f"/v1/documents/{invoice['document_id']}/file")["url"]
        with urllib.request.urlopen(url, timeout=30) as response:
            expect(response.read(5) == b"%PDF-", "the file is no PDF")


def _released(job: MainJob, number: int) -> Any:
    contract = f"/v1/contracts/{job.contract['contract_id']}/milestones/{job.milestone(number)}"
    is_known = job.client.api.get(contract)["state"] == "released"
    found = payment(job.client.api, job.milestone(number))
    return found if found["state"] == "released" and is_known else None


def _settled(job: MainJob, net_minor: int) -> Any:
    found = job.expert.api.get(f"/v1/statements/{job.expert.account_id}", currency="EUR")
    sums = sorted(posting["amount_minor"] for posting in found["items"])
    return found if sums == [-net_minor, net_minor] else None


def _issued(job: MainJob, count: int) -> Any:
    issued = [document for document in job.expert.api.get("/v1/documents")["items"] if document["state"] == "issued"]
    return issued[0] if len(issued) == count else None


def hear_of_it(job: MainJob) -> None:
    """Notifications, mails, webhooks."""
    with job.steps.step("both are told in the app, with an unread count"):
        for person, kinds in (
            (job.client, {"payment_protected", "work_delivered", "payment_receipt"}),
            (job.expert, {"proposal_accepted", "milestone_funded", "work_approved", "earnings_released"}),
        ):
            eventually(f"{person.name}'s notifications {kinds}", lambda p=person, k=kinds: k <= _told(p.api))  # type: ignore[misc]
            expect(person.api.get("/v1/notifications/unread")["unread_count"] > 0, "nothing unread")
    with job.steps.step("both are told by e-mail, the expert in French"):
        job.stage.mail(job.client.email, "Data model")
        job.stage.mail(job.expert.email, "commission")
        french = [str(mail.get("BodyText")) for mail in job.stage.mails_to(job.expert.email)]
        expect(any("versé" in text or "paiement" in text for text in french), "no French mail")
    with job.steps.step("the partner received signed webhooks, each once"):
        for kind in ("contract.signed", "payment.held", "payment.released", "invoice.issued"):
            eventually(f"webhook {kind}", lambda k=kind: job.partner.of_type(k))  # type: ignore[misc]
        expect(job.partner.refused == 0, f"{job.partner.refused} webhooks had no good signature")


def _told(api: Api) -> set[str]:
    return {one["type"] for one in api.get("/v1/notifications", limit="100")["items"]}


def stay_silent(job: MainJob) -> None:
    """The second milestone is released by the timer."""
    milestone_id = job.milestone(2)
    path = f"/v1/contracts/{job.contract['contract_id']}/milestones/{milestone_id}"
    with job.steps.step(f"the administrator shortens the review window to {WINDOW_SECONDS} seconds"):
        for name, value in (("review_reminder_seconds", 2), ("review_window_seconds", WINDOW_SECONDS)):
            listed = {setting["name"]: setting for setting in job.admin.api.get("/v1/settings")["items"]}
            version = f'"{listed[name]["version"]}"'
            job.admin.api.put(f"/v1/settings/{name}", {"value": value}, match=version)
    with job.steps.step("the client funds the second milestone; the expert delivers"):
        fund(job, milestone_id)
        eventually("the funded milestone", lambda: job.expert.api.get(path)["state"] == "funded")
        job.expert.api.post(path + "/deliver", {"note": "The API, with its documentation."})
    with job.steps.step("the client is reminded and stays silent: the timer approves and releases"):
        begun = time.monotonic()
        eventually("the automatic release", lambda: _released(job, 2), patience=120)
        expect(time.monotonic() - begun > 1, "released before the window ended")
        eventually("the reminder", lambda: "review_reminder" in _told(job.client.api))
    with job.steps.step("the second invoice follows the first without a gap"):
        invoice = eventually("the second invoice", lambda: _issued(job, 2))
        expect(invoice["number"].endswith("-000002"), f"number {invoice['number']}")


def look_back(job: MainJob) -> None:
    """What an operator sees afterwards."""
    with job.steps.step("the audit log tells who did what, in one chain of causes"):
        entity = f"CONTRACT#{job.contract['contract_id']}"
        actions = [entry["action"] for entry in job.admin.api.get("/v1/audit-log", entity=entity, limit="100")["items"]]
        expect("contracts.sign" in actions, f"logged {actions}")
    with job.steps.step("the books balance: nothing is held, nothing is in transit"):
        for number in (1, 2):
            found = payment(job.client.api, job.milestone(number))
            expect(found["held_minor"] == 0, f"milestone {number} still holds {found['held_minor']}")
            expect(found["funded_minor"] == found["released_minor"], f"milestone {number}: {found}")
    with job.steps.step("every queue is empty and has no dead letters"):
        eventually("empty queues", lambda: _all_quiet(job))


def _all_quiet(job: MainJob) -> bool:
    queues = job.admin.api.get("/v1/queues")["items"]
    expect(queues, "an administrator sees no queue at all")
    busy = [queue for queue in queues if queue["depth"] or queue["dead_letters"]]
    if busy:
        raise StepFailed(f"busy: {busy}")
    return True
