"""Where a person takes notifications in Slack, or in a chat that takes what Slack takes."""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from guildhall.kernel.types import Instant

SHOWN = 4
"""Characters of the end of an address by which its owner knows it again."""


@dataclass(frozen=True, slots=True)
class SlackCode:
    """A code that was sent to an address, and awaits to come back until `ends_at`. tries: wrong ones.

    url: of an incoming webhook; who knows it can write there, so it is shown to nobody.
    """

    url: str
    code: str
    ends_at: Instant
    tries: int = 0


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """What is said there. text: plain; a line break is a new line. link: a whole URL. action: what it is called."""

    text: str
    link: str
    action: str


def host_of(url: str) -> str:
    """Return whose service an address is of."""
    return urlsplit(url).hostname or ""


def same_address(url: str) -> str:
    """Return the same text for every way to write an address; for some different addresses too.

    Only to count by: neither the case of letters nor what stands behind the question mark makes another one.
    """
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    path = normpath(f"/{unquote(parts.path).lstrip('/')}")
    return f"{host_of(url).rstrip('.')}:{port}{path}".casefold()


def shown_address(url: str | None) -> str | None:
    """Return what may be shown of an address: its host and, where much stays hidden, its end."""
    if url is None:
        return None
    host = host_of(url)
    _, _, secret = url.partition(host)
    return f"{host}…{url[-SHOWN:]}" if len(secret) > 4 * SHOWN else f"{host}…"
