"""A restaurant with a floor to test on: six tables, two of which can be joined, open for lunch and dinner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from functions.bookings import evening as evening_edge
from functions.bookings import guests as guests_edge
from functions.bookings import reservations as reservations_edge
from functions.bookings import rooms as rooms_edge
from functions.bookings import waitlist as waitlist_edge
from guildhall.bookings.models.opening import Duration, OpeningRules, Pacing, ServicePlan, WeeklyService
from guildhall.bookings.models.policy import Terms, VenuePolicy
from guildhall.bookings.models.venue import Address, Details, Venue, VenueKind
from guildhall.bookings.store.venues import DynamoOpenings, DynamoPolicies, DynamoVenues
from guildhall.bookings.wiring import reservations as reservations_wiring
from guildhall.bookings.wiring import rooms as rooms_wiring
from guildhall.bookings.wiring import waitlist as waitlist_wiring
from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from tests.support.http import Answer, Client

OWNER = Actor("acc_nour", frozenset({"venue"}))
STAFF = Actor("acc_sami", frozenset({"venue_staff"}))
OTHER_OWNER = Actor("acc_carl", frozenset({"venue"}))
OTHER_STAFF = Actor("acc_dora", frozenset({"venue_staff"}))
ADMINISTRATOR = Actor("acc_root", frozenset({"administrator"}))
VENUE_ID = "ven_01J00000000000000000000000"
SLUG = "chez-nour"

PLAN: dict[str, Any] = {
    "rooms": [{"room_id": "hall", "name": "Hall"}, {"room_id": "terrace", "name": "Terrace"}],
    "tables": [
        {"table_id": "t1", "room_id": "hall", "name": "1", "seats_max": 2, "x": 100, "y": 100},
        {"table_id": "t2", "room_id": "hall", "name": "2", "seats_max": 2, "priority": 10},
        {"table_id": "t3", "room_id": "hall", "name": "3", "seats_min": 2, "seats_max": 4},
        {"table_id": "t4", "room_id": "hall", "name": "4", "seats_min": 2, "seats_max": 4},
        {"table_id": "t5", "room_id": "terrace", "name": "5", "seats_min": 2, "seats_max": 4, "shape": "round"},
        {"table_id": "t6", "room_id": "terrace", "name": "6", "seats_max": 2, "is_active": False},
    ],
    "combinations": [{"combination_id": "t3-t4", "table_ids": ["t3", "t4"], "seats_min": 5, "seats_max": 8}],
}
STAYS = (Duration(2, 90), Duration(100, 120))
LUNCH = ServicePlan("lunch", time(12), time(15), time(13, 30), STAYS)
DINNER = ServicePlan("dinner", time(19), time(23, 30), time(22), STAYS, slot_minutes=30)
GUEST: dict[str, Any] = {"name": "Sara Khan", "email": "sara@guest.example", "phone": "01 40 20 50 50"}
DAILY = (1, 2, 3, 4, 5, 6, 7)
PUBLISHABLE_KEY = "pk_test_guildhall"


def with_payments(platform: Platform) -> Platform:
    """Return the platform with what the guest's browser needs to pay."""
    return replace(platform, environ={"GUILDHALL_STRIPE_PUBLISHABLE_KEY": PUBLISHABLE_KEY, **platform.environ})


def a_venue(zone: str = "Europe/Paris") -> Venue:
    """A public venue."""
    details = Details(
        name="Chez Nour",
        kind=VenueKind.RESTAURANT,
        address=Address("4 Rue des Essais", "Paris", "FR"),
        time_zone=zone,
        currency="EUR",
        languages=("en", "fr"),
        phone="+33140000000",
        email="hello@nour.example",
    )
    at = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
    return Venue(
        VENUE_ID,
        OWNER.account_id,
        SLUG,
        details,
        payee_id=OWNER.account_id,
        created_at=at,
        updated_at=at,
        staff_ids=(STAFF.account_id,),
        published_at=at,
    )


