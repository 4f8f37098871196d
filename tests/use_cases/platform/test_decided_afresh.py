"""A request that names no version is decided afresh when somebody else writes first."""

from __future__ import annotations

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import StaleVersion
from guildhall.platform.assembly import Platform
from tests.support.http import Answer, Client

AMINA = Actor("acc_amina", frozenset({"client"}))


class Door:
    """Somebody else goes through it first, a number of times."""

    def __init__(self, others: int) -> None:
        self.others = others
        self.tries = 0

    def open(self) -> dict[str, int]:
        self.tries += 1
        if self.tries <= self.others:
            raise StaleVersion
        return {"tries": self.tries}


def create_app(door: Door) -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver()
    app.post("/v1/doors")(door.open)
    app.put("/v1/doors")(door.open)
    return app


def ask(platform: Platform, door: Door, method: str, headers: dict[str, str] | None = None) -> Answer:
    return Client(create_app, door, platform)(method, "/v1/doors", by=AMINA, headers=headers)


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("others", [0, 1, 3])
def test_who_names_no_version_never_hears_that_somebody_was_faster(
    platform: Platform, method: str, others: int
) -> None:
    answer = ask(platform, Door(others), method)

    assert (answer.status, answer.body) == (200, {"tries": others + 1})


def test_it_gives_up_where_others_write_all_the_time(platform: Platform) -> None:
    door = Door(others=100)

    answer = ask(platform, door, "POST")

    assert (answer.status, answer.problem, door.tries) == (409, "stale-version", 4)
    assert "errors" not in answer.body


def test_who_names_a_version_is_told_at_once(platform: Platform) -> None:
    door = Door(others=1)

    answer = ask(platform, door, "PUT", {"If-Match": '"7"'})

    assert (answer.status, answer.problem, door.tries) == (412, "stale-version", 1)
    assert [fault["pointer"] for fault in answer.body["errors"]] == ["#header/If-Match"]
