"""Answers to every kind of question: what passes, and what a fault says in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huxin.law.procedures import Field, field_problems, holds
from huxin.law.procedures.fields import _CHECKS
from huxin.law.procedures.model import FieldKind, Option

LABEL = {"zh": "一项", "en": "One"}
OPTIONS = (Option(value="a", label=LABEL), Option(value="b", label=LABEL))


def field(kind: Any, **more: Any) -> Field:
    options = OPTIONS if kind in ("choice", "many") else ()
    return Field(name="x", kind=kind, label=LABEL, options=options, **more)


def codes(one: Field, value: Any) -> list[str]:
    return [problem.code for problem in field_problems([one], {"x": value}, on=date(2026, 3, 2))]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "好"),
        ("long_text", "第一行\n第二行"),
        ("date", "2026-02-28"),
        ("month", "2026-02"),
        ("money", "892.40"),
        ("number", 3),
        ("number", "3"),
        ("choice", "a"),
        ("many", ["a", "b"]),
        ("many", []),
        ("yes_no", True),
        ("yes_no", "no"),
        ("id_number", "11010519491231002X"),
        ("phone", "13800000000"),
        ("bank_card", "6228480402564890018"),
        ("county", "330304"),
        ("file", ["e1"]),
        ("months_table", [{"month": "2026-01", "paid": "892.40", "line": "pension", "unit_insured": False}]),
    ],
)
def test_good_answers(kind: str, value: Any) -> None:
    assert codes(field(kind), value) == []


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("text", "", "missing"),
        ("text", "   ", "missing"),
        ("text", 5, "not_text"),
        ("text", "字" * 201, "too_long"),
        ("text", "a\x00b", "control"),
        ("date", "2026-02-30", "not_a_date"),
        ("date", "28.2.2026", "not_a_date"),
        ("month", "2026-13", "not_a_month"),
        ("money", "892.401", "not_money"),
        ("money", "8,92", "not_money"),
        ("money", True, "not_money"),
        ("number", "three", "not_a_number"),
        ("number", 1.5, "not_a_number"),
        ("choice", "c", "not_an_option"),
        ("choice", ["a"], "not_an_option"),
        ("many", "a", "not_a_list"),
        ("many", ["a", "a"], "not_a_list"),
        ("many", ["a", "c"], "not_an_option"),
        ("many", [["a"]], "not_an_option"),
        ("yes_no", "maybe", "not_yes_no"),
        ("yes_no", 1, "not_yes_no"),
        ("id_number", "110105194912310021", "id_check"),
        ("id_number", "1101051949123100", "id_form"),
        ("id_number", "１１０１０５１９４９１２３１００２Ｘ", "id_form"),
        ("phone", "23800000000", "phone"),
        ("phone", "+8613800000000", "phone"),
        ("bank_card", "6228 4804 0256", "bank_card"),
        ("county", "鹿城区", "county"),
        ("file", [], "missing"),
        ("file", "e1", "not_files"),
        ("months_table", [], "not_rows"),
        ("months_table", [{"paid": "1"}], "bad_row"),
        ("months_table", [{"month": "2026-01", "paid": "x"}], "bad_row"),
        ("months_table", [{"month": "2026-01", "colour": "x"}], "bad_row"),
    ],
)
def test_bad_answers(kind: str, value: Any, code: str) -> None:
    assert codes(field(kind), value) == [code]


def test_every_kind_of_the_closed_list_has_a_check() -> None:
    assert set(_CHECKS) == set(get_args(FieldKind))


@pytest.mark.parametrize(
    ("kind", "more", "value", "code"),
    [
        ("money", {"least": "0.01"}, "0", "too_small"),
        ("number", {"most": "15"}, 16, "too_big"),
        ("month", {"least": "2021-12"}, "2021-11", "too_small"),
        ("date", {"not_future": True}, "2026-03-03", "future"),
        ("month", {"not_future": True}, "2026-04", "future"),
        ("yes_no", {"must_be": True}, False, "must_agree"),
        ("yes_no", {"must_be": True}, "no", "must_agree"),
        ("text", {"max_length": 2}, "三个字", "too_long"),
    ],
)
def test_limits(kind: str, more: dict[str, Any], value: Any, code: str) -> None:
    assert codes(field(kind, **more), value) == [code]


def test_today_and_this_month_are_not_the_future() -> None:
    assert codes(field("date", not_future=True), "2026-03-02") == []
    assert codes(field("month", not_future=True), "2026-03") == []


def test_a_question_whose_condition_fails_is_not_asked() -> None:
    asked = Field(name="why", kind="text", label=LABEL, when={"right": False})
    right = Field(name="right", kind="yes_no", label=LABEL)
    assert field_problems([right, asked], {"right": True}) == []
    assert [one.field for one in field_problems([right, asked], {"right": False})] == ["why"]
    assert [one.field for one in field_problems([right, asked], {"right": "no"})] == ["why"]


def test_an_optional_question_may_stay_open_and_a_register_answers_its_own() -> None:
    assert field_problems([field("text", required=False)], {}) == []
    assert field_problems([field("months_table", source="register:contribution_months")], {}) == []


def test_an_unknown_name_is_refused() -> None:
    [found] = field_problems([field("text")], {"x": "a", "y": 1})
    assert (found.code, found.field) == ("unknown_field", "y")


@pytest.mark.parametrize(
    ("condition", "answers", "held"),
    [
        (None, {}, True),
        ({"a": "1"}, {"a": "1"}, True),
        ({"a": "1"}, {}, False),
        ({"a": ("1", "2")}, {"a": "2"}, True),
        ({"a": "1", "b": True}, {"a": "1", "b": True}, True),
        ({"a": "1", "b": True}, {"a": "1", "b": 1}, False),
        ({"a": "x"}, {"a": ["y", "x"]}, True),
        ({"a": True}, {"a": "yes"}, True),
        ({"a": "yes"}, {"a": "yes"}, True),
    ],
)
def test_conditions(condition: Any, answers: dict[str, Any], held: bool) -> None:
    assert holds(condition, answers) is held


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(get_args(FieldKind)), JSON)
def test_no_answer_breaks_the_reader_and_each_fault_speaks_both_languages(kind: str, value: Any) -> None:
    for problem in field_problems([field(kind)], {"x": value}, on=date(2026, 3, 2)):
        assert set(problem.text) == {"zh", "en"}
        assert all(problem.text.values())
        assert not any(word in problem.text["zh"] for word in ("系统错误", "参数非法", "相关", "有关", "予以"))
