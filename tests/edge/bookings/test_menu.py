"""Menus over HTTP: what owners, staff and guests are promised."""

from __future__ import annotations

from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from tests.edge.bookings.conftest import House
from tests.support.http import Answer
from tests.support.venues import BIRYANI, LAHORE, NOUR, OTHER_OWNER, WAITER


def named(text: str, **more: Any) -> dict[str, Any]:
    return {"names": [{"language": "en", "text": text}], **more}


class Card:
    """The menu of a public venue."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.path = f"{house.open()}/menu"
        self.starters, self.mains = (self.category(text) for text in ("Starters", "Mains"))

    def do(self, method: str, path: str, body: Any = None, version: int | None = None, by: Actor = NOUR) -> Answer:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return self.house.menu(method, f"{self.path}{path}", by=by, body=body, headers=headers)

    def category(self, text: str) -> str:
        answer = self.do("POST", "/categories", named(text))
        assert answer.status == 201, answer.body
        return str(answer.body["category_id"])

    def dish(self, category_id: str, text: str, **more: Any) -> str:
        body = {**BIRYANI, **named(text), "descriptions": [], **more, "category_id": category_id}
        answer = self.do("POST", "/dishes", body)
        assert answer.status == 201, answer.body
        return str(answer.body["dish_id"])

    def shown(self, **query: str) -> dict[str, list[str]]:
        """Return names of dishes by category, as guests see them."""
        body = self.house.visit("GET", "/v1/public/venues/chez-nour/menu", query=query).body
        return {part["name"]["text"]: [dish["name"]["text"] for dish in part["dishes"]] for part in body["categories"]}


@pytest.fixture
def card(house: House) -> Card:
    return Card(house)


@pytest.mark.feature("CAT-16")
def test_an_owner_writes_categories_and_dishes_with_allergens_and_removes_them(card: Card) -> None:
    made = card.do("POST", "/dishes", {**BIRYANI, "category_id": card.mains})
    path = f"/dishes/{made.body['dish_id']}"
    read = card.do("GET", path)
    changed = card.do("PUT", path, {**BIRYANI, "contains": ["milk", "milk"], "prices": [{"amount_minor": 9}]}, 1)
    renamed = card.do("PUT", f"/categories/{card.mains}", named("Plates"), 1)
    menu = card.do("GET", "")
    full = card.do("DELETE", f"/categories/{card.mains}", version=2)
    gone = card.do("DELETE", path, version=2)
    empty = card.do("DELETE", f"/categories/{card.mains}", version=2)

    assert (made.status, read.headers["ETag"], read.body["contains"]) == (201, '"1"', ["milk", "nuts"])
    assert (read.body["currency"], read.body["prices"]) == ("PKR", [{"amount_minor": 120_000, "label": ""}])
    assert (changed.body["contains"], changed.body["version"]) == (["milk"], 2)
    assert renamed.body["names"] == [{"language": "en", "text": "Plates"}]
    assert [each["category_id"] for each in menu.body["categories"]] == [card.starters, card.mains]
    assert (full.status, full.problem) == (409, "bookings/category-not-empty")
    assert (gone.status, empty.status, card.do("GET", path).problem) == (204, 204, "bookings/dish-unknown")
    assert card.do("PUT", f"/categories/{card.mains}", named("X"), 2).problem == "bookings/category-unknown"


def test_what_is_dragged_stays_where_it_was_put(card: Card) -> None:
    first, second, third = (card.dish(card.mains, text) for text in ("A", "B", "C"))

    card.do("POST", f"/dishes/{third}/move", {"category_id": card.mains, "after_id": first})
    assert card.shown() == {"Mains": ["A", "C", "B"]}
    card.do("POST", f"/dishes/{second}/move", {"category_id": card.mains, "after_id": None})
    assert card.shown() == {"Mains": ["B", "A", "C"]}
    card.do("POST", f"/dishes/{first}/move", {"category_id": card.starters, "after_id": None})
    card.do("POST", f"/categories/{card.mains}/move", {"after_id": None})
    assert card.shown() == {"Mains": ["B", "C"], "Starters": ["A"]}

    lost = card.do("POST", f"/dishes/{second}/move", {"category_id": card.mains, "after_id": first})
    itself = card.do("POST", f"/categories/{card.mains}/move", {"after_id": card.mains})
    assert {lost.problem, itself.problem} == {"bookings/neighbour-unknown"}


def test_guests_read_a_menu_in_their_language_or_the_venues(card: Card) -> None:
    card.do("POST", "/dishes", {**BIRYANI, "category_id": card.mains})

    names = {
        language: next(iter(card.shown(language=language).values())) for language in ("ur", "ur-PK", "fr", "en-GB")
    }

    assert names == {
        "ur": ["چکن بریانی"], "ur-PK": ["چکن بریانی"], "fr": ["Chicken biryani"], "en-GB": ["Chicken biryani"],
    }  # fmt: skip


def test_guests_search_and_filter_the_menu(card: Card) -> None:
    card.dish(card.mains, "Biryani", descriptions=[{"language": "en", "text": "With crème"}])
    card.dish(card.starters, "Soup", contains=[], diets=["vegan", "vegetarian"], prices=[{"amount_minor": 500}])
    card.dish(card.starters, "Oysters", contains=["molluscs"], diets=[], from_on="2026-09-01", until_on="2027-04-30")
    card.dish(card.mains, "Roast", services=["dinner"])

    assert card.shown(words="CREME biry") == {"Mains": ["Biryani"]}
    assert card.shown(diet="vegan") == {"Starters": ["Soup"]}
    assert card.shown(most_minor="500") == {"Starters": ["Soup"]}
    assert card.shown(on="2026-06-01", category_id=card.starters) == {"Starters": ["Soup"]}
    assert card.shown(service="lunch")["Mains"] == ["Biryani"]
    assert card.shown(words="nothing") == {}


def test_a_party_sees_what_each_guest_can_have(card: Card, house: House) -> None:
    card.dish(card.mains, "Biryani")
    card.dish(card.mains, "Secret", contains=None, may_contain=[])
    card.dish(card.mains, "Salad", contains=[], may_contain=[], diets=["vegan", "halal"])

    query = {"guests": "milk-halal,sesame,vegan"}
    body = house.visit("GET", "/v1/public/venues/chez-nour/menu", query=query).body

    told = {
        dish["name"]["text"]: [(guest["suits"], guest["because"]) for guest in dish["guests"]]
        for dish in body["categories"][0]["dishes"]
    }
    assert told == {
        "Biryani": [("no", ["milk"]), ("traces", ["sesame"]), ("no", ["vegan"])],
        "Secret": [("unknown", ["milk"]), ("unknown", ["sesame"]), ("no", ["vegan"])],
        "Salad": [("yes", []), ("yes", []), ("yes", [])],
    }
    assert card.shown(guests="milk-halal,sesame,vegan", is_for_all="true") == {"Mains": ["Salad"]}
    unknown = house.visit("GET", "/v1/public/venues/chez-nour/menu", query={"guests": "milk,sugar"})
    assert (unknown.status, unknown.problem) == (422, "bookings/guest-need-unknown")


def test_staff_say_what_is_sold_out_and_nothing_else(card: Card, house: House) -> None:
    dish_id = card.dish(card.mains, "Biryani")
    house.call("PUT", f"{card.path.removesuffix('/menu')}/staff/{WAITER.account_id}", by=NOUR)

    out = card.do("PUT", f"/dishes/{dish_id}/availability", {"is_available": False}, by=WAITER)
    again = card.do("PUT", f"/dishes/{dish_id}/availability", {"is_available": False}, by=WAITER)
    body = house.visit("GET", "/v1/public/venues/chez-nour/menu").body

    assert (out.status, again.body["version"]) == (200, 2)
    assert body["categories"][0]["dishes"][0]["is_available"] is False
    assert card.do("DELETE", f"/dishes/{dish_id}", version=2, by=WAITER).status == 403
    assert card.do("POST", "/categories", named("Mine"), by=WAITER).status == 403


def test_a_menu_is_its_venues_and_a_stranger_does_not_learn_of_it(card: Card, house: House) -> None:
    dish_id = card.dish(card.mains, "Biryani")
    other = house.create(OTHER_OWNER, slug="elsewhere").headers["Location"]

    assert card.do("GET", "", by=OTHER_OWNER).status == 404
    assert card.do("POST", "/categories", named("Mine"), by=OTHER_OWNER).status == 404
    stolen = house.menu("GET", f"{other}/menu/dishes/{dish_id}", by=OTHER_OWNER)
    body = {**BIRYANI, "category_id": card.mains}
    foreign = house.menu("POST", f"{other}/menu/dishes", by=OTHER_OWNER, body=body)
    assert (stolen.problem, foreign.problem) == ("bookings/dish-unknown", "bookings/category-unknown")


def test_two_windows_do_not_overwrite_each_other(card: Card) -> None:
    dish_id = card.dish(card.mains, "Biryani")
    card.do("PUT", f"/dishes/{dish_id}", BIRYANI, 1)

    assert card.do("PUT", f"/dishes/{dish_id}", BIRYANI, 1).status == 412
    assert card.do("PUT", f"/dishes/{dish_id}", BIRYANI).status == 428
    assert card.do("DELETE", f"/dishes/{dish_id}", version=1).status == 412
    assert card.do("DELETE", f"/categories/{card.starters}", version=7).status == 412


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"names": [{"language": "ur", "text": "چکن"}]}, "/names"),
        ({"contains": ["milk"], "may_contain": [], "diets": ["vegan"]}, "/diets/0"),
        ({"contains": ["molluscs"], "may_contain": [], "diets": ["kosher"]}, "/diets/0"),
        ({"contains": None}, "/contains"),
        ({"contains": ["sesame"]}, "/may_contain"),
        ({"from_on": "2026-02-01", "until_on": "2026-01-01"}, "/until_on"),
        ({"prices": [{"amount_minor": 1}, {"amount_minor": 2, "label": "large"}]}, "/prices"),
    ],
)
def test_what_does_not_fit_together_is_pointed_at(card: Card, change: dict[str, Any], pointer: str) -> None:
    answer = card.do("POST", "/dishes", {**BIRYANI, **change, "category_id": card.mains})

    assert (answer.status, answer.problem) == (422, "bookings/dish-contradictory")
    assert [error["pointer"] for error in answer.body["errors"]] == [pointer]


def test_an_ingredient_is_one_of_the_fourteen(card: Card) -> None:
    answer = card.do("POST", "/dishes", {**BIRYANI, "contains": ["sugar"], "category_id": card.mains})

    assert [error["pointer"] for error in answer.body["errors"]] == ["/contains/0"]


def test_the_currency_of_a_dish_is_the_one_it_was_priced_in(card: Card, house: House) -> None:
    dish_id = card.dish(card.mains, "Biryani")
    path = card.path.removesuffix("/menu")
    hidden = house.call("POST", f"{path}/hide", by=NOUR).body["version"]
    house.write(path, {**LAHORE, "currency": "EUR"}, hidden)

    before = card.do("GET", f"/dishes/{dish_id}").body["currency"]
    after = card.do("PUT", f"/dishes/{dish_id}", BIRYANI, 1).body["currency"]

    assert (before, after) == ("PKR", "EUR")
