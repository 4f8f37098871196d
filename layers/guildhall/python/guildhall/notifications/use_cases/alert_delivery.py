"""Telling the addresses of alerts, which are other people's services."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.notifications.ports.alerts import AlertAddresses, AlertDesk, Alerts, AlertStep

CENTRE_PATH = "/admin/alerts"


@dataclass(frozen=True, slots=True)
class TellAddress:
    """Tell one address of one step of an alert.

    PagerDuty knows the alert by its id and takes a step any number of times as one. A webhook of Slack does not: it is
    told again if the process dies between its answer and our record of it, as with letters (decision 0039).
    """

    alerts: Alerts
    desk: AlertDesk
    addresses: AlertAddresses
    web_url: str

    def __call__(self, alert_id: str, address_id: str, step: AlertStep) -> None:
        """Tell it, unless it was told or the address was removed. Raises AlertRefused, AlertDelayed, StaleVersion."""
        alert = self.alerts.get(alert_id)
        address = next((each for each in self.desk.addresses() if each.address_id == address_id), None)
        if alert is None or address is None or self.alerts.was_told(alert_id, address_id, step):
            return
        self.addresses.send(address, alert, step, f"{self.web_url}{CENTRE_PATH}/{alert_id}")
        self.alerts.note_told(alert_id, address_id, step)
