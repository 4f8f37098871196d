"""What functions of payments are told by the template, and by operators."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.payments.models.rails import RailMode
from guildhall.payments.ports import SettingsOf


@dataclass(frozen=True, slots=True)
class PaymentsSettings:
    """What every function of payments is given.

    stripe_secret: ARN of a secret `{"api_key": …, "webhook_secret": …, "thin_webhook_secret": …}`, and
    `"connect_webhook_secret"` where events of connected accounts come by an endpoint of their own.
    stripe_publishable_key: `pk_…`, which browsers may see. stripe_api_base: another address than Stripe's own, for
    local runs; else empty. stripe_is_live: whether real money moves. web_url: of the web app, without slash at the end.
    workflow: ARN of the protected-payment workflow. data_key: ARN of the key that seals what identifies payers.
    """

    stripe_secret: str
    stripe_publishable_key: str
    stripe_api_base: str
    stripe_is_live: bool
    web_url: str
    workflow: str
    data_key: str


@dataclass(frozen=True, slots=True)
class TimerSettings:
    """What the function that sets timers is given.

    timers_group: name of the group of one-time schedules. timers_target: ARN of the function that they invoke.
    timers_role: ARN of the role as which they do. timers_dead_letters: ARN of the queue for what they cannot deliver.
    """

    timers_group: str
    timers_target: str
    timers_role: str
    timers_dead_letters: str


@dataclass(frozen=True, slots=True)
class StripeSettings:
    """What the way to Stripe takes.

    stripe_secret, stripe_api_base, stripe_is_live: as in PaymentsSettings.
    """

    stripe_secret: str
    stripe_api_base: str
    stripe_is_live: bool


@dataclass(frozen=True, slots=True)
class RailSettings:
    """What the functions that speak with local rails are given.

    rails_secret: ARN of a secret with the keys of each rail, by name: `{"sandbox": {"secret": …}, "jazzcash": {…}}`
    (docs/runbooks/rail-keys.md). web_url: of the web app; its origin also serves the API, unless the secret names
    another `api_url`: a function behind the API cannot be told the API's own address.
    """

    rails_secret: str
    web_url: str


class SettingModes:
    """The port `RailModes`, answered by administration's settings."""

    def __init__(self, setting: SettingsOf) -> None:
        self._setting = setting

    def mode(self, rail: str) -> RailMode:
        """Return how far operators let a rail be used."""
        return list(RailMode)[self._setting(f"rail_{rail}_mode").value]

    def hold_days(self) -> int:
        """Return for how many days a short hold may last."""
        return self._setting("rail_hold_days").value
