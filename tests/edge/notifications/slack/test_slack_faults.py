"""Slack addresses under fire: orders that come late, twice or out of order, and servers that mean ill."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest

from functions.notifications import pushes
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.notifications import wiring
from guildhall.notifications.errors import SlackDelayed
from guildhall.notifications.gateways.posting import Poster
from guildhall.notifications.gateways.slack import SlackWebhooks
from guildhall.notifications.models import SlackMessage, same_address
from guildhall.platform.assembly import Platform
from tests.edge.notifications.conftest import SETTINGS
from tests.edge.notifications.slack.conftest import edges
from tests.edge.notifications.test_phones import FAILED
from tests.fakes.push_service import push_services
from tests.support.http import Answer
from tests.support.invariants import scan
from tests.support.messages import Bus, command_message
from tests.support.outbox import enqueued, published
from tests.support.receiver import Receiver, Reply
from tests.support.slack import ANA, SLACK, sent_code, wants

LONG = 5_000
GONE_EVENT = "SlackStopped.v1"
Log = Callable[[], str]


def resting(seconds: int | str) -> Reply:
    """Return what a server answers that wants to be left alone for so long."""
    return Reply(status=429, headers={"Retry-After": str(seconds)})


class Chats:
    """Ana's settings, and the queue of what goes to her Slack addresses, whose orders come when a test says so."""

    def __init__(self, platform: Platform, clock: SettableClock) -> None:
        self._call = edges(platform, GUILDHALL_SLACK_LOOPBACK="true")
        self._platform, self._clock = platform, clock
        addresses = SlackWebhooks(Poster(loopback_allowed=True, whole_seconds=3.0))
        wired = wiring.wire_push(replace(platform, environ=SETTINGS), push_services(), addresses)
        self.queue = Bus(pushes.subscribe(wired), clock)
        self._taken: Counter[str] = Counter()

    def ask(self, url: str, *, by: Actor = ANA) -> Answer:
        """Ask for a code to an address, a moment later."""
        self._clock.advance(timedelta(seconds=1))
        return self._call("PUT", SLACK, by=by, body={"url": url})

    def confirm(self, code: str) -> Answer:
        """Send a code back."""
        return self._call("POST", f"{SLACK}/confirm", by=ANA, body={"code": code})

    def remove(self) -> Answer:
        """Get nothing in Slack."""
        return self._call("DELETE", SLACK, by=ANA)

    def shown(self) -> dict[str, Any]:
        """Return what the settings say."""
        return dict(self._call("GET", SLACK, by=ANA).body)

    def orders(self) -> list[dict[str, Any]]:
        """Return the orders that were not returned before."""
        found = Counter(
            json.dumps(data, sort_keys=True)
            for data in enqueued(self._platform.tables, "notification-pushes") if data["type"] != "send_push"
        )  # fmt: skip
        fresh = list((found - self._taken).elements())
        self._taken = found
        return [command_message(f"msg_{text}", json.loads(text)) for text in fresh]

    def carry(self) -> list[bool]:
        """Take the new orders; return which of them were done."""
        return [self.queue.takes(order) for order in self.orders()]

    def prove(self, chat: Receiver, url: str = "") -> None:
        """Have Ana told of failed payments at an address that she confirms. url: by default the chat's own."""
        wants(self._call, "payment_failed")
        assert self.ask(url or chat.url).status == 200
        self.carry()
        assert self.confirm(sent_code(chat)).status == 200


@pytest.fixture
def chats(platform: Platform, clock: SettableClock) -> Chats:
    return Chats(platform, clock)


@pytest.fixture
def other() -> Iterator[Receiver]:
    with Receiver().running() as running:
        yield running


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Log:
    """Everything that was logged so far: the line of each invocation, and what was logged beside it."""
    lines: list[str] = []

    def read() -> str:
        lines.extend(capsys.readouterr())
        return "".join(lines) + caplog.text + repr([vars(record) for record in caplog.records])

    return read


def test_the_code_of_an_address_confirms_no_other_that_was_asked_for_meanwhile(
    chats: Chats, chat: Receiver, other: Receiver
) -> None:
    chats.ask(chat.url)
    chats.carry()
    chats.ask(other.url)
    chats.carry()

    assert chats.confirm(sent_code(chat)).status == 422
    assert chats.shown()["address"] is None
    assert chats.confirm(sent_code(other)).status == 200


