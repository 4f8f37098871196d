"""A restaurant in Lahore and one in Paris, as tests of bookings write them."""

from __future__ import annotations

import base64
from typing import Any

from guildhall.kernel.actor import Actor

NOUR = Actor("acc_01KCX3V7Q8M2N4P6R8T0W2Y4AA", frozenset({"venue"}))
OTHER_OWNER = Actor("acc_01KCX3V7Q8M2N4P6R8T0W2Y4AB", frozenset({"venue"}))
WAITER = Actor("acc_01KCX3V7Q8M2N4P6R8T0W2Y4AC", frozenset({"venue_staff"}))
GUEST = Actor("acc_01KCX3V7Q8M2N4P6R8T0W2Y4AD", frozenset({"client"}))
OPERATOR = Actor("acc_01KCX3V7Q8M2N4P6R8T0W2Y4AE", frozenset({"administrator"}))

LAHORE: dict[str, Any] = {
    "slug": "chez-nour",
    "name": "Chez Nour",
    "address": {"street": "12 Mall Road", "city": "Lahore", "country": "PK", "latitude_e6": 31_560_000,
                "longitude_e6": 74_330_000},
    "time_zone": "Asia/Karachi",
    "currency": "PKR",
    "languages": ["en", "ur"],
    "descriptions": [
        {"language": "en", "text": "Punjabi food by the canal."},
        {"language": "ur", "text": "پنجابی کھانا"},
    ],
    "cuisines": ["punjabi"],
    "phone": "+924235000000",
    "email": "nour@mail.example",
    "price_level": 2,
}  # fmt: skip


def stays() -> list[dict[str, int]]:
    """Return how long parties stay; a list of its own for each service, since tests change one at a time."""
    return [{"party_up_to": 2, "minutes": 90}, {"party_up_to": 8, "minutes": 120}]


LUNCH: dict[str, Any] = {
    "name": "lunch", "opens": "12:00", "closes": "15:00", "last_seating": "14:00", "durations": stays(),
    "weekdays": [1, 2, 3, 4, 5], "covers_per_slot": 20,
}  # fmt: skip
DINNER: dict[str, Any] = {
    "name": "dinner", "opens": "19:00", "closes": "01:00", "last_seating": "23:30", "durations": stays(),
    "weekdays": [1, 2, 3, 4, 5, 6, 7], "slot_minutes": 30, "buffer_minutes": 15,
}  # fmt: skip
WEEK: dict[str, Any] = {"weekly": [LUNCH, DINNER], "holidays": {"treatment": "closed"}}
TERMS: dict[str, Any] = {
    "deposits": [
        {"charge": {"kind": "per_person", "amount_minor": 50_000}, "party_from": 4},
        {"charge": {"kind": "percent", "basis_points": 2_000}, "party_from": 8, "services": ["dinner"]},
    ],
    "windows": [
        {"minutes_before": 1_440, "kept_basis_points": 0},
        {"minutes_before": 240, "kept_basis_points": 5_000},
    ],
    "estimate_per_person_minor": 300_000,
}


BIRYANI: dict[str, Any] = {
    "names": [{"language": "en", "text": "Chicken biryani"}, {"language": "ur", "text": "چکن بریانی"}],
    "prices": [{"amount_minor": 120_000}],
    "descriptions": [{"language": "en", "text": "Rice, saffron, crème."}],
    "contains": ["milk", "nuts"],
    "may_contain": ["sesame"],
    "diets": ["halal"],
}


CONTACT: dict[str, Any] = {
    "name": "Demo Guest", "email": "guest@mail.example", "text": "Do you have a high chair?", "language": "en",
}  # fmt: skip
HOME_PAGE: dict[str, Any] = {"title": "Chez Nour", "sections": [{"kind": "hero", "title": "Welcome"}]}
REMINDERS: dict[str, Any] = {"reminders": [{"minutes_before": 180, "sms": True}], "invites_after_minutes": 60}
SITES: dict[str, Any] = {"origins": ["https://chez-nour.example"]}
PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC")
IMAGE: dict[str, Any] = {"content_type": "image/png", "size_bytes": len(PIXEL)}


def day_service(service: dict[str, Any]) -> dict[str, Any]:
    """Return a service of the week as one of a single day."""
    return {name: value for name, value in service.items() if name != "weekdays"}


FLOOR: dict[str, Any] = {
    "rooms": [{"room_id": "hall", "name": "Hall"}],
    "tables": [
        {"table_id": f"t{number}", "room_id": "hall", "name": str(number), "seats_max": 4} for number in range(1, 7)
    ],
}
BLOCK: dict[str, Any] = {
    "table_ids": ["t6"], "starts_at": "2026-03-02T14:00:00Z", "ends_at": "2026-03-03T14:00:00Z", "reason": "Painting",
}  # fmt: skip
FULL_DAYS = ("2026-03-10", "2026-03-11")
WAIT: dict[str, Any] = {"on": FULL_DAYS[0], "party": 2, "from_time": "19:00", "until_time": "21:00"}
DINER: dict[str, Any] = {"name": "Sara Khan", "email": "sara@guest.example", "phone": "0300 1234567"}
HOLD: dict[str, Any] = {"starts_at": "2026-03-03T20:00", "party": 2}
RESERVATION: dict[str, Any] = {"starts_at": "2026-03-03T20:00", "party": 3, "guest": {"name": "Mr Iqbal"}}
