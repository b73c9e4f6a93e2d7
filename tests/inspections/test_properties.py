"""Whatever the directories and the plan hold: what is published can be repeated, and says no more than it may."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huxin.casework.service import city_pack
from huxin.draw import commit, open_commitment, read_inputs, render, run, verify
from huxin.draw.directories import read_inspectors, read_targets
from huxin.law import InputError
from huxin.law.procedures import field_problems
from huxin.measures.inspections.models import Recusal, Target
from huxin.measures.inspections.planning import inspectors_file, objects_file
from huxin.measures.inspections.service import PROCEDURE, ROUTINE

WORDS = st.text("潮生人力资源有限公司,\"';（）ABC 1/", min_size=1, max_size=12).map(lambda text: f"第{text.strip()}家")
RISKS, CREDITS = ("高", "低"), ("A", "B", "C")


class _Held:
    """Recusals of an inspector who is in no database."""

    def __init__(self, rows: list[Recusal]) -> None:
        self.rows = rows

    def all(self) -> list[Recusal]:
        return self.rows


@st.composite
def directories(draw: st.DrawFn) -> tuple[list[Target], list[Any]]:
    names = draw(st.lists(WORDS, min_size=2, max_size=12, unique=True))
    objects = [
        Target(
            number=f"D{at:02d}", name=name, employer=f"E{at % 5}", county="330304",
            risk=RISKS[at % 2], credit=draw(st.sampled_from(CREDITS)),
        )
        for at, name in enumerate(names)
    ]  # fmt: skip
    people = []
    for at in range(draw(st.integers(4, 7))):
        person: Any = type("Plain", (), {})()
        person.badge, person.name = f"Z{at}", draw(WORDS)
        away = (
            draw(st.lists(st.sampled_from([one.number for one in objects]), max_size=2, unique=True)) if at < 2 else []
        )
        rows = [Recusal(target=one) for one in [*away, "D99"]] + ([Recusal(employer="E9")] if at == 0 else [])
        person.recusals = _Held(rows)
        people.append(person)
    return objects, people


def plan(objects: list[Target], share: str) -> bytes:
    risks, credits_ = {one.risk for one in objects}, {one.credit for one in objects}
    return json.dumps(
        {
            "draw": "试抽", "matter": "派遣", "inspectors_each": 2, "stratify_by": "risk",
            "strata": {name: {"share": share} for name in risks},
            "weights": {"risk": dict.fromkeys(risks, 1), "credit": {name: f"{ord(name) - 64}/2" for name in credits_}},
        }
    ).encode()  # fmt: skip


@given(held=directories(), share=st.sampled_from(["1/3", "1/2", "0.9", "1"]), seed=st.integers(0, 2**256 - 1))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_an_office_publishes_can_be_repeated(held: Any, share: str, seed: int) -> None:
    objects, people = held
    targets, inspectors = objects_file(objects), inspectors_file(people, objects)
    inputs = read_inputs(targets, inspectors, plan(objects, share))
    promise = render(commit(inputs, f"{seed:064x}", "2026-03-02T09:00:00+08:00", "明天的数"))
    record = render(run(*open_commitment(promise.encode(), targets, inspectors), f"{seed:064x}", "507"))
    assert verify(record.encode(), targets, inspectors, promise.encode()).intact
    for one in json.loads(record)["drawn"]:
        drawn = {who["id"] for who in one["inspectors"]}
        away = {who.badge for who in people for row in who.recusals.all() if row.target == one["id"]}
        assert len(drawn) == 2
        assert not drawn & away
    for name, here in inputs.strata.items():
        wanted = Fraction(share) * len(here)
        assert json.loads(record)["strata"][name]["drawn"] == -(-wanted.numerator // wanted.denominator)


@given(held=directories())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_files_say_what_the_directories_say(held: Any) -> None:
    objects, people = held
    rows = read_targets(objects_file(objects)).rows
    assert [(one.number, one.name, one.employer, one.risk, one.credit) for one in objects] == [
        (one.id, one.name, one.employer, one.risk, one.credit) for one in rows.values()
    ]
    listed = read_inspectors(inspectors_file(people, objects)).rows
    for one in people:
        said = {row.target for row in one.recusals.all() if row.target} - {"D99"}
        assert set(listed[one.badge].recused_objects) == said
        assert set(listed[one.badge].recused_employers) == {row.employer for row in one.recusals.all() if row.employer}


def test_the_checklist_of_the_unit_is_that_of_the_draw() -> None:
    """One list in two procedures: a point added to one alone would be lost on the way."""

    def options(procedure: str, name: str) -> list[tuple[str, str]]:
        asked = {one.name: one for one in city_pack().procedures[procedure].acts["inspect"].payload}
        return [(one.value, one.label["zh"]) for one in asked[name].options]

    points = options(PROCEDURE, "problems")
    assert len(points) >= 10
    assert options(ROUTINE, "checked") == options(ROUTINE, "problems") == points
    assert options(ROUTINE, "result_code") == options(PROCEDURE, "result_code")


@pytest.mark.parametrize("code", ["licence", "insurance"])
def test_an_inspection_that_is_no_draw_needs_no_checklist(code: str) -> None:
    payload = city_pack().procedures[ROUTINE].acts["inspect"].payload
    said = {
        "inspected_on": "2026-01-05",
        "inspectors": "江一帆 Z1、沈南星 Z2",
        "seen_at": "站点",
        "found": "看了",
        "signed": True,
    }
    assert field_problems(payload, said) == []
    assert field_problems(payload, {**said, "checked": [code]}) == []
    assert [one.field for one in field_problems(payload, {**said, "checked": ["nonsense"]})] == ["checked"]


def test_a_directory_without_inspectors_is_no_draw() -> None:
    objects = [Target(number="D1", name="甲", employer="E1", county="330304", risk="高", credit="A")]
    with pytest.raises(InputError):
        read_inputs(objects_file(objects), inspectors_file([], objects), plan(objects, "1"))
