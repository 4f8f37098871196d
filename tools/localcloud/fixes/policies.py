"""A policy that is kept as a text is read once, not at each request of each role that has it.

AWS: the time that authorisation takes is not the caller's.
MiniStack: loads and sorts every policy document of the calling role at every request, a tenth of what a small request
takes (core/iam_evaluator.py:489).
Ours: remembers what it read, by the text.
Can go when MiniStack keeps policies as it reads them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ministack.core import iam_evaluator

from tools.localcloud.replace import replace

REMEMBERED = 4096


def apply() -> None:
    """Put a memory before the reader of policy documents."""
    stock = iam_evaluator.parse_policy_document
    read = lru_cache(REMEMBERED)(stock)

    def parse(document: str | dict[str, Any]) -> list[Any]:
        # A copy each: whoever asks may change its list.
        return list(read(document)) if isinstance(document, str) else stock(document)

    replace(iam_evaluator, "parse_policy_document", "622a4f98a3ec", parse)
