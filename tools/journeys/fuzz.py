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

from tools.journeys.people import first_administrator, register
from tools.journeys.stage import fresh_stage
from tools.journeys.steps import Steps, expect

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / ".local/fuzz/bin/schemathesis"
DOCUMENT = ROOT / "docs/api/openapi.json"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SEED = 20261121
WITH_COVERAGE = "examples,coverage,fuzzing"
"""Coverage tries every limit of every field, which is checked before anybody asks who sent it: one person does."""


def fuzz(url: str, token: str, phases: str, examples: int, home: Path) -> int:
    """Run Schemathesis in a folder of its own as whose token it is; return its exit status.

    url: of the API. examples: made-up requests an operation. It prints what it found.
    """
    command = [
        *(str(PROGRAM), "run", str(DOCUMENT), "--url", url, "--checks", CHECKS),
        *("--header", f"Authorization: Bearer {token}", "--phases", phases),
        *("--max-examples", str(examples), "--seed", str(SEED), "--generation-deterministic"),
        *("--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off", "--request-timeout", "30"),
    ]
    return subprocess.run(command, cwd=home, check=False).returncode


def main() -> int:
    """Fuzz as an administrator and as somebody with every other role; exit status 0 if nothing was found."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--examples", type=int, default=12, help="made-up requests an operation, beside the examples")
    examples = options.parse_args().examples
    steps = Steps("fuzz", 2)
    with tempfile.TemporaryDirectory(prefix="guildhall-fuzz-") as home, fresh_stage(Path(home)) as stage:
        administrator = first_administrator(stage, "Ada Operator", "ada@example.com")
        other = register(stage, "Olu Other", "olu@example.com", ["client", "expert", "venue"])
        people = (
            ("an administrator", administrator, "examples,fuzzing"),
            ("somebody with every open role", other, WITH_COVERAGE),
        )
        for who, person, phases in people:
            with steps.step(f"made-up requests of {who}"):
                print()
                found = fuzz(stage.api_url, str(person.api.token), phases, examples, stage.cloud.home)
                expect(found == 0, "Schemathesis found what stands above")
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main())
