"""What differs between two packs is told by date and by part."""

from __future__ import annotations

from pathlib import Path

import pytest

from huxin.law.pack.diff import as_text, diff
from huxin.law.pack.load import load_pack
from huxin.law.tests.pack_support import FILES, changed, write_pack


def compare(root: Path, relative: str, old: str, new: str) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    before = load_pack("tiny", write_pack(root / "a"))
    after = load_pack("tiny", write_pack(root / "b", changed(relative, old, new)))
    return {(one.kind, one.id): (one.change, one.parts) for one in diff(before, after)}


def test_a_pack_does_not_differ_from_itself(tmp_path: Path) -> None:
    pack = load_pack("tiny", write_pack(tmp_path))
    assert diff(pack, pack) == []
    assert as_text([]) == "0 differ\n"


def test_a_changed_value_is_told_with_its_dates(tmp_path: Path) -> None:
    found = compare(tmp_path, "parameters/all.yaml", 'value: "2/3"', 'value: "3/4"')
    assert found == {
        ("parameters", "allowance.share"): (
            "changed",
            ("2022-01-01..…: 2/3 (V, rule-1 一) -> 2022-01-01..…: 3/4 (V, rule-1 一)",),
        )
    }


def test_a_new_date_is_told(tmp_path: Path) -> None:
    found = compare(
        tmp_path,
        "parameters/all.yaml",
        '{value: "2/3", valid_from: 2022-01-01,',
        '{value: "2/3", valid_from: 2022-01-01, valid_to: 2024-01-01, source: rule-1 一, confidence: V}\n'
        '  - {value: "3/4", valid_from: 2024-01-01,',
    )
    assert found["parameters", "allowance.share"][1] == (
        "2022-01-01..…: 2/3 (V, rule-1 一) -> 2022-01-01..2024-01-01: 2/3 (V, rule-1 一)",
        "+ 2024-01-01..…: 3/4 (V, rule-1 一)",
    )


def test_a_changed_rule_is_told_by_name(tmp_path: Path) -> None:
    found = compare(tmp_path, "items/allowance.yaml", "add_years(born_on, 18)", "add_years(born_on, 16)")
    assert found == {("items", "allowance"): ("changed", ("rules.adult: changed",))}


def test_a_changed_default_of_a_reading_is_told(tmp_path: Path) -> None:
    found = compare(tmp_path, "readings.yaml", "default: [{choice: all}]", "default: [{choice: members}]")
    assert set(found) == {("readings", "who_counts")}


@pytest.mark.parametrize(("kind", "name"), [("clauses", "二.1"), ("agencies", "office"), ("instruments", "rule-1")])
def test_a_changed_entry_is_found_in_every_kind(kind: str, name: str, tmp_path: Path) -> None:
    texts = {"clauses": ("讲清楚", "讲明白"), "agencies": ("小城办", "小城局"), "instruments": ("补助办法", "补助规定")}
    assert set(compare(tmp_path, f"{kind}.yaml", *texts[kind])) == {(kind, name)}


def test_what_a_child_adds_is_an_addition_and_backwards_a_removal(tmp_path: Path) -> None:
    write_pack(tmp_path)
    head = FILES["pack.yaml"].replace("id: tiny", "id: child").replace("parent: null", "parent: tiny")
    own = (
        "parameters:\n- id: child.days\n  label: {zh: 天, en: Days}\n  type: int\n"
        "  values: [{value: 3, source: rule-1 一, confidence: V}]\n"
    )
    write_pack(tmp_path, {"pack.yaml": head, "parameters/own.yaml": own}, "child")
    tiny, child = load_pack("tiny", tmp_path), load_pack("child", tmp_path)
    assert [(one.id, one.change, one.parts) for one in diff(tiny, child)] == [
        ("child.days", "added", ("…..…: 3 (V, rule-1 一)",))
    ]
    assert [one.change for one in diff(child, tiny)] == ["removed"]


def test_the_text_counts_and_marks(tmp_path: Path) -> None:
    before = load_pack("tiny", write_pack(tmp_path / "a"))
    after = load_pack("tiny", write_pack(tmp_path / "b", changed("pages.yaml", "clauses: [一.1]", "clauses: [一.2]")))
    assert diff(before, after) == [], "a page is the product's, not the law's"
    city = as_text(diff(load_pack("zhejiang"), load_pack("wenzhou")))
    assert "+ items social-insurance-subsidy" in city
    assert "~ procedures arbitration" in city
    assert "2021-12-22..…: 2/3 (V, wenzhou-2021-135 二(四))" in city
