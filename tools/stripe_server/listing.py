"""Pages of objects: newest first, by cursor, with Stripe's filters on `created`."""

from collections.abc import Mapping, Sequence
from typing import Any

from tools.stripe_server.errors import invalid, no_such
from tools.stripe_server.store import Body

LARGEST_PAGE = 100
USUAL_PAGE = 10
COMPARISONS = {
    "gt": lambda created, bound: created > bound,
    "gte": lambda created, bound: created >= bound,
    "lt": lambda created, bound: created < bound,
    "lte": lambda created, bound: created <= bound,
}


def page(url: str, objects: Sequence[Body], params: Mapping[str, Any]) -> Body:
    """Cut one page out of objects that are newest first. params: limit, starting_after, ending_before, created."""
    limit = params.get("limit", USUAL_PAGE)
    if not 1 <= limit <= LARGEST_PAGE:
        raise invalid(f"Invalid integer: limit must be between 1 and {LARGEST_PAGE}.", param="limit")
    wanted = [each for each in objects if _is_within(each["created"], params.get("created"))]
    if "ending_before" in params:
        rest = wanted[: _position(wanted, params["ending_before"], "ending_before")]
        return _list(url, rest[-limit:], has_more=len(rest) > limit)
    if "starting_after" in params:
        wanted = wanted[_position(wanted, params["starting_after"], "starting_after") + 1 :]
    return _list(url, wanted[:limit], has_more=len(wanted) > limit)


def whole(url: str, objects: Sequence[Body]) -> Body:
    """Write the short list that an object carries inside itself, such as a transfer's reversals."""
    return _list(url, objects, has_more=False)


def _list(url: str, objects: Sequence[Body], *, has_more: bool) -> Body:
    return {"object": "list", "url": url, "has_more": has_more, "data": list(objects)}


def _position(objects: Sequence[Body], cursor: str, param: str) -> int:
    for index, each in enumerate(objects):
        if each["id"] == cursor:
            return index
    raise no_such("object", cursor, param)


def _is_within(created: int, bounds: Mapping[str, int] | int | None) -> bool:
    if bounds is None:
        return True
    if isinstance(bounds, int):
        return created == bounds
    return all(COMPARISONS[name](created, bound) for name, bound in bounds.items())
