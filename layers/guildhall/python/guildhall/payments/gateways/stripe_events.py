"""Every kind of notice that Stripe may send us, and what it leads to (payments.md section 1.4).

A kind of object is fetched again and applied, an alarm calls a person, and everything else is kept and no more: what
is not in the table is kept too. Events of connected accounts and of the platform come by two endpoints or
destinations; each row says whose news it is about.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Whose news counts: the platform's own, that of connected accounts, or both."""

    PLATFORM = "platform"
    CONNECT = "connect"
    BOTH = "both"

    def counts(self, account_id: str | None) -> bool:
        """Tell whether news of this account, or of the platform (None), has an effect."""
        return self is Source.BOTH or (self is Source.CONNECT) == (account_id is not None)


ALARM = "alarm"
"""Nothing is fetched: that it happened is enough to call a person."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a type of event leads to. kind: which object is fetched and applied, ALARM, or None to keep the event only.

    meaning: the effect in words, for the reader of the table and of an alarm.
    """

    kind: str | None
    meaning: str
    source: Source = Source.PLATFORM


def _of(prefix: str, endings: str, effect: Effect) -> dict[str, Effect]:
    return {f"{prefix}.{ending}": effect for ending in endings.split()}


_KEPT_ACCOUNT = "ask again whether transfers reach the expert, and what Stripe still wants to know"
_ACCOUNT = Effect("account", _KEPT_ACCOUNT, Source.BOTH)
_SUBSCRIPTION = Effect("subscription", "billing is told, fetches it and follows")
_INVOICE = Effect("invoice", "billing is told, fetches it, books it once it is paid and writes our own")

EFFECTS: dict[str, Effect] = {
    **_of("payment_intent", "succeeded", Effect("intent", "the money is held, or kept apart if it fits no attempt")),
    **_of("payment_intent", "payment_failed canceled", Effect("intent", "the attempt ends; another may begin")),
    **_of(
        "payment_intent",
        "requires_action processing partially_funded",
        Effect("intent", "only the attempt's status: the payer or a bank is busy"),
    ),
    **_of("payment_intent", "amount_capturable_updated", Effect("intent", "a deposit is authorised")),
    **_of("charge", "captured expired", Effect("intent", "a deposit is taken, or its authorisation is lost")),
    **_of("charge", "succeeded updated", Effect("intent", "what the payment cost is booked, if that was not known")),
    **_of("charge", "refunded", Effect("intent", "the refund itself has its own notices")),
    **_of("refund", "created updated failed", Effect("refund", "the refund arrives, or comes back")),
    **_of("charge.refund", "updated", Effect("refund", "the refund arrives, or comes back")),
    **_of("charge.dispute", "created funds_withdrawn", Effect("dispute", "the payment is frozen")),
    **_of("charge.dispute", "updated", Effect("dispute", "only the status")),
    **_of("charge.dispute", "funds_reinstated closed", Effect("dispute", "won, lost, or withdrawn")),
    **_of("radar.early_fraud_warning", "created", Effect("fraud_warning", "frozen until a person has looked")),
    **_of("review", "opened closed", Effect("review", "frozen while Stripe's reviewers look")),
    **_of(
        "transfer", "created updated reversed", Effect("transfer", "the expert was sent their money, or it came back")
    ),
    **_of(
        "payout",
        "created updated paid failed canceled",
        Effect("payout", "an expert's bank payout is shown; the platform's own is booked", Source.BOTH),
    ),
    **_of("payout", "reconciliation_completed", Effect("payout", "Stripe has said what the payout is made of")),
    **_of("balance", "available", Effect("balance", "transfers and refunds that waited for money are tried again")),
    **_of("balance_settings", "updated", Effect("balance_settings", "an alarm if payouts are not manual")),
    **_of("topup", "succeeded failed", Effect("topup", "money from the platform's bank is booked, or did not come")),
    **_of("account", "updated application.deauthorized", _ACCOUNT),
    **_of(
        "account.external_account",
        "created updated deleted",
        Effect("bank_account", "the expert changed their bank: what waited for that goes on", Source.CONNECT),
    ),
    **_of("capability", "updated", _ACCOUNT),
    **_of("person", "created updated deleted", _ACCOUNT),
    **_of("v2.core.account", "created updated closed", _ACCOUNT),
    **{
        f"v2.core.account[{part}].{what}": _ACCOUNT
        for part, what in (
            ("requirements", "updated"),
            ("future_requirements", "updated"),
            ("identity", "updated"),
            ("defaults", "updated"),
            ("configuration.recipient", "updated"),
            ("configuration.recipient", "capability_status_updated"),
        )
    },
    **_of(
        "checkout.session",
        "completed async_payment_succeeded async_payment_failed expired",
        Effect(None, "kept: we sell nothing on Stripe's own page yet, and money counts only by its intent"),
    ),
    **_of("setup_intent", "succeeded setup_failed", Effect("setup", "a card is saved, or was refused")),
    **_of("payment_method", "attached detached automatically_updated", Effect("card", "a saved card, as it is now")),
    **_of("mandate", "updated", Effect(None, "kept: no bank debits are sold")),
    **_of(
        "identity.verification_session",
        "verified requires_input processing canceled redacted",
        Effect(None, "kept: who people are is asked by Connect's own pages"),
    ),
    **_of(
        "customer.subscription",
        "created updated deleted paused resumed trial_will_end past_due unpaid",
        _SUBSCRIPTION,
    ),
    **_of(
        "invoice",
        "created finalized finalization_failed paid payment_failed payment_action_required marked_uncollectible voided",
        _INVOICE,
    ),
    **_of("invoice", "upcoming", Effect(None, "kept: it has no object yet, and prices are ours")),
    **_of("credit_note", "created voided", Effect(None, "kept: our own credit note is the legal one")),
    **_of(
        "application_fee",
        "created refunded refund.updated",
        Effect(ALARM, "somebody made a destination charge: fees of ours never travel that way", Source.BOTH),
    ),
    **_of("v2.core.event_destination", "ping", Effect(None, "kept: Stripe asks whether we listen")),
}

NOTHING = Effect(None, "kept: not one that we know")


def effect_of(event_type: str) -> Effect:
    """Return what a type of event leads to; thin events about objects of API version 1 carry a prefix."""
    return EFFECTS.get(event_type.removeprefix("v1."), NOTHING)
