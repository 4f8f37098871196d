"""Where experts are paid by local rails: one mobile wallet a currency."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.payments.errors import PayerIncomplete, RailCurrency, RailUnknown
from guildhall.payments.models import Change, PayoutWallet
from guildhall.payments.models.rails import TERMS, RailTerms, Wallet
from guildhall.payments.ports import Payments, PayoutWallets, Sealer
from guildhall.payments.use_cases.choosing import check_phone

SHOWN_DIGITS = 3


@dataclass(frozen=True, slots=True)
class SetPayoutWallet:
    """Say on which wallet one is paid in a currency. is_live: whether real money moves here."""

    payments: Payments
    wallets: PayoutWallets
    gate: Gate
    seals: Sealer
    clock: Clock
    is_live: bool

    def __call__(self, actor: Actor, currency: str, rail: str, wallet: Wallet) -> PayoutWallet:
        """Return the stored wallet; releases that waited for one are tried again.

        Raises Forbidden, RailUnknown, RailCurrency, PayerIncomplete, StaleVersion.
        """
        expert_id = actor.account_id
        require(self.gate, actor, "payments.open_payout_account", _of(actor))
        terms = self._terms(rail, currency)
        check_phone(terms, wallet.phone)
        if terms.needs_operator and not wallet.operator:
            wanted = "the wallet's operator, such as MTN_MOMO_BEN"
            raise PayerIncomplete(f"operator: {wanted}", faults=(Fault("/operator", wanted, "required"),))
        known = self.wallets.get(expert_id, currency)
        changed = PayoutWallet(
            expert_id=expert_id,
            currency=currency,
            rail=terms.name,
            phone=self.seals.seal(wallet.phone, expert_id),
            phone_tail=wallet.phone[-SHOWN_DIGITS:],
            changed_at=self.clock.now(),
            operator=wallet.operator,
            version=known.version if known else 0,
        )
        waiting = tuple(self.payments.waiting_for_account(expert_id))
        self.payments.save(Change("payments.set_payout_wallet", wallets=(changed,), wake=waiting))
        return replace(changed, version=changed.version + 1)

    def _terms(self, rail: str, currency: str) -> RailTerms:
        terms = TERMS.get(rail)
        if terms is None or not terms.pays_out or (terms.is_test and self.is_live):
            raise RailUnknown(f"{rail!r} pays nobody out", faults=(Fault("/rail", "unknown"),))
        if currency not in terms.currencies:
            raise RailCurrency(f"{rail} takes {', '.join(sorted(terms.currencies))}, not {currency}")
        return terms


@dataclass(frozen=True, slots=True)
class ListPayoutWallets:
    """Tell an expert where they are paid."""

    wallets: PayoutWallets
    gate: Gate

    def __call__(self, actor: Actor) -> list[PayoutWallet]:
        """Return the actor's own wallets, by currency. Raises Forbidden."""
        require(self.gate, actor, "payments.view_payout_account", _of(actor))
        return self.wallets.list(actor.account_id)


def _of(actor: Actor) -> Resource:
    # There is no way to name somebody else's.
    return Resource("PayoutAccount", actor.account_id, {"expert_id": actor.account_id})
