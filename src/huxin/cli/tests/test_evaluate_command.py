"""``huxin law evaluate`` as other programs call it: the contract's JSON for every item, text, HTML, exit status 2."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from huxin.cli.main import main
from huxin.law import load_pack
from huxin.law.pack.model import FactSpec, TableTest

PACK = load_pack("wenzhou")
WORKED = [test for test in PACK.tests if re.match(r"[A-Z]\d+ ", test.name)]
KEYS = {
    "item", "verdict", "certainty", "outputs", "reasons", "parameters", "readings", "missing", "uncertain_parameters",
    "on", "pack", "assumed",
}  # fmt: skip
NODE = {"name", "label", "value", "unit", "clause", "expression", "conditions", "parameters", "because"}


class Cli:
    """The command with its facts on disk."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def __call__(self, item: str, facts: object, *more: str) -> tuple[int, str, str]:
        path = self.folder / "facts.json"
        path.write_text(json.dumps(facts, ensure_ascii=False, default=str), encoding="utf-8")
        status = main(["law", "evaluate", item, "--facts", str(path), *more])
        told = self.capsys.readouterr()
        return status, told.out, told.err

    def json(self, item: str, facts: object, *more: str) -> dict[str, Any]:
        status, out, err = self(item, facts, *more)
        assert (status, err) == (0, "")
        found: dict[str, Any] = json.loads(out)
        return found


