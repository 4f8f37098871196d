"""An example of every operation of the API: valid, and welcome from somebody who may send it."""

from __future__ import annotations

from typing import Any

from tests.support.disputed import EVIDENCE, FILING, REASONS
from tests.support.operations import OWN, Example
from tests.support.venues import (
    BIRYANI,
    BLOCK,
    CONTACT,
    DINER,
    FLOOR,
    HOLD,
    HOME_PAGE,
    IMAGE,
    LAHORE,
    RESERVATION,
    SITES,
    TERMS,
    WEEK,
)
from tests.support.world import BRIEF, FILE, OFFER, PASSWORD, PROFILE, TAX_PROFILE


def _example(operation: str, /, case: str = "", **given: Any) -> Example:
    known = {"body", "query", "version", "headers", "is_signed_in"}
    options: dict[str, Any] = {name: given.pop(name) for name in known & set(given)}
    options |= {name: frozenset(given.pop(name)) for name in ("ends", "denies") if name in given}
    return Example(operation, given, case, **options)


_CONTRACT = {"contract_id": "$contract"}
_PROPOSAL = "/v1/projects/{project_id}/proposals/{expert_id}"
_MILESTONE = "/v1/contracts/{contract_id}/milestones/{milestone_id}"
_ENDPOINT = "/v1/webhook-endpoints/{endpoint_id}"
_HOOK = {"endpoint_id": "$endpoint"}

_GRANT = {"permission": "billing.approve_rule_change", "account_id": "$expert"}
ADMINISTRATION = [
    _example("GET /v1/settings"),
    _example("PUT /v1/settings/{name}", name="commission_basis_points", body={"value": 900}, version="setting"),
    _example("GET /v1/grants"),
    _example("PUT /v1/grants/{permission}/{account_id}", **_GRANT),
    _example("DELETE /v1/grants/{permission}/{account_id}", **_GRANT),
    _example("GET /v1/audit-log"),
    _example("GET /v1/queues"),
    _example("GET /v1/queues/{name}/dead-letters", name="Jobs"),
    _example("POST /v1/queues/{name}/redrive", name="Jobs"),
]

_PRICE = {"amount_minor": "120000", "currency": "EUR"}
_RULE = {"name": "Less for Pakistan", "side": "expert", "kind": "percent", "basis_points": 800, "reason": "To grow."}
_PLAN = {"name": "Studio", "price_minor": 2_400, "currency": "EUR", "interval": "month"}
_CHANGE = {"change_id": "$rule_change"}
_AGREEMENT, _AGREED = "GET /v1/contributor-agreements/{agreement_id}", {"agreement_id": "$agreement"}
_NEWCOMER = {"newcomer_id": "$client"}
BILLING = [
    _example("GET /v1/commission-rules"),
    _example("GET /v1/commission-rules/{rule_id}", rule_id="rule_default"),
    _example("POST /v1/commission-changes", body=_RULE),
    _example("GET /v1/commission-changes"),
    _example("GET /v1/commission-changes/{change_id}", **_CHANGE),
    _example("GET /v1/commission-changes/{change_id}/preview", **_CHANGE, query=_PRICE),
    _example("POST /v1/commission-changes/{change_id}/approve", **_CHANGE, body={}, version="rule change"),
    _example("POST /v1/commission-changes/{change_id}/reject", **_CHANGE, body={}, version="rule change"),
    _example("POST /v1/commission-changes/{change_id}/withdraw", **_CHANGE, version="rule change"),
    _example("GET /v1/contributor-agreements"),
    _example(
        "POST /v1/contributor-agreements",
        body={
            "contributor_id": "$venue",
            "brought_id": "$client",
            "name": "Fair",
            "basis": "commission",
            "basis_points": 1_000,
            "currency": "EUR",
            "valid_to": "2027-03-01T00:00:00Z",
        },
    ),
    _example(_AGREEMENT, **_AGREED),
    _example(_AGREEMENT + "/statement", **_AGREED, query={"month": "2026-03-01"}),
    *(_example(f"{_AGREEMENT}/{verb}".replace("GET", "POST"), **_AGREED) for verb in ("approve", "reject")),
    _example(f"{_AGREEMENT}/end".replace("GET", "POST"), agreement_id="$agreed"),
    _example("GET /v1/referral-links"),
    _example("POST /v1/referral-links", "referral", body={"purpose": "referral"}),
    _example("POST /v1/referral-links", "invitation", body={"purpose": "invitation"}),
    _example("GET /v1/referrals"),
    _example("GET /v1/referral-rewards"),
    _example("POST /v1/referral-rewards/{newcomer_id}/clear", **_NEWCOMER),
    _example(
        "POST /v1/referral-rewards/{newcomer_id}/reverse",
        **_NEWCOMER,
        body={"reason": "One person."},
    ),
    _example("GET /v1/plans"),
    _example("GET /v1/plans/{plan_id}", plan_id="$plan"),
    _example("POST /v1/plans", body=_PLAN),
    _example("GET /v1/subscription"),
    _example("POST /v1/subscription", body={"plan_id": "$plan"}, ends=["billing/card-needed"]),
    _example("GET /v1/subscriptions"),
    _example("POST /v1/subscription/change", body={"plan_id": "$plan"}, version="subscription"),
    *(_example(f"POST /v1/subscription/{verb}", version="subscription") for verb in ("cancel", "resume")),
    _example("POST /v1/subscription/card", version="subscription"),
    _example("GET /v1/commission-quotes", "as expert", query=_PRICE),
    _example("GET /v1/commission-quotes", "as client", query=_PRICE | {"expert_id": "$expert"}),
    _example("GET /v1/documents"),
    _example("GET /v1/documents/{document_id}", document_id="$document"),
    _example("GET /v1/documents/{document_id}/file", document_id="$document"),
    _example("GET /v1/documents/issued/{issuer_id}", issuer_id="platform", query={"year": "2026"}),
    _example("GET /v1/documents/waiting/{side_id}", side_id="$client"),
    _example("POST /v1/documents/{document_id}/review", document_id="$document"),
    _example("POST /v1/document-archives", body={"issuer_id": "platform", "year": 2026}),
    _example("GET /v1/document-archives/{archive_id}", archive_id="$archive"),
    _example("GET /v1/tax-profiles/{account_id}", account_id="$expert"),
    _example("PUT /v1/tax-profiles/{account_id}", account_id="$expert", body=TAX_PROFILE, version="tax_profile"),
]

