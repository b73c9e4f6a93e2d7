"""Every plug has a socket: what a room offers is used outside its tests, and DuckDB is reached in one way alone."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "src" / "huxin"
DUCK = ROOT / "population" / "duck.py"


@cache
def sources() -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py") if "tests" not in path.parts}


@cache
def words() -> dict[Path, Counter[str]]:
    return {path: Counter(re.findall(r"[A-Za-z_]\w*", text)) for path, text in sources().items()}


@cache
def homes() -> dict[str, set[Path]]:
    """Where a name is made."""
    found: dict[str, set[Path]] = {}
    for path, text in sources().items():
        for name in re.findall(r"^(?:def |class )?([A-Za-z_]\w*)(?=\s*[(:=]|$)", text, re.M):
            found.setdefault(name, set()).add(path)
    return found


def used(name: str, outside: Path) -> bool:
    """Whether another file than its face and its home speaks of a name, or its home does more than make it."""
    made = homes().get(name, set())
    return any(held[name] > (1 if path in made else 0) for path, held in words().items() if path != outside)


def faces() -> list[tuple[Path, str]]:
    found = []
    for path, text in sources().items():
        if path.name != "service.py":
            continue
        for node in ast.parse(text).body:
            if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == "__all__" for one in node.targets):
                found += [(path, str(one)) for one in ast.literal_eval(node.value)]
    return found


def test_what_a_room_offers_is_used() -> None:
    idle = [f"{path.parent.name}.{name}" for path, name in faces() if not used(name, path)]
    assert idle == []


def registers() -> list[str]:
    return sorted({name for text in sources().values() for name in re.findall(r"^def (register_\w+)", text, re.M)})


def test_what_can_be_registered_is_registered() -> None:
    calls = "\n".join(sources().values())
    assert [name for name in registers() if not re.search(rf"(?<!def ){name}\(", calls)] == []


def test_duckdb_is_opened_in_one_place() -> None:
    opened = re.compile(r"duckdb\.(connect|execute|sql|query|read_\w+|from_\w+|default_connection)\b")
    assert [str(path) for path, text in sources().items() if path != DUCK and opened.search(text)] == []


def test_duckdb_reaches_what_it_is_given_and_nothing_else(tmp_path: Path) -> None:
    import duckdb

    from huxin.population.duck import connect

    (tmp_path / "mine").mkdir()
    (tmp_path / "other.csv").write_text("a\n1\n")
    (tmp_path / "named.csv").write_text("a\n2\n")
    with connect(tmp_path / "mine", paths=[tmp_path / "named.csv"], memory="100MB", disk="10MB", threads=1) as con:
        assert con.execute("FROM read_csv($1)", [str(tmp_path / "named.csv")]).fetchall() == [(2,)]
        con.execute(f"COPY (SELECT 1) TO '{tmp_path}/mine/x.parquet'")
        for text in (
            f"FROM read_csv('{tmp_path}/other.csv')", "FROM read_csv('/etc/passwd')", "FROM glob('/etc/*')",
            f"COPY (SELECT 1) TO '{tmp_path}/out.csv'", "INSTALL httpfs", "LOAD httpfs", "SET memory_limit = '9GB'",
            "SET enable_external_access = true", f"ATTACH '{tmp_path}/a.db'", f"FROM '{tmp_path}/mine/../other.csv'",
            "FROM read_csv('http://127.0.0.1:9/x')", "SET allowed_directories = ['/']",
        ):  # fmt: skip
            with pytest.raises(duckdb.Error):
                con.execute(text).fetchall()
        with pytest.raises(duckdb.Error):  # a disk that is full ends the query, not the machine
            con.execute(
                "CREATE TABLE big AS SELECT range AS a, hash(range)::VARCHAR || range AS b FROM range(40000000)"
            )
