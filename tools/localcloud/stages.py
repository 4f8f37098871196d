"""What a stage consists of: its stacks in order, with template and parameters, as samconfig.toml says.

samconfig.toml is the only place that knows parameters: `sam deploy --config-env <stage>-<stack>` reads it on the way
to AWS, and this module reads the same tables on the way to the local cloud.
"""

from __future__ import annotations

import shlex
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

# Later stacks import what earlier ones export.
STACKS = ("data", "identity", "bus", "app", "edge", "observability")


class StageUnknown(Exception):
    """samconfig.toml has no such stage."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One CloudFormation stack of a stage."""

    kind: str
    name: str
    template: Path
    parameters: dict[str, str]

    def given(self, more: dict[str, str]) -> Stack:
        """Return the stack with further parameters."""
        return replace(self, parameters={**self.parameters, **more})


def stacks(root: Path, stage: str) -> list[Stack]:
    """List the stacks of a stage whose templates exist, in the order of deployment.

    root: the folder of samconfig.toml; template paths are relative to it.
    Raises StageUnknown when samconfig.toml has no stack of this stage.
    """
    config = tomllib.loads((root / "samconfig.toml").read_text())
    found = [_stack(root, kind, config[f"{stage}-{kind}"]) for kind in STACKS if f"{stage}-{kind}" in config]
    if not found:
        raise StageUnknown(f"samconfig.toml has no stage {stage!r}")
    return [stack for stack in found if stack.template.exists()]


def _stack(root: Path, kind: str, environment: dict[str, dict[str, dict[str, str]]]) -> Stack:
    deploy = environment["deploy"]["parameters"]
    pairs = (pair.partition("=") for pair in shlex.split(deploy["parameter_overrides"]))
    return Stack(
        kind=kind,
        name=deploy["stack_name"],
        template=root / environment["build"]["parameters"]["template_file"],
        parameters={key: value for key, _, value in pairs},
    )
