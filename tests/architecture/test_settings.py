"""What template.yaml sets is what the code reads, function by function."""

from __future__ import annotations

import ast
import dataclasses
import importlib.util
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from guildhall.platform.settings import PREFIX, SettingsIncomplete
from tests.support.dynoxide import ENVIRONMENT
from tests.support.template import plain, template
from tools.generate import template as view

ROOT = Path(__file__).parents[2]
SHARED: dict[str, Any] = template("template.yaml")["Globals"]["Function"]["Environment"]["Variables"]
OWN = {name: p.get("Environment", {}).get("Variables", {}) for name, p in view.functions().items()}
SWITCHES = {"GUILDHALL_DYNAMO_TRANSPORT", "GUILDHALL_SOCKET_TRANSPORT", "GUILDHALL_TRACE_CALLS"}
"""Set by hand on one function, for a comparison; the template leaves them at their defaults."""


@cache
def settings_classes() -> set[type]:
    """Return each class that is handed to `platform.settings(…)` or `load(…, environ)`."""
    classes: set[type] = set()
    for top in (ROOT / "layers/guildhall/python", ROOT / "functions"):
        for path in top.rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and _reads_settings(call) and isinstance(call.args[0], ast.Name):
                    base = top if top.name == "python" else ROOT
                    module = importlib.import_module(".".join(path.relative_to(base).with_suffix("").parts))
                    found = getattr(module, call.args[0].id, None)
                    if isinstance(found, type):
                        classes.add(found)
    return classes


def _reads_settings(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in {"settings", "load"} and bool(call.args)


FIELDS = {PREFIX + field.name.upper(): field for cls in settings_classes() for field in dataclasses.fields(cls)}


def test_settings_are_frozen_and_explain_each_field() -> None:
    for cls in sorted(settings_classes(), key=lambda cls: cls.__qualname__):
        assert cls.__dataclass_params__.frozen, cls.__name__  # type: ignore[attr-defined]
        for field in dataclasses.fields(cls):
            said = re.search(rf"\b{field.name}\b", cls.__doc__ or "")
            assert said, f"{cls.__name__} does not say what {field.name} is"


def test_every_variable_that_the_template_sets_is_a_field_and_back() -> None:
    set_there = {name for variables in (SHARED, *OWN.values()) for name in variables if name.startswith(PREFIX)}
    # A field without default that a function reads and nobody sets keeps it from starting: the next test.
    optional = {name for name, field in FIELDS.items() if field.default is not dataclasses.MISSING}

    assert (set_there - set(FIELDS) - SWITCHES, optional - set_there - SWITCHES) == (set(), set())


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in {
        # The process keeps its credentials, so they are those that every other test needs.
        **ENVIRONMENT,
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",  # nobody listens there: a start that calls somebody fails
    }.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def start(name: str) -> None:
    """Run the init phase of a function in a module of its own, as each Lambda process does."""
    properties = view.functions()[name]
    module, _, attribute = properties["Handler"].rpartition(".")
    spec = importlib.util.spec_from_file_location(module, ROOT / properties["CodeUri"] / f"{module}.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    getattr(loaded, attribute).init()


@pytest.mark.parametrize("is_local", [True, False], ids=["here", "on AWS"])
@pytest.mark.parametrize("name", sorted(OWN))
def test_a_function_starts_with_what_the_template_gives_it(
    name: str, *, is_local: bool, environment: pytest.MonkeyPatch
) -> None:
    for variable, value in (SHARED | OWN[name]).items():
        environment.setenv(variable, plain(value, is_local=is_local))

    start(name)


@pytest.mark.parametrize("name", sorted(name for name, variables in OWN.items() if variables))
def test_a_function_is_given_nothing_of_its_own_that_it_does_not_read(
    name: str, environment: pytest.MonkeyPatch
) -> None:
    for variable, value in (SHARED | OWN[name]).items():
        environment.setenv(variable, plain(value, is_local=True))

    for variable in OWN[name]:
        if FIELDS[variable].default is dataclasses.MISSING:
            with environment.context() as without:
                without.delenv(variable)
                with pytest.raises(SettingsIncomplete, match=variable):
                    start(name)
