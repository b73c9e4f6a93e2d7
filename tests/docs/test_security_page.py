"""Every test that the security page names exists, in both languages, and every chapter has one."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import LANGUAGES, ROOT, text_of

ROW = re.compile(r"^\| (V\d+) \|[^|]*\|([^|]*)\|$", re.MULTILINE)
CHAPTERS = {f"V{number}" for number in range(1, 18)} - {"V9", "V10", "V17"}


def named(language: str) -> dict[str, list[str]]:
    """Tests by chapter."""
    return {chapter: re.findall(r"`([^`]+)`", cell) for chapter, cell in ROW.findall(text_of(language, "security.md"))}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chapter_names_tests_that_exist(language: str) -> None:
    found = named(language)
    assert set(found) == CHAPTERS
    for chapter, tests in found.items():
        assert tests, chapter
        for test in tests:
            path, _, name = test.partition("::")
            assert re.search(rf"^def {name}\b", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), test


def test_both_languages_name_the_same() -> None:
    assert named("zh") == named("en")
