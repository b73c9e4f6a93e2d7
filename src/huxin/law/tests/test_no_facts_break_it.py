"""Whatever is sent as facts, an evaluation comes to a verdict or says what is wrong; it never breaks."""

from __future__ import annotations

import copy
import os
import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huxin.law import evaluate, load_pack
from huxin.law.errors import InputError
from huxin.law.explanation.html import render_html
from huxin.law.explanation.text import render_text
from huxin.law.pack.model import TableTest

EXAMPLES = int(os.environ.get("HUXIN_EXAMPLES", "60"))
PACK = load_pack("wenzhou")
STRANGE: list[Any] = [
    None, True, False, 0, 1, -1, 10**20, 1.5, Decimal("1e400"), Decimal("NaN"), "", "x", "\x00", "\ud800", "A" * 70,
    "9999-12", "0001-01", "2025-13", "9999-12-31", "0001-01-01", "1900-02-29", "2024-02-29", "1e5", "-5", "0.001",
    "9999999999999.99", "2/0", "1/3", "M60", "pension", "2025-07-01T00:00:00+08:00", "9999-12-31T23:59:59-12:00",
    "0001-01-01T00:00:00+14:00", "美团", [], {}, [None], [[]], [{}], {"from": "2025-01", "to": "2024-01"},
]  # fmt: skip
DAYS = [date(2026, 11, 1), date.max, date.min, date(1999, 12, 31), date(2024, 2, 29), date(2021, 12, 21)]
VERDICTS = {"granted", "refused", "not_yet", "insufficient_evidence", "needs_human"}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every part of a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield (*path, key)
        yield from places(part, (*path, key))


def put(value: Any, path: tuple[Any, ...], part: Any) -> Any:
    """A copy with another part in one place."""
    found = copy.deepcopy(value)
    inner = found
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = part
    return found


def disturbed(test: TableTest, seed: int) -> dict[str, Any]:
    """The facts of a worked example with one to three strange parts."""
    chance = random.Random(seed)
    facts: Any = copy.deepcopy(dict(test.facts))
    for _ in range(chance.randint(1, 3)):
        ways = list(places(facts))
        facts = put(facts, chance.choice(ways), copy.deepcopy(chance.choice(STRANGE))) if ways else facts
    return facts  # type: ignore[no-any-return]


@pytest.mark.parametrize("item", sorted(PACK.items))
@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_strange_facts(item: str, data: st.DataObject) -> None:
    tests = [test for test in PACK.tests if test.item == item]
    test = data.draw(st.sampled_from(tests).map(lambda one: one))
    facts, on = disturbed(test, data.draw(st.integers(0, 2**32))), data.draw(st.sampled_from(DAYS))
    try:
        found = evaluate(PACK, item, facts, on=on, readings=test.readings, sets=test.sets)
    except InputError as error:
        problem = error.problem
        assert all((problem.code, problem.field, problem.got or problem.got == "", problem.wanted, problem.hint))
        return
    result = found.as_json()
    assert result["verdict"] in VERDICTS
    assert (result["verdict"] == "insufficient_evidence") == bool(result["missing"])
    for output in result["outputs"].values():
        assert "value" in output
    assert render_text(result)
    assert render_html(result, "en").startswith("<section")
