"""What the bank gets to read, and the table of a hearing's states and moves."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.disputes import machine
from guildhall.disputes.errors import HearingMoveRefused
from guildhall.disputes.machine import HearingMove, HearingState
from guildhall.disputes.models import Fact, Facts, Hearing, submit_at_of
from guildhall.disputes.models.hearing import LONGEST_TEXT

S, M = HearingState, HearingMove
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TABLE: dict[HearingState, dict[HearingMove, HearingState]] = {
    S.OPEN: {M.WRITE: S.OPEN, M.SUBMIT: S.SUBMITTED, M.CLOSE: S.CLOSED},
    S.SUBMITTED: {M.CLOSE: S.CLOSED},
    S.CLOSED: {M.CLOSE: S.CLOSED},
}
"""Written down a second time on purpose: a change of the machine must be meant."""


@pytest.mark.parametrize(("state", "move"), list(itertools.product(HearingState, HearingMove)))
def test_every_state_takes_exactly_the_moves_of_the_table(state: HearingState, move: HearingMove) -> None:
    if move in TABLE[state]:
        assert machine.move_hearing(state, move) is TABLE[state][move]
    else:
        with pytest.raises(HearingMoveRefused):
            machine.move_hearing(state, move)


def a_hearing(words: tuple[Fact, ...] = (), deeds: tuple[Fact, ...] = (), statement: str = "") -> Hearing:
    facts = Facts("A booking page", "Design", "ab" * 32, NOON, NOON, deeds, words)
    return Hearing("du_1", "acc_e", 40_000, "EUR", "fraudulent", NOON, facts, statement=statement)


def test_the_pack_says_what_was_agreed_when_it_was_delivered_and_what_was_said() -> None:
    deed = Fact(NOON, "expert", "work delivered", "Here it\nis.")
    word = Fact(NOON, "client", "wrote", "Lovely!")

    fields = a_hearing((word,), (deed,), "They use it every day.").pack.fields()

    assert "“Design” of the contract “A booking page”, 400.00 EUR" in fields["product_description"]
    assert fields["service_date"] == "2026-03-02"
    assert fields["access_activity_log"] == "2026-03-02T12:00:00.000Z expert work delivered: Here it is."
    assert fields["uncategorized_text"].startswith("They use it every day.\n\nMessages")
    assert fields["uncategorized_text"].endswith("2026-03-02T12:00:00.000Z client wrote: Lovely!")


def test_a_field_that_would_be_empty_is_not_sent() -> None:
    bare = replace(a_hearing(), facts=Facts("A booking page", "Design", "ab" * 32))

    assert set(bare.pack.fields()) == {"product_description"}


@given(st.lists(st.text(max_size=3_000), max_size=40), st.text(max_size=5_000))
def test_no_field_is_longer_than_the_provider_takes_and_the_newest_words_stay(said: list[str], own: str) -> None:
    words = tuple(Fact(NOON + timedelta(minutes=at), "client", "wrote", text) for at, text in enumerate(said))

    fields = a_hearing(words, words, own).pack.fields()

    assert all(len(text) <= LONGEST_TEXT for text in fields.values())
    if words:
        newest = f"{NOON + timedelta(minutes=len(words) - 1):%Y-%m-%dT%H:%M}"
        assert newest in fields["uncategorized_text"]
        assert newest in fields["access_activity_log"]


def test_evidence_is_sent_a_day_before_the_deadline_or_at_once_if_that_is_over() -> None:
    assert submit_at_of(NOON + timedelta(days=7), NOON) == NOON + timedelta(days=6)
    assert submit_at_of(NOON + timedelta(hours=3), NOON) == NOON
    assert submit_at_of(None, NOON) is None
