"""What was wrong is told in the reader's language: a hint is translated where it is raised, or said in both."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils.translation import override

from huxin.core.service import hint_of
from huxin.law import InputError

SRC = Path(__file__).resolve().parents[2] / "src" / "huxin"
HINT = {"InputError": 4, "Refusal": 4}
BLANK = re.compile(r"%\((\w+)\)")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def hints(path: Path) -> Iterator[tuple[int, str]]:
    """Each text that stands as the hint of an error, with its line: in the call, or under a name of the file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            named.setdefault(node.targets[0].id, []).append(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in HINT:
            at = HINT[node.func.id]
            given = node.args[at : at + 1] or [one.value for one in node.keywords if one.arg == "hint"]
            for hint in given:
                texts = named.get(hint.id, []) if isinstance(hint, ast.Name) else [hint]
                yield from ((node.lineno, text) for one in texts for text in _plain(one))


def _plain(value: ast.expr) -> Iterator[str]:
    """Texts that are not translated, a value in them as 0."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else "0" for one in value.values)
    elif isinstance(value, ast.IfExp):
        yield from (*_plain(value.body), *_plain(value.orelse))


def test_no_hint_is_chinese_alone() -> None:
    alone = []
    for path in sorted(SRC.rglob("*.py")):
        if "tests" not in path.parts:
            for line, text in hints(path):
                english = InputError("x", "x", "x", "x", text).problem.in_words("en")
                if CHINESE.search(english):
                    alone.append(f"{path.relative_to(SRC)}:{line} {text}")
    assert alone == []


BOTH = ("supervision/validate",)
"""Rooms below whose refusals reach people at a desk: every hint there stands in both languages."""


def test_what_is_refused_at_a_desk_is_told_in_both_languages() -> None:
    alone = [
        f"{path.relative_to(SRC)}:{line} {text}"
        for room in BOTH
        for path in sorted((SRC / room).glob("*.py"))
        for line, text in hints(path)
        if not CHINESE.search(text)
    ]
    assert alone == []


def test_each_reader_gets_their_half_and_a_program_both() -> None:
    error = InputError("empty", "file", "nothing", "a file", "文件是空的。 The file is empty.")
    with override("zh-hans"):
        assert hint_of(error) == "文件是空的。"
    with override("en"):
        assert hint_of(error) == "The file is empty."
    assert error.problem.hint == "文件是空的。 The file is empty."


@pytest.mark.parametrize("room", ["procedures/fold.py", "procedures/ways.py", "clocks/engine.py", "clocks/reading.py"])
def test_what_pages_show_of_the_law_floor_is_said_in_both(room: str) -> None:
    """An act that the law floor refuses is told to whoever did it on a page, in Chinese first."""
    found = [(line, text) for line, text in hints(SRC / "law" / room)]
    assert [one for one in found if not CHINESE.search(one[1])] == []


def test_a_message_says_all_that_it_is_given() -> None:
    """A value that no blank of the message takes was meant for the reader and never reaches one."""
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.BinOp(ast.Call(ast.Name("_" | "gettext" | "ngettext"), args), ast.Mod(), ast.Dict(keys)):
                    texts = [one.value for one in args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                    blanks = {name for text in texts for name in BLANK.findall(text)}
                    given = {one.value for one in keys if isinstance(one, ast.Constant)}
                    assert not texts or given == blanks, f"{path.name}:{node.lineno}"


def test_a_translation_has_the_blanks_of_its_message() -> None:
    """Otherwise a page in English stops where the Chinese one goes on, or says what belongs to another message."""
    with (SRC / "ui" / "locale" / "en" / "LC_MESSAGES" / "django.po").open("rb") as stream:
        catalogue = read_po(stream)
    assert [(one.id, str(fault)) for one in catalogue for fault in one.check(catalogue)] == []
    assert [one.id for one in catalogue if one.id and one.fuzzy] == []
