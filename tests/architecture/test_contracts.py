"""The import contracts name every capability, so that a new folder cannot slip past them."""

from __future__ import annotations

import tomllib

from tests.support.tree import CAPABILITIES, ROOT


def contract(number: int) -> dict[str, list[str]]:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    found: dict[str, list[str]] = next(c for c in tool["contracts"] if c["name"].startswith(f"{number}."))
    return found


def test_the_lists_of_the_contracts_equal_the_folders() -> None:
    dotted = {f"guildhall.{name}" for name in CAPABILITIES}

    assert set(contract(2)["layers"][0].split(" : ")) == CAPABILITIES
    assert set(contract(3)["containers"]) == dotted
    assert set(contract(6)["modules"]) == dotted


def test_functions_are_grouped_by_capability() -> None:
    folders = {path.name for path in (ROOT / "functions").iterdir() if path.is_dir()} - {"__pycache__"}

    assert folders <= CAPABILITIES | {"platform"}


def test_an_edge_stays_under_150_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "functions").rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 150
    }

    assert long == {}
