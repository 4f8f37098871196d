"""The tree keeps the house rules that no linter knows."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "layers/guildhall/python/guildhall"
MODULES = {
    "__init__", "models", "errors", "machine", "events", "ports", "use_cases", "schemas", "store", "gateways", "wiring",
}  # fmt: skip
CAPABILITIES = sorted(p.name for p in PACKAGE.iterdir() if p.is_dir() and p.name not in {"assets", "kernel", "platform", "policies", "__pycache__"})  # fmt: skip  # noqa: E501


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_a_capability_has_only_the_modules_of_the_house(capability: str) -> None:
    folder = PACKAGE / capability

    names = {p.stem for p in folder.iterdir() if p.suffix == ".py" or (p.is_dir() and p.name != "__pycache__")}

    assert names <= MODULES, f"{capability} has modules outside style.md section 2: {sorted(names - MODULES)}"


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for top in ("layers", "functions", "tools", "bench")
        for path in (ROOT / top).rglob("*.py")
        if ".local" not in path.parts and "node_modules" not in path.parts
        and path.name != "__init__.py" and not path.read_text().startswith('"""')
    ]  # fmt: skip

    assert silent == []
