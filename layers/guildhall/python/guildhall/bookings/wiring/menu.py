"""Menus: what their edges call."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.store.menu import DynamoMenus
from guildhall.bookings.store.venues import DynamoVenues
from guildhall.bookings.use_cases.menu import AccessMenu, WriteCategories, WriteDishes
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class Menus:
    """The use cases of those who run venues."""

    access: AccessMenu
    categories: WriteCategories
    dishes: WriteDishes


def wire(platform: Platform) -> Menus:
    """Build the use cases on DynamoDB."""
    menus = DynamoMenus(platform.database)
    access = AccessVenue(DynamoVenues(platform.database, platform.cursors), platform.gate)
    access_menu = AccessMenu(menus, access)
    return Menus(
        access=access_menu,
        categories=WriteCategories(menus, access, platform.ids),
        dishes=WriteDishes(menus, access, access_menu, platform.clock, platform.ids),
    )
