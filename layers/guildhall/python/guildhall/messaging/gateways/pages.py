"""The port `Pages`: what a page of somebody else says about itself, read with the guard of webhooks."""

from __future__ import annotations

import http.client
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import quote, urldefrag, urljoin

from guildhall.messaging.models.links import LONGEST_DESCRIPTION, LONGEST_SITE, LONGEST_TITLE
from guildhall.messaging.models.messages import LinkPreview
from guildhall.platform import outbound
from guildhall.platform.addresses import AddressRefused, Resolve, locate, resolve
from guildhall.platform.observe import logger

WHOLE_SECONDS = 4.0
"""For one answer: with its redirects, a page takes a third of the function's minute at most."""
MOST_REDIRECTS = 3
LONGEST_PAGE = 512 * 1024
"""What a page says about itself stands in its first kilobytes; the rest is not read."""
REDIRECTS = {301, 302, 303, 307, 308}
HTML = {"text/html", "application/xhtml+xml"}
HEADERS = {
    "User-Agent": "Guildhall-LinkPreview/1.0",
    "Accept": "text/html",
    # What is packed could be of any size once it is unpacked.
    "Accept-Encoding": "identity",
}
_SAFE = "%/:=&?~+!$,;'@()*[]"
"""What `quote` leaves as it is: an address that is written well already does not change."""


@dataclass(frozen=True, slots=True)
class WebPages:
    """loopback_allowed, lookup: for tests; the internet never leads to this machine."""

    loopback_allowed: bool = False
    lookup: Resolve = resolve

    def __call__(self, url: str) -> LinkPreview | None:
        """Return what the page behind a link says of itself, or None: nothing, or nothing that we may read."""
        place = url
        try:
            for _ in range(MOST_REDIRECTS + 1):
                # Each step is checked anew: a public page may lead to a private address.
                target = locate(_written(place), loopback_allowed=self.loopback_allowed, lookup=self.lookup)
                answer = outbound.send(target, HEADERS, method="GET", whole_seconds=WHOLE_SECONDS, longest=LONGEST_PAGE)
                if answer.status not in REDIRECTS:
                    return _read(url, answer)
                place = urljoin(place, answer.headers.get("location", ""))
        except (AddressRefused, OSError, ValueError, http.client.HTTPException) as error:
            logger.info("no preview", extra={"reason": type(error).__name__})
        return None


def _written(url: str) -> str:
    return quote(urldefrag(url).url, safe=_SAFE)


def _read(url: str, answer: outbound.Answer) -> LinkPreview | None:
    kind, _, more = answer.headers.get("content-type", "").partition(";")
    is_plain = answer.headers.get("content-encoding", "identity") == "identity"
    if answer.status != http.HTTPStatus.OK or kind.strip().lower() not in HTML or not is_plain:
        return None
    charset = more.partition("charset=")[2].strip(" \"'") or "utf-8"
    try:
        text = answer.body.decode(charset, errors="replace")
    except LookupError:
        text = answer.body.decode(errors="replace")
    head = _Head()
    head.feed(text)
    title = _clean(head.said.get("og:title") or head.title, LONGEST_TITLE)
    if not title:
        return None
    described = head.said.get("og:description") or head.said.get("description") or ""
    site = head.said.get("og:site_name") or ""
    return LinkPreview(url, title, _clean(described, LONGEST_DESCRIPTION), _clean(site, LONGEST_SITE))


class _Head(HTMLParser):
    """Collects what a page says about itself (Open Graph protocol, and the elements of HTML)."""

    def __init__(self) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a meta element, the first of each name; begin a title."""
        self._in_title = tag == "title" and not self.title
        if tag == "meta":
            named = {name: text or "" for name, text in attrs}
            name = (named.get("property") or named.get("name") or "").lower()
            self.said.setdefault(name, named.get("content", ""))

    def handle_endtag(self, tag: str) -> None:
        """End a title."""
        self._in_title = self._in_title and tag != "title"

    def handle_data(self, data: str) -> None:
        """Note a title."""
        if self._in_title:
            self.title += data


def _clean(text: str, longest: int) -> str:
    """Return a text in one line without what controls a screen or turns the order of letters around."""
    shown = "".join(letter if unicodedata.category(letter)[0] != "C" else " " for letter in text)
    line = " ".join(shown.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"
