"""What owners do with their menu, and what staff tell guests of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from guildhall.bookings.errors.menu import (
    CategoryNotEmpty,
    CategoryUnknown,
    DishContradictory,
    DishUnknown,
    MenuFull,
    NeighbourUnknown,
)
from guildhall.bookings.models.menu import (
    MOST_CATEGORIES,
    MOST_DISHES,
    Category,
    Content,
    Dish,
    Menu,
    check_content,
    rank_after,
    rank_between,
)
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.ports.menu import Menus
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault, StaleVersion
from guildhall.kernel.ids import Ids

WRITE = "bookings.write_menu"


@dataclass(frozen=True, slots=True)
class AccessMenu:
    """Show a menu to those who run the venue, sold-out dishes included."""

    menus: Menus
    access: AccessVenue

    def __call__(self, actor: Actor, venue_id: str) -> Menu:
        """Return the whole menu, in order. Raises VenueUnknown."""
        self.access(actor, venue_id)
        return self.menus.get(venue_id)

    def dish(self, actor: Actor, venue_id: str, dish_id: str, action: str = "bookings.view") -> Dish:
        """Return one dish. Raises VenueUnknown, Forbidden, DishUnknown."""
        self.access(actor, venue_id, action)
        dish = self.menus.dish(venue_id, dish_id)
        if dish is None:
            raise DishUnknown
        return dish


@dataclass(frozen=True, slots=True)
class WriteCategories:
    """Make, rename, order and remove the parts of a menu."""

    menus: Menus
    access: AccessVenue
    ids: Ids

    def create(self, actor: Actor, venue_id: str, names: Mapping[str, str]) -> Category:
        """Return the new category, which stands at the end. Raises VenueUnknown, Forbidden, MenuFull."""
        venue = self.access(actor, venue_id, WRITE)
        _check_names(names, venue)
        there = self.menus.get(venue_id).categories
        if len(there) >= MOST_CATEGORIES:
            raise MenuFull(f"at most {MOST_CATEGORIES} categories")
        rank = rank_between(there[-1].rank if there else "", None)
        return self.menus.save_category(WRITE, Category(self.ids.new("mca"), venue_id, names, rank))

    def write(self, actor: Actor, venue_id: str, category_id: str, names: Mapping[str, str], version: int) -> Category:
        """Return the renamed category. Raises VenueUnknown, Forbidden, CategoryUnknown, StaleVersion."""
        venue = self.access(actor, venue_id, WRITE)
        category = self._get(venue_id, category_id, version)
        _check_names(names, venue)
        return self.menus.save_category(WRITE, replace(category, names=names))

    def move(self, actor: Actor, venue_id: str, category_id: str, after_id: str | None) -> Category:
        """Return the category, which stands after another one now, or first.

        Raises VenueUnknown, Forbidden, CategoryUnknown, NeighbourUnknown, StaleVersion.
        """
        self.access(actor, venue_id, WRITE)
        category = self._get(venue_id, category_id)
        others = {
            each.category_id: each.rank
            for each in self.menus.get(venue_id).categories
            if each.category_id != category_id
        }
        return self.menus.save_category(WRITE, replace(category, rank=_rank_after(others, after_id)))

    def delete(self, actor: Actor, venue_id: str, category_id: str, version: int) -> None:
        """Remove an empty category; a dish that comes in at that moment shows in the menu's list and can be moved.

        Raises VenueUnknown, Forbidden, CategoryUnknown, StaleVersion, CategoryNotEmpty.
        """
        self.access(actor, venue_id, WRITE)
        category = self._get(venue_id, category_id, version)
        if self.menus.get(venue_id).dishes_of(category_id):
            raise CategoryNotEmpty
        self.menus.delete_category(WRITE, category)

    def _get(self, venue_id: str, category_id: str, version: int | None = None) -> Category:
        category = self.menus.category(venue_id, category_id)
        if category is None:
            raise CategoryUnknown
        if version is not None and category.version != version:
            raise StaleVersion(f"the category is at version {category.version}")
        return category


@dataclass(frozen=True, slots=True)
class WriteDishes:
    """Make, change, order and remove dishes."""

    menus: Menus
    access: AccessVenue
    access_menu: AccessMenu
    clock: Clock
    ids: Ids

    def create(self, actor: Actor, venue_id: str, category_id: str, content: Content) -> Dish:
        """Return the new dish, which stands at the end of its category.

        Raises VenueUnknown, Forbidden, DishContradictory, CategoryUnknown, MenuFull.
        """
        venue = self.access(actor, venue_id, WRITE)
        check_content(content, venue.details.language)
        menu = self.menus.get(venue_id)
        if len(menu.dishes) >= MOST_DISHES:
            raise MenuFull(f"at most {MOST_DISHES} dishes")
        there = menu.dishes_of(category_id)
        dish = Dish(
            self.ids.new("dsh"),
            venue_id,
            category_id,
            content,
            venue.details.currency,
            rank_between(there[-1].rank if there else "", None),
            self.clock.now(),
        )
        return self.menus.save_dish(WRITE, dish)

    def write(self, actor: Actor, venue_id: str, dish_id: str, content: Content, version: int) -> Dish:
        """Return the changed dish, priced in the venue's present currency.

        Raises VenueUnknown, Forbidden, DishUnknown, StaleVersion, DishContradictory.
        """
        venue = self.access(actor, venue_id, WRITE)
        dish = _at(self.access_menu.dish(actor, venue_id, dish_id), version)
        check_content(content, venue.details.language)
        written = replace(dish, content=content, currency=venue.details.currency, updated_at=self.clock.now())
        return self.menus.save_dish(WRITE, written)

    def move(self, actor: Actor, venue_id: str, dish_id: str, category_id: str, after_id: str | None) -> Dish:
        """Return the dish, which stands in a category after another one now, or first.

        Raises VenueUnknown, Forbidden, DishUnknown, CategoryUnknown, NeighbourUnknown, StaleVersion.
        """
        dish = self.access_menu.dish(actor, venue_id, dish_id, WRITE)
        others = {
            each.dish_id: each.rank
            for each in self.menus.get(venue_id).dishes_of(category_id)
            if each.dish_id != dish_id
        }
        moved = replace(dish, category_id=category_id, rank=_rank_after(others, after_id))
        return self.menus.save_dish(WRITE, moved)

    def delete(self, actor: Actor, venue_id: str, dish_id: str, version: int) -> None:
        """Remove a dish. Raises VenueUnknown, Forbidden, DishUnknown, StaleVersion."""
        dish = _at(self.access_menu.dish(actor, venue_id, dish_id, WRITE), version)
        self.menus.delete_dish(WRITE, dish)

    def set_available(self, actor: Actor, venue_id: str, dish_id: str, *, is_available: bool) -> Dish:
        """Return the dish, sold out or not. Raises VenueUnknown, Forbidden, DishUnknown, StaleVersion."""
        dish = self.access_menu.dish(actor, venue_id, dish_id, "bookings.serve_menu")
        if dish.is_available == is_available:
            return dish
        return self.menus.save_dish("bookings.serve_menu", replace(dish, is_available=is_available))


def _at(dish: Dish, version: int) -> Dish:
    if dish.version != version:
        raise StaleVersion(f"the dish is at version {dish.version}")
    return dish


def _rank_after(others: Mapping[str, str], after_id: str | None) -> str:
    if after_id is not None and after_id not in others:
        raise NeighbourUnknown(faults=(Fault("/after_id", "not there", "unknown"),))
    return rank_after(list(others.values()), others[after_id] if after_id is not None else "")


def _check_names(names: Mapping[str, str], venue: Venue) -> None:
    language = venue.details.language
    if language not in names:
        fault = Fault("/names", f"the venue's first language is {language}", "missing")
        raise DishContradictory(fault.detail, faults=(fault,))