_VENUE, _OPEN = "/v1/venues/{venue_id}", {"venue_id": "$venue_open"}
_STAFF = {**_OPEN, "account_id": "$venue_staff"}
_GUESTS, _SLUG = "GET /v1/public/venues/{slug}", {"slug": "$venue_slug"}
_MENU = f"{_VENUE}/menu"
_CATEGORY, _DISH = f"{_MENU}/categories/{{category_id}}", f"{_MENU}/dishes/{{dish_id}}"
_CATEGORY_NAMES = {"names": [{"language": "en", "text": "Desserts"}]}
_IMAGE = f"{_VENUE}/site/images/{{image_id}}"
_PAGE, _HOME = f"{_VENUE}/site/pages/{{kind}}/{{language}}", {"kind": "home", "language": "en"}
_PAYMENT = {"payee_id": "$venue", "takes_deposits": True}
_DAYS = {"first_on": "2026-03-02", "count": "2"}
BOOKINGS = [
    _example("POST /v1/venues", body={**LAHORE, "slug": "another-house"}),
    _example("GET /v1/venues"),
    _example(f"GET {_VENUE}", **_OPEN),
    _example(f"PUT {_VENUE}", **_OPEN, body={**LAHORE, "slug": "chez-nour"}, version="venue_open"),
    _example(f"POST {_VENUE}/publish", **_OPEN),
    _example(f"POST {_VENUE}/hide", **_OPEN),
    _example(f"PUT {_VENUE}/staff/{{account_id}}", **_STAFF),
    _example(f"DELETE {_VENUE}/staff/{{account_id}}", **_STAFF),
    _example(f"PUT {_VENUE}/payment-settings", **_OPEN, body=_PAYMENT, version="venue_open"),
    _example(f"GET {_VENUE}/opening", **_OPEN),
    _example(f"PUT {_VENUE}/opening", **_OPEN, body=WEEK, version="opening"),
    _example(f"GET {_VENUE}/days", **_OPEN, query=_DAYS),
    _example(f"GET {_VENUE}/policy", **_OPEN),
    _example(f"PUT {_VENUE}/policy", **_OPEN, body=TERMS, version="terms"),
    _example(f"GET {_VENUE}/policy/versions", **_OPEN),
    _example(f"GET {_VENUE}/policy/versions/{{number}}", **_OPEN, number="1"),
    _example(f"GET {_MENU}", **_OPEN),
    _example(f"POST {_MENU}/categories", **_OPEN, body=_CATEGORY_NAMES),
    _example(f"PUT {_CATEGORY}", **_OPEN, category_id="$category", body=_CATEGORY_NAMES, version="category"),
    _example(f"POST {_CATEGORY}/move", **_OPEN, category_id="$category", body={"after_id": "$empty_category"}),
    _example(f"DELETE {_CATEGORY}", **_OPEN, category_id="$empty_category", version="category"),
    _example(f"POST {_MENU}/dishes", **_OPEN, body={**BIRYANI, "category_id": "$category"}),
    _example(f"GET {_DISH}", **_OPEN, dish_id="$dish"),
    _example(f"PUT {_DISH}", **_OPEN, dish_id="$dish", body=BIRYANI, version="dish"),
    _example(f"POST {_DISH}/move", **_OPEN, dish_id="$dish", body={"category_id": "$category", "after_id": None}),
    _example(f"PUT {_DISH}/availability", **_OPEN, dish_id="$dish", body={"is_available": False}),
    _example(f"DELETE {_DISH}", **_OPEN, dish_id="$dish", version="dish"),
    _example(f"GET {_VENUE}/site/pages", **_OPEN),
    _example(f"GET {_PAGE}", **_OPEN, **_HOME),
    _example(f"PUT {_PAGE}", **_OPEN, **_HOME, body=HOME_PAGE, version="page"),
    _example(f"DELETE {_PAGE}", **_OPEN, **_HOME, version="page"),
    _example(f"GET {_VENUE}/site/messages", **_OPEN),
    _example(f"DELETE {_VENUE}/site/messages/{{message_id}}", **_OPEN, message_id="$contact_message"),
    _example(f"GET {_VENUE}/site/widget", **_OPEN),
    _example(f"PUT {_VENUE}/site/widget", **_OPEN, body=SITES, version="widget"),
    _example(f"{_GUESTS}/site/pages/{{kind}}", **_SLUG, kind="home"),
    _example(f"{_GUESTS}/site/messages".replace("GET", "POST"), **_SLUG, body=CONTACT),
    _example(f"{_GUESTS}/site/json-ld", **_SLUG),
    _example(f"{_GUESTS}/site/widget", **_SLUG),
    _example(f"{_GUESTS}/site/widget/frame", **_SLUG),
    _example(f"GET {_VENUE}/site/images", **_OPEN),
    _example(f"POST {_VENUE}/site/images", **_OPEN, body=IMAGE),
    _example(f"POST {_IMAGE}/confirm", **_OPEN, image_id="$uploaded_image"),
    _example(f"PUT {_IMAGE}", **_OPEN, image_id="$uploaded_image", body={"texts": []}, version="image"),
    _example(f"DELETE {_IMAGE}", **_OPEN, image_id="$uploaded_image"),
    _example(_GUESTS, **_SLUG),
    _example(f"{_GUESTS}/images", **_SLUG),
    _example(f"{_GUESTS}/images/{{image_id}}/{{name}}", **_SLUG, image_id="$ready_image", name="1.webp"),
    _example(f"{_GUESTS}/menu", **_SLUG, query={"guests": "milk-halal"}),
    _example(f"{_GUESTS}/days", **_SLUG, query=_DAYS),
    _example(f"{_GUESTS}/policy", **_SLUG),
]

