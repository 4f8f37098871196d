"""An example of every operation of the API: valid, and welcome from somebody who may send it."""

from __future__ import annotations

from tests.fakes.push_service import BROWSER
from tests.support.alerts import ALERT_ADDRESS, ALERT_RULE, ANNOUNCEMENT, ROTA
from tests.support.money_examples import MONEY
from tests.support.operations import OWN, Example
from tests.support.operations import example as _example
from tests.support.talk_examples import TALK
from tests.support.venue_examples import VENUES
from tests.support.world import BRIEF, FILE, OFFER, PASSWORD, PROFILE

_CONTRACT = {"contract_id": "$contract"}
_PROPOSAL = "/v1/projects/{project_id}/proposals/{expert_id}"
_MILESTONE = "/v1/contracts/{contract_id}/milestones/{milestone_id}"
_ENDPOINT = "/v1/webhook-endpoints/{endpoint_id}"
_HOOK = {"endpoint_id": "$endpoint"}

_FIELD_REPORT = {
    "report_id": "6c1d3f0e-7a1b-4c2d-8e3f-000000000001",
    "app_release": "4f2a90c1b7de",
    "route": "/projects/:project_id",
    "vitals": [{"vital": "LCP", "value": 1800}],
    "errors": [],
}
_GRANT = {"permission": "billing.approve_rule_change", "account_id": "$expert"}
ADMINISTRATION = [
    _example("GET /v1/settings"),
    _example("PUT /v1/settings/{name}", name="commission_basis_points", body={"value": 900}, version="setting"),
    _example("GET /v1/grants"),
    _example("PUT /v1/grants/{permission}/{account_id}", **_GRANT),
    _example("DELETE /v1/grants/{permission}/{account_id}", **_GRANT),
    _example("GET /v1/audit-log"),
    _example("GET /v1/field-metrics"),
    _example("POST /v1/field-reports", body=_FIELD_REPORT),
    _example("GET /v1/queues"),
    _example("GET /v1/queues/{name}/dead-letters", name="Jobs"),
    _example("POST /v1/queues/{name}/redrive", name="Jobs"),
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

_INVITED, _AT_VENUE = "/v1/invitations/venues/{venue_id}", {"venue_id": "$venue_open"}
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
    _example(f"POST {_INVITED}", **_AT_VENUE, body={"email": "new@mail.example"}),
    _example(f"GET {_INVITED}", **_AT_VENUE),
    _example(f"POST {_INVITED}/{{invitation_id}}/send", **_AT_VENUE, invitation_id="$venue_invitation"),
    _example(f"DELETE {_INVITED}/{{invitation_id}}", **_AT_VENUE, invitation_id="$venue_invitation"),
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

_ANNOUNCEMENT = {"announcement_id": "$announcement"}
NOTIFICATIONS = [
    _example("GET /v1/notifications"),
    _example("GET /v1/notifications/unread"),
    _example("POST /v1/notifications/read", body={}),
    _example("POST /v1/notifications/{notification_id}/read", notification_id="$notification"),
    _example("GET /v1/notification-preferences"),
    _example(
        "PUT /v1/notification-preferences", version="preferences",
        body={
            "choices": [{"type": "payment_protected", "in_app": True, "email": False, "push": True}],
            "rhythm": {
                "time_zone": "Europe/Paris", "quiet_from": "22:00", "quiet_until": "07:00", "digest": "daily",
                "unread_minutes": 10,
            },
            "rules": [{"does": "at_once", "type": "contract_signed", "about": "ctr_01JZ4A8X7N3V5T9K2C6M0QWERT"}],
        },
    ),
    _example("GET /v1/notification-preferences/email"),
    _example("POST /v1/notification-preferences/email/resume"),
    _example("GET /v1/notification-preferences/phone"),
    _example("PUT /v1/notification-preferences/phone", body={"phone": "+33612345678"}),
    _example(
        "POST /v1/notification-preferences/phone/confirm", body={"code": "000000"},
        ends=frozenset({"notifications/phone-code-wrong"}),
    ),
    _example("DELETE /v1/notification-preferences/phone"),
    _example("GET /v1/notification-preferences/slack"),
    # A host that is an address needs no name to be looked up.
    _example("PUT /v1/notification-preferences/slack", body={"url": "https://93.184.215.14/services/T0/B0/secret"}),
    _example(
        "POST /v1/notification-preferences/slack/confirm", body={"code": "000000"},
        ends=frozenset({"notifications/slack-code-wrong"}),
    ),
    _example(
        "POST /v1/notification-preferences/slack/test", ends=frozenset({"notifications/slack-address-unknown"})
    ),
    _example("DELETE /v1/notification-preferences/slack"),
    _example("GET /v1/push/key"),
    _example("POST /v1/push/subscriptions", body=BROWSER),
    _example("GET /v1/push/subscriptions"),
    _example("DELETE /v1/push/subscriptions/{subscription_id}", subscription_id="$device"),
    _example("GET /v1/notifications/unsubscribe", query={"token": "$unsubscribe"}),
    _example("POST /v1/notifications/unsubscribe", query={"token": "$unsubscribe"}),
    # Anybody may knock; tests/edge/notifications/test_text_reports.py shows who gets in.
    _example("POST /v1/webhooks/twilio", ends=frozenset({"notifications/report-forged"})),
    _example("GET /v1/announcements"),
    _example("POST /v1/announcements", body=ANNOUNCEMENT),
    _example("GET /v1/announcements/{announcement_id}", **_ANNOUNCEMENT),
    _example("PUT /v1/announcements/{announcement_id}", **_ANNOUNCEMENT, body=ANNOUNCEMENT, version="announcement"),
    _example("GET /v1/announcements/{announcement_id}/estimate", **_ANNOUNCEMENT),
    _example("GET /v1/announcements/{announcement_id}/figures", **_ANNOUNCEMENT),
    _example("GET /v1/notification-figures", query={"first_on": "2026-03-01", "last_on": "2026-03-31"}),
    _example("POST /v1/announcements/{announcement_id}/send", **_ANNOUNCEMENT, body={}, version="announcement"),
    _example("POST /v1/announcements/{announcement_id}/cancel", **_ANNOUNCEMENT),
    _example("GET /v1/alerts"),
    _example("GET /v1/alerts/counts"),
    _example("GET /v1/alerts/{alert_id}", alert_id="$alert"),
    _example("POST /v1/alerts/{alert_id}/acknowledge", alert_id="$alert"),
    _example("POST /v1/alerts/{alert_id}/resolve", alert_id="$alert", body={"note": "A deployment."}),
    _example("GET /v1/alerts/rules"),
    _example("POST /v1/alerts/rules", body=ALERT_RULE),
    _example("PUT /v1/alerts/rules/{rule_id}", rule_id="$alert_rule", body=ALERT_RULE, version="alert_rule"),
    _example("DELETE /v1/alerts/rules/{rule_id}", rule_id="$alert_rule"),
    _example("GET /v1/alerts/rotas"),
    _example("POST /v1/alerts/rotas", body=ROTA),
    _example("PUT /v1/alerts/rotas/{rota_id}", rota_id="$rota", body=ROTA, version="rota"),
    _example("DELETE /v1/alerts/rotas/{rota_id}", rota_id="$rota"),
    _example("GET /v1/alerts/addresses"),
    _example("POST /v1/alerts/addresses", body={**ALERT_ADDRESS, "target": "1" * 32}),
    _example("DELETE /v1/alerts/addresses/{address_id}", address_id="$alert_address"),
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
    *ADMINISTRATION, *VENUES, *CONTRACTS, *IDENTITY, *ENTRANCE, *TALK, *MONEY, *NOTIFICATIONS, *PARTNERS, *PLATFORM,
    *PROFILES, *PROJECTS,
)  # fmt: skip
BY_NAME = {example.name: example for example in EXAMPLES}
