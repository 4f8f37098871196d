"""Dividing the first units of a whole among those who share it, so that later units never take earlier ones back."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def first_units(units: int, shares: Sequence[int]) -> list[int]:
    """Say how many of the first `units` of a whole belong to each share.

    shares: what each gets of the whole in the end; not negative. units: 0 to the sum of the shares.
    Returns as many numbers, whose sum is `units`. Each of them grows with `units` and ends at its share, so that the
    parts of a whole that is divided bit by bit add up to what one division gives, and no part is negative. Ties go to
    the earlier share.

    Method: Webster (Sainte-Laguë), the divisor method that rounds to the nearest; rounding each share by itself would
    not add up, and largest remainders take units back when the house grows (Alabama paradox).
    """
    whole = sum(shares)
    if not 0 <= units <= whole or min(shares, default=0) < 0:
        raise ValueError(f"{units} units of {list(shares)}")
    if not units:
        return [0] * len(shares)
    given = [min(share, (2 * units * share + whole) // (2 * whole)) for share in shares]
    while sum(given) > units:
        # The unit that came last in the order of the method goes first: the one with the largest quotient.
        last = max((i for i, n in enumerate(given) if n), key=lambda i: (Fraction(2 * given[i] - 1, shares[i]), i))
        given[last] -= 1
    while sum(given) < units:
        following = min(
            (i for i, n in enumerate(given) if n < shares[i]),
            key=lambda i: (Fraction(2 * given[i] + 1, shares[i]), i),
        )
        given[following] += 1
    return given