_TABLE = {**_OPEN, "table_id": "t1"}
ROOMS = [
    _example(f"GET {_VENUE}/floor-plan", **_OPEN),
    _example(f"PUT {_VENUE}/floor-plan", **_OPEN, body=FLOOR, version="floor"),
    _example(f"GET {_VENUE}/tables", **_OPEN),
    _example(f"GET {_VENUE}/tables/{{table_id}}", **_TABLE),
    _example(f"PUT {_VENUE}/tables/{{table_id}}", **_TABLE, version="floor",
             body={"room_id": "hall", "name": "1", "seats_max": 5}),
    _example(f"DELETE {_VENUE}/tables/{{table_id}}", **_TABLE, version="floor",
             ends=frozenset({"bookings/table-in-use"})),
    _example(f"PUT {_VENUE}/tables/{{table_id}}/status", **{**_OPEN, "table_id": "t3"}, body={"status": "cleaning"}),
    _example(f"GET {_VENUE}/blocks", **_OPEN),
    _example(f"POST {_VENUE}/blocks", **_OPEN, body={**BLOCK, "table_ids": ["t5"]}),
    _example(f"DELETE {_VENUE}/blocks/{{block_id}}", **_OPEN, block_id="$block"),
]  # fmt: skip

_ALL, _ONE = f"{_VENUE}/reservations", f"{_VENUE}/reservations/{{reservation_id}}"
_RESERVATION = {**_OPEN, "reservation_id": "$reservation"}
_LINK = {"token": "$link"}
_MANAGE = "/v1/reservations/manage/{token}"
RESERVATIONS = [
    _example(f"GET {_ALL}", **_OPEN, query={"from": "2026-03-03T00:00:00Z", "to": "2026-03-04T00:00:00Z"}),
    _example(f"GET {_ALL}/export", **_OPEN, query={"from": "2026-03-03T00:00:00Z", "to": "2026-03-04T00:00:00Z"}),
    _example(f"POST {_ALL}/several", **_OPEN, body={"action": "cancel", "reservation_ids": ["$reservation"]}),
    _example(f"GET {_VENUE}/figures", **_OPEN, query={"on": "2026-03-03"}),
    _example(f"POST {_ALL}", **_OPEN, body={**RESERVATION, "guest": {"name": "Ms Ali"}}),
    _example(f"POST {_ALL}/walk-ins", **_OPEN, body={"party": 2}),
    _example(f"GET {_ONE}", **_RESERVATION),
    _example(f"GET {_ONE}/history", **_RESERVATION),
    _example(f"GET {_ONE}/notes", **_RESERVATION),
    _example(f"POST {_ONE}/notes", **_RESERVATION, body={"text": "Likes the window."}),
    _example(f"PUT {_ONE}", **_RESERVATION, body={**RESERVATION, "party": 4}, version="reservation"),
    _example(f"DELETE {_ONE}", **_RESERVATION),
    _example(f"DELETE {_ONE}/link", **_RESERVATION),
    _example(f"POST {_ONE}/seat", **_RESERVATION),
    *(_example(f"POST {_ONE}/{verb}", **{**_OPEN, "reservation_id": "$seated"}) for verb in ("bill", "finish")),
    _example(f"POST {_ONE}/no-show", **{**_OPEN, "reservation_id": "$missed"}),
    _example(f"{_GUESTS}/availability", **_SLUG, query={"party": "2", "first_on": "2026-03-03"}),
    _example("POST /v1/public/venues/{slug}/holds", **_SLUG, body=HOLD),
    _example(f"GET {_MANAGE}", **_LINK),
    _example(f"GET {_MANAGE}/calendar", **_LINK),
    _example(f"POST {_MANAGE}/confirm", **_LINK, body={"guest": DINER}),
    _example(f"PUT {_MANAGE}", **_LINK, body={**HOLD, "guest": DINER}, version="own reservation"),
    _example(f"POST {_MANAGE}/renew", **_LINK),
    _example(f"DELETE {_MANAGE}", **_LINK),
]

