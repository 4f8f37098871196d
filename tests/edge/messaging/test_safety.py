"""Reports, what moderators decide about them, hints for readers, and signals for whoever watches for fraud."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from functions.messaging.safety import KEYLESS, create_app
from guildhall.kernel.actor import Actor
from guildhall.messaging.wiring.safety import wire_safety
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer, Client
from tests.support.outbox import published

PATH = "/v1/message-reports"
MODERATOR = Actor("acc_01JAAAAAAAAAAAAAAAAAAAAAAA", frozenset({"administrator"}))
THREAT = "Refund me, or I will leave a bad review."


class Desk:
    """The house, with moderators."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.at = Client(create_app, wire_safety(house.platform), house.platform, keyless=KEYLESS)

    def report(self, *, by: Actor = CLIENT, **about: Any) -> Answer:
        """Report something of the conversation."""
        body = {"conversation_id": CONVERSATION, "reason": "fraud", "note": "Look", **about}
        return self.at("POST", PATH, by=by, body=body)

    def decide(self, report: Answer, decision: str, *, by: Actor = MODERATOR) -> Answer:
        """Decide about a report."""
        return self.decide_on(report.body["report_id"], decision, by=by)

    def decide_on(self, report_id: str, decision: str, *, by: Actor = MODERATOR) -> Answer:
        """Decide about a report by its id."""
        body = {"decision": decision, "note": "seen"}
        return self.at("POST", f"{PATH}/{report_id}/decision", by=by, body=body)

    def waiting(self, *, by: Actor = MODERATOR, **query: str) -> Answer:
        """Return the queue."""
        return self.at("GET", PATH, by=by, query=query)

    def shown(self, report: Answer, *, by: Actor) -> Answer:
        """Return a report as somebody sees it."""
        return self.at("GET", f"{PATH}/{report.body['report_id']}", by=by)


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


def test_what_is_reported_waits_for_a_moderator_with_what_it_said_the_oldest_first(desk: Desk) -> None:
    said = desk.house.send(EXPERT, "Pay me outside the platform").body["message_id"]
    of_message = desk.report(message_id=said)
    desk.house.on(EXPERT, "DELETE", said)
    of_all = desk.report(by=EXPERT, reason="spam")

    first = desk.waiting(limit="1")
    second = desk.waiting(limit="1", cursor=first.body["next_cursor"])

    assert (of_message.status, of_all.body["account_id"]) == (201, CLIENT.account_id)
    ((one,), (two,)) = (first.body["items"], second.body["items"])
    assert (one["report_id"], one["text"]) == (of_message.body["report_id"], "Pay me outside the platform")
    assert (two["report_id"], two["text"], two["reporter_id"]) == (of_all.body["report_id"], None, EXPERT.account_id)
    assert "text" not in of_message.body


def test_a_hidden_message_is_gone_for_everybody_and_its_reporter_is_told(desk: Desk) -> None:
    said = desk.house.send(EXPERT, "Awful").body["message_id"]
    report = desk.report(message_id=said)
    desk.house.connect(EXPERT, "desk=")

    decided, again = desk.decide(report, "hide_message"), desk.decide(report, "hide_message")

    assert (decided.status, decided.body) == (200, again.body)
    assert [item["text"] for item in desk.house.read(CLIENT).body["items"]] == [""]
    (told,) = desk.house.gateway.events("desk=", "message_changed")
    assert told["message"]["deleted_at"]
    assert desk.waiting().body["items"] == []
    (event,) = published(desk.house.platform.tables, "AbuseReportDecided.v1")
    assert (event["reporter_id"], event["reported_id"], event["decision"]) == (
        CLIENT.account_id,
        EXPERT.account_id,
        "hide_message",
    )


