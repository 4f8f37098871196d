"""`make deploy STAGE=…`: builds and deploys a stage to AWS with the SAM CLI, stack by stack.

The SAM CLI reads template and parameters from the table `<stage>-<stack>` of samconfig.toml, from which the direct
deploy to the local cloud reads them too.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.localcloud.cloud import ROOT
from tools.localcloud.stages import Stack, StageUnknown, stacks

SAM = ROOT / ".local" / "sam" / "bin" / "sam"


def commands(stage: str, found: list[Stack]) -> list[list[str]]:
    """List the SAM commands of a stage in order: each stack is built, then deployed from what was built."""
    listed: list[list[str]] = []
    for stack in found:
        table = ["--config-file", "samconfig.toml", "--config-env", f"{stage}-{stack.kind}"]
        built = Path(".aws-sam") / f"{stage}-{stack.kind}" / "template.yaml"
        listed.append([str(SAM), "build", *table])
        listed.append([str(SAM), "deploy", *table, "--template-file", str(built)])
    return listed


def main() -> int:
    """Run from the command line with the name of a stage; return the first exit status that is not 0."""
    stage = sys.argv[1] if len(sys.argv) > 1 else ""
    if stage in {"", "local"}:
        print("which stage? make deploy STAGE=dev (the local one is deployed by make up)", file=sys.stderr)
        return 1
    try:
        found = stacks(ROOT, stage)
    except StageUnknown as unknown:
        print(unknown, file=sys.stderr)
        return 1
    for command in commands(stage, found):
        print("sam", *command[1:], flush=True)
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        if status:
            return status
    if any(stack.kind == "edge" for stack in found):
        return subprocess.run([sys.executable, "-m", "tools.web.publish", stage], cwd=ROOT, check=False).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
