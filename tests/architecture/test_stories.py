"""What `huxin pack coverage` calls walked: the marks on the browser tests, and nothing that nobody walks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from huxin.law import load_pack
from huxin.law.pack.coverage import coverage, needs, trades
from huxin.law.pack.stories import RESULTS, STORIES, Result, Story, as_yaml, stories

ROOT = Path(__file__).resolve().parents[2]
PACK = load_pack("wenzhou")
CHOSEN_AS = {"truck_driver": ("city_freight", "long_haul")}
"""What forms call a trade of the notice where they ask more closely."""


def marked(path: Path) -> Iterator[Story]:
    """The stories that a file of tests declares with ``@pytest.mark.story``."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.story":
                    said = {str(one.arg): tuple(ast.literal_eval(one.value)) for one in mark.keywords}
                    test = f"{path.relative_to(ROOT).as_posix()}::{node.name}"
                    yield Story(test=test, shows=shown(path, node.name), **said)  # type: ignore[arg-type]


def shown(path: Path, name: str) -> dict[str, tuple[Result, ...]]:
    """By procedure, the results that a test looks at: its calls of ``shows`` and those of its helpers."""
    found: dict[str, set[str]] = {}
    for node in reached(path, name):
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "shows":
                procedure, result = (ast.literal_eval(one) for one in call.args[:2])
                assert result in RESULTS, ast.unparse(call)
                found.setdefault(procedure, set()).add(result)
    return {one: tuple(what for what in RESULTS if what in found[one]) for one in sorted(found)}


def declared() -> tuple[Story, ...]:
    files = sorted((ROOT / "tests" / "browser").glob("test_*.py"))
    return tuple(story for path in files for story in marked(path))


def reached(path: Path, name: str) -> Iterator[ast.FunctionDef]:
    """A test and the functions of its file that it calls, directly or not."""
    functions = {
        node.name: node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    waiting, seen = [name], set[str]()
    while waiting:
        here = waiting.pop()
        if here in seen or here not in functions:
            continue
        seen.add(here)
        yield functions[here]
        for node in ast.walk(functions[here]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                waiting.append(node.func.id)


def calls(path: Path, name: str) -> set[str]:
    """Every text in these functions but for what they say of themselves."""
    return {
        node.value
        for function in reached(path, name)
        for node in chain.from_iterable(map(ast.walk, function.body))  # its marks aside
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node is not _docstring(function)
    }


def _docstring(node: ast.FunctionDef) -> ast.Constant | None:
    first = node.body[0]
    return first.value if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) else None


def test_the_file_is_what_the_tests_declare() -> None:
    assert STORIES.read_text(encoding="utf-8") == as_yaml(declared())
    assert stories() == declared()
    assert declared()


@pytest.mark.parametrize("story", declared(), ids=lambda story: story.test)
def test_a_story_opens_what_it_says_it_walks(story: Story) -> None:
    """Its own code, marks aside, names every procedure in an address and chooses every trade."""
    path, _, name = story.test.partition("::")
    texts = calls(ROOT / path, name)
    lines = "\n".join(texts)
    for procedure in story.procedures:
        assert procedure in PACK.procedures
        assert f"/{procedure}/" in lines
    assert set(story.shows) <= set(story.procedures)
    for trade in story.trades:
        assert trade in trades(PACK)
        chosen = CHOSEN_AS.get(trade, (trade,))
        assert any(one in texts or f"value={one}]" in lines for one in chosen)


def test_a_sentence_is_walked_for_the_trades_of_its_stories_only() -> None:
    for_one = [one for one in stories() if "test_journey.py" in one.test]
    rows = {row.clause: row for row in coverage(PACK, for_one)}
    assert rows["二(四).2"].depth["takeaway"] == "walked"
    assert rows["二(四).2"].depth["truck_driver"] == "data only"
    walked = {procedure for story in stories() for procedure in story.procedures}
    for row in coverage(PACK, stories()):
        if "walked" in row.depth.values():
            assert walked & set(row.procedures)


def test_without_stories_there_is_data_only() -> None:
    for row in coverage(PACK):
        assert set(row.depth.values()) <= {"data only"}
        assert set(row.states.values()) <= {"only a form"}


def test_a_story_shows_only_what_its_procedure_can_end_in() -> None:
    for story in stories():
        for procedure, results in story.shows.items():
            assert set(results) <= set(needs(PACK, procedure)), story.test


def test_a_sentence_whose_rule_nobody_sees_run_is_only_a_form() -> None:
    ruled = {name for name in PACK.procedures if "rule" in needs(PACK, name)}
    for row in coverage(PACK, [replace(one, shows={}) for one in stories()]):
        if ruled & set(row.procedures):
            assert set(row.states.values()) == {"only a form"}, row.clause
