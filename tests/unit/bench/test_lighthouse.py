"""What `make lighthouse` counts as a miss, and what it keeps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench.lighthouse import SCORES, keep, line, misses


def row(**changed: Any) -> dict[str, Any]:
    """Return a public page just within every threshold."""
    return {
        "path": "/",
        "kind": "public",
        **dict.fromkeys(SCORES, 95),
        "lcp_s": 2.49,
        "cls": 0.049,
        "named": [],
        **changed,
    }


def test_a_page_at_its_thresholds_misses_nothing() -> None:
    assert misses(row()) == []
    assert misses(row(kind="work", **dict.fromkeys(SCORES, 90))) == []


@pytest.mark.parametrize("kind", ["public", "work"])
@pytest.mark.parametrize("score", SCORES)
def test_a_score_below_the_threshold_of_its_kind_is_named(kind: str, score: str) -> None:
    assert misses(row(kind=kind, **{score: {"public": 94, "work": 89}[kind]})) == [score]


def test_a_page_must_be_quicker_and_steadier_than_its_thresholds() -> None:
    assert misses(row(lcp_s=2.5)) == ["lcp"]
    assert misses(row(cls=0.05)) == ["cls"]
    assert misses(row(seo=10, lcp_s=9.0, cls=1.0)) == ["seo", "lcp", "cls"]


def test_the_line_of_a_page_says_what_it_misses_and_what_lighthouse_names() -> None:
    assert line(row()).endswith("  ok")
    assert line(row(cls=0.2, named=["uses-text-compression"])).endswith("  misses cls; uses-text-compression")


def test_pages_that_are_not_measured_again_stay_in_the_file_of_the_day(tmp_path: Path) -> None:
    keep([row(), row(path="/about")], 5, tmp_path)

    path = keep([row(performance=80)], 3, tmp_path)

    told = {page["path"]: page for page in json.loads(path.read_text())["pages"]}
    assert {name: (page["runs"], page["misses"]) for name, page in told.items()} == {
        "/": (3, ["performance"]),
        "/about": (5, []),
    }
