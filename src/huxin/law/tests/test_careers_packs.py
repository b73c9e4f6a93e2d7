"""Occupations and courses of a pack: what is wrong is told with file and line; what comes along is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from huxin.law.errors import InputError, PackError
from huxin.law.evaluation.lookups import Adoption, PackLookups, read_table, show_table
from huxin.law.pack.compose import survey
from huxin.law.pack.load import load_pack
from huxin.law.tests.pack_support import FILES, write_pack

PACK = load_pack("wenzhou")
OCCUPATIONS = """\
occupations:
- {id: rider, label: {zh: 骑手, en: Rider}, code: null, source: rule-1 一, confidence: U}
"""
COURSE = """\
id: rider-5
label: {zh: 骑手课, en: Riders' course}
summary: {zh: 骑得稳, en: Ride well}
occupation: rider
level: "5"
hours: 2
source: rule-1 一
confidence: V
lessons:
- id: ride
  title: {zh: 骑行, en: Riding}
  slides:
  - title: {zh: 刹车, en: Brakes}
    points: [{zh: 捏一下, en: Try them}]
    source: rule-1 二
  questions: &asked
  - id: brake
    ask: {zh: 怎么查, en: How}
    options: [{value: try, label: {zh: 捏, en: Try}}, {value: trust, label: {zh: 信, en: Trust}}]
    right: try
    why: {zh: 要能停住。, en: They must hold.}
exam:
- id: again
  ask: {zh: 再问一次, en: Once more}
  options: [{value: try, label: {zh: 捏, en: Try}}, {value: trust, label: {zh: 信, en: Trust}}]
  right: try
  why: {zh: 要能停住。, en: They must hold.}
"""
COURSE = COURSE.replace(" &asked", "")
WRONG = {
    "an occupation that is not there": ("occupation: rider", "occupation: ridr", "Did you mean 'rider'?"),
    "a source that is not there": ("source: rule-1 二", "source: rule-9 二", "instrument"),
    "a right answer that is no option": ("right: try", "right: guess", "Name the option that is right."),
    "a lesson at the address of the examination": ("- id: ride\n", "- id: exam\n", "Give the lesson another id."),
    "a lesson without questions": ("questions:", "questions: []\nx:", "known key"),
    "a level that does not exist": ('level: "5"', 'level: "6"', "'5'"),
    "a key that nobody knows": ("hours: 2", "hours: 2\nprice: 3", "price"),
}


def written(root: Path, course: str = COURSE, occupations: str = OCCUPATIONS) -> Path:
    extra = {"careers/occupations.yaml": occupations, "careers/courses/rider-5.yaml": course}
    return write_pack(root, {**FILES, **extra})


def test_a_small_course_is_whole(tmp_path: Path) -> None:
    root = written(tmp_path)
    assert survey("tiny", root) == []
    pack = load_pack("tiny", root)
    course = pack.courses["rider-5"]
    assert course.lesson("ride") is course.lessons[0]
    assert course.lesson("nothing") is None
    assert pack.occupations["rider"].code is None


@pytest.mark.parametrize("what", WRONG)
def test_a_broken_course_says_where_and_how_to_mend_it(what: str, tmp_path: Path) -> None:
    old, new, told = WRONG[what]
    assert old in COURSE
    found = survey("tiny", written(tmp_path, COURSE.replace(old, new, 1)))
    assert found
    assert all(isinstance(one, PackError) for one in found)
    assert any(told in str(one) for one in found), [str(one) for one in found]
    assert any("careers/courses/rider-5.yaml:" in str(one) for one in found)


def test_two_questions_of_one_name_are_told(tmp_path: Path) -> None:
    twice = COURSE + COURSE.partition("exam:\n")[2]
    found = survey("tiny", written(tmp_path, twice))
    assert any("a name of its own" in str(one) for one in found)


def test_an_occupation_names_its_source(tmp_path: Path) -> None:
    found = survey("tiny", written(tmp_path, occupations=OCCUPATIONS.replace("rule-1", "rule-7")))
    assert any("careers/occupations.yaml:" in str(one) for one in found)


def test_the_forms_offer_what_the_pack_holds() -> None:
    for name in ("training-class", "skill-assessment", "training-subsidy"):
        options = next(one.options for one in PACK.procedures[name].fields_of("file") if one.name == "occupation")
        assert {one.value for one in options} == {*PACK.occupations, "other"}
        labels = {one.value: one.label for one in options}
        assert all(labels[key] == one.label for key, one in PACK.occupations.items())
    course = next(one.options for one in PACK.procedures["training-class"].fields_of("file") if one.name == "course")
    assert {one.value: one.label for one in course} == {key: one.label for key, one in PACK.courses.items()}


def test_a_paper_can_be_drawn_from_every_course() -> None:
    segment = PACK.parameters["training.exam_questions"].values[0]
    for course in PACK.courses.values():
        assert len(course.exam) > int(segment.value)


def test_no_example_passes_for_the_citys_own() -> None:
    for course in PACK.courses.values():
        assert course.confidence == "proposal"
        law = [slide for lesson in course.lessons for slide in lesson.slides if slide.source]
        assert law
    for name in ("training.pass_mark", "training.exam_questions", "training.exam_tries"):
        assert {one.confidence for one in PACK.parameters[name].values} == {"proposal"}


# --- a table is adopted whole ---

LADDER = PACK.parameters["training.ladder"]
TEXT = "5=800.00, 4=1200.00, 3=1600.00, 2=2000.00, 1=2400.00"


def test_a_table_is_read_as_it_is_shown() -> None:
    table = read_table(LADDER, TEXT)
    assert table == {5: "800.00", 4: "1200.00", 3: "1600.00", 2: "2000.00", 1: "2400.00"}
    assert show_table(LADDER, table) == TEXT
    assert read_table(LADDER, TEXT.replace(", ", "，")) == table
    assert show_table(LADDER, LADDER.values[0].value).startswith("5=1000.00")


@pytest.mark.parametrize(
    "text", ["", "800.00", "5=800.00", f"{TEXT}, 9=1.00", TEXT.replace("800.00", "-"), f"{TEXT}, "]
)
def test_half_a_table_is_no_table(text: str) -> None:
    with pytest.raises(ValueError, match=r"one value for each|yuan"):
        read_table(LADDER, text)


def test_an_adopted_table_holds_from_its_day_and_is_decision_grade() -> None:
    from datetime import date

    adoption = Adoption("training.ladder", TEXT, date(2026, 1, 1), "市人社局", "温人社〔2026〕3号", date(2026, 1, 1))
    seen = PackLookups(PACK, {}, {}, [adoption])
    assert seen.parameter("training.ladder", date(2026, 1, 1), 5) == 80_000
    assert not next(iter(seen.used.values())).uncertain
    before = PackLookups(PACK, {}, {}, [adoption])
    assert before.parameter("training.ladder", date(2025, 12, 31), 5) == 100_000
    assert next(iter(before.used.values())).uncertain


def test_a_table_is_no_what_if() -> None:
    with pytest.raises(InputError):
        PackLookups(PACK, {"training.ladder": TEXT}, {}, [])
