"""An expression is read once, not once for each item that it is held against.

AWS: a query costs what it reads, whatever the number of items beside them.
MiniStack: takes a key condition or a filter apart, checks its grammar and walks over its words anew for every item of
the partition, which is nine tenths of what a query of a long conversation takes (services/dynamodb.py:2960, 6956).
Ours: remembers what the three readers said of the last expressions, which depend on nothing but the text; and compares
text keys by a plan made once. What is not a plain key condition over texts goes the stock way.
Can go when `_evaluate_condition` gets an expression that was read before.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ministack.services import dynamodb

from tools.localcloud.replace import replace

REMEMBERED = 4096
KEY_CONDITION = "KeyConditionExpression"
COMPARISONS: Mapping[str, Callable[..., bool]] = {
    "EQ": operator.eq,
    "LT": operator.lt,
    "LE": operator.le,
    "GT": operator.gt,
    "GE": operator.ge,
}

Token = tuple[str, str]
Part = tuple[str, Callable[..., bool], Sequence[str]]
"""The name of a key as it is written, how it is compared, and with which values."""


def apply() -> None:
    """Put a memory before each of the readers, and the plan before the walk."""
    taken_apart = lru_cache(REMEMBERED)(dynamodb._tokenize)
    reserved = lru_cache(REMEMBERED)(dynamodb._check_reserved_keyword_usage)
    faulty = lru_cache(REMEMBERED)(dynamodb._condition_syntax_error)
    stock = dynamodb._evaluate_condition

    def tokens(text: str) -> list[Token]:
        # A copy each: whoever asks may change its list.
        return list(taken_apart(text))

    def reserved_in(tokens: Sequence[Token]) -> Any:
        return reserved(tuple(tokens))

    @lru_cache(REMEMBERED)
    def planned(text: str) -> tuple[Part, ...] | None:
        return plan(tokens(text))

    def evaluate(
        text: str, item: dict[str, Any], values: Any, names: Any, slot: str = "ConditionExpression"
    ) -> bool | None:
        parts = planned(text) if slot == KEY_CONDITION else None
        answer = compare(parts, item, values, names) if parts else None
        return stock(text, item, values, names, slot) if answer is None else answer

    replace(dynamodb, "_tokenize", "6abb13395c3e", tokens)
    replace(dynamodb, "_check_reserved_keyword_usage", "5b08c4cc141c", reserved_in)
    replace(dynamodb, "_condition_syntax_error", "5213f1ffac34", faulty)
    replace(dynamodb, "_evaluate_condition", "94561811e28c", evaluate)


def plan(tokens: Sequence[Token]) -> tuple[Part, ...] | None:
    """Return the comparisons of a key condition, or None where its words are not of the shapes that the app writes."""
    parts: list[Part] = []
    words = [*tokens[:-1], ("AND", "AND")]  # the last token says that the text ends
    while words:
        kinds = [
            text if kind == "IDENT" and text in ("AND", "BETWEEN", "begins_with") else kind for kind, text in words
        ]
        match kinds:
            case ["NAME_REF" | "IDENT", comparison, "VALUE_REF", "AND", *_] if comparison in COMPARISONS:
                parts.append((words[0][1], COMPARISONS[comparison], [words[2][1]]))
                words = words[4:]
            case ["NAME_REF" | "IDENT", "BETWEEN", "VALUE_REF", "AND", "VALUE_REF", "AND", *_]:
                parts.append((words[0][1], _lies_between, [words[2][1], words[4][1]]))
                words = words[6:]
            case ["begins_with", "LPAREN", "NAME_REF" | "IDENT", "COMMA", "VALUE_REF", "RPAREN", "AND", *_]:
                parts.append((words[2][1], str.startswith, [words[4][1]]))
                words = words[7:]
            case _:
                return None
    return tuple(parts)


def _lies_between(key: str, low: str, high: str) -> bool:
    return low <= key <= high


def compare(parts: Sequence[Part], item: dict[str, Any], values: Any, names: Any) -> bool | None:
    """Return whether an item's keys fit, or None where a key or a value is not a text."""
    for name, comparison, refs in parts:
        key = (item.get((names or {}).get(name, name)) or {}).get("S")
        wanted = [((values or {}).get(ref) or {}).get("S") for ref in refs]
        if key is None or None in wanted:
            return None
        if not comparison(key, *wanted):
            return False
    return True
