"""Menus: categories of dishes, in the order of their owner, with what is in each dish."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from guildhall.bookings.errors.menu import DishContradictory
from guildhall.kernel.errors import Fault
from guildhall.kernel.types import Instant

MOST_CATEGORIES = 40
MOST_DISHES = 400


class Allergen(StrEnum):
    """The fourteen of Regulation (EU) 1169/2011, annex II, in its order."""

    GLUTEN = "gluten"
    CRUSTACEANS = "crustaceans"
    EGGS = "eggs"
    FISH = "fish"
    PEANUTS = "peanuts"
    SOYBEANS = "soybeans"
    MILK = "milk"
    NUTS = "nuts"
    CELERY = "celery"
    MUSTARD = "mustard"
    SESAME = "sesame"
    SULPHITES = "sulphites"
    LUPIN = "lupin"
    MOLLUSCS = "molluscs"


class Diet(StrEnum):
    """What a dish keeps to, by its owner's word."""

    VEGETARIAN = "vegetarian"
    VEGAN = "vegan"
    HALAL = "halal"
    KOSHER = "kosher"


Need = Allergen | Diet
"""What a guest asks of a dish: that an allergen is not in it, or that it keeps a diet."""

_FROM_THE_SEA = frozenset({Allergen.CRUSTACEANS, Allergen.FISH, Allergen.MOLLUSCS})
RULED_OUT: Mapping[Diet, frozenset[Allergen]] = {
    Diet.VEGETARIAN: _FROM_THE_SEA,
    Diet.VEGAN: _FROM_THE_SEA | {Allergen.EGGS, Allergen.MILK},
    Diet.KOSHER: frozenset({Allergen.CRUSTACEANS, Allergen.MOLLUSCS}),
}
"""What cannot be in a dish that keeps a diet."""


@dataclass(frozen=True, slots=True)
class Category:
    """A part of a menu. names: by language. rank: text order is its order."""

    category_id: str
    venue_id: str
    names: Mapping[str, str]
    rank: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Price:
    """What a size of a dish costs, in minor units. label: empty if there is one size."""

    amount_minor: int
    label: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What the owner says of a dish.

    names, descriptions: by language. contains: None as long as nobody has declared the allergens.
    may_contain: traces. services: at which it is served; none means all. from_on, until_on: its season.
    """

    names: Mapping[str, str]
    prices: tuple[Price, ...]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    contains: tuple[Allergen, ...] | None = None
    may_contain: tuple[Allergen, ...] = ()
    diets: tuple[Diet, ...] = ()
    services: tuple[str, ...] = ()
    from_on: date | None = None
    until_on: date | None = None
    image_id: str | None = None


@dataclass(frozen=True, slots=True)
class Dish:
    """A line of a menu. currency: of its prices. is_available: false while it is sold out."""

    dish_id: str
    venue_id: str
    category_id: str
    content: Content
    currency: str
    rank: str
    updated_at: Instant
    is_available: bool = True
    version: int = 0


@dataclass(frozen=True, slots=True)
class Menu:
    """A whole menu: categories in order, dishes in order within each."""

    categories: tuple[Category, ...]
    dishes: tuple[Dish, ...]

    def dishes_of(self, category_id: str) -> list[Dish]:
        """Return the dishes of a category, in order."""
        return [dish for dish in self.dishes if dish.category_id == category_id]


class Suits(StrEnum):
    """Whether a guest can have a dish. UNKNOWN: nobody has declared what is in it."""

    YES = "yes"
    TRACES = "traces"
    UNKNOWN = "unknown"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a guest can have a dish, and which of their needs stand against it."""

    suits: Suits
    because: tuple[Need, ...] = ()


