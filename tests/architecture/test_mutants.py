"""The mistakes that `python -m tools.mutants` makes fit the code that stands, or they would prove nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.mutants.catalogue import MUTANTS, PACKAGE, Mutant

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mistake_has_its_one_place_in_the_code_and_tests_that_should_notice(mutant: Mutant) -> None:
    text = (ROOT / PACKAGE / mutant.path).read_text(encoding="utf-8")

    assert mutant.broken(text) != text
    assert all((ROOT / each).exists() for each in (*mutant.tests, mutant.machine))