CONTRACTS = [
    _example("GET /v1/contracts", "as client", query={"side": "client"}),
    _example("GET /v1/contracts", "as expert", query={"side": "expert"}),
    _example("GET /v1/contracts/{contract_id}", **_CONTRACT),
    _example("GET /v1/contracts/{contract_id}/activity", **_CONTRACT),
    _example("POST /v1/contracts/{contract_id}/sign", contract_id="$unsigned_contract", body={"terms_version": 1}),
    _example(f"GET {_MILESTONE}", milestone_id="$delivered", **_CONTRACT),
    _example(f"GET {_MILESTONE}/deliveries", milestone_id="$delivered", **_CONTRACT),
    _example(f"POST {_MILESTONE}/deliver", milestone_id="$funded", **_CONTRACT, body={"note": "Done."}),
    _example(f"POST {_MILESTONE}/approve", milestone_id="$delivered", **_CONTRACT, body={"delivery": 1}),
    _example(
        f"POST {_MILESTONE}/request-changes",
        milestone_id="$delivered", **_CONTRACT, body={"delivery": 1, "reason": "Too blue."},
    ),
    _example(f"POST {_MILESTONE}/cancel", milestone_id="$unfunded", **_CONTRACT, body={"reason": "Too late."}),
    _example("GET /v1/contracts/{owner_id}/files", owner_id="$contract"),
    _example("POST /v1/contracts/{owner_id}/files", owner_id="$contract", body=FILE),
    _example(
        "POST /v1/contracts/{owner_id}/files/{file_id}/confirm",
        owner_id="$contract", file_id="$contract_uploaded_file",
    ),
    _example(
        "GET /v1/contracts/{owner_id}/files/{file_id}/link", owner_id="$contract", file_id="$contract_available_file"
    ),
]  # fmt: skip

