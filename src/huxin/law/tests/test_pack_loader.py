# ruff: noqa: E501 - the YAML below keeps an entry on its line
"""A broken pack is refused with file, line, column and a way to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from huxin.law.errors import PackError
from huxin.law.evaluation.evaluate import evaluate
from huxin.law.pack.compose import survey
from huxin.law.pack.load import load_pack
from huxin.law.tests.pack_support import FILES, ITEM, PARAMETERS, changed, place, write_pack


def first(root: Path, files: Mapping[str, str]) -> PackError:
    with pytest.raises(PackError) as caught:
        load_pack("tiny", write_pack(root, files))
    return caught.value


def test_the_small_pack_is_whole(tmp_path: Path) -> None:
    pack = load_pack("tiny", write_pack(tmp_path))
    assert set(pack.items) == {"allowance"}
    assert survey("tiny", tmp_path) == []


CASES = {
    "a misspelt parameter": (
        "items/allowance.yaml", "P.allowance.floor[month]", "P.allowance.flor[month]",
        "P.allowance.flor", "Did you mean 'allowance.floor'?",
    ),
    "a look-up without a clock": (
        "items/allowance.yaml", "P.allowance.floor[month]", "P.allowance.floor",
        "P.allowance.floor", "the day whose law counts",
    ),
    "a misspelt fact": (
        "items/allowance.yaml", "add_years(born_on, 18)", "add_years(born_in, 18)", "born_in", "Did you mean 'born_on'?",
    ),
    "a kind of fact that does not exist": ("items/allowance.yaml", "type: date", "type: dat", "dat,", "Did you mean 'date'?"),
    "a clash of units": (
        "items/allowance.yaml", "net >= P.allowance.floor[month]", "net >= month", "month\n- name: granted", "Convert one of them first.",
    ),
    "money that is never rounded": (
        "items/allowance.yaml", "{expr: total, unit: CNY", "{expr: 'total * 2 / 3', unit: CNY",
        "'total * 2 / 3'", "round_fen",
    ),
    "a misspelt reading": (
        "items/allowance.yaml", "R.who_counts == 'all'", "R.who_count == 'all'", "R.who_count ", "Did you mean 'who_counts'?",
    ),
    "a choice that the reading does not have": (
        "items/allowance.yaml", "R.who_counts == 'all'", "R.who_counts == 'everybody'", "'everybody'", "Known here: all, members",
    ),
    "a circle of rules": (
        "items/allowance.yaml", "expr: add_years(born_on, 18) <= on", "expr: total > total", "total > total", "break the circle",
    ),
    "a name that stands twice": (
        "items/allowance.yaml", "- name: total\n", "- name: adult\n", "adult\n  label: {zh: 合计", "another name",
    ),
    "a source that is not in the pack": (
        "parameters/all.yaml", 'value: "1/2", valid_from: 2020-01-01, valid_to: 2022-01-01, source: rule-1 一',
        'value: "1/2", valid_from: 2020-01-01, valid_to: 2022-01-01, source: rule-2 一', "rule-2 一", "Did you mean 'rule-1'?",
    ),
    "a value of the wrong kind": (
        "parameters/all.yaml", 'value: "100.00"', 'value: "a lot"', '"a lot"', "allowance.floor",
    ),
    "times that overlap": (
        "parameters/all.yaml", "valid_to: 2022-01-01", "valid_to: 2022-02-01", '{value: "2/3"', "Give the earlier one 'valid_to'.",
    ),
    "a gap between two times": (
        "parameters/all.yaml", "valid_to: 2022-01-01", "valid_to: 2021-12-01", '{value: "2/3"', "Write 'value: null'",
    ),
    "an unknown key": (
        "items/allowance.yaml", "clause: rule-1 一\nserves",
        "clauze: rule-1 一\nclause: rule-1 一\nserves", "rule-1 一\nclause: rule-1 一", "Did you mean 'clause'?",
    ),
    "a clause that the notice does not have": (
        "items/allowance.yaml", "serves: [一.1]", "serves: [一.7]", "一.7", "Did you mean '一.",
    ),
    "an agency that nobody is": (
        "clauses.yaml", "{id: 二.1, article: 二, summary: {zh: 讲清楚, en: Explain}, binds: [office]",
        "{id: 二.1, article: 二, summary: {zh: 讲清楚, en: Explain}, binds: [ofice]", "ofice", "Did you mean 'office'?",
    ),
    "a page for a clause that is not there": (
        "pages.yaml", "clauses: [一.1]", "clauses: [三.1]", "三.1", "Did you mean '二.1'?",
    ),
    "a test of an item that is not there": (
        "tests/allowance.yaml", "item: allowance", "item: alowance", "alowance", "Did you mean 'allowance'?",
    ),
    "a choice that is not the reading's": (
        "readings.yaml", "default: [{choice: all}]", "default: [{choice: most}]", "{choice: most}", "Known here: all, members",
    ),
    "a county that is not the city's": (
        "readings.yaml", "default: [{choice: all}]", "default: [{choice: all}, {choice: members, county: '999901'}]",
        "{choice: members,", "None is known here.",
    ),
    "no choice that always holds": (
        "readings.yaml", "default: [{choice: all}]", "default: [{choice: all, start: 2021-01-01}]",
        "[{choice: all, start", "Add {choice: …}.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_fault_names_its_place_and_a_way_out(case: str, tmp_path: Path) -> None:
    relative, old, new, needle, hint = CASES[case]
    files = changed(relative, old, new)
    problem = first(tmp_path, files).problem
    assert problem.field == place(relative, files[relative], needle)
    assert hint in problem.hint


@pytest.mark.parametrize("case", CASES)
def test_a_survey_tells_the_same_fault(case: str, tmp_path: Path) -> None:
    relative, old, new, _, _ = CASES[case]
    root = write_pack(tmp_path, changed(relative, old, new))
    with pytest.raises(PackError) as caught:
        load_pack("tiny", root)
    assert str(caught.value) in [str(fault) for fault in survey("tiny", root)]


def test_an_id_twice_names_both_places(tmp_path: Path) -> None:
    twice = "instruments:\n- id: rule-1\n  number: x\n  title: {zh: x, en: x}\n  status: law\n  level: city\n  confidence: V\n"
    problem = first(tmp_path, {**FILES, "instruments/more.yaml": twice}).problem
    places = {"tiny/instruments.yaml:2:7", "tiny/instruments/more.yaml:2:7"}
    assert problem.field in places
    assert next(iter(places - {problem.field})) in problem.hint


def test_instruments_may_lie_in_several_files(tmp_path: Path) -> None:
    more = "instruments:\n- {id: rule-2, number: 二号, title: {zh: 二, en: Two}, status: law, level: nation, confidence: K}\n"
    pack = load_pack("tiny", write_pack(tmp_path, {**FILES, "instruments/more.yaml": more}))
    assert set(pack.instruments) == {"rule-1", "rule-2"}


def test_text_that_is_not_yaml(tmp_path: Path) -> None:
    problem = first(tmp_path, {**FILES, "parameters/all.yaml": PARAMETERS + "  - [\n"}).problem
    assert problem.field.startswith("tiny/parameters/all.yaml:")


def test_a_key_twice_in_one_entry(tmp_path: Path) -> None:
    problem = first(tmp_path, changed("pack.yaml", 'version: "1"', 'version: "1"\nversion: "2"')).problem
    assert problem.field == "tiny/pack.yaml:3:1"


def test_the_id_of_a_pack_is_its_folder(tmp_path: Path) -> None:
    problem = first(tmp_path, changed("pack.yaml", "id: tiny", "id: small")).problem
    assert problem.field == "tiny/pack.yaml:1:5"


def test_a_file_with_another_list(tmp_path: Path) -> None:
    problem = first(tmp_path, changed("clauses.yaml", "clauses:", "clause:")).problem
    assert problem.wanted == "one list under 'clauses:'"


def test_an_unknown_pack_suggests_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(PackError) as caught:
        load_pack("tinny", write_pack(tmp_path))
    assert "Did you mean 'tiny'?" in str(caught.value)


def test_parents_in_a_circle(tmp_path: Path) -> None:
    write_pack(tmp_path, changed("pack.yaml", "parent: null", "parent: tiny"))
    with pytest.raises(PackError, match="circle of parents"):
        load_pack("tiny", tmp_path)


def test_a_survey_tells_every_fault_of_a_phase(tmp_path: Path) -> None:
    files = {
        **FILES,
        "pages.yaml": FILES["pages.yaml"].replace("[一.1]", "[三.1, 四.1]"),
        "clauses.yaml": FILES["clauses.yaml"].replace("binds: [office]", "binds: [ofice]"),
        "items/allowance.yaml": ITEM.replace("born_on, 18", "born_in, 18"),
    }
    told = [fault.problem.field.partition(":")[0] for fault in survey("tiny", write_pack(tmp_path, files))]
    assert told == ["tiny/items/allowance.yaml"] + ["tiny/clauses.yaml"] * 3 + ["tiny/pages.yaml"] * 2


def test_shapes_are_told_together_and_before_the_rules(tmp_path: Path) -> None:
    files = {
        **FILES,
        "items/allowance.yaml": ITEM.replace("label: {zh: 补助, en: Allowance}", "lable: {zh: 补助, en: Allowance}"),
        "parameters/all.yaml": PARAMETERS.replace("type: ratio", "type: share").replace("type: money", "type: yuan"),
    }
    faults = survey("tiny", write_pack(tmp_path, files))
    assert [fault.problem.field.rpartition("/")[2].partition(":")[0] for fault in faults].count("all.yaml") == 2
    assert any("lable" in str(fault) for fault in faults)


def test_a_child_says_what_it_overrides(tmp_path: Path) -> None:
    write_pack(tmp_path)
    head = FILES["pack.yaml"].replace("id: tiny", "id: child").replace("parent: null", "parent: tiny")
    write_pack(tmp_path, {"pack.yaml": head, "parameters/all.yaml": PARAMETERS}, "child")
    with pytest.raises(PackError) as caught:
        load_pack("child", tmp_path)
    assert caught.value.problem.field == "child/parameters/all.yaml:2:3"
    assert "override: extend" in str(caught.value)


def test_a_child_changes_a_value_from_a_day_on(tmp_path: Path) -> None:
    write_pack(tmp_path)
    head = FILES["pack.yaml"].replace("id: tiny", "id: child").replace("parent: null", "parent: tiny")
    own = (
        "parameters:\n- id: allowance.share\n  override: extend\n  values:\n"
        '  - {value: "3/4", valid_from: 2023-01-01, source: rule-1 一, confidence: V}\n'
    )
    write_pack(tmp_path, {"pack.yaml": head, "parameters/own.yaml": own}, "child")
    values = load_pack("child", tmp_path).parameters["allowance.share"].values
    assert [(one.value, str(one.valid_from), str(one.valid_to)) for one in values] == [
        ("1/2", "2020-01-01", "2022-01-01"),
        ("2/3", "2022-01-01", "2023-01-01"),
        ("3/4", "2023-01-01", "None"),
    ]


def test_another_root_is_found_by_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUXIN_PACKS", str(write_pack(tmp_path)))
    assert load_pack("tiny").id == "tiny"
    assert load_pack("wenzhou").chain == ("national", "zhejiang", "wenzhou")


def test_a_county_has_a_reading_of_its_own(tmp_path: Path) -> None:
    files = changed(
        "readings.yaml",
        "default: [{choice: all}]",
        "default: [{choice: all}, {choice: members, county: '999901', start: 2022-01-01}]",
    )
    files["divisions.yaml"] = "divisions:\n- {id: '999901', label: {zh: 东区, en: East}}\n"
    files["items/allowance.yaml"] = ITEM.replace(
        "facts:\n", "facts:\n  county: {type: code, label: {zh: 区, en: County}}\n"
    )
    files["items/allowance.yaml"] = files["items/allowance.yaml"].replace("R.who_counts ==", "R.who_counts[on] ==")
    pack = load_pack("tiny", write_pack(tmp_path, files))
    months = [{"month": "2021-05", "paid": "300.00"}]
    facts = {"born_on": "1990-01-01", "member": False, "kind": "basic", "months": months}
    for county, on, chosen in (
        (None, date(2023, 1, 1), "all"),
        ("999901", date(2021, 12, 31), "all"),
        ("999901", date(2022, 1, 1), "members"),
        ("东", date(2022, 1, 1), "members"),
        ("999902", date(2022, 1, 1), "all"),
    ):
        found = evaluate(pack, "allowance", {**facts, "county": county}, on=on)
        assert found.lookups.read == {"who_counts": chosen}
        assert found.verdict == ("granted" if chosen == "all" else "refused")
    free = evaluate(
        pack, "allowance", {**facts, "county": "999901"}, on=date(2023, 1, 1), readings={"who_counts": "all"}
    )
    assert (free.verdict, free.lookups.local) == ("granted", [])
