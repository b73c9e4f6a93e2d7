"""A word means one thing: a class of one name stands in one place, or there is a reason."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2] / "src" / "huxin"
DECLARED: Final = "the procedure declares it, a row keeps one of it"
STORED: Final = "the same thing, read from a file and kept in a row"
IN_TEXT: Final = "a node of an expression, called as what it names; written ir.<Name>"
TABLES: Final = "rows of two rooms, called so since 0.2.0: a new name would move a table"
TWICE: Final = {
    "Act": DECLARED,
    "Adoption": STORED,
    "Appointment": DECLARED,
    "Field": IN_TEXT,
    "Inspector": STORED,
    "Parameter": IN_TEXT,
    "Part": TABLES,
    "Reading": IN_TEXT,
    "Target": STORED,
    "Upload": TABLES,
}
"""Names of classes that stand twice, and why."""


def classes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(ROOT.rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and node.name != "Meta":
                found[node.name].append(path.relative_to(ROOT).as_posix())
    return found


def test_a_name_of_a_class_means_one_thing() -> None:
    assert {name for name, places in classes().items() if len(places) > 1} == set(TWICE)
