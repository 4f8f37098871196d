"""Queue edge of notifications: every event that somebody hears of, and what identity says about addresses."""

from collections.abc import Callable

from guildhall.identity.events import AccountConfirmedV1, AccountRegisteredV1, AccountRenamedV1, LocaleChangedV1
from guildhall.kernel.events import DomainEvent
from guildhall.notifications import wiring
from guildhall.notifications.use_cases.catalogue import told
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of


def subscribe(notifications: wiring.Hearing) -> Subscriptions:
    """Name the handlers."""

    def tell(event: DomainEvent, delivery: Delivery) -> None:
        notifications.tell_people(delivery.id, event)

    def registered(event: AccountRegisteredV1, _: Delivery) -> None:
        notifications.remember_contact(event.account_id, event.email, event.display_name, event.locale)

    def renamed(event: AccountRenamedV1, _: Delivery) -> None:
        notifications.change_contact(event.account_id, display_name=event.display_name)

    def locale_changed(event: LocaleChangedV1, _: Delivery) -> None:
        notifications.change_contact(event.account_id, locale=event.locale)

    def confirmed(event: AccountConfirmedV1, delivery: Delivery) -> None:
        notifications.confirm_contact(event.account_id)
        tell(event, delivery)

    def reported(delivery: Delivery) -> None:
        for report in notifications.reports_of(delivery.data):
            notifications.stop_mail(report)

    pairs: list[tuple[str, Callable[[Delivery], None]]] = [
        on(event, tell) for event in told() if event is not AccountConfirmedV1
    ]
    return subscriptions_of(
        [
            *pairs,
            on(AccountRegisteredV1, registered),
            on(AccountRenamedV1, renamed),
            on(LocaleChangedV1, locale_changed),
            on(AccountConfirmedV1, confirmed),
            # Events of SES itself, which the rule in the template puts into our shape.
            ("Email Bounced", reported),
            ("Email Complaint Received", reported),
        ]
    )


handler = queue(subscribe, wiring.wire_hearing)
