"""Errors of functions and of browsers come to a server that tracks them, and nothing of the person with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from functions.administration.field import KEYLESS, create_app
from functions.platform.stream_logs import forward
from guildhall.administration.wiring import field
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.kernel.errors import Unavailable
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.messages import consume
from guildhall.platform.observe import logger
from guildhall.platform.sentry import MOST, Sentry
from guildhall.platform.tracked_errors import Deployment
from tests.fakes.sentry import SentryServer
from tests.support.http import Client
from tests.support.log_lines import GROUP, STREAM, delivered
from tests.support.messages import command_message
from tests.support.receiver import Reply

ANA = Actor("acc_ana", frozenset({"client"}))
SECRETS = ("amina@experts.example", "+33612345678", "FR7630006000011234567890189", "203.0.113.9", "acc_ana")
HERE = Deployment("test", "guildhall-test@12")
UNCAUGHT = {
    "timestamp": "2026-03-02T12:00:00Z",
    "level": "ERROR",
    "errorMessage": f"no payout account of {SECRETS[0]}",
    "errorType": "HoldNotReleasable",
    "requestId": "6c1d3f0e-7a1b-4c2d-8e3f-000000000001",
    "stackTrace": [
        '  File "/var/task/tasks.py", line 12, in handle\n    return release(hold_id)\n',
        '  File "/opt/python/guildhall/payments/releasing.py", line 88, in __call__\n    raise HoldNotReleasable\n',
        '  File "/opt/python/pynamodb/models.py", line 5, in get\n',
    ],
}
"""As Lambda's runtime writes it (awslambdaric, bootstrap.py, `log_error`)."""
BROKEN = {"name": "TypeError", "frames": ["assets/index-Bx3.js:1:2345", "assets/page-C.js:2:10"]}
REPORT = {
    "report_id": "6c1d3f0e-7a1b-4c2d-8e3f-000000000001",
    "app_release": "4f2a90c1b7de",
    "route": "/projects/:project_id",
    "vitals": [],
    "errors": [BROKEN],
}
Lines = Callable[[], list[str]]
Take = Callable[[Any], Any]


@pytest.fixture
def server() -> Iterator[SentryServer]:
    running = SentryServer()
    with running.running():
        yield running


@pytest.fixture
def take(server: SentryServer, clock: SettableClock) -> Take:
    return taking(server.dsn, clock)


