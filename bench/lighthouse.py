"""`make lighthouse`: holds the pages of the web app to thresholds of Lighthouse, as a telephone sees them.

`python -m bench.lighthouse [--runs 5] [PATH …]`; the pages stand in web/tools/lighthouse/routes.json. What is measured
is the production build behind the local front door, in the system's Chromium, of a platform that is started for it;
GUILDHALL_WEB names one that runs. Medians go to `bench/results/lighthouse-<date>.json`. The status is 1 where a median
misses its threshold; a machine with other work says more about itself than about a page.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.measure import ROOT, machine
from bench.report import RESULTS
from tools.localcloud.cloud import free_ports
from tools.localcloud.house import House

FOLDER = ROOT / "web/tools/lighthouse"
PASSWORD = "Correct-horse-7-battery"  # noqa: S105  # of the demonstration data
PORTS_IN_A_ROW = 4
SCORES = ("performance", "accessibility", "best-practices", "seo")
LEAST = {"public": 95, "work": 90}
"""Points of 100, of each score."""
LCP_SECONDS, CLS = 2.5, 0.05
"""Below these."""
TIMED = frozenset({"performance", "lcp"})
"""What a busy machine makes worse; the rest is the page's own on any machine."""

Row = dict[str, Any]


def misses(row: Row) -> list[str]:
    """Name what a page misses; nothing where it keeps every threshold."""
    low = [name for name in SCORES if row[name] < LEAST[row["kind"]]]
    slow = ["lcp"] if row["lcp_s"] >= LCP_SECONDS else []
    loose = ["cls"] if row["cls"] >= CLS else []
    return [*low, *slow, *loose]


def line(row: Row) -> str:
    """Return the line of the table for a page, with what it misses and what Lighthouse names."""
    scores = "".join(f"{row[name]:>6}" for name in SCORES)
    told = [*(f"misses {name}" for name in misses(row)), *row["named"]]
    return f"{row['path']:<28}{scores}{row['lcp_s']:>7.2f}{row['cls']:>7.3f}  {'; '.join(told) or 'ok'}"


def keep(rows: list[Row], runs: int, folder: Path = RESULTS) -> Path:
    """Write the medians with the machine described; pages of a day that are not measured again stay.

    folder: exists. Returns the file.
    """
    path = folder / f"lighthouse-{dt.datetime.now(dt.UTC).date().isoformat()}.json"
    known = {row["path"]: row for row in json.loads(path.read_text())["pages"]} if path.exists() else {}
    known |= {row["path"]: {**row, "runs": runs, "misses": misses(row)} for row in rows}
    path.write_text(json.dumps({"machine": machine(), "pages": list(known.values())}, indent=1) + "\n")
    return path


def measured(origin: str, chromium: str, runs: int, paths: list[str]) -> Iterator[Row]:
    """Yield the medians of each page as they come. Raises CalledProcessError when a page could not be opened."""
    command = ["node", "measure.mjs", origin, str(runs), *paths]
    environ = {**os.environ, "CHROMIUM": chromium, "PASSWORD": PASSWORD}
    with subprocess.Popen(command, cwd=FOLDER, env=environ, stdout=subprocess.PIPE, text=True) as program:
        try:
            for told in program.stdout or ():
                yield json.loads(told)
        except BaseException:
            program.terminate()  # which ends its browser too; killed, it would leave it behind
            raise
    if program.returncode:
        raise subprocess.CalledProcessError(program.returncode, command)


@contextmanager
def _origin() -> Iterator[str]:
    given = os.environ.get("GUILDHALL_WEB")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="lighthouse-") as folder:
        house = House(free_ports(PORTS_IN_A_ROW), Path(folder) / "state", has_web=True)
        try:
            house.up(print)
            yield house.web_url
        finally:
            house.down()


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="of each page; 5 by default")
    parser.add_argument("paths", nargs="*", help="of pages; all by default")
    given = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("there is no Chromium: apt install chromium, or name one with CHROMIUM=…", file=sys.stderr)
        return 2
    rows: list[Row] = []
    with _origin() as origin:
        print(f"{'page':<28}{'perf':>6}{'a11y':>6}{'best':>6}{'seo':>6}{'lcp':>7}{'cls':>7}", flush=True)
        for row in measured(origin, chromium, given.runs, given.paths):
            print(line(row), flush=True)
            rows.append(row)
    print(f"kept in {keep(rows, given.runs)}")
    return 1 if any(misses(row) for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
