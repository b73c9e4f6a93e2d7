"""What proves a finding stands on its page in words, whatever detector found it."""

from __future__ import annotations

import re
from pathlib import Path

import huxin.supervision
from huxin.measures.governance.pages.evidence_words import TOLD, evidence_rows, part_words
from huxin.supervision.model import DETECTORS

TEXTS = Path(huxin.supervision.__file__).parent / "sql"


def test_every_part_that_a_detector_gives_has_a_name() -> None:
    given = {key for path in TEXTS.glob("*.sql") for key in re.findall(r"AS ev_(\w+)", path.read_text("utf-8"))}
    given |= {key for one in DETECTORS.values() for key in one.shown}
    assert len(given) > 15
    assert given - TOLD == set(part_words())


def test_times_sums_codes_and_companies_are_words() -> None:
    evidence = {
        "companies": ["91330300MADEM00011"], "ended_at": "2026-11-29T13:22:00.000+08:00", "minutes": 286.0,
        "pay_fen": 123456, "floor_fen_per_hour": 2050.0, "measure": "missing_day", "regime": "C", "day": "2026-11-29",
        "seen_by": "2026-11-29T13:22:00.000+08:00", "own": [{"company_id": "x"}], "warnings": [],
    }  # fmt: skip
    rows = evidence_rows(evidence)
    told = {one["label"] or one["code"]: one["text"] for one in rows}
    assert told == {
        "多少分钟": "286", "劳动报酬（元）": "1,234.56", "每小时最低（元）": "20.50",
        "哪一种": "整天没有报送", "该有的保障": "按单的职业伤害保障", "哪一天": "2026-11-29",
        "seen_by": "2026-11-29 13:22",
    }  # fmt: skip
