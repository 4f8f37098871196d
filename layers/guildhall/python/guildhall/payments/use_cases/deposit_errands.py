"""What the worker asks of the provider for deposits: open, take, let go, give back, pay the venue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from guildhall.kernel.clock import Clock
from guildhall.payments.errors import ProviderRefused
from guildhall.payments.models import Change, Command, Intent, Verb
from guildhall.payments.models.deposits import UNPAID, Deposit, DepositMove
from guildhall.payments.models.facts import Fact
from guildhall.payments.ports import Errand, Payments, Provider
from guildhall.payments.ports.deposits import DepositProvider, Deposits
from guildhall.payments.use_cases import deposit_returns
from guildhall.payments.use_cases.applying import ApplyFact
from guildhall.payments.use_cases.deposit_parting import failed
from guildhall.payments.use_cases.payability import Hindrance, is_payable

TERMINAL = frozenset({"succeeded", "canceled"})
REFUND_REFUSALS = frozenset({"charge_disputed", "charge_already_refunded"})


@dataclass(frozen=True, slots=True)
class DepositErrand:
    """What the errands share: the deposit, and that nothing overtakes or hinders them unless they say so."""

    deposits: Deposits
    payments: Payments
    provider: Provider
    at_provider: DepositProvider
    clock: Clock

    def is_overtaken(self, _order: Command) -> bool:
        """Nothing overtakes it."""
        return False

    def hindrance(self, _order: Command) -> str | None:
        """Nothing hinders it."""
        return None

    def refused(self, _order: Command, _code: str) -> Change | None:
        """Go on waiting: a person hears of it."""
        return None

    def _deposit(self, order: Command) -> Deposit:
        deposit = self.deposits.get(order.subject)
        assert deposit is not None  # noqa: S101  a command is written with its deposit
        return deposit

    def _ended(self, order: Command) -> Intent | None:
        """Return the attempt if the provider says that it is over, whoever ended it."""
        intent_id = self._deposit(order).intent_id
        intent = self.provider.intent(intent_id) if intent_id else None
        return intent if intent is not None and intent.status in TERMINAL else None

    def _unless_ended(self, order: Command, ask: Callable[[Command, str], Intent]) -> Intent:
        try:
            return ask(order, str(self._deposit(order).intent_id))
        except ProviderRefused:
            ended = self._ended(order)
            if ended is None:
                raise
            return ended


@dataclass(frozen=True, slots=True)
class OpenDeposit(DepositErrand):
    """Open an attempt to pay."""

    def search(self, order: Command) -> Fact | None:
        """Return the attempt that an earlier try opened, or None."""
        return self.provider.find_intent(order)

    def is_overtaken(self, order: Command) -> bool:
        """Tell whether another attempt was opened since."""
        deposit = self._deposit(order)
        return deposit.open_command_id != order.command_id or deposit.state not in UNPAID

    def ask(self, order: Command) -> Fact | None:
        """Open it."""
        return self.at_provider.open_deposit(order, self._deposit(order))

    def refused(self, order: Command, code: str) -> Change | None:
        """Return the change that ends the attempt: nobody can pay it."""
        deposit = self._deposit(order)
        close = self.payments.command(deposit.close_command_id)
        others = (close.failed(code),) if close is not None and not close.is_over else ()
        after = deposit.moved(DepositMove.FAIL, failure=code, pending=())
        return failed(after, (order.failed(code), *others), self.clock.now())


@dataclass(frozen=True, slots=True)
class LetGo(DepositErrand):
    """Give an attempt up: nobody can pay it any more, and what the card's bank keeps is the guest's again."""

    def search(self, order: Command) -> Fact | None:
        """Return the attempt if it is over."""
        return self._ended(order)

    def hindrance(self, order: Command) -> str | None:
        """Wait until the attempt is known: it is being opened, and only what is known can be closed."""
        return None if self._deposit(order).intent_id else "no_intent"

    def ask(self, order: Command) -> Fact | None:
        """Close it; one that ended in this moment is as good. Raises ProviderTrouble."""
        return self._unless_ended(order, self.provider.cancel_intent)


@dataclass(frozen=True, slots=True)
class Capture(DepositErrand):
    """Take what the card's bank keeps."""

    def search(self, order: Command) -> Fact | None:
        """Return the attempt if it is over: taken, or lost."""
        return self._ended(order)

    def ask(self, order: Command) -> Fact | None:
        """Take it; an authorisation that ran out in this moment is lost. Raises ProviderTrouble."""
        return self._unless_ended(order, self.at_provider.capture)


@dataclass(frozen=True, slots=True)
class GiveBack(DepositErrand):
    """Give back what the venue does not keep."""

    def search(self, order: Command) -> Fact | None:
        """Return the refund that an earlier try made, or None."""
        return self.provider.find_refund(order, None)

    def ask(self, order: Command) -> Fact | None:
        """Make the refund."""
        return self.provider.create_refund(order, None)

    def refused(self, order: Command, code: str) -> Change | None:
        """Return the change that holds it again, if no other key changes the answer."""
        if code not in REFUND_REFUSALS:
            return None
        return deposit_returns.refused(self._deposit(order), order, code, self.clock.now())


@dataclass(frozen=True, slots=True)
class PayVenue(DepositErrand):
    """Send the venue its share, out of the charge that brought it."""

    apply: ApplyFact
    guards: Sequence[Hindrance] = ()

    def search(self, order: Command) -> Fact | None:
        """Return the transfer that an earlier try made, or None."""
        return self.provider.find_transfer(order)

    def hindrance(self, order: Command) -> str | None:
        """Return why the venue cannot be paid now, or None; a venue without payout account is paid when it has one."""
        if not is_payable(self.payments, self.provider, self.apply, str(order.expert_id)):
            return "payout_account"
        return next(filter(None, (guard(order) for guard in self.guards)), None)

    def ask(self, order: Command) -> Fact | None:
        """Send it."""
        account = self.payments.account(str(order.expert_id))
        assert account is not None and account.provider_account_id is not None  # noqa: S101, PT018  see hindrance
        return self.provider.create_transfer(order, None, account.provider_account_id)


def deposit_errands(
    shared: DepositErrand, apply: ApplyFact, guards: Sequence[Hindrance]
) -> Mapping[Verb, Errand]:  # fmt: skip
    """Name who carries out which command."""
    given = (shared.deposits, shared.payments, shared.provider, shared.at_provider, shared.clock)
    return {
        Verb.DEPOSIT: OpenDeposit(*given),
        Verb.LET_GO: LetGo(*given),
        Verb.CAPTURE: Capture(*given),
        Verb.GIVE_BACK: GiveBack(*given),
        Verb.PAY_VENUE: PayVenue(*given, apply, guards),
    }
