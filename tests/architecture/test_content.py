"""One door to the content of a case: what shows anything is given a case as its reader may see it, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

SOURCE: Final = Path(__file__).resolve().parents[2] / "src" / "huxin"
SHOWS: Final = (
    "ui",
    "web",
    "api",
    "measures",
    "casework/api.py",
    "casework/case/serialize.py",
    "casework/retention/data_export.py",
)
"""Where pages, answers and files are made."""
PAST: Final = ("open_dossier", "letter_data")
"""Names that give the whole of a case."""
WHOLE: Final[Mapping[str, str]] = {
    "measures/governance/planning.py": "who of the offices of an item of the work plan reported",
    "measures/safety/weather/board.py": "what an order demands, which is public",
    "measures/injuries/pages/shared_bundles.py": "the office, and the worker whose own records they are",
}
"""May look at all of a case that it was given, and why."""
AS_SYSTEM: Final[Mapping[str, str]] = {
    "measures/careers/contesting.py": "whether a person has entered, told to that person",
    "measures/careers/catalogue.py": "the public catalogue: what was published",
    "measures/careers/events.py": "the public list: what was announced",
    "measures/injuries/collecting.py": "the program fetches records",
    "measures/inspections/results.py": "the public record of a draw",
    "measures/inspections/sites.py": "the program hands a visit on",
    "measures/safety/ledger.py": "the program closes the entry before",
    "measures/safety/rules/versions.py": "the rules that a city published, read by everybody",
    "measures/safety/weather/standing.py": "the orders in force, which are public",
}
"""May open a case as the program, and why: what comes out is public, or stays in the program."""
ROWS: Final = ("Act", "Letter")
"""Tables whose content nobody reads but casework."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for place in SHOWS:
        path = SOURCE / place
        for one in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            yield one.relative_to(SOURCE).as_posix(), ast.parse(one.read_text(encoding="utf-8"))


def past_the_door(name: str, tree: ast.Module) -> Iterator[str]:
    """Every line of a module that goes round."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("unhidden", "whole") and name not in WHOLE:
            yield f"{name}:{node.lineno} .{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                if one.name in PAST or (one.name in ROWS and node.module == "huxin.casework.models"):
                    yield f"{name}:{node.lineno} {one.name}"
        if isinstance(node, ast.Call) and _named(node.func) in ("view_case", "view_dossiers") and node.args:
            first = node.args[0]
            if isinstance(first, ast.Name) and first.id == "SYSTEM" and name not in AS_SYSTEM:
                yield f"{name}:{node.lineno} as the program"


def _named(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def test_nothing_shows_a_case_past_the_one_door() -> None:
    found = list(modules())
    assert len(found) > 150
    assert [line for name, tree in found for line in past_the_door(name, tree)] == []


def test_what_may_go_round_does() -> None:
    """The lists above name nothing that needs no leave any more."""
    trees = dict(modules())
    assert set(WHOLE) | set(AS_SYSTEM) <= set(trees)
    for name in WHOLE:
        assert any(isinstance(node, ast.Attribute) and node.attr == "unhidden" for node in ast.walk(trees[name])), name
    for name in AS_SYSTEM:
        assert any(isinstance(node, ast.Name) and node.id == "SYSTEM" for node in ast.walk(trees[name])), name


def test_the_check_finds_what_it_looks_for() -> None:
    bad = (
        "from huxin.casework.models import Act\nx = dossier.unhidden\nview_case(SYSTEM, no)\nfrom a import open_dossier"
    )
    assert len(list(past_the_door("web/x.py", ast.parse(bad)))) == 4


def test_a_case_is_opened_for_showing_in_one_function() -> None:
    """``seen`` is what takes things out; the doors of reading call it and nobody hands out a case without it."""
    text = (SOURCE / "casework" / "case" / "queries.py").read_text(encoding="utf-8")
    calls = [
        node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and _named(node.func) == "open_dossier"
    ]
    inside = [
        node
        for outer in ast.walk(ast.parse(text))
        if isinstance(outer, ast.Call) and _named(outer.func) == "seen"
        for node in ast.walk(outer)
        if isinstance(node, ast.Call) and _named(node.func) == "open_dossier"
    ]
    assert len(calls) == len(inside) == 2
