"""Both transports keep one contract: what stock botocore does, the lean one does."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials, ReadOnlyCredentials, RefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError
from hypothesis import given
from hypothesis import strategies as st
from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from guildhall.platform import aws
from guildhall.platform.dynamo_transport import BotocoreTransport, LeanTransport, Transport, transport
from guildhall.platform.sigv4 import Signer
from tests.support.dynoxide import Engine, dynoxide
from tests.support.fault_proxy import Fault, FaultProxy

TABLE = "things"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with dynoxide() as running:
        yield running


@pytest.fixture(autouse=True)
def _environment(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in engine.environment.items():
        monkeypatch.setenv(name, text)


@pytest.fixture
def proxy(engine: Engine) -> Iterator[FaultProxy]:
    with FaultProxy(engine.endpoint_url).running() as running:
        yield running


@pytest.fixture
def table() -> None:
    way = BotocoreTransport(aws.client("dynamodb"))
    if TABLE in way.call("ListTables", {})["TableNames"]:
        way.call("DeleteTable", {"TableName": TABLE})
    way.call(
        "CreateTable",
        {
            "TableName": TABLE,
            "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
            "AttributeDefinitions": [
                {"AttributeName": "PK", "AttributeType": "S"},
                {"AttributeName": "SK", "AttributeType": "S"},
            ],
            "BillingMode": "PAY_PER_REQUEST",
        },
    )


@pytest.fixture(params=["lean", "botocore"])
def road(request: pytest.FixtureRequest, table: None, monkeypatch: pytest.MonkeyPatch) -> Transport:
    monkeypatch.setenv("GUILDHALL_DYNAMO_TRANSPORT", request.param)
    return transport()


def key(sort: str = "A") -> dict[str, Any]:
    return {"PK": {"S": "P"}, "SK": {"S": sort}}


def put(way: Transport, sort: str = "A", **attributes: Any) -> dict[str, Any]:
    return way.call("PutItem", {"TableName": TABLE, "Item": key(sort) | attributes})


def get(way: Transport, sort: str = "A") -> Any:
    return way.call("GetItem", {"TableName": TABLE, "Key": key(sort), "ConsistentRead": True}).get("Item")


def add(amount: str, sort: str = "A") -> dict[str, Any]:
    return {
        "TableName": TABLE,
        "Key": key(sort),
        "UpdateExpression": "ADD n :amount",
        "ExpressionAttributeValues": {":amount": {"N": amount}},
    }


def test_a_put_item_is_read_back_as_it_was(road: Transport) -> None:
    value: dict[str, Any] = {
        "text": {"S": "naïve 日本 🏛 \u2028 \x00"},
        "empty": {"S": ""},
        "yes": {"BOOL": True},
        "nothing": {"NULL": True},
        "list": {"L": [{"N": "1"}, {"M": {"deep": {"S": "x"}}}]},
        "names": {"SS": ["a"]},
    }

    put(road, **value)

    assert get(road) == key() | value


def test_an_absent_item_is_absent(road: Transport) -> None:
    assert get(road, "nobody") is None


def test_binaries_are_bytes_at_every_depth(road: Transport) -> None:
    value: dict[str, Any] = {
        "raw": {"B": b"\x00\xff"},
        "several": {"BS": [b"\x01", b"\x02"]},
        "deep": {"L": [{"M": {"B": {"B": b"inside an attribute named B"}, "BS": {"L": [{"B": b"x"}]}}}]},
    }

    put(road, **value)
    read = get(road)

    assert sorted(read["several"].pop("BS")) == sorted(value["several"].pop("BS"))
    assert read == key() | value


@pytest.mark.parametrize(
    "digits",
    [
        "0",
        "-1",
        "12345678901234567890123456789012345678",
        "-0.12345678901234567890123456789012345678",
        "9007199254740993",
    ],
)
def test_numbers_keep_all_their_digits(road: Transport, digits: str) -> None:
    put(road, n={"N": digits})

    assert get(road)["n"] == {"N": digits}


def test_counts_stay_integers_and_capacity_is_told(road: Transport) -> None:
    put(road)

    answer = road.call(
        "Query",
        {
            "TableName": TABLE,
            "KeyConditionExpression": "PK = :pk",
            "ExpressionAttributeValues": {":pk": {"S": "P"}},
            "ReturnConsumedCapacity": "TOTAL",
        },
    )

    assert (answer["Count"], type(answer["Count"])) == (1, int)
    assert answer["ConsumedCapacity"]["CapacityUnits"] == 0.5


def test_a_query_pages_through_a_collection_in_order(road: Transport) -> None:
    for sort in "CAB":
        put(road, sort)
    question = {
        "TableName": TABLE,
        "KeyConditionExpression": "PK = :pk",
        "ExpressionAttributeValues": {":pk": {"S": "P"}},
        "Limit": 2,
    }

    first = road.call("Query", question)
    second = road.call("Query", question | {"ExclusiveStartKey": first["LastEvaluatedKey"]})

    assert [item["SK"]["S"] for item in first["Items"] + second["Items"]] == ["A", "B", "C"]
    assert "LastEvaluatedKey" not in second


def test_an_update_returns_what_was_asked_for(road: Transport) -> None:
    put(road, n={"N": "40"})

    answer = road.call("UpdateItem", add("2") | {"ReturnValues": "UPDATED_NEW"})

    assert answer["Attributes"] == {"n": {"N": "42"}}


def test_a_failed_condition_is_told_with_the_item_that_stands_there(road: Transport) -> None:
    put(road, n={"N": "1"}, b={"B": b"\xff"})

    with pytest.raises(ClientError) as refused:
        road.call(
            "PutItem",
            {
                "TableName": TABLE,
                "Item": key(),
                "ConditionExpression": "attribute_not_exists(PK)",
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            },
        )

    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    assert refused.value.response["Error"]["Message"] == "The conditional request failed"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert refused.value.response["Item"] == key() | {"n": {"N": "1"}, "b": {"B": b"\xff"}}  # type: ignore[typeddict-item]


def test_a_cancelled_transaction_gives_one_reason_per_item(road: Transport) -> None:
    put(road, n={"N": "1"})

    with pytest.raises(ClientError) as refused:
        road.call(
            "TransactWriteItems",
            {
                "TransactItems": [
                    {"Put": {"TableName": TABLE, "Item": key("B")}},
                    {"Put": {"TableName": TABLE, "Item": key(), "ConditionExpression": "attribute_not_exists(PK)"}},
                ]
            },
        )

    reasons = refused.value.response["CancellationReasons"]
    assert refused.value.response["Error"]["Code"] == "TransactionCanceledException"
    assert [reason["Code"] for reason in reasons] == ["None", "ConditionalCheckFailed"]
    assert get(road, "B") is None


def test_a_token_makes_a_repeated_transaction_one(road: Transport) -> None:
    arguments = {"TransactItems": [{"Update": add("1")}], "ClientRequestToken": str(uuid.uuid4())}

    road.call("TransactWriteItems", arguments)
    road.call("TransactWriteItems", arguments)

    assert get(road)["n"] == {"N": "1"}


def test_two_transactions_without_a_token_are_two(road: Transport) -> None:
    road.call("TransactWriteItems", {"TransactItems": [{"Update": add("1")}]})
    road.call("TransactWriteItems", {"TransactItems": [{"Update": add("1")}]})

    assert get(road)["n"] == {"N": "2"}


def test_a_transaction_whose_answer_was_lost_is_not_applied_twice(
    road: Transport, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", proxy.endpoint_url)
    proxy.plan.append(Fault.LOSE_ANSWER)

    transport().call("TransactWriteItems", {"TransactItems": [{"Update": add("1")}]})

    assert get(road)["n"] == {"N": "1"}
    assert not proxy.plan


@pytest.mark.parametrize("fault", [Fault.DROP_REQUEST, Fault.LOSE_ANSWER, Fault.UNAVAILABLE])
def test_a_passing_failure_is_retried(
    road: Transport, proxy: FaultProxy, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    put(road)
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", proxy.endpoint_url)
    proxy.plan.append(fault)

    assert get(transport()) == key()
    assert not proxy.plan


def test_a_dead_server_is_told_as_botocore_tells_it(road: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")

    with pytest.raises(BotoCoreError, match="Could not connect to the endpoint URL"):
        get(transport())


def test_sixteen_threads_add_up_exactly(road: Transport) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: road.call("UpdateItem", add("1")), range(160)))

    assert get(road)["n"] == {"N": "160"}


class Thing(Model):
    class Meta:
        table_name = TABLE

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")
    n = NumberAttribute(null=True)
    blob = BinaryAttribute(null=True, legacy_encoding=False)


class Other(Model):
    class Meta:
        table_name = TABLE

    pk = UnicodeAttribute(hash_key=True, attr_name="PK")
    sk = UnicodeAttribute(range_key=True, attr_name="SK")


@pytest.fixture
def shared(road: Transport) -> Iterator[None]:
    before = Connection.session, Connection.client
    aws.use_shared_client()
    yield
    Connection.session, Connection.client = before  # type: ignore[method-assign]
    Thing._connection = Other._connection = None


@pytest.mark.usefixtures("shared")
def test_all_models_share_one_transport(road: Transport) -> None:
    Thing("P", "A").save()
    Other("P", "B").save()

    clients: list[object] = [model._get_connection().connection.client for model in (Thing, Other)]
    assert clients == [road, road]


@pytest.mark.usefixtures("shared")
def test_a_model_is_saved_read_listed_and_deleted() -> None:
    Thing("P", "A", n=12345678901234567890, blob=b"\x00\xff").save()

    read = Thing.get("P", "A")
    listed = list(Thing.query("P"))
    read.delete()

    assert (read.n, type(read.n), read.blob) == (12345678901234567890, int, b"\x00\xff")
    assert [thing.sk for thing in listed] == ["A"]
    with pytest.raises(DoesNotExist):
        Thing.get("P", "A")


@pytest.mark.usefixtures("shared")
def test_a_model_whose_condition_fails_is_not_saved() -> None:
    Thing("P", "A", n=1).save()

    with pytest.raises(PutError) as refused:
        Thing("P", "A", n=2).save(condition=Thing.pk.does_not_exist())

    assert refused.value.cause_response_code == "ConditionalCheckFailedException"
    assert Thing.get("P", "A").n == 1


@pytest.mark.usefixtures("shared")
def test_a_cancelled_transaction_of_models_names_its_reasons() -> None:
    Thing("P", "A").save()

    transaction = TransactWrite(connection=Thing._get_connection().connection)
    transaction.save(Other("P", "B"))
    transaction.save(Thing("P", "A"), condition=Thing.pk.does_not_exist())

    with pytest.raises(TransactWriteError) as refused:
        transaction._commit()

    reasons = refused.value.cancellation_reasons
    assert [reason and reason.code for reason in reasons] == [None, "ConditionalCheckFailed"]


# What follows is about the lean transport alone: how it does what botocore does by itself.


def lean(endpoint_url: str, credentials: Any = None, **options: Any) -> LeanTransport:
    keys = credentials or Credentials("local", "local")
    return LeanTransport(endpoint_url, "eu-west-1", lambda: keys, **options)


@pytest.mark.parametrize("fault", [Fault.THROTTLE, Fault.GARBLE])
def test_throttling_and_garbled_answers_are_retried_after_a_pause(
    table: None, engine: Engine, proxy: FaultProxy, fault: Fault
) -> None:
    put(lean(engine.endpoint_url))
    pauses: list[float] = []
    proxy.plan.extend([fault, fault])

    assert get(lean(proxy.endpoint_url, sleep=pauses.append)) == key()
    assert len(pauses) == 2
    assert all(0 <= pause <= 0.1 * 2**attempt for attempt, pause in enumerate(pauses))


def test_retries_end_with_the_last_refusal(table: None, engine: Engine, proxy: FaultProxy) -> None:
    pauses: list[float] = []
    proxy.plan.extend([Fault.THROTTLE] * 4)

    with pytest.raises(ClientError, match="slow down"):
        get(lean(proxy.endpoint_url, sleep=pauses.append))

    assert len(pauses) == 3
    assert not proxy.plan


def test_what_json_cannot_carry_is_refused_before_it_is_sent() -> None:
    with pytest.raises(ParamValidationError):
        put(lean("http://127.0.0.1:1"), text={"S": "\ud800"})
    with pytest.raises(ParamValidationError, match="object"):
        put(lean("http://127.0.0.1:1"), text={"S": object()})


def test_credentials_about_to_expire_are_renewed_and_their_token_is_sent(
    table: None, engine: Engine, proxy: FaultProxy
) -> None:
    fresh = {
        "access_key": "fresh",
        "secret_key": "secret",
        "token": "a token",
        "expiry_time": (datetime.now(UTC) + timedelta(hours=1)).isoformat(),
    }
    stale = RefreshableCredentials(
        "stale", "secret", "old token", datetime.now(UTC) - timedelta(hours=1), lambda: fresh, "test"
    )
    put(lean(engine.endpoint_url))
    proxy.requests.clear()

    get(lean(proxy.endpoint_url, stale))

    assert "Credential=fresh/" in proxy.requests[0]["authorization"]
    assert proxy.requests[0]["x-amz-security-token"] == "a token"


def test_an_unknown_kind_of_transport_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUILDHALL_DYNAMO_TRANSPORT", "pigeon")

    with pytest.raises(ValueError, match="pigeon"):
        transport()


@given(
    body=st.binary(),
    secret=st.text(min_size=1),
    token=st.none() | st.text("abcXYZ019+/=", min_size=1),
    operation=st.sampled_from(["GetItem", "TransactWriteItems"]),
    host=st.sampled_from(["dynamodb.eu-west-1.amazonaws.com", "127.0.0.1:8000"]),
)
def test_the_signature_is_botocores_byte_for_byte(
    body: bytes, secret: str, token: str | None, operation: str, host: str
) -> None:
    request = AWSRequest(
        "POST",
        f"{'http' if ':' in host else 'https'}://{host}/",
        headers={"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"DynamoDB_20120810.{operation}"},
        data=body,
    )
    keys = Credentials("AKID", secret, token)
    SigV4Auth(keys, "dynamodb", "eu-west-1").add_auth(request)
    at = time.strptime(request.context["timestamp"], "%Y%m%dT%H%M%SZ")

    headers = Signer("eu-west-1", host).headers(operation, body, ReadOnlyCredentials("AKID", secret, token), at)

    assert headers["authorization"] == request.headers["Authorization"]
    assert headers.get("x-amz-security-token") == request.headers.get("X-Amz-Security-Token")


def test_the_key_of_a_day_is_not_used_the_day_after() -> None:
    keys = ReadOnlyCredentials("AKID", "secret", None)
    signer = Signer("eu-west-1", "host")
    days = [time.strptime(day, "%Y%m%d") for day in ("20260301", "20260302")]

    reused = [signer.headers("GetItem", b"", keys, day) for day in days]

    assert reused == [Signer("eu-west-1", "host").headers("GetItem", b"", keys, day) for day in days]
