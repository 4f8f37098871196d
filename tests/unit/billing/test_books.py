"""A refund becomes a credit note exactly when released money goes back, in whatever order its events come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guildhall.billing.models.books import Book, Released

Step = tuple[str, int, int]


@st.composite
def stories(draw: st.DrawFn) -> list[Step]:
    """Draw what was held, released and refunded, in any order; no more is released, or refunded, than came in."""
    held = draw(st.integers(1, 1_000))
    steps: list[Step] = [("held", 0, held)]
    for kind in ("release", "refund"):
        left = held
        for number, asked in enumerate(draw(st.lists(st.integers(1, 300), max_size=4))):
            amount = min(asked, left)
            left -= amount
            steps += [(kind, number, amount)] if amount else []
    return draw(st.permutations(steps))


@given(stories())
def test_credits_are_what_goes_back_beyond_what_is_held_in_any_order(steps: list[Step]) -> None:
    sums = {name: sum(amount for kind, _, amount in steps if kind == name) for name in ("held", "release", "refund")}

    book, credited, fees = Book("mil_1"), 0, 0
    for kind, i, amount in steps:
        if kind == "held":
            book = book.with_held("evt", amount)
        elif kind == "release":
            book = book.with_release(Released(f"rel_{i}", amount, amount // 10))
        else:
            book = book.with_refund(f"evt_{i}", amount)
        book, credits_ = book.credits_due()
        credited += sum(each.after_minor - each.before_minor for each in credits_)
        fees += sum(each.share(each.release.fee_minor) for each in credits_)

    assert credited == max(0, sums["release"] + sums["refund"] - sums["held"])
    assert credited == sum(each.credited_minor for each in book.released)
    assert 0 <= fees <= sum(each.fee_minor for each in book.released)
    assert all(0 <= each.credited_minor <= each.amount_minor for each in book.released)


def test_a_whole_credit_takes_back_the_whole_fee() -> None:
    book = Book("mil_1").with_held("evt", 1_001).with_release(Released("rel", 1_001, 333))

    shares = []
    for number, amount in enumerate((1, 500, 500)):
        book, credits_ = book.with_refund(f"evt_{number}", amount).credits_due()
        shares += [credit.share(333) for credit in credits_]

    assert (len(shares), sum(shares)) == (3, 333)