_DISPUTE = "/v1/disputes/{dispute_id}"
_QUEUED = "/v1/dispute-queue/{dispute_id}"
_PIECE = _DISPUTE + "/evidence/{evidence_id}"
_FILING, _ANSWERABLE = {"dispute_id": "$dispute_filing"}, {"dispute_id": "$dispute_answerable"}
_MEDIATED, _ARBITRATED = {"dispute_id": "$dispute_mediated"}, {"dispute_id": "$dispute_arbitrated"}
_SPLIT = {"to_expert_minor": 10_000, "to_client_minor": 30_000}
DISPUTES = [
    _example("GET /v1/disputes"),
    _example("POST /v1/disputes", body={"milestone_id": "$funded"}),
    _example(f"GET {_DISPUTE}", "draft", **_FILING),
    _example(f"GET {_DISPUTE}", "open", **_MEDIATED),
    _example(f"PUT {_DISPUTE}", **_FILING, body=FILING, version="filing"),
    _example(f"POST {_DISPUTE}/submit", **_FILING),
    _example(f"GET {_DISPUTE}/timeline", **_MEDIATED),
    _example(f"POST {_DISPUTE}/accept", **_ANSWERABLE),
    _example(f"POST {_DISPUTE}/answer", **_ANSWERABLE, body={"text": "I told them so."}),
    _example(f"POST {_DISPUTE}/withdraw", **_ANSWERABLE),
    _example(f"POST {_DISPUTE}/notes", **_MEDIATED, body={"text": "Half of it is in use."}),
    _example(f"POST {_DISPUTE}/splits", **_MEDIATED, body=_SPLIT),
    _example(f"POST {_DISPUTE}/splits/{{number}}/accept", **_MEDIATED, number="1"),
    _example(f"POST {_DISPUTE}/want-decision", **_MEDIATED),
    _example(f"POST {_DISPUTE}/appeal", dispute_id="$dispute_appealable", body={"text": "There is more to see."}),
    _example(f"GET {_DISPUTE}/evidence", **_ANSWERABLE),
    _example(f"POST {_DISPUTE}/evidence", **_ANSWERABLE, body=EVIDENCE),
    _example(f"POST {_PIECE}/confirm", **_ANSWERABLE, evidence_id="$uploaded_evidence"),
    _example(f"POST {_PIECE}/withdraw", **_ANSWERABLE, evidence_id="$entered_evidence"),
    _example(f"GET {_PIECE}/link", **_ANSWERABLE, evidence_id="$entered_evidence"),
    _example("GET /v1/chargebacks"),
    _example("GET /v1/chargebacks/{chargeback_id}", chargeback_id="$chargeback"),
    _example(
        "PUT /v1/chargebacks/{chargeback_id}", chargeback_id="$chargeback", version="chargeback",
        body={"statement": "They use it every day."},
    ),
    _example("POST /v1/chargebacks/{chargeback_id}/submit", chargeback_id="$chargeback"),
    _example("GET /v1/dispute-queue"),
    _example(f"POST {_QUEUED}/take", "to mediate", **_ANSWERABLE),
    _example(f"POST {_QUEUED}/leave", **_ARBITRATED),
    _example(f"POST {_QUEUED}/decide", **_ARBITRATED, body={**_SPLIT, "reasons": REASONS}),
]  # fmt: skip

IDENTITY = [
    _example("GET /v1/me"),
    _example("PATCH /v1/me", body={"display_name": "Somebody Else"}, version=OWN),
    _example("POST /v1/me/password", body={"current_password": PASSWORD, "new_password": PASSWORD}, is_signed_in=True),
    _example("POST /v1/me/roles", body={"role": "venue"}),
    _example("DELETE /v1/me/sessions"),
    _example("POST /v1/me/totp", is_signed_in=True),
    _example(
        "POST /v1/me/totp/confirm", body={"code": "000000"}, is_signed_in=True,
        ends=["identity/code-refused", "identity/totp-not-begun"],
    ),
    _example("POST /v1/me/totp/disable", body={"password": PASSWORD}),
    _example("POST /v1/invitations", body={"email": "new@mail.example", "role": "venue_staff"}),
    _example("DELETE /v1/invitations/{invitation_id}", invitation_id="$invitation"),
    _example(
        "POST /v1/invitations/accept", "the client's", body={"token": "$token"}, denies=["identity/invitation-refused"]
    ),
]  # fmt: skip

