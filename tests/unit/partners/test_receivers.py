"""The sender's grip on addresses: what is checked is what is connected to."""

from __future__ import annotations

from datetime import UTC, datetime

from guildhall.kernel.clock import SettableClock
from guildhall.partners.gateways.receivers import HttpReceivers
from tests.support.receiver import Receiver

CLOCK = SettableClock(datetime(2026, 3, 2, 12, tzinfo=UTC))


def test_a_name_that_turned_private_after_registration_gets_nothing() -> None:
    answers = iter([["93.184.215.14"], ["10.0.0.5"]])
    receivers = HttpReceivers(CLOCK, loopback_allowed=False, lookup=lambda *_: next(answers))
    receivers.check("https://partner.example/")

    attempt = receivers.post("https://partner.example/", {}, "{}")

    assert attempt.status is None
    assert (attempt.error or "").startswith("address refused")


def test_the_name_is_asked_once_and_the_connection_goes_to_that_answer() -> None:
    with Receiver().running() as receiver:
        answers = iter([["127.0.0.1"], ["10.0.0.5"]])
        receivers = HttpReceivers(CLOCK, loopback_allowed=True, lookup=lambda *_: next(answers))

        attempt = receivers.post(f"http://partner.test:{receiver.port}/", {"x-test": "1"}, "{}")

        assert attempt.is_success
        assert receiver.got[0].headers["host"] == f"partner.test:{receiver.port}"
    assert next(answers) == ["10.0.0.5"]


def test_a_server_that_is_not_who_its_name_says_is_refused() -> None:
    with Receiver().running() as receiver:
        receivers = HttpReceivers(CLOCK, loopback_allowed=True, whole_seconds=1)

        attempt = receivers.post(f"https://127.0.0.1:{receiver.port}/", {}, "{}")

    assert (attempt.status, attempt.error, receiver.got) == (None, "TLS failed", [])
