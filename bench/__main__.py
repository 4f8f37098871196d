"""`make bench`: measures what the targets name, prints it, keeps it. `python -m bench start sizes` runs a part."""

from __future__ import annotations

import argparse
import importlib
import sys

from bench.report import Result, keep

BENCHES = (
    "sizes",
    "start",
    "transport",
    "handlers",
    "capacity",
    "fan_out",
    "growth",
    "slots",
    "release",
    "live",
    "crowd",
)
LATER = (Result("search_p95", None, 8, "ms"),)
"""Parts of Guildhall that do not exist yet: named, so that nobody takes their absence for success."""


def main() -> int:
    """Run from the command line. Returns 0 whatever the verdicts are: a machine under load must not break a build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=BENCHES, help=f"of {', '.join(BENCHES)}; all by default")
    names = parser.parse_args().names
    print(f"{'name':<36} {'value':>9} {'target':>9} {'verdict':<13} unit", flush=True)
    results: list[Result] = []
    for name in names:
        for result in importlib.import_module(f"bench.{name}").measure():
            print(result.line(), flush=True)
            results.append(result)
    if tuple(names) == BENCHES:
        for result in LATER:
            print(result.line())
            results.append(result)
    print(f"kept in {keep(results)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
