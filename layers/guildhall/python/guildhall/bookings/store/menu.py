"""Menus in the core table."""

from __future__ import annotations

from dataclasses import replace

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.bookings.errors.menu import CategoryUnknown
from guildhall.bookings.models.menu import Category, Dish, Menu, in_order
from guildhall.platform import query
from guildhall.platform.items import MapOf
from guildhall.platform.table import CoreRecord, Database, from_row


class Keys:
    """menus in the core table.

    | who asks                 | index | PK               | SK                          |
    |--------------------------|-------|------------------|-----------------------------|
    | the menu of a venue      | table | VENUE#{venue_id} | MENU#                       |
    | one category             | table | VENUE#{venue_id} | MENU#CATEGORY#{category_id} |
    | one dish                 | table | VENUE#{venue_id} | MENU#DISH#{dish_id}         |
    """

    MENU = "MENU#"
    CATEGORIES = "MENU#CATEGORY#"

    @staticmethod
    def of(venue_id: str) -> str:
        """Beside the venue."""
        return f"VENUE#{venue_id}"

    @classmethod
    def category(cls, venue_id: str, category_id: str) -> tuple[str, str]:
        """A category of a venue's menu."""
        return cls.of(venue_id), f"{cls.CATEGORIES}{category_id}"

    @classmethod
    def dish(cls, venue_id: str, dish_id: str) -> tuple[str, str]:
        """A dish of a venue's menu."""
        return cls.of(venue_id), f"{cls.MENU}DISH#{dish_id}"


class CategoryRecord(CoreRecord):
    """A category of a menu."""

    KIND = "bookings.category"

    category_id = UnicodeAttribute()
    venue_id = UnicodeAttribute()
    names = MapOf()
    rank = UnicodeAttribute()


class DishRecord(CoreRecord):
    """A dish of a menu."""

    KIND = "bookings.dish"

    dish_id = UnicodeAttribute()
    venue_id = UnicodeAttribute()
    category_id = UnicodeAttribute()
    content = MapOf()
    currency = UnicodeAttribute()
    rank = UnicodeAttribute()
    updated_at = UnicodeAttribute()
    is_available = BooleanAttribute()


class DynamoMenus:
    """The port `Menus` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, venue_id: str, *, consistent: bool = True) -> Menu:
        """Return the whole menu of a venue, in order; empty if nobody has written any."""
        table, categories, dishes = DishRecord.Meta.table_name, [], []
        position = None
        while True:
            page = query.page(
                table, Keys.of(venue_id), prefix=Keys.MENU, limit=query.MOST, position=position, consistent=consistent
            )
            for row in page.items:
                if row["SK"].startswith(Keys.CATEGORIES):
                    categories.append(from_row(Category, row))
                else:
                    dishes.append(from_row(Dish, row))
            position = page.position
            if position is None:
                return in_order(categories, dishes)

    def dish(self, venue_id: str, dish_id: str) -> Dish | None:
        """Return one dish, or None."""
        record = DishRecord.fetch(*Keys.dish(venue_id, dish_id))
        return record.to(Dish) if record else None

    def category(self, venue_id: str, category_id: str) -> Category | None:
        """Return one category, or None."""
        record = CategoryRecord.fetch(*Keys.category(venue_id, category_id))
        return record.to(Category) if record else None

    def save_category(self, action: str, category: Category) -> Category:
        """Store at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.save(_category_record(category))
        transaction.commit(action)
        return replace(category, version=category.version + 1)

    def save_dish(self, action: str, dish: Dish) -> Dish:
        """Store at the version it was read at, in a category that is there. Raises StaleVersion, CategoryUnknown."""
        transaction = self._database.begin()
        key = Keys.category(dish.venue_id, dish.category_id)
        transaction.check(CategoryRecord, key, CategoryRecord.pk.exists(), CategoryUnknown())
        transaction.save(_dish_record(dish))
        transaction.commit(action)
        return replace(dish, version=dish.version + 1)

    def delete_category(self, action: str, category: Category) -> None:
        """Remove at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.delete(_category_record(category))
        transaction.commit(action)

    def delete_dish(self, action: str, dish: Dish) -> None:
        """Remove at the version it was read at. Raises StaleVersion."""
        transaction = self._database.begin()
        transaction.delete(_dish_record(dish))
        transaction.commit(action)


def _category_record(category: Category) -> CategoryRecord:
    key = Keys.category(category.venue_id, category.category_id)
    return CategoryRecord.of(category, key=key, version=category.version)


def _dish_record(dish: Dish) -> DishRecord:
    return DishRecord.of(dish, key=Keys.dish(dish.venue_id, dish.dish_id), version=dish.version)
