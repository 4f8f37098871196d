"""The tree keeps the house rules that no linter knows."""

from __future__ import annotations

import ast
import re
import sys
from importlib import import_module

import pytest

from tests.support.tree import CAPABILITIES, PACKAGE, ROOT, sources, tracked

MODULES = {
    "__init__", "models", "errors", "machine", "events", "ports", "use_cases", "schemas", "store", "gateways", "wiring",
}  # fmt: skip
PURE = {"bookings": {"availability", "opening"}}
"""Rules of one capability that are neither nouns nor moves: pure, and worth a place of their own."""


@pytest.mark.parametrize("capability", sorted(CAPABILITIES))
def test_a_capability_has_only_the_modules_of_the_house(capability: str) -> None:
    folder = PACKAGE / capability

    names = {p.stem for p in folder.iterdir() if p.suffix == ".py" or (p.is_dir() and p.name != "__pycache__")}

    assert names <= MODULES | PURE.get(capability, set()), (
        f"{capability} has modules outside style.md section 2: {sorted(names)}"
    )


def test_everything_is_caught_in_two_places_only() -> None:
    """style.md section 5. What catches all to tidy up, and raises it again, loses nothing."""
    broad = [
        path.relative_to(top).as_posix()
        for top in (PACKAGE, ROOT / "functions")
        for path in sorted(top.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and ast.unparse(node.body[-1]) != "raise"
    ]

    assert broad == ["platform/edge/messages.py"]
    assert "exception_handler(Exception)" in (PACKAGE / "platform" / "problem.py").read_text()


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for top in ("layers", "functions", "tools", "bench")
        for path in (ROOT / top).rglob("*.py")
        if ".local" not in path.parts and "node_modules" not in path.parts
        and path.name != "__init__.py" and not path.read_text().startswith('"""')
    ]  # fmt: skip

    assert silent == []


def test_no_module_of_a_function_is_called_like_one_of_pythons_own() -> None:
    # Lambda imports it by that name, and would get Python's.
    names = {path.stem for path in (ROOT / "functions").rglob("*.py")} - {"__init__"}

    assert names & sys.stdlib_module_names == set()


MOST_LINES = 300
DECISIONS = {path.name[:4]: path.read_text(encoding="utf-8") for path in (ROOT / "docs/decisions").glob("*.md")}
STATUS = re.compile(r"^Area: .+\. Status: (proposed|accepted|superseded by \d{4})\.", re.MULTILINE)
# Written in pieces, so that this file does not contain what it looks for.
OF_THIS_MACHINE = re.compile(
    "|".join((
        r"(?<![\w.])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me|Us" + r"ers|opt/wh" + r"eels)/[\w.-]",
        r"(?:py" + r"pi|python" + r"hosted|npm" + r"js|yarn" + r"pkg|crates|docker)\.(?:org|com|io)\b",
        r"https?://[^\s\"']*/(?:simple|artif" + r"actory|npm)/",
    ))
)  # fmt: skip


def test_a_module_stays_under_300_lines_or_a_decision_says_why() -> None:
    said = "".join(DECISIONS.values())
    long = {
        name: lines
        for path, text in sources()
        if (lines := text.count("\n")) > MOST_LINES and (name := path.relative_to(ROOT).as_posix()) not in said
    }

    assert long == {}


def test_every_decision_has_a_number_of_its_own_an_area_and_a_status() -> None:
    files = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))

    assert len(files) == len(DECISIONS)
    assert [name for name in files if not re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name)] == []
    assert [number for number, text in DECISIONS.items() if not text.startswith(f"# {number} ")] == []
    assert [number for number, text in DECISIONS.items() if not STATUS.search(text)] == []


def test_a_decision_that_is_cited_exists() -> None:
    cited = {
        (name, number)
        for name, text in tracked().items()
        for number in re.findall(r"[Dd]ecision (\d{4})\b", text)
        if not name.startswith("tests/architecture/")
    }

    assert {(name, number) for name, number in cited if number not in DECISIONS} == set()


def test_no_file_knows_the_machine_it_was_written_on_or_where_its_packages_came_from() -> None:
    found = {(name, match[0]) for name, text in tracked().items() for match in OF_THIS_MACHINE.finditer(text)}

    assert found == set()


@pytest.mark.parametrize(
    "leak",
    ["cd /wo" + "rk/main", '"/ho' + 'me/ann/x"', "https://py" + "pi.org/project", "http://10.0.0.1/repo/n" + "pm/x"],
)
def test_the_search_finds_paths_and_hosts(leak: str) -> None:
    assert OF_THIS_MACHINE.search(leak)


def test_the_parameters_of_a_test_come_in_an_order_that_stays() -> None:
    """Python hashes text anew in each process, and xdist refuses processes that list tests in different orders."""
    shuffled = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for text in [path.read_text()]
        if "parametrize" in text
        for tree in [ast.parse(text)]
        for told in tree.body
        if isinstance(told, ast.FunctionDef | ast.ClassDef)
        for node in told.decorator_list
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("parametrize") and len(node.args) > 1
        for source in _iterated(node.args[1])
        if _is_set(source, tree)
    ]

    assert shuffled == []


@pytest.mark.parametrize(
    ("source", "is_shuffled"),
    [
        ("[*INVITED]", True), ("list(INVITED - {1})", True), ("[x for x in OURS]", True), ("{1, 2}", True),
        ("[*sorted(INVITED)]", False), ("sorted(OURS)", False), ("[{1, 2}, {3}]", False), ("OTHERS", False),
    ],
)  # fmt: skip
def test_what_is_shuffled_is_told_from_what_is_not(source: str, is_shuffled: bool) -> None:  # noqa: FBT001  a column
    names = "from guildhall.notifications.models import INVITED\nOURS = frozenset('ab')\nOTHERS = ['a']\n"
    *_, said = ast.parse(f"{names}{source}").body
    assert isinstance(said, ast.Expr)

    assert any(_is_set(each, ast.parse(names)) for each in _iterated(said.value)) is is_shuffled


def _iterated(node: ast.expr) -> list[ast.expr]:
    """Return what gives an expression its order."""
    if isinstance(node, ast.List | ast.Tuple):
        parts = [each.value for each in node.elts if isinstance(each, ast.Starred)]
    elif isinstance(node, ast.ListComp | ast.GeneratorExp):
        parts = [each.iter for each in node.generators]
    elif isinstance(node, ast.BinOp):
        parts = [node.left, node.right]
    elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"list", "tuple", "enumerate", "product", "zip"}:
        parts = node.args
    else:
        return [node]
    return [deeper for part in parts for deeper in _iterated(part)]


def _is_set(node: ast.expr, tree: ast.Module) -> bool:
    if isinstance(node, ast.Set | ast.SetComp):
        return True
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) in {"set", "frozenset"}
    if not isinstance(node, ast.Name):
        return False
    for said in tree.body:
        if isinstance(said, ast.Assign | ast.AnnAssign) and said.value:
            targets = said.targets if isinstance(said, ast.Assign) else [said.target]
            if node.id in {ast.unparse(each) for each in targets}:
                return any(_is_set(each, tree) for each in _iterated(said.value))
        if isinstance(said, ast.ImportFrom) and said.module and said.module.startswith("guildhall."):
            for name in said.names:
                if node.id == (name.asname or name.name):
                    return isinstance(getattr(import_module(said.module), name.name), set | frozenset)
    return False