def verdict(content: Content, needs: Collection[Need]) -> Verdict:
    """Judge a dish for one guest. Never says YES about an allergen that nobody has declared."""
    avoided = [need for need in needs if isinstance(need, Allergen)]
    refused: list[Need] = [need for need in needs if isinstance(need, Diet) and need not in content.diets]
    if content.contains is not None:
        refused += [need for need in avoided if need in content.contains]
    if refused:
        return Verdict(Suits.NO, tuple(refused))
    if content.contains is None and avoided:
        return Verdict(Suits.UNKNOWN, tuple(avoided))
    traces = tuple(need for need in avoided if need in content.may_contain)
    return Verdict(Suits.TRACES, traces) if traces else Verdict(Suits.YES)


def in_order(categories: Iterable[Category], dishes: Iterable[Dish]) -> Menu:
    """Put a menu together; what two people put in one place at one moment stands by its age."""
    return Menu(
        tuple(sorted(categories, key=lambda each: (each.rank, each.category_id))),
        tuple(sorted(dishes, key=lambda each: (each.rank, each.dish_id))),
    )


def check_content(content: Content, language: str) -> None:
    """Refuse what does not fit together. language: in which a name must be. Raises DishContradictory."""
    faults = []
    if language not in content.names:
        faults.append(Fault("/names", f"the venue's first language is {language}", "missing"))
    there = {*(content.contains or ()), *content.may_contain}
    for number, diet in enumerate(content.diets):
        against = RULED_OUT.get(diet, frozenset()) & {*(content.contains or ())}
        if against:
            faults.append(Fault(f"/diets/{number}", f"not with {', '.join(sorted(against))}", "diet"))
    if content.may_contain and content.contains is None:
        faults.append(Fault("/contains", "say what is in it, before its traces", "missing"))
    if len(there) < len(content.contains or ()) + len(content.may_contain):
        faults.append(Fault("/may_contain", "what is in it is not a trace", "twice"))
    if content.from_on and content.until_on and content.until_on < content.from_on:
        faults.append(Fault("/until_on", "not before from_on", "order"))
    if len(content.prices) > 1 and not all(price.label for price in content.prices):
        faults.append(Fault("/prices", "sizes have labels", "missing"))
    if faults:
        raise DishContradictory("; ".join(f"{f.pointer}: {f.detail}" for f in faults[:3]), faults=tuple(faults))


# ── order by drag ───────────────────────────────────────────────────────────────
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
MIDDLE = DIGITS[len(DIGITS) // 2]
HEAD = 4
"""Digits that grow by one for each thing put at the end, so that ranks stay short however many there are."""


def rank_between(low: str, high: str | None) -> str:
    """Return a rank after low and before high, so that a drag writes one thing only.

    low: empty for the beginning. high: None for the end; else greater than low. No rank of ours ends with a zero.
    """
    return _after(low) if high is None else _middle(low, high)


def rank_after(ranks: Sequence[str], rank: str) -> str:
    """Return a rank right after one of these, or before all of them if it is empty."""
    return rank_between(rank, min((each for each in ranks if each > rank), default=None))


def _after(low: str) -> str:
    number = 0
    for digit in low[:HEAD].ljust(HEAD, DIGITS[0]):
        number = number * len(DIGITS) + DIGITS.index(digit)
    number += 1
    if number >= len(DIGITS) ** HEAD:
        return low + MIDDLE
    digits = []
    for _ in range(HEAD):
        number, digit_value = divmod(number, len(DIGITS))
        digits.append(DIGITS[digit_value])
    return "".join(reversed(digits)) + MIDDLE


def _middle(low: str, high: str | None) -> str:
    # Digits of two fractions: the common ones stay, then half way between the first that differ.
    if high is not None:
        shared = 0
        while shared < len(high) and (low[shared] if shared < len(low) else DIGITS[0]) == high[shared]:
            shared += 1
        if shared:
            return high[:shared] + _middle(low[shared:], high[shared:])
    first = DIGITS.index(low[0]) if low else 0
    last = DIGITS.index(high[0]) if high else len(DIGITS)
    if last - first > 1:
        return DIGITS[(first + last) // 2]
    if high and len(high) > 1:
        return high[0]
    return DIGITS[first] + _middle(low[1:], None)