def test_open_screens_hear_how_many_replies_a_thread_has_when_a_moderator_hides_one(desk: Desk) -> None:
    begun = desk.house.send(CLIENT, "Which colours?").body["message_id"]
    desk.house.send(CLIENT, "Soon, please", thread_id=begun)
    said = desk.house.send(EXPERT, "Awful", thread_id=begun).body["message_id"]
    desk.house.connect(CLIENT, "desk=")

    desk.decide(desk.report(message_id=said), "hide_message")

    told = [each["message"] for each in desk.house.gateway.events("desk=", "message_changed")]
    assert [(each["message_id"], each["replies"]) for each in told] == [(said, 0), (begun, 1)]


def test_whom_a_moderator_blocks_writes_to_the_reporter_no_more(desk: Desk) -> None:
    report = desk.report(account_id=EXPERT.account_id)

    assert desk.decide(report, "block").status == 200

    refused = desk.house.send(EXPERT, "Hello?")
    assert (refused.status, refused.problem) == (403, "messaging/blocked")


def test_a_decision_stands(desk: Desk) -> None:
    report = desk.report()
    desk.decide(report, "warn")

    other = desk.decide(report, "dismiss")

    assert (other.status, other.problem) == (409, "messaging/report-decided")
    assert desk.shown(report, by=CLIENT).body["decision"] == "warn"


def test_what_there_is_not_cannot_be_hidden(desk: Desk) -> None:
    answer = desk.decide(desk.report(), "hide_message")

    assert (answer.status, answer.problem) == (422, "messaging/decision-impossible")
    assert answer.body["detail"] == "take one of these decisions: dismiss, warn, block"
    assert len(desk.waiting().body["items"]) == 1


def test_only_what_others_did_in_ones_own_conversation_is_reported(desk: Desk) -> None:
    own = desk.house.send(CLIENT, "Mine").body["message_id"]
    theirs = desk.house.send(EXPERT, "Yours").body["message_id"]

    answers = [
        desk.report(message_id=own),
        desk.report(message_id=desk.house.message_id()),
        desk.report(account_id=CLIENT.account_id),
        desk.report(account_id=STRANGER.account_id),
        desk.report(message_id=theirs, account_id=STRANGER.account_id),
    ]

    assert {(one.status, one.problem) for one in answers} == {(422, "messaging/reported-unknown")}
    assert desk.report(by=STRANGER).status == 404
    assert desk.waiting().body["items"] == []


def test_the_reporter_follows_a_report_and_nobody_else_learns_of_it(desk: Desk) -> None:
    report = desk.report()

    assert [desk.shown(report, by=one).status for one in (CLIENT, MODERATOR, EXPERT, STRANGER)] == [200, 200, 404, 404]
    assert [desk.decide(report, "dismiss", by=one).status for one in (CLIENT, EXPERT)] == [403, 404]


def test_nobody_decides_what_they_reported(desk: Desk) -> None:
    reporter = replace(CLIENT, roles=frozenset({"administrator"}))
    own = desk.report(by=reporter)

    assert desk.decide(own, "block", by=reporter).status == 403
    assert desk.waiting(by=reporter).body["items"] == []
    assert desk.shown(own, by=reporter).body["decision"] is None
    assert desk.decide(own, "block").status == 200


@pytest.mark.parametrize("by", ["a participant", "the platform"])
def test_of_what_is_about_themselves_moderators_know_nothing(desk: Desk, by: str) -> None:
    accused = replace(EXPERT, roles=frozenset({"administrator"}))
    said = desk.house.send(accused, THREAT).body["message_id"]
    if by == "the platform":
        desk.house.stream()
    else:
        desk.report(message_id=said)
    (found,) = desk.waiting().body["items"]

    assert desk.waiting(by=accused).body["items"] == []
    assert desk.at("GET", f"{PATH}/{found['report_id']}", by=accused).status == 404
    assert desk.decide_on(found["report_id"], "dismiss", by=accused).status == 404
    assert desk.decide_on(found["report_id"], "warn").status == 200


def test_one_reports_no_more_than_twenty_times_a_day(desk: Desk) -> None:
    answers = [desk.report() for _ in range(21)]

    assert [one.status for one in answers] == [201] * 20 + [429]