def taking(dsn: str, clock: SettableClock, **more: Any) -> Take:
    """Return the function that log lines are handed to."""
    handle = forward(Sentry(dsn, clock, loopback_allowed=True, whole_seconds=2.0, **more), HERE)
    return lambda event: handle(event, None)


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Lines:
    """What was logged so far: lines that were written themselves, and records as Powertools writes them."""

    def read() -> list[str]:
        written = [line for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
        return written + [logger.registered_formatter.format(record) for record in caplog.records]

    return read


def dropped(lines: Lines) -> list[tuple[str, int]]:
    read = [json.loads(line) for line in lines()]
    return [(line["reason"], line["dropped"]) for line in read if line.get("ErrorsNotTracked")]


def only(server: SentryServer) -> dict[str, Any]:
    (event,) = server.events.values()
    return event


def an_error(**more: Any) -> str:
    return json.dumps({**UNCAUGHT, **more})


@pytest.mark.feature("OPS-01")
def test_a_bug_of_a_route_comes_with_its_place_and_without_its_words(
    platform: Platform, lines: Lines, server: SentryServer, take: Take
) -> None:
    def create_broken(_: None) -> APIGatewayHttpResolver:
        app = APIGatewayHttpResolver(enable_validation=True)

        @app.post("/v1/payout-accounts")
        def open_account() -> dict[str, str]:
            raise KeyError(f"cannot pay {SECRETS}")

        return app

    call = Client(create_broken, None, platform)
    answer = call(
        "POST", "/v1/payout-accounts", by=ANA, body={"iban": SECRETS[2]}, headers={"X-Forwarded-For": SECRETS[3]}
    )

    assert answer.status == 500
    assert take(delivered(lines())) == {"taken": 1}
    event = only(server)
    (exception,) = event["exception"]["values"]
    innermost = exception["stacktrace"]["frames"][-1]
    assert (exception["type"], exception["module"], event["logentry"]) == ("KeyError", "builtins", {"formatted": "bug"})
    assert (innermost["function"], innermost["filename"].rpartition("/")[2]) == (
        "open_account",
        "test_error_tracking.py",
    )
    assert innermost["context_line"].startswith("raise KeyError(")
    assert (event["environment"], event["release"], event["platform"]) == ("test", "guildhall-test@12", "python")
    assert event["transaction"] == event["tags"]["route"] == "POST /v1/payout-accounts"
    assert event["tags"]["correlation_id"] == answer.headers["X-Correlation-Id"]
    assert event["contexts"] == {"log": {"group": GROUP, "stream": STREAM}}
    assert [secret for secret in SECRETS if secret in server.got[0].body] == []


@pytest.mark.feature("OPS-01")
def test_what_broke_in_a_browser_comes_with_places_in_the_bundle_of_its_app_release(
    platform: Platform, lines: Lines, server: SentryServer, take: Take
) -> None:
    call = Client(create_app, field.wire(platform), platform, keyless=KEYLESS)
    assert call("POST", "/v1/field-reports", body=REPORT).status == 204

    assert take(delivered(lines())) == {"taken": 1}
    event = only(server)
    (exception,) = event["exception"]["values"]
    assert (event["platform"], event["release"], event["transaction"]) == (
        "javascript", "4f2a90c1b7de", "/projects/:project_id",
    )  # fmt: skip
    assert exception["type"] == "TypeError"
    assert exception["stacktrace"]["frames"] == [
        {"filename": "app:///assets/page-C.js", "lineno": 2, "colno": 10, "in_app": True},
        {"filename": "app:///assets/index-Bx3.js", "lineno": 1, "colno": 2345, "in_app": True},
    ]
    # Nobody is to take the address of our function for the visitor's.
    assert event["sdk"]["settings"] == {"infer_ip": "never"}
    assert "user" not in event
    assert "127.0.0.1" not in server.got[0].body


def test_an_exception_that_leaves_a_function_is_told_by_lambdas_own_line(server: SentryServer, take: Take) -> None:
    take(delivered([an_error()]))

    event = only(server)
    (exception,) = event["exception"]["values"]
    frames = exception["stacktrace"]["frames"]
    assert (exception["type"], event["transaction"]) == ("HoldNotReleasable", "guildhall-test-app-PaymentsApi-Xy1")
    assert event["tags"] == {"function": "guildhall-test-app-PaymentsApi-Xy1", "requestId": UNCAUGHT["requestId"]}
    assert [(each["filename"], each["lineno"], each["function"], each["in_app"]) for each in frames] == [
        ("tasks.py", 12, "handle", True),
        ("guildhall/payments/releasing.py", 88, "__call__", True),
        ("pynamodb/models.py", 5, "get", False),
    ]
    assert [each.get("context_line") for each in frames] == ["return release(hold_id)", "raise HoldNotReleasable", None]
    assert SECRETS[0] not in server.got[0].body


def test_a_bug_in_a_message_names_the_message(
    platform: Platform, lines: Lines, server: SentryServer, take: Take
) -> None:
    def fail(_: Any) -> None:
        raise ZeroDivisionError

    body = json.dumps(command_message("msg_1", {"type": "send_letter"}))
    message = {"messageId": "1", "body": body, "attributes": {}}
    consume({"send_letter": fail}, lambda *_: None)({"Records": [message]}, None)

    take(delivered(lines()))

    assert only(server)["transaction"] == "send_letter"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"level": "ERROR", "service": "guildhall", "message": "to the dead letters"}, "to the dead letters"),
        # A library's words may hold anything.
        ({"level": "ERROR", "logger": "urllib3", "message": f"no way to {SECRETS[0]}"}, None),
        ({"log_level": "ERROR", "errorType": "Runtime.ImportModuleError", "stackTrace": []}, None),
    ],
)  # fmt: skip
def test_a_line_without_a_place_is_an_error_all_the_same(
    line: dict[str, Any], said: str | None, server: SentryServer, take: Take
) -> None:
    take(delivered([json.dumps(line)]))

    assert only(server).get("logentry", {}).get("formatted") == said
    assert SECRETS[0] not in server.got[0].body


def test_other_lines_and_the_test_of_cloudwatch_give_nothing(server: SentryServer, take: Take) -> None:
    others = ["ERROR in words", '"ERROR"', '{"level": "INFO", "message": "ERROR"}', '{"level": ["ERROR"]}', "[1]"]

    assert take(delivered(others)) == {"taken": 0}
    assert take(delivered(["CWL CONTROL MESSAGE: checking health of destination"], kind="CONTROL_MESSAGE")) == {
        "taken": 0
    }
    assert server.got == []


