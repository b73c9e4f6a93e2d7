"""The release sheet: what may decide, what is only an estimate, what is missing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from huxin.law.evaluation.lookups import Adoption
from huxin.law.pack.load import load_pack
from huxin.law.pack.release import ReleaseSheet, as_json, as_text, release
from huxin.law.tests.pack_support import FILES, changed, write_pack

DAY = date(2022, 6, 1)
ADOPTED = Adoption("allowance.floor", "100.00", date(2021, 1, 1), "小城办", "小城发〔2022〕3号", date(2022, 1, 1))


def sheet(root: Path, files: dict[str, str] | None = None, on: date = DAY) -> ReleaseSheet:
    return release(load_pack("tiny", write_pack(root, files or FILES)), on)


def grades(found: ReleaseSheet) -> dict[str, str]:
    return {one.item: one.grade for one in found.items}


def test_an_uncertain_value_makes_an_estimate_and_is_named(tmp_path: Path) -> None:
    found = sheet(tmp_path)
    assert grades(found) == {"allowance": "estimate"}
    assert [(one.parameter, one.why, one.source) for one in found.items[0].doubts] == [
        ("allowance.floor", "U", "小城发〔2020〕1号 二")
    ]


def test_a_value_that_the_city_adopted_is_decision_grade(tmp_path: Path) -> None:
    pack = load_pack("tiny", write_pack(tmp_path))
    assert grades(release(pack, DAY, [ADOPTED])) == {"allowance": "decision"}
    assert grades(release(pack, date(2020, 6, 1), [ADOPTED])) == {"allowance": "estimate"}, "not before its day"


def test_a_missing_value_is_pending(tmp_path: Path) -> None:
    files = changed("parameters/all.yaml", 'value: "100.00"', "value: null")
    assert grades(sheet(tmp_path, files)) == {"allowance": "pending"}


def test_a_day_before_the_first_value_is_pending(tmp_path: Path) -> None:
    assert grades(sheet(tmp_path, on=date(2019, 12, 31))) == {"allowance": "pending"}


def test_the_sheet_names_readings_drafts_and_open_clauses(tmp_path: Path) -> None:
    draft = "- {id: rule-3, number: 草案, title: {zh: 草案, en: Draft}, status: draft, level: city, confidence: S}\n"
    files = changed("instruments.yaml", "instruments:\n", f"instruments:\n{draft}")
    found = sheet(tmp_path, files)
    assert found.unadopted == ("who_counts",)
    assert found.drafts == ("rule-3",)
    assert found.open_clauses == ("一.2", "二.1")
    adopted = changed("readings.yaml", "default: [{choice: all}]", "default: [{choice: all}]\n  adopted: true")
    assert sheet(tmp_path, adopted).unadopted == ()


def test_json_and_text(tmp_path: Path) -> None:
    pack = load_pack("tiny", write_pack(tmp_path))
    found = release(pack, DAY, [ADOPTED])
    data = json.loads(json.dumps(as_json(found), ensure_ascii=False))
    assert data["items"] == [
        {"item": "allowance", "label": {"zh": "补助", "en": "Allowance"}, "grade": "decision", "doubts": [], "tests": 1}
    ]
    assert data["adopted"][0]["document"] == "小城发〔2022〕3号"
    text = as_text(found)
    assert "allowance.floor = 100.00 (小城办, 小城发〔2022〕3号, 2022-01-01)" in text
    assert text.index("可作决定") < text.index("allowance  补助") < text.index("只能估算")


def test_wenzhou_decides_on_the_subsidy_and_says_what_it_does_not_know() -> None:
    found = release(load_pack("wenzhou"), date(2026, 11, 23))
    assert grades(found)["social-insurance-subsidy"] == "decision"
    assert grades(found)["retirement-age"] == "decision"
    assert {"subsidy.review_days", "subsidy.publicity_days"} <= {one.parameter for one in found.doubtful}
