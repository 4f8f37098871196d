"""How often who reads notifications waits for the database, and what is read for it."""

from __future__ import annotations

import pytest

from guildhall.identity.events import AccountRegisteredV1
from guildhall.kernel.clock import SettableClock
from tests.edge.notifications.test_inbox import ANA, LIST, contract_opens
from tests.support.http import Client
from tests.support.messages import Bus
from tests.support.waits import counted

PAGE, CONTACT, RHYTHM = "Query table", "GetItem CONTACT", "GetItem PREFERENCES"


@pytest.fixture
def told(happens: Bus, clock: SettableClock) -> None:
    """Somebody who has a language of their own and was told three things."""
    happens.deliver(
        AccountRegisteredV1(
            account_id=ANA.account_id, email="ana@example.org", display_name="Ana", roles=["client"], locale="fr"
        )
    )
    for _ in range(3):
        contract_opens(happens, clock)


@pytest.mark.usefixtures("told")
def test_a_list_waits_once_and_reads_nothing_twice_also_for_the_language_the_clocks_and_the_count(call: Client) -> None:
    with counted(PAGE, CONTACT, RHYTHM) as seen:
        listed = call("GET", LIST, by=ANA).body

    assert (len(listed["items"]), listed["unread_count"]) == (3, 3)
    assert (seen.round_trips, seen.units) == (1, seen.floor.units)
    with counted(PAGE, RHYTHM) as seen:
        assert call("GET", LIST, by=ANA, headers={"Accept-Language": "fr"}).body == listed
    assert (seen.round_trips, seen.reads) == (1, 2)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("query", [{"limit": "1"}, {"limit": "2"}, {"limit": "2", "unread": "true"}])
def test_a_page_that_is_not_all_waits_once_more_for_the_count_of_what_is_older(
    call: Client, query: dict[str, str]
) -> None:
    with counted() as seen:
        listed = call("GET", LIST, by=ANA, query=query, headers={"Accept-Language": "en"}).body

    assert (len(listed["items"]), listed["unread_count"]) == (int(query["limit"]), 3)
    # The clocks are read beside the page and may take as long as both.
    assert [each.operation for each in seen.calls if each.operation == "Query"] == ["Query", "Query"]


@pytest.mark.usefixtures("told")
def test_the_count_is_of_everything_whatever_the_page_shows(call: Client) -> None:
    language = {"Accept-Language": "en"}
    first = call("GET", LIST, by=ANA, query={"limit": "2"}, headers=language).body
    call("POST", f"{LIST}/{first['items'][1]['notification_id']}/read", by=ANA, headers=language)

    with counted("Query table", "Query GSI2", RHYTHM) as seen:
        cursor = {"limit": "2", "cursor": first["next_cursor"]}
        second = call("GET", LIST, by=ANA, query=cursor, headers=language).body
    with counted("Query table", "Query GSI2"):
        of_that_day = call("GET", LIST, by=ANA, query={"from": "2026-03-03T00:00:00Z"}, headers=language).body
    of_a_type = call("GET", LIST, by=ANA, query={"limit": "1", "type": "message_received"}, headers=language).body

    assert seen.round_trips == 1
    assert (len(second["items"]), second["unread_count"]) == (1, 2)
    assert (of_that_day["items"], of_that_day["unread_count"]) == ([], 2)
    assert (of_a_type["items"], of_a_type["unread_count"]) == ([], 2)


@pytest.mark.usefixtures("told")
def test_who_reads_one_waits_for_what_it_says_and_for_one_transaction(call: Client) -> None:
    newest = call("GET", LIST, by=ANA).body["items"][0]
    path = f"{LIST}/{newest['notification_id']}/read"

    with counted(f"GetItem {newest['notification_id']}", CONTACT, RHYTHM) as seen:
        read = call("POST", path, by=ANA).body

    assert read["title"] == newest["title"]
    assert read["read_at"] is not None
    assert (seen.round_trips, seen.units) == (2, seen.floor.units)
    assert call("POST", path, by=ANA, headers={"Idempotency-Key": None}).body == read


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(("body", "left"), [({}, 0), ({"about": "ctr_" + "0" * 26}, 3)])
def test_who_reads_all_has_nothing_read_twice(call: Client, body: dict[str, str], left: int) -> None:
    with counted() as seen:
        answer = call("POST", f"{LIST}/read", by=ANA, body=body).body

    assert answer == {"unread_count": left}
    # Its key, what is unread, one transaction, what is left, and the answer that is kept.
    assert seen.round_trips == (4 if left else 5)
    assert "BatchGetItem" not in seen.told()


def test_counting_stops_at_a_hundred_wherever_the_page_ends(call: Client, happens: Bus, clock: SettableClock) -> None:
    for _ in range(102):
        contract_opens(happens, clock)

    def unread(limit: int) -> int:
        query, language = {"limit": str(limit)}, {"Accept-Language": "en"}
        return int(call("GET", LIST, by=ANA, query=query, headers=language).body["unread_count"])

    newest, *_, last = call("GET", LIST, by=ANA, query={"limit": "20"}).body["items"]
    assert [unread(limit) for limit in (1, 20, 99, 100)] == [100] * 4
    for one in (newest, last):
        call("POST", f"{LIST}/{one['notification_id']}/read", by=ANA)
    assert [unread(limit) for limit in (1, 20, 99, 100)] == [100] * 4
    call("POST", f"{LIST}/{call('GET', LIST, by=ANA).body['items'][1]['notification_id']}/read", by=ANA)
    assert [unread(limit) for limit in (1, 20, 99, 100)] == [99] * 4
