"""Which addresses we may send to: public ones only, checked after the name was resolved (OWASP SSRF prevention)."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]

LONGEST_URL = 2_000
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
"""All that the registries hand out so far; Python calls the deprecated site-local fec0::/10 global too."""
TUNNELS = (
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("64:ff9b:1::/48"),
    ipaddress.IPv6Network("2002::/16"),
)
"""Prefixes that carry an IPv4 address inside, which a gateway may lead to a private network (RFC 6052, RFC 3056)."""


class AddressRefused(Exception):
    """We do not send there; the message says why, to whoever gave us the address."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where exactly to connect. host: as the certificate and the Host header name it. address: the one checked."""

    scheme: str
    host: str
    address: str
    port: int
    path: str


def resolve(host: str, port: int) -> list[str]:
    """Ask the operating system for the addresses of a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def locate(url: str, *, loopback_allowed: bool, lookup: Resolve = resolve) -> Target:
    """Return where to connect for a URL, or refuse it. Raises AddressRefused.

    Every address of the name must be public: a name with one private address among them is refused whole.
    loopback_allowed: whether this machine itself, over plain HTTP too, is a receiver (local stage only).
    """
    parts, port = _parse(url)
    host = parts.hostname or ""
    try:
        addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in lookup(host, port)]
    except (OSError, UnicodeError, ValueError) as error:
        raise AddressRefused(f"{host} has no address") from error
    if not addresses:
        raise AddressRefused(f"{host} has no address")
    is_here = loopback_allowed and all(address.is_loopback for address in addresses)
    if not is_here and not all(is_public(address) for address in addresses):
        raise AddressRefused(f"{host} leads to an address that is not public")
    if parts.scheme != "https" and not is_here:
        raise AddressRefused("use https")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, str(addresses[0]), port, path)


def is_public(address: Address) -> bool:
    """Tell whether an address is reachable by anybody on the internet and by nobody only inside a network."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped
        if inner is not None:
            return is_public(inner)
        if address not in GLOBAL_UNICAST or any(address in tunnel for tunnel in TUNNELS):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _parse(url: str) -> tuple[SplitResult, int]:
    """Split a URL that has the shape of a receiver's. Raises AddressRefused."""
    if len(url) > LONGEST_URL or not url.isascii() or any(letter <= " " or letter == "\x7f" for letter in url):
        raise AddressRefused(f"write it in at most {LONGEST_URL} plain characters, others percent-encoded")
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise AddressRefused("this is no URL") from error
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise AddressRefused("use https and a host name")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("leave names and passwords out")
    if parts.fragment:
        raise AddressRefused("leave the part after # out: it is never sent")
    return parts, port
