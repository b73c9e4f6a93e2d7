"""All items from one set of answers: the same as one by one, and no question that can change nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from huxin.law import InputError, evaluate, load_pack
from huxin.law.bundle.faults import fact_of
from huxin.law.bundle.model import MOST_QUESTIONS
from huxin.law.bundle.probes import probes
from huxin.law.bundle.text import render_bundle
from huxin.law.bundle.work import bundle, facts_for, items_of
from huxin.law.errors import PackError
from huxin.law.tests.pack_support import FILES, write_pack

PACK = load_pack("wenzhou")
ON = date(2026, 3, 1)
RIDER = {
    "birth_date": "1990-02-01", "category": "M60", "trade": "takeaway", "platform": "美团", "labour_relation": False,
    "order_accepted_at": "2026-02-01T12:00:00+08:00", "month": "2025-06", "chosen_base": "4986.00",
}  # fmt: skip


def _outcome(found: dict[str, Any]) -> list[tuple[str, str, Any]]:
    return [(one["item"], one["verdict"], one["outputs"]) for one in found["items"]]


def _answers(question: str) -> list[dict[str, object]]:
    """Some full answers to a question."""
    fields = PACK.questions[question].fields
    tried = [probes(PACK, one, fact_of(PACK, one.fills[0])[2], ON) for one in fields]  # type: ignore[index]
    return [
        {one.name: some[turn % len(some)] for one, some in zip(fields, tried, strict=True)}
        for turn in range(max(map(len, tried)))
    ]


def test_the_questions_are_few_and_each_item_is_the_same_as_by_itself() -> None:
    assert 0 < len(PACK.questions) <= MOST_QUESTIONS
    found = {one["item"]: one for one in bundle(PACK, RIDER, on=ON)["items"]}
    assert list(found) == items_of(PACK)
    for item, one in found.items():
        alone = evaluate(PACK, item, facts_for(PACK, item, RIDER), on=ON).as_json()
        assert {name: one[name] for name in ("verdict", "certainty", "outputs", "reasons", "missing")} == {
            name: alone[name] for name in ("verdict", "certainty", "outputs", "reasons", "missing")
        }


@pytest.mark.parametrize("seed", range(6))
def test_at_most_seven_questions_are_asked_and_each_can_change_something(seed: int) -> None:
    rnd, said, asked = Random(seed), dict[str, Any](), list[str]()
    while (question := (found := bundle(PACK, said, on=ON))["next"]) is not None:
        assert question["question"] not in asked
        asked.append(question["question"])
        assert question["settles"]
        options = _answers(question["question"])
        for item in question["settles"]:
            assert any(_differ(item, options, {**_rest(rnd, said, question["question"]), **said}) for _ in range(60))
        said |= rnd.choice(options)
    assert len(asked) <= 7
    assert found["asked"] == [name for name in PACK.questions if name in asked]


def _rest(rnd: Random, said: dict[str, Any], question: str) -> dict[str, Any]:
    """Some way to answer every other question."""
    others = (name for name in PACK.questions if name != question)
    found: dict[str, Any] = {}
    for name in others:
        found |= rnd.choice(_answers(name))
    return {name: value for name, value in found.items() if name not in said}


def _differ(item: str, options: list[dict[str, object]], said: dict[str, Any]) -> bool:
    """Whether an answer changes the item, against not knowing it."""
    open_one = _of(item, {**said, **dict.fromkeys(options[0])})
    return any((one := _of(item, {**said, **option})) is not None and one != open_one for option in options)


def _of(item: str, said: dict[str, Any]) -> tuple[str, Any] | None:
    try:
        one = evaluate(PACK, item, facts_for(PACK, item, said), on=ON).as_json()
    except InputError:
        return None
    return one["verdict"], one["outputs"]


def test_where_nothing_is_asked_any_more_no_answer_changes_anything() -> None:
    said: dict[str, Any] = {**RIDER, "business_registered": False}
    said |= dict.fromkeys(("occupation_code", "level", "issued_on", "shortage_on_issue", "unemployment_insured"))
    found = bundle(PACK, said, on=ON)
    assert found["next"] is None
    for one in ({"key_group": True}, {"key_group": False}, {"exclusions": ["vehicle"]}, {"first_time": True}):
        assert _outcome(bundle(PACK, {**said, **one}, on=ON)) == _outcome(found)


def test_what_no_question_can_give_is_to_be_brought() -> None:
    found = {one["item"]: one for one in bundle(PACK, RIDER, on=ON)["items"]}
    assert found["social-insurance-subsidy"]["bring"] == [{"zh": "缴费月份", "en": "Months paid"}]
    assert found["retirement-age"]["bring"] == []


def test_money_of_a_certificate_is_counted_as_an_estimate() -> None:
    said = {
        **RIDER, "occupation_code": "4-02-07-10", "level": 4, "issued_on": "2025-06-10", "shortage_on_issue": False,
        "unemployment_insured": False,
    }  # fmt: skip
    found = bundle(PACK, said, on=ON)
    assert found["sum"] == {"decision": "0.00", "estimate": "1500.00"}
    assert "能拿的钱：可作决定 0.00 元，估算 1500.00 元" in render_bundle(PACK, found, "zh")


def test_an_answer_that_no_question_asks_is_refused() -> None:
    with pytest.raises(InputError) as told:
        bundle(PACK, {"birth_day": "1990-02-01"}, on=ON)
    assert told.value.problem.field == "birth_day"
    assert "birth_date" in str(told.value)


QUESTION = """
questions:
- id: where
  text: {zh: 问一句？, en: "A question?"}
  fields: [{name: one, fills: [FACT]}]
"""


def test_a_question_about_a_fact_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    files = {**FILES, "questions.yaml": QUESTION.replace("FACT", "allowance.nothing")}
    with pytest.raises(PackError) as told:
        load_pack("tiny", write_pack(tmp_path, files))
    assert "allowance.nothing" in str(told.value)


def test_more_questions_than_twelve_are_a_fault(tmp_path: Path) -> None:
    fact = f"{next(iter(load_pack('tiny', write_pack(tmp_path / 'a')).items))}"
    pack = load_pack("tiny", tmp_path / "a")
    target = f"{fact}.{next(name for name, spec in pack.items[fact].facts.items() if spec.asked)}"
    rows = "".join(
        f'- id: q{n}\n  text: {{zh: 问, en: "Q"}}\n  fields: [{{name: a{n}, fills: [{target}]}}]\n'
        for n in range(MOST_QUESTIONS + 1)
    )
    with pytest.raises(PackError) as told:
        load_pack("tiny", write_pack(tmp_path / "b", {**FILES, "questions.yaml": f"questions:\n{rows}"}))
    assert str(MOST_QUESTIONS) in str(told.value)
