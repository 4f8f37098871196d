"""Expansion: answers carry ids, and `expand[]=latest_charge.balance_transaction` asks for the objects instead."""

import json
from collections.abc import Sequence

from tools.stripe_server.errors import invalid
from tools.stripe_server.store import Body, Store

DEEPEST = 4


def expand(store: Store, body: Body, paths: Sequence[str]) -> Body:
    """Replace ids by objects along each dotted path; in a list, the path begins with `data`.

    Raises ApiError for a property that is not an id of ours. A null stays null.
    """
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST + (steps[0] == "data"):
            raise invalid(f"You cannot expand more than {DEEPEST} levels of a property.", param="expand")
        _expand(store, body, steps, path)
    return body


def _expand(store: Store, body: Body, steps: Sequence[str], path: str) -> None:
    step, *rest = steps
    if step not in body:
        raise invalid(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(body[step], str):
        row = store.row(body[step])
        if row is None:
            raise invalid(f"This property cannot be expanded ({path}).", param="expand")
        body[step] = json.loads(row["body"])
    for child in body[step] if isinstance(body[step], list) else [body[step]]:
        if rest and isinstance(child, dict):
            _expand(store, child, rest, path)
