"""A short quiz 小测验: right or not, why, and where it stands; no points, no ranking, nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class QuizQuestion:
    """``right``: whether yes is the answer.  ``see``: the procedure that tells more."""

    id: str
    ask: Mapping[str, str]
    right: bool
    why: Mapping[str, str]
    source: str
    see: str


@cache
def questions() -> tuple[QuizQuestion, ...]:
    """In their order."""
    rows = yaml.safe_load(Path(__file__).with_name("quiz.yaml").read_text(encoding="utf-8"))["questions"]
    return tuple(QuizQuestion(**row) for row in rows)
