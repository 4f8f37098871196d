"""An approved platform over the interface that all of them share: flows that are sent, searched and acknowledged.

After the French standard XP Z12-013, as far as it is public; addresses and names are believed, not confirmed by a
vendor, so the base address is configuration, and a contract test with the chosen platform comes before its first use.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import orjson

from guildhall.billing.models.documents import Document
from guildhall.billing.models.transmissions import TransmissionState, Verdict
from guildhall.billing.ports.transmissions import TransportSilent
from guildhall.platform.observe import logger

SECONDS = 8.0
STATES = {
    "Pending": TransmissionState.SENT,
    "Ok": TransmissionState.ACCEPTED,
    "Error": TransmissionState.REJECTED,
}
"""What an acknowledgement says. Whatever else it says is no answer."""
REFUSED = frozenset({400, 413, 415, 422})
"""Answers about the file itself: it would not be taken a second time either."""


class FlowService:
    """The port `EInvoiceTransport`.

    url: base address, without a slash at the end. token: asked for with each call, a bearer's.
    """

    def __init__(self, url: str, token: Callable[[], str], seconds: float = SECONDS) -> None:
        self._url = url
        self._token = token
        self._seconds = seconds

    def submit(self, document: Document, content: bytes) -> Verdict:
        """Hand a Factur-X file over; a platform that has it already says which flow it is. Raises TransportSilent."""
        info = {
            "trackingId": document.id,
            "name": f"{document.number}.pdf",
            "flowSyntax": "Factur-X",
            "flowProfile": "CIUS",
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        fields = {
            "flowInfo": ("flowInfo.json", orjson.dumps(info), "application/json"),
            "file": (f"{document.number}.pdf", content, "application/pdf"),
        }
        status, answer = self._ask("POST", "/flows", fields=fields)
        if status in REFUSED:
            return Verdict(TransmissionState.REJECTED, reason=_reason(answer))
        if status not in {200, 201, 202, 409} or not isinstance(answer.get("flowId"), str):
            raise TransportSilent(f"status {status}")
        return _verdict(answer)

    def find(self, document_id: str) -> Verdict | None:
        """Return what became of a document that may have been handed over, or None. Raises TransportSilent."""
        status, answer = self._ask("POST", "/flows/search", json={"where": {"trackingId": document_id}, "limit": 2})
        found = answer.get("results")
        if status != 200 or not isinstance(found, list):  # noqa: PLR2004  the one success
            raise TransportSilent(f"status {status}")
        own = [each for each in found if isinstance(each, dict) and each.get("trackingId") == document_id]
        return _verdict(own[0]) if own else None

    def status(self, flow_id: str) -> Verdict:
        """Return what the platform says of a flow. Raises TransportSilent."""
        status, answer = self._ask("GET", f"/flows/{flow_id}?docType=Metadata")
        if status != 200 or answer.get("flowId") != flow_id:  # noqa: PLR2004  the one success
            raise TransportSilent(f"status {status}")
        return _verdict(answer)

    def _ask(self, method: str, path: str, **content: Any) -> tuple[int, dict[str, Any]]:
        import urllib3

        headers = {"Accept": "application/json", "Authorization": f"Bearer {self._token()}"}
        try:
            response = urllib3.request(
                method, f"{self._url}{path}", headers=headers, timeout=self._seconds, retries=False, redirect=False,
                **content,
            )  # fmt: skip
            answer = orjson.loads(response.data)
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            # A gateway's page, a hang-up, a deadline: nobody knows what happened.
            logger.warning("the platform for invoices does not answer", extra={"error": type(error).__name__})
            raise TransportSilent(type(error).__name__) from error
        return response.status, answer if isinstance(answer, dict) else {}


def _verdict(answer: dict[str, Any]) -> Verdict:
    told = answer.get("acknowledgement")
    said = told if isinstance(told, dict) else {}
    state = STATES.get(str(said.get("status")), TransmissionState.SENT)
    return Verdict(state, str(answer["flowId"]), _reason(said) if state is TransmissionState.REJECTED else None)


def _reason(answer: dict[str, Any]) -> str:
    details = answer.get("details")
    listed = details if isinstance(details, list) else [answer]
    words = [
        str(each.get("reasonMessage") or each.get("errorMessage") or "") for each in listed if isinstance(each, dict)
    ]
    return "; ".join(filter(None, words))[:500] or "rejected without a reason"
