"""Each of the 37 failures of payments.md section 1.5 has a test that injects it and carries its number."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[2]
NOT_YET: dict[int, str] = {}
"""What issue 3 still owes; a number leaves this list when its test is there."""


def test_every_failure_has_a_test_with_its_number_or_is_owed() -> None:
    found = {
        int(number)
        for path in TESTS.rglob("test_*.py")
        for number in re.findall(r"^def test_failure_(\d\d)_", path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert found.isdisjoint(NOT_YET)
    assert found | set(NOT_YET) == set(range(1, 38))
