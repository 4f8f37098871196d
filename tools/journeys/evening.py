"""The evening: a restaurant runs its room. `make demo` takes it after the money tour.

A guest without an account books for four with a deposit, becomes six, is reminded, cancels late and is charged by the
terms; another gets the table, others walk in, and the owner sees what the day came to. Everything goes through the
public API, letters, text messages and the bank's page.
"""

from __future__ import annotations

import sys
import tempfile
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tools.journeys import books, stripe_js
from tools.journeys.people import Person, first_administrator, register
from tools.journeys.stage import Stage, explained, fresh_stage
from tools.journeys.steps import PATIENCE, Steps, eventually, expect

STEPS = 16
PARIS = ZoneInfo("Europe/Paris")
SLUG = "chez-nour"
NEXT = {"name": "Omar Latif", "email": "omar@guest.example", "phone": "01 40 20 60 60"}
GUEST = {"name": "Sara Khan", "email": "sara@guest.example", "phone": "01 40 20 50 50"}
VENUE: dict[str, Any] = {
    "slug": SLUG,
    "name": "Chez Nour",
    "address": {"street": "4 Rue des Essais", "city": "Paris", "country": "FR"},
    "time_zone": "Europe/Paris",
    "currency": "EUR",
    "languages": ["en", "fr"],
    "descriptions": [{"language": "en", "text": "Punjabi food by the canal."}],
    "email": "hello@nour.example",
}
WHOLE_DAY: dict[str, Any] = {
    "name": "all day", "opens": "00:00", "closes": "23:45", "last_seating": "23:00", "weekdays": [1, 2, 3, 4, 5, 6, 7],
    "durations": [{"party_up_to": 8, "minutes": 30}],
}  # fmt: skip
FLOOR: dict[str, Any] = {
    "rooms": [{"room_id": "hall", "name": "Hall"}],
    "tables": [
        {"table_id": name, "room_id": "hall", "name": name, "seats_min": 1, "seats_max": 4} for name in ("t1", "t2")
    ],
    "combinations": [{"combination_id": "t1-t2", "table_ids": ["t1", "t2"], "seats_min": 5, "seats_max": 8}],
}
TERMS: dict[str, Any] = {
    "deposits": [{"charge": {"kind": "per_person", "amount_minor": 1_000}, "party_from": 4}],
    # Three days before, half of it is kept already.
    "windows": [{"minutes_before": 14_400, "kept_basis_points": 0}, {"minutes_before": 60, "kept_basis_points": 5_000}],
}


