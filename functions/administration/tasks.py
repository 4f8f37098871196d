"""Tasks of administration: seal the audit log, and look whether it is what was sealed."""

from __future__ import annotations

from typing import Any

from guildhall.administration.wiring.seals import Seals, wire_seals
from guildhall.kernel.clock import from_text, to_text
from guildhall.platform.edge import tasks


def choose(seals: Seals) -> dict[str, Any]:
    """Return the tasks by name."""

    def seal_audit_log(_: dict[str, Any]) -> dict[str, Any]:
        sealed = [to_text(each.hour) for each in seals.seal_audit_log()]
        return {"sealed": sealed, "broken": seals.verify_audit_log()}

    def verify_audit_log(given: dict[str, Any]) -> dict[str, Any]:
        return {"broken": seals.verify_audit_log(from_text(given["first"]), int(given["hours"]))}

    return {"seal_audit_log": seal_audit_log, "verify_audit_log": verify_audit_log}


handler = tasks(choose, wire_seals)
