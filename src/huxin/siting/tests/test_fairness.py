"""Fairness: what all take together is what there is, and known spreads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxin.siting.fairness import by_county, catchments, gini, ways, worst_tenth
from huxin.siting.reading import Points


def _points(at: list[tuple[float, float]], weights: list[float] | None = None) -> Points:
    x, y = np.asarray([one[0] for one in at]), np.asarray([one[1] for one in at])
    held = {} if weights is None else {"weight": np.asarray(weights, dtype=np.float64)}
    return Points(tuple(map(str, range(len(at)))), x, y, held, ("",) * len(at))


_places = st.lists(st.tuples(st.floats(0, 3_000), st.floats(0, 3_000)), min_size=1, max_size=12)


@settings(max_examples=50, deadline=None)
@given(_places, _places, st.floats(1, 3_000))
def test_all_take_together_what_the_reached_sites_have(
    demand: list[tuple[float, float]], sites: list[tuple[float, float]], reach: float
) -> None:
    points, places = _points(demand, [2.0] * len(demand)), _points(sites)
    supply = np.arange(1.0, len(sites) + 1)
    taken = (catchments(points, places, supply, "plane", reach) * 2.0).sum()
    reached = [
        own
        for (x, y), own in zip(sites, supply, strict=True)
        if any(np.hypot(x - a, y - b) <= reach for a, b in demand)
    ]
    assert taken == pytest.approx(sum(reached))


def test_the_way_of_the_worst_tenth_counts_weight_and_not_points() -> None:
    far = ways(_points([(0, 0), (0, 500), (0, 2_000)], [80, 15, 5]), _points([(0, 0)]), "plane")
    assert list(far) == [0, 500, 2_000]
    assert worst_tenth(far, np.asarray([80.0, 15.0, 5.0])) == 500
    assert worst_tenth(far, np.asarray([80.0, 5.0, 15.0])) == 2_000
    assert worst_tenth(far, np.zeros(3)) == 0
    assert np.isinf(ways(_points([(0, 0)], [1]), _points([]), "plane")).all()


def test_known_spreads() -> None:
    even, weights = np.full(4, 3.0), np.ones(4)
    assert gini(even, weights) == pytest.approx(0)
    assert gini(np.asarray([0.0, 0, 0, 1]), weights) == pytest.approx(0.75)
    assert gini(np.zeros(4), weights) == 0
    assert by_county(np.asarray([1.0, 3, 9]), np.asarray([1.0, 1, 2]), ["a", "a", "b"]) == {"a": 2, "b": 9}
