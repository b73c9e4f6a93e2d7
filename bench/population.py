"""A whole city: Huxin's kernel against DuckDB SQL, Polars and OpenFisca written by hand for the same rule.

Every engine runs in a process of its own; all must find the same total to the fen, or the run fails.  ``--people`` sets
the size (1,000,000 with sixty months each unless told otherwise); OpenFisca takes part when ``HUXIN_OPENFISCA`` names a
Python interpreter that has it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RIVALS = HERE / "rivals"
DATA = HERE.parent / "var" / "bench"
OPENFISCA = os.environ.get("HUXIN_OPENFISCA")
sys.path.insert(0, str(RIVALS))

from city import shuffled, write_city  # noqa: E402 - its folder is known only now

Run = dict[str, Any]


def run(script: str, files: tuple[Path, Path], *more: str, cache: Path | None = None) -> Run:
    """One process; its own figures and the seconds from its start to its end."""
    interpreter = OPENFISCA if script == "by_openfisca.py" and OPENFISCA else sys.executable
    environment = os.environ | ({"HUXIN_CACHE_DIR": str(cache)} if cache else {})
    with tempfile.TemporaryDirectory(dir=DATA) as folder:
        argv = [interpreter, str(RIVALS / script), *map(str, files), str(Path(folder) / "out.parquet"), *more]
        start = time.perf_counter()
        done = subprocess.run(argv, env=environment, check=True, capture_output=True, text=True)
        seconds = time.perf_counter() - start
    found: Run = json.loads(done.stdout.splitlines()[-1])
    return found | {"seconds": seconds}


def table(title: str, runs: dict[str, Run], key: str) -> None:
    """The runs of one case; ratios against Huxin's seconds by the clock and, for a busy machine, of processors."""
    print(f"\n{title}")
    print(f"  {'':<34}{'seconds':>9}{'ratio':>7}{'CPU s':>9}{'ratio':>7}{'peak MiB':>10}  stages")
    figures = [
        (one[key], one["cpu"]) if key == "seconds" else (one["stages"][key], one["stage_cpu"][key])
        for one in runs.values()
    ]
    for (name, one), (seconds, cpu) in zip(runs.items(), figures, strict=True):
        stages = ", ".join(f"{stage} {value:.2f}" for stage, value in one["stages"].items())
        ratios = f"{seconds:>9.2f}{seconds / figures[0][0]:>7.1f}{cpu:>9.2f}{cpu / figures[0][1]:>7.1f}"
        print(f"  {name:<34}{ratios}{one['peak_mib']:>10}  {stages}")
    totals = {(one["total"], one.get("chained", 0)) for one in runs.values()}
    print(f"  total of every engine: {next(iter(totals))[0] / 100:,.2f} yuan")
    assert len(totals) == 1, {name: one["total"] for name, one in runs.items()}


def end_to_end(files: tuple[Path, Path], size: str) -> None:
    """Parquet to Parquet, sorted; the files were read before, so none waits for the disk."""
    with tempfile.TemporaryDirectory() as empty:
        cold, warm = (run("by_huxin.py", files, cache=Path(empty)) for _ in range(2))
    runs = {
        "Huxin, kernel on disk": warm,
        "Huxin, first time (compiles)": cold,
        "DuckDB SQL": run("by_duckdb.py", files, "--merge"),
        "Polars": run("by_polars.py", files, "--merge"),
        "DuckDB SQL, duplicates ruled out": run("by_duckdb.py", files),
        "Polars, duplicates ruled out": run("by_polars.py", files),
    }
    table(f"end to end, {size}, Parquet to Parquet, sorted; whole process", runs, "seconds")


def out_of_order(files: tuple[Path, Path], size: str) -> None:
    """The same with the months in random order."""
    mixed = (files[0], shuffled(files[1]))
    runs = {
        "Huxin (DuckDB sorts, 512MB)": run("by_huxin.py", mixed),
        "DuckDB SQL": run("by_duckdb.py", mixed, "--merge"),
        "DuckDB SQL, duplicates ruled out": run("by_duckdb.py", mixed),
    }
    table(f"end to end, {size}, months in random order; whole process", runs, "seconds")


def compute(files: tuple[Path, Path], size: str, chain: int) -> None:
    """Data in memory already, second run: what the engine itself takes for so many variables more."""
    more = ("--loaded", "--chain", str(chain))
    runs = {
        "Huxin": run("by_huxin.py", files, *more),
        "DuckDB SQL, duplicates ruled out": run("by_duckdb.py", files, *more),
        "Polars, duplicates ruled out": run("by_polars.py", files, *more, "--engine", "in-memory"),
    }
    if OPENFISCA:
        runs["OpenFisca-core, months in columns"] = run("by_openfisca.py", files, *more)
    table(f"compute, {size}, {chain} chained variables more, data in memory, second run", runs, "again")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=int(os.environ.get("HUXIN_BENCH_PEOPLE", "1000000")))
    parser.add_argument("--chained-people", type=int, default=200_000)
    args = parser.parse_args()
    files, fewer = write_city(DATA, args.people), write_city(DATA, min(args.people, args.chained_people))
    for file in (*files, *fewer):
        file.read_bytes()  # in the page cache: every engine finds it there
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f} at the start; with more load than that trust CPU s")
    size, smaller = (f"{count:,} people x 60 months" for count in (args.people, min(args.people, args.chained_people)))
    end_to_end(files, size)
    out_of_order(files, size)
    for chain in (0, 20, 60):
        compute(fewer, smaller, chain)
    if not OPENFISCA:
        print("\nOpenFisca-core did not take part: set HUXIN_OPENFISCA to an interpreter that has it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
