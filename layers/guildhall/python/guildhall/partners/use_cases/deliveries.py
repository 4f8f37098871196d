"""Webhook deliveries: planned when an event comes, tried until they arrive, kept in a log."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock, to_text
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.ids import Ids
from guildhall.partners import machine
from guildhall.partners.errors import (
    AlreadyPlanned,
    WebhookDeliveryPending,
    WebhookDeliveryUnknown,
    WebhookEndpointDisabled,
)
from guildhall.partners.events import WebhookDisabledV1
from guildhall.partners.machine import DISABLE_AFTER, LEASE, ORDERED_FOR, DeliveryState
from guildhall.partners.models import Attempt, Delivery, Endpoint, PublicEvent, delivery_id
from guildhall.partners.ports import Deliveries, DeliveryPage, Endpoints, Receivers, Vault
from guildhall.partners.use_cases.endpoints import Doorkeeper
from guildhall.partners.use_cases.public_events import VERSION, ping

GONE = 410
"""The receiver says that it will never want this again (Standard Webhooks: switch the endpoint off)."""


@dataclass(frozen=True, slots=True)
class PlanDeliveries:
    """Order an event's delivery to everybody who subscribed to it and whom it concerns."""

    endpoints: Endpoints
    deliveries: Deliveries
    clock: Clock

    def __call__(self, event_id: str, event: PublicEvent) -> None:
        """Plan one delivery an endpoint; an event that comes twice is planned once."""
        for subscriber in self.endpoints.subscribers():
            if subscriber.wants(event.name, event.concerned):
                try:
                    self.deliveries.plan(planned(event_id, subscriber.endpoint_id, event, self.clock.now()))
                except AlreadyPlanned:
                    continue


def planned(event_id: str, endpoint_id: str, event: PublicEvent, now: datetime) -> Delivery:
    """Return a delivery with the text that will be signed and sent, the same in every attempt."""
    body = {"type": event.name, "version": VERSION, "timestamp": to_text(event.occurred_at), "data": event.data}
    return Delivery(
        delivery_id=delivery_id(event_id, endpoint_id),
        endpoint_id=endpoint_id,
        event=event.name,
        body=json.dumps(body, separators=(",", ":"), ensure_ascii=False),
        next_at=now + ORDERED_FOR,
    )


@dataclass(frozen=True, slots=True)
class Deliver:
    """Make one attempt.

    At least once: if the process dies after the receiver took it and before we wrote that down, the lease lapses and
    it is sent again under the same `webhook-id`, by which receivers know it.
    sign: from secret, id, instant and body to one signature. chance: 0 to 1, for the jitter.
    """

    endpoints: Endpoints
    deliveries: Deliveries
    receivers: Receivers
    vault: Vault
    clock: Clock
    sign: Callable[[str, str, datetime, str], str]
    chance: Callable[[], float]

    def __call__(self, endpoint_id: str, wanted_id: str, attempt: int) -> None:
        """Try it, unless it is done, under way, or the order is older than the last attempt.

        attempt: how many attempts were finished when this one was ordered.
        Raises WebhookDeliveryUnknown, StaleVersion, Unavailable.
        """
        delivery, now = self.deliveries.get(endpoint_id, wanted_id), self.clock.now()
        if delivery is None:
            raise WebhookDeliveryUnknown
        is_under_way = delivery.leased_until is not None and now < delivery.leased_until
        if delivery.state is not DeliveryState.PENDING or delivery.attempts != attempt or is_under_way:
            return
        endpoint = self.endpoints.get(endpoint_id)
        if endpoint is None or not endpoint.is_enabled:
            state = machine.move(delivery.state, DeliveryState.DROPPED)
            self.deliveries.save(replace(delivery, state=state, next_at=None))
            return
        taken = self.deliveries.save(replace(delivery, leased_until=now + LEASE, next_at=now + LEASE))
        self._finish(taken, endpoint, self._post(taken, endpoint))

    def _post(self, delivery: Delivery, endpoint: Endpoint) -> Attempt:
        now = self.clock.now()
        secrets = [self.vault.unseal(sealed, endpoint.endpoint_id) for sealed in endpoint.signing(now)]
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Guildhall-Webhooks/1",
            "webhook-id": delivery.delivery_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(self.sign(s, delivery.delivery_id, now, delivery.body) for s in secrets),
        }
        return self.receivers.post(endpoint.url, headers, delivery.body)

    def _finish(self, delivery: Delivery, endpoint: Endpoint, attempt: Attempt) -> None:
        now, attempts = self.clock.now(), delivery.attempts + 1
        next_at = None if attempt.is_success else machine.next_attempt(attempts, now, self.chance())
        if attempt.is_success:
            target = DeliveryState.DELIVERED
        elif next_at is None or attempt.status == GONE:
            target, next_at = DeliveryState.FAILED, None
        else:
            target = DeliveryState.PENDING
        self.deliveries.save(
            replace(
                delivery,
                state=machine.move(delivery.state, target),
                attempts=attempts,
                next_at=next_at,
                leased_until=None,
                last=attempt,
            )
        )
        self._judge(endpoint, attempt, now)

    def _judge(self, endpoint: Endpoint, attempt: Attempt, now: datetime) -> None:
        """Note how the endpoint is doing, and switch it off when it has only failed for days."""
        since = self.endpoints.failing_since(endpoint.endpoint_id)
        if attempt.is_success:
            if since is not None:
                self.endpoints.note(endpoint.endpoint_id, None)
            return
        if since is None:
            self.endpoints.note(endpoint.endpoint_id, now)
        is_hopeless = since is not None and now - since >= DISABLE_AFTER
        if not is_hopeless and attempt.status != GONE:
            return
        reason = "the receiver answered 410 Gone" if attempt.status == GONE else "it only failed for days"
        disabled = replace(endpoint, is_enabled=False, disabled_because=reason)
        event = WebhookDisabledV1(
            endpoint_id=endpoint.endpoint_id,
            account_id=endpoint.told_account_id,
            url_host=urlsplit(endpoint.url).hostname or "",
        )
        try:
            self.endpoints.save(disabled, "partners.disable_endpoint", event)
        except StaleVersion:
            # Its owner changed it while we waited for the answer: the next failure judges what it is now.
            return


