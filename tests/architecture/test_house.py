"""The house keeps its own rules: sizes, words that must not stand here, a README in every room."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
SOURCES = [name for name in TRACKED if name.startswith("src/") and name.endswith(".py") and "/migrations/" not in name]
FORBIDDEN = re.compile(r"py[p]i\.org|npm[j]s\.(org|com)|pythonhoste[d]\.org|/wor[k]/|/roo[t]/")
MAX_FILE, MAX_FUNCTION = 500, 100
BY_HAND = {
    "agency/figures.html": "a column for each month and two for each figure",
    "agency/plan.html": "an item has a second line of its own",
    "places/scenario.html": "the row has a heading of its own",
    "places/upkeep.html": "counts its rows",
    "places/waiting_area.html": "the row has a heading of its own",
    "places/waiting_areas.html": "the name of the area leads the stacked row",
    "agency/rule.html": "the difference of two texts, line by line",
    "desk/_ledger.html": "the row is named by its duty",
    "pay/_rows.html": "rows are ticked or not by who looks",
    "company/home.html": "a row is an anchor for what points to it",
    "agency/_about_part.html": "its columns come with the part",
    "agency/access.html": "a second line for what was looked up",
    "case/_facts.html": "its columns come with the answer",
    "agency/documents.html": "a second line for why a number is void",
    "agency/post.html": "an envelope and its papers",
    "worker/hours.html": "a page of the phone: its rows have headings of their own",
    "apply/_months.html": "each cell is a field to fill",
}
"""Tables that ``{% table %}`` cannot draw, and why."""


@pytest.mark.parametrize("name", SOURCES)
def test_a_file_and_its_functions_stay_readable(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text.count("\n") <= MAX_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MAX_FUNCTION, node.name


def test_a_table_is_declared() -> None:
    templates = [Path(name) for name in TRACKED if name.startswith("src/") and name.endswith(".html")]
    heads = [path for path in templates if '<th scope="col"' in (ROOT / path).read_text(encoding="utf-8")]
    assert {"/".join(path.parts[-2:]) for path in heads} == set(BY_HAND)


def test_no_machine_and_no_registry_is_named() -> None:
    texts = [
        name for name in TRACKED if Path(name).suffix in {".py", ".md", ".toml", ".yaml", ".sh", ".lock", ".html", ""}
    ]
    named = [name for name in texts if FORBIDDEN.search((ROOT / name).read_text(encoding="utf-8", errors="replace"))]
    assert named == []


def test_every_room_says_what_it_is() -> None:
    rooms = {Path(name).parts[2] for name in SOURCES if len(Path(name).parts) > 3}
    assert {room for room in rooms if not (ROOT / "src" / "huxin" / room / "README.md").exists()} == set()


def test_whatever_is_sealed_is_compared_with_its_row() -> None:
    """A kind that the log seals and ``verify`` knows no rows of would be sealed for nothing."""
    from huxin.core.audit.chain import sources

    sealed: set[str] = set()
    for name in SOURCES:
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "append":
                sealed |= {kind.value for kind in node.args[:1] if isinstance(kind, ast.Constant)}
    assert len(sealed) > 20
    assert sealed - set(sources()) == set()
