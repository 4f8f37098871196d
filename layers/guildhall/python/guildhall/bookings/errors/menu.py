"""What can go wrong with menus.

NotFound
├── CategoryUnknown
└── DishUnknown
Conflict
├── CategoryNotEmpty
└── MenuFull
Invalid
├── DishContradictory
├── GuestNeedUnknown
└── NeighbourUnknown
"""

from guildhall.kernel.errors import Conflict, Invalid, NotFound


class CategoryUnknown(NotFound):
    """The menu has no such category."""

    slug = "bookings/category-unknown"
    title = "The menu has no such category"


class DishUnknown(NotFound):
    """The menu has no such dish."""

    slug = "bookings/dish-unknown"
    title = "The menu has no such dish"


class CategoryNotEmpty(Conflict):
    """A category goes only when no dish is in it."""

    slug = "bookings/category-not-empty"
    title = "There are still dishes in this category"


class MenuFull(Conflict):
    """The menu has as many categories or dishes as one may have."""

    slug = "bookings/menu-full"
    title = "The menu cannot take more"


class DishContradictory(Invalid):
    """A dish cannot keep a diet with what is in it, or lacks its name; `errors` points at each."""

    slug = "bookings/dish-contradictory"
    title = "What is said of this dish does not fit together"


class GuestNeedUnknown(Invalid):
    """A guest's need is neither one of the fourteen allergens nor a diet."""

    slug = "bookings/guest-need-unknown"
    title = "This is neither an allergen nor a diet"


class NeighbourUnknown(Invalid):
    """What something is to stand after is not there."""

    slug = "bookings/neighbour-unknown"
    title = "There is nothing to stand after"
