"""Erlang's formulas beside their sums in whole fractions, beside a simulation, and where they end."""

from __future__ import annotations

import heapq
from fractions import Fraction
from itertools import pairwise
from math import factorial, inf, isinf
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxin.law.errors import InputError
from huxin.siting.queueing import bays_for, loss, queue


def _loss(load: Fraction, bays: int) -> Fraction:
    """The definition: the chance of the last state among all of them."""
    states = [load**n / factorial(n) for n in range(bays + 1)]
    return states[-1] / sum(states)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 40), st.fractions(0, 60, max_denominator=20))
def test_the_steps_give_what_the_sum_gives(bays: int, load: Fraction) -> None:
    assert loss(float(load), bays) == pytest.approx(float(_loss(load, bays)), rel=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30), st.fractions(0, 29, max_denominator=10))
def test_the_share_that_waits_is_erlangs_sum(bays: int, load: Fraction) -> None:
    found = queue(bays, float(load * 6), 10.0)
    if load >= bays:
        assert (found.waits, found.minutes, found.length) == (1.0, inf, inf)
        return
    tail = load**bays / factorial(bays) * Fraction(bays) / (bays - load)
    waits = tail / (sum(load**n / factorial(n) for n in range(bays)) + tail)
    assert found.waits == pytest.approx(float(waits), rel=1e-9, abs=1e-12)
    assert found.minutes == pytest.approx(float(waits * 10 / (bays - load)), rel=1e-9, abs=1e-12)


def test_known_values_of_the_tables() -> None:
    assert loss(10.0, 10) == pytest.approx(0.2146, abs=5e-5)
    assert loss(1.0, 1) == pytest.approx(0.5)
    assert queue(1, 30.0, 1.0).minutes == pytest.approx(1.0)  # one bay at half load: a car waits as long as one stays
    assert queue(0, 10.0, 5.0).full == 1.0
    assert loss(2_000.0, 2_050) < 0.01


def test_cars_drawn_at_random_wait_as_long_as_it_says() -> None:
    draw, bays, arrivals, stay = Random(3), 12, 60.0, 10.0
    now, waited, many = 0.0, 0.0, 200_000
    free = [0.0] * bays
    for _ in range(many):
        now += draw.expovariate(arrivals / 60)
        begins = max(now, heapq.heappop(free))
        waited += begins - now
        heapq.heappush(free, begins + draw.expovariate(1 / stay))
    assert waited / many == pytest.approx(queue(bays, arrivals, stay).minutes, rel=0.06)


@given(st.floats(0, 200), st.floats(0, 30), st.floats(0.001, 0.5))
def test_the_fewest_bays_are_enough_and_one_less_is_not(arrivals: float, stay: float, share: float) -> None:
    bays = bays_for(arrivals, stay, share)
    assert queue(bays, arrivals, stay).full <= share
    assert bays == 0 or queue(bays - 1, arrivals, stay).full > share


def test_more_bays_never_turn_away_more() -> None:
    found = [queue(bays, 100.0, 12.0) for bays in range(1, 60)]
    assert all(one.full >= two.full for one, two in pairwise(found))
    assert isinf(found[0].minutes)
    assert not isinf(found[-1].minutes)


@pytest.mark.parametrize(
    ("bays", "arrivals", "stay"), [(-1, 1.0, 1.0), (10**9, 1.0, 1.0), (1, -1.0, 1.0), (1, 1.0, float("nan"))]
)
def test_what_cannot_be_is_told(bays: int, arrivals: float, stay: float) -> None:
    with pytest.raises(InputError):
        queue(bays, arrivals, stay)


def test_a_lot_without_end_is_told() -> None:
    with pytest.raises(InputError):
        bays_for(1e6, 1e6, 0.01)
    with pytest.raises(InputError):
        bays_for(1.0, 1.0, 0.0)