def test_an_order_of_a_code_sends_nothing_but_that_code(chats: Chats, chat: Receiver, other: Receiver) -> None:
    """Else whoever has many codes ordered at once has all of them sent to the address that was asked for last."""
    chats.ask(chat.url)
    chats.ask(f"{chat.url}&more")
    chats.ask(other.url)

    assert chats.carry() == [True, True, True]

    assert (len(chat.got), len(other.got)) == (0, 1)


def test_an_order_of_a_code_that_comes_after_it_was_confirmed_or_taken_back_sends_nothing(
    chats: Chats, chat: Receiver, other: Receiver
) -> None:
    chats.ask(chat.url)
    (order,) = chats.orders()
    assert chats.queue.takes(order)
    chats.confirm(sent_code(chat))
    assert chats.queue.takes(order)
    assert len(chat.got) == 1

    chats.ask(other.url)
    (late,) = chats.orders()
    chats.remove()
    assert chats.queue.takes(late)
    assert other.got == []
    chats.ask(chat.url)
    assert chats.queue.takes(late)
    assert (len(chat.got), other.got) == (1, [])


@pytest.mark.parametrize(
    "ways",
    [
        ["{url}", "{url}?a=1", "{url}?b=2", "{url}?"],
        ["http://127.0.0.1:{port}/Hooks", "HTTP://127.0.0.1:{port}/hooks", "http://127.0.0.1:{port}/%68ooks",
         "http://127.0.0.1:{port}//hooks/./"],
        ["http://localhost:{port}/hooks", "http://LOCALHOST:{port}/hooks", "http://localHOST:{port}/hooks",
         "http://LocalHost:{port}/hooks"],
    ],
    ids=["query", "path", "host"],
)  # fmt: skip
def test_codes_to_one_address_are_few_however_it_is_written(chats: Chats, chat: Receiver, ways: list[str]) -> None:
    plain = chat.url.partition("?")[0]
    people = [Actor(f"acc_{number}", frozenset({"client"})) for number in range(4)]
    urls = [way.format(url=plain, port=chat.port) for way in ways]

    statuses = [chats.ask(url, by=person).status for url, person in zip(urls, people, strict=True)]

    assert statuses == [200, 200, 200, 429]


def test_two_ways_to_write_one_address_count_as_one() -> None:
    assert same_address("https://chat.example./a/b?key=1") == same_address("https://Chat.example:443//a/b/")
    assert same_address("https://chat.example/a") != same_address("https://chat.example:8443/a")


def test_an_old_address_that_is_gone_takes_none_along_that_was_confirmed_meanwhile(
    chats: Chats, happens: Bus, chat: Receiver, other: Receiver, platform: Platform
) -> None:
    chats.prove(chat)
    chats.ask(other.url)
    chats.carry()
    happens.deliver(FAILED)
    chat.plan.append(Reply(status=404))
    chat.meanwhile = lambda: assert_ok(chats.confirm(sent_code(other)))

    chats.carry()

    assert chats.shown()["address"] is not None
    assert published(platform.tables, GONE_EVENT) == []
    happens.deliver(FAILED)
    chats.carry()
    assert len(other.got) == 2


def assert_ok(answer: Answer) -> None:
    assert answer.status in {200, 204}, answer.body


def test_an_address_that_was_removed_while_it_answered_does_not_come_back(
    chats: Chats, happens: Bus, chat: Receiver, platform: Platform
) -> None:
    chats.prove(chat)
    happens.deliver(FAILED)
    chat.plan.append(resting(60))
    chat.meanwhile = lambda: assert_ok(chats.remove())

    assert chats.carry() == [False]

    assert chats.shown() == {"address": None, "awaited": None}
    assert published(platform.tables, GONE_EVENT) == []


def test_an_address_that_wants_rest_before_it_is_confirmed_holds_up_no_other(
    chats: Chats, happens: Bus, chat: Receiver, other: Receiver
) -> None:
    chats.prove(chat)
    other.plan.append(resting(600))
    chats.ask(other.url)
    assert chats.carry() == [False]

    happens.deliver(FAILED)

    assert chats.carry() == [True]
    assert len(chat.got) == 2


def test_an_address_that_wants_rest_gets_it_although_another_was_asked_for(
    chats: Chats, happens: Bus, chat: Receiver, other: Receiver
) -> None:
    chats.prove(chat)
    chat.plan.append(resting(300))
    happens.deliver(FAILED)
    chats.carry()
    chats.ask(other.url)
    assert chats.carry() == [True]

    happens.deliver(FAILED)
    assert chats.carry() == [False]
    assert len(chat.got) == 2

    assert chats.confirm(sent_code(other)).status == 200
    happens.deliver(FAILED)
    assert chats.carry() == [True], "the new one never asked for rest"


