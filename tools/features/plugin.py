"""pytest plugin: remembers which checklist items the tests of a run claim, and whether those tests passed.

Each run adds to `.local/features.json`: {item id: {test id: passed}}; `python -m tools.features` turns it into
docs/features.md. A skipped test proves nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

RESULTS = Path(__file__).parents[2] / ".local/features.json"
CLAIM = "feature"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Attach each test's claims to its reports, which is how they travel from a worker to the main process."""
    for item in items:
        for mark in item.iter_markers(CLAIM):
            item.user_properties.extend((CLAIM, feature_id) for feature_id in mark.args)


class Claims:
    """Collects the reports of one run."""

    def __init__(self) -> None:
        self.seen: dict[str, dict[str, bool]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test as passed only if every phase passed and the call itself ran."""
        claims = [str(value) for name, value in report.user_properties if name == CLAIM]
        for feature_id in claims:
            tests = self.seen.setdefault(feature_id, {})
            if report.when == "call":
                tests[report.nodeid] = report.passed and tests.get(report.nodeid, True)
            elif report.failed or report.skipped:
                tests[report.nodeid] = False

    def pytest_sessionfinish(self) -> None:
        """Merge into the file: another run may have covered other folders."""
        if not self.seen:
            return
        RESULTS.parent.mkdir(exist_ok=True)
        old: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        for feature_id, tests in self.seen.items():
            old.setdefault(feature_id, {}).update(tests)
        RESULTS.write_text(json.dumps(old, indent=1, sort_keys=True))


def pytest_configure(config: pytest.Config) -> None:
    """Collect in the main process only; workers send their reports there."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Claims())
