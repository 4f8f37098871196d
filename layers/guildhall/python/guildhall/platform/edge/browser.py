"""What browsers bring: where they are, cookies, and pages of other sites that would like to use them."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from guildhall.kernel.errors import Fault, Forbidden

INTENT = "X-Requested-With"


class CrossSite(Forbidden):
    """A page of another site, or one that hides where it is from, sent this."""

    slug = "cross-site"
    title = "This must come from our own pages"


def address_of(app: APIGatewayHttpResolver) -> str:
    """Return the network address that sent the request, as API Gateway saw it: headers about it can be made up."""
    return str(app.current_event.raw_event["requestContext"]["http"]["sourceIp"])


def refuse_foreign_pages(headers: Mapping[str, str]) -> None:
    """Refuse what a browser says another site caused; programs and old browsers say nothing. Raises CrossSite.

    headers: names in lower case. Pages cannot forge Sec-Fetch-Site (W3C Fetch Metadata).
    """
    if headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        raise CrossSite("a page of another site sent this request")


def require_intent(headers: Mapping[str, str]) -> None:
    """Ask for a header that no foreign page can send: it would need our consent by CORS first. Raises CrossSite.

    For routes whose only proof is a cookie, on top of SameSite=Strict. Any value will do.
    """
    refuse_foreign_pages(headers)
    if not headers.get(INTENT.lower()):
        raise CrossSite(f"send {INTENT}", faults=(Fault(f"#header/{INTENT}", "any value", "missing"),))


def cookie(event: Mapping[str, Any], name: str) -> str | None:
    """Return the value of a cookie of an HTTP API event (payload 2.0), or None."""
    # API Gateway moves them to `cookies`; the local cloud leaves them in the header.
    headers = event.get("headers") or {}
    sent = "; ".join([*event.get("cookies", []), headers.get("cookie", "")])
    try:
        found = SimpleCookie(sent).get(name)
    except CookieError:
        return None
    return found.value if found else None


def private_cookie(name: str, value: str, *, path: str, max_age_seconds: int) -> Cookie:
    """Return a cookie that no script and no other site can use; an age of 0 removes it."""
    return Cookie(
        name=name,
        value=value,
        path=path,
        secure=True,
        http_only=True,
        same_site=SameSite.STRICT_MODE,
        max_age=max_age_seconds,
    )
