"""Order by drag, and what a guest can have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guildhall.bookings.models.menu import (
    Allergen,
    Content,
    Diet,
    Need,
    Price,
    Suits,
    rank_after,
    rank_between,
    verdict,
)
from guildhall.bookings.models.search import plain

NEEDS: list[Need] = [*Allergen, *Diet]


def dish(
    contains: tuple[Allergen, ...] | None, traces: tuple[Allergen, ...] = (), diets: tuple[Diet, ...] = ()
) -> Content:
    return Content({"en": "Soup"}, (Price(500),), contains=contains, may_contain=traces, diets=diets)


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=120))
def test_wherever_things_are_dragged_their_ranks_keep_the_order(drags: list[tuple[int, bool]]) -> None:
    ranks: list[str] = []
    for place, is_move in drags:
        if is_move and ranks:
            ranks.pop(place % len(ranks))
        at = place % (len(ranks) + 1)
        ranks.insert(at, rank_after(ranks, ranks[at - 1] if at else ""))

        assert ranks == sorted(set(ranks))


def test_a_menu_that_is_written_from_top_to_bottom_has_short_ranks() -> None:
    rank = ""
    for _ in range(400):
        after = rank_between(rank, None)
        assert after > rank
        rank = after

    assert len(rank) == 5


def test_a_thing_can_be_put_between_two_neighbours_again_and_again() -> None:
    low, high = rank_between("", None), rank_between(rank_between("", None), None)
    for _ in range(200):
        high = rank_between(low, high)

        assert low < high


@given(
    st.none() | st.lists(st.sampled_from(Allergen), unique=True).map(tuple),
    st.lists(st.sampled_from(Allergen), unique=True).map(tuple),
    st.lists(st.sampled_from(Diet), unique=True).map(tuple),
    st.frozensets(st.sampled_from(NEEDS)),
)
def test_nobody_is_told_that_they_can_have_what_may_harm_them(
    contains: tuple[Allergen, ...] | None, traces: tuple[Allergen, ...], diets: tuple[Diet, ...], needs: frozenset[Need]
) -> None:
    told = verdict(dish(contains, traces, diets), needs)

    avoided, kept = needs & set(Allergen), needs & set(Diet)
    if told.suits is Suits.YES:
        assert not avoided or contains is not None
        assert not avoided & {*(contains or ()), *traces}
        assert kept <= set(diets)
    assert set(told.because) <= needs
    assert (told.suits is Suits.YES) == (not told.because)


def test_the_worst_is_said_first() -> None:
    milk, halal = Allergen.MILK, Diet.HALAL

    assert verdict(dish(None), {milk}).suits is Suits.UNKNOWN
    assert verdict(dish(None), {milk, halal}).because == (halal,)
    assert verdict(dish((), (milk,)), {milk}).suits is Suits.TRACES
    assert verdict(dish(()), {milk}).suits is Suits.YES
    assert verdict(dish(None), set()).suits is Suits.YES


def test_words_are_found_without_their_accents() -> None:
    assert plain("Crème BRÛLÉE") == "creme brulee"
