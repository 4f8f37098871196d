"""Queue edge of billing: accounts become addressees and referrals, money documents and rewards, news errands."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from guildhall.billing.models.documents import Item, Party
from guildhall.billing.models.takings import TakenBack
from guildhall.billing.models.tax import Service
from guildhall.billing.use_cases.drafting import HeldBack, Movement
from guildhall.billing.wiring.documents import Billing, wire_documents
from guildhall.identity.events import AccountConfirmedV1, AccountRegisteredV1
from guildhall.kernel.money import Money
from guildhall.payments.events import (
    ChargebackClosedV1,
    DepositFeeKeptV1,
    DisputeCostKeptV1,
    FundsHeldV1,
    FundsRefundedV1,
    FundsReleasedV1,
    SubscriptionNoticedV1,
)
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of


def subscribe(billing: Billing) -> Subscriptions:
    """Name the events and what each leads to."""

    def on_account_registered(event: AccountRegisteredV1, _: Delivery) -> None:
        billing.remember_party(Party(event.account_id, event.display_name, event.email, event.locale))

    def on_account_confirmed(event: AccountConfirmedV1, _: Delivery) -> None:
        if event.referral:
            billing.referrals.attribute(event.account_id, event.referral)

    def on_funds_held(event: FundsHeldV1, delivery: Delivery) -> None:
        billing.record_hold(_movement(event, delivery.id))

    def on_funds_released(event: FundsReleasedV1, _: Delivery) -> None:
        # Before the documents: a person who cannot be invoiced yet owes their referrer nothing less.
        billing.referrals.accrue(event)
        on_top = Money(event.client_fee_minor, event.currency)
        billing.record_release(
            replace(_movement(event, event.release_id), client_fee=on_top, held_back=_held_back(event)),
            Money(event.fee_minor, event.currency),
        )

    def on_funds_refunded(event: FundsRefundedV1, delivery: Delivery) -> None:
        billing.record_refund(_movement(event, delivery.id))

    def on_chargeback_closed(event: ChargebackClosedV1, _: Delivery) -> None:
        if event.outcome == "lost":
            people = (event.client_id, event.expert_id)
            billing.referrals.review.after_loss(people, event.milestone_id, f"chargeback {event.chargeback_id} lost")
            billing.take_back(_taken(event))

    return subscriptions_of(
        [
            on(AccountRegisteredV1, on_account_registered),
            on(AccountConfirmedV1, on_account_confirmed),
            on(FundsHeldV1, on_funds_held),
            on(FundsReleasedV1, on_funds_released),
            on(FundsRefundedV1, on_funds_refunded),
            on(ChargebackClosedV1, on_chargeback_closed),
            on(SubscriptionNoticedV1, lambda event, _: billing.subscriptions.hear(event.object_kind, event.object_id)),
            *_kept(billing),
        ]
    )


def _kept(billing: Billing) -> Iterator[tuple[str, Callable[[Delivery], None]]]:
    """Yield what leads to an invoice for something that the platform kept of somebody's money."""

    def on_dispute_cost_kept(event: DisputeCostKeptV1, _: Delivery) -> None:
        billing.draft_invoice(
            account_id=event.payer_id,
            source_id=f"{event.dispute_id}:{event.payer_id}",
            total=Money(event.amount_minor, event.currency),
            service=Service.DISPUTE_DECISION,
            item=Item.DISPUTE_DECISION,
            contract_id=event.contract_id,
            milestone_id=event.milestone_id,
        )

    def on_deposit_fee_kept(event: DepositFeeKeptV1, _: Delivery) -> None:
        billing.draft_invoice(
            account_id=event.venue_account_id,
            source_id=event.deposit_id,
            total=Money(event.amount_minor, event.currency),
            service=Service.COMMISSION,
            item=Item.COMMISSION,
            base=Money(event.kept_minor, event.currency),
        )

    yield on(DisputeCostKeptV1, on_dispute_cost_kept)
    yield on(DepositFeeKeptV1, on_deposit_fee_kept)


def _movement(event: FundsHeldV1 | FundsReleasedV1 | FundsRefundedV1, movement_id: str) -> Movement:
    return Movement(
        movement_id,
        event.contract_id,
        event.milestone_id,
        event.client_id,
        event.expert_id,
        Money(event.amount_minor, event.currency),
    )


def _held_back(event: FundsReleasedV1) -> HeldBack | None:
    if not event.withheld_minor:
        return None
    money = Money(event.withheld_minor, event.currency)
    return HeldBack(money, str(event.withheld_for), str(event.withheld_rule), event.withheld_basis_points)


def _taken(event: ChargebackClosedV1) -> TakenBack:
    return TakenBack(
        event.chargeback_id,
        event.milestone_id,
        event.expert_id,
        event.client_id,
        Money(event.from_released_minor, event.currency),
        Money(event.released_minor, event.currency),
    )


handler = queue(subscribe, wire_documents)
