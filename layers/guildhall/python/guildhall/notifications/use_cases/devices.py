"""Browsers that take pushes: added, listed and removed by the person who sits before them."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.policy import Gate, require
from guildhall.kernel.rate_limits import Limit, RateLimits, take_for
from guildhall.notifications.errors import PushSubscriptionUnknown, TooManyDevices
from guildhall.notifications.models import MOST_DEVICES, PushSubscription, subscription_id_of
from guildhall.notifications.ports import PushServices, PushSubscriptions
from guildhall.notifications.use_cases.inbox import inbox_of

SUBSCRIBED = Limit("push-subscriptions", quota=30, window_seconds=3_600)
"""A browser subscribes when its owner allows it and when its maker renews the address, which is rare."""


@dataclass(frozen=True, slots=True)
class ShowPushKey:
    """Show the key by which browsers know who may push to them."""

    services: PushServices
    gate: Gate

    def __call__(self, actor: Actor) -> str:
        """Return the public key, base64url. Raises Forbidden."""
        require(self.gate, actor, "notifications.view", inbox_of(actor))
        return self.services.key()


@dataclass(frozen=True, slots=True)
class SubscribeDevice:
    """Push to a browser from now on."""

    subscriptions: PushSubscriptions
    services: PushServices
    limits: RateLimits
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, endpoint: str, p256dh: str, auth: str, label: str) -> PushSubscription:
        """Store and return it; the same browser again is the same device.

        A browser belongs to whoever subscribed there last: what is pushed to somebody who has left must not be seen
        by whoever came after. Raises Forbidden, TooMany, PushSubscriptionInvalid, TooManyDevices, StaleVersion.
        """
        require(self.gate, actor, "notifications.change_preferences", inbox_of(actor))
        take_for(self.limits, SUBSCRIBED, actor)
        self.services.check(endpoint, p256dh, auth)
        subscription_id = subscription_id_of(endpoint)
        known = self.subscriptions.get(subscription_id)
        is_mine = known is not None and known.account_id == actor.account_id
        if not is_mine and len(self.subscriptions.of(actor.account_id)) >= MOST_DEVICES:
            raise TooManyDevices(f"at most {MOST_DEVICES}: remove one that you do not use")
        subscription = PushSubscription(
            subscription_id=subscription_id,
            account_id=actor.account_id,
            endpoint=endpoint,
            p256dh=p256dh,
            auth=auth,
            label=label,
            created_at=known.created_at if known and is_mine else self.clock.now(),
            version=known.version if known else 0,
        )
        self.subscriptions.save(subscription)
        return subscription


@dataclass(frozen=True, slots=True)
class ListDevices:
    """Show a person which browsers get pushes."""

    subscriptions: PushSubscriptions
    gate: Gate

    def __call__(self, actor: Actor) -> list[PushSubscription]:
        """Return them, oldest first. Raises Forbidden."""
        require(self.gate, actor, "notifications.view", inbox_of(actor))
        return self.subscriptions.of(actor.account_id)


@dataclass(frozen=True, slots=True)
class RemoveDevice:
    """Push no more to a browser."""

    subscriptions: PushSubscriptions
    gate: Gate

    def __call__(self, actor: Actor, subscription_id: str) -> None:
        """Forget it. Raises Forbidden, PushSubscriptionUnknown also for one of somebody else, StaleVersion."""
        require(self.gate, actor, "notifications.change_preferences", inbox_of(actor))
        known = self.subscriptions.get(subscription_id)
        if known is None or known.account_id != actor.account_id:
            raise PushSubscriptionUnknown
        self.subscriptions.remove(known)
