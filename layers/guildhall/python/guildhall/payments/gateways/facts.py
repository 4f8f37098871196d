"""Stripe's objects, read into our facts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from guildhall.payments.gateways.units import from_provider
from guildhall.payments.models import Dispute, Intent, ProviderAccount, Refund, Transfer
from guildhall.payments.use_cases.requirements import subjects_of

Body = dict[str, Any]


def intent(body: Body) -> Intent:
    """Read a PaymentIntent; its charge counts when it was expanded."""
    error = body.get("last_payment_error") or {}
    read = Intent(
        id=body["id"],
        command_id=_metadata(body).get("cmd"),
        milestone_id=_metadata(body).get("milestone"),
        status=body["status"],
        client_secret=body.get("client_secret"),
        failure=error.get("decline_code") or error.get("code"),
    )
    charge = body.get("latest_charge")
    if not isinstance(charge, dict) or not charge.get("captured"):
        return read
    settled = charge.get("balance_transaction")
    return replace(
        read,
        charge_id=charge["id"],
        paid=from_provider(charge["amount_captured"], charge["currency"]),
        # Late for a while after an asynchronous capture (Stripe, "Asynchronous capture").
        fee=from_provider(settled["fee"], settled["currency"]) if isinstance(settled, dict) else None,
    )


def transfer(body: Body) -> Transfer:
    """Read a Transfer."""
    return Transfer(
        body["id"],
        _metadata(body).get("cmd"),
        _metadata(body).get("milestone") or body.get("transfer_group"),
        from_provider(body["amount"], body["currency"]),
        body["destination"],
    )


def refund(body: Body) -> Refund:
    """Read a Refund. One made by hand carries no words of ours: its intent, if expanded, knows the milestone."""
    paid_by = body.get("payment_intent")
    of_intent = _metadata(paid_by) if isinstance(paid_by, dict) else {}
    return Refund(
        body["id"],
        _metadata(body).get("cmd"),
        _metadata(body).get("milestone") or of_intent.get("milestone"),
        from_provider(body["amount"], body["currency"]),
        body["status"],
    )


def dispute(body: Body) -> Dispute:
    """Read a Dispute whose intent was expanded: the intent knows the milestone."""
    paid_by = body.get("payment_intent")
    milestone_id = _metadata(paid_by).get("milestone") if isinstance(paid_by, dict) else None
    return Dispute(body["id"], milestone_id, body["status"])


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
