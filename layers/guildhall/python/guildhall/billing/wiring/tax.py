"""Which adapter stands behind which port of taxes."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.billing.gateways.rates import load_rates
from guildhall.billing.models.tax import PLATFORM, Registration, TaxProfile
from guildhall.billing.store.tax import DynamoTaxProfiles
from guildhall.billing.use_cases.tax import FindCountries, TaxOf
from guildhall.kernel.clock import Clock
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class TaxSettings:
    """Where and as what the legal entity itself is taxed, and who knows VAT ids.

    issuer_name: its legal name, which quotes do not need. issuer_street, issuer_city, issuer_postcode: its address.
    issuer_country: ISO 3166-1.
    issuer_vat_id, issuer_legal_id: empty if it has none;
    without a VAT id it charges no tax. issuer_one_stop_shop: whether it declares tax of other member states.
    issuer_withholds_in: countries whose tax it has to hold back from experts, ISO 3166-1 with commas, such as `PK`.
    vies_url: base of the REST interface of VIES; empty where there is none, as in the local cloud.
    """

    issuer_name: str = ""
    issuer_street: str = ""
    issuer_city: str = ""
    issuer_postcode: str = ""
    issuer_country: str = "FR"
    issuer_vat_id: str = ""
    issuer_legal_id: str = ""
    issuer_one_stop_shop: bool = False
    issuer_withholds_in: str = ""
    vies_url: str = ""

    @property
    def withholding_places(self) -> frozenset[str]:
        """Where tax is held back from experts."""
        return frozenset(each.strip() for each in self.issuer_withholds_in.split(",") if each.strip())

    def profile(self, clock: Clock) -> TaxProfile:
        """Return the entity's tax profile."""
        return TaxProfile(
            account_id=PLATFORM,
            legal_name=self.issuer_name,
            street=self.issuer_street,
            city=self.issuer_city,
            postcode=self.issuer_postcode,
            country=self.issuer_country,
            is_business=True,
            registration=Registration.REGISTERED if self.issuer_vat_id else Registration.NOT_REGISTERED,
            updated_at=clock.now(),
            vat_id=self.issuer_vat_id or None,
            legal_id=self.issuer_legal_id or None,
            is_one_stop_shop=self.issuer_one_stop_shop,
        )


def tax_of(platform: Platform) -> TaxOf:
    """Build the question which tax a supply bears, for quotes: nobody waits for a register (decision 0002)."""
    profile = platform.settings(TaxSettings).profile(platform.clock)
    return TaxOf(DynamoTaxProfiles(platform.database), load_rates(), platform.clock, profile)


def wire_countries(platform: Platform) -> FindCountries:
    """Build what finds where everybody is taxed (decision 0002)."""
    return FindCountries(DynamoTaxProfiles(platform.database))
