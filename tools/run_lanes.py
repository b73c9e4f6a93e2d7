"""The lanes of ``make test`` and ``make test-all``: what runs, room by room, and how long each took.

``make test`` runs everything with small counts, some lanes at a time, and on the second database what asks something
of it.  ``make test-all`` runs all with the counts that the work asks for, lane by lane, goes on where an earlier run of
the same commit stopped, and keeps its result in ``var/test-all.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT = Path(__file__).resolve().parents[1]
BIN = ROOT / ".venv" / "bin"
RESULT = ROOT / "var" / "test-all.json"
PYTEST = [str(BIN / "python"), "-m", "pytest", "-q"]


@dataclass(frozen=True)
class Lane:
    """One command of one room.

    ``full``: what test-all sets beside it.  ``slow``: runs only there or when asked for.
    ``minutes``: about how long it takes by the clock, where that is long; the longest begin first.
    ``short``: what ``make test`` runs in place of the last argument, a folder that it runs whole on the other database.
    """

    room: str
    name: str
    argv: list[str]
    full: dict[str, str] = field(default_factory=dict)
    slow: bool = False
    minutes: int = 0
    short: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Room and name: unlike any other lane's."""
        return f"{self.room}/{self.name}"


AT_ONCE: Final = 5
"""Three more than the cores that the work is measured on: browsers, killed servers and locks are waited for."""
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
    Lane("architecture", "tests", [*PYTEST, "tests/architecture", "tests/docs"], minutes=3),
    Lane(
        "law",
        "tests",
        [*PYTEST, "-m", "not slow", "src/huxin/law", "src/huxin/population", "src/huxin/cli"],
        {"HUXIN_EXAMPLES": "2000", "HUXIN_PEOPLE": "200000", "HUXIN_ASKED": "20000"},
        minutes=7,
    ),
    Lane("draw", "tests", [*PYTEST, "src/huxin/draw"], {"HUXIN_DRAWS": "100000"}),
    Lane(
        "places",
        "siting",
        [*PYTEST, "src/huxin/siting", "tests/places"],
        {"HUXIN_SITINGS": "2000", "HUXIN_NEAREST": "20000"},
    ),
    Lane(
        "places", "PostgreSQL", [*WITH_POSTGRES, *PYTEST, "tests/places/test_register.py", "tests/places/test_pages.py"]
    ),
    Lane("law", "tables", [HUXIN, "pack", "test"]),
    Lane("law", "mutants", [*PYTEST, "-s", "tests/mutation"], {"HUXIN_MUTANTS": "0"}),
    Lane(
        "procedures",
        "SQLite",
        [*PYTEST, "tests/procedures"],
        {
            "HUXIN_WALKS": "50",
            "HUXIN_EXAMPLES": "1000",
            "HUXIN_COUNTIES": "all",
            "HUXIN_STRANGE": "1000",
            "HUXIN_SIGNED": "1000",
        },
        minutes=8,
    ),
    Lane(
        "procedures", "PostgreSQL", [*WITH_POSTGRES, *PYTEST, "tests/procedures/test_engine.py"], {"HUXIN_WALKS": "50"}
    ),
    Lane("safety", "SQLite", [*PYTEST, "tests/safety"]),
    Lane(
        "safety",
        "PostgreSQL",
        [*WITH_POSTGRES, *PYTEST, "tests/safety"],
        short=(
            "tests/safety/test_addresses.py",
            "tests/safety/test_findings.py",
            "tests/safety/test_nightly.py",
            "tests/safety/test_onwards.py",
            "tests/safety/test_orders.py",
        ),
    ),
    Lane("inspections", "SQLite", [*PYTEST, "tests/inspections"]),
    Lane(
        "inspections",
        "PostgreSQL",
        [*WITH_POSTGRES, *PYTEST, "tests/inspections"],
        short=(
            "tests/inspections/test_draws.py",
            "tests/inspections/test_directories.py",
        ),
    ),
    Lane(
        "casework",
        "SQLite",
        [*PYTEST, "tests/first_floor"],
        {"HUXIN_TAMPERS": "10000", "HUXIN_EXAMPLES": "1000"},
        minutes=3,
    ),
    Lane(
        "casework",
        "PostgreSQL",
        [*WITH_POSTGRES, *PYTEST, "tests/first_floor"],
        minutes=3,
        short=(
            "tests/first_floor/test_chain.py",
            "tests/first_floor/test_desk.py",
            "tests/first_floor/test_every_procedure.py",
            "tests/first_floor/test_imports.py",
            "tests/first_floor/test_locks.py",
            "tests/first_floor/test_one_case.py",
            "tests/first_floor/test_parties.py",
            "tests/first_floor/test_plans.py",
            "tests/first_floor/test_prepared.py",
            "tests/first_floor/test_records.py",
            "tests/first_floor/test_registry.py",
            "tests/first_floor/test_state_machine.py",
            "tests/first_floor/test_together.py",
            "tests/first_floor/test_upgrade.py",
        ),
    ),
    Lane("casework", "API", [*PYTEST, "tests/api"], {"HUXIN_API_EXAMPLES": "500"}),
    Lane(
        "casework",
        "trust",
        [*PYTEST, "-s", "tests/trust", "--ignore=tests/trust/test_values.py"],
        {"HUXIN_MATRIX": "whole", "HUXIN_POSTS": "100000"},
        minutes=8,
    ),
    Lane(
        "casework",
        "people, PostgreSQL",
        [*WITH_POSTGRES, *PYTEST, "tests/trust/test_accounts.py", "tests/trust/test_own_data.py"],
    ),
    Lane(
        "casework",
        "every field, PostgreSQL",
        [*WITH_POSTGRES, *PYTEST, "-s", "tests/trust/test_values.py", "tests/api/test_media.py"],
        {"HUXIN_MATRIX": "whole"},
    ),
    Lane("casework", "broken promises", [str(BIN / "python"), "tools/break_promises.py"], slow=True),
    Lane(
        "casework",
        "kills",
        [*PYTEST, "-s", "tests/crash"],
        {"HUXIN_KILLS": "900", "HUXIN_SERVICE_KILLS": "60", "HUXIN_UPGRADE_KILLS": "20"},
        minutes=6,
    ),
    Lane("evidence", "SQLite", [*PYTEST, "tests/evidence"], {"HUXIN_EXAMPLES": "1000", "HUXIN_FLIPS": "100000"}),
    Lane(
        "evidence",
        "PostgreSQL",
        [*WITH_POSTGRES, *PYTEST, "tests/evidence"],
        short=(
            "tests/evidence/test_papers.py",
            "tests/evidence/test_pouches.py",
            "tests/evidence/test_receipts.py",
        ),
    ),
    Lane("hostile files", "SQLite", [*PYTEST, "tests/hostile"]),
    Lane("operations", "SQLite", [*PYTEST, "-s", "tests/operations"], {"HUXIN_RESTORE_KILLS": "20"}, minutes=6),
    Lane(
        "operations",
        "PostgreSQL",
        [*WITH_POSTGRES, *PYTEST, "-s", "tests/operations"],
        minutes=4,
        short=(
            "tests/operations/test_queues.py",
            "tests/operations/test_reaching.py",
            "tests/operations/test_setup.py",
            "tests/operations/test_waiting.py",
        ),
    ),
    Lane("supervision", "tests", [*PYTEST, "src/huxin/supervision"], {"HUXIN_SEEDS": "40"}),
    Lane(
        "spark",
        "one session",
        [
            *WITH_SPARK,
            *PYTEST,
            "src/huxin/population/tests/test_spark.py",
            "src/huxin/supervision/tests/test_spark.py",
        ],
        {"HUXIN_SPARK_SEEDS": "5"},
        slow=True,
    ),
    Lane(
        "feeds", "SQLite", [*PYTEST, "tests/feeds", "--ignore=tests/feeds/test_kills.py"], {"HUXIN_DEFECTS": "1000000"}
    ),
    Lane(
        "feeds",
        "PostgreSQL",
        [*WITH_POSTGRES, *PYTEST, "--ignore=tests/feeds/test_kills.py", "tests/feeds"],
        short=(
            "tests/feeds/test_door.py",
            "tests/feeds/test_integrity.py",
            "tests/feeds/test_keeping.py",
            "tests/feeds/test_landing.py",
            "tests/feeds/test_settling.py",
        ),
    ),
    Lane("feeds", "kills", [*PYTEST, "-s", "tests/feeds/test_kills.py"], {"HUXIN_FEED_KILLS": "200"}),
    Lane("files", "tests", [*PYTEST, "src/huxin/files"]),
    Lane("measures", "SQLite", [*PYTEST, "tests/measures"]),
    Lane(
        "measures",
        "PostgreSQL",
        [*WITH_POSTGRES, *PYTEST, "tests/measures"],
        short=(
            "tests/measures/test_agreements.py",
            "tests/measures/test_careers.py",
        ),
    ),
    Lane("portals", "SQLite", [*PYTEST, "tests/portals"], {"HUXIN_NAMES": "200", "HUXIN_CUTS": "30"}, minutes=3),
    Lane(
        "browser",
        "Chromium",
        [*PYTEST, "tests/browser"],
        {"HUXIN_STORIES": "all", "HUXIN_CUTS": "30", "HUXIN_SLOW_LINE": "1"},
        minutes=18,
    ),
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
    lanes = lanes if whole else _on_one_server(lanes)
    results = _one_by_one(lanes, done) if whole else _side_by_side(lanes)
    _report(lanes, results)
    return 0 if all(result["passed"] for result in results.values()) else 1


