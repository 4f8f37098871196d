"""Who books a table changes what is taken of the room, and nothing of the venue itself."""

from __future__ import annotations

import fnmatch

from tests.support.template import template

WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}


def written_by(policy: str) -> set[str]:
    """Return the patterns of the partitions that a policy lets its functions change."""
    statements = template("template.yaml")["Resources"][policy]["Properties"]["PolicyDocument"]["Statement"]
    return {
        pattern
        for statement in statements
        if WRITES.intersection(statement["Action"])
        for pattern in statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    }


def test_functions_that_book_may_not_change_a_venue_or_its_floor() -> None:
    patterns = written_by("ReservationsAccess")

    assert [each for each in patterns if fnmatch.fnmatchcase("VENUE#ven_1", each)] == []
    assert {"ROOM#*", "ROOM-STANDINGS#*"} <= patterns
