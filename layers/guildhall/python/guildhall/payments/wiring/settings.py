"""What functions of payments are told by the template."""

from __future__ import annotations

from dataclasses import dataclass


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
class RailSettings:
    """What the functions that speak with local rails are given.

    rails_secret: ARN of a secret with the keys of each rail, by name: `{"sandbox": {"secret": …}, "jazzcash": {…}}`
    (docs/runbooks/rail-keys.md). web_url: of the web app; its origin also serves the API, unless the secret names
    another `api_url`: a function behind the API cannot be told the API's own address.
    """

    rails_secret: str
    web_url: str
