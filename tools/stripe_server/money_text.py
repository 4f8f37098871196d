"""Amounts for people. The server itself counts in minor units."""

# Currencies that Stripe counts without decimals, and those with three (Stripe, "Supported currencies").
WITHOUT_DECIMALS = frozenset(
    "bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf".split()  # noqa: SIM905 - one line reads better
)
WITH_THREE = frozenset({"bhd", "jod", "kwd", "omr", "tnd"})


def money(minor: int, currency: str) -> str:
    """Write minor units with their currency, such as 1,234.50 EUR."""
    decimals = 0 if currency in WITHOUT_DECIMALS else 3 if currency in WITH_THREE else 2
    return f"{minor / 10**decimals:,.{decimals}f} {currency.upper()}"
