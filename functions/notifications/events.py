"""Queue edge of notifications: what somebody hears of, what is counted, addresses, and alarms of the cloud."""

from collections.abc import Callable

from guildhall.identity.events import AccountConfirmedV1, AccountRegisteredV1, AccountRenamedV1, LocaleChangedV1
from guildhall.kernel.events import DomainEvent
from guildhall.notifications import wiring
from guildhall.notifications.use_cases.catalogue import told
from guildhall.notifications.use_cases.tallies import UNTOLD
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of


def subscribe(notifications: wiring.Hearing) -> Subscriptions:
    """Name the handlers."""

    def keep(event: DomainEvent, delivery: Delivery) -> None:
        notifications.keep_tallies(delivery.id, event)

    def tell(event: DomainEvent, delivery: Delivery) -> None:
        keep(event, delivery)
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

    def alarmed(delivery: Delivery) -> None:
        news = notifications.news_of(delivery.data)
        notifications.hear_alarm(news.name, news.state, news.description, news.cause, news.at)

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
            *[on(event, keep) for event in UNTOLD],
            # Events of SES and CloudWatch, which rules put into our shape (infra/bus.yaml).
            ("Email Bounced", reported),
            ("Email Complaint Received", reported),
            ("CloudWatch Alarm State Change", alarmed),
        ]
    )


handler = queue(subscribe, wiring.wire_hearing)
