"""Seats: nobody is seated on what is taken or held for others."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.seats import Seats

COMMUNES = [1, 2, 3, None]


def test_all_is_free_at_first():
    assert Seats(10).free_for(1) == 10
    assert Seats(10).free_for(None) == 10


def test_what_is_held_for_a_commune_is_free_for_it_alone():
    seats = Seats.of(10, {1: 4}, [])
    assert (seats.free_for(1), seats.free_for(2), seats.free_for(None)) == (10, 6, 6)


def test_a_commune_sits_on_its_own_seats_first():
    seats = Seats.of(10, {1: 4}, [1, 1, 1])
    assert (seats.free_for(1), seats.free_for(2)) == (7, 6)


def test_a_commune_beyond_its_own_takes_from_the_others():
    seats = Seats.of(10, {1: 2}, [1] * 5)
    assert seats.free_for(2) == 5


def test_more_seated_than_the_maximum_leaves_nothing_and_no_negative():
    assert Seats.of(2, {1: 2}, [2, 2, 2]).free_for(1) == 0


def test_nobody_sits_where_nothing_is_free():
    with pytest.raises(ValueError, match="No seat"):
        Seats.of(1, {}, [2]).take(1)


@given(
    st.integers(0, 12),
    st.dictionaries(st.sampled_from(COMMUNES[:3]), st.integers(1, 4), max_size=3),
    st.lists(st.sampled_from(COMMUNES), max_size=30),
)
def test_whatever_the_order_no_seat_is_sold_twice_and_what_is_held_waits_for_its_commune(maximum, held, arrivals):
    seats = Seats.of(maximum, held, [])
    refused: Counter = Counter()
    for commune in arrivals:
        if seats.free_for(commune):
            seats.take(commune)
        else:
            refused[commune] += 1

    assert seats.taken.total() <= maximum
    if sum(held.values()) <= maximum:
        for commune, number in held.items():
            assert seats.taken[commune] >= min(number, arrivals.count(commune))
    for commune in refused:  # a refusal was right: nothing is free for it now either
        assert seats.free_for(commune) == 0