def test_a_message_that_asks_for_payment_elsewhere_bears_a_hint_and_is_signalled_once(desk: Desk) -> None:
    sent = desk.house.send(EXPERT, "Pay me outside the platform: DE89 3704 0044 0532 0130 00").body
    plain = desk.house.send(EXPERT, "Hello").body

    for _ in range(2):
        assert desk.house.stream() == {"batchItemFailures": []}

    assert (sent["hints"], plain["hints"]) == (["iban", "pay_outside"], [])
    (event,) = published(desk.house.platform.tables, "MessageSignalled.v1")
    assert event == {
        "conversation_id": CONVERSATION,
        "message_id": sent["message_id"],
        "sender_id": EXPERT.account_id,
        "recipient_ids": [CLIENT.account_id],
        "signals": ["iban", "pay_outside"],
    }


def test_one_id_in_two_conversations_is_told_of_and_signalled_in_each(desk: Desk) -> None:
    desk.house.open("ctr_01JZ4A8X7N3V5T9K2C6M0QWERV", CLIENT, EXPERT)
    message_id = desk.house.message_id()
    for conversation_id in (CONVERSATION, "cnv_01JZ4A8X7N3V5T9K2C6M0QWERV"):
        desk.house.send(EXPERT, "Mail me: a@example.com", message_id=message_id, at=conversation_id)
        for _ in range(2):
            assert desk.house.stream(conversation_id) == {"batchItemFailures": []}

    for name in ("MessageSent.v1", "MessageSignalled.v1"):
        told = published(desk.house.platform.tables, name)
        assert {one["conversation_id"] for one in told} == {CONVERSATION, "cnv_01JZ4A8X7N3V5T9K2C6M0QWERV"}
        assert (len(told), {one["message_id"] for one in told}) == (2, {message_id})


def test_what_is_put_into_a_message_afterwards_is_signalled_too(desk: Desk) -> None:
    said = desk.house.send(EXPERT, "Hello").body["message_id"]
    desk.house.stream()
    desk.house.on(EXPERT, "PUT", said, body={"text": "Mail me: a@example.com"})
    desk.house.stream()

    (event,) = published(desk.house.platform.tables, "MessageSignalled.v1")
    assert event["signals"] == ["email"]


def raised(desk: Desk, text: str = THREAT) -> dict[str, Any]:
    """Return what the platform made of a message."""
    desk.house.send(EXPERT, text)
    desk.house.stream()
    (found,) = desk.waiting().body["items"]
    return dict(found)


def test_extortion_waits_for_a_moderator_although_nobody_reported_it(desk: Desk) -> None:
    said = desk.house.send(EXPERT, THREAT).body
    desk.house.stream()

    (found,) = desk.waiting().body["items"]
    assert (found["reporter_id"], found["reason"], found["text"]) == (None, "extortion", THREAT)
    assert (found["message_id"], found["account_id"]) == (said["message_id"], EXPERT.account_id)
    (event,) = published(desk.house.platform.tables, "AbuseReported.v1")
    assert (event["report_id"], event["reporter_id"], event["reason"]) == (found["report_id"], "", "extortion")


def test_other_signals_are_for_whoever_rates_risks_and_nobody_s_queue(desk: Desk) -> None:
    desk.house.send(EXPERT, "Pay me outside the platform: DE89 3704 0044 0532 0130 00, or mail a@example.com")
    desk.house.stream()

    assert desk.waiting().body["items"] == []
    assert len(published(desk.house.platform.tables, "MessageSignalled.v1")) == 1


def test_a_message_is_raised_once_however_often_it_comes_and_whatever_was_decided(desk: Desk) -> None:
    first = raised(desk)
    desk.house.stream()
    desk.house.on(EXPERT, "PUT", first["message_id"], body={"text": f"{THREAT} I mean it."})
    desk.house.stream()
    assert desk.waiting().body["items"] == [first], "as it was said at first"

    desk.decide_on(first["report_id"], "dismiss")
    desk.house.stream()

    assert desk.waiting().body["items"] == []
    assert len(published(desk.house.platform.tables, "AbuseReported.v1")) == 1


