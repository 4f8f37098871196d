"""What can go wrong with rooms and tables.

NotFound
├── BlockUnknown
├── RoomUnknown
└── TableUnknown
Invalid
└── FloorPlanInvalid
"""

from guildhall.kernel.errors import Invalid, NotFound


class RoomUnknown(NotFound):
    """The venue has no such room."""

    slug = "bookings/room-unknown"
    title = "There is no such room"


class BlockUnknown(NotFound):
    """The venue has no such block."""

    slug = "bookings/block-unknown"
    title = "There is no such block"


class TableUnknown(NotFound):
    """The venue has no such table."""

    slug = "bookings/table-unknown"
    title = "There is no such table"


class FloorPlanInvalid(Invalid):
    """Parts of the floor plan do not fit together; `errors` points at them."""

    slug = "bookings/floor-plan-invalid"
    title = "The floor plan does not fit together"
