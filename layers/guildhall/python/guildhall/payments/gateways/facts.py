"""Stripe's objects, read into our facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from guildhall.kernel.money import Money
from guildhall.payments.gateways.units import from_provider
from guildhall.payments.models import (
    Dispute,
    FraudWarning,
    Intent,
    ProviderAccount,
    ProviderReview,
    Refund,
    Reversal,
    Transfer,
)
from guildhall.payments.use_cases.requirements import subjects_of

Body = dict[str, Any]


def intent(body: Body) -> Intent:
    """Read a PaymentIntent; its charge counts when it was expanded."""
    error = body.get("last_payment_error") or {}
    read = Intent(
        id=body["id"],
        command_id=_metadata(body).get("cmd"),
        milestone_id=_subject(body),
        status=body["status"],
        client_secret=body.get("client_secret"),
        failure=error.get("decline_code") or error.get("code"),
    )
    charge = body.get("latest_charge")
    if not isinstance(charge, dict):
        return read
    if body["status"] == "requires_capture":
        return replace(read, charge_id=charge["id"], capture_before=_capture_before(charge))
    if not charge.get("captured"):
        return read
    settled = charge.get("balance_transaction")
    return replace(
        read,
        charge_id=charge["id"],
        paid=from_provider(charge["amount_captured"], charge["currency"]),
        # Late for a while after an asynchronous capture (Stripe, "Asynchronous capture").
        fee=from_provider(settled["fee"], settled["currency"]) if isinstance(settled, dict) else None,
    )


def _capture_before(charge: Body) -> datetime | None:
    """Return until when the card's bank keeps the money; other ways to pay do not say."""
    details = (charge.get("payment_method_details") or {}).get("card") or {}
    until = details.get("capture_before")
    return datetime.fromtimestamp(until, UTC) if until else None


def transfer(body: Body) -> Transfer:
    """Read a Transfer."""
    return Transfer(
        body["id"],
        _metadata(body).get("cmd"),
        _subject(body) or body.get("transfer_group"),
        from_provider(body["amount"], body["currency"]),
        body["destination"],
        # Stripe lists the ten latest inside the transfer; the reconciliation would find an eleventh.
        reversals=tuple(reversal(each) for each in reversed((body.get("reversals") or {}).get("data") or ())),
    )


def refund(body: Body) -> Refund:
    """Read a Refund. One made by hand carries no words of ours: its intent, if expanded, knows the milestone."""
    return Refund(
        body["id"],
        _metadata(body).get("cmd"),
        _subject(body) or _milestone_of(body),
        from_provider(body["amount"], body["currency"]),
        body["status"],
    )


def dispute(body: Body) -> Dispute:
    """Read a Dispute whose intent was expanded. Its movements say what left, what came back, and the fee."""
    due = (body.get("evidence_details") or {}).get("due_by")
    gone = [each for each in body.get("balance_transactions") or [] if each["amount"] < 0]
    back = [each for each in body.get("balance_transactions") or [] if each["amount"] > 0]
    return Dispute(
        body["id"],
        _milestone_of(body),
        body["status"],
        from_provider(body["amount"], body["currency"]),
        body.get("reason") or "general",
        datetime.fromtimestamp(due, UTC) if due else None,
        withdrawn=_sum(gone, "amount", -1),
        fee=_sum(gone, "fee", 1),
        reinstated=_sum(back, "amount", 1),
        fee_back=_sum(back, "fee", -1),
    )


def _sum(movements: list[Body], field: str, sign: int) -> Money | None:
    """Return the sum of a field of movements, None when nothing moved."""
    total = sign * sum(each[field] for each in movements)
    return from_provider(total, movements[0]["currency"]) if total > 0 else None


def _milestone_of(body: Body) -> str | None:
    """Return the milestone that the expanded intent of an object names."""
    paid_by = body.get("payment_intent")
    return _subject(paid_by) if isinstance(paid_by, dict) else None


def reversal(body: Body) -> Reversal:
    """Read a TransferReversal."""
    amount = from_provider(body["amount"], body["currency"])
    return Reversal(body["id"], _metadata(body).get("cmd"), body["transfer"], amount)


def fraud_warning(body: Body) -> FraudWarning:
    """Read an EarlyFraudWarning whose intent was expanded."""
    return FraudWarning(body["id"], _milestone_of(body), body["fraud_type"])


def review(body: Body) -> ProviderReview:
    """Read a Review whose intent was expanded."""
    return ProviderReview(body["id"], _milestone_of(body), bool(body["open"]))


def account(body: Body) -> ProviderAccount:
    """Read an Account of API version 2, with its recipient configuration."""
    recipient = (body.get("configuration") or {}).get("recipient") or {}
    balance = (recipient.get("capabilities") or {}).get("stripe_balance") or {}
    transfers = balance.get("stripe_transfers") or {}
    is_payable = transfers.get("status") == "active" and not body.get("closed")
    asked = (body.get("requirements") or {}).get("entries") or []
    missing = subjects_of(each["description"] for each in asked if each.get("awaiting_action_from") == "user")
    return ProviderAccount(body["id"], _metadata(body).get("cmd"), _metadata(body).get("expert"), is_payable, missing)


def _metadata(body: Body) -> dict[str, str]:
    return body.get("metadata") or {}


def _subject(body: Body) -> str | None:
    """Return the milestone or the deposit that an object of ours names."""
    return _metadata(body).get("milestone") or _metadata(body).get("deposit")
