"""Every draw keeps the rules, and equals the one that is written a second time from the description."""

from __future__ import annotations

import math
import random
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from huxin.draw.algorithm import Drawn, draw
from huxin.draw.tests.oracle import redraw
from huxin.draw.tests.support import DRAWS, key, made, people, plan, targets
from huxin.law.errors import InputError

CLASSES = ("high", "low", "mid")
WEIGHTS = ("1", "2/3", "0.25", 7, "13/11", 999999999)


def ids(drawn: list[Drawn]) -> list[tuple[str, list[str]]]:
    return [(one.target.id, [who.id for who, _ in one.inspectors]) for one in drawn]


def random_case(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """Directories of a size, classes, weights, recusals and quotas that nobody chose."""
    rng = random.Random(seed)
    objects = targets(
        *((f"对象{n}" if n % 3 else f"d{n}", rng.choice(CLASSES), rng.choice("ABC")) for n in range(rng.randint(1, 30)))
    )
    for row in objects:
        row["employer"] = f"E{rng.randint(1, 12)}"
    names = [f"z{n}" for n in range(rng.randint(2, 9))]
    recused = {who: rng.sample([row["id"] for row in objects], min(len(objects), rng.randint(0, 2))) for who in names}
    employers = {who: [f"E{n}" for n in rng.sample(range(1, 15), rng.randint(0, 2))] for who in names}
    strata = {
        name: rng.choice([{"share": rng.choice(["1/3", "0.5", "1", "0", "1/10"])}, {"count": 0}]) for name in CLASSES
    }
    weights = {
        "risk": {name: rng.choice(WEIGHTS) for name in CLASSES}, "credit": {name: rng.choice(WEIGHTS) for name in "ABC"}
    }  # fmt: skip
    return (
        objects,
        people(names, recused, employers),
        plan(strata=strata, weights=weights, inspectors_each=rng.randint(1, 3)),
    )


def keeps_away(person: dict[str, Any], target: dict[str, Any]) -> bool:
    return target["id"] in person["recused_objects"] or target["employer"] in person["recused_employers"]


def wanted(plan_: dict[str, Any], objects: list[dict[str, Any]]) -> dict[str, int]:
    """How many of each stratum must be drawn."""
    sizes = {name: sum(row["risk"] == name for row in objects) for name in plan_["strata"]}
    return {name: math.ceil(Fraction(quota.get("share", 0)) * sizes[name]) for name, quota in plan_["strata"].items()}


def test_random_directories() -> None:
    drawn_at_all = refused = 0
    for seed in range(max(DRAWS // 10, 200)):
        objects, inspectors, plan_ = random_case(seed)
        short = [
            row["id"] for row in objects
            if sum(not keeps_away(one, row) for one in inspectors) < plan_["inspectors_each"]
        ]  # fmt: skip
        if short or not any(wanted(plan_, objects).values()):
            with pytest.raises(InputError, match=r"who may inspect it|no object to draw"):
                made(objects, inspectors, plan_)
            refused += 1
            continue
        inputs = made(objects, inspectors, plan_)
        drawn_at_all += 1
        found = ids(draw(inputs, key(seed)))
        assert found == redraw(objects, inspectors, plan_, key(seed))
        check(found, objects, inspectors, plan_)
        risk = {row["id"]: row["risk"] for row in objects}
        assert Counter(risk[name] for name, _ in found) == Counter(wanted(plan_, objects))
    assert drawn_at_all > 50
    assert refused > 20


def check(found: list[tuple[str, list[str]]], objects: Any, inspectors: Any, plan_: dict[str, Any]) -> None:
    by_id, person = {row["id"]: row for row in objects}, {row["id"]: row for row in inspectors}
    assert len({name for name, _ in found}) == len(found)
    for name, chosen in found:
        assert len(set(chosen)) == len(chosen) == plan_["inspectors_each"]
        assert not [one for one in chosen if keeps_away(person[one], by_id[name])]


def test_recusals_hold_in_every_draw() -> None:
    objects = targets(*((name, "high", "B") for name in "abcd"))
    inspectors = people("vwxyz", {"v": ["a"], "w": ["a", "b"]}, {"x": ["E-a"], "z": ["E-c", "E-d", "E-nobody"]})
    inputs = made(objects, inspectors, plan(strata={"high": {"share": "1"}}))
    for number in range(DRAWS):
        found = ids(draw(inputs, key(number, "recusal")))
        check(found, objects, inspectors, plan())
        assert {name: set(chosen) for name, chosen in found}["a"] == {"y", "z"}
    assert inputs.idle_recusals() == [{"inspector": "z", "employer": "E-nobody"}]


def test_nobody_gets_two_more_than_another_where_nobody_is_kept_away() -> None:
    inputs = made(
        targets(*((f"d{n}", "high", "B") for n in range(11))), people("vwxyz"), plan(strata={"high": {"share": "1"}})
    )
    for number in range(DRAWS // 50):
        chosen = [who for _, pair in ids(draw(inputs, key(number, "load"))) for who in pair]
        load = [chosen.count(who) for who in "vwxyz"]
        assert max(load) - min(load) <= 1


@pytest.mark.parametrize(
    ("share", "size", "wanted"), [("1/2", 3, 2), ("1/3", 3, 1), ("0.1", 1, 1), ("1", 4, 4), ("0.34", 3, 2)]
)
def test_a_share_is_rounded_up(share: str, size: int, wanted: int) -> None:
    objects = targets(*((f"d{n}", "high", "B") for n in range(size)))
    inputs = made(objects, people("xyz"), plan(strata={"high": {"share": share}}))
    assert len(draw(inputs, key(1))) == wanted


def test_ids_sort_by_code_point() -> None:
    objects = targets(*((name, "high", "B") for name in ("甲", "b", "B", "10", "9", "\U00020000", "Ａ")))
    inputs = made(objects, people("xyz"), plan())
    assert list(inputs.targets.rows) == ["10", "9", "B", "b", "甲", "Ａ", "\U00020000"]


def test_a_large_directory_is_drawn_in_a_moment() -> None:
    objects = targets(*((f"d{n:06}", "high", "ABCDE"[n % 5]) for n in range(100_000)))
    inputs = made(objects, people([f"z{n}" for n in range(50)]), plan(strata={"high": {"count": 2000}}))
    found = ids(draw(inputs, key(3)))
    assert len({name for name, _ in found}) == 2000
