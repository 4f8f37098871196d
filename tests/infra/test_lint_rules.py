"""The house's own template rules find what they are for, and our templates keep them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BROKEN = """
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Bucket: {Type: AWS::S3::Bucket}
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Action: "s3:*", Resource: "*"}]}
"""


def lint(*templates: Path) -> str:
    program = str(Path(sys.executable).with_name("cfn-lint"))
    command = [program, "--append-rules", str(ROOT / "infra/lint"), "--", *map(str, templates)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT).stdout


def test_each_rule_finds_what_it_is_for(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(BROKEN)

    found = lint(broken)

    assert "E9101 Bucket needs DeletionPolicy: Retain" in found
    assert "E9102 Queue needs one of SqsManagedSseEnabled" in found
    assert "E9103 Policy allows s3:*" in found


def test_our_templates_are_clean() -> None:
    assert lint(ROOT / "template.yaml", *sorted((ROOT / "infra").glob("*.yaml"))) == ""
