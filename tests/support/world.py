"""One world for tests of the whole API: people in every role, and one of everything that they can ask for.

It is made through the public interfaces alone. Ada works for Cleo; Carl and Bob have the same roles and no part in it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import stripe
from ulid import ULID

from functions.messaging.stream_chat import note
from guildhall.billing.models.referrals import Reward, RewardState
from guildhall.billing.models.subscriptions import Subscription, SubscriptionState
from guildhall.billing.store.referrals import DynamoRewards
from guildhall.billing.store.subscriptions import DynamoSubscriptions
from guildhall.identity.models import OPEN_ROLES
from guildhall.kernel.actor import ANONYMOUS, SYSTEM, Actor, Origin
from guildhall.kernel.clock import to_text
from guildhall.ledger.wiring.posting import journal
from guildhall.messaging import wiring as messaging
from guildhall.payments.models import Difference, DifferenceReason
from guildhall.payments.models.cards import CardHolder, CardOwner, SavedCard
from guildhall.payments.store import DynamoDifferences
from guildhall.payments.store.cards import holder_record, owner_record
from guildhall.payments.use_cases.applying import RaiseAttention
from guildhall.platform import context
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.edge.http import actor_of
from guildhall.platform.items import to_typed
from tests.edge.identity.people import claims
from tests.fakes.push_service import BROWSER
from tests.support.alerts import add_alerts
from tests.support.disputed import STAGES, add_disputes
from tests.support.http import Answer
from tests.support.opened import add_venue
from tests.support.ses import MailService
from tests.support.whole import Whole

PASSWORD = "Correct-horse-7-battery"
CONFIRMATION_CODE = "123456"
"""The local user pool sends it to everybody."""
PDF = b"%PDF-1.7\nrequirements"
FILE = {"file_name": "Requirements.pdf", "content_type": "application/pdf", "size_bytes": len(PDF)}
BRIEF: dict[str, Any] = {
    "title": "A booking page",
    "description": "For a bakery with two shops.",
    "skills": ["python", "html"],
    "currency": "EUR",
    "budget_minor": 250_000,
    "due_on": "2026-06-01",
}
OFFER: dict[str, Any] = {
    "cover_text": "I have done three of these.",
    "milestones": [
        {"title": title, "amount_minor": 40_000, "due_on": "2026-05-01"}
        for title in ("Design", "Text", "Build", "Launch", "Shop", "Mail", "Map", "Menu")
    ],
}
PROFILE: dict[str, Any] = {
    "display_name": "Ada Ngo",
    "headline": "Booking pages that work",
    "about": "Ten years of small shops.",
    "skills": ["python"],
    "languages": ["en", "fr"],
    "hourly_rate": {"amount_minor": 9_000, "currency": "EUR"},
}
TAX_PROFILE: dict[str, Any] = {
    "legal_name": "Ada Ngo",
    "street": "4 Rue des Essais",
    "city": "Lyon",
    "postcode": "69001",
    "country": "FR",
    "is_business": True,
    "registration": "small_business",
    "legal_id": "404833048",
    "allows_self_billing": True,
}
CAST = {
    "client": ("client",),
    "other client": ("client",),
    "expert": ("expert",),
    "other expert": ("expert",),
    "venue": ("venue",),
    "venue staff": ("venue_staff",),
    "finance staff": ("finance",),
    "mediator": ("mediator",),
    "arbitrator": ("arbitrator",),
    "administrator": ("administrator",),
}
PEOPLE = tuple(CAST)
MILESTONES = ("unfunded", "funded", "delivered", "released", *(f"{name}_money" for name in STAGES))
PROGRAMS = ("partner", "other partner", "partner without scope")
ACTORS = ("nobody", *PEOPLE, *PROGRAMS)
"""Whom the tests send, `nobody` being somebody without a token."""


@dataclass
class World:
    """ids: of things, by the name that tests call them. versions: of what carries an ETag, by the same names.

    messages: every event and command that made the world, oldest first.
    """

    whole: Whole
    run: str
    actors: dict[str, Actor] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    messages: tuple[dict[str, Any], ...] = ()

    def __post_init__(self) -> None:
        self._numbers = itertools.count()

    def do(self, who: str, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        """Send a request that has to succeed."""
        answer = self.whole.call(method, path.format(**self.ids), by=self.actors[who], body=body, **options)
        assert 200 <= answer.status < 300, (who, method, path, answer.body)
        return answer

    def bearer(self, who: str) -> dict[str, str]:
        """Sign somebody in anew; return the header with the access token."""
        body = {"email": self.emails[who], "password": PASSWORD}
        answer = self.whole.call("POST", "/v1/auth/sign-in", body=body)
        assert answer.status == 200, answer.body
        return {"Authorization": f"Bearer {answer.body['access_token']}"}

    def address(self) -> str:
        """Return an e-mail address that nobody used."""
        return f"person-{self.run}-{next(self._numbers)}@mail.example"

    def version(self, who: str, path: str) -> int:
        """The version that an ETag tells."""
        return int(self.do(who, "GET", path).headers["ETag"].strip('"'))

    def message_id(self) -> str:
        """Return a fresh message id, as a client makes them."""
        return f"msg_{ULID.from_datetime(self.whole.clock.now())}"


def build(whole: Whole, run: str, receiver_url: str, mail: MailService) -> World:
    """Make the world. run: text that makes its addresses its own. receiver_url: where webhooks go."""
    world = World(whole, run, ids={"receiver": receiver_url})
    with context.scope(Origin(SYSTEM, "cor_world", "req_world")):
        _build(world)
    world.messages = tuple(whole.carried)
    link = next(sent for sent in mail.sent if sent.to == [world.emails["client"]]).headers["List-Unsubscribe"]
    # Last of all: nobody is behind this address, so that nothing may be pushed there.
    world.ids["device"] = world.do("client", "POST", "/v1/push/subscriptions", BROWSER).body["subscription_id"]
    world.ids["unsubscribe"] = link.strip("<>").partition("token=")[2]
    return world


def _build(world: World) -> None:
    world.actors["nobody"] = ANONYMOUS
    for who, roles in CAST.items():
        _join(world, who, roles)
    world.whole.settle()
    _profiles(world)
    _partners(world)
    _projects(world)
    _contracts(world)
    _money(world)
    _talk(world)
    add_disputes(world)
    add_alerts(world)
    add_venue(world)
    _loose_ends(world)
    world.whole.settle()


def _join(world: World, who: str, roles: tuple[str, ...]) -> None:
    email, identity = world.address(), world.whole.wired["identity"]
    body: dict[str, Any] = {"email": email, "password": PASSWORD, "display_name": who.title(), "roles": list(roles)}
    if not {*roles} <= OPEN_ROLES:
        _, token = identity.invite_staff(SYSTEM, email, roles[0], None)
        body |= {"roles": [], "invitation": token}
    assert world.whole.call("POST", "/v1/auth/sign-up", body=body).status == 202
    confirmed = world.whole.call("POST", "/v1/auth/confirm", body={"email": email, "code": CONFIRMATION_CODE})
    assert confirmed.status == 200, confirmed.body
    world.emails[who] = email
    token = world.bearer(who)["Authorization"].partition(" ")[2]
    world.actors[who] = actor_of({"requestContext": {"authorizer": {"jwt": {"claims": claims(token)}}}})
    world.ids[who.replace(" ", "_")] = world.actors[who].account_id


def _profiles(world: World) -> None:
    for who in ("expert", "other expert"):
        path = f"/v1/profiles/{world.actors[who].account_id}/expert"
        world.do(who, "PUT", path, PROFILE, headers={"If-Match": '"1"'})
        world.do(who, "POST", f"{path}/publish")
        version = world.do(who, "GET", path).headers["ETag"]
        body = {"is_verified": True}
        world.do("administrator", "PUT", f"{path}/verification", body, headers={"If-Match": version})
    world.whole.settle()
    path = "/v1/tax-profiles/{expert}"
    world.do("expert", "PUT", path, TAX_PROFILE, headers={"If-Match": '"0"'})
    world.whole.settle()
    world.versions["tax_profile"] = world.version("expert", path)
    world.versions["expert"] = world.version("expert", "/v1/profiles/{expert}/expert")
    world.versions["client"] = world.version("client", "/v1/profiles/{client}/client")


def _partners(world: World) -> None:
    for who in ("partner", "other partner"):
        body: dict[str, Any] = {"name": who.title()} | ({"account_id": world.ids["expert"]} if who == "partner" else {})
        made = world.do("administrator", "POST", "/v1/partner-clients", body).body["client"]
        scopes = frozenset(made["scopes"])
        world.actors[who] = Actor(made["partner_id"], frozenset({"partner"}), scopes)
        world.ids[who.replace(" ", "_")] = made["partner_id"]
    world.actors["partner without scope"] = Actor(world.ids["partner"], frozenset({"partner"}))
    registration = {"url": world.ids["receiver"], "events": ["contract.signed"]}
    made = world.do("partner", "POST", "/v1/webhook-endpoints", registration)
    world.ids["endpoint"] = made.body["endpoint_id"]
    world.versions["endpoint"] = world.version("partner", "/v1/webhook-endpoints/{endpoint}")


def _projects(world: World) -> None:
    """A draft, an open project with proposals in every state, and two that became contracts."""
    world.ids["draft"] = world.do("client", "POST", "/v1/projects", BRIEF).body["project_id"]
    world.versions["draft"] = 1
    for name in ("open", "undecided", "signed", "unsigned"):
        world.ids[name] = world.do("client", "POST", "/v1/projects", BRIEF).body["project_id"]
        world.do("client", "POST", f"/v1/projects/{{{name}}}/post")
    world.whole.settle()
    for name in ("open", "undecided", "signed", "unsigned"):
        path = f"/v1/projects/{{{name}}}/proposals/{{expert}}"
        world.do("expert", "PUT", path, OFFER, headers={"If-Match": '"0"'})
        if name != "undecided":
            world.do("expert", "POST", f"{path}/submit")
        world.versions[name] = world.version("expert", path)
    for name in ("signed", "unsigned"):
        etag = {"If-Match": f'"{world.versions[name]}"'}
        world.do("client", "POST", f"/v1/projects/{{{name}}}/proposals/{{expert}}/accept", headers=etag)
    world.whole.settle()
    for area, owner in (("projects", "draft"), ("projects", "open")):
        _file(world, area, owner)


def _contracts(world: World) -> None:
    """One contract in force, with a milestone in each state, and one that waits for its signatures."""
    items = world.do("client", "GET", "/v1/contracts", query={"side": "client"}).body["items"]
    world.ids["unsigned_contract"], world.ids["contract"] = [item["contract_id"] for item in items]
    for who in ("client", "expert"):
        world.do(who, "POST", "/v1/contracts/{contract}/sign", {"terms_version": 1})
    world.whole.settle()
    milestones = world.do("client", "GET", "/v1/contracts/{contract}").body["milestones"]
    for name, milestone in zip(MILESTONES, milestones, strict=True):
        world.ids[name] = milestone["milestone_id"]
    _file(world, "contracts", "contract")


def _money(world: World) -> None:
    whole = world.whole
    world.do("expert", "POST", "/v1/payout-account", {"country": "FR", "email": "ada@mail.example"})
    whole.settle()
    known = whole.payments.account(world.ids["expert"])
    assert known is not None
    assert known.provider_account_id is not None
    whole.server.control.onboard(known.provider_account_id)
    whole.settle()
    for name in MILESTONES[1:]:
        world.do("client", "POST", f"/v1/milestones/{{{name}}}/fund")
        whole.settle()
        _pay(world, name)
        whole.settle()
    path = "/v1/contracts/{contract}/milestones"
    for name in ("delivered", "released"):
        world.do("expert", "POST", f"{path}/{{{name}}}/deliver", {"note": "Here it is."})
    world.do("client", "POST", f"{path}/{{released}}/approve", {"delivery": 1})
    whole.settle()
    asked = world.do("expert", "POST", "/v1/document-archives", {"issuer_id": world.ids["expert"], "year": 2026})
    world.ids["archive"] = asked.body["archive_id"]
    whole.settle()
    etag = {"If-Match": f'"{world.version("client", "/v1/payments/{funded}")}"'}
    split = {"to_client_minor": 1, "to_expert_minor": 1, "reason": "Half of it is done."}
    world.do("client", "POST", "/v1/payments/{funded}/splits", split, headers=etag)
    world.versions["payment"] = world.version("client", "/v1/payments/{funded}")
    world.ids["document"] = world.do("expert", "GET", "/v1/documents").body["items"][0]["document_id"]
    entries = whole.wired["ledger"].list_entries(world.actors["finance staff"], world.ids["released"])
    world.ids["entry"] = next(entry.entry_id for entry in entries if entry.kind == "processor_fee")
    colleague = Actor("acc_colleague", frozenset({"finance"}))
    proposed = whole.wired["ledger"].propose_correction(colleague, world.ids["entry"], "booked for the wrong provider")
    world.ids["correction"] = proposed.correction_id
    whole.wired["ledger"].check_coverage()
    lost = Difference("stripe", "txn_lost", DifferenceReason.MISSING, "EUR", 900, 0, "ch_lost", whole.clock.now())
    DynamoDifferences(whole.platform.tables.core_table, whole.platform.database).save(lost)
    world.ids["difference"] = lost.difference_id
    card = SavedCard("pm_saved", "visa", "4242", 12, 2030)
    client = world.ids["client"]
    holder_record(CardHolder(client, whole.clock.now(), "cus_saved", cards=(card,), default_id="pm_saved")).save()
    owner_record(CardOwner("pm_saved", client)).save()
    RaiseAttention(whole.payments, whole.clock)("mil_lost", "amount_mismatch", "somebody has to look")


def _pay(world: World, milestone: str) -> None:
    """Confirm the open attempt with a card, as Stripe.js does."""
    checkout = world.do("client", "GET", f"/v1/payments/{{{milestone}}}").body["checkout"]
    secret = checkout["client_secret"]
    browser = stripe.StripeClient("pk_test_guildhall", base_addresses={"api": world.whole.server.url})
    parameters: Any = {"payment_method": "pm_card_visa", "client_secret": secret}
    browser.v1.payment_intents.confirm(secret.partition("_secret")[0], parameters)


def _talk(world: World) -> None:
    talks = world.do("client", "GET", "/v1/conversations").body["items"]
    (conversation,) = [one for one in talks if one["contract_id"] == world.ids["contract"]]
    world.ids["conversation"] = conversation["conversation_id"]
    world.ids["message"] = world.message_id()
    _file(world, "conversations", "conversation", "expert")
    spare = world.do("expert", "POST", "/v1/conversations/{conversation}/files", FILE).body
    world.ids["conversation_spare_file"] = spare["file"]["file_id"]
    file_ids = [world.ids["conversation_available_file"]]
    body = {"message_id": world.ids["message"], "text": "Hello", "file_ids": file_ids}
    world.do("expert", "POST", "/v1/conversations/{conversation}/messages", body)
    template = {"title": "Thanks", "language": "en", "text": "Thank you, {recipient_name}"}
    world.ids["template"] = world.do("expert", "POST", "/v1/message-templates", template).body["template_id"]
    about = {"conversation_id": world.ids["conversation"], "reason": "spam"}
    world.ids["report"] = world.do("client", "POST", "/v1/message-reports", about).body["report_id"]
    world.ids["send_at"] = to_text(world.whole.clock.now() + timedelta(days=2))
    world.ids["scheduled"] = world.message_id().replace("msg_", "scm_")
    later = {"conversation_id": world.ids["conversation"], "text": "Later", "send_at": world.ids["send_at"]}
    world.do("expert", "PUT", "/v1/scheduled-messages/{scheduled}", later)
    world.ids["data_copy"] = world.do("expert", "POST", "/v1/data-copies").body["copy_id"]
    world.ids["call"] = world.message_id().replace("msg_", "cal_")
    world.do("client", "PUT", "/v1/conversations/{conversation}/calls/{call}", {"medium": "voice"})
    world.do("expert", "PUT", "/v1/conversations/{conversation}/calls/{call}/seat", {"state": "joined"})
    at = world.whole.platform
    key = {"PK": to_typed("CONVERSATION#" + world.ids["conversation"])}
    condition = {"KeyConditionExpression": "PK = :pk AND begins_with(SK, :sk)"}
    values = {":pk": key["PK"], ":sk": to_typed("MESSAGE#")}
    request = {"TableName": at.tables.chat_table, **condition, "ExpressionAttributeValues": values}
    records = [
        {
            "eventName": "INSERT",
            "dynamodb": {"Keys": {"PK": item["PK"], "SK": item["SK"]}, "NewImage": item, "SequenceNumber": "1"},
        }
        for item in transport().call("Query", request)["Items"]
    ]
    assert note(messaging.wire_background(at))({"Records": records}, None) == {"batchItemFailures": []}
    world.whole.settle()


def _loose_ends(world: World) -> None:
    world.ids["notification"] = world.do("client", "GET", "/v1/notifications").body["items"][0]["notification_id"]
    deliveries = world.do("partner", "GET", "/v1/webhook-endpoints/{endpoint}/deliveries").body["items"]
    world.ids["delivery"] = deliveries[0]["delivery_id"]
    for email in (world.address(), world.emails["client"]):
        body = {"email": email, "role": "venue_staff"}
        made = world.do("administrator", "POST", "/v1/invitations", body).body
        world.ids |= {"invitation": made["invitation_id"], "token": made["token"]}
    invited = world.do("venue", "POST", "/v1/invitations/venues/{venue_open}", {"email": world.address()}).body
    world.ids["venue_invitation"] = invited["invitation_id"]
    rule: dict[str, Any] = {
        "name": "More",
        "side": "expert",
        "kind": "percent",
        "basis_points": 1_100,
        "reason": "Costs rose.",
    }
    made = world.do("administrator", "POST", "/v1/commission-changes", rule).body
    world.ids["rule_change"], world.versions["rule change"] = made["change_id"], 1
    terms: dict[str, Any] = {"contributor_id": world.ids["venue"], "brought_id": world.ids["expert"], "name": "Fair"}
    terms |= {"basis": "commission", "basis_points": 100, "currency": "EUR", "valid_to": "2027-03-01T00:00:00Z"}
    for name in ("agreed", "agreement"):
        made = world.do("administrator", "POST", "/v1/contributor-agreements", terms).body
        world.ids[name] = made["agreement_id"]
    path = f"/v1/grants/billing.approve_agreement/{world.ids['venue_staff']}"
    world.do("administrator", "PUT", path)
    world.do("venue staff", "POST", "/v1/contributor-agreements/{agreed}/approve")
    _reward(world)
    _subscription(world)
    approver = {"permission": "billing.approve_rule_change", "account_id": world.ids["venue_staff"]}
    world.do("administrator", "PUT", "/v1/grants/{permission}/{account_id}".format(**approver))
    for who in PEOPLE:
        world.versions[f"own account of {who}"] = world.version(who, "/v1/me")
    world.versions["open project"] = world.version("client", "/v1/projects/{open}")
    world.ids |= {"client_address": world.emails["client"], "new_address": world.address()}
    world.whole.clock.advance(timedelta(seconds=1))
    world.ids["new_message"] = world.message_id()


def _reward(world: World) -> None:
    """A reward that waits for a person."""
    at, now = world.whole.platform, world.whole.clock.now()
    reward = Reward(
        world.ids["client"], world.ids["expert"], "mil_1", "release:mil_1:1", 100, "EUR", 2_000, now,
        now + timedelta(days=60), RewardState.IN_REVIEW, ("same_name",),
    )  # fmt: skip
    DynamoRewards(at.database, journal(at)).accrue(reward, 9)


def _subscription(world: World) -> None:
    """A plan, and a subscription to it that runs."""
    plan = {"name": "Studio", "price_minor": 2_400, "currency": "EUR", "interval": "month"}
    world.ids["plan"] = world.do("administrator", "POST", "/v1/plans", plan).body["plan_id"]
    at, now = world.whole.platform, world.whole.clock.now()
    running = Subscription(
        world.ids["client"], 1, world.ids["plan"], 1, now, SubscriptionState.ACTIVE, world.ids["plan"], 1, "sub_1",
        carried_out=1,
    )  # fmt: skip
    DynamoSubscriptions(at.database, journal(at)).save(running, verb="follow_subscription")
    world.versions["subscription"] = 1


def _file(world: World, area: str, owner: str, who: str = "client") -> None:
    """A file that can be downloaded, and one that was uploaded and not confirmed."""
    path = f"/v1/{area}/{{{owner}}}/files"
    for state in ("available", "uploaded"):
        made = world.do(who, "POST", path, FILE).body
        file_id = world.ids[f"{owner}_{state}_file"] = made["file"]["file_id"]
        world.whole.vault.post(made["upload"]["fields"], PDF)
        if state == "available":
            world.do(who, "POST", f"{path}/{file_id}/confirm")
    world.whole.settle()
