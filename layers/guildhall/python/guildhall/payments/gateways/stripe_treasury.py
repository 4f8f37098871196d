"""What Stripe says about bank money, fetched for notices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from guildhall.payments.gateways.stripe_connection import StripeConnection, told
from guildhall.payments.gateways.stripe_events import ALARM, effect_of
from guildhall.payments.gateways.units import from_provider
from guildhall.payments.models import Notice
from guildhall.payments.models.facts import Fact
from guildhall.payments.models.treasury import Alarm, BalanceAvailable, BankChanged, BankPayout, PayoutSchedule, TopUp

if TYPE_CHECKING:
    from stripe import RequestOptions

Reader = Callable[[Notice], Fact | None]


class StripeTreasury:
    """Reads the kinds of objects that concern bank money."""

    def __init__(self, connection: StripeConnection) -> None:
        self._stripe = connection

    def readers(self) -> Mapping[str, Reader]:
        """Name what is read here, by kind of object."""
        return {
            "payout": self._payout,
            "topup": self._topup,
            "balance": lambda _: BalanceAvailable(),
            "balance_settings": self._schedule,
            "bank_account": lambda notice: BankChanged(str(notice.object_id)),
            ALARM: _alarm,
        }

    def _payout(self, notice: Notice) -> BankPayout:
        on_behalf: RequestOptions = {"stripe_account": notice.account_id} if notice.account_id else {}
        with told():
            found = self._stripe.client.v1.payouts.retrieve(str(notice.object_id), options=on_behalf)
        body = self._stripe.checked(found)
        amount = from_provider(body["amount"], body["currency"])
        return BankPayout(
            payout_id=body["id"],
            provider_account_id=notice.account_id,
            amount_minor=amount.minor,
            currency=amount.currency,
            status=body["status"],
            arrives_on=_moment(body["arrival_date"]).date(),
            created_at=_moment(body["created"]),
            is_automatic=body["automatic"],
            is_reconciled=body["reconciliation_status"] == "completed",
            failure=body.get("failure_code"),
        )

    def _topup(self, notice: Notice) -> TopUp:
        with told():
            body = self._stripe.checked(self._stripe.client.v1.topups.retrieve(str(notice.object_id)))
        amount = from_provider(body["amount"], body["currency"])
        return TopUp(body["id"], amount.minor, amount.currency, body["status"], body.get("failure_code"))

    def _schedule(self, _: Notice) -> PayoutSchedule:
        with told():
            body = self._stripe.client.v1.balance_settings.retrieve().to_dict()
        schedule = (body["payments"].get("payouts") or {}).get("schedule") or {}
        return PayoutSchedule(str(schedule.get("interval")))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _alarm(notice: Notice) -> Alarm:
    reason = notice.type.partition(".")[0]
    return Alarm(str(notice.object_id), reason, f"{notice.type}: {effect_of(notice.type).meaning}")
