"""What notifications needs of chats."""

from __future__ import annotations

from typing import Protocol

from guildhall.notifications.models import SlackMessage


class SlackAddresses(Protocol):
    """Incoming webhooks of Slack, and of chats that take what Slack takes."""

    def check(self, url: str) -> None:
        """Refuse what no message could be sent to. Raises SlackAddressInvalid."""

    def send(self, url: str, message: SlackMessage) -> bool:
        """Send it; return False if nobody takes messages there any more. Raises SlackRefused, SlackDelayed."""
