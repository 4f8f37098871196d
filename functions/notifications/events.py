"""Queue edge of notifications: what somebody hears of, what is counted, addresses, and alarms of the cloud."""

from collections.abc import Callable

from guildhall.billing.events import TaxProfileSetV1
from guildhall.identity.events import (
    AccountConfirmedV1,
    AccountRegisteredV1,
    AccountRenamedV1,
    LocaleChangedV1,
    RoleGrantedV1,
)
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.ids import born_at
from guildhall.notifications import wiring
from guildhall.notifications.use_cases.catalogue import told
from guildhall.notifications.use_cases.settling import SETTLES
from guildhall.notifications.use_cases.tallies import UNTOLD
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of
from guildhall.profiles.events import ExpertVerifiedV1, ProfilePublishedV1
from guildhall.projects.events import ProjectPostedV1, ProposalAcceptedV1

Tell = Callable[[DomainEvent, Delivery], None]
Pairs = list[tuple[str, Callable[[Delivery], None]]]
MORE: set[type[DomainEvent]] = {AccountConfirmedV1, RoleGrantedV1, ExpertVerifiedV1, ProposalAcceptedV1}
"""What those hear of whom the event names, and which means something more to us."""


def subscribe(notifications: wiring.Hearing) -> Subscriptions:
    """Name the handlers."""

    def keep(event: DomainEvent, delivery: Delivery) -> None:
        notifications.keep_tallies(delivery.id, event)

    def tell(event: DomainEvent, delivery: Delivery) -> None:
        keep(event, delivery)
        notifications.settle(delivery.id, event)
        notifications.tell_people(delivery.id, event)

    def settle(event: DomainEvent, delivery: Delivery) -> None:
        notifications.settle(delivery.id, event)

    def reported(delivery: Delivery) -> None:
        for report in notifications.reports_of(delivery.data):
            notifications.hear_mail(report)

    def alarmed(delivery: Delivery) -> None:
        news = notifications.news_of(delivery.data)
        notifications.hear_alarm(news.name, news.state, news.description, news.cause, news.at)

    return subscriptions_of(
        [
            *[on(event, tell) for event in told() if event not in MORE],
            *_learning(notifications, tell),
            *[on(event, keep) for event in UNTOLD],
            *[on(event, settle) for event in SETTLES if event not in told()],
            *_matching(notifications, tell),
            # Events of SES and CloudWatch, which rules put into our shape (infra/bus.yaml).
            ("Email Delivered", reported),
            ("Email Bounced", reported),
            ("Email Complaint Received", reported),
            ("CloudWatch Alarm State Change", alarmed),
        ]
    )


def _matching(notifications: wiring.Hearing, tell: Tell) -> Pairs:
    def published(event: ProfilePublishedV1, delivery: Delivery) -> None:
        notifications.learn_skills(delivery.id, event)

    def posted(event: ProjectPostedV1, delivery: Delivery) -> None:
        notifications.match_project(delivery.id, event)

    def accepted(event: ProposalAcceptedV1, delivery: Delivery) -> None:
        tell(event, delivery)
        notifications.keep_selection(delivery.id, event)

    return [on(ProfilePublishedV1, published), on(ProjectPostedV1, posted), on(ProposalAcceptedV1, accepted)]


def _learning(notifications: wiring.Hearing, tell: Tell) -> Pairs:
    def registered(event: AccountRegisteredV1, delivery: Delivery) -> None:
        notifications.remember_contact(
            event.account_id,
            event.email,
            event.display_name,
            event.locale,
            roles=event.roles,
            joined_at=born_at(delivery.id),
        )

    def renamed(event: AccountRenamedV1, delivery: Delivery) -> None:
        notifications.change_contact.name(event.account_id, born_at(delivery.id), event.display_name)

    def locale_changed(event: LocaleChangedV1, delivery: Delivery) -> None:
        notifications.change_contact.locale(event.account_id, born_at(delivery.id), event.locale)

    def confirmed(event: AccountConfirmedV1, delivery: Delivery) -> None:
        notifications.confirm_contact(event.account_id)
        tell(event, delivery)

    def granted(event: RoleGrantedV1, delivery: Delivery) -> None:
        notifications.learn_standing.role(event.account_id, event.role)
        if event.role == "administrator":
            notifications.begin_rules(event.account_id)
        tell(event, delivery)

    def verified(event: ExpertVerifiedV1, delivery: Delivery) -> None:
        at = born_at(delivery.id)
        notifications.learn_standing.verification(event.account_id, at, is_verified=event.is_verified)
        tell(event, delivery)

    def taxed(event: TaxProfileSetV1, _: Delivery) -> None:
        notifications.learn_standing.country(event.account_id, event.set_at, event.country)

    return [
        on(AccountRegisteredV1, registered),
        on(AccountRenamedV1, renamed),
        on(LocaleChangedV1, locale_changed),
        on(AccountConfirmedV1, confirmed),
        on(RoleGrantedV1, granted),
        on(ExpertVerifiedV1, verified),
        on(TaxProfileSetV1, taxed),
    ]


handler = queue(subscribe, wiring.wire_hearing)
