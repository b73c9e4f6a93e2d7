# ruff: noqa: E501 - the YAML below keeps an entry on its line
"""Nothing rests on a text that is out of force on the days concerned, and a sheet says what begins and ends soon."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from huxin.law.pack.compose import survey
from huxin.law.pack.folders import PACKS, pack_folders
from huxin.law.pack.load import load_pack
from huxin.law.pack.release import as_json, as_text, release
from huxin.law.tests.pack_support import FILES, INSTRUMENTS, write_pack

FOLLOWING = """\
- id: rule-2
  number: 小城发〔2023〕2号
  title: {zh: 补助办法, en: Measures on the allowance}
  in_force_from: 2023-01-01
  status: binding
  level: city
  confidence: V
"""
ENDED = INSTRUMENTS.replace("  status:", "  in_force_from: 2019-12-01\n  in_force_to: 2023-01-01\n  superseded_by: rule-2\n  status:") + FOLLOWING  # fmt: skip


def faults(root: Path, instruments: str, on: date = date(2022, 6, 1)) -> list[str]:
    return [str(one) for one in survey("tiny", write_pack(root, {**FILES, "instruments.yaml": instruments}), on)]


def test_a_value_ends_with_the_text_that_it_stands_in(tmp_path: Path) -> None:
    found = faults(tmp_path, ENDED)
    assert len(found) == 2  # the open ends of the share and of the floor
    assert all("ends by 2023-01-01" in one and "rule-2" in one for one in found)
    assert any("parameters/all.yaml:7" in one for one in found)


def test_what_has_no_days_of_its_own_is_held_against_the_day_of_the_check(tmp_path: Path) -> None:
    before = faults(tmp_path / "before", ENDED, date(2022, 12, 31))
    after = faults(tmp_path / "after", ENDED, date(2023, 1, 1))
    assert not [one for one in before if "items/" in one]
    told = [one for one in after if "items/allowance.yaml" in one]
    assert len(told) >= 3  # the item, a rule and a reason
    assert all("Out of force since 2023-01-01" in one for one in told)


def test_a_pack_loads_whatever_day_it_is(tmp_path: Path) -> None:
    held = {**FILES, "instruments.yaml": INSTRUMENTS.replace("  status:", "  in_force_to: 2024-01-01\n  status:")}
    held["parameters/all.yaml"] = (
        held["parameters/all.yaml"]
        .replace("source: rule-1", "valid_to: 2024-01-01, source: rule-1")
        .replace("valid_to: 2022-01-01, valid_to: 2024-01-01", "valid_to: 2022-01-01")
    )
    assert load_pack("tiny", write_pack(tmp_path, held)).items
    assert survey("tiny", tmp_path, date(2023, 12, 31)) == []
    assert survey("tiny", tmp_path, date(2024, 1, 1)) != []


def test_an_article_that_was_repealed_alone(tmp_path: Path) -> None:
    part = INSTRUMENTS.replace("  status:", "  ended: {三: 2022-03-01}\n  status:")
    found = faults(tmp_path, part)
    assert found
    assert all("This part is out of force since 2022-03-01" in one for one in found)
    assert faults(tmp_path, part, date(2022, 2, 28)) == []


def test_a_draft_is_no_basis(tmp_path: Path) -> None:
    found = faults(tmp_path, INSTRUMENTS.replace("status: binding", "status: draft"))
    assert any("parameters/all.yaml" in one for one in found)
    assert any("items/allowance.yaml" in one for one in found)
    assert all("A draft is no basis" in one for one in found)


@pytest.mark.parametrize(
    ("dates", "wanted"),
    [
        ("in_force_from: 2022-01-01\n  in_force_to: 2021-01-01", "a day after 2022-01-01"),
        ("issued_on: 2022-01-01\n  published_on: 2021-01-01", "2022-01-01 or later"),
        ("superseded_by: rule-9", "an instrument of the pack"),
    ],
)
def test_days_of_an_instrument_that_contradict_one_another(dates: str, wanted: str, tmp_path: Path) -> None:
    assert any(wanted in one for one in faults(tmp_path, INSTRUMENTS.replace("  status:", f"  {dates}\n  status:")))


def test_the_sheet_names_what_changes_within_a_year(tmp_path: Path) -> None:
    pack = load_pack("wenzhou")
    before = [one["instrument"] for one in as_json(release(pack, date(2025, 6, 1)))["changes"]]
    assert before == sorted(before, key=lambda name: before.index(name))
    assert {"appraisal-measures-2025", "spc-2025-12", "spc-2020-26 32(1)"} <= set(before)
    assert "法释〔2025〕12号" in as_text(release(pack, date(2025, 6, 1)))
    assert "spc-2025-12" not in [one["instrument"] for one in as_json(release(pack, date(2025, 9, 1)))["changes"]]


@pytest.mark.parametrize("name", sorted(pack_folders()))
def test_every_bundled_pack_rests_on_texts_in_force(name: str) -> None:
    assert survey(name, on=date(2026, 11, 30)) == []


COMING = INSTRUMENTS.replace("  status:", "  in_force_from: 2022-06-01\n  status:")


def test_a_text_that_is_not_in_force_yet_is_no_basis(tmp_path: Path) -> None:
    before = faults(tmp_path / "before", COMING, date(2022, 5, 31))
    assert len([one for one in before if "items/allowance.yaml" in one]) >= 3  # the item, a rule and a reason
    assert any("In force from 2022-06-01 only" in one for one in before)
    on_the_day = faults(tmp_path / "after", COMING, date(2022, 6, 1))
    assert not [one for one in on_the_day if "items/" in one]


def test_a_value_does_not_begin_before_its_text(tmp_path: Path) -> None:
    found = faults(tmp_path, COMING)
    told = [one for one in found if "parameters/all.yaml" in one]
    assert len(told) == 2  # the shares of 2020 and of 2022-01-01; the floor names no day
    assert all("a value from 2022-06-01 on" in one for one in told)


def test_a_deadline_that_rests_on_a_text_out_of_force(tmp_path: Path) -> None:
    """The clocks and the guide of a real procedure, its text ended."""
    shutil.copytree(PACKS, tmp_path, dirs_exist_ok=True)
    path = next(
        one for one in (tmp_path / "national").rglob("*.yaml") if "\n- id: appraisal-measures-2025\n" in one.read_text()
    )
    named = "- id: appraisal-measures-2025\n"
    path.write_text(path.read_text().replace(named, f"{named}  in_force_to: 2026-11-30\n"))
    assert not [one for one in survey("national", tmp_path, date(2026, 11, 29)) if "procedures/" in str(one)]
    found = [str(one) for one in survey("national", tmp_path, date(2026, 11, 30))]
    told = [
        one for one in found if "procedures/capability-appraisal.yaml" in one and "Out of force since 2026-11-30" in one
    ]
    assert len(told) >= 2
