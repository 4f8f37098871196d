"""Time passes: silence moves a dispute on and loses it for nobody, and a dead workflow strands no money."""

from __future__ import annotations

from datetime import timedelta

from guildhall.disputes.machine import Stage
from guildhall.payments.events import DisputeSettledV1, FundsReleasedV1
from tests.support.deals import ADA, CLEO
from tests.support.disputes import IRIS, Hearing
from tests.support.outbox import published


def stages(hearing: Hearing) -> list[tuple[str, bool]]:
    events = published(hearing.platform.tables, "DisputeStageEntered.v1")
    return [(event["stage"], event["is_by_silence"]) for event in events]


def released(minor: int) -> FundsReleasedV1:
    return FundsReleasedV1(
        contract_id="ctr_1", milestone_id="mil_1", client_id="acc_cleo", expert_id="acc_ada", amount_minor=minor,
        currency="EUR", release_id="rel_1", fee_minor=0, net_minor=minor, is_automatic=False,
    )  # fmt: skip


def test_without_a_word_of_anybody_a_dispute_reaches_an_arbitrator_and_waits_there(hearing: Hearing) -> None:
    hearing.filed()
    for _ in range(6):
        hearing.wait(days=7)
        hearing.timer("pass_deadline")

    assert stages(hearing) == [("response", False), ("mediation", True), ("arbitration", True)]
    assert hearing.dispute().stage is Stage.ARBITRATION
    assert hearing.shown()["is_overdue"]
    assert published(hearing.platform.tables, "DisputeResolved.v1") == []


def test_a_late_arbitrator_gets_a_new_deadline_that_everybody_sees_and_may_still_decide(hearing: Hearing) -> None:
    hearing.arbitrated()
    hearing.wait(days=7)

    answer = hearing.timer("pass_deadline")

    now = hearing.clock.now()
    assert answer["is_open"]
    assert hearing.dispute().deadline_at == now + timedelta(days=2)
    assert hearing.story()[-1] == "deadline_missed"
    assert hearing.decide(IRIS, 20_000).status == 200


def test_a_decision_that_nobody_appeals_becomes_final(hearing: Hearing) -> None:
    hearing.decided(to_expert=25_000)
    early = hearing.timer("pass_deadline")
    hearing.wait(days=5)
    hearing.timer("pass_deadline")

    (event,) = published(hearing.platform.tables, "DisputeResolved.v1")
    assert early["is_open"]
    assert (event["outcome"], event["to_expert_minor"], event["to_client_minor"]) == ("decided", 25_000, 15_000)
    assert hearing.do("appeal", by=ADA, body={"text": "I have thought about it again."}).status == 409


def test_a_timer_of_an_earlier_turn_or_before_the_deadline_changes_nothing(hearing: Hearing) -> None:
    hearing.filed()
    hearing.wait(days=4, hours=23)
    early = hearing.timer("pass_deadline")
    hearing.do("answer", by=ADA, body={"text": "Here is my side of it."})
    hearing.wait(days=1)

    late = hearing.timer("pass_deadline", turn=1)
    hearing.wait(days=7)
    much_later = hearing.timer("pass_deadline", turn=1)

    assert early["is_open"]
    assert [late["is_open"], much_later["is_open"]] == [False, False]
    assert hearing.dispute().stage is Stage.MEDIATION


def test_who_is_awaited_is_reminded_once_a_turn(hearing: Hearing) -> None:
    hearing.filed()

    answers = [hearing.timer("remind"), hearing.timer("remind"), hearing.timer("remind", turn=7)]

    (event,) = published(hearing.platform.tables, "DisputeReminderDue.v1")
    assert [answer["is_open"] for answer in answers] == [True, True, False]
    assert event["waits_for"] == ["acc_ada"]


def test_nobody_is_reminded_of_what_an_arbitrator_has_to_do(hearing: Hearing) -> None:
    hearing.arbitrated()

    assert hearing.timer("remind")["is_open"]
    assert published(hearing.platform.tables, "DisputeReminderDue.v1") == []


