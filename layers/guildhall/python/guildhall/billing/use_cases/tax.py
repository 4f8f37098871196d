"""Tax profiles, the checks of VAT ids, and the tax on a supply."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from guildhall.billing.errors import PlaceUnknown, TaxNumberRefused, TaxProfileUnknown
from guildhall.billing.events import TaxProfileSetV1
from guildhall.billing.models.rates import EUROPEAN_UNION, RateTable
from guildhall.billing.models.tax import (
    PLATFORM,
    Finding,
    Mandate,
    Registration,
    Service,
    StatedCountry,
    Supply,
    TaxProfile,
    TaxRule,
    VatCheck,
)
from guildhall.billing.models.taxing import rule_for
from guildhall.billing.ports.tax import AllTaxProfiles, Numbers, Silences, TaxProfiles, VatRegister
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault, StaleVersion
from guildhall.kernel.policy import Gate, Resource, require


@dataclass(frozen=True, slots=True)
class AccessTaxProfile:
    """Show a tax profile to its owner and to finance."""

    profiles: TaxProfiles
    gate: Gate

    def __call__(self, actor: Actor, account_id: str) -> TaxProfile | None:
        """Return it; None for an owner who has not written it yet. Raises TaxProfileUnknown."""
        if not self.gate.allows(actor, "billing.view_tax_profile", _resource(account_id)):
            raise TaxProfileUnknown
        profile = self.profiles.get(account_id)
        if profile is None and account_id != actor.account_id:
            raise TaxProfileUnknown
        return profile


@dataclass(frozen=True, slots=True)
class SetTaxProfile:
    """Keep where a person is taxed, as they declare it."""

    profiles: TaxProfiles
    table: RateTable
    numbers: Numbers
    gate: Gate
    clock: Clock

    TERMS: ClassVar[str] = "self-billing-2026-11"
    COMMANDS: ClassVar[tuple[str, str]] = ("check_vat_id", "review_waiting")

    def __call__(self, actor: Actor, declared: TaxProfile, *, allows_self_billing: bool, version: int) -> TaxProfile:
        """Return the stored profile.

        declared: as its owner writes it; numbers in any form. allows_self_billing: the mandate for invoices in the
        owner's name. version: what the owner read; 0 for the first.
        Raises Forbidden, TaxProfileUnknown, PlaceUnknown, TaxNumberRefused, StaleVersion.
        """
        resource = _resource(declared.account_id)
        if not self.gate.allows(actor, "billing.view_tax_profile", resource):
            raise TaxProfileUnknown
        require(self.gate, actor, "billing.set_tax_profile", resource)
        known = self.profiles.get(declared.account_id)
        if (known.version if known else 0) != version:
            raise StaleVersion(f"the tax profile is at version {known.version if known else 0}")
        _require_place(self.table, declared)
        written = self._with_numbers(declared)
        is_same = known is not None and known.vat_id == written.vat_id
        now = self.clock.now()
        written = replace(
            written,
            updated_at=now,
            check=known.check if known and is_same else None,
            proven=known.proven if known and is_same else None,
            mandate=self._mandate(known, is_given=allows_self_billing),
            version=version,
        )
        event = TaxProfileSetV1(account_id=written.account_id, country=written.country, set_at=now)
        return self.profiles.save("billing.set_tax_profile", written, *self.COMMANDS, events=[event])

    def _with_numbers(self, declared: TaxProfile) -> TaxProfile:
        is_registered = declared.registration is Registration.REGISTERED
        if is_registered and not declared.is_business:
            raise TaxNumberRefused(
                "only a business is registered", faults=(Fault("/registration", "you are private", "business"),)
            )
        if is_registered and not declared.vat_id:
            raise TaxNumberRefused(
                "a registered business has a number", faults=(Fault("/vat_id", "missing", "missing"),)
            )
        vat_id, legal_id = declared.vat_id, declared.legal_id
        return replace(
            declared,
            vat_id=self.numbers.vat_id(declared.country, vat_id) if vat_id else None,
            legal_id=self.numbers.legal_id(declared.country, legal_id) if legal_id else None,
        )

    def _mandate(self, known: TaxProfile | None, *, is_given: bool) -> Mandate | None:
        if not is_given:
            return None
        if known and known.mandate and known.mandate.terms == self.TERMS:
            return known.mandate
        return Mandate(self.clock.now(), self.TERMS)


@dataclass(frozen=True, slots=True)
class CheckVatId:
    """Ask the register about a person's VAT id and keep the answer as evidence.

    An answer that differs from what was known may have made invoices wrong: they are looked at next. silences: where
    ids are remembered that the register said nothing about.
    """

    profiles: TaxProfiles
    silences: Silences
    table: RateTable
    register: VatRegister
    clock: Clock

    def __call__(self, account_id: str) -> Finding:
        """Return what is known of the id now; a register that is silent changes nothing that was known.

        Raises StaleVersion (try again).
        """
        profile = self.profiles.get(account_id)
        if profile is None or profile.vat_id is None or self.table.union_of(profile.country) != EUROPEAN_UNION:
            return Finding.INVALID
        if profile.check and profile.check.holds(profile.vat_id, self.clock.now()):
            return Finding.VALID
        check = self.register.check(profile.vat_id)
        if check.finding is Finding.UNAVAILABLE:
            self.silences.remember_silence(account_id)
            return check.finding
        is_news = profile.check is None or profile.check.finding is not check.finding
        next_ = ("correct_after_check",) if is_news else ()
        self.profiles.save("billing.check_vat_id", profile.checked(check), *next_)
        return check.finding


@dataclass(frozen=True, slots=True)
class FindCountries:
    """Find where everybody is taxed, for whoever keeps countries. Asked by the platform itself, for an operator."""

    profiles: AllTaxProfiles

    def __call__(self, position: dict[str, Any] | None) -> tuple[list[StatedCountry], dict[str, Any] | None]:
        """Return a part, possibly empty, and where the part after it starts. position: of the part before."""
        return self.profiles.countries(position)


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Have registers asked again that were silent."""

    silences: Silences

    LIMIT: ClassVar[int] = 40

    def __call__(self) -> int:
        """Queue a check of each id; return how many. What stays silent is remembered again."""
        return self.silences.ask_again(self.LIMIT)