@dataclass(frozen=True, slots=True)
class SweepDeliveries:
    """Order every attempt whose time has come: planned retries, and what a lost order or a crash left behind."""

    deliveries: Deliveries
    clock: Clock

    def __call__(self) -> int:
        """Return how many were ordered; more than a few hundred wait for the next minute."""
        now, ordered = self.clock.now(), 0
        for endpoint_id, wanted_id in self.deliveries.overdue(now):
            delivery = self.deliveries.get(endpoint_id, wanted_id)
            if delivery is None or delivery.next_at is None or delivery.next_at > now:
                continue
            try:
                self.deliveries.save(replace(delivery, next_at=now + ORDERED_FOR), order=True)
            except StaleVersion:
                continue
            ordered += 1
        return ordered


@dataclass(frozen=True, slots=True)
class Ping:
    """Send a test event to an endpoint."""

    door: Doorkeeper
    deliveries: Deliveries
    clock: Clock
    ids: Ids

    def __call__(self, actor: Actor, endpoint_id: str) -> Delivery:
        """Return the planned delivery. Raises WebhookEndpointUnknown, Forbidden, WebhookEndpointDisabled."""
        endpoint = self.door.access(actor, endpoint_id, "partners.redeliver")
        if not endpoint.is_enabled:
            raise WebhookEndpointDisabled("switch it on first")
        now = self.clock.now()
        delivery = planned(self.ids.new("evt"), endpoint_id, ping(endpoint_id, now), now)
        self.deliveries.plan(delivery)
        return delivery


@dataclass(frozen=True, slots=True)
class ListDeliveries:
    """Show what was sent to an endpoint and how it answered."""

    door: Doorkeeper
    deliveries: Deliveries

    def __call__(self, actor: Actor, endpoint_id: str, limit: int, position: dict[str, Any] | None) -> DeliveryPage:
        """Return one page, newest first. Raises WebhookEndpointUnknown, Forbidden."""
        self.door.access(actor, endpoint_id, "partners.view_endpoints")
        return self.deliveries.page(endpoint_id, limit, position)


@dataclass(frozen=True, slots=True)
class Redeliver:
    """Send a finished delivery once more, with the same id and text."""

    door: Doorkeeper
    deliveries: Deliveries
    clock: Clock

    def __call__(self, actor: Actor, endpoint_id: str, wanted_id: str) -> Delivery:
        """Return the delivery, pending, its attempts counted anew.

        Raises WebhookEndpointUnknown, Forbidden, WebhookEndpointDisabled, WebhookDeliveryUnknown,
        WebhookDeliveryPending, StaleVersion.
        """
        endpoint = self.door.access(actor, endpoint_id, "partners.redeliver")
        if not endpoint.is_enabled:
            raise WebhookEndpointDisabled("switch it on first")
        delivery = self.deliveries.get(endpoint_id, wanted_id)
        if delivery is None:
            raise WebhookDeliveryUnknown
        if delivery.state is DeliveryState.PENDING:
            raise WebhookDeliveryPending
        state = machine.move(delivery.state, DeliveryState.PENDING)
        anew = replace(delivery, state=state, attempts=0, next_at=self.clock.now() + ORDERED_FOR)
        return self.deliveries.save(anew, order=True)
