"""Reads side by side: all at once, in order, each error told."""

from __future__ import annotations

import threading
from contextvars import ContextVar

import pytest

from guildhall.platform.parallel import together

_PLACE: ContextVar[str] = ContextVar("place")


def test_reads_run_at_the_same_time_and_answer_in_order() -> None:
    meeting = threading.Barrier(4, timeout=5)

    def read(number: int) -> int:
        meeting.wait()  # nobody gets past alone
        return number

    assert together([lambda n=n: read(n) for n in range(4)]) == [0, 1, 2, 3]  # type: ignore[misc]


def test_each_read_sees_the_context_of_its_caller() -> None:
    _PLACE.set("here")

    assert together([_PLACE.get, _PLACE.get, _PLACE.get]) == ["here"] * 3


@pytest.mark.parametrize("failing", [0, 2])
def test_the_error_of_a_read_reaches_the_caller_after_all_have_ended(failing: int) -> None:
    ended: list[int] = []

    def read(number: int) -> int:
        ended.append(number)
        if number == failing:
            raise ValueError(f"read {number}")
        return number

    with pytest.raises(ValueError, match=f"read {failing}"):
        together([lambda n=n: read(n) for n in range(3)])  # type: ignore[misc]

    assert sorted(ended) == [0, 1, 2]


def test_one_read_needs_no_thread() -> None:
    assert together([threading.current_thread]) == [threading.current_thread()]