def test_each_turn_and_the_settlement_are_watched_once(hearing: Hearing) -> None:
    hearing.filed()
    hearing.do("accept", by=ADA)
    for name in ("DisputeStageEntered.v1", "DisputeResolved.v1"):
        for data in published(hearing.platform.tables, name):
            hearing.disputes.begin_watch(data["dispute_id"])

    assert hearing.watches.names == [f"{hearing.dispute_id}-2"]


def test_the_sweep_moves_on_what_a_dead_workflow_left_and_has_it_watched_again(hearing: Hearing) -> None:
    hearing.filed()
    in_time = hearing.disputes.sweep()
    hearing.wait(days=5, minutes=11)

    assert (in_time, hearing.disputes.sweep(), hearing.disputes.sweep()) == (0, 1, 0)
    assert hearing.dispute().stage is Stage.MEDIATION
    assert hearing.watches.names == [f"{hearing.dispute_id}-2-202603071211"]


def test_money_that_left_makes_less_to_share_and_what_was_proposed_before_is_void(hearing: Hearing) -> None:
    hearing.mediated()
    hearing.split(10_000, by=CLEO)
    hearing.take_away(15_000)
    hearing.bus.deliver(released(15_000), released(15_000))

    assert hearing.dispute().amount_minor == 25_000
    assert hearing.story().count("amount_changed") == 1
    assert hearing.do("splits/1/accept", by=ADA).problem == "disputes/split-superseded"
    assert hearing.split(10_000, by=CLEO).problem == "disputes/split-not-whole"


def test_a_dispute_about_money_that_is_gone_ends_without_a_winner(hearing: Hearing) -> None:
    hearing.decided()
    hearing.take_away(40_000)
    hearing.bus.deliver(released(40_000))

    (event,) = published(hearing.platform.tables, "DisputeResolved.v1")
    assert (event["outcome"], event["to_expert_minor"], event["to_client_minor"]) == ("withdrawn", 0, 0)


def test_news_of_money_without_a_dispute_is_no_news(hearing: Hearing) -> None:
    hearing.take_away(100)
    hearing.bus.deliver(released(100))

    assert (hearing.bus.dead, hearing.bus.failed) == ([], 0)


def test_the_settlement_closes_the_file_once(hearing: Hearing) -> None:
    hearing.filed()
    hearing.do("accept", by=ADA)
    before = hearing.timer("check_settled")
    hearing.disputes.raise_trouble(hearing.dispute_id, "settlement_missing: resolved and still held")
    hearing.disputes.record_settlement(hearing.dispute_id)
    hearing.disputes.record_settlement(hearing.dispute_id)

    assert (before["is_settled"], hearing.timer("check_settled")["is_settled"]) == (False, True)
    assert (hearing.shown()["stage"], hearing.story().count("settled")) == ("settled", 1)
    assert hearing.dispute().trouble is None


def test_what_no_machine_could_help_stands_in_the_staffs_queue(hearing: Hearing) -> None:
    hearing.filed()
    given = {"dispute_id": hearing.dispute_id, "reason": "reminder_failed", "detail": "Unavailable"}
    hearing.task({"task": "raise_trouble", "input": given}, None)

    (row,) = hearing.call("GET", "/v1/dispute-queue", by=IRIS).body["items"]
    assert row["trouble"] == "reminder_failed: Unavailable"


def test_payments_says_when_the_money_has_moved(hearing: Hearing) -> None:
    hearing.filed()
    hearing.do("accept", by=ADA)
    settled = DisputeSettledV1(
        dispute_id=hearing.dispute_id, milestone_id="mil_1", released_minor=10_000, refunded_minor=30_000,
        currency="EUR",
    )  # fmt: skip
    hearing.bus.deliver(settled, settled)

    assert hearing.dispute().stage is Stage.SETTLED
    assert (hearing.bus.dead, hearing.bus.failed) == ([], 0)
