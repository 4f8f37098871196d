"""The functions as template.yaml deploys them: code, layers, environment. Benches run these, not look-alikes."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from bench.measure import ROOT, RUNTIME, Case
from tests.support.dynoxide import ENVIRONMENT
from tests.support.template import plain
from tools.layers.build import BUILT, build_here
from tools.layers.bytecode import compile_folder
from tools.localcloud.package import load_template

CODE = ROOT / ".local/bench/functions"


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the template.

    module, attribute: the two parts of its handler. layers: names under `layers/`.
    """

    name: str
    code: Path
    module: str
    attribute: str
    layers: Sequence[str]
    environ: Mapping[str, str] = field(repr=False)

    @property
    def path(self) -> list[Path]:
        """The folders of `sys.path`, as Lambda orders them: code, then layers."""
        return [self.code, *(BUILT / layer / "python" for layer in self.layers)]

    def case(self, then: str = "", *, options: Sequence[str] = ()) -> Case:
        """Return the case that starts this function: imports its module, which builds its handler. then: more code."""
        code = f"import {self.module} as m\nhandler = m.{self.attribute}\n{then}"
        return Case(self.name, code, self.path, self.environ, options)


@cache
def functions() -> list[Function]:
    """List the functions of the template whose code exists, by name, with built layers."""
    template = load_template(ROOT / "template.yaml")
    shared = template["Globals"]["Function"]
    resources = template["Resources"]
    shutil.rmtree(CODE, ignore_errors=True)
    found = []
    for name, resource in sorted(resources.items()):
        if resource["Type"] != "AWS::Serverless::Function":
            continue
        own = resource["Properties"]
        module, _, attribute = own["Handler"].rpartition(".")
        code = ROOT / own["CodeUri"]
        if not (code / f"{module}.py").exists():
            continue
        layers = [_layer(resources, ref) for ref in [*shared.get("Layers", []), *own.get("Layers", [])]]
        environ = _environ(name, shared) | _environ(name, own)
        found.append(Function(name, _copy(code), module, attribute, sorted(set(layers)), environ))
    for layer in sorted({layer for function in found for layer in function.layers}):
        build_here(layer)
    return found


def _layer(resources: Mapping[str, Any], ref: Mapping[str, str]) -> str:
    """Return the folder under `layers/` that a reference to a layer means."""
    uri = Path(resources[ref["Ref"]]["Properties"]["ContentUri"])
    return uri.parts[1]


def _environ(name: str, properties: Mapping[str, Any]) -> dict[str, str]:
    """Return a function's variables; what only a deployment knows gets a made-up value."""
    declared = properties.get("Environment", {}).get("Variables", {})
    resolved = {key: plain(value, is_local=False) for key, value in declared.items()}
    return {**ENVIRONMENT, **resolved, "AWS_LAMBDA_FUNCTION_NAME": name}


def _copy(code: Path) -> Path:
    """Copy a function's folder as it is deployed: with bytecode for Lambda, without what tests left there."""
    target = CODE / code.name
    if not target.exists():
        shutil.copytree(code, target, ignore=shutil.ignore_patterns("__pycache__"))
        compile_folder(str(RUNTIME), target, "/var/task")
    return target
