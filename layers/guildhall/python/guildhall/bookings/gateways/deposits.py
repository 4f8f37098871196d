"""The port `Deposits`, answered by payments, and the port `Watches` on Step Functions."""

from __future__ import annotations

import json

from botocore.exceptions import ClientError

from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.ports.deposits import Payable
from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Unavailable
from guildhall.kernel.money import Money
from guildhall.payments.errors import DepositUnknown
from guildhall.payments.models.deposits import OVER, Deposit, DepositState, DepositTerms, deposit_id_of
from guildhall.payments.wiring.deposits import DepositDesk
from guildhall.platform import aws, context

NOTHING_LEFT = frozenset({DepositState.FAILED, DepositState.LOST})


class PaymentsDeposits:
    """The port `Deposits` at payments (decision 0002)."""

    def __init__(self, desk: DepositDesk) -> None:
        self._desk = desk

    def request(self, venue: Venue, reservation: Reservation) -> None:
        """Ask for the part that is awaited; asking again changes nothing."""
        deposit = reservation.deposit
        part = deposit.awaited if deposit else None
        if deposit is None or part is None:
            return
        self._desk.request(
            DepositTerms(
                reservation.reservation_id,
                venue.payee_id,
                Money(part.amount_minor, deposit.currency),
                reservation.starts_at,
                title=venue.details.name,
                pay_by=deposit.pay_by,
                number=part.number,
            )
        )

    def payable(self, reservation_id: str, number: int) -> Payable:
        """Return with what a part is paid."""
        known = self._find(reservation_id, number)
        return Payable(known.client_secret if known else None, self._desk.publishable_key)

    def is_secured(self, reservation_id: str, number: int) -> bool:
        """Tell whether the money of a part is held, whatever was heard of it so far."""
        known = self._find(reservation_id, number)
        return known is not None and known.announced_at is not None and known.state not in OVER

    def is_over(self, reservation_id: str, number: int) -> bool:
        """Tell whether nothing is left to do about a part."""
        known = self._find(reservation_id, number)
        return known is None or known.state in OVER

    def settle(self, reservation_id: str, number: int, keep: Money) -> None:
        """Say what the venue keeps of a part; saying it again changes nothing. Raises StaleVersion."""
        known = self._find(reservation_id, number)
        if known is not None and known.state not in NOTHING_LEFT:
            self._desk.settle(known.deposit_id, keep)

    def _find(self, reservation_id: str, number: int) -> Deposit | None:
        """Return the deposit, or None if payments has not been asked for it."""
        try:
            return self._desk.show(deposit_id_of(reservation_id, number))
        except DepositUnknown:
            return None


class StepFunctionsWatches:
    """Starts `infra/workflows/deposit.asl.yaml`, one execution per part."""

    def __init__(self, workflow: str) -> None:
        self._workflow = workflow

    def begin(self, reservation: Reservation, number: int) -> None:
        """Start it; the execution's name makes a second start of the same part change nothing. Raises Unavailable."""
        given = {
            "reservation_id": reservation.reservation_id,
            "number": number,
            "at": to_text(reservation.held_until or reservation.updated_at),
            "correlation_id": context.current().origin.correlation_id,
        }
        name = f"{reservation.reservation_id}-{number}"
        try:
            aws.client("stepfunctions").start_execution(
                stateMachineArn=self._workflow, name=name, input=json.dumps(given)
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
                raise Unavailable from error
