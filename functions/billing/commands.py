"""Queue edge of billing's own commands: numbers, files, checks of VAT ids, and what waited for one of them."""

from guildhall.billing.models.documents import Sequence
from guildhall.billing.wiring.documents import Billing, wire_documents
from guildhall.platform.edge import Delivery, queue
from guildhall.platform.edge.messages import Subscriptions


def subscribe(billing: Billing) -> Subscriptions:
    """Name the commands."""

    def number_documents(delivery: Delivery) -> None:
        asked = delivery.data
        billing.number_documents(Sequence(asked["issuer_id"], asked["series"], asked["zone"]))

    def print_document(delivery: Delivery) -> None:
        printed = billing.print_document(delivery.data["document_id"])
        # A credit note may have waited for this very number, and nobody else would tell it.
        billing.review_waiting(printed.account_id)
        billing.begin_transmission(printed)

    return {
        "number_documents": number_documents,
        "print_document": print_document,
        "write_archive_part": lambda delivery: billing.write_archive_part(
            delivery.data["archive_id"], delivery.data["part"]
        ),
        "transmit": lambda delivery: billing.transmit(delivery.data["document_id"]),
        "check_vat_id": lambda delivery: billing.check_vat_id(delivery.data["account_id"]),
        "correct_after_check": lambda delivery: billing.correct_after_check(delivery.data["account_id"]),
        "review_waiting": lambda delivery: billing.review_waiting(delivery.data["account_id"]),
    }


handler = queue(subscribe, wire_documents)
