"""Keys, parameters, idempotency and faults: what surrounds every request."""

import json
import threading
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
import stripe

from tests.stripe_server.conftest import Stripe, a_payment, an_account, available
from tools.stripe_server import StripeServer
from tools.stripe_server.errors import ApiError

HOUR = 60 * 60
DAY = 24 * HOUR


def customers(client: stripe.StripeClient) -> int:
    return len(client.v1.customers.list().data)


def keyed(key: str) -> Any:
    return {"idempotency_key": key}


def raw(server: StripeServer, path: str, body: bytes | None = None, **headers: str) -> tuple[int, Any]:
    """Ask without the SDK; return status and JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(server.url + path, body, named)
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, json.loads(response.read() or b"null")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


@pytest.mark.parametrize("key", ["", "sk_live_x", "whatever"])
def test_a_request_without_a_test_key_is_refused(server: StripeServer, key: str) -> None:
    status, body = raw(server, "/v1/balance", Authorization=f"Bearer {key}")

    assert (status, body["error"]["type"]) == (401, "invalid_request_error")


def test_a_key_may_come_as_basic_authorisation(server: StripeServer) -> None:
    status, body = raw(server, "/v1/balance", Authorization="Basic c2tfdGVzdF94Og==")

    assert (status, body["object"]) == (200, "balance")


@pytest.mark.parametrize(
    ("params", "code", "param"),
    [
        ({"amount": 100, "currency": "eur", "transfergroup": "m1"}, "parameter_unknown", "transfergroup"),
        (
            {"amount": 100, "currency": "eur", "automatic_payment_methods": {"enabled": True, "redirects": "never"}},
            "parameter_unknown",
            "automatic_payment_methods[redirects]",
        ),
        ({"currency": "eur"}, "parameter_missing", "amount"),
        ({"amount": "ten", "currency": "eur"}, "parameter_invalid", "amount"),
        ({"amount": 0, "currency": "eur"}, "amount_too_small", "amount"),
        ({"amount": 100, "currency": "euro"}, None, "currency"),
        ({"amount": 100, "currency": "eur", "customer": "cus_unknown"}, "resource_missing", "customer"),
    ],
)
def test_a_wrong_parameter_is_named_and_changes_nothing(
    client: stripe.StripeClient, params: Any, code: str | None, param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_intents.create(params)

    assert (refused.value.code, refused.value.param) == (code, param)
    assert client.v1.payment_intents.list().data == []


def test_an_unknown_route_is_refused(server: StripeServer) -> None:
    status, body = raw(server, "/v1/nothing", Authorization="Bearer sk_test_x")

    assert (status, body["error"]["code"]) == (404, "unrecognized_url")


def test_a_request_that_the_server_does_not_keep_says_so(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.APIError, match="does not carry out ProductService"):
        client.v1.products.create({"name": "Pro"})


def test_an_unknown_property_cannot_be_expanded(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
        a_payment(client, expand=["latest_charge.nothing"])

    assert client.v1.payment_intents.list().data == [], "a refused request leaves nothing"


def test_the_same_key_gets_the_same_answer(client: stripe.StripeClient) -> None:
    first = client.v1.customers.create({"name": "Client"}, keyed("create:1"))
    second = client.v1.customers.create({"name": "Client"}, keyed("create:1"))

    assert first.id == second.id
    assert second.last_response is not None
    assert second.last_response.headers["Idempotent-Replayed"] == "true"
    assert customers(client) == 1


def test_a_key_is_good_for_one_request_only(client: stripe.StripeClient) -> None:
    client.v1.customers.create({"name": "Client"}, keyed("create:1"))

    with pytest.raises(stripe.IdempotencyError):
        client.v1.customers.create({"name": "Another"}, keyed("create:1"))

    assert customers(client) == 1


def test_a_key_is_forgotten_after_a_day(client: stripe.StripeClient, server: StripeServer) -> None:
    client.v1.customers.create({}, keyed("create:1"))
    server.control.advance(DAY - 60)
    client.v1.customers.create({}, keyed("create:1"))
    remembered = customers(client)

    server.control.advance(60)
    client.v1.customers.create({}, keyed("create:1"))

    assert (remembered, customers(client)) == (1, 2)


def test_a_refusal_is_remembered_under_its_key(client: stripe.StripeClient) -> None:
    account = an_account(client).id
    wanted: Any = {"amount": 100, "currency": "eur", "payment_method": "pm_card_chargeDeclined", "confirm": True}

    for _ in range(2):
        with pytest.raises(stripe.CardError):
            client.v1.payment_intents.create(wanted, keyed("fund:1"))

    assert account
    assert len(client.v1.payment_intents.list().data) == 1


def test_a_request_that_was_never_understood_is_not_remembered(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.payment_intents.create({"amount": 1, "currency": "eur", "bogus": 1}, keyed("fund:1"))  # type: ignore[typeddict-unknown-key]

    assert client.v1.payment_intents.create({"amount": 1, "currency": "eur"}, keyed("fund:1")).id


def test_v2_remembers_success_for_thirty_days_and_repeats_failures(
    client: stripe.StripeClient, server: StripeServer
) -> None:
    server.control.fault("500_saved_before", path="/v2/")
    with pytest.raises(stripe.APIError):
        client.v2.core.accounts.create({"display_name": "E"}, keyed("acct:1"))

    first = client.v2.core.accounts.create({"display_name": "E"}, keyed("acct:1"))
    server.control.advance(29 * DAY)
    second = client.v2.core.accounts.create({"display_name": "E"}, keyed("acct:1"))
    server.control.advance(DAY)
    third = client.v2.core.accounts.create({"display_name": "E"}, keyed("acct:1"))

    assert first.id == second.id != third.id


@pytest.mark.parametrize(
    ("fault", "error", "done", "done_after_retry"),
    [
        ("500_before", stripe.APIError, 0, 1),
        ("500_after", stripe.APIError, 1, 1),
        ("drop_before", stripe.APIConnectionError, 0, 1),
        ("drop_after", stripe.APIConnectionError, 1, 1),
        ("429", stripe.RateLimitError, 0, 1),
    ],
)
def test_a_fault_whose_key_works_again(
    client: stripe.StripeClient,
    server: StripeServer,
    fault: str,
    error: type[Exception],
    done: int,
    done_after_retry: int,
) -> None:
    server.control.fault(fault)
    with pytest.raises(error):
        client.v1.customers.create({}, keyed("create:1"))
    after_fault = customers(client)

    client.v1.customers.create({}, keyed("create:1"))

    assert (after_fault, customers(client)) == (done, done_after_retry)


@pytest.mark.parametrize(("fault", "done"), [("500_saved_before", 0), ("500_saved_after", 1)])
def test_a_fault_that_is_saved_under_its_key(
    client: stripe.StripeClient, server: StripeServer, fault: str, done: int
) -> None:
    server.control.fault(fault)

    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.customers.create({}, keyed("create:1"))

    assert customers(client) == done
    client.v1.customers.create({}, keyed("create:2"))
    assert customers(client) == done + 1


def test_a_want_of_balance_is_saved_under_its_key(client: stripe.StripeClient, server: StripeServer) -> None:
    server.control.fault("402_insufficient", path="/v1/customers")

    for _ in range(2):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.customers.create({}, keyed("create:1"))
        assert refused.value.code == "balance_insufficient"

    assert client.v1.customers.create({}, keyed("create:2")).id


def test_a_fault_waits_for_its_request(client: stripe.StripeClient, server: StripeServer) -> None:
    server.control.fault("500_before", path="/v1/payment_intents", times=2)

    client.v1.customers.create({})
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            a_payment(client)

    assert a_payment(client).status == "succeeded"


def test_an_unknown_fault_is_refused(server: StripeServer) -> None:
    with pytest.raises(ApiError, match="Unknown fault"):
        server.control.fault("earthquake")


def test_the_sdk_retries_with_one_key(sdk: Stripe, server: StripeServer) -> None:
    server.control.fault("500_before")
    server.control.fault("drop_after")

    sdk.client(retries=2).v1.customers.create({})

    keys = [each["idempotency_key"] for each in server.control.calls()]
    assert [each["fault"] for each in server.control.calls()] == ["500_before", "drop_after", None]
    assert len(set(keys)) == 1
    assert keys[0]
    assert customers(sdk.client()) == 1


def test_the_sdk_does_not_retry_an_error_that_is_saved(sdk: Stripe, server: StripeServer) -> None:
    server.control.fault("500_saved_before")

    with pytest.raises(stripe.APIError):
        sdk.client(retries=2).v1.customers.create({})

    assert len(server.control.calls()) == 1


def test_a_slow_answer_outlives_an_impatient_client(sdk: Stripe, server: StripeServer) -> None:
    server.control.fault("slow", milliseconds=300)

    with pytest.raises(stripe.APIConnectionError):
        sdk.client(timeout=0.05).v1.customers.create({}, keyed("create:1"))
    with pytest.raises(stripe.APIError) as busy:
        sdk.client().v1.customers.create({}, keyed("create:1"))

    assert busy.value.http_status == 409
    deadline = time.monotonic() + 5
    while not customers(sdk.client()):
        assert time.monotonic() < deadline, "the slow request was never carried out"
        threading.Event().wait(0.02)


def test_two_at_once_with_one_key_are_one(sdk: Stripe) -> None:
    outcomes: list[str] = []

    def create() -> None:
        client = sdk.client(retries=3)
        outcomes.append(client.v1.customers.create({}, keyed("create:1")).id)

    threads = [threading.Thread(target=create) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 6
    assert len(set(outcomes)) == 1


def test_another_website_cannot_use_the_controls(server: StripeServer) -> None:
    status, _ = raw(server, "/_control/reset", b"{}", Sec_Fetch_Site="cross-site")

    assert status == 403


def test_a_name_that_is_not_this_machine_is_refused(server: StripeServer) -> None:
    status, _ = raw(server, "/v1/balance", Host="stripe.example", Authorization="Bearer sk_test_x")

    assert status == 403


def test_a_browser_of_another_origin_may_call_the_api(server: StripeServer) -> None:
    request = urllib.request.Request(f"{server.url}/v1/payment_intents/pi_1/confirm", method="OPTIONS")

    with urllib.request.urlopen(request) as response:
        assert response.status == 204
        assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_controls_work_over_http(client: stripe.StripeClient, server: StripeServer) -> None:
    a_payment(client)

    armed = raw(server, "/_control/faults", b'{"kind": "500_before", "path": "/v1/refunds"}')
    waiting = raw(server, "/_control/faults")
    calls = raw(server, "/_control/calls")
    moved = raw(server, "/_control/clock", b'{"seconds": 60}')
    wrong = raw(server, "/_control/clock", b'{"minutes": 1}')
    unknown = raw(server, "/_control/nothing", b"{}")
    reset = raw(server, "/_control/reset", b"{}")

    assert armed == (200, {"ok": True})
    assert [each["path"] for each in waiting[1]] == ["/v1/refunds"]
    assert [each["path"] for each in calls[1]] == ["/v1/payment_intents"]
    assert moved[1]["now"] > time.time() + 50
    assert (wrong[0], unknown[0], reset[0]) == (400, 404, 200)
    assert available(client) == 0