def _one_by_one(lanes: list[Lane], done: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """Hours of work: what passed is kept after each lane, and each has the machine for itself."""
    results: dict[str, dict[str, object]] = {}
    for lane in lanes:
        print(f"\n== {lane.key}", flush=True)
        results[lane.key] = done[lane.key] if done.get(lane.key, {}).get("passed") else _run(lane, lane.full)
        _keep(results)
    return results


def _on_one_server(lanes: list[Lane]) -> list[Lane]:
    """What asks something of PostgreSQL in one process of tests, on one server, in place of a lane in each room."""
    begin = [*WITH_POSTGRES, *PYTEST]
    theirs = [lane for lane in lanes if lane.argv[: len(begin)] == begin]
    asked = [one for lane in theirs for one in (lane.short or lane.argv[len(begin) :]) if one != "-s"]
    together = Lane("PostgreSQL", " ".join(dict.fromkeys(lane.room for lane in theirs)), [*begin, *asked], minutes=7)
    return [*(lane for lane in lanes if lane not in theirs), *([together] if theirs else [])]


def _side_by_side(lanes: list[Lane]) -> dict[str, dict[str, object]]:
    """Some lanes at a time, the longest first; each tells what it said when it is done.

    In a folder of the run they share the demo city and the migrated databases, each made by the first that wants it.
    Of the pictures of pages those are taken that a test looks at.
    """
    results: dict[str, dict[str, object]] = {}
    with TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        shared = {"HUXIN_TEST_SHARED": folder, "HUXIN_SHOTS": "tour"}
        waiting = {
            pool.submit(_run, lane, shared, quiet=True): lane for lane in sorted(lanes, key=lambda one: -one.minutes)
        }
        for found in as_completed(waiting):
            results[waiting[found].key] = found.result()
    return results


def _run(lane: Lane, counts: dict[str, str], *, quiet: bool = False) -> dict[str, object]:
    started = time.monotonic()
    running = subprocess.Popen(
        lane.argv,
        cwd=ROOT,
        env={**os.environ, **counts},
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
    )
    said = running.stdout.read() if running.stdout else ""
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if quiet:
        print(f"\n== {lane.key}\n{said}", end="", flush=True)
    seconds, busy = time.monotonic() - started, used.ru_utime + used.ru_stime
    return {"passed": running.returncode == 0, "seconds": round(seconds, 1), "busy": round(busy, 1)}


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
    print("\nroom           minutes  busy  lanes  (busy: minutes of a core)")
    for room in dict.fromkeys(lane.room for lane in lanes):
        mine = [(lane.name, results[lane.key]) for lane in lanes if lane.room == room]
        minutes, busy = (sum(float(str(result[name])) for _, result in mine) / 60 for name in ("seconds", "busy"))
        names = (name if result["passed"] else f"{name} FAILED" for name, result in mine)
        print(f"{room:<14} {minutes:7.2f} {busy:5.2f}  {', '.join(names)}")


if __name__ == "__main__":
    sys.exit(main())