_EMAIL = {"email": "$client_address"}
_CODE = {**_EMAIL, "code": "000000"}
_OURS = {"X-Requested-With": "guildhall"}
ENTRANCE = [
    _example(
        "POST /v1/auth/sign-up",
        body={"email": "$new_address", "password": PASSWORD, "display_name": "New", "roles": ["client"]},
    ),
    _example("POST /v1/auth/confirm", body=_CODE, ends=["identity/code-refused"]),
    _example("POST /v1/auth/resend", body=_EMAIL),
    _example("POST /v1/auth/sign-in", body={**_EMAIL, "password": PASSWORD}),
    _example(
        "POST /v1/auth/challenge", body={**_CODE, "session": "made-up-session-of-nobody"},
        ends=["identity/session-ended", "identity/code-refused"],
    ),
    _example(
        "POST /v1/auth/recover", body={**_EMAIL, "password": PASSWORD, "recovery_code": "aaaa-bbbb-cccc-dddd"},
        ends=["identity/recovery-code-refused"],
    ),
    _example("POST /v1/auth/refresh", headers=_OURS, ends=["identity/session-ended"]),
    _example("POST /v1/auth/sign-out", headers=_OURS),
    _example("POST /v1/auth/forgot-password", body=_EMAIL),
    _example("POST /v1/auth/reset-password", body={**_CODE, "new_password": PASSWORD}, ends=["identity/code-refused"]),
]  # fmt: skip

RECONCILIATION = [
    *(
        _example(f"GET /v1/finance/{name}{ending}", query=query)
        for name, query in (
            ("payments", {"month": "2026-03"}), ("success", {"from_on": "2026-03-01", "to_on": "2026-03-31"}),
            ("waiting", {}), ("payouts", {}), ("chargebacks", {}),
        )
        for ending in ("", "/export")
    ),
    _example("GET /v1/finance/rail-statements", query={"rail": "jazzcash"}),
    _example(
        "POST /v1/finance/rail-statements",
        body={"rail": "jazzcash", "day": "2026-03-01", "text": "Merchant Transaction ID,Amount"},
    ),
    _example("GET /v1/finance/differences"),
    _example("GET /v1/finance/differences/export"),
    _example(
        "POST /v1/finance/differences/{difference_id}/resolve",
        difference_id="$difference", body={"note": "paid by hand in the dashboard"},
    ),
]  # fmt: skip
YEAR = {"from_on": "2026-01-01", "to_on": "2026-12-31"}
_MOVED = {"on": "2026-03-02", "currency": "EUR"}
_CORRECTION = {"correction_id": "$correction"}
LEDGER = [
    *(
        _example(f"GET /v1/finance/{name}")
        for name in ("coverage", "coverage/export", "days", "corrections", "holds", "holds/export")
    ),
    *(_example(f"GET /v1/finance/{name}", query=YEAR) for name in ("fees", "fees/export", "taxes", "taxes/export")),
    *(_example(f"GET /v1/finance/{name}", query=_MOVED) for name in ("movements", "movements/export")),
    _example("GET /v1/finance/entries", query={"about": "$released"}),
    _example("POST /v1/finance/corrections", body={"entry_id": "$entry", "reason": "booked for the wrong provider"}),
    _example("GET /v1/finance/corrections/{correction_id}", **_CORRECTION),
    *(
        _example(f"POST /v1/finance/corrections/{{correction_id}}/{verb}", **_CORRECTION, body={"note": "checked"})
        for verb in ("approve", "refuse")
    ),
    _example("GET /v1/balances/{account_id}", account_id="$expert"),
    _example("GET /v1/statements/{expert_id}", expert_id="$expert", query={"currency": "EUR"}),
    _example("GET /v1/statements/{expert_id}/export", expert_id="$expert", query={"currency": "EUR"}),
]

_TALK = {"conversation_id": "$conversation"}
MESSAGING = [
    _example("POST /v1/chat/tickets"),
    _example("GET /v1/conversations"),
    _example("GET /v1/conversations/{conversation_id}", **_TALK),
    _example("GET /v1/conversations/{conversation_id}/messages", **_TALK),
    _example(
        "POST /v1/conversations/{conversation_id}/messages", **_TALK, body={"message_id": "$new_message", "text": "Hi"}
    ),
    _example(
        "POST /v1/conversations/{conversation_id}/receipts", **_TALK, body={"message_id": "$message", "state": "read"}
    ),
]

NOTIFICATIONS = [
    _example("GET /v1/notifications"),
    _example("GET /v1/notifications/unread"),
    _example("POST /v1/notifications/read", body={}),
    _example("POST /v1/notifications/{notification_id}/read", notification_id="$notification"),
    _example("GET /v1/notification-preferences"),
    _example(
        "PUT /v1/notification-preferences", version="preferences",
        body={"choices": [{"type": "payment_protected", "in_app": True, "email": False}]},
    ),
    _example("GET /v1/notification-preferences/email"),
    _example("POST /v1/notification-preferences/email/resume"),
    _example("POST /v1/notifications/unsubscribe", query={"token": "$unsubscribe"}),
]  # fmt: skip

