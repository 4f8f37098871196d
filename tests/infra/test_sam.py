"""The SAM CLI, which takes the templates to AWS, finds nothing to say about them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAM = ROOT / ".local/sam/bin/sam"
TEMPLATES = [ROOT / "template.yaml", *sorted((ROOT / "infra").glob("*.yaml"))]
# Nothing here asks a region or an account, but without a region sam refuses to start.
ENVIRON = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1", "SAM_CLI_TELEMETRY": "0"}


@pytest.mark.timeout(300)  # half a minute alone, minutes on a busy machine
@pytest.mark.skipif(not SAM.exists(), reason="the SAM CLI is not installed: make env-sam, or make check")
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sam_validates_the_template(path: Path) -> None:
    command = [str(SAM), "validate", "--lint", "--template", str(path)]

    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=ENVIRON)

    assert done.returncode == 0, done.stdout + done.stderr
