"""Queue edge of billing: new accounts become addressees, releases become invoices."""

from guildhall.billing import wiring
from guildhall.billing.models import Party
from guildhall.identity.events import AccountRegisteredV1
from guildhall.kernel.money import Money
from guildhall.payments.events import FundsReleasedV1
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of


def subscribe(billing: wiring.Billing) -> Subscriptions:
    """Name the events and what each leads to."""

    def on_account_registered(event: AccountRegisteredV1, _: Delivery) -> None:
        billing.remember_party(Party(event.account_id, event.display_name, event.email, event.locale))

    def on_funds_released(event: FundsReleasedV1, _: Delivery) -> None:
        billing.draft_invoice(
            expert_id=event.expert_id,
            release_id=event.release_id,
            contract_id=event.contract_id,
            milestone_id=event.milestone_id,
            gross=Money(event.amount_minor, event.currency),
            commission=Money(event.fee_minor, event.currency),
        )

    return subscriptions_of([on(AccountRegisteredV1, on_account_registered), on(FundsReleasedV1, on_funds_released)])


handler = queue(subscribe, wiring.wire)
