"""The port `Rails`: each rail is built on first use, from its own keys; one without keys does not exist here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from guildhall.kernel.clock import Clock
from guildhall.payments.gateways.easypaisa import EasypaisaRail
from guildhall.payments.gateways.jazzcash import JazzCashRail
from guildhall.payments.gateways.pawapay import PawaPayRail
from guildhall.payments.gateways.sandbox import SandboxRail
from guildhall.payments.ports import LocalRail, SandboxWorld

Keys = Mapping[str, Any]


class KeyedRails:
    """keys: of all rails, by name, read once. makers: how each rail is built from its keys."""

    def __init__(
        self, keys: Callable[[], Mapping[str, Keys]], makers: Mapping[str, Callable[[Keys], LocalRail]]
    ) -> None:
        self._keys = keys
        self._makers = makers
        self._made: dict[str, LocalRail] = {}

    def get(self, name: str) -> LocalRail | None:
        """Return a rail whose keys we have, or None."""
        if name in self._made:
            return self._made[name]
        if name not in self._makers:
            return None
        own = self._keys().get(name)
        if own is None:
            return None
        return self._made.setdefault(name, self._makers[name](own))


def every_rail(secret: Callable[[], Mapping[str, Any]], world: SandboxWorld, clock: Clock, web_url: str) -> KeyedRails:
    """Return every rail that we have an adapter for.

    secret: keys by rail, and optionally `api_url`, where rails call. web_url: where browsers go, and rails by default.
    """

    def callback(rail: str) -> str:
        return f"{secret().get('api_url', web_url)}/v1/payments/callbacks/{rail}"

    return KeyedRails(
        secret,
        {
            SandboxRail.name: lambda own: SandboxRail(world, clock, own["secret"], own.get("page_url", "")),
            JazzCashRail.name: lambda own: JazzCashRail(own, clock, callback(JazzCashRail.name), web_url),
            EasypaisaRail.name: lambda own: EasypaisaRail(own, clock, callback(EasypaisaRail.name), web_url),
            PawaPayRail.name: lambda own: PawaPayRail(own, clock, callback(PawaPayRail.name)),
        },
    )