@pytest.fixture
def cli(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(tmp_path, capsys)


def options(test: TableTest) -> list[str]:
    sets = [part for name, value in test.sets.items() for part in ("--set", f"{name}={value}")]
    readings = [part for name, choice in test.readings.items() for part in ("--reading", f"{name}={choice}")]
    return ["--on", test.on.isoformat(), *sets, *readings]


def below(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node["because"]:
        yield from below(child)


@pytest.mark.parametrize("test", WORKED, ids=[test.name for test in WORKED])
def test_the_worked_examples_to_the_fen(test: TableTest, cli: Cli) -> None:
    found = cli.json(test.item, test.facts, *options(test), "--explain")
    assert found.keys() == KEYS | {"explanation"}
    assert found["verdict"] == test.verdict
    for name, wanted in test.outputs.items():
        value = found["outputs"][name]["value"]
        assert str(value) == str(wanted), name
    status, text, _ = cli(test.item, test.facts, *options(test), "--explain", "--format", "text", "--lang", "en")
    assert status == 0
    for name, wanted in test.outputs.items():
        if found["outputs"][name]["unit"] == "CNY" and isinstance(wanted, str):
            assert wanted in text, name


FIRST = {test.item: test for test in reversed(PACK.tests)}


@pytest.mark.parametrize("item", sorted(PACK.items))
def test_every_node_of_an_explanation_has_the_same_shape(item: str, cli: Cli) -> None:
    test = FIRST[item]
    tree = cli.json(item, test.facts, *options(test), "--explain")["explanation"]
    nodes = list(below(tree))
    assert len(nodes) > 3
    for node in nodes:
        assert node.keys() >= NODE, node["name"]
        assert set(node["label"]) == {"zh", "en"}
        for told in node["conditions"]:
            assert told["text"]
            assert told["holds"] in (True, False, None)
        for used in node["parameters"]:
            assert {"id", "value", "valid_from", "confidence", "source"} <= used.keys()
    by_name = {node["name"] for node in nodes if "ref" not in node}
    assert {node["ref"] for node in nodes if "ref" in node} <= by_name


@pytest.mark.parametrize("item", sorted(PACK.items))
def test_a_fact_that_is_not_known_is_named_or_changes_nothing(item: str, cli: Cli) -> None:
    """With null in place of a fact: what is still told is what it was, or the verdict waits for that very fact."""
    test = FIRST[item]
    whole = cli.json(item, test.facts, *options(test))
    for name, spec in PACK.items[item].facts.items():
        if name not in test.facts or test.facts[name] is None or spec.null_means == "none":
            continue
        found = cli.json(item, {**test.facts, name: None}, *options(test))
        if found["verdict"] == "insufficient_evidence":
            assert name in {re.split(r"[.\[]", path)[0] for path in found["missing"]}, name
        else:
            assert (found["verdict"], found["outputs"]) == (whole["verdict"], whole["outputs"]), name
        for key, output in found["outputs"].items():
            assert spec.default is not None or output == whole["outputs"][key], (name, key)


def wrongs(spec: FactSpec) -> list[object]:
    """Values that no fact of this kind can have."""
    of_kind: dict[str, list[object]] = {
        "date": ["2025-02-30", "2025-1-1", 20250101, "0000-00-00"],
        "month": ["2025-13", "2025-1", 202501],
        "money": ["1.234", "1e3", "abc", True, "99999999999999.00"],
        "ratio": ["5%", "1/0", "NaN"],
        "int": [1.5, "1.5", True],
        "months": [1.5, "x"],
        "bool": ["true", 1],
        "category": ["no such word", 1],
        "instant": ["2025-07-01", "2025-07-01T08:00:00", "2025-07-01T25:00:00+08:00"],
        "list": [{}, "x", 1],
        "object": [[], "x"],
    }
    return of_kind.get(spec.type, [[], {}])


@pytest.mark.parametrize("item", sorted(PACK.items))
def test_malformed_facts_say_what_where_and_how_to_mend_it(item: str, cli: Cli) -> None:
    test = FIRST[item]
    for name, spec in PACK.items[item].facts.items():
        for wrong in wrongs(spec):
            status, out, err = cli(item, {**test.facts, name: wrong}, *options(test))
            assert (status, out) == (2, ""), (name, wrong)
            assert re.match(rf"huxin: {name}[.\[\d\]\w]*: got .+, wanted .+\. .+", err), err
    for name in PACK.items[item].facts:
        status, _, err = cli(item, {**test.facts, f"{name}x": 1}, *options(test))
        assert status == 2
        assert f"{name}x: got a fact of this name" in err


@pytest.mark.parametrize("item", sorted(PACK.items))
def test_required_facts_may_not_be_left_out_but_may_be_null(item: str, cli: Cli) -> None:
    test = FIRST[item]
    for name, spec in PACK.items[item].facts.items():
        left = {key: value for key, value in test.facts.items() if key != name}
        status, out, err = cli(item, left, *options(test))
        if spec.required:
            assert (status, out) == (2, "")
            assert err.startswith(f"huxin: {name}: got nothing, wanted ")
        else:
            assert (status, err) == (0, "")


def test_numbers_are_read_from_their_text(cli: Cli) -> None:
    facts: dict[str, Any] = {"month": "2025-03", "base": 4986.10, "rate": 0.004}
    text = copy.deepcopy(facts) | {"base": "4986.10", "rate": "0.004", "roster_received_on": None}
    as_numbers = cli.json("single-line-premium", facts | {"roster_received_on": None})
    assert as_numbers["outputs"] == cli.json("single-line-premium", text)["outputs"]
    assert as_numbers["outputs"]["amount"]["value"] == "19.94"


SUBSIDY = next(test for test in WORKED if test.name.startswith("S1 twelve"))


@pytest.mark.parametrize(
    ("more", "amount", "certainty"),
    [
        ([], "7139.20", "decision"),
        (["--set", "subsidy.ratio=3/4"], "8031.60", "estimate"),
        (["--set", "subsidy.ratio@2023-07-01=3/4"], "7585.40", "estimate"),
        (["--set", "subsidy.ratio@2023-07-01=3/4", "--set", "subsidy.ratio=1/2"], "6693.00", "estimate"),
        (["--set", "subsidy.ratio@2024-01-01=3/4"], "7139.20", "decision"),
        (["--set", "subsidy.cap_months=3"], "1784.80", "estimate"),
        (["--reading", "rounding_point=month"], "7139.16", "decision"),
        (["--reading", "payable_from=first_approval"], "0.00", "decision"),
    ],
)
def test_what_is_set_and_chosen_changes_result_and_certainty(
    more: list[str], amount: str, certainty: str, cli: Cli
) -> None:
    found = cli.json(SUBSIDY.item, SUBSIDY.facts, "--on", "2024-03-15", *more)
    assert (found["outputs"]["amount"]["value"], found["certainty"]) == (amount, certainty)
    set_ids = {text.partition("=")[0].partition("@")[0] for text in more if text.startswith("subsidy.")}
    assert set(found["uncertain_parameters"]) == (set_ids if certainty == "estimate" else set())


CONTRACT_READINGS = {
    "payable_from": ("recognition", "first_approval"),
    "cap_count": ("cumulative", "calendar"),
    "subsidised_month_counts": ("yes", "no"),
    "covered_lines": ("both", "pension"),
    "extension_age_law": ("in_force", "at_first_approval"),
    "rounding_point": ("batch", "month"),
    "employer_items_apply": ("statutory", "by_agreement"),
    "employment_lump_age": ("a", "b"),
    "uninsured_lump": ("adds", "replaces_monthly", "replaces_all"),
    "meals_divisor": ("30", "21.75"),
    "regime_c_from": ("2025-07-01", "2025-08-21"),
    "subsidy_residence": ("none", "household", "usual"),
}


@pytest.mark.parametrize("name", sorted(CONTRACT_READINGS))
def test_the_readings_of_the_contract_with_their_defaults(name: str, cli: Cli) -> None:
    reading = PACK.readings[name]
    assert tuple(reading.choices) == CONTRACT_READINGS[name]
    lawful = [choice for choice in reading.choices if reading.choices[choice].against is None]
    assert reading.default[0].choice == lawful[0]  # a choice that the clause itself excludes is never the default
    for choice in reading.choices:
        status, _, err = cli(SUBSIDY.item, SUBSIDY.facts, "--on", "2024-03-15", "--reading", f"{name}={choice}")
        assert (status, err) == (0, "")
    status, _, err = cli(SUBSIDY.item, SUBSIDY.facts, "--reading", f"{name}=nonsense")
    assert status == 2
    assert reading.default[0].choice in err


@pytest.mark.parametrize(
    "name",
    [
        "subsidy.ratio", "subsidy.cap_months", "subsidy.near_retirement_years", "retirement.delay_from", "pension.rate",
        "work.continuous_minutes", "work.break_minutes", "work.daily_minutes",
    ],
)  # fmt: skip
def test_the_parameters_of_the_contract_can_be_set(name: str, cli: Cli) -> None:
    value = {"subsidy.ratio": "1/2", "retirement.delay_from": "2030-01", "pension.rate": "0.2"}.get(name, "3")
    status, _, err = cli(SUBSIDY.item, SUBSIDY.facts, "--on", "2024-03-15", "--set", f"{name}={value}")
    assert (status, err) == (0, "")
    status, _, err = cli(SUBSIDY.item, SUBSIDY.facts, "--set", f"{name}=x y")
    assert status == 2
    assert f"--set {name}" in err


def test_a_decision_is_kept_and_explained_again(cli: Cli, tmp_path: Path) -> None:
    kept = tmp_path / "decision.json"
    cli.json(SUBSIDY.item, SUBSIDY.facts, "--on", "2024-03-15", "--save", str(kept))
    status = main(["law", "explain", str(kept)])
    again = json.loads(cli.capsys.readouterr().out)
    assert status == 0
    assert again["outputs"]["amount"]["value"] == "7139.20"
    assert (again["pack_differs"], again["result_differs"]) == (False, False)
    record = json.loads(kept.read_text(encoding="utf-8"))
    record["pack"]["hash"] = "sha256:older"
    record["outputs"]["amount"]["value"] = "1.00"
    kept.write_text(json.dumps(record), encoding="utf-8")
    assert main(["law", "explain", str(kept), "--format", "html"]) == 0
    assert 'class="why-differs"' in cli.capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "{", "[]", '{"a": 1, "a": 2}', '{"a": NaN}', '{"a": 1e999999999}', "[" * 100_000])
def test_what_is_no_object_of_facts_is_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "facts.json"
    path.write_text(text, encoding="utf-8")
    assert main(["law", "evaluate", "retirement-age", "--facts", str(path)]) == 2
    assert re.match(r"huxin: .+: got .*, wanted .+", capsys.readouterr().err)
