"""Reads CloudFormation templates, short-form functions included, as plain data."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
APP = "template.yaml"
BUS = "infra/bus.yaml"


class _Loader(yaml.CSafeLoader):
    """Keeps `!Sub x` as {"Fn::Sub": x}."""


def _short_form(loader: yaml.CSafeLoader, suffix: str, node: yaml.Node) -> Any:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    return {"Ref" if suffix == "Ref" else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)


@cache
def template(name: str) -> dict[str, Any]:
    """Return a template of the repository, such as `template.yaml` or `infra/data.yaml`."""
    loaded: dict[str, Any] = yaml.load((ROOT / name).read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  a safe loader
    return loaded


def resources(*names: str) -> dict[str, dict[str, Any]]:
    """Return the resources of templates by logical id; those of the app and of the bus unless others are named."""
    return {
        logical_id: resource
        for name in names or (BUS, APP)
        for logical_id, resource in template(name)["Resources"].items()
    }


def plain(value: Any, *, is_local: bool) -> str:
    """Return a value of a template as a text of the right form; what only a deployment knows is made up.

    is_local: which branch of `!If [IsLocal, …]` is taken.
    """
    if not isinstance(value, dict):
        return str(value)
    ((function, argument),) = value.items()
    if function == "Ref":
        return str(template(APP)["Parameters"].get(argument, {}).get("Default", argument))
    if function == "Fn::If":
        return plain(argument[1 if is_local == (argument[0] == "IsLocal") else 2], is_local=is_local)
    if function == "Fn::Join":
        return str(argument[0]).join(plain(part, is_local=is_local) for part in argument[1])
    if function == "Fn::Sub":
        text, given = (argument, {}) if isinstance(argument, str) else argument
        known = {"LocalEndpoint": {"Ref": "LocalEndpoint"}, **given}
        return re.sub(
            r"\$\{([^}]+)\}", lambda found: plain(known.get(found[1], "made-up"), is_local=is_local), str(text)
        )
    imported = str(argument["Fn::Sub"]).removeprefix("guildhall-${Stage}-") if function == "Fn::ImportValue" else ""
    return plain(template(BUS)["Outputs"].get(imported, {}).get("Value", "made-up"), is_local=is_local)