@dataclass(frozen=True, slots=True)
class TaxOf:
    """Say which tax a supply bears.

    own: the platform's profile, under the name PLATFORM. check: asks the register where the answer matters; None where
    nobody may wait for it (quotes): then only what is known already counts.
    """

    profiles: TaxProfiles
    table: RateTable
    clock: Clock
    own: TaxProfile
    check: CheckVatId | None = None

    def __call__(self, service: Service, supplier_id: str, customer_id: str, day: date) -> TaxRule:
        """Return the tax rule.

        supplier_id, customer_id: accounts, or PLATFORM. day: of the supply, where the supplier is.
        Raises CannotInvoiceYet.
        """
        supplier, customer = self._profile(supplier_id), self._profile(customer_id)
        proof = self._proof(supplier, customer)
        if proof is Finding.VALID:
            customer = self._profile(customer_id)
        return rule_for(self.table, Supply(supplier, customer, service, day, proof))

    def _profile(self, account_id: str) -> TaxProfile | None:
        return self.own if account_id == PLATFORM else self.profiles.get(account_id)

    def _proof(self, supplier: TaxProfile | None, customer: TaxProfile | None) -> Finding:
        """Find out about the customer's VAT id, if the rule turns on it."""
        if supplier is None or customer is None or not customer.vat_id or supplier.country == customer.country:
            return Finding.UNAVAILABLE
        if supplier.registration is not Registration.REGISTERED:
            return Finding.UNAVAILABLE
        known: VatCheck | None = customer.check
        if known and known.holds(customer.vat_id, self.clock.now()):
            return Finding.VALID
        if self.check is not None:
            return self.check(customer.account_id)
        is_refused = known is not None and known.finding is Finding.INVALID and known.vat_id == customer.vat_id
        return Finding.INVALID if is_refused else Finding.UNAVAILABLE


def _resource(account_id: str) -> Resource:
    return Resource("TaxProfile", account_id, {"account_id": account_id})


def _require_place(table: RateTable, declared: TaxProfile) -> None:
    if declared.country not in table.countries:
        raise PlaceUnknown("no such country", faults=(Fault("/country", "not an ISO 3166-1 code", "country"),))
    if declared.bank_country is not None and declared.bank_country not in table.countries:
        raise PlaceUnknown("no such country", faults=(Fault("/bank_country", "not an ISO 3166-1 code", "country"),))
    provinces = table.provinces(declared.country)
    if (declared.province or "") not in (provinces or {""}):
        wanted = f"one of {', '.join(sorted(provinces))}" if provinces else "leave it out"
        raise PlaceUnknown("the province does not fit", faults=(Fault("/province", wanted, "province"),))
