"""Which adapter stands behind the port of push services."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.notifications.gateways.web_push import VapidKey, WebPushServices
from guildhall.platform.assembly import Platform
from guildhall.platform.secrets import Secret


@dataclass(frozen=True, slots=True)
class PushSettings:
    """push_secret: ARN of the secret from which the key is made that signs pushes.

    push_contact: e-mail address where operators of push services reach us.
    push_loopback: whether this machine itself is a push service; for the local stage.
    """

    push_secret: str
    push_contact: str
    push_loopback: bool = False


def push_services(platform: Platform) -> WebPushServices:
    """Build what brings pushes to devices."""
    own = platform.settings(PushSettings)
    return WebPushServices(VapidKey(Secret(own.push_secret)), own.push_contact, loopback_allowed=own.push_loopback)
