"""What menus need."""

from __future__ import annotations

from typing import Protocol

from guildhall.bookings.models.menu import Category, Dish, Menu


class Menus(Protocol):
    """Stored menus."""

    def get(self, venue_id: str, *, consistent: bool = True) -> Menu:
        """Return the whole menu of a venue, in order; empty if nobody has written any."""

    def dish(self, venue_id: str, dish_id: str) -> Dish | None:
        """Return one dish, or None."""

    def category(self, venue_id: str, category_id: str) -> Category | None:
        """Return one category, or None."""

    def save_category(self, action: str, category: Category) -> Category:
        """Store at the version it was read at. Raises StaleVersion."""

    def save_dish(self, action: str, dish: Dish) -> Dish:
        """Store at the version it was read at, in a category that is there. Raises StaleVersion, CategoryUnknown."""

    def delete_category(self, action: str, category: Category) -> None:
        """Remove at the version it was read at. Raises StaleVersion."""

    def delete_dish(self, action: str, dish: Dish) -> None:
        """Remove at the version it was read at. Raises StaleVersion."""
