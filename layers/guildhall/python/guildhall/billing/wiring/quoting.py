"""Which adapter stands behind which port of quotes."""

from __future__ import annotations

from guildhall.administration.wiring.settings import get_setting
from guildhall.billing.gateways.rates import load_withholding
from guildhall.billing.store.agreements import DynamoAgreements
from guildhall.billing.store.commission import DynamoRules
from guildhall.billing.store.referrals import DynamoAttributions
from guildhall.billing.store.subscriptions import PlanOfAccount
from guildhall.billing.store.volumes import DynamoVolumes
from guildhall.billing.use_cases.quoting import QuoteDeal, QuoteTaxes, RulesInForce
from guildhall.billing.wiring.tax import TaxSettings, tax_of
from guildhall.platform.assembly import Platform


def quote_deal(platform: Platform) -> QuoteDeal:
    """Build the one use case that payments asks for (decision 0002)."""
    in_force = RulesInForce(DynamoRules(platform.database), get_setting(platform), platform.clock)
    relations = DynamoAttributions(platform.database)
    shares = DynamoAgreements(platform.database, platform.clock)
    tax = tax_of(platform)
    places = platform.settings(TaxSettings).withholding_places
    taxes = QuoteTaxes(tax, tax.table.places[tax.own.country].zone, load_withholding(), places)
    plans = PlanOfAccount(platform.clock)
    return QuoteDeal(in_force, DynamoVolumes(platform.clock), relations, shares, taxes, plans)
