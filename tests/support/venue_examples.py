"""Examples of what venues and their guests ask for; see `tests.support.examples`."""

from __future__ import annotations

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

VENUES = (*BOOKINGS, *ROOMS, *RESERVATIONS, *WAITLIST)
