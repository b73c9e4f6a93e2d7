"""What an item asks decides something, and a reading is none that its clause rules out; broken packs are told so."""

from __future__ import annotations

from pathlib import Path

import pytest

from huxin.law.pack.compose import survey
from huxin.law.tests.pack_support import FILES, ITEM, READINGS, changed, place, write_pack

IDLE = "  idle: {type: bool, required: true, label: {zh: 闲着, en: Idle}}\n"


def faults(root: Path, files: dict[str, str]) -> list[str]:
    return [str(one) for one in survey("tiny", write_pack(root, files))]


@pytest.mark.parametrize(
    ("old", "new", "fact"),
    [
        ("  months:\n    type: list", f"{IDLE}  months:\n    type: list", "idle"),
        (
            "      own: {type",
            "      late: {type: bool, default: false, label: {zh: 迟, en: Late}}\n      own: {type",
            "months.late",
        ),
        (" and (R.who_counts == 'all' or member)", "", "member"),
        (" and kind != 'none'", "", "kind"),
    ],
)
def test_a_fact_that_no_rule_reads_is_told_with_its_place(old: str, new: str, fact: str, tmp_path: Path) -> None:
    files = changed("items/allowance.yaml", old, new)
    found = faults(tmp_path, files)
    name = fact.rpartition(".")[2]
    needle = f"{name}: {{type" if fact != "months" else "months:"
    where = place("items/allowance.yaml", files["items/allowance.yaml"], needle)
    assert [one for one in found if f"the fact '{fact}', which no rule reads" in one]
    assert any(where.rpartition(":")[0] in one for one in found)


def test_a_rule_that_nothing_goes_back_to_reads_for_nobody(tmp_path: Path) -> None:
    seen = "rules:\n- name: seen\n  label: {zh: 看过, en: Seen}\n  expr: idle\n"
    item = ITEM.replace("  months:\n    type: list", f"{IDLE}  months:\n    type: list").replace("rules:\n", seen)
    assert any(
        "the fact 'idle', which no rule reads" in one
        for one in faults(tmp_path, {**FILES, "items/allowance.yaml": item})
    )


def test_a_fact_that_only_a_reason_shows_or_asks_is_read(tmp_path: Path) -> None:
    item = ITEM.replace("  months:\n    type: list", f"{IDLE}  months:\n    type: list")
    told = item.replace(
        "reasons:\n", "reasons:\n- {code: idle, when: idle, clause: rule-1 三, text: {zh: 闲着。, en: Idle.}}\n"
    )
    assert faults(tmp_path, {**FILES, "items/allowance.yaml": told}) == []


AGAINST = READINGS.replace(
    "argument: {zh: 习惯如此。, en: It is the custom.}",
    "argument: {zh: 习惯如此。, en: It is the custom.}, against: rule-1 一",
)


@pytest.mark.parametrize(
    ("default", "refused"),
    [
        ("[{choice: all}]", 0),
        ("[{choice: members}]", 1),
        ("[{choice: all}, {choice: members, start: 2022-01-01}]", 1),
    ],
)
def test_a_reading_against_its_clause_is_no_default(default: str, refused: int, tmp_path: Path) -> None:
    readings = AGAINST.replace("[{choice: all}]", default)
    found = faults(tmp_path, {**FILES, "readings.yaml": readings})
    assert len(found) == refused
    assert all("'members', which is against rule-1 一" in one and "readings.yaml" in one for one in found)


def test_what_a_reading_is_against_must_stand_in_the_pack(tmp_path: Path) -> None:
    assert any(
        "rule-9" in one
        for one in faults(tmp_path, {**FILES, "readings.yaml": AGAINST.replace("rule-1 一", "rule-9 一")})
    )
