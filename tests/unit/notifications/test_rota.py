"""Who is on call: turns in the rota's own time zone, backups, and people who stand in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from guildhall.notifications.errors import AlertOver
from guildhall.notifications.models import AlertState, Rota, StandIn
from guildhall.notifications.models.alerts import MOVES, move

ROTA = Rota("rot_1", "Nights", "Europe/Paris", date(2026, 3, 2), "09:00", 7, ("ana", "ben", "zoe"), 15)
"""Begins on a Monday."""


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), ("ana", "ben")),
        (datetime(2026, 3, 9, 7, 59, tzinfo=UTC), ("ana", "ben")),
        (datetime(2026, 3, 9, 8, 0, tzinfo=UTC), ("ben", "zoe")),
        (datetime(2026, 3, 16, 8, 0, tzinfo=UTC), ("zoe", "ana")),
        (datetime(2026, 3, 23, 8, 0, tzinfo=UTC), ("ana", "ben")),
        # Clocks went forward on 29 March: nine in Paris is seven in UTC from then on.
        (datetime(2026, 3, 30, 6, 59, tzinfo=UTC), ("ana", "ben")),
        (datetime(2026, 3, 30, 7, 0, tzinfo=UTC), ("ben", "zoe")),
        # Before it ever began, the turns are counted backwards.
        (datetime(2026, 3, 2, 7, 59, tzinfo=UTC), ("zoe", "ana")),
    ],
)
def test_turns_change_at_the_handover_of_the_rotas_own_clocks(instant: datetime, expected: tuple[str, str]) -> None:
    assert ROTA.on_call(instant) == expected


def test_who_stands_in_is_called_instead_and_the_last_one_named_wins() -> None:
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    day = timedelta(days=1)
    absent = replace(ROTA, stand_ins=(StandIn("zoe", noon, noon + day), StandIn("ben", noon + day, noon + 2 * day)))

    assert absent.on_call(noon) == ("zoe", "ben")
    assert absent.on_call(noon + day) == ("ben", "ana")
    assert absent.on_call(noon + 2 * day) == ("ana", "ben")


def test_more_people_are_called_at_every_level() -> None:
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)

    assert [ROTA.called(level, noon) for level in range(3)] == [("ana",), ("ben",), ("ana", "ben", "zoe")]


@pytest.mark.parametrize("target", list(AlertState))
@pytest.mark.parametrize("current", list(AlertState))
def test_an_alert_only_moves_forward(current: AlertState, target: AlertState) -> None:
    if target in MOVES[current]:
        assert move(current, target) is target
    else:
        with pytest.raises(AlertOver):
            move(current, target)