@dataclass
class Restaurant:
    """Calls the edges of one venue."""

    platform: Platform
    rooms: Client
    guests: Client
    staff: Client
    screens: Client
    waitlist: Client

    @classmethod
    def open(
        cls,
        platform: Platform,
        *,
        pacing: Pacing | None = None,
        zone: str = "Europe/Paris",
        terms: Terms | None = None,
        buffer_minutes: int = 0,
    ) -> Restaurant:
        """Make the venue and draw its floor."""
        platform = with_payments(platform)
        DynamoVenues(platform.database, platform.cursors).create("bookings.create_venue", a_venue(zone))
        plans = [replace(plan, pacing=pacing or Pacing(), buffer_minutes=buffer_minutes) for plan in (LUNCH, DINNER)]
        weekly = tuple(WeeklyService(plan, DAILY) for plan in plans)
        DynamoOpenings(platform.database).save("bookings.write_opening", OpeningRules(VENUE_ID, weekly))
        if terms:
            policy = VenuePolicy(VENUE_ID, 1, "EUR", terms, OWNER.account_id, platform.clock.now())
            DynamoPolicies(platform.database, platform.cursors).append("bookings.write_policy", policy)
        made = cls(
            platform,
            Client(rooms_edge.create_app, rooms_wiring.wire(platform), platform),
            Client(guests_edge.create_app, reservations_wiring.wire_guests(platform), platform),
            Client(reservations_edge.create_app, reservations_wiring.wire(platform), platform),
            Client(evening_edge.create_app, reservations_wiring.wire(platform), platform),
            Client(waitlist_edge.create_app, waitlist_wiring.wire(platform), platform),
        )
        answer = made.draw(PLAN)
        assert answer.status == 200, answer.body
        return made

    def draw(self, plan: dict[str, Any], version: int = 0, by: Actor = OWNER) -> Answer:
        """Send a whole plan."""
        return self.rooms(
            "PUT", f"/v1/venues/{VENUE_ID}/floor-plan", by=by, body=plan, headers={"If-Match": f'"{version}"'}
        )

    def room(self, method: str, path: str, by: Actor = OWNER, **options: Any) -> Answer:
        """Call a route of the venue's room."""
        return self.rooms(method, f"/v1/venues/{VENUE_ID}/{path}", by=by, **options)

    def slots(self, party: int, first_on: str = "2026-03-03", **query: str) -> list[str]:
        """Return the local times that are free, of the first day without its date."""
        asked = {"party": str(party), "first_on": first_on, **query}
        answer = self.guests("GET", f"/v1/public/venues/{SLUG}/availability", query=asked)
        assert answer.status == 200, answer.body
        return [item["at"] if item["on"] == first_on else f"{item['on']} {item['at']}" for item in answer.body["items"]]

    def hold(self, starts_at: str = "2026-03-03T20:00", party: int = 4, **more: Any) -> Answer:
        """Hold a table as a guest."""
        body = {"starts_at": starts_at, "party": party, **more}
        return self.guests("POST", f"/v1/public/venues/{SLUG}/holds", body=body)

    def manage(self, method: str, token: str, verb: str = "", **options: Any) -> Answer:
        """Use a guest's link."""
        return self.guests(method, f"/v1/reservations/manage/{token}{verb}", **options)

    def confirm(self, token: str, **more: Any) -> Answer:
        """Fill in the form."""
        return self.manage("POST", token, "/confirm", body={"guest": GUEST, **more})

    def booked(self, starts_at: str = "2026-03-03T20:00", party: int = 4, **guest: Any) -> tuple[str, dict[str, Any]]:
        """Return the token and the body of a reservation that a guest has made."""
        held = self.hold(starts_at, party)
        assert held.status == 201, held.body
        answer = self.confirm(held.body["token"], guest={**GUEST, **guest})
        assert answer.status == 200, answer.body
        return str(held.body["token"]), answer.body

    def call(self, method: str, path: str = "", by: Actor = STAFF, **options: Any) -> Answer:
        """Call a route of the venue's reservations."""
        return self.staff(method, f"/v1/venues/{VENUE_ID}/reservations{path}", by=by, **options)

    def phoned(self, starts_at: str = "2026-03-03T20:00", party: int = 4, **more: Any) -> Answer:
        """Make a reservation as staff, for a guest who telephones."""
        body = {"starts_at": starts_at, "party": party, "guest": {"name": "Mr Iqbal"}, **more}
        return self.call("POST", body=body)

    def screen(self, method: str, path: str, by: Actor = STAFF, **options: Any) -> Answer:
        """Call a route of the room's screens."""
        return self.screens(method, f"/v1/venues/{VENUE_ID}/{path}", by=by, **options)
