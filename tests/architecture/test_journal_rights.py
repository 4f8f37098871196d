"""No function may change what stands in the journal, whatever policies it is given."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.template import template
from tools.generate import template as view

STANDING = ("E#charge:ch_1", "E#2026-03-02#a", "A#hold:mil_1#EUR", "ROLL#platform_fee:guildhall#EUR", "DAYS")
CHANGES = {"dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:*"}


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, resource in template("template.yaml")["Resources"].items():
        own = resource.get("Properties", {})
        documents = [own["PolicyDocument"]] if "PolicyDocument" in own else own.get("Policies", [])
        for document in documents if isinstance(documents, list) else []:
            for statement in document.get("Statement", []) if isinstance(document, dict) else []:
                yield name, statement


def covers(statement: dict[str, Any], key: str) -> bool:
    if "LedgerTableArn" not in str(statement["Resource"]):
        return False
    for condition in statement.get("Condition", {}).values():
        patterns = condition.get("dynamodb:LeadingKeys")
        if patterns is not None:
            return any(fnmatch.fnmatchcase(key, pattern) for pattern in patterns)
    return True


def changes(statement: dict[str, Any]) -> bool:
    actions = statement["Action"]
    return bool(CHANGES.intersection([actions] if isinstance(actions, str) else actions))


@pytest.mark.parametrize("key", STANDING)
def test_no_statement_lets_anybody_change_what_stands(key: str) -> None:
    allowed = [name for name, each in statements() if each["Effect"] == "Allow" and changes(each) and covers(each, key)]

    assert allowed == []


@pytest.mark.parametrize("key", STANDING)
@pytest.mark.parametrize("action", ["dynamodb:UpdateItem", "dynamodb:DeleteItem"])
def test_what_every_function_has_denies_it(key: str, action: str) -> None:
    denied = [
        name
        for name, each in statements()
        if each["Effect"] == "Deny" and action in each["Action"] and covers(each, key)
    ]

    assert denied == ["CommonAccess"]


@pytest.mark.parametrize("name", sorted(view.functions()))
def test_every_function_that_knows_the_ledger_has_what_every_function_has(name: str) -> None:
    policies = view.functions()[name].get("Policies", [])

    assert {"Ref": "CommonAccess"} in policies or "LedgerTable" not in str(policies)
