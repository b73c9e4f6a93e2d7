"""Rows that a rule makes are explained like the rows of a table; entries of facts carry the labels of the facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from huxin.law.evaluation.evaluate import evaluate
from huxin.law.explanation.tree import explained
from huxin.law.pack.load import load_pack


def below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("because", []):
        yield from below(child)


def test_every_entry_of_an_object_of_facts_is_told_with_its_label() -> None:
    facts = {"indicators": {"P1": 0, "P4": 1, "P6": 1}}
    found = explained(evaluate(load_pack("national"), "relation-assessment", facts, on=date(2026, 11, 23)))
    rows = {
        node["rows"][0]: node for node in below(found["explanation"]) if node.get("rows") and "facts" in node["name"]
    }
    assert len(rows) == 25
    assert rows["P4"]["label"] == {
        "zh": "P4 排班、打卡、开早会（只是货到的时间固定不算）",
        "en": "P4 Roster, clock-in, morning meeting (fixed times of goods alone are none)",
    }
    assert any(part["name"] == "points" and part["value"] == 2 for part in rows["P6"]["because"])


def test_rows_of_a_fact_with_row_rules_are_told_one_by_one() -> None:
    kin = [{"relation": name, "lone_elder_or_orphan": False, "dependent": True} for name in ("spouse", "child")]
    facts = {"death_on": "2025-05-06", "monthly_wages": ["7000"], "kin": kin}
    found = explained(evaluate(load_pack("zhejiang"), "work-death-benefit", facts, on=date(2025, 12, 31)))
    assert [node["rows"] for node in below(found["explanation"]) if "rows" in node] == [["spouse"], ["child"]]
