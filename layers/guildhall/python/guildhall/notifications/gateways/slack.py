"""Incoming webhooks of Slack, and of chats that take what Slack takes: Mattermost, Rocket.Chat, Discord."""

from __future__ import annotations

import re

from guildhall.kernel.errors import Fault
from guildhall.notifications.errors import SlackAddressInvalid, SlackDelayed, SlackRefused
from guildhall.notifications.gateways.posting import GONE, Poster, escaped, is_late, is_taken, seconds_of
from guildhall.notifications.models import SlackMessage
from guildhall.platform.addresses import AddressRefused

NOTHING = "\u200b"
CALLING = re.compile(r"(?<=@)(?=\w)|(?<=\])(?=\()|(?<=:)(?=//)")
"""Where chats that take what Slack takes read more than Slack does: `@all`, `[words](address)`, a bare address."""
CODES = {"<": "%3C", ">": "%3E", "|": "%7C"}
"""What would end a link early."""


class SlackWebhooks:
    """The port `SlackAddresses` on HTTP."""

    def __init__(self, poster: Poster) -> None:
        self._poster = poster

    def check(self, url: str) -> None:
        """Refuse what no message could be sent to. Raises SlackAddressInvalid."""
        try:
            self._poster.check(url)
        except AddressRefused as refused:
            raise SlackAddressInvalid(faults=(Fault("/url", str(refused), "url_refused"),)) from refused

    def send(self, url: str, message: SlackMessage) -> bool:
        """Send it; return False if nobody takes messages there any more. Raises SlackRefused, SlackDelayed."""
        # Nobody's server is to be asked for a preview of a link that only its reader may follow.
        quiet = {"unfurl_links": False, "unfurl_media": False}
        answer = self._poster.post(url, {"text": written(message), "parse": "none", "link_names": 0, **quiet})
        if answer is None:
            raise SlackDelayed
        if answer.status in GONE:
            return False
        if is_late(answer.status):
            wait = seconds_of(answer.headers.get("retry-after"))
            raise SlackDelayed(f"answer {answer.status}", retry_after_seconds=wait)
        if not is_taken(answer.status):
            raise SlackRefused(f"answer {answer.status}")
        return True


def written(message: SlackMessage) -> str:
    """Return a message in Slack's own marks: the only link is ours, and nobody is called, whatever people typed."""
    link = "".join(CODES.get(letter, letter) for letter in message.link).replace("&", "&amp;")
    return f"{_plain(message.text)}\n<{link}|{_plain(message.action)}>"


def _plain(text: str) -> str:
    return escaped(CALLING.sub(NOTHING, text))
