"""The pages that are made are as the code and the packs make them; from the README they are one step."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from huxin.law import load_pack

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("reference", ROOT / "tools" / "reference.py")
assert spec
assert spec.loader
reference = importlib.util.module_from_spec(spec)
spec.loader.exec_module(reference)


def test_the_table_of_sentences_is_made_anew() -> None:
    assert reference.WHERE.read_text(encoding="utf-8") == reference.where(), "run tools/reference.py"


def test_the_table_of_what_works_is_made_anew_from_the_stories() -> None:
    assert reference.STATE.read_text(encoding="utf-8") == reference.state(), "run tools/reference.py"


def test_the_data_dictionary_is_made_anew() -> None:
    assert reference.DICTIONARY.read_text(encoding="utf-8") == reference.dictionary(), "run tools/reference.py"


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_a_stranger_comes_from_the_readme_to_the_room_of_each_sentence(readme: str) -> None:
    """One step to the table, and from there each link leads to something."""
    assert "docs/where.md" in (ROOT / readme).read_text(encoding="utf-8")
    rows = [line for line in reference.WHERE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][1:]
    assert len(rows) == len(load_pack("wenzhou").clauses)
    for row in rows:
        links = [part.split(")")[0] for part in row.split("](")[1:]]
        assert links
        assert all((reference.WHERE.parent / link).resolve().exists() for link in links), row
