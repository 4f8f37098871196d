"""Finding dishes: by words, diet, price, service and day, and by what the guests of a party can have."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guildhall.bookings.errors.menu import GuestNeedUnknown
from guildhall.bookings.models.menu import Allergen, Diet, Dish, Need, Suits, Verdict, verdict
from guildhall.kernel.errors import Fault

SAFE = frozenset({Suits.YES})


@dataclass(frozen=True, slots=True)
class DishFilter:
    """Which dishes to show. None and empty mean any.

    words: all of them must be somewhere in a name or description, in whatever language. guests: the needs of each.
    is_for_all: only what every guest can have without traces or doubt.
    """

    words: str = ""
    category_id: str | None = None
    diet: Diet | None = None
    most_minor: int | None = None
    service: str | None = None
    on: date | None = None
    guests: tuple[frozenset[Need], ...] = ()
    is_for_all: bool = False

    def shows(self, dish: Dish) -> bool:
        """Tell whether a dish fits."""
        content = dish.content
        cheapest = min(price.amount_minor for price in content.prices)
        return (
            (self.category_id is None or dish.category_id == self.category_id)
            and (self.diet is None or self.diet in content.diets)
            and (self.most_minor is None or cheapest <= self.most_minor)
            and (self.service is None or not content.services or self.service in content.services)
            and (self.on is None or (content.from_on or self.on) <= self.on <= (content.until_on or self.on))
            and (not self.is_for_all or all(each.suits in SAFE for each in self.verdicts(dish)))
            and self._has_words(dish)
        )

    def verdicts(self, dish: Dish) -> list[Verdict]:
        """Judge a dish for each guest, in their order."""
        return [verdict(dish.content, needs) for needs in self.guests]

    def _has_words(self, dish: Dish) -> bool:
        content = dish.content
        text = plain(" ".join((*content.names.values(), *content.descriptions.values())))
        return all(word in text for word in plain(self.words).split())


def plain(text: str) -> str:
    """Return a text in lower case without accents, so that "Crème brûlée" is found by "creme brulee"."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def needs_of(guests: Sequence[str]) -> tuple[frozenset[Need], ...]:
    """Read what each guest needs, such as `milk-nuts-halal`. Raises GuestNeedUnknown."""
    known: dict[str, Need] = {each.value: each for kind in (Allergen, Diet) for each in kind}
    read = []
    for guest in guests:
        unknown = [name for name in guest.split("-") if name not in known]
        if unknown:
            fault = Fault("#query/guests", f"neither allergen nor diet: {', '.join(unknown)}"[:200], "need")
            raise GuestNeedUnknown(fault.detail, faults=(fault,))
        read.append(frozenset(known[name] for name in guest.split("-")))
    return tuple(read)
