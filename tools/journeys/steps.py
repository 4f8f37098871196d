"""Prints a journey step by step, each with its time, and counts what happened as it says."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from botocore.exceptions import BotoCoreError

T = TypeVar("T")
PATIENCE: ContextVar[float] = ContextVar("patience", default=30.0)
"""Seconds that people of this journey wait for what should come by itself."""
POLL_SECONDS = 0.05


class StepFailed(Exception):
    """A step did not do what it says; the message tells what was seen instead."""


class Steps:
    """The steps of one journey.

    title: how the last line begins. planned: how many steps there are, so that a journey cut short does not look done.
    """

    def __init__(self, title: str, planned: int) -> None:
        self.title = title
        self.planned = planned
        self.done = 0

    @contextmanager
    def step(self, sentence: str) -> Iterator[None]:
        """Run one step: print its sentence, then its time, or what went wrong. Raises StepFailed, whatever that was."""
        print(f"{self.done + 1:3}  {sentence} … ", end="", flush=True)
        started = time.monotonic()
        try:
            yield
        # A step is everything between people and the platform: what goes wrong there can be anything.
        except Exception as error:
            seen = f"{type(error).__name__}: {error}"
            print(f"FAILED\n     {seen}", flush=True)
            raise StepFailed(seen) from error
        self.done += 1
        print(f"{(time.monotonic() - started) * 1000:,.0f} ms", flush=True)

    def finish(self) -> int:
        """Print the last line; return the exit status, 0 only if every planned step is done."""
        print(f"{self.title}: {self.done}/{self.planned} steps", flush=True)
        return 0 if self.done == self.planned else 1


def eventually(what: str, look: Callable[[], T | None], patience: float = 0) -> T:
    """Look again and again until there is something, and return it.

    look: returns None or an empty thing while it is not there yet; StepFailed inside it counts as not yet.
    patience: seconds; the journey's own if there are none. Raises StepFailed when they are over.
    """
    patience = patience or PATIENCE.get()
    deadline = time.monotonic() + patience
    last = "nothing was seen"
    while time.monotonic() < deadline:
        try:
            found = look()
        # The local cloud may be restarting under a chaos run.
        except (StepFailed, OSError, BotoCoreError) as error:
            found, last = None, str(error)
        if found:
            return found
        time.sleep(POLL_SECONDS)
    raise StepFailed(f"{what}: not within {patience:.0f} s ({last})")


def expect(condition: object, message: str) -> None:
    """Raise StepFailed with the message unless the condition holds."""
    if not condition:
        raise StepFailed(message)


def say(text: str) -> None:
    """Print a line of progress to standard error, so that standard output stays the journey."""
    print(text, file=sys.stderr, flush=True)
