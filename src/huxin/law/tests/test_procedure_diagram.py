"""The picture of a procedure shows each of its statuses and each change of status once."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from huxin.law import load_pack
from huxin.law.procedures import STATUS_LABELS
from huxin.law.procedures.diagram import arrows, diagram

PROCEDURES = load_pack("wenzhou").procedures
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", sorted(PROCEDURES))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_status_and_act_is_in_the_picture(name: str, language: str) -> None:
    procedure = PROCEDURES[name]
    root = ElementTree.fromstring(diagram(procedure, language))  # noqa: S314 - our own text
    words = " ".join(root.itertext())
    drawn = arrows(procedure, language)
    assert len(list(root.iter(f"{SVG}rect"))) == len({one for arrow in drawn for one in (arrow.start, arrow.end)})
    assert len({(one.start, one.end) for one in drawn}) == len(drawn)
    for arrow in drawn:
        if arrow.end in STATUS_LABELS:
            assert STATUS_LABELS[arrow.end][language] in words
    for act in procedure.acts.values():
        if not act.common:
            assert act.label[language].split()[0] in words, act.id


def test_nothing_in_it_needs_a_style_sheet_or_a_script() -> None:
    text = diagram(PROCEDURES["arbitration"])
    assert "style" not in text
    assert "script" not in text


def test_what_is_possible_all_the_time_is_drawn_once() -> None:
    found = [one for one in arrows(PROCEDURES["arbitration"]) if one.end == "withdrawn"]
    assert [(one.start, one.labels) for one in found] == [("in_progress", ("撤回（随时）",))]
