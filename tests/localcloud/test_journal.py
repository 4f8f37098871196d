"""Snapshots and journals bring back what was written, whatever the instant of the process's death."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.localcloud.journal import Journal


def test_entries_are_read_back_in_order_by_the_next_process(tmp_path: Path) -> None:
    first = Journal(tmp_path)
    first.append(["a", 1])
    first.append({"b": b"2"})

    assert list(Journal(tmp_path).entries()) == [["a", 1], {"b": b"2"}]


@pytest.mark.parametrize("cut", [1, 5, 9])
def test_an_entry_that_was_cut_off_is_dropped_and_later_journals_are_read(tmp_path: Path, cut: int) -> None:
    dying = Journal(tmp_path)
    dying.append("whole")
    dying.append("cut off")
    file = next(tmp_path.glob("journal-*"))
    file.write_bytes(file.read_bytes()[:-cut])

    after = Journal(tmp_path)
    after.append("after")

    assert list(Journal(tmp_path).entries()) == ["whole", "after"]


def test_a_complete_snapshot_replaces_what_came_before_it(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append("before")
    number = journal.turn()
    journal.append("after")
    (journal.workspace(number) / "state").touch()
    journal.complete(number)

    again = Journal(tmp_path)

    assert again.snapshot is not None
    assert (again.snapshot / "state").exists()
    assert list(again.entries()) == ["after"]


def test_an_unfinished_snapshot_changes_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append("before")
    journal.workspace(journal.turn())
    journal.append("after")

    again = Journal(tmp_path)

    assert again.snapshot is None
    assert list(again.entries()) == ["before", "after"]


def test_a_snapshot_that_comes_late_leaves_the_newer_one_alone(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    late, newer = journal.turn(), journal.turn()
    for number in (late, newer):
        (journal.workspace(number) / str(number)).touch()

    journal.complete(late)
    journal.complete(newer)

    assert [path.name for path in tmp_path.glob("*/*")] == [str(newer)]
