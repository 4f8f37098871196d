"""What a decision costs, what a manifest proves, and whose turn it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.disputes.errors import FilingIncomplete, NotImpartial, SplitNotWhole
from guildhall.disputes.machine import OPEN, Stage
from guildhall.disputes.models import (
    Costs,
    Decision,
    Dispute,
    Filing,
    ManifestEntry,
    ManifestKind,
    Reason,
    Split,
    countdown_of,
    is_unbroken,
)
from guildhall.disputes.use_cases.clerk import shared
from guildhall.kernel.money import Money

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def a_dispute(**more: object) -> Dispute:
    blank = Dispute("dsp_1", "ctr_1", "mil_1", "Design", "acc_c", "acc_e", "acc_c", 40_000, "EUR", 200, NOON)
    return replace(blank, **more)  # type: ignore[arg-type]  # a builder


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 1_000))
def test_nobody_pays_more_for_a_decision_than_they_get_and_together_not_more_than_the_share(
    to_expert: int, to_client: int, basis_points: int
) -> None:
    before = Costs.before(Money(to_expert + to_client, "EUR"), basis_points)

    after = before.after(to_expert, to_client, "EUR")

    assert 0 <= after.from_expert_minor <= to_expert
    assert 0 <= after.from_client_minor <= to_client
    assert after.from_expert_minor + after.from_client_minor <= before.total_minor


@pytest.mark.parametrize(
    ("parts", "borne"),
    [((20_000, 20_000), (400, 400)), ((30_000, 10_000), (200, 600)), ((40_000, 0), (0, 0)), ((39_900, 100), (2, 100))],
)
def test_who_gets_less_bears_more_of_the_cost_as_far_as_their_part_goes(
    parts: tuple[int, int], borne: tuple[int, int]
) -> None:
    decided = a_dispute(outcome="decided", to_expert_minor=parts[0], to_client_minor=parts[1])

    assert (decided.costs.from_expert_minor, decided.costs.from_client_minor) == borne


@pytest.mark.parametrize("outcome", ["agreed", "withdrawn"])
def test_what_people_settle_themselves_costs_nothing(outcome: str) -> None:
    assert a_dispute(outcome=outcome, to_expert_minor=20_000, to_client_minor=20_000).costs.total_minor == 0
    assert a_dispute().costs.total_minor == 800


@pytest.mark.parametrize(
    ("filing", "pointers"),
    [
        (Filing(), ["/reason", "/account", "/to_expert_minor"]),
        (Filing(Reason.LATE, "Too short", 40_001), ["/account", "/to_expert_minor"]),
        (Filing(Reason.LATE, "It came three weeks late.", 40_000), []),
    ],
)
def test_a_filing_says_which_step_is_missing(filing: Filing, pointers: list[str]) -> None:
    dispute = a_dispute(filing=filing)

    assert [fault.pointer for fault in filing.missing(40_000)] == pointers
    if pointers:
        with pytest.raises(FilingIncomplete):
            dispute.require_complete()
    else:
        dispute.require_complete()


@pytest.mark.parametrize("parts", [(40_000, 1), (39_999, 0), (0, 0)])
def test_parts_that_are_not_the_disputed_amount_are_refused(parts: tuple[int, int]) -> None:
    with pytest.raises(SplitNotWhole):
        a_dispute().require_whole(*parts)


def test_whoever_had_a_part_in_it_does_not_decide() -> None:
    first = Decision("acc_first", 20_000, 20_000, "Because.", NOON, is_final=False)
    dispute = a_dispute(mediator_id="acc_m", decisions=(first,))

    for account_id in ("acc_c", "acc_e", "acc_m", "acc_first"):
        with pytest.raises(NotImpartial):
            dispute.require_impartial(account_id)
    dispute.require_impartial("acc_other")


def test_a_decision_about_money_that_left_since_is_shared_in_the_same_proportion() -> None:
    decision = Decision("acc_a", 30_000, 10_000, "Because.", NOON, is_final=False)

    assert shared(a_dispute(amount_minor=20_001), decision) == (15_001, 5_000)


@pytest.mark.parametrize(
    ("stage", "waits_for", "then"),
    [
        (Stage.RESPONSE, ("acc_e",), Stage.MEDIATION),
        (Stage.MEDIATION, ("acc_c", "acc_e"), Stage.ARBITRATION),
        (Stage.ARBITRATION, ("arbitrator",), Stage.ARBITRATION),
        (Stage.APPEAL_WINDOW, ("acc_c", "acc_e"), Stage.RESOLVED),
        (Stage.APPEAL, ("arbitrator",), Stage.APPEAL),
    ],
)
def test_there_is_one_countdown_that_says_whose_turn_it_is(
    stage: Stage, waits_for: tuple[str, ...], then: Stage
) -> None:
    countdown = countdown_of(a_dispute(stage=stage, deadline_at=NOON))

    assert countdown is not None
    assert (countdown.deadline_at, countdown.waits_for, countdown.then) == (NOON, waits_for, then)


def test_only_who_has_not_accepted_is_awaited_while_a_split_is_on_the_table() -> None:
    split = Split(1, "acc_c", 20_000, 20_000, "", NOON, ("acc_c",))
    countdown = countdown_of(a_dispute(stage=Stage.MEDIATION, deadline_at=NOON, splits=(split,)))

    assert countdown is not None
    assert countdown.waits_for == ("acc_e",)


def test_nothing_counts_down_outside_the_open_stages() -> None:
    assert [stage for stage in Stage if countdown_of(a_dispute(stage=stage, deadline_at=NOON))] == [
        stage for stage in Stage if stage in OPEN
    ]


def a_manifest(length: int) -> list[ManifestEntry]:
    entries: list[ManifestEntry] = []
    for number in range(1, length + 1):
        previous = entries[-1].digest if entries else ""
        entry = ManifestEntry(
            number,
            ManifestKind.ADDED,
            f"fil_{number}",
            "ab" * 32,
            10,
            "acc_c",
            NOON + timedelta(hours=number),
            previous,
        )
        entries.append(entry.sealed())
    return entries


@given(st.integers(1, 6), st.data())
def test_a_manifest_breaks_when_anything_is_left_out_moved_or_changed(length: int, data: st.DataObject) -> None:
    whole = a_manifest(length)
    last = whole[-1].digest
    at = data.draw(st.integers(0, length - 1))
    changed = replace(whole[at], sha256="cd" * 32)

    assert is_unbroken(whole, last)
    assert not is_unbroken(whole[:at] + whole[at + 1 :], last)
    assert not is_unbroken([*whole[:at], changed, *whole[at + 1 :]], last)
    assert not is_unbroken([*whole[:at], changed.sealed(), *whole[at + 1 :]], last)
    assert not is_unbroken([*whole, whole[at]], last)


def test_no_evidence_is_a_whole_manifest_too() -> None:
    assert is_unbroken([], "")
