"""Every letter that an act asks for, set with the answers of that act: its title is there, nothing is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from pypdf import PdfReader

from huxin.casework.outbox.letters.reading import names_ways
from huxin.casework.outbox.letters.sample import said_by, sample_data
from huxin.casework.outbox.letters.typeset import typeset
from huxin.cli.needs import all_needs
from huxin.law import pack_folders
from huxin.law.procedures import Procedure
from huxin.law.procedures.samples import variants
from tests.procedures.support import COUNTY, FIRST_DAY, FULL, PACK, payload_of

all_needs()  # the rooms say what they add to the data of a letter


def cases() -> Iterator[tuple[str, str, str, bool, dict[str, Any]]]:
    """(procedure, act, letter, whole, fixed answers): each way to do the act, with all answers and with the fewest."""
    for name in FULL:
        one = PACK.procedures[name]
        for act in one.acts.values():
            for letter, variant, whole in product(act.letters, variants(one, act), (True, False)):
                yield name, act.id, letter, whole, dict(variant.fixed)


TO_NOBODY = {
    "service-record",
    "hearing-record",
    "arbitration-application",
    "confirmation-application",
    "joint-application",
    "enforcement-application",
}
"""Forms that are signed, what a side itself writes, and what goes to a court: they have no line with an addressee."""
CASES = list(cases())
IDS = [
    f"{name}-{act}-{letter}-{'-'.join(map(str, fixed.values()))}-{whole}" for name, act, letter, whole, fixed in CASES
]


def data(one: Procedure, letter: str, payload: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """What casework hands to a template, with people and places of this city."""
    here = {
        "no": "2026-000123",
        "number": "瓯人社样字〔2026〕3号",
        "name": "陈小花",
        "addressee": {"name": "陈小花", "label": "身份证号", "number": "3303**********0021"},
        "office": "瓯海区人力资源和社会保障局",
        "demo": True,
        "sample": False,
        "county": "瓯海区",
    }
    return {**sample_data(PACK, one, letter, payload), **here, **changes}


def text_of(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return "".join(page.extract_text() for page in pages).replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(("name", "act", "letter", "whole", "fixed"), CASES, ids=IDS)
def test_a_letter_says_what_it_is(name: str, act: str, letter: str, whole: bool, fixed: dict[str, Any]) -> None:
    one = PACK.procedures[name]
    payload = said_by(one, act, fixed, whole=whole, county=COUNTY)
    told = data(one, letter, payload)
    pdf = typeset(PACK, letter, told)  # raises where Typst warns: a glyph, an overflow
    text = text_of(pdf)
    known = PACK.letters[letter]
    ways = ["".join(way["text"].split()) for way in (told["appeal"] or {"routes": []})["routes"]]
    assert not known.answer_by or "".join(told["due"].split()) in text
    assert [way in text for way in ways] == [names_ways(known, payload)] * len(ways)
    said = next((known.titles[one] for one in (str(payload.get("outcome")), name) if one in known.titles), known.title)
    about = PdfReader(BytesIO(pdf)).xmp_metadata
    assert about is not None
    assert dict(about.dc_title or {})["x-default"] == said["zh"]
    assert said["zh"].replace(" ", "") in text
    assert "瓯人社样字〔2026〕3号" in text
    assert "2026-000123" in text
    assert "陈小花" in text or letter in TO_NOBODY
    assert "none" not in text
    assert "None" not in text
    assert "True" not in text
    assert "['" not in text


@pytest.mark.parametrize("letter", sorted(PACK.letters))
def test_every_letter_is_asked_for_by_an_act_and_has_its_text(letter: str) -> None:
    assert letter in {found for _, _, found, _, _ in CASES}
    folders = [pack_folders()[member] / "letters" / f"{letter}.typ" for member in PACK.chain]
    assert [path for path in folders if path.exists()]
    assert set(PACK.letters[letter].title) == {"zh", "en"}


NO_LETTERS = {"agreement", "training-certificate"}
"""What two sides sign and no office sends, and what its holder fetches."""


def test_no_text_lies_about_that_no_letter_uses() -> None:
    for member in PACK.chain:
        for path in (pack_folders()[member] / "letters").glob("*.typ"):
            assert path.stem in {*PACK.letters, *NO_LETTERS}, path


@pytest.mark.parametrize("name", FULL)
def test_every_refusal_and_decision_has_its_letter(name: str) -> None:
    """Whoever is refused, asked for papers or given a decision gets it on paper."""
    one = PACK.procedures[name]
    for act in one.acts.values():
        targets = {act.to} if isinstance(act.to, str) else set(act.to or {}) and set(dict(act.to or {}).values())
        if "refused" in targets or act.id in ("ask_completion", "decide"):
            assert act.letters, act.id


def test_a_letter_without_a_deadline_and_without_an_appeal_can_be_set() -> None:
    one = PACK.procedures["injury-recognition"]
    for letter, payload in (
        ("acceptance-notice", {}),
        ("refusal-notice", {"clause": "工伤保险条例 18", "reason": "缺"}),
    ):
        typeset(PACK, letter, data(one, letter, payload, due=None, appeal=None, demo=False))


@pytest.mark.parametrize("colour", ["red", "orange"])
@pytest.mark.parametrize(
    "weather", ["typhoon", "rainstorm", "snowstorm", "road_ice", "haze", "heat", "gale", "thunder"]
)
def test_a_weather_order_says_whether_it_is_law_or_the_citys_own_choice(weather: str, colour: str) -> None:
    """浙江省气象灾害防御条例 29 binds under the red warning of five kinds; everything else the city decides."""
    one = PACK.procedures["weather-order"]
    answers = payload_of(one.fields_of("file"), FIRST_DAY, {"weather_type": weather, "colour": colour})
    said = {name: str(value) for name, value in answers.items()}
    text = text_of(typeset(PACK, "weather-order", data(one, "weather-order", {}, answers=said)))
    law = colour == "red" and weather not in ("heat", "gale", "thunder")
    assert ("浙江省气象灾害防御条例第二十九条" in text) is law
    assert ("本市自己定的措施" in text) is not law
    assert "停止派单" in text
    assert "请马上确认" in text


@pytest.mark.parametrize("status", ["law", "rule", "guideline", "voluntary"])
def test_a_guideline_is_never_said_to_bring_a_fine(status: str) -> None:
    one = PACK.procedures["rule-filing"]
    payload = payload_of(one.fields_of("ask_changes"), FIRST_DAY, {"source_status": status})
    text = text_of(typeset(PACK, "rule-changes", data(one, "rule-changes", payload)))
    assert ("只用来协商，不作处罚依据" in text) is (status in ("guideline", "voluntary"))
