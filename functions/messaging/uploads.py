"""Queue edge of files in conversations: what was uploaded gets checked, what was deleted gets erased."""

from guildhall.messaging.models import ERASE_FILE
from guildhall.messaging.wiring import files as wiring
from guildhall.platform.edge import Delivery, queue
from guildhall.platform.edge.messages import Subscriptions, subscriptions_of
from guildhall.platform.files import CHECK


def subscribe(work: wiring.FileWork) -> Subscriptions:
    """Name the commands and what each leads to."""

    def check_file(command: Delivery) -> None:
        work.check(command.data["key"])

    def erase_file(command: Delivery) -> None:
        work.shelf.erase(command.data["key"])

    return subscriptions_of([(CHECK, check_file), (ERASE_FILE, erase_file)])


handler = queue(subscribe, wiring.wire_work)