PARTNERS = [
    _example("GET /v1/partner-clients"),
    _example("POST /v1/partner-clients", body={"name": "Ledger & Sons"}),
    _example("POST /v1/partner-clients/{partner_id}/revoke", partner_id="$partner", body={}),
    _example("GET /v1/webhook-endpoints", query={"partner_id": "$partner"}),
    _example(
        "POST /v1/webhook-endpoints",
        body={"url": "$receiver", "events": ["payment.held"], "partner_id": "$partner"},
    ),
    _example(f"GET {_ENDPOINT}", **_HOOK),
    _example(
        f"PUT {_ENDPOINT}", **_HOOK, version="endpoint",
        body={"url": "$receiver", "events": ["payment.held"], "is_enabled": True},
    ),
    _example(f"DELETE {_ENDPOINT}", **_HOOK),
    _example(f"GET {_ENDPOINT}/secret", **_HOOK),
    _example(f"POST {_ENDPOINT}/rotate", **_HOOK, body={}),
    _example(f"POST {_ENDPOINT}/ping", **_HOOK, body={}),
    _example(f"GET {_ENDPOINT}/deliveries", **_HOOK),
    _example(f"POST {_ENDPOINT}/deliveries/{{delivery_id}}/redeliver", **_HOOK, delivery_id="$delivery", body={}),
]  # fmt: skip

PAYMENTS = [
    _example("GET /v1/milestones/{milestone_id}/quote", milestone_id="$unfunded"),
    _example("GET /v1/milestones/{milestone_id}/payment-methods", milestone_id="$unfunded"),
    _example("POST /v1/milestones/{milestone_id}/fund", milestone_id="$unfunded", body={}),
    _example("GET /v1/payments/{milestone_id}/release-quote", milestone_id="$funded", query={"amount_minor": "100"}),
    _example("GET /v1/payments", query={"contract_id": "$contract"}),
    _example("GET /v1/payments/{milestone_id}", milestone_id="$funded"),
    _example("GET /v1/payments/{milestone_id}/timeline", milestone_id="$funded"),
    _example("POST /v1/payments/{milestone_id}/refund-part", milestone_id="$funded", body={"amount_minor": 1}),
    _example(
        "POST /v1/payments/{milestone_id}/release", milestone_id="$funded", body={"amount_minor": 1}, version="payment"
    ),
    _example(
        "POST /v1/payments/{milestone_id}/splits", milestone_id="$funded", version="payment",
        body={"to_client_minor": 1, "to_expert_minor": 1, "reason": "Half of it is done."},
    ),
    _example("POST /v1/payments/{milestone_id}/splits/{number}/accept", milestone_id="$funded", number="1"),
    _example("POST /v1/payments/{milestone_id}/splits/{number}/decline", milestone_id="$funded", number="1"),
    _example("POST /v1/payments/{milestone_id}/refund", milestone_id="$funded"),
    _example("POST /v1/payments/{milestone_id}/thaw", milestone_id="$funded"),
    _example(
        "POST /v1/milestones/{milestone_id}/fund-from-credit",
        milestone_id="$unfunded",
        ends={"payments/credit-too-small", "payments/move-refused"},
    ),
    _example(
        "POST /v1/payments/{milestone_id}/repay-credit",
        milestone_id="$funded",
        body={"amount_minor": 1},
        ends={"payments/credit-not-repayable"},
    ),
    _example(
        "POST /v1/payments/{milestone_id}/refund-unpayable",
        milestone_id="$funded",
        ends={"payments/payee-may-be-paid"},
    ),
    _example("GET /v1/payout-account"),
    _example("POST /v1/payout-account", body={"country": "FR", "email": "payee@mail.example"}),
    _example("GET /v1/payout-wallets"),
    _example(
        "PUT /v1/payout-wallets/{currency}", currency="PKR", body={"rail": "jazzcash", "phone": "03001234567"}
    ),
    _example("POST /v1/payout-account/check"),
    _example("GET /v1/saved-cards"),
    _example("POST /v1/saved-cards"),
    _example("POST /v1/saved-cards/{method_id}/default", method_id="pm_saved"),
    _example("DELETE /v1/saved-cards/{method_id}", method_id="pm_saved"),
    _example("GET /v1/payouts"),
    _example("GET /v1/treasury-rates"),
    _example(
        "PUT /v1/treasury-rates/{sold}/{bought}", sold="EUR", bought="PKR",
        body={"rate": "302.15", "source": "the central bank"},
    ),
    _example("GET /v1/payment-attention"),
    _example(
        "POST /v1/payment-attention/{about}/close", about="mil_lost",
        body={"reason": "amount_mismatch", "note": "Looked into it."},
    ),
]  # fmt: skip

