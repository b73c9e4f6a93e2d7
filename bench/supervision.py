"""Order records: a scan, its hardest detector against engines of others by hand, and what sorting alone takes.

Every engine runs in a process of its own on the same Parquet files; all that answer the whole question must find the
same stretches, or the run fails.  ``--orders`` sets the sizes in millions (1 and 5 unless told otherwise), ``--only``
the engines, ``--memory`` what Huxin's may use before it goes to disk.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "var" / "bench"
DAYS, ORDERS_PER_WORKER = 30, 633
Run = dict[str, Any]
NAMES = {
    "sort": "read five columns and sort",
    "huxin": "Huxin, continuous_work",
    "duckdb": "DuckDB SQL by hand",
    "polars": "Polars by hand",
    "duckdb-bare": "DuckDB SQL, versions ruled out",
    "polars-bare": "Polars, versions ruled out",
    "whole": "Huxin, all detectors",
    "pandas": "pandas by hand",
    "postgres": "PostgreSQL by hand, once loaded",
}
SPARK = HERE.parent / "var" / "spark"
"""Where ``tools/with_spark.py`` puts pandas, which comes with the extra ``spark``."""


def missing() -> dict[str, str]:
    """Engines that cannot run here, and why."""
    found = {}
    if importlib.util.find_spec("pandas") is None and not (SPARK / "pandas").exists():
        found["pandas"] = "it comes with the extra spark: tools/with_spark.py true"
    if not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) and shutil.which("initdb") is None:
        found["postgres"] = "install the package postgresql"
    return found


def made(millions: float) -> Path:
    """A month of an ordinary city, one day in ten without a break; made once."""
    from huxin.supervision.synth.city import CityPlan
    from huxin.supervision.synth.write import synth

    folder = DATA / f"orders-{millions:g}m"
    if not (folder / "truth.json").exists():
        workers = round(millions * 1_000_000 / ORDERS_PER_WORKER)
        synth(CityPlan(date(2026, 7, 1), DAYS, workers, 1, careless=0.1), folder, date(2026, 7, 12))
    return folder


def run(engine: str, folder: Path, memory: str | None) -> Run:
    """One process; its own figures and the seconds from its start to its end."""
    with tempfile.TemporaryDirectory(dir=DATA) as place:
        argv = [sys.executable, str(HERE / "rivals" / "stretches.py"), engine, str(folder), f"{place}/out.parquet"]
        argv += ["--memory", memory] if memory else []
        start = time.perf_counter()
        path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(SPARK)))) if engine == "pandas" else ""
        env = {**os.environ, "PYTHONPATH": path} if path else None
        done = subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True, env=env)
        seconds = time.perf_counter() - start
    found: Run = json.loads(done.stdout.splitlines()[-1])
    return {"seconds": seconds, **found}


def measure(millions: float, repeats: int, only: list[str], memory: str | None) -> None:
    """The best of some runs of each engine; on a busy machine the processors' seconds say more than the clock's."""
    folder = made(millions)
    for file in (folder / "orders").glob("*.parquet"):
        file.read_bytes()  # in the page cache: every engine finds it there
    left_out = missing()
    runs = {
        name: min((run(name, folder, memory) for _ in range(repeats)), key=lambda one: one["cpu"])
        for name in NAMES
        if name in only and name not in left_out
    }
    rows = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    print(f"\n{millions:g} million orders, {len(rows)} planted findings, whole process, best of {repeats}")
    print(f"  {'':<32}{'seconds':>9}{'CPU s':>8}{'/ sort':>8}{'/ DuckDB':>10}{'peak MiB':>10}{'stretches':>11}")
    for name, one in runs.items():
        ratios = "".join(
            f"{one['cpu'] / runs[base]['cpu']:>{width}.2f}" if base in runs else " " * width
            for base, width in (("sort", 8), ("duckdb", 10))
        )
        figures = f"{one['seconds']:>9.2f}{one['cpu']:>8.2f}{ratios}{one['peak_mib']:>10}{one['count']:>11,}"
        print(f"  {NAMES[name]:<32}{figures}")
    for name, why in left_out.items():
        print(f"  {NAMES[name]:<32}not here: {why}")
    if "postgres" in runs:
        print(f"  seconds to load PostgreSQL before: {runs['postgres']['stages']['load']:.1f}")
    if "whole" in runs:
        stages = ", ".join(f"{key} {value:.2f}" for key, value in runs["whole"]["stages"].items())
        print(f"  seconds of the stages of all detectors: {stages}")
    whole = [one for name, one in runs.items() if name not in ("sort", "duckdb-bare", "polars-bare")]
    assert len({(one["count"], one["length"]) for one in whole}) <= 1, {
        name: one["count"] for name, one in runs.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser()
    sizes = os.environ.get("HUXIN_BENCH_ORDERS", "1,5")
    parser.add_argument("--orders", default=sizes, help="millions, such as 1,5,20")
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--only", default=",".join(NAMES), help=f"some of {', '.join(NAMES)}")
    parser.add_argument("--memory", metavar="SIZE", help="such as 4GB")
    args = parser.parse_args()
    DATA.mkdir(parents=True, exist_ok=True)
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} at the start; ratios are of CPU seconds")
    for size in args.orders.split(","):
        measure(float(size), args.repeats, args.only.split(","), args.memory)
    return 0


if __name__ == "__main__":
    sys.exit(main())
