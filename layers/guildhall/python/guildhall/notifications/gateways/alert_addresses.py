"""Where alerts go besides people: webhooks that speak like Slack's, and PagerDuty's Events API v2."""

from __future__ import annotations

import http.client
import json
import re
import ssl
from typing import Any

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Fault
from guildhall.notifications.errors import AlertAddressInvalid, AlertDelayed, AlertRefused
from guildhall.notifications.models import AddressKind, Alert, AlertAddress, Severity
from guildhall.notifications.ports.alerts import AlertStep
from guildhall.platform import outbound
from guildhall.platform.addresses import AddressRefused, Resolve, locate, resolve

PAGERDUTY = "https://events.pagerduty.com/v2/enqueue"
ROUTING_KEY = re.compile(r"[0-9A-Za-z]{32}")
WHOLE_SECONDS = 8.0
"""For an answer: with the connection's 3 s it fits into the function's 20 s."""
LONGEST_ANSWER = 500
LONGEST_SUMMARY = 1024
"""Characters of a summary (PagerDuty, "Events API v2", payload.summary)."""
BUSY, FAILING = 429, 500
ACTIONS = {
    AlertStep.RAISED: "trigger",
    AlertStep.ESCALATED: "trigger",
    AlertStep.ACKNOWLEDGED: "acknowledge",
    AlertStep.RESOLVED: "resolve",
}
MARKS = {
    AlertStep.RAISED: ":rotating_light:",
    AlertStep.ESCALATED: ":loudspeaker:",
    AlertStep.ACKNOWLEDGED: ":eyes:",
    AlertStep.RESOLVED: ":white_check_mark:",
}


class HttpAlertAddresses:
    """The port `AlertAddresses` on HTTP, to public addresses only.

    stage: which deployment the alert is of. loopback_allowed: whether this machine itself takes alerts (local stage).
    pagerduty: where events for PagerDuty go. trust: whom to believe who they are; by default whom this machine does.
    """

    def __init__(
        self,
        stage: str,
        *,
        loopback_allowed: bool,
        pagerduty: str = PAGERDUTY,
        lookup: Resolve = resolve,
        whole_seconds: float = WHOLE_SECONDS,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._stage = stage
        self._loopback_allowed = loopback_allowed
        self._pagerduty = pagerduty
        self._lookup = lookup
        self._whole_seconds = whole_seconds
        self._trust = trust

    def check(self, address: AlertAddress) -> None:
        """Refuse what no alert could be sent to. Raises AlertAddressInvalid."""
        if address.kind is AddressKind.PAGERDUTY:
            if not ROUTING_KEY.fullmatch(address.target):
                raise AlertAddressInvalid(faults=(Fault("/target", "write 32 letters and digits", "routing_key"),))
            return
        try:
            locate(address.target, loopback_allowed=self._loopback_allowed, lookup=self._lookup)
        except AddressRefused as refused:
            raise AlertAddressInvalid(faults=(Fault("/target", str(refused), "url_refused"),)) from refused

    def send(self, address: AlertAddress, alert: Alert, step: AlertStep, link: str) -> None:
        """Tell of an alert. Raises AlertRefused, AlertDelayed."""
        if address.kind is AddressKind.PAGERDUTY:
            self._post(self._pagerduty, self._event(address.target, alert, step, link))
        else:
            self._post(address.target, self._message(alert, step, link))

    def _event(self, routing_key: str, alert: Alert, step: AlertStep, link: str) -> dict[str, Any]:
        # One alert is one incident there: what comes again under its key changes nothing.
        event: dict[str, Any] = {
            "routing_key": routing_key,
            "event_action": ACTIONS[step],
            "dedup_key": alert.alert_id,
        }
        if event["event_action"] == "trigger":
            event["payload"] = {
                "summary": alert.title[:LONGEST_SUMMARY],
                "source": f"guildhall-{self._stage}",
                "severity": str(alert.severity),
                "timestamp": to_text(alert.raised_at),
                "custom_details": {"detail": alert.detail},
            }
            event["links"] = [{"href": link, "text": "Guildhall"}]
            event["client"] = "Guildhall"
        return event

    def _message(self, alert: Alert, step: AlertStep, link: str) -> dict[str, Any]:
        urgency = "CRITICAL" if alert.severity is Severity.CRITICAL else "Warning"
        title, detail = _plain(alert.title), _plain(alert.detail)
        line = f"{MARKS[step]} *{urgency}* {title} ({step}, {self._stage})"
        more = f"\n{detail}" if step is AlertStep.RAISED and detail else ""
        return {"text": f"{line}{more}\n<{link}|Guildhall>"}

    def _post(self, url: str, body: dict[str, Any]) -> None:
        headers = {"content-type": "application/json", "user-agent": "Guildhall"}
        try:
            target = locate(url, loopback_allowed=self._loopback_allowed, lookup=self._lookup)
            answer = outbound.send(
                target, headers, json.dumps(body).encode(),
                whole_seconds=self._whole_seconds, longest=LONGEST_ANSWER, trust=self._trust,
            )  # fmt: skip
        except (AddressRefused, OSError, http.client.HTTPException) as error:
            # A name without an address may have one again: the queue ends what never passes.
            raise AlertDelayed from error
        if answer.status == BUSY or answer.status >= FAILING:
            raise AlertDelayed(f"answer {answer.status}")
        if not 200 <= answer.status < 300:  # noqa: PLR2004  the class of success
            raise AlertRefused(f"answer {answer.status}")


def _plain(text: str) -> str:
    """Return a text in which nothing is a link or calls anybody (Slack, "Formatting text", escaping)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
