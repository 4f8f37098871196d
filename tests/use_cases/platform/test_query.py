"""Reading lists while the database stumbles: what passes by itself is waited for, what does not is an outage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError

from guildhall.kernel.errors import Unavailable
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from guildhall.platform.dynamo_transport import ATTEMPTS, transport
from tests.support.dynoxide import Engine
from tests.support.fault_proxy import Fault, FaultProxy

KEYS = [("THING#1", "A"), ("THING#2", "A")]


@pytest.fixture
def proxy(engine: Engine, platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultProxy]:
    """Two things are stored; what reads them goes through the proxy."""
    for pk, sk in KEYS:
        item = {"PK": {"S": pk}, "SK": {"S": sk}}
        transport().call("PutItem", {"TableName": platform.tables.core_table, "Item": item})
    with FaultProxy(engine.endpoint_url).running() as running:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", running.endpoint_url)
        yield running


def test_a_list_that_the_database_does_not_give_is_an_outage_not_a_fault_of_ours(
    platform: Platform, proxy: FaultProxy
) -> None:
    proxy.plan.extend([Fault.UNAVAILABLE] * ATTEMPTS)

    with pytest.raises(Unavailable):
        query.page(platform.tables.core_table, "THING#1")


def test_a_request_that_we_made_wrong_is_not_hidden_behind_an_outage(platform: Platform, proxy: FaultProxy) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        query.page(platform.tables.core_table, "THING#1", index="None")


def test_keys_that_a_batch_gives_back_are_asked_for_again(platform: Platform, proxy: FaultProxy) -> None:
    proxy.plan.extend([Fault.UNPROCESSED] * 2)

    found = query.batch_get(platform.tables.core_table, KEYS)

    assert [(item["PK"], item["SK"]) for item in found] == KEYS
    assert len(proxy.requests) == 3


def test_a_batch_that_never_gets_through_ends(platform: Platform, proxy: FaultProxy) -> None:
    proxy.plan.extend([Fault.UNPROCESSED] * query.ATTEMPTS)

    with pytest.raises(Unavailable):
        query.batch_get(platform.tables.core_table, KEYS)


def test_rows_that_a_batch_leaves_standing_are_removed_by_the_next_round(platform: Platform, proxy: FaultProxy) -> None:
    proxy.plan.append(Fault.UNPROCESSED)

    assert query.batch_delete(platform.tables.core_table, KEYS) == []

    assert query.batch_get(platform.tables.core_table, KEYS) == []


def test_rows_that_could_not_be_removed_are_named(platform: Platform, proxy: FaultProxy) -> None:
    proxy.plan.extend([Fault.UNPROCESSED] * query.ATTEMPTS)

    assert query.batch_delete(platform.tables.core_table, KEYS) == KEYS

    assert len(query.batch_get(platform.tables.core_table, KEYS)) == len(KEYS)