def test_extortion_that_is_put_into_a_message_afterwards_is_raised_too(desk: Desk) -> None:
    said = desk.house.send(EXPERT, "Hello").body["message_id"]
    desk.house.stream()
    desk.house.on(EXPERT, "PUT", said, body={"text": THREAT})
    desk.house.stream()

    assert [one["text"] for one in desk.waiting().body["items"]] == [THREAT]


def test_what_shows_extortion_no_more_when_its_change_is_looked_at_was_raised_as_it_was_sent(desk: Desk) -> None:
    first = raised(desk)
    desk.house.on(EXPERT, "DELETE", first["message_id"])
    desk.house.stream()

    assert desk.waiting().body["items"] == [first]


def test_one_id_in_two_conversations_is_raised_in_each(desk: Desk) -> None:
    desk.house.open("ctr_01JZ4A8X7N3V5T9K2C6M0QWERV", CLIENT, EXPERT)
    message_id = desk.house.message_id()
    for conversation_id in (CONVERSATION, "cnv_01JZ4A8X7N3V5T9K2C6M0QWERV"):
        desk.house.send(EXPERT, THREAT, message_id=message_id, at=conversation_id)
        desk.house.stream(conversation_id)

    assert len({one["conversation_id"] for one in desk.waiting().body["items"]}) == 2


def test_a_participants_report_of_the_same_message_stays_their_own(desk: Desk) -> None:
    first = raised(desk)
    own = desk.report(message_id=first["message_id"])

    assert desk.decide(own, "block").status == 200
    assert desk.waiting().body["items"] == [first]


def test_what_the_platform_raised_only_moderators_know_of(desk: Desk) -> None:
    path = f"{PATH}/{raised(desk)['report_id']}"

    seen = {one: desk.at("GET", path, by=one).status for one in (CLIENT, EXPERT, STRANGER, MODERATOR)}
    decided = [
        desk.at("POST", f"{path}/decision", by=one, body={"decision": "warn"}).status for one in (CLIENT, EXPERT)
    ]

    assert (seen, decided) == ({CLIENT: 404, EXPERT: 404, STRANGER: 404, MODERATOR: 200}, [404, 404])


def test_nobody_is_blocked_for_nobody_but_messages_are_hidden_and_people_warned(desk: Desk) -> None:
    first = raised(desk)

    refused = desk.decide_on(first["report_id"], "block")
    decided = desk.decide_on(first["report_id"], "hide_message")

    assert (refused.status, refused.problem, refused.body["errors"][0]["pointer"]) == (
        422, "messaging/decision-impossible", "/decision",
    )  # fmt: skip
    assert (decided.status, desk.house.read(CLIENT).body["items"][0]["text"]) == (200, "")
    (event,) = published(desk.house.platform.tables, "AbuseReportDecided.v1")
    assert (event["reporter_id"], event["reported_id"]) == ("", EXPERT.account_id)


def test_what_was_raised_stays_with_its_words_to_be_decided_when_the_conversation_is_erased(desk: Desk) -> None:
    first = raised(desk)
    desk.house.http("DELETE", f"/v1/conversations/{CONVERSATION}", by=MODERATOR)

    assert desk.waiting().body["items"] == [first]
    assert desk.decide_on(first["report_id"], "warn").body["text"] == THREAT


def test_nothing_of_a_conversation_that_was_erased_meanwhile_is_raised(desk: Desk) -> None:
    desk.house.send(EXPERT, THREAT)
    assert desk.house.http("DELETE", f"/v1/conversations/{CONVERSATION}", by=MODERATOR).status == 204
    desk.house.stream()

    assert desk.waiting().body["items"] == []
