"""Queue edge of messaging's work: what is checked, erased, looked up, sent and counted when nobody waits."""

from guildhall.messaging.models import ERASE_FILE
from guildhall.messaging.models.answering import TIME_ANSWERS
from guildhall.messaging.models.copies import WRITE_COPY
from guildhall.messaging.models.links import PREVIEW_LINK
from guildhall.messaging.models.scheduled import SEND_SCHEDULED
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

    def preview_link(command: Delivery) -> None:
        work.preview(command.data["conversation_id"], command.data["message_id"])

    def send_scheduled(command: Delivery) -> None:
        work.send_scheduled(command.data["account_id"], command.data["scheduled_id"])

    def time_answers(command: Delivery) -> None:
        work.time_answers(command.data["account_id"])

    def write_copy_part(command: Delivery) -> None:
        work.write_copy_part(command.data["account_id"], command.data["copy_id"], command.data["part"])

    return subscriptions_of(
        [
            (CHECK, check_file),
            (ERASE_FILE, erase_file),
            (PREVIEW_LINK, preview_link),
            (SEND_SCHEDULED, send_scheduled),
            (TIME_ANSWERS, time_answers),
            (WRITE_COPY, write_copy_part),
        ]
    )


handler = queue(subscribe, wiring.wire_work)
