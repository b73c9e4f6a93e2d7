"""The words for the person: sums that can be checked on paper, no expression, and evidence instead of other facts."""

from __future__ import annotations

import ast
import re
from datetime import date
from fractions import Fraction

import pytest

from huxin.law import Evaluation, evaluate, load_pack
from huxin.law.evaluation.compiled import compile_item
from huxin.law.explanation.lay import lay_parts, render_lay, told_reasons
from huxin.law.explanation.tree import explained
from huxin.law.pack.model import Item, TableTest
from huxin.law.sums import figure

PACK = load_pack("wenzhou")
_SEEN: dict[str, int] = {}
_CODE = re.compile(r"round_fen|yuan\(|P\.[a-z]|R\.[a-z]| if .* else |==|half_up|\b\d+/\d{2,}\b")


def _few() -> list[TableTest]:
    """Some worked examples of every item."""
    kept: list[TableTest] = []
    for one in PACK.tests:
        _SEEN[one.item] = _SEEN.get(one.item, 0) + 1
        if _SEEN[one.item] <= 8 and one.item != "relation-assessment":
            kept.append(one)
    return kept


def _evaluated(one: TableTest) -> Evaluation:
    return evaluate(PACK, one.item, one.facts, on=one.on, sets=one.sets, readings=one.readings)


@pytest.mark.parametrize("one", _few(), ids=lambda one: f"{one.item} {one.name}"[:50])
def test_the_lay_words_hold_no_expression_and_every_sum_is_right(one: TableTest) -> None:
    result = explained(_evaluated(one))
    for language in ("zh", "en"):
        text = render_lay(result, language)
        assert not _CODE.search(text), _CODE.search(text)
        for line in lay_parts(result, language).get("sum", []):
            left, shown = re.split(r" [=≈] ", line.split("：" if language == "zh" else ": ", 1)[1])
            off = Fraction(0) if "%" in shown else Fraction(1, 200)
            assert abs(_worked(left) - _worked(shown)) <= off, line


def test_a_county_is_told_by_its_name() -> None:
    facts = {
        "birth_date": "1980-05-20", "category": "M60", "exclusions": [], "household_county": "330304",
        "recognised": [{"kind": "disabled", "from": "2020-01-01", "to": None}],
        "months": [{"month": "2023-01", "line": "pension", "paid": "300.00"}],
    }  # fmt: skip
    result = explained(evaluate(PACK, "social-insurance-subsidy", facts, on=date(2024, 3, 15)))
    assert "户籍地：瓯海区" in render_lay(result, "zh")
    assert "330304" not in render_lay(result, "zh")


_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:[.\[-][A-Za-z0-9_\]]+)*")


def _names(item: Item) -> set[str]:
    """Every name and value of a program that an item knows."""
    compiled = compile_item(PACK, item.id)
    facts = [part for spec in item.facts.values() for part in (spec, *spec.row.values())]
    found = {rule.name for rule, _ in compiled.rules} | {*item.outputs, *item.tables, *item.facts}
    found |= {name for spec in item.facts.values() for name in spec.row} | {one.name for one in facts if one.name}
    found |= {value for one in facts for value in one.values} | {reason.code for reason in item.reasons}
    found |= {value for one in item.outputs.values() for value in one.value_labels}
    found |= {*PACK.parameters, *PACK.readings, "True", "False", "None", "null", "true", "false"}
    return found | {choice for reading in PACK.readings.values() for choice in reading.choices}


def _typed(item: Item, one: TableTest) -> set[str]:
    """What the person wrote in own words: names of papers, of platforms, of occupations."""
    free = {name for name, spec in item.facts.items() if spec.type in ("text", "code")}
    return {token for name in free for token in _TOKEN.findall(str(one.facts.get(name)))}


@pytest.mark.parametrize("name", PACK.items)
def test_no_name_of_a_program_is_said_to_a_person(name: str) -> None:
    """Over every worked example: no name of a rule, a fact, a parameter or a value, and no True or None."""
    item = PACK.items[name]
    names = _names(item)
    in_words = {token for spec in item.facts.values() for token in _TOKEN.findall(spec.label["zh"])}
    for one in (one for one in PACK.tests if one.item == name):
        result = explained(_evaluated(one))
        typed = _typed(item, one) | in_words
        for language in ("zh", "en"):
            for line in render_lay(result, language).splitlines():
                tokens = {*_TOKEN.findall(line)} - typed
                raw = {token for token in tokens if re.search(r"[_\[]", token)} | (tokens & {"True", "False"})
                assert not raw, (one.name, line)
                assert language == "en" or not tokens & names, (one.name, line, tokens & names)


def test_what_is_missing_and_what_was_assumed_is_said_by_its_label() -> None:
    one = next(one for one in PACK.tests if one.name == "Nobody says whether the mother was dependent")
    told = lay_parts(explained(_evaluated(one)), "zh")
    assert told["do"] == ["补上：亲属 2：靠死者供养"]
    assert "亲属 1：关系 配偶；性别 女；孤寡老人或孤儿 否；靠死者供养 是；出生日期 1968-01-01" in told["asked"]
    assert "出事那天有哪种保障：你没有说，按“工伤保险（单位或者平台单险种参保）”算" in told["asked"]


def test_every_choice_that_is_asked_has_its_words() -> None:
    for item in PACK.items.values():
        specs = [(name, spec) for name, spec in item.facts.items()]
        specs += [(f"{name}.{part}", one) for name, spec in item.facts.items() for part, one in spec.row.items()]
        for path, spec in specs:
            if spec.type == "category" or spec.of == "category":
                assert set(spec.value_labels) == set(spec.values), (item.id, path)


