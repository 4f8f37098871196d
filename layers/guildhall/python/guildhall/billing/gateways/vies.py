"""VIES, the European Commission's register of VAT ids, over its REST interface."""

from __future__ import annotations

from typing import Any

import orjson

from guildhall.billing.models.tax import Finding, VatCheck
from guildhall.kernel.clock import Clock
from guildhall.platform.observe import logger

SECONDS = 8.0
"""VIES asks the member state while we wait; slow ones take several seconds, and a queue can try again."""
WRONG_INPUT = frozenset({"INVALID_INPUT"})
"""The only error that says something about the id. All others (MS_UNAVAILABLE, TIMEOUT, …_MAX_CONCURRENT_REQ,
VAT_BLOCKED, …) say that nobody looked."""


class ViesRegister:
    """The port `VatRegister`.

    url: base of the REST interface, without a slash at the end; empty where there is none (the local cloud): then
    every answer is `unavailable`. requester: our own VAT id, so that the answer has a consultation number.
    """

    def __init__(self, url: str, requester: str | None, clock: Clock, seconds: float = SECONDS) -> None:
        self._url = url
        self._requester = requester
        self._clock = clock
        self._seconds = seconds

    def check(self, vat_id: str) -> VatCheck:
        """Ask about one id; everything but a plain yes or no is `unavailable`."""
        if not self._url:
            return VatCheck(vat_id, Finding.UNAVAILABLE, self._clock.now())
        answer = self._ask(vat_id)
        errors = {str(error.get("error")) for error in answer.get("errorWrappers") or [] if isinstance(error, dict)}
        valid = answer.get("valid")
        now = self._clock.now()
        if errors & WRONG_INPUT or (valid is False and not errors):
            return VatCheck(vat_id, Finding.INVALID, now, number=_text(answer.get("requestIdentifier")))
        if valid is True and not errors:
            name, number = _text(answer.get("name")), _text(answer.get("requestIdentifier"))
            return VatCheck(vat_id, Finding.VALID, now, name, number)
        logger.warning("the register of VAT ids does not answer", extra={"errors": sorted(errors)})
        return VatCheck(vat_id, Finding.UNAVAILABLE, now)

    def _ask(self, vat_id: str) -> dict[str, Any]:
        import urllib3

        body = {"countryCode": vat_id[:2], "vatNumber": vat_id[2:]}
        if self._requester:
            body |= {"requesterMemberStateCode": self._requester[:2], "requesterNumber": self._requester[2:]}
        try:
            response = urllib3.request(
                "POST",
                f"{self._url}/check-vat-number",
                json=body,
                headers={"Accept": "application/json"},
                timeout=self._seconds,
                retries=False,
                redirect=False,
            )
            answer = orjson.loads(response.data)
        except (urllib3.exceptions.HTTPError, ValueError) as error:
            # A gateway's HTML page, a hang-up, a deadline: nobody looked.
            logger.warning("VIES", extra={"error": str(error)})
            return {}
        return answer if isinstance(answer, dict) else {}


def _text(value: Any) -> str | None:
    # VIES writes "---" where a member state does not tell.
    return value if isinstance(value, str) and value.strip("- ") else None
