"""Thousands of draws match the weights: chi-square against probabilities that are computed exactly."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest

from huxin.draw.algorithm import draw
from huxin.draw.numbers import BITS, Numbers
from huxin.draw.tests.support import DRAWS, key, made, people, plan, targets

# The value that chi-square exceeds in one of a thousand cases, by degrees of freedom (printed tables).
CRITICAL = {4: 18.467, 6: 22.458, 9: 27.877, 11: 31.264, 14: 36.123, 19: 43.820, 59: 98.324}
WEIGHTS = {"a": "1/2", "b": "1", "c": "3/2", "d": "2", "e": "3"}
CREDIT = {"a": "A", "b": "B", "c": "C", "d": "D", "e": "E"}
FIVE = targets(*((name, "high", CREDIT[name]) for name in "abcde"))


def chi_square(counts: Counter[Any], expected: dict[Any, Fraction]) -> float:
    """Sum of (seen - expected)² / expected; what has no chance must not be seen."""
    assert set(counts) <= set(expected)
    assert sum(expected.values()) == 1
    total = counts.total()
    return float(sum((counts[one] - chance * total) ** 2 / (chance * total) for one, chance in expected.items()))


def exact(picks: int) -> dict[tuple[str, ...], Fraction]:
    """The chance of every order of draws: at each pick in proportion to the weights that are left."""
    weights = {name: Fraction(text) for name, text in WEIGHTS.items()}
    found = {}
    for order in permutations(weights, picks):
        chance, left = Fraction(1), sum(weights.values())
        for name in order:
            chance, left = chance * weights[name] / left, left - weights[name]
        found[order] = chance
    return found


def test_the_critical_values_are_those_of_the_distribution() -> None:
    for degrees, value in CRITICAL.items():  # Wilson and Hilferty: the cube root is nearly normal
        normal = (math.cbrt(value / degrees) - 1 + 2 / (9 * degrees)) / math.sqrt(2 / (9 * degrees))
        assert normal == pytest.approx(3.09, abs=0.04)


@pytest.mark.parametrize("picks", [1, 2, 3])
def test_objects_come_as_their_weights_say(picks: int) -> None:
    inputs = made(FIVE, people("xyz"), plan(strata={"high": {"count": picks}}))
    seen: Counter[tuple[str, ...]] = Counter(
        tuple(one.target.id for one in draw(inputs, key(number, f"objects {picks}"))) for number in range(DRAWS)
    )
    expected = exact(picks)
    assert chi_square(seen, expected) < CRITICAL[len(expected) - 1]
    for name in WEIGHTS:
        included = sum(chance for order, chance in expected.items() if name in order)
        count = sum(number for order, number in seen.items() if name in order)
        assert abs(count - DRAWS * included) < 4 * math.sqrt(DRAWS * included * (1 - included))


def test_the_first_pick_is_exactly_in_proportion_to_the_weights() -> None:
    assert exact(1) == {(name,): Fraction(text) / 8 for name, text in WEIGHTS.items()}


@pytest.mark.parametrize(("away", "left"), [([], "vwxyz"), (["w"], "vxyz")])
def test_inspectors_come_in_equal_pairs(away: list[str], left: str) -> None:
    inputs = made(FIVE, people("vwxyz", {one: list("abcde") for one in away}), plan(strata={"high": {"count": 1}}))
    pairs: Counter[tuple[str, ...]] = Counter(
        tuple(who.id for who, _ in draw(inputs, key(number, "pairs"))[0].inspectors) for number in range(DRAWS)
    )
    orders = list(permutations(left, 2))
    assert chi_square(pairs, {order: Fraction(1, len(orders)) for order in orders}) < CRITICAL[len(orders) - 1]


def test_which_inspectors_come_does_not_depend_on_which_object_comes() -> None:
    inputs = made(FIVE, people("xyz"), plan(strata={"high": {"count": 1}}, inspectors_each=1))
    seen: Counter[tuple[str, str]] = Counter()
    for number in range(DRAWS):
        (one,) = draw(inputs, key(number, "both"))
        seen[one.target.id, one.inspectors[0][0].id] += 1
    expected = {(name, who): Fraction(text) / 8 / 3 for name, text in WEIGHTS.items() for who in "xyz"}
    assert chi_square(seen, expected) < CRITICAL[14]


def test_strata_do_not_touch_each_other() -> None:
    low = targets(("p", "low", "B"), ("q", "low", "D"))
    strata = {"high": {"count": 1}, "low": {"share": "1/2"}}
    inputs = made([*FIVE, *low], people("xyz"), plan(strata=strata))
    seen = Counter(tuple(one.target.id for one in draw(inputs, key(n, "strata"))) for n in range(DRAWS))
    thirds = {"p": Fraction(1, 3), "q": Fraction(2, 3)}
    expected = {(name, o): Fraction(text) / 8 * thirds[o] for name, text in WEIGHTS.items() for o in thirds}
    assert chi_square(Counter(seen), expected) < CRITICAL[9]


def test_numbers_are_even() -> None:
    numbers = Numbers(key(0, "even"))
    seen = Counter(numbers.below(7).number for _ in range(DRAWS))
    assert chi_square(seen, {number: Fraction(1, 7) for number in range(7)}) < CRITICAL[6]


class _Given(Numbers):
    """Blocks that are given."""

    def __init__(self, *blocks: int) -> None:
        super().__init__("")
        self.given = blocks

    def block(self, counter: int) -> int:
        return self.given[counter]


def test_a_block_beyond_the_last_whole_stretch_is_skipped() -> None:
    top = (1 << BITS) - 1  # the highest block; 2 to the 256 leaves 1 when divided by 3 or 5, and 0 by 4
    assert _Given(top, 5).below(3).as_json() == {"counter": 1, "of": "3", "number": "2"}
    assert _Given(top - 1).below(3).number == (top - 1) % 3 == 2
    assert _Given(top).below(4).as_json() == {"counter": 0, "of": "4", "number": "3"}
    assert _Given(top, top, 9).below(5).counter == 2
    assert Numbers(key(0)).below(1).number == 0
