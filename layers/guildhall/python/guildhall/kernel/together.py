"""Several questions at once: who waits for two answers waits for the slower one. platform/parallel.py asks them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Together(Protocol):
    """Asks side by side what does not depend on another answer."""

    def __call__(self, questions: Sequence[Callable[[], T]], /) -> list[T]:
        """Return the answers in order. Raises the first error in order, after all of them have ended.

        An error of one does not stop the others: none may write what is wrong without the others.
        """
