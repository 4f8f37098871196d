"""Queue edge of projects: what it learns of experts, and files to check."""

from guildhall.platform.edge import Delivery, on, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of
from guildhall.platform.files import CHECK
from guildhall.profiles.events import ExpertVerifiedV1, ProfilePublishedV1
from guildhall.projects import wiring


def subscribe(projects: wiring.Projects) -> Subscriptions:
    """Name the events and what each leads to."""

    def on_profile_published(event: ProfilePublishedV1, delivery: Delivery) -> None:
        projects.learn_profile(event, delivery.id)

    def on_expert_verified(event: ExpertVerifiedV1, delivery: Delivery) -> None:
        projects.learn_verification(event, delivery.id)

    def check_file(command: Delivery) -> None:
        projects.files.shelf.check(command.data["key"])

    return subscriptions_of(
        [
            on(ProfilePublishedV1, on_profile_published),
            on(ExpertVerifiedV1, on_expert_verified),
            (CHECK, check_file),
        ]
    )


handler = queue(subscribe, wiring.wire)
