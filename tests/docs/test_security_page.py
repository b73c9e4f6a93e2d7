"""Every line of the security page names tests that exist, in both languages, and every chapter has a line."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import LANGUAGES, ROOT, text_of

ROW = re.compile(r"^\| (V\d+) \|([^|]*)\|([^|]*)\|$", re.MULTILINE)
OPEN = re.compile(r"^- (V\d+)(?:: |：)\S", re.MULTILINE)
CHAPTERS = {f"V{number}" for number in range(1, 18)} - {"V9", "V17"}


def lines(language: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """(chapter, what is promised, tests), in order."""
    found = ROW.findall(text_of(language, "security.md"))
    return [(chapter, promise.strip(), tuple(re.findall(r"`([^`]+)`", cell))) for chapter, promise, cell in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_names_tests_that_exist(language: str) -> None:
    found = lines(language)
    assert {chapter for chapter, _, _ in found} == CHAPTERS
    assert len({promise for _, promise, _ in found}) == len(found) > 30
    for _, promise, tests in found:
        assert promise
        assert tests, promise
        for test in tests:
            path, _, name = test.partition("::")
            assert re.search(rf"^def {name}\b", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE), test


def test_both_languages_promise_the_same() -> None:
    assert [(chapter, tests) for chapter, _, tests in lines("zh")] == [
        (chapter, tests) for chapter, _, tests in lines("en")
    ]
    assert OPEN.findall(text_of("zh", "security.md")) == OPEN.findall(text_of("en", "security.md"))