class Evening:
    """The owner, a guest, and the table between them."""

    def __init__(self, stage: Stage, steps: Steps) -> None:
        self.stage = stage
        self.steps = steps
        self.owner: Person
        self.waiter: Person
        self.visitor = stage.api()
        self.venue = ""
        self.token = ""
        self.reservation = ""
        self.waiting = ""
        self._intents: list[str] = []
        in_three_days = datetime.now(PARIS).date() + timedelta(days=3)
        self.at = f"{in_three_days}T20:00"

    def run(self) -> None:
        """Run every step; the first that fails ends the journey."""
        self.open_the_house()
        self.book_for_four()
        self.become_six()
        self.wait_for_a_table()
        self.walk_in()
        self.be_reminded()
        self.cancel_late()
        self.get_the_table()
        self.count_the_day()

    def open_the_house(self) -> None:
        """The owner writes down what guests must know."""
        with self.steps.step("a restaurateur registers, and somebody who works there by invitation"):
            admin = first_administrator(self.stage, "Ada Operator", "ada@example.com")
            self.owner = register(self.stage, "Nour Khan", "nour@example.com", ["venue"])
            made = admin.api.post("/v1/invitations", {"email": "sami@example.com", "role": "venue_staff"})
            self.waiter = register(self.stage, "Sami Waiter", "sami@example.com", [], invitation=made["token"])
        with self.steps.step("the owner describes the house, its hours, its floor and its terms, and opens it"):
            api = self.owner.api
            self.venue = f"/v1/venues/{api.post('/v1/venues', VENUE)['venue_id']}"
            api.put(f"{self.venue}/opening", {"weekly": [WHOLE_DAY]}, match='"0"')
            api.put(f"{self.venue}/floor-plan", FLOOR, match='"0"')
            api.put(f"{self.venue}/policy", TERMS, match='"0"')
            api.put(f"{self.venue}/staff/{self.waiter.account_id}", {})
            api.post(f"{self.venue}/publish")
            self.waiter.refresh()

    def book_for_four(self) -> None:
        """A guest without an account, a deposit, and the letter that makes it certain."""
        with self.steps.step("a guest without an account sees what is free, and what a table for four asks and costs"):
            free = self.visitor.get(f"/v1/public/venues/{SLUG}/availability", party="4", first_on=self.at[:10])
            expect("20:00" in {item["at"] for item in free["items"]}, f"free: {free}")
            held = self.visitor.post(f"/v1/public/venues/{SLUG}/holds", {"starts_at": self.at, "party": 4})
            self.token, self.reservation = held["token"], held["reservation_id"]
            quote = held["deposit"]
            costs = [step["kept_minor"] for step in quote["cancellation"]]
            expect((quote["amount_minor"], quote["kept_now_minor"], costs) == (4_000, 2_000, [0, 2_000, 4_000]), quote)
        with self.steps.step("the form alone keeps the table only while the guest pays"):
            waiting = self.visitor.post(f"{self.link}/confirm", {"guest": GUEST})
            expect(waiting["state"] == "awaiting_deposit", f"state {waiting['state']}")
            letter = self.stage.mail(GUEST["email"], "to keep your table")
            expect(self.token in str(letter), "the letter does not lead to the bank's page")
        with self.steps.step("the guest pays at their bank, and is confirmed by letter with a calendar file"):
            self.pay()
            letter = self.stage.mail(GUEST["email"], "calendar file goes with this letter")
            expect(self.token in str(letter), "the letter does not lead to the reservation")

    def become_six(self) -> None:
        """Two tables joined, and the rest of the deposit."""
        with self.steps.step("the guest asks what six would cost: two more, and the same terms"):
            quote = self.visitor.get(f"{self.link}/quote", party="6", starts_at=self.at)["deposit"]
            expect((quote["amount_minor"], quote["missing_minor"]) == (6_000, 2_000), f"quote {quote}")
        with self.steps.step("they become six; the rest is paid, and two tables are joined for them"):
            wanted = {"starts_at": self.at, "party": 6, "guest": GUEST}
            asked = self.visitor.put(self.link, wanted, match=self.visitor.etag(self.link))
            expect((asked["state"], asked["deposit"]["missing_minor"]) == ("awaiting_deposit", 2_000), asked)
            self.remind_soon()
            self.pay()
            seen = self.waiter.api.get(self.record)
            expect((seen["party"], seen["table_ids"]) == (6, ["t1", "t2"]), f"staff see {seen}")
            self.stage.mail(GUEST["email"], "has changed")

    def remind_soon(self) -> None:
        """Let the owner choose a time for reminders that comes in a minute or two, on paper and on the telephone."""
        starts_at = datetime.fromisoformat(self.at).replace(tzinfo=PARIS)
        minutes = int((starts_at - datetime.now(PARIS) - timedelta(seconds=60)).total_seconds() // 60)
        rules = {"reminders": [{"minutes_before": minutes, "sms": True}], "invites_after_minutes": 60}
        self.owner.api.put(f"{self.venue}/reminders", rules, match='"0"')

    def be_reminded(self) -> None:
        """A timer of the reservation fires."""
        with self.steps.step("the guest is reminded at the time that the owner chose, by letter and by text message"):
            eventually("the letter", lambda: self.stage.mail(GUEST["email"], "is waiting for you"), patience=180)
            texts = eventually(
                "the text message", lambda: [t for t in self.stage.cloud.texts() if self.token in str(t)]
            )
            expect(len(texts) == 1 and "+33140205050" in str(texts), f"texts {texts}")

    def wait_for_a_table(self) -> None:
        """Somebody else would like the same evening."""
        with self.steps.step("another guest finds that time full, and waits for it"):
            held = self.visitor("POST", f"/v1/public/venues/{SLUG}/holds", {"starts_at": self.at, "party": 3})
            expect(str(held.body["type"]).endswith("/bookings/slot-taken"), f"held {held.body}")
            wanted = {"on": self.at[:10], "party": 3, "from_time": "20:00", "until_time": "20:00", "guest": NEXT}
            self.waiting = self.visitor.post(f"/v1/public/venues/{SLUG}/waitlist", wanted)["token"]

    def get_the_table(self) -> None:
        """What the first guest let go is offered to who waits."""
        with self.steps.step("the freed table is offered to the guest who waits, and taken"):
            self.stage.mail(NEXT["email"], "Chez Nour")
            path = f"/v1/waitlist/manage/{self.waiting}"
            eventually("the offer", lambda: self.visitor.get(path)["offer"], patience=90)
            taken = self.visitor.post(f"{path}/accept", {})
            seen = self.visitor.get(f"/v1/reservations/manage/{taken['token']}")
            expect((seen["state"], seen["local_start"]) == ("confirmed", self.at), f"taken {seen}")

    def cancel_late(self) -> None:
        """What the terms keep, and where the rest goes."""
        with self.steps.step("they cancel late: the terms keep half of sixty"):
            answer = self.visitor("DELETE", self.link)
            expect(answer.status == HTTPStatus.OK, f"answered {answer.status}: {answer.body}")
            cancelled = answer.body
            expect((cancelled["state"], cancelled["deposit"]["kept_minor"]) == ("cancelled", 3_000), cancelled)
        with self.steps.step("the bank takes what is kept and lets go of the rest; the guest reads both"):
            letter = str(self.stage.mail(GUEST["email"], "your deposit at"))
            expect(letter.count("30.00") >= 2, f"letter {letter}")
            taken = eventually("the settlement", self._settled)
            expect(taken == 3_000, f"the bank took {taken}")

    def walk_in(self) -> None:
        """Guests who came without a reservation."""
        with self.steps.step("staff seat three who walk in, bring the bill, and clear the table"):
            seated = self.waiter.api.post(f"{self.venue}/reservations/walk-ins", {"party": 3, "name": "By the window"})
            expect((seated["state"], seated["source"]) == ("seated", "walk_in"), f"seated {seated}")
            path = f"{self.venue}/reservations/{seated['reservation_id']}"
            expect(self.waiter.api.post(f"{path}/bill")["has_bill"], "no bill")
            expect(self.waiter.api.post(f"{path}/finish")["state"] == "finished", "not finished")
            self.waiter.api.put(f"{path}/spent", {"amount_minor": 7_500})

    def count_the_day(self) -> None:
        """What the day came to."""
        with self.steps.step("the owner sees the day's figures: three covers, one table, one walk-in"):
            today = f"{datetime.now(PARIS):%Y-%m-%d}"
            day = self.owner.api.get(f"{self.venue}/figures", on=today)
            expect((day["covers"], day["seated_covers"], day["walk_in_covers"]) == (3, 3, 3), f"figures {day}")
            expect(len(day["top_tables"]) == 1, f"tables {day['top_tables']}")
            expect((day["noted_revenue_minor"], day["currency"]) == (7_500, "EUR"), f"revenue {day}")
        with self.steps.step("the owner sees of the day that was booked who cancelled, and who comes instead"):
            day = self.owner.api.get(f"{self.venue}/figures", on=self.at[:10])
            expect((day["covers"], day["parties"]) == (3, {"cancelled": 1, "confirmed": 1}), f"figures {day}")
            money = {"currency": "EUR", "held_minor": 0, "kept_minor": 3_000, "returned_minor": 3_000}
            expect(day["deposits"] == [money], f"deposits {day['deposits']}")
        with self.steps.step("nothing of it stands open: the guest's link shows the end of the story"):
            shown = self.visitor.get(self.link)
            expect((shown["can"], shown["deposit"]["missing_minor"]) == ([], 0), f"link {shown}")

    @property
    def link(self) -> str:
        """Where the guest manages the reservation."""
        return f"/v1/reservations/manage/{self.token}"

    @property
    def record(self) -> str:
        """Where staff see it."""
        return f"{self.venue}/reservations/{self.reservation}"

    def pay(self) -> None:
        """Pay what is asked for at the bank's page, and wait until the reservation is certain."""

        def payable() -> dict[str, Any] | None:
            deposit: dict[str, Any] = self.visitor.get(self.link)["deposit"]
            return deposit if deposit["client_secret"] else None

        asked = eventually("something to pay with", payable)
        self._intents.append(asked["client_secret"].partition("_secret_")[0])
        stripe_js.confirm(self.stage.stripe_url, asked["publishable_key"], asked["client_secret"], "pm_card_visa")
        eventually("the confirmation", lambda: self.visitor.get(self.link)["state"] == "confirmed")

    def _settled(self) -> int | None:
        """Return what Stripe says that it took, when it let go of everything else."""
        intents = [
            books.ask_stripe(self.stage.stripe_url, "GET", f"/v1/payment_intents/{each}") for each in self._intents
        ]
        if any(each["status"] == "requires_capture" for each in intents):
            return None
        return sum(int(each["amount_received"]) for each in intents)


def main() -> int:
    """Take the journey on a platform of its own; return the exit status."""
    steps = Steps("Evening", STEPS)
    PATIENCE.set(90.0)  # a deposit passes five functions, each of which starts for the first time
    with (
        tempfile.TemporaryDirectory(prefix="guildhall-evening-") as home,
        fresh_stage(Path(home)) as stage,
        explained(stage),
    ):
        Evening(stage, steps).run()
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main())