def test_a_line_that_comes_again_is_the_same_error_and_another_line_is_another(
    server: SentryServer, take: Take
) -> None:
    for _ in range(2):
        take(delivered([an_error()]))
    assert len(server.events) == 1

    take(delivered([an_error()], first=1))
    assert len(server.events) == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500), Reply(503, headers={"Retry-After": "30"}), Reply(None), Reply(is_late=True), Reply(drips="head")
    ],
)  # fmt: skip
def test_a_server_that_fails_gets_the_whole_delivery_again(reply: Reply, server: SentryServer, take: Take) -> None:
    three = delivered([an_error(), an_error(), an_error()])
    server.plan.extend((server.always, reply))

    with pytest.raises(Unavailable):
        take(three)
    assert len(server.events) == 1

    assert take(three) == {"taken": 3}
    assert len(server.events) == 3


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "30"}, 30),
        ({}, 60),
        ({"Retry-After": "Mon, 02 Mar 2026 12:00:10 GMT"}, 60),
        ({"Retry-After": "9" * 5_000}, 86_400),
        ({"Retry-After": "9", "X-Sentry-Rate-Limits": "60:transaction:key, 2700:default;error;security:key"}, 2_700),
        ({"X-Sentry-Rate-Limits": "120::organization:quota:x, 7.5:error:key, nonsense, 5"}, 120),
    ],
)  # fmt: skip
def test_a_server_that_wants_no_more_is_left_alone_for_as_long_as_it_says(
    headers: dict[str, str], seconds: int, server: SentryServer, take: Take, clock: SettableClock, lines: Lines
) -> None:
    server.plan.append(Reply(429, headers=headers))

    assert take(delivered([an_error(), an_error()])) == {"taken": 0}
    clock.advance(timedelta(seconds=seconds - 1))
    assert take(delivered([an_error()])) == {"taken": 0}
    assert len(server.got) == 1
    assert dropped(lines) == [("the server wants no more for now", 2), ("the server wants no more for now", 1)]

    clock.advance(timedelta(seconds=1))
    assert take(delivered([an_error()])) == {"taken": 1}


def test_an_answer_that_never_ends_has_said_enough(server: SentryServer, take: Take) -> None:
    server.plan.append(Reply(200, drips="body"))

    assert take(delivered([an_error()])) == {"taken": 1}


def test_a_limit_that_comes_with_an_error_that_was_taken_counts_too(
    server: SentryServer, take: Take, clock: SettableClock
) -> None:
    server.plan.append(Reply(200, headers={"X-Sentry-Rate-Limits": "10:error:project"}))

    assert take(delivered([an_error(), an_error()])) == {"taken": 1}
    clock.advance(timedelta(seconds=10))
    assert take(delivered([an_error()])) == {"taken": 1}


def test_a_limit_for_something_else_is_none_for_us(server: SentryServer, take: Take) -> None:
    server.plan.append(Reply(200, headers={"X-Sentry-Rate-Limits": "600:transaction;session:key"}))

    assert take(delivered([an_error(), an_error()])) == {"taken": 2}


@pytest.mark.parametrize("status", [400, 413, 302])
def test_an_error_that_is_refused_is_counted_and_holds_up_no_other(
    status: int, server: SentryServer, take: Take, lines: Lines
) -> None:
    server.plan.append(Reply(status, headers={"Location": "http://127.0.0.1:1/"}))

    assert take(delivered([an_error(), an_error()])) == {"taken": 1}
    assert dropped(lines) == [("the server refused it", 1)]


@pytest.mark.parametrize("dsn", ["http://other@127.0.0.1:{port}/7", "http://public@127.0.0.1:{port}/8"])
def test_a_key_or_project_that_is_not_known_there_is_refused(
    dsn: str, server: SentryServer, clock: SettableClock, lines: Lines
) -> None:
    assert taking(dsn.format(port=server.port), clock)(delivered([an_error()])) == {"taken": 0}
    assert dropped(lines) == [("the server refused it", 1)]


@pytest.mark.parametrize(
    "dsn",
    [
        "", "sentry", "https://sentry.example/7", "https://key@sentry.example", "ftp://key@sentry.example/7",
        "https://k y@sentry.example/7", "https://key@sentry.example/7?x=1", "https://key@sentry.example/7\r\nx: y",
    ],
)  # fmt: skip
def test_a_secret_that_holds_no_dsn_is_counted_and_not_shown(dsn: str, clock: SettableClock, lines: Lines) -> None:
    assert taking(dsn, clock)(delivered([an_error()])) == {"taken": 0}

    read = lines()
    assert dropped(lambda: read) == [("the secret holds no DSN", 1)]
    assert not dsn or dsn not in "".join(read)


@pytest.mark.parametrize("path", ["", "/errors", "/a/b"])
def test_a_server_of_ones_own_may_lie_under_a_path_and_a_dsn_of_old_has_a_second_key(
    path: str, server: SentryServer, clock: SettableClock
) -> None:
    dsn = f"http://public:secret@127.0.0.1:{server.port}{path}/7/\n"

    taking(dsn, clock)(delivered([an_error()]))

    assert server.got[0].path == f"{path}/api/7/envelope/"
    assert "secret" not in str(server.got[0])


@pytest.mark.parametrize("address", ["10.0.0.5", "169.254.169.254", "::1", "127.0.0.1"])
def test_only_the_local_stage_sends_to_an_address_that_is_not_public(address: str, clock: SettableClock) -> None:
    tracker = Sentry("https://key@sentry.example/7", clock, lookup=lambda *_: [address])

    with pytest.raises(Unavailable, match="AddressRefused"):
        forward(tracker, HERE)(delivered([an_error()]), None)


def test_of_a_storm_the_first_are_handed_over_and_the_rest_counted(
    server: SentryServer, take: Take, lines: Lines
) -> None:
    assert take(delivered([an_error()] * (MOST + 70))) == {"taken": MOST}

    assert len(server.events) == MOST
    assert dropped(lines) == [("too many at once", 70)]
