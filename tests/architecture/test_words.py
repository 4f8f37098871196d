"""One concept, one word: the glossary knows every name of ours, and people never read what it forbids."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

import pytest

from guildhall.identity.models import OPEN_ROLES, STAFF_ROLES
from tests.support.tree import CAPABILITIES, PACKAGE, ROOT, sources
from tools.generate.openapi import document

HIDDEN_FROM_PEOPLE = "escrow"
"""A word of law that people misread; they read of protected payments."""


def glossary() -> list[list[str]]:
    """Return the rows of the table: term, meaning, name in code, not to be confused with."""
    lines = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in rows[1:]]


def test_the_glossary_is_a_sorted_table_with_one_row_a_term() -> None:
    rows = glossary()
    terms = [row[0].lower() for row in rows]

    assert [row for row in rows if len(row) != 4 or not row[1]] == []
    assert terms == sorted(set(terms))


def test_the_glossary_has_every_capability() -> None:
    assert CAPABILITIES - {row[0] for row in glossary()} == set()


def test_the_glossary_has_every_role() -> None:
    policies = "".join(path.read_text(encoding="utf-8") for path in (PACKAGE / "policies").glob("*.cedar"))
    lists = re.findall(r"roles\.contains(?:Any)?\(([^)]*)\)", policies)
    asked = {role for inside in lists for role in re.findall(r'"(\w+)"', inside)}
    known = {row[0].replace(" ", "_") for row in glossary()}

    assert (asked | OPEN_ROLES | STAFF_ROLES) - known == set()


def test_the_glossary_has_every_prefix_of_an_id() -> None:
    made = {
        prefix
        for _, text in sources()
        for found in re.findall(r'\.new\("([a-z]+)"\)|f"([a-z]{3})_\{|is_id\(\w+, "([a-z]+)"|"([a-z]{3})_"', text)
        for prefix in found
        if prefix
    }
    explained = {prefix for row in glossary() for prefix in re.findall(r"`([a-z]+)_…`", row[2])}

    assert made - explained == set()


@pytest.mark.parametrize("pattern", ["**/*.toml", "**/*.html", "**/*.txt"])
def test_letters_never_use_the_hidden_word(pattern: str) -> None:
    texts = [path for path in PACKAGE.glob(pattern) if HIDDEN_FROM_PEOPLE in path.read_text(encoding="utf-8").lower()]

    assert texts == []


def test_problems_and_answers_never_use_the_hidden_word() -> None:
    # Titles, details and sentences of validation are string constants; docstrings are for us.
    said = [f"{path.name}:{line}" for path, text in sources() for line in _lines_that_say(text, HIDDEN_FROM_PEOPLE)]

    assert said == []


def test_the_interface_and_its_problem_pages_never_use_the_hidden_word() -> None:
    pages = [
        path.name
        for path in (ROOT / "docs/problems").rglob("*.md")
        if HIDDEN_FROM_PEOPLE in path.read_text(encoding="utf-8").lower()
    ]

    assert HIDDEN_FROM_PEOPLE not in json.dumps(document()).lower()
    assert pages == []


def test_the_search_for_a_word_passes_over_docstrings_only() -> None:
    source = '"""Escrow here is for us."""\n\ndef f():\n    """So is escrow."""\n    raise E(f"your Escrow {1}")\n'

    assert list(_lines_that_say(source, HIDDEN_FROM_PEOPLE)) == [5]


def _lines_that_say(source: str, word: str) -> Iterator[int]:
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield from [node.lineno] if word in node.value.lower() else []
