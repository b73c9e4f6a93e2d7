"""The lanes of ``make test`` and ``make test-all``: what runs, room by room, and how long each took.

``make test`` runs everything with small counts.  ``make test-all`` runs the same with the counts that the work
asks for, goes on where an earlier run of the same commit stopped, and keeps its result in ``var/test-all.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
RESULT = ROOT / "var" / "test-all.json"
PYTEST = [str(BIN / "python"), "-m", "pytest", "-q"]


@dataclass(frozen=True)
class Lane:
    """One command of one room; ``full`` is what test-all sets beside it, ``slow`` runs only there or when asked for."""

    room: str
    name: str
    argv: list[str]
    full: dict[str, str] = field(default_factory=dict)
    slow: bool = False


WITH_SPARK = [str(BIN / "python"), "tools/with_spark.py"]
WITH_POSTGRES = [str(BIN / "python"), "tools/with_postgres.py"]
HUXIN = str(BIN / "huxin")
LANES = (
    Lane("lint", "ruff", [str(BIN / "ruff"), "check", "."]),
    Lane("lint", "format", [str(BIN / "ruff"), "format", "--check", "."]),
    Lane("lint", "types", [str(BIN / "mypy")]),
    Lane("lint", "layers", [str(BIN / "lint-imports")]),
    Lane("lint", "pages", [str(BIN / "djlint"), "src", "--check", "--lint", "--quiet"]),
    Lane("lint", "packs", [HUXIN, "pack", "check"]),
    Lane("lint", "supply", [*PYTEST, "tests/supply"]),
    Lane("architecture", "tests", [*PYTEST, "tests/architecture", "tests/docs"]),
    Lane(
        "law",
        "tests",
        [*PYTEST, "-m", "not slow", "src/huxin/law", "src/huxin/cli"],
        {"HUXIN_EXAMPLES": "2000", "HUXIN_PEOPLE": "200000"},
    ),
    Lane("draw", "tests", [*PYTEST, "src/huxin/draw"], {"HUXIN_DRAWS": "100000"}),
    Lane("law", "tables", [HUXIN, "pack", "test"]),
    Lane("law", "mutants", [*PYTEST, "-s", "tests/mutation"], {"HUXIN_MUTANTS": "0"}),
    Lane("procedures", "SQLite", [*PYTEST, "tests/procedures"], {"HUXIN_WALKS": "50", "HUXIN_EXAMPLES": "1000"}),
    Lane(
        "procedures", "PostgreSQL", [*WITH_POSTGRES, *PYTEST, "tests/procedures/test_engine.py"], {"HUXIN_WALKS": "50"}
    ),
    Lane("safety", "SQLite", [*PYTEST, "tests/safety"]),
    Lane("safety", "PostgreSQL", [*WITH_POSTGRES, *PYTEST, "tests/safety"]),
    Lane("casework", "SQLite", [*PYTEST, "tests/first_floor"], {"HUXIN_TAMPERS": "10000", "HUXIN_EXAMPLES": "1000"}),
    Lane("casework", "PostgreSQL", [*WITH_POSTGRES, *PYTEST, "tests/first_floor"]),
    Lane("casework", "API", [*PYTEST, "tests/api"], {"HUXIN_API_EXAMPLES": "500"}),
    Lane("casework", "trust", [*PYTEST, "-s", "tests/trust"], {"HUXIN_MATRIX": "whole", "HUXIN_POSTS": "100000"}),
    Lane(
        "casework",
        "people, PostgreSQL",
        [*WITH_POSTGRES, *PYTEST, "tests/trust/test_accounts.py", "tests/trust/test_own_data.py"],
    ),
    Lane(
        "casework",
        "kills",
        [*PYTEST, "-s", "tests/crash"],
        {"HUXIN_KILLS": "900", "HUXIN_SERVICE_KILLS": "60", "HUXIN_UPGRADE_KILLS": "20"},
    ),
    Lane("evidence", "SQLite", [*PYTEST, "tests/evidence"], {"HUXIN_EXAMPLES": "1000", "HUXIN_FLIPS": "100000"}),
    Lane("evidence", "PostgreSQL", [*WITH_POSTGRES, *PYTEST, "tests/evidence"]),
    Lane("operations", "SQLite", [*PYTEST, "-s", "tests/operations"], {"HUXIN_RESTORE_KILLS": "20"}),
    Lane("operations", "PostgreSQL", [*WITH_POSTGRES, *PYTEST, "-s", "tests/operations"]),
    Lane("supervision", "tests", [*PYTEST, "src/huxin/supervision"], {"HUXIN_SEEDS": "40"}),
    Lane(
        "spark",
        "one session",
        [
            *WITH_SPARK,
            *PYTEST,
            "src/huxin/law/population/tests/test_spark.py",
            "src/huxin/supervision/tests/test_spark.py",
        ],
        {"HUXIN_SPARK_SEEDS": "5"},
        slow=True,
    ),
    Lane(
        "feeds", "SQLite", [*PYTEST, "tests/feeds", "--ignore=tests/feeds/test_kills.py"], {"HUXIN_DEFECTS": "1000000"}
    ),
    Lane("feeds", "PostgreSQL", [*WITH_POSTGRES, *PYTEST, "tests/feeds", "--ignore=tests/feeds/test_kills.py"]),
    Lane("feeds", "kills", [*PYTEST, "-s", "tests/feeds/test_kills.py"], {"HUXIN_FEED_KILLS": "200"}),
    Lane("files", "tests", [*PYTEST, "src/huxin/files"]),
    Lane("measures", "SQLite", [*PYTEST, "tests/measures"]),
    Lane("measures", "PostgreSQL", [*WITH_POSTGRES, *PYTEST, "tests/measures"]),
    Lane("portals", "SQLite", [*PYTEST, "tests/portals"]),
    Lane("browser", "Chromium", [*PYTEST, "tests/browser"]),
)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("lane", choices=("test", "test-all"))
    parser.add_argument("--room", help="only the lanes of one room")
    args = parser.parse_args()
    whole = args.lane == "test-all"
    lanes = [lane for lane in LANES if args.room == lane.room or (args.room is None and (whole or not lane.slow))]
    if not lanes:
        sys.exit(f"There is no room '{args.room}'. Rooms: {', '.join(sorted({lane.room for lane in LANES}))}.")
    done = _earlier() if whole else {}
    results = {}
    for lane in lanes:
        key = f"{lane.room}/{lane.name}"
        results[key] = done[key] if done.get(key, {}).get("passed") else _run(lane, whole)
        if whole:
            _keep(results)
    _report(lanes, results)
    return 0 if all(result["passed"] for result in results.values()) else 1


def _run(lane: Lane, whole: bool) -> dict[str, object]:
    print(f"\n== {lane.room}: {lane.name}", flush=True)
    started = time.monotonic()
    environment = {**os.environ, **(lane.full if whole else {})}
    status = subprocess.run(lane.argv, cwd=ROOT, env=environment, check=False).returncode
    return {"passed": status == 0, "seconds": round(time.monotonic() - started, 1)}


def _commit() -> str:
    return subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, check=False, capture_output=True, text=True
    ).stdout.strip()


def _earlier() -> dict[str, dict[str, object]]:
    if not RESULT.exists():
        return {}
    kept = json.loads(RESULT.read_text())
    return kept["lanes"] if kept["commit"] == _commit() else {}


def _keep(results: dict[str, dict[str, object]]) -> None:
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps({"commit": _commit(), "lanes": results}, indent=2))


def _report(lanes: list[Lane], results: dict[str, dict[str, object]]) -> None:
    print("\nroom           minutes  lanes")
    for room in dict.fromkeys(lane.room for lane in lanes):
        mine = [(lane.name, results[f"{lane.room}/{lane.name}"]) for lane in lanes if lane.room == room]
        minutes = sum(float(str(result["seconds"])) for _, result in mine) / 60
        names = (name if result["passed"] else f"{name} FAILED" for name, result in mine)
        print(f"{room:<14} {minutes:7.2f}  {', '.join(names)}")


if __name__ == "__main__":
    sys.exit(main())
