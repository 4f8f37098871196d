"""The command worker: the only caller of the provider (payments.md section 1.3).

1. The key of a call is the command's id and a number, stored before the call.
2. Nobody knows what happened: the same key, and from the second try on the provider is searched first.
3. It answered with a refusal or an error of its own: that answer is stored under the key, so search, then the next key.
4. A release that was tried is never taken back, nor made anew, before a search has shown that there is no transfer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from guildhall.kernel.clock import Clock
from guildhall.payments.errors import ProviderFailed, ProviderRefused, ProviderSilent, ProviderTrouble
from guildhall.payments.machine import OPEN_ATTEMPT
from guildhall.payments.models import Attention, Change, Command, ProtectedPayment, Verb
from guildhall.payments.models.commands import TRIES_BEFORE_ATTENTION
from guildhall.payments.models.facts import Fact
from guildhall.payments.ports import Errand, Payments, Provider
from guildhall.payments.use_cases import crediting, paybacks
from guildhall.payments.use_cases.applying import ApplyFact
from guildhall.payments.use_cases.escalating import escalated
from guildhall.payments.use_cases.intents import attempt_over
from guildhall.payments.use_cases.payability import is_payable
from guildhall.payments.use_cases.rail_working import RunRail

PASSING = frozenset({
    "balance_insufficient", "insufficient_capabilities_for_transfer", "payout_account", "bank_refused", "frozen",
    "no_intent", "transfers_stopped",
})  # fmt: skip
"""Reasons to wait that end by themselves or whose person has been told already."""
REFUND_REFUSALS = frozenset({"charge_disputed", "charge_already_refunded"})
"""No other key changes these: the money is with a bank, or went back by hand."""


@dataclass(frozen=True, slots=True)
class RunCommand:
    """Carry out a command: search, call, apply; or keep it waiting with a reason.

    errands: who asks what of the provider for commands that are not about a milestone's money. local: who carries out
    what goes by a local rail. guards: further reasons to wait, each told in a word.
    """

    payments: Payments
    provider: Provider
    apply: ApplyFact
    clock: Clock
    errands: Mapping[Verb, Errand] = field(default_factory=dict)
    local: RunRail | None = None
    guards: Sequence[Callable[[Command], str | None]] = ()

    def __call__(self, command_id: str) -> None:
        """Bring the command one try further; one that is over, or unknown, changes nothing.

        Raises StaleVersion (somebody else works on it: try again).
        """
        order = self.payments.command(command_id)
        if order is None or order.is_over:
            return
        if self.local is not None and self.local.takes(order):
            self.local(order)
            return
        try:
            fact = self._search(order) if order.tried_at is not None else None
        except ProviderTrouble as trouble:
            # Whatever the search met says nothing about the call before it, so the key stays.
            self._wait(order, trouble.code)
            return
        if fact is None:
            fact = self._call(order)
        if fact is not None:
            self._applied(order, fact)

    def _search(self, order: Command) -> Fact | None:
        if order.verb in self.errands:
            return self.errands[order.verb].search(order)
        match order.verb:
            case Verb.FUND:
                return self.provider.find_intent(order)
            case Verb.RELEASE:
                return self.provider.find_transfer(order)
            case Verb.REFUND | Verb.REPAY | Verb.IMPORTED | Verb.RETURN_LATE:
                return self.provider.find_refund(order, self._payment(order))
            case Verb.CLOSE:
                intent = self.provider.intent(str(self._payment(order).intent_id))
                return intent if intent.status in {"succeeded", "canceled"} else None
            case Verb.OPEN_ACCOUNT | Verb.LINK:
                # Keys of this API live for 30 days and the provider finishes what it began; a page is harmless.
                return None
            case _:
                raise LookupError(f"nobody carries out {order.verb}")

    def _call(self, order: Command) -> Fact | None:
        if self._is_overtaken(order):
            self.payments.save(Change("payments.drop_command", commands=(order.failed("overtaken"),)))
            return None
        hindrance = self._hindrance(order)
        if hindrance:
            # A search has just shown that it was never made: a bank that takes the money, or a person, may end it.
            is_unmade = hindrance in {"frozen", "payout_account"} and order.tried_at is not None
            self._wait(replace(order, tried_at=None) if is_unmade else order, hindrance)
            return None
        if order.tried_at is None:
            order = replace(order, tried_at=self.clock.now())
            self.payments.save(Change("payments.try", commands=(order,)))
            order = replace(order, version=order.version + 1)
        try:
            return self._ask(order)
        except ProviderSilent as silence:
            self._wait(order, silence.code)
        except ProviderFailed as failure:
            self._wait(order.with_next_key(), failure.code)
        except ProviderRefused as refusal:
            self._refused(order, refusal.code)
        return None

    def _is_overtaken(self, order: Command) -> bool:
        """Tell whether a command about an attempt outlived it: it must not touch the next attempt."""
        if order.verb in self.errands:
            return self.errands[order.verb].is_overtaken(order)
        if order.verb not in {Verb.FUND, Verb.CLOSE}:
            return False
        payment = self._payment(order)
        is_current = order.command_id in {payment.fund_command_id, payment.close_command_id}
        return payment.state not in OPEN_ATTEMPT or not is_current

    def _hindrance(self, order: Command) -> str | None:
        """Return why the provider must not be asked now, or None."""
        if order.verb in self.errands:
            return self.errands[order.verb].hindrance(order)
        if order.verb in {Verb.OPEN_ACCOUNT, Verb.LINK}:
            return None
        payment = self._payment(order)
        if order.verb in {Verb.RELEASE, Verb.REFUND, Verb.REPAY} and payment.frozen_by:
            return "frozen"
        if order.verb is Verb.CLOSE and payment.intent_id is None:
            return "no_intent"
        if order.verb is Verb.RELEASE and not is_payable(self.payments, self.provider, self.apply, payment.expert_id):
            return "payout_account"
        return next(filter(None, (guard(order) for guard in self.guards)), None)

    def _ask(self, order: Command) -> Fact | None:
        if order.verb in self.errands:
            return self.errands[order.verb].ask(order)
        ask: dict[Verb, Callable[[], Fact | None]] = {
            Verb.FUND: lambda: self.provider.create_intent(order, self._payment(order)),
            Verb.CLOSE: lambda: self.provider.cancel_intent(order, str(self._payment(order).intent_id)),
            Verb.RELEASE: lambda: self._transfer(order),
            Verb.REFUND: lambda: self.provider.create_refund(order, self._payment(order)),
            Verb.REPAY: lambda: self.provider.create_refund(order, self._payment(order)),
            Verb.RETURN_LATE: lambda: self.provider.create_refund(order, self._payment(order)),
            Verb.OPEN_ACCOUNT: lambda: self._open_account(order),
            Verb.LINK: lambda: self._link(order),
        }
        # What was imported exists: it is only ever looked at.
        return ask[order.verb]() if order.verb in ask else None

    def _transfer(self, order: Command) -> Fact:
        account = self.payments.account(str(order.expert_id))
        assert account is not None and account.provider_account_id is not None  # noqa: S101, PT018  see _hindrance
        return self.provider.create_transfer(order, self._payment(order), account.provider_account_id)

    def _open_account(self, order: Command) -> Fact:
        account = self.payments.account(order.subject)
        assert account is not None  # noqa: S101  the command is written with it
        return self.provider.create_account(order, account)

    def _link(self, order: Command) -> None:
        account = self.payments.account(order.subject)
        assert account is not None and account.provider_account_id is not None  # noqa: S101, PT018  asked for after it
        url, expires_at = self.provider.create_link(order, account.provider_account_id)
        done = order.done(account.provider_account_id)
        if order.command_id == account.link_command_id:
            account = replace(account, link_url=url, link_expires_at=expires_at)
        self.payments.save(Change("payments.show_link", account=account, commands=(done,)))

    def _applied(self, order: Command, fact: Fact) -> None:
        self.apply(fact)
        current = self.payments.command(order.command_id)
        if current is not None and not current.is_over:
            # A refund that its bank has not taken yet, a cancellation that came too late to say: ask again later.
            self._wait(current, "provider_pending")

    def _refused(self, order: Command, code: str) -> None:
        now = self.clock.now()
        if order.verb in self.errands:
            given_up = self.errands[order.verb].refused(order, code)
            if given_up is not None:
                self.payments.save(given_up)
                return
        if order.verb is Verb.FUND:
            payment = self._payment(order)
            if payment.fund_command_id == order.command_id and payment.state in OPEN_ATTEMPT:
                close = self.payments.command(payment.close_command_id)
                others = (close.failed(code),) if close is not None and not close.is_over else ()
                self.payments.save(attempt_over(payment, code, now, (order.failed(code), *others)))
            return
        if order.verb is Verb.OPEN_ACCOUNT:
            account = self.payments.account(order.subject)
            assert account is not None  # noqa: S101  the command is written with it
            refused = replace(account, failure=code)
            self.payments.save(Change("payments.refuse_account", account=refused, commands=(order.failed(code),)))
            return
        if order.verb is Verb.REFUND and code in REFUND_REFUSALS:
            self.payments.save(paybacks.refused(self._payment(order), order, code, now))
            return
        if order.verb is Verb.REPAY and code in REFUND_REFUSALS:
            self.payments.save(crediting.unpaid(self._payment(order), order, code, now))
            return
        self._wait(order.with_next_key(), code)

    def _wait(self, order: Command, reason: str) -> None:
        now = self.clock.now()
        waiting = order.waits(reason, now)
        is_news = waiting.tries == TRIES_BEFORE_ATTENTION and reason not in PASSING
        why = Attention(order.subject, "command_stuck", f"{order.command_id} waits for {reason}", now)
        change = escalated(self.payments.get(order.subject), waiting, now)
        self.payments.save(replace(change, attention=(*change.attention, why) if is_news else change.attention))

    def _payment(self, order: Command) -> ProtectedPayment:
        payment = self.payments.get(order.subject)
        assert payment is not None  # noqa: S101  a command is written with its payment
        return payment
