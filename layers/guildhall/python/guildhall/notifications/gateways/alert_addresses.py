"""Where alerts go besides people: webhooks that speak like Slack's, and PagerDuty's Events API v2."""

from __future__ import annotations

import re
from typing import Any

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Fault
from guildhall.notifications.errors import AlertAddressInvalid, AlertDelayed, AlertRefused
from guildhall.notifications.gateways.posting import Poster, escaped, is_late, is_taken
from guildhall.notifications.models import AddressKind, Alert, AlertAddress, Severity
from guildhall.notifications.ports.alerts import AlertStep
from guildhall.platform.addresses import AddressRefused

PAGERDUTY = "https://events.pagerduty.com/v2/enqueue"
ROUTING_KEY = re.compile(r"[0-9A-Za-z]{32}")
LONGEST_SUMMARY = 1024
"""Characters of a summary (PagerDuty, "Events API v2", payload.summary)."""
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

    stage: which deployment the alert is of. pagerduty: where events for PagerDuty go.
    """

    def __init__(self, stage: str, poster: Poster, *, pagerduty: str = PAGERDUTY) -> None:
        self._stage = stage
        self._poster = poster
        self._pagerduty = pagerduty

    def check(self, address: AlertAddress) -> None:
        """Refuse what no alert could be sent to. Raises AlertAddressInvalid."""
        if address.kind is AddressKind.PAGERDUTY:
            if not ROUTING_KEY.fullmatch(address.target):
                raise AlertAddressInvalid(faults=(Fault("/target", "write 32 letters and digits", "routing_key"),))
            return
        try:
            self._poster.check(address.target)
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
        title, detail = escaped(alert.title), escaped(alert.detail)
        line = f"{MARKS[step]} *{urgency}* {title} ({step}, {self._stage})"
        more = f"\n{detail}" if step is AlertStep.RAISED and detail else ""
        return {"text": f"{line}{more}\n<{link}|Guildhall>"}

    def _post(self, url: str, body: dict[str, Any]) -> None:
        answer = self._poster.post(url, body)
        if answer is None:
            raise AlertDelayed
        if is_late(answer.status):
            raise AlertDelayed(f"answer {answer.status}")
        if not is_taken(answer.status):
            raise AlertRefused(f"answer {answer.status}")