PLATFORM = [_example("GET /v1/health"), _example("GET /v1/ready")]

PROFILES = [
    _example("GET /v1/profiles"),
    _example("GET /v1/profiles/{account_id}", "public", account_id="$expert"),
    _example("GET /v1/profiles/{account_id}", "not public", account_id="$client"),
    _example("GET /v1/profiles/{account_id}/{role}", "public", account_id="$expert", role="expert"),
    _example("GET /v1/profiles/{account_id}/{role}", "not public", account_id="$client", role="client"),
    _example(
        "PUT /v1/profiles/{account_id}/{role}", "public",
        account_id="$expert", role="expert", body=PROFILE, version="expert",
    ),
    _example(
        "PUT /v1/profiles/{account_id}/{role}", "not public",
        account_id="$client", role="client", body=PROFILE | {"hourly_rate": None}, version="client",
    ),
    _example("POST /v1/profiles/{account_id}/{role}/publish", "public", account_id="$expert", role="expert"),
    _example(
        "POST /v1/profiles/{account_id}/{role}/publish", "not public", account_id="$client", role="client",
        ends=["profiles/profile-incomplete"],
    ),
    _example(
        "PUT /v1/profiles/{account_id}/expert/verification",
        account_id="$expert", body={"is_verified": False}, version="expert",
    ),
]  # fmt: skip

_DRAFT, _OPEN = {"owner_id": "$draft"}, {"owner_id": "$open"}
_UNDECIDED = {"project_id": "$undecided", "expert_id": "$expert"}
_SUBMITTED = {"project_id": "$open", "expert_id": "$expert"}
PROJECTS = [
    _example("GET /v1/projects", "open"),
    _example("GET /v1/projects", "one's own", query={"is_mine": "true"}),
    _example("POST /v1/projects", body=BRIEF),
    _example("GET /v1/projects/{project_id}", "draft", project_id="$draft"),
    _example("GET /v1/projects/{project_id}", "open", project_id="$open"),
    _example("GET /v1/projects/{project_id}", "awarded", project_id="$signed"),
    _example("PUT /v1/projects/{project_id}", "draft", project_id="$draft", body=BRIEF, version="draft"),
    _example(
        "PUT /v1/projects/{project_id}", "open", project_id="$open", body=BRIEF, version="open project",
        ends=["projects/project-not-draft"],
    ),
    _example("POST /v1/projects/{project_id}/post", project_id="$draft"),
    _example("GET /v1/projects/{owner_id}/files", "draft", **_DRAFT),
    _example("GET /v1/projects/{owner_id}/files", "open", **_OPEN),
    _example("POST /v1/projects/{owner_id}/files", "draft", **_DRAFT, body=FILE),
    _example("POST /v1/projects/{owner_id}/files", "open", **_OPEN, body=FILE),
    _example("POST /v1/projects/{owner_id}/files/{file_id}/confirm", "open", **_OPEN, file_id="$open_uploaded_file"),
    _example("GET /v1/projects/{owner_id}/files/{file_id}/link", "draft", **_DRAFT, file_id="$draft_available_file"),
    _example("GET /v1/projects/{owner_id}/files/{file_id}/link", "open", **_OPEN, file_id="$open_available_file"),
    _example("GET /v1/projects/{project_id}/proposals", project_id="$open"),
    _example("GET /v1/proposals"),
    _example(f"GET {_PROPOSAL}", "draft", **_UNDECIDED),
    _example(f"GET {_PROPOSAL}", "submitted", **_SUBMITTED),
    _example(f"PUT {_PROPOSAL}", "draft", **_UNDECIDED, body=OFFER, version="undecided"),
    _example(f"POST {_PROPOSAL}/submit", **_UNDECIDED),
    _example(f"POST {_PROPOSAL}/withdraw", **_SUBMITTED),
    _example(f"POST {_PROPOSAL}/shortlist", **_SUBMITTED),
    _example(f"POST {_PROPOSAL}/accept", **_SUBMITTED, version="open"),
]  # fmt: skip

EXAMPLES: tuple[Example, ...] = (
    *ADMINISTRATION, *BILLING, *BOOKINGS, *ROOMS, *RESERVATIONS, *CONTRACTS, *DISPUTES, *IDENTITY, *ENTRANCE, *LEDGER,
    *MESSAGING,
    *NOTIFICATIONS, *PARTNERS, *PAYMENTS, *PLATFORM, *PROFILES, *PROJECTS, *RECONCILIATION,
)  # fmt: skip
BY_NAME = {example.name: example for example in EXAMPLES}
