"""Pieces that the sections of the console share."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from tools.stripe_server.control import Control
from tools.stripe_server.html import Html, joined, tag
from tools.stripe_server.store import Body

# What a button does, by the last word of its address. Given the id in that address and the form; returns the id of the
# entry to which the page comes back.
Acts = dict[str, Callable[[Control, str, dict[str, str]], str]]


def heading(name: str, title: str, shown: int, total: int) -> Html:
    """Head a section, and say how much of it is shown."""
    count = f"{total}" if shown == total else f"the latest {shown} of {total}"
    more = joined(" ", tag("a", "show all", href=f"/?show=all#{name}")) if shown < total else ""
    return tag("h2", title, tag("small", count, more), id=name)


def nothing(text: str) -> Html:
    """Say that a section is empty, and how it fills."""
    return tag("p", text, class_="none")


def moment(seconds: int) -> str:
    """Write a time for people."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%-d %b, %H:%M:%S UTC")


def facts(items: Sequence[str]) -> Html:
    """List small facts on one line."""
    return tag("ul", *(tag("li", item) for item in items if item), class_="facts")


def metadata(body: Body) -> list[str]:
    """Write an object's metadata as facts."""
    return [f"{name}: {value}" for name, value in (body["metadata"] or {}).items()]


def state(text: str, tone: str) -> Html:
    """Write a state. tone: good, warn, bad or soft; the words alone say it all, for those who see no colour."""
    return tag("span", text, class_=f"state {tone}")
