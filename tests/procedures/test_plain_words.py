"""The working of every deadline of every procedure speaks in the words of its questions, in both languages."""

from __future__ import annotations

import re

import pytest

from tests.procedures.support import FULL, explored

NAME = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")


@pytest.mark.parametrize("name", FULL)
def test_no_deadline_names_a_field(name: str) -> None:
    lines = {
        (line, line_en)
        for way in explored(name).places.values()
        for clock in way.clocks
        for line, line_en in zip(clock.lines, clock.lines_en, strict=True)
    }
    assert [one for one in lines if NAME.search(" ".join(one))] == []
