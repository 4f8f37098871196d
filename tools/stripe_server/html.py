"""HTML without a template engine: elements are functions, text is escaped unless it is HTML already."""

from collections.abc import Mapping
from html import escape
from pathlib import Path

STYLE = (Path(__file__).parent / "pages.css").read_text()


class Html(str):
    """Text that is HTML already and must not be escaped again."""

    __slots__ = ()


def tag(element: str, /, *children: str, **attributes: str | bool | None) -> Html:
    """Write one element.

    attributes: a trailing underscore is dropped (class_); True is written bare, None and False not at all.
    """
    written = "".join(
        f" {key.rstrip('_')}" if value is True else f' {key.rstrip("_")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{element}{written}>{joined(*children)}</{element}>")


def void(element: str, /, **attributes: str | bool | None) -> Html:
    """Write an element that has no content, such as input."""
    return Html(tag(element, **attributes).removesuffix(f"</{element}>"))


def joined(*parts: str) -> Html:
    """Put parts one after another, escaping those that are plain text."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))


def page(title: str, *content: str, navigation: str = "") -> str:
    """Write a whole page; it loads nothing from anywhere."""
    head = joined(
        void("meta", charset="utf-8"),
        void("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{title} - test payments"),
        Html(f"<style>{STYLE}</style>"),
    )
    banner = tag("div", tag("b", "Test payments"), tag("span", "no real money moves", class_="soft"), navigation)
    body = tag("body", tag("header", banner), tag("main", *content))
    return "<!doctype html>" + tag("html", tag("head", head), body, lang="en")


def button(text: str, *, main: bool = False, name: str | None = None, value: str | None = None) -> Html:
    """Write a button that sends its form. main: the one that most people want."""
    return tag("button", text, type="submit", class_="main" if main else None, name=name, value=value)


def form(action: str, *content: str) -> Html:
    """Write a form that posts to an address of this server."""
    return tag("form", *content, method="post", action=action)


def choice(name: str, label: str, options: Mapping[str, str]) -> Html:
    """Write a labelled list to choose from. options: value to text, the first is chosen."""
    listed = (tag("option", text, value=value) for value, text in options.items())
    return tag("label", label, tag("select", *listed, name=name))


def entry(name: str, label: str, value: str, **attributes: str) -> Html:
    """Write a labelled field. attributes: of the input, such as type and min."""
    return tag("label", label, void("input", name=name, value=value, **attributes))
