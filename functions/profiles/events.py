"""Queue edge of profiles: new accounts and roles get an empty profile; experts show how soon they answer."""

from guildhall.identity.events import AccountRegisteredV1, RoleGrantedV1
from guildhall.messaging.events import ResponseTimeMeasuredV1
from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of
from guildhall.profiles import wiring
from guildhall.profiles.models import ResponseTime


def subscribe(profiles: wiring.Profiles) -> Subscriptions:
    """Name the events and what each leads to."""

    def on_account_registered(event: AccountRegisteredV1, _: Delivery) -> None:
        profiles.open_profiles(event.account_id, event.roles, event.display_name)

    def on_role_granted(event: RoleGrantedV1, _: Delivery) -> None:
        profiles.open_profiles(event.account_id, [event.role])

    def on_response_time(event: ResponseTimeMeasuredV1, _: Delivery) -> None:
        profiles.keep_response_time(event.account_id, ResponseTime(event.measured_at, event.within_seconds))

    return subscriptions_of(
        [
            on(AccountRegisteredV1, on_account_registered),
            on(RoleGrantedV1, on_role_granted),
            on(ResponseTimeMeasuredV1, on_response_time),
        ]
    )


handler = queue(subscribe, wiring.wire)
