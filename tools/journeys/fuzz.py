"""Sends made-up requests to every operation of the OpenAPI document: no 5xx, no answer outside the contract.

`make fuzz` runs it against a fresh platform. The requests come from Schemathesis, which has an environment of its own;
their number is bounded, and a fixed seed makes a finding repeatable.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.journeys.people import Person, first_administrator, register
from tools.journeys.stage import Stage, fresh_stage
from tools.journeys.steps import Steps

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / ".local/fuzz/bin/schemathesis"
DOCUMENT = ROOT / "docs/api/openapi.json"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SEED = 20261121


def fuzz(stage: Stage, person: Person, examples: int) -> int:
    """Run Schemathesis as a person; return its exit status and let it print what it found."""
    command = [
        *(str(PROGRAM), "run", str(DOCUMENT), "--url", stage.api_url, "--checks", CHECKS),
        *("--header", f"Authorization: Bearer {person.api.token}", "--phases", "examples,coverage,fuzzing"),
        *("--max-examples", str(examples), "--seed", str(SEED), "--generation-deterministic"),
        *("--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off", "--request-timeout", "30"),
    ]
    return subprocess.run(command, cwd=stage.cloud.home, check=False).returncode


def main() -> int:
    """Fuzz as an administrator and as somebody with every other role; exit status 0 if nothing was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--examples", type=int, default=12, help="made-up requests an operation, beside the examples")
    examples = options.parse_args().examples
    steps = Steps("fuzz", 2)
    with tempfile.TemporaryDirectory(prefix="guildhall-fuzz-") as home, fresh_stage(Path(home)) as stage:
        people = {
            "an administrator": first_administrator(stage, "Ada Operator", "ada@example.com"),
            "somebody with every open role": register(
                stage, "Olu Other", "olu@example.com", ["client", "expert", "venue"]
            ),
        }
        for who, person in people.items():
            with steps.step(f"made-up requests of {who}"):
                print()
                if fuzz(stage, person, examples) != 0:
                    break
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main())
