"""Detectors and the sentences of the notice that they watch name each other."""

from __future__ import annotations

import pytest

from huxin.law import load_pack
from huxin.law.pack.coverage import coverage
from huxin.supervision.model import DETECTORS

WENZHOU = load_pack("wenzhou")
NAMED = {name: clause.id for clause in WENZHOU.clauses.values() for name in clause.detectors}


@pytest.mark.parametrize("name", DETECTORS)
def test_every_detector_watches_a_sentence(name: str) -> None:
    assert name in NAMED


@pytest.mark.parametrize("name", NAMED)
def test_a_sentence_names_detectors_that_exist(name: str) -> None:
    assert name in DETECTORS


def test_coverage_shows_them() -> None:
    rows = {row.clause: row for row in coverage(WENZHOU)}
    assert "weather_dispatch" in rows["二(六).2"].detectors
    assert "cover_gap" in rows["二(三).6"].detectors
