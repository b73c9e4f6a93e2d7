"""Every word of the glossary is a word of the code, and every Chinese term one of the packs or of the documentation."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    tuple(part.strip() for part in line.strip("|").split("|"))
    for line in (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| English")
]


@cache
def _code() -> str:
    paths = [path for path in (ROOT / "src").rglob("*") if path.suffix in (".py", ".yaml", ".html")]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths).lower()


@cache
def _chinese() -> str:
    paths = [*(ROOT / "src" / "huxin" / "packs").rglob("*.yaml"), *(ROOT / "docs").rglob("*.md")]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def _stands(term: str) -> bool:
    """As a word, an identifier or a part of one: ``work injury`` also as ``work-injury`` and ``work_injury``."""
    words = r"[\s_-]".join(re.escape(word) for word in re.split(r"[\s_-]", term.lower()))
    return re.search(rf"(?<![a-z]){words}(s|es)?(?![a-z])", _code()) is not None


def test_the_glossary_is_a_table_without_doubles() -> None:
    assert len(ROWS) >= 70
    assert {len(row) for row in ROWS} == {3}
    assert all(all(row) for row in ROWS)
    assert len({row[0] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("english", [row[0] for row in ROWS])
def test_an_english_term_is_a_word_of_the_code(english: str) -> None:
    assert _stands(english)


@pytest.mark.parametrize("chinese", [row[1] for row in ROWS])
def test_a_chinese_term_stands_in_the_packs_or_the_documentation(chinese: str) -> None:
    assert chinese in _chinese()


def test_a_word_that_nobody_uses_is_found() -> None:
    assert not _stands("gondola subsidy")
    assert not _stands("wor")
    assert "贡多拉补贴" not in _chinese()
