"""How soon an expert usually answers: counted once a day, told when it is news, and never of few answers."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from functions.messaging.tasks import choose
from functions.messaging.uploads import subscribe
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import from_text
from guildhall.messaging import wiring
from guildhall.messaging.models import Participant, ParticipantRole, Subject
from guildhall.messaging.wiring.writing import wire_timers
from guildhall.platform.edge.messages import consume
from tests.support.chat import CLIENT, EXPERT, STRANGER, House
from tests.support.messages import command_message
from tests.support.outbox import enqueued, published

CONTRACTS = [f"ctr_01JZ4A8X7N3V5T9K2C6M0QWER{letter}" for letter in "ABC"]
DAY = timedelta(days=1)


class Desk:
    """Talks of an expert with clients, and the clock."""

    def __init__(self, house: House) -> None:
        self.house = house
        for contract in CONTRACTS:
            house.open(contract, CLIENT, EXPERT)

    def talk(self, after: timedelta, *, answers: int = 4, contracts: list[str] = CONTRACTS) -> None:
        """Let the client ask that often in each, and the expert answer after so long."""
        for contract in contracts:
            conversation = contract.replace("ctr_", "cnv_")
            for _ in range(answers):
                self.house.send(CLIENT, "?", at=conversation)
                self.house.clock.advance(after - timedelta(seconds=1))
                self.house.send(EXPERT, "!", at=conversation)
            self.house.stream(conversation)

    def pass_time(self, after: timedelta = DAY) -> int:
        """Let the timer fire after a while and the queue deliver what it ever led to; return how many looks began."""
        house = self.house
        house.clock.advance(after)
        begun: dict[str, int] = choose(wire_timers(house.platform, house.vault))["look_at_clock"]({})
        told = enqueued(house.platform.tables, "messaging-files")
        records = [command_message(f"cmd_{number}", one) for number, one in enumerate(told)]
        records = [{"messageId": str(n), "body": json.dumps(one), "attributes": {}} for n, one in enumerate(records)]
        assert consume(subscribe(house.files), lambda *_: None)({"Records": records}, None)["batchItemFailures"] == []
        return begun["looks"]

    def told(self, who: Actor = EXPERT) -> list[tuple[int | None, int]]:
        """Return what the world heard of somebody."""
        heard = published(self.house.platform.tables, "ResponseTimeMeasured.v1")
        return [(one["within_seconds"], one["answers"]) for one in heard if one["account_id"] == who.account_id]


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


@pytest.mark.parametrize(
    ("after", "within"),
    [(timedelta(minutes=15), 900), (timedelta(minutes=16), 3_600), (timedelta(days=2), 259_200), (8 * DAY, None)],
)
def test_what_half_of_the_answers_took_is_told_as_the_step_that_holds_it(
    desk: Desk, after: timedelta, within: int | None
) -> None:
    desk.talk(after)

    assert desk.pass_time() == 1
    assert desk.told() == ([(within, 12)] if within else [])


def test_what_is_told_says_when_it_was_measured_and_nothing_of_the_talks(desk: Desk, house: House) -> None:
    desk.talk(timedelta(minutes=5))
    desk.pass_time()

    (event,) = published(house.platform.tables, "ResponseTimeMeasured.v1")
    assert from_text(event.pop("measured_at")) == house.clock.now()
    assert event == {"account_id": EXPERT.account_id, "within_seconds": 900, "answers": 12}


@pytest.mark.parametrize(("answers", "contracts"), [(3, CONTRACTS), (20, CONTRACTS[:2])])
def test_few_answers_or_answers_to_few_say_nothing(desk: Desk, answers: int, contracts: list[str]) -> None:
    desk.talk(timedelta(minutes=5), answers=answers, contracts=contracts)

    assert (desk.pass_time(), desk.told()) == (1, [])


def test_nobody_is_looked_at_more_than_once_a_day_or_when_they_write_nothing(desk: Desk) -> None:
    desk.talk(timedelta(minutes=5))
    looks = [
        desk.pass_time(timedelta(hours=20)),
        desk.pass_time(timedelta(hours=4)),
        desk.pass_time(),
        desk.pass_time(),
    ]

    desk.talk(timedelta(minutes=5))

    assert looks == [0, 1, 0, 0]
    assert (desk.pass_time(timedelta(hours=12)), desk.pass_time(timedelta(hours=12))) == (0, 1)


def test_what_stays_is_not_told_again_before_a_month_and_what_changes_is_told_the_next_day(desk: Desk) -> None:
    desk.talk(timedelta(minutes=5))
    desk.pass_time()
    for _ in range(2):
        desk.talk(timedelta(minutes=6), answers=1)
        desk.pass_time()
    same = desk.told()
    desk.talk(timedelta(minutes=5), answers=1)
    desk.pass_time(timedelta(days=30))
    month = desk.told()[1:]
    desk.talk(timedelta(hours=3), answers=12)
    desk.pass_time()

    assert same == [(900, 12)]
    assert month == [(900, 21)]
    assert desk.told()[2:] == [(14_400, 57)]


def test_when_too_few_answers_are_left_that_is_told_too(desk: Desk) -> None:
    desk.talk(timedelta(minutes=5))
    desk.pass_time()
    desk.talk(timedelta(minutes=5), answers=1)
    desk.pass_time(timedelta(days=91))

    assert desk.told() == [(900, 12), (None, 0)]


def test_clients_are_not_timed_about_contracts(desk: Desk) -> None:
    desk.talk(timedelta(minutes=5))
    desk.pass_time()

    assert desk.told(CLIENT) == []


def test_another_process_and_a_repeated_stream_lead_to_no_second_look(desk: Desk, house: House) -> None:
    desk.talk(timedelta(minutes=5))
    house.background = wiring.wire_background(house.platform)
    house.clock.advance(timedelta(hours=1))
    for contract in CONTRACTS:
        house.stream(contract.replace("ctr_", "cnv_"))

    assert desk.pass_time(timedelta(hours=23)) == 1
    assert len(desk.told()) == 1


def test_whoever_answers_in_direct_conversations_is_timed(house: House) -> None:
    desk = Desk(house)
    others = [Actor(f"acc_01J{letter * 23}", frozenset({"client"})) for letter in "PQR"]
    for other in others:
        both = [Participant(one.account_id, ParticipantRole.MEMBER) for one in (STRANGER, other)]
        talk = house.ears.keep_conversation(Subject.DIRECT, f"dir_01J{other.account_id[7:]}", "Two", both)
        for _ in range(4):
            house.send(other, "?", at=talk)
            house.clock.advance(timedelta(minutes=30))
            house.send(STRANGER, "!", at=talk)
        house.stream(talk)
    desk.pass_time()

    assert desk.told(STRANGER) == [(3_600, 12)]
