"""An example of every operation of the API: valid, and welcome from somebody who may send it."""

from __future__ import annotations

from tests.fakes.push_service import BROWSER
from tests.support.alerts import ALERT_ADDRESS, ALERT_RULE, ANNOUNCEMENT, ROTA
from tests.support.money_examples import MONEY
from tests.support.operations import OWN, Example
from tests.support.operations import example as _example
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
    REMINDERS,
    RESERVATION,
    SITES,
    TERMS,
    WAIT,
    WEEK,
)
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
    _example(f"GET {_VENUE}/reminders", **_OPEN),
    _example(f"PUT {_VENUE}/reminders", **_OPEN, body=REMINDERS, version="reminders"),
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
    _example(f"{_GUESTS}/site/headed/{{kind}}", **_SLUG, kind="menu"),
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
    _example(f"GET {_ALL}/calendar", **_OPEN, query={"first_on": "2026-03-02", "count": "7"}),
    _example(f"GET {_ONE}/guest", **_RESERVATION),
    _example(f"POST {_ALL}/several", **_OPEN, body={"action": "cancel", "reservation_ids": ["$reservation"]}),
    _example(f"GET {_ALL}/guests", **_OPEN, query={"text": "Ali"}),
    _example(f"GET {_ALL}/choices", **_OPEN, query={"party": "2", "starts_at": "2026-03-03T20:00"}),
    _example(f"GET {_VENUE}/figures", **_OPEN, query={"on": "2026-03-03"}),
    _example(f"GET {_VENUE}/figures/trend", **_OPEN, query={"first_on": "2026-03-03", "count": "1"}),
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
    _example(f"PUT {_ONE}/spent", **{**_OPEN, "reservation_id": "$seated"}, body={"amount_minor": 12_350}),
    _example(f"POST {_ONE}/no-show", **{**_OPEN, "reservation_id": "$missed"}),
    _example(f"{_GUESTS}/availability", **_SLUG, query={"party": "2", "first_on": "2026-03-03"}),
    _example("POST /v1/public/venues/{slug}/holds", **_SLUG, body=HOLD),
    _example(f"GET {_MANAGE}", **_LINK),
    _example(f"PUT {_MANAGE}/texts", **_LINK, body={"is_wanted": False}),
    _example(f"GET {_MANAGE}/quote", **_LINK, query={"party": "3", "starts_at": "2026-03-03T20:00"}),
    _example(
        f"PUT {_MANAGE}/feedback",
        **_LINK,
        body={"stars": 5, "words": "The naan!"},
        ends=["bookings/feedback-too-early"],
    ),
    _example(f"GET {_ALL}/feedback", **_OPEN),
    _example(f"GET {_MANAGE}/calendar", **_LINK),
    _example(f"GET {_MANAGE}/feed", **_LINK),
    _example("GET /v1/public/calendars/{token}", token="$feed"),
    *(_example(f"{method} {_VENUE}/calendar-feed", **_OPEN) for method in ("GET", "POST", "DELETE")),
    _example(f"POST {_MANAGE}/confirm", **_LINK, body={"guest": DINER}),
    _example(f"PUT {_MANAGE}", **_LINK, body={**HOLD, "guest": DINER}, version="own reservation"),
    _example(f"POST {_MANAGE}/renew", **_LINK),
    _example(f"DELETE {_MANAGE}", **_LINK),
]
_WAITING, _WAITLIST = "/v1/waitlist/manage/{token}", f"{_VENUE}/waitlist"
_NEXT_IN_LINE = {"name": "Omar Riaz", "email": "omar@guest.example"}
WAITLIST = [
    _example("POST /v1/public/venues/{slug}/waitlist", **_SLUG, body={**WAIT, "guest": _NEXT_IN_LINE}),
    _example(f"GET {_WAITING}", token="$waiting_link"),
    _example(f"POST {_WAITING}/accept", token="$offered_link", body={}),
    _example(f"POST {_WAITING}/decline", token="$offered_link"),
    _example(f"DELETE {_WAITING}", token="$waiting_link"),
    _example(f"GET {_WAITLIST}", **_OPEN, query={"on": WAIT["on"]}),
    _example(f"PUT {_WAITLIST}/order", **_OPEN, body={"on": WAIT["on"], "waiting_ids": ["$waiting"]}),
    _example(f"DELETE {_WAITLIST}/{{waiting_id}}", **_OPEN, waiting_id="$waiting", query={"on": WAIT["on"]}),
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

_INVITED = "/v1/invitations/venues/{venue_id}"
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
    _example(f"POST {_INVITED}", **_OPEN, body={"email": "new@mail.example"}),
    _example(f"GET {_INVITED}", **_OPEN),
    _example(f"POST {_INVITED}/{{invitation_id}}/send", **_OPEN, invitation_id="$venue_invitation"),
    _example(f"DELETE {_INVITED}/{{invitation_id}}", **_OPEN, invitation_id="$venue_invitation"),
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

_TALK = {"conversation_id": "$conversation"}
_SAID, _WORD = "/v1/conversations/{conversation_id}/messages/{message_id}", {**_TALK, "message_id": "$message"}
_AWAITED = {**_TALK, "file_id": "$conversation_uploaded_file"}
MESSAGING = [
    _example("POST /v1/chat/tickets"),
    _example("GET /v1/conversations"),
    _example("POST /v1/conversations", body={"subject": "direct", "account_id": "$expert"}),
    _example("POST /v1/conversations", "as the guest", body={"subject": "reservation", "link": "$link"}),
    _example("GET /v1/conversations/{conversation_id}", **_TALK),
    _example("DELETE /v1/conversations/{conversation_id}", **_TALK),
    _example("GET /v1/conversations/{conversation_id}/messages", **_TALK),
    _example(
        "POST /v1/conversations/{conversation_id}/messages", **_TALK, body={"message_id": "$new_message", "text": "Hi"}
    ),
    _example(
        "PUT /v1/conversations/{conversation_id}/arrangement", **_TALK,
        body={"is_archived": True, "is_muted": False, "is_pinned": True},
    ),
    _example("PUT /v1/conversations/{conversation_id}/blocked/{account_id}", **_TALK, account_id="$client"),
    _example("DELETE /v1/conversations/{conversation_id}/blocked/{account_id}", **_TALK, account_id="$client"),
    _example("GET /v1/chat/search", query={"words": "hel"}),
    _example("GET /v1/conversations/{conversation_id}/export", **_TALK),
    _example(f"GET {_SAID}", **_WORD),
    _example(f"PUT {_SAID}", **_WORD, body={"text": "Hello there"}),
    _example(f"DELETE {_SAID}", **_WORD),
    _example(f"PUT {_SAID}/reactions", **_WORD, body={"emojis": ["👍"]}),
    _example(f"GET {_SAID}/versions", **_WORD),
    _example(f"GET {_SAID}/translation", **_WORD),
    _example(
        f"POST {_SAID}/translation", **_WORD, body={"language": "fr"}, ends=["messaging/translation-not-available"]
    ),
    _example("POST /v1/conversations/{conversation_id}/files", **_TALK, body=FILE),
    _example("GET /v1/conversations/{conversation_id}/files/{file_id}", **_AWAITED),
    _example(
        "DELETE /v1/conversations/{conversation_id}/files/{file_id}", **_TALK, file_id="$conversation_spare_file"
    ),
    _example("POST /v1/conversations/{conversation_id}/files/{file_id}/confirm", **_AWAITED),
    _example(
        "GET /v1/conversations/{conversation_id}/files/{file_id}/link", **_TALK, file_id="$conversation_available_file"
    ),
    _example(
        "POST /v1/conversations/{conversation_id}/receipts", **_TALK, body={"message_id": "$message", "state": "read"}
    ),
]  # fmt: skip

_TEMPLATE = {"title": "Thanks", "language": "en", "text": "Thank you, {recipient_name}!"}
_PERIOD = {"since": "2026-01-01T00:00:00Z", "until": "2026-03-31T00:00:00Z"}
_OWN = {"template_id": "$template"}
WRITING = [
    _example("GET /v1/message-templates", query={"language": "en"}),
    _example("POST /v1/message-templates", body=_TEMPLATE),
    _example("PUT /v1/message-templates/{template_id}", **_OWN, body=_TEMPLATE),
    _example("DELETE /v1/message-templates/{template_id}", **_OWN),
    _example(
        "POST /v1/message-templates/{template_id}/renderings", **_OWN,
        body={"conversation_id": "$conversation", "values": {"recipient_name": "Ana"}},
    ),
    _example("GET /v1/message-figures", query=_PERIOD),
    _example("GET /v1/message-figures", "of another", query={**_PERIOD, "account_id": "$expert"}),
    _example("GET /v1/message-figures/sheet", query=_PERIOD),
    _example("GET /v1/message-figures/conversations/{conversation_id}", **_TALK, query=_PERIOD),
    _example(
        "POST /v1/message-reports", ends=["messaging/reported-unknown"],
        body={**_TALK, "message_id": "$message", "reason": "spam", "note": "?"},
    ),
    _example("GET /v1/message-reports"),
    _example("GET /v1/message-reports/{report_id}", report_id="$report"),
    _example("POST /v1/message-reports/{report_id}/decision", report_id="$report", body={"decision": "dismiss"}),
    _example("GET /v1/conversations/{conversation_id}/export/pdf", **_TALK, query={"language": "ur"}),
    _example("GET /v1/conversations/{conversation_id}/calls", **_TALK),
    _example("GET /v1/conversations/{conversation_id}/calls/{call_id}", **_TALK, call_id="$call"),
    _example(
        "PUT /v1/conversations/{conversation_id}/calls/{call_id}", **_TALK, call_id="cal_01JZ4A8X7N3V5T9K2C6M0QWERT",
        body={"medium": "voice"}, ends=["messaging/another-call"],
    ),
    _example(
        "PUT /v1/conversations/{conversation_id}/calls/{call_id}/seat", **_TALK, call_id="$call",
        body={"state": "joined"},
    ),
    _example("GET /v1/scheduled-messages"),
    _example(
        "PUT /v1/scheduled-messages/{scheduled_id}", scheduled_id="scm_01JZ4A8X7N3V5T9K2C6M0QWERT",
        body={"conversation_id": "$conversation", "text": "Later", "send_at": "$send_at"},
    ),
    _example("DELETE /v1/scheduled-messages/{scheduled_id}", scheduled_id="$scheduled"),
    _example("POST /v1/data-copies", ends=["too-many-requests"]),
    _example("GET /v1/data-copies"),
    _example("GET /v1/data-copies/{copy_id}", copy_id="$data_copy"),
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
    *ADMINISTRATION, *BOOKINGS, *ROOMS, *RESERVATIONS, *WAITLIST, *CONTRACTS, *IDENTITY, *ENTRANCE, *MESSAGING,
    *WRITING, *MONEY, *NOTIFICATIONS, *PARTNERS, *PLATFORM, *PROFILES, *PROJECTS,
)  # fmt: skip
BY_NAME = {example.name: example for example in EXAMPLES}
