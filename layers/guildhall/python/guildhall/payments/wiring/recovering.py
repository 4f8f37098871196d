"""What disputes asks of payments."""

from __future__ import annotations

from guildhall.payments.use_cases.recovering import SubmitEvidence
from guildhall.payments.wiring.storing import store
from guildhall.platform.assembly import Platform


def submit_evidence(platform: Platform) -> SubmitEvidence:
    """Build the one thing that disputes asks for: the evidence pack of a chargeback, for the bank."""
    return SubmitEvidence(store(platform), platform.clock)