@pytest.mark.parametrize(
    "text", ["Wed, 21 Oct 2065 07:28:00 GMT", "9" * LONG, "-1", "", "1e9"], ids=lambda text: text[:12]
)
def test_a_wish_for_rest_that_is_absurd_or_a_date_is_no_fault_of_ours(
    chats: Chats, happens: Bus, chat: Receiver, clock: SettableClock, text: str
) -> None:
    chats.prove(chat)
    chat.plan.append(resting(text))
    happens.deliver(FAILED)
    (order,) = chats.orders()

    assert chats.queue.takes(order) is False
    assert chats.queue.dead == []
    clock.advance(timedelta(seconds=599))
    assert chats.queue.takes(order) is (len(text) < LONG)
    clock.advance(timedelta(seconds=1))
    assert chats.queue.takes(order) is True


@pytest.mark.parametrize("drips", ["head", "body"])
def test_an_answer_that_never_ends_does_not_keep_us(chats: Chats, chat: Receiver, drips: str) -> None:
    chat.plan.append(Reply(drips=drips))
    chats.ask(chat.url)

    assert chats.carry() == [drips == "body"]
    assert chats.shown()["awaited"] is not None


def test_a_redirect_leads_nowhere(chats: Chats, chat: Receiver, other: Receiver) -> None:
    for status in (301, 302, 303, 307, 308):
        chat.plan.append(Reply(status=status, headers={"Location": other.url}))
        chats.ask(f"{chat.url.replace('hooks', f'hooks{status}')}")
        chats.carry()

    assert (len(chat.got), other.got) == (5, [])


def test_a_name_is_asked_once_for_a_message_and_the_connection_goes_to_that_answer(chat: Receiver) -> None:
    """Else a name that answers twice, the second time with a private address, leads into the network."""
    answers = iter([["127.0.0.1"], ["10.0.0.5"], ["127.0.0.1", "10.0.0.5"]])
    webhooks = SlackWebhooks(Poster(loopback_allowed=True, lookup=lambda *_: next(answers)))
    url, message = f"http://chat.test:{chat.port}/hooks", SlackMessage("Hello", "https://web.example/", "Read")

    assert webhooks.send(url, message)
    for _ in range(2):
        with pytest.raises(SlackDelayed):
            webhooks.send(url, message)

    assert [got.headers["host"] for got in chat.got] == [f"chat.test:{chat.port}"]


@pytest.mark.parametrize(
    "reply",
    [Reply(status=500), Reply(status=403), Reply(status=404), Reply(status=None), Reply(drips="head"),
     Reply(status=302, headers={"Location": "http://127.0.0.1/TOPSECRET"}), Reply(body=b"TOPSECRET")],
    ids=["failing", "refusing", "gone", "broken", "dripping", "redirecting", "echoing"],
)  # fmt: skip
def test_an_address_stands_where_it_is_kept_and_nowhere_else_whatever_its_server_answers(
    chats: Chats, happens: Bus, chat: Receiver, platform: Platform, log: Log, reply: Reply
) -> None:
    secret = f"{chat.url}&key=TOPSECRET-and-an-end"
    chats.prove(chat, secret)
    chat.plan.append(reply)
    happens.deliver(FAILED)

    chats.carry()

    assert "send_slack" in log()
    assert ("to the dead letters" in log()) is bool(chats.queue.dead)
    assert "TOPSECRET" not in log() + json.dumps(chats.queue.dead)
    tables = platform.tables
    kept = [row for table in asdict(tables).values() for row in scan(table) if "TOPSECRET" in repr(row)]
    assert {(row["PK"], row["SK"]) for row in kept} <= {("U#acc_ana#N", "CONTACT")}


@pytest.mark.parametrize(
    "url",
    ["https://10.0.0.7/TOPSECRET", "http://hooks.example/TOPSECRET", "https://nowhere.invalid/TOPSECRET",
     "https://:TOPSECRET@hooks.example/", "https://hooks.example/#TOPSECRET", "https://hooks.example:TOPSECRET/",
     "ftp://hooks.example/TOPSECRET", "https://[TOPSECRET", f"https://hooks.example/{'TOPSECRET' * 300}",
     ["https://hooks.example/TOPSECRET"]],
)  # fmt: skip
def test_an_address_that_is_refused_is_said_to_nobody(chats: Chats, log: Log, url: Any) -> None:
    answer = chats.ask(url)

    assert (answer.status, answer.body["errors"][0]["pointer"]) == (422, "/url")
    assert "PUT" in log()
    assert "TOPSECRET" not in log() + json.dumps(answer.body)
