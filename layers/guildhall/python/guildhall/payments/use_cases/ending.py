"""What becomes of a milestone's money when contracts says that the milestone will not be done."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.contracts.events import MilestoneCancelledV1
from guildhall.kernel.errors import Unavailable
from guildhall.payments.machine import OPEN_ATTEMPT, PaymentState
from guildhall.payments.ports import Payments
from guildhall.payments.use_cases.funding import CancelPayment
from guildhall.payments.use_cases.refunding import RefundPayment


@dataclass(frozen=True, slots=True)
class FollowCancellation:
    """End the payment of a cancelled milestone, wherever its money is.

    A milestone is cancelled only before contracts knows of a hold, so money that is held came in at the same moment:
    contracts says it again when it hears of the hold, and the money goes back.
    """

    payments: Payments
    cancel: CancelPayment
    refund: RefundPayment

    def __call__(self, event: MilestoneCancelledV1) -> None:
        """Cancel or refund; a payment that is over or on its way back stays as it is.

        Raises Unavailable while the signing of the contract has not been heard of, PaymentFrozen, StaleVersion.
        """
        payment = self.payments.get(event.milestone_id)
        if payment is None:
            raise Unavailable("the contract's signing has not arrived yet")
        if payment.state is PaymentState.UNFUNDED or payment.state in OPEN_ATTEMPT:
            self.cancel(payment)
        elif payment.held_minor and not payment.is_approved:
            self.refund.carry_out(payment)
