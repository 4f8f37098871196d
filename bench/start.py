"""Cold start: CPU, memory and compilation from a bare interpreter to a built handler (performance.md section 1)."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from bench.deployed import Function, functions
from bench.measure import PEAK, Case, cpu, interleave, ratio, run
from bench.report import Result
from tests.support.dynoxide import ENVIRONMENT

ROUNDS = 11
BASE = Case("base", f"import boto3\nclient = boto3.client('dynamodb')\n{PEAK}", environ=ENVIRONMENT)
"""What everything is compared with: stock `boto3.client('dynamodb')` of the runtime, without any layer."""


def measure() -> list[Result]:
    """Measure every target of section 1 in one interleaved run."""
    existing = functions()
    chosen = {
        "init_ratio": _slowest([f for f in existing if f.module == "api"]),
        "init_ratio_money": _slowest([f for f in existing if f.name.startswith("Payments") and f.module != "api"]),
        "init_ratio_worker": _slowest([f for f in existing if f.module == "events" and "stripe" not in f.layers]),
    }
    targets = {"init_ratio": 1.30, "init_ratio_money": 1.50, "init_ratio_worker": 0.90}
    present = [function for function in chosen.values() if function]
    cases = {function.name: function.case(PEAK) for function in present}
    samples = interleave([BASE, *cases.values()], ROUNDS)
    base = cpu(samples["base"])
    results = [
        Result(name, ratio(samples, chosen_one.name, "base"), targets[name], note=chosen_one.name)
        if (chosen_one := chosen[name])
        else Result(name, None, targets[name])
        for name in targets
    ]
    slowest = chosen["init_ratio"]
    peaks = {name: statistics.median(int(sample.report) for sample in taken) for name, taken in samples.items()}
    results.append(Result("rss_ratio", peaks[slowest.name] / peaks["base"] if slowest else None, 1.15))
    results.append(compiled_at_start(existing))
    results.append(Result("init_base_cpu", base, None, "ms", "boto3.client('dynamodb')"))
    return results


def compiled_at_start(existing: Sequence[Function]) -> Result:
    """Count the modules that Python compiles while a function starts; the worst function counts."""
    worst, where = 0, ""
    for function in existing:
        compiled = compiled_modules(function)
        if len(compiled) > worst:
            worst, where = len(compiled), f"{function.name}: {', '.join(compiled[:3])}"
    return Result("compiled_at_start", worst, 0, "modules", where)


def compiled_modules(function: Function) -> list[str]:
    """List the sources that were compiled while a function started."""
    told = run(function.case(options=["-v"])).errors.splitlines()
    # Python writes "code object from x.py" for a source it compiled, and "… from 'x.pyc'" for bytecode it read.
    sources = [line.partition("code object from ")[2] for line in told]
    return [source for source in sources if source.endswith(".py")]


def _slowest(candidates: Sequence[Function]) -> Function | None:
    """Return the function with the dearest start, from three quick runs each."""
    if not candidates:
        return None
    samples = interleave([function.case() for function in candidates], 3)
    return max(candidates, key=lambda function: cpu(samples[function.name]))
