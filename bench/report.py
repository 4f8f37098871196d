"""What a benchmark found, against its target: printed, kept, compared."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.measure import ROOT, machine

RESULTS = ROOT / "bench/results"


@dataclass(frozen=True, slots=True)
class Result:
    """One line. Lower is better throughout.

    value: None for what cannot be measured yet. target: None for a number that only explains another.
    """

    name: str
    value: float | None
    target: float | None
    unit: str = "ratio"
    note: str = ""

    @property
    def verdict(self) -> str:
        """`ok`, `over`, `not built yet`, or nothing where there is no target."""
        if self.value is None:
            return "not built yet"
        if self.target is None:
            return ""
        return "ok" if self.value <= self.target else "over"

    def line(self) -> str:
        """Return the line that `make bench` prints."""
        value = "-" if self.value is None else f"{self.value:.4g}"
        target = "-" if self.target is None else f"{self.target:.4g}"
        note = f"  # {self.note}" if self.note else ""
        return f"{self.name:<36} {value:>9} {target:>9} {self.verdict:<13} {self.unit}{note}".rstrip()


def keep(results: Iterable[Result], folder: Path = RESULTS) -> Path:
    """Write the results with the machine described; results of a day that are not measured again stay.

    Returns the file, `bench/results/<date>.json`.
    """
    path = folder / f"{dt.datetime.now(dt.UTC).date().isoformat()}.json"
    known = {row["name"]: row for row in json.loads(path.read_text())["results"]} if path.exists() else {}
    for result in results:
        known[result.name] = {
            "name": result.name,
            "value": None if result.value is None else round(result.value, 4),
            "target": result.target,
            "unit": result.unit,
        } | ({"note": result.note} if result.note else {})
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"machine": machine(), "results": list(known.values())}, indent=1) + "\n")
    return path
