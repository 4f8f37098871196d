"""The way to Stripe that our adapters share: one client, our patience, our errors, our world (live or test).

Everything that may fail becomes ProviderSilent, ProviderFailed or ProviderRefused; no error of the library leaves here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import stripe

from guildhall.kernel.clock import from_text
from guildhall.payments.errors import ProviderFailed, ProviderRefused, ProviderSilent
from guildhall.payments.gateways.units import NotRepresentable
from guildhall.payments.models import Command
from guildhall.platform import tracing

Body = dict[str, Any]

TIMEOUT_SECONDS = (3, 20)
"""To connect, to read. The library's own 80 seconds would outlive the function that waits."""
RETRIES = 2
"""Of the library itself, under the same key: three times 23 seconds fit into the worker's 75."""
CLOCK_SKEW = timedelta(minutes=5)
PAGE = 100


def client(api_key: str, api_base: str) -> stripe.StripeClient:
    """Return a client with our patience. api_base: another address than Stripe's own, or an empty text."""
    session = None
    if tracing.calls_are_traced():
        from guildhall.payments.gateways.traced_session import TracedSession

        session = TracedSession()
    return stripe.StripeClient(
        api_key,
        base_addresses={"api": api_base} if api_base else None,
        max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS, session=session),
    )


@contextmanager
def told() -> Iterator[None]:
    """Turn the library's errors into ours: ProviderRefused, ProviderFailed, ProviderSilent."""
    try:
        yield
    except stripe.StripeError as error:
        raise _trouble(error) from error
    except NotRepresentable as error:
        raise ProviderRefused("amount_not_representable") from error


def _trouble(error: stripe.StripeError) -> Exception:
    status, code = error.http_status, error.code
    if isinstance(error, stripe.IdempotencyError) and status != 409:  # noqa: PLR2004  see below
        # The key stands for another request: ours changed its parameters in between.
        return ProviderFailed("key_reused")
    if status is None or status < 400 or status in {409, 429}:  # noqa: PLR2004  no answer, or one that says nothing
        # 409: the same key is being carried out right now. 429: nothing was done, and nothing stored.
        return ProviderSilent(code or f"http_{status}")
    if status >= 500 or status in {401, 403}:  # noqa: PLR2004  theirs, or our configuration: never the payer's fault
        return ProviderFailed(code or f"http_{status}")
    return ProviderRefused(code or f"http_{status}")


class StripeConnection:
    """One account of the platform with Stripe. is_live: what every object must say of itself."""

    def __init__(self, connect: Callable[[], stripe.StripeClient], *, is_live: bool) -> None:
        self._connect = connect
        self._made: stripe.StripeClient | None = None
        self._is_live = is_live

    @property
    def client(self) -> stripe.StripeClient:
        """The client, made on first use: a function that may not need the secret does not read it in its init phase."""
        if self._made is None:
            self._made = self._connect()
        return self._made

    def checked(self, found: Any) -> Body:
        """Return an object of the library as a plain dict. Raises ProviderFailed for one of the other world."""
        body: Body = found.to_dict()
        return self.checked_body(body)

    def checked_body(self, body: Body) -> Body:
        """As `checked`, for a dict. Raises ProviderFailed."""
        if body.get("livemode") is not self._is_live:
            # A key of the other world: nothing that it says may become state.
            raise ProviderFailed("livemode_mismatch")
        return body


def made_by(command: Command, objects: Iterator[Any]) -> Body | None:
    """Return the first object that carries the command's id, or None."""
    for each in objects:
        body: Body = each.to_dict()
        if (body.get("metadata") or {}).get("cmd") == command.command_id:
            return body
    return None


def instant(value: Any) -> datetime:
    """Read an instant as the library gives it: API version 2 writes texts."""
    return value if isinstance(value, datetime) else from_text(str(value))


def since(command: Command) -> int:
    """Return the Unix second from which on to search for what a command made: a little before its first try."""
    return int(((command.tried_at or command.created_at) - CLOCK_SKEW).timestamp())
