"""What browsers tell of real visits, over HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from functions.administration.field import KEYLESS, create_app
from guildhall.administration.models.field import EDGES, Distribution, Vital
from guildhall.administration.use_cases.field import BY_ADDRESS
from guildhall.administration.wiring import field
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from tests.support.http import Answer, Client

ADMIN = Actor("acc_admin", frozenset({"administrator"}))
EXPERT = Actor("acc_expert", frozenset({"expert"}))
BROKEN = {"name": "TypeError", "frames": ["assets/index-Bx3.js:1:2345", "assets/page-C.js:2:10"]}
REPORT: dict[str, Any] = {
    "report_id": "6c1d3f0e-7a1b-4c2d-8e3f-000000000001",
    "app_release": "4f2a90c1b7de",
    "route": "/projects/:project_id",
    "vitals": [{"vital": "LCP", "value": 1_800}, {"vital": "CLS", "value": 40}],
    "errors": [],
}


class Field:
    """Sends reports, and reads what they come to."""

    def __init__(self, platform: Platform) -> None:
        self.call = Client(create_app, field.wire(platform), platform, keyless=KEYLESS)
        self.sent = 0

    def tell(self, **changes: Any) -> Answer:
        self.sent += 1
        own = {**REPORT, "report_id": str(UUID(int=self.sent)), **changes}
        return self.call("POST", "/v1/field-reports", body=own)

    def read(self, by: Actor = ADMIN, **query: str) -> Answer:
        return self.call("GET", "/v1/field-metrics", by=by, query=query)


@pytest.fixture
def visits(platform: Platform) -> Field:
    return Field(platform)


def lcp(value: int) -> list[dict[str, Any]]:
    return [{"vital": "LCP", "value": value}]


@pytest.mark.feature("OPS-07")
def test_page_views_come_to_percentiles_by_route(visits: Field) -> None:
    for value in (900, 1_400, 1_800, 2_900):
        assert visits.tell(vitals=lcp(value)).status == 204
    visits.tell(route="/", vitals=[{"vital": "CLS", "value": 300}])

    shown = visits.read().body["vitals"]

    assert shown == [
        {"route": "/", "vital": "CLS", "visits": 1, "p75": 438, "good": 0.0, "rating": "poor"},
        {"route": "/projects/:project_id", "vital": "LCP", "visits": 4, "p75": 2_000, "good": 0.75, "rating": "good"},
    ]


def test_errors_are_grouped_by_their_place_and_logged_for_the_alarm(
    visits: Field, capsys: pytest.CaptureFixture[str]
) -> None:
    visits.tell(errors=[BROKEN, BROKEN])
    visits.tell(errors=[BROKEN])
    visits.tell(errors=[{**BROKEN, "name": "RangeError"}])

    errors = visits.read().body["errors"]

    assert [(each["name"], each["count"], each["frames"]) for each in errors] == [
        ("TypeError", 2, BROKEN["frames"]),
        ("RangeError", 1, BROKEN["frames"]),
    ]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert sum(line.get("PagesBroken", 0) for line in lines) == 3


def test_a_repeated_report_counts_once(visits: Field) -> None:
    for _ in range(2):
        assert visits.tell(report_id=REPORT["report_id"], errors=[BROKEN]).status == 204

    body = visits.read().body

    assert [each["visits"] for each in body["vitals"]] == [1, 1]
    assert [each["count"] for each in body["errors"]] == [1]


def test_a_period_and_an_app_release_narrow_what_is_shown(visits: Field, clock: SettableClock) -> None:
    visits.tell(errors=[BROKEN])
    clock.advance(timedelta(days=3))
    visits.tell(app_release="next", vitals=lcp(100), errors=[BROKEN])

    def told(**query: Any) -> tuple[int, int]:
        body = visits.read(**query).body
        return sum(each["visits"] for each in body["vitals"]), sum(each["count"] for each in body["errors"])

    assert told(days="3") == (1, 1)
    assert told(days="4") == (3, 2)
    assert told(days="4", app_release="next") == (1, 1)


def test_only_operators_read_and_anybody_tells(visits: Field) -> None:
    assert visits.tell().status == 204
    assert (visits.read(by=EXPERT).status, visits.read(by=EXPERT).problem) == (403, "forbidden")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"route": "/projects/prj_01J8"}, "/route"),
        ({"route": "/projects/42"}, "/route"),
        ({"route": "/a?email=x@y.example"}, "/route"),
        ({"report_id": "1"}, "/report_id"),
        ({"app_release": "x" * 41}, "/app_release"),
        ({"vitals": lcp(-1)}, "/vitals/0/value"),
        ({"vitals": [*lcp(1), *lcp(2)]}, "/vitals"),
        ({"vitals": [{"vital": "FID", "value": 1}]}, "/vitals/0/vital"),
        ({"errors": [{**BROKEN, "message": "amina@experts.example is not a function"}]}, "/errors/0/message"),
        ({"errors": [{**BROKEN, "frames": ["https://web.example/?token=1:1:1"]}]}, "/errors/0/frames/0"),
        ({"errors": [BROKEN] * 6}, "/errors"),
        ({"account_id": "acc_1"}, "/account_id"),
    ],
)
def test_what_could_name_a_person_or_has_no_bounds_is_refused(
    visits: Field, change: dict[str, Any], pointer: str
) -> None:
    answer = visits.tell(**change)

    assert (answer.status, answer.problem, answer.body["errors"][0]["pointer"]) == (422, "invalid", pointer)
    assert visits.read().body == {"vitals": [], "errors": []}


def test_one_address_tells_so_much_and_no_more(visits: Field) -> None:
    answers = [visits.tell(vitals=[]).status for _ in range(BY_ADDRESS.quota + 1)]

    assert (set(answers[:-1]), answers[-1]) == ({204}, 429)


def test_counters_pass_by_themselves(visits: Field, platform: Platform) -> None:

    visits.tell(errors=[BROKEN])

    today = platform.clock.now().date()
    rows = query.everything(platform.tables.ops_table, f"FIELD#{today:%Y%m%d}")
    ends = {datetime.fromtimestamp(int(row["ttl"]), UTC).date() - today for row in rows}
    assert ends == {timedelta(days=91)}


@pytest.mark.parametrize("vital", list(Vital))
def test_a_percentile_lies_in_the_class_that_holds_it(vital: Vital) -> None:
    edges = (0, *EDGES[vital])
    for number in range(len(edges)):
        counts = tuple(int(number == each) * 10 for each in range(len(edges)))
        p75 = Distribution("/", vital, counts).p75
        assert edges[number] <= p75 <= (edges[number + 1] if number + 1 < len(edges) else edges[-1])
