"""What authorises a request is read once: a policy that is kept as a text, and for each request whose it is.

AWS: the time that authorisation takes is not the caller's.
MiniStack: loads and sorts every policy document of the calling role at every request, a tenth of what a small request
takes; and it looks the caller and all of their policies up twice for each, and once more for each item of a transaction
(core/iam_evaluator.py:489, 1189).
Ours: remembers what it read, by the text; and who asks, until the request is over.
Can go when MiniStack keeps policies as it reads them, and passes on whom it has found.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from ministack.core import iam_evaluator

from tools.localcloud.replace import replace

REMEMBERED = 4096

_callers: ContextVar[dict[tuple[str, str], Any] | None] = ContextVar("callers", default=None)
"""Who was found behind the keys that this request has asked about; None outside of requests."""


def apply() -> None:
    """Put a memory before the reader of policy documents, and one before the look for callers."""
    stock = iam_evaluator.parse_policy_document
    read = lru_cache(REMEMBERED)(stock)

    def parse(document: str | dict[str, Any]) -> list[Any]:
        # A copy each: whoever asks may change its list.
        return list(read(document)) if isinstance(document, str) else stock(document)

    replace(iam_evaluator, "parse_policy_document", "622a4f98a3ec", parse)
    _remember_callers()


def _remember_callers() -> None:
    stock_resolve, stock_pin = iam_evaluator.resolve_principal, iam_evaluator.pin_signed_request

    def resolve(access_key_id: str, account_id: str, credential: Any = None) -> Any:
        known = _callers.get()
        who = access_key_id, account_id
        if known is None or who not in known:
            found = stock_resolve(access_key_id, account_id, credential)
            if known is None or isinstance(found, iam_evaluator.AuthError):
                return found
            known[who] = found
        return known[who]

    def pin(*request: Any, **options: Any) -> None:
        # Every request begins with this: what another one changed since counts for it.
        _callers.set({})
        stock_pin(*request, **options)

    replace(iam_evaluator, "resolve_principal", "b6c6131e24bf", resolve)
    replace(iam_evaluator, "pin_signed_request", "7fbb21e6b82f", pin)