def _worked(text: str) -> Fraction:
    plain = text.replace("×", "*").replace("÷", "/").replace("−", "-")
    plain = re.sub(r"(\d+(?:\.\d+)?)%", r"(\1/100)", plain)
    return _value(ast.parse(plain, mode="eval").body)


def _value(tree: ast.expr) -> Fraction:
    if isinstance(tree, ast.BinOp):
        left, right = _value(tree.left), _value(tree.right)
        return {
            ast.Add: lambda: left + right,
            ast.Sub: lambda: left - right,
            ast.Mult: lambda: left * right,
            ast.Div: lambda: left / right,
        }[type(tree.op)]()
    if isinstance(tree, ast.UnaryOp):
        return -_value(tree.operand)
    assert isinstance(tree, ast.Constant)
    return Fraction(str(tree.value))


def test_the_subsidy_is_written_as_on_paper() -> None:
    one = next(one for one in PACK.tests if one.name == "S1 twelve months of 2023")
    told = lay_parts(explained(_evaluated(one)), "zh")["sum"]
    assert any(line.endswith("892.40 × 2/3 = 594.93") for line in told), told
    assert any("892.40 × 2/3 × 12 = 7139.20" in line for line in told), told


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_reason_of_some_months_names_them(language: str) -> None:
    """Nobody is told "not among these months" of no month."""
    found = 0
    for one in PACK.tests:
        result = explained(_evaluated(one))
        for reason, line in zip(result["reasons"], lay_parts(result, language).get("law", ()), strict=False):
            if any(re.match(r"\d{4}-\d\d", row) for row in reason.get("months", ())):
                assert sorted(reason["months"])[0] in line, (one.name, line)
                assert sorted(reason["months"])[-1] in line, (one.name, line)
                assert told_reasons([reason], language)[0]["clause"] in line  # a page's card says the same
                found += 1
    assert found > 20


@pytest.mark.parametrize(
    ("first", "last", "sum_"),
    [
        ("2025-11", "2025-11", "862.00 × 2/3 = 574.67"),
        ("2026-10", "2026-10", "882.00 × 2/3 = 588.00"),
        ("2025-11", "2026-01", "862.00 × 2/3 + 588.00 × 2 = 1750.67"),
    ],
)
def test_a_month_among_many_is_told_how_its_share_comes_about(first: str, last: str, sum_: str) -> None:
    """The months of a claim that come after others in the explanation are worked out as the first ones are."""
    paid = {f"{year}-{month:02}": "862.00" for year in (2024, 2025) for month in range(1, 13)} | {"2025-12": "882.00"}
    paid |= {f"2026-{month:02}": "882.00" for month in range(1, 12)}
    facts = {
        "birth_date": "1979-10-31", "category": "M60", "exclusions": [],
        "recognised": [{"kind": "disabled", "from": "2024-01-13", "to": None}],
        "months": [{"month": month, "line": "pension", "paid": sum_paid} for month, sum_paid in paid.items()],
        "batch": {"from": first, "to": last},
    }  # fmt: skip
    found = explained(evaluate(PACK, "social-insurance-subsidy", facts, on=date(2026, 11, 30)))
    assert any(line.endswith(sum_) for line in lay_parts(found, "zh")["sum"])


@pytest.mark.parametrize(
    ("value", "said"), [("7/400", "1.75%"), ("2/3", "2/3"), ("1/5", "20%"), ("892.40", "892.40"), ("一", "一")]
)
def test_a_fraction_is_a_share_in_words_of_paper(value: str, said: str) -> None:
    assert figure(value) == said


@pytest.mark.parametrize("one", _few(), ids=lambda one: f"{one.item} {one.name}"[:50])
def test_no_date_grade_or_amount_is_offered_to_be_altered(one: TableTest) -> None:
    found = _evaluated(one)
    if found.verdict == "granted" and not found.reasons:
        return
    told = explained(found)["explanation"]["what_would_change_it"]
    specs = found.compiled.item.facts
    for entry in told:
        assert set(entry) <= {"code", "fact", "text"}
        if entry["code"] == "bring":
            spec = specs[entry["fact"]]
            assert spec.proof is not None
            assert spec.type in ("bool", "category")
        assert not re.search(r"如果“.*”是“", entry["text"]["zh"])


def test_every_proof_belongs_to_an_answer_that_can_be_turned() -> None:
    for item in PACK.items.values():
        for name, spec in item.facts.items():
            assert spec.proof is None or spec.type in ("bool", "category"), (item.id, name)


def test_a_mean_is_written_out_and_a_sum_of_nothing_is_not() -> None:
    facts = {"injury_on": "2025-02-01", "grade": 8, "monthly_wages": ["7000", "7200", "6900"], "care_level": "none"}
    result = explained(evaluate(PACK, "work-injury-benefit", facts, on=date(2025, 12, 31)))
    told = lay_parts(result, "zh")["sum"]
    assert "月平均缴费工资（未取整）：(7000.00 + 7200.00 + 6900.00) ÷ 3 = 7033.33" in told
    assert "一次性伤残补助金：21100 ÷ 3 × 11 = 77366.67" in told
    assert not [line for line in told if "/" in line or line.endswith(" 0.00")]
    same = evaluate(PACK, "work-injury-benefit", facts | {"monthly_wages": ["7000"] * 12}, on=date(2025, 12, 31))
    assert "月平均缴费工资（未取整）：7000.00 × 12 ÷ 12 = 7000.00" in lay_parts(explained(same), "zh")["sum"]
