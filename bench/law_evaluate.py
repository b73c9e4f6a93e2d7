"""One person: the whole command, cold and warm, and one evaluation in process, beside a bare interpreter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

from huxin.law import evaluate, load_pack, render_text

FACTS = {
    "birth_date": "1981-05-03",
    "category": "F50",
    "recognised": [{"kind": "hardship", "from": "2021-01-01", "to": None}],
    "exclusions": [],
    "months": [
        {"month": f"{2021 + place // 12}-{place % 12 + 1:02d}", "line": "pension", "paid": "892.40"}
        for place in range(60)
    ],
}


def seconds(work: Callable[[], object], times: int) -> float:
    """The median of several runs."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return median(found)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        facts = Path(folder) / "facts.json"
        facts.write_text(json.dumps(FACTS), encoding="utf-8")
        environment = {**os.environ, "HUXIN_CACHE_DIR": f"{folder}/cache"}
        huxin = str(Path(sys.executable).parent / "huxin")
        command = [huxin, "law", "evaluate", "social-insurance-subsidy", "--facts", str(facts), "--on", "2026-02-10"]

        def run() -> None:
            subprocess.run(command, check=True, capture_output=True, env=environment)

        cold = seconds(run, 1)
        warm = seconds(run, 9)
        bare = seconds(lambda: subprocess.run([sys.executable, "-c", "import json, datetime"], check=True), 9)
    pack = load_pack()

    def once() -> object:
        return evaluate(pack, "social-insurance-subsidy", FACTS, on=date(2026, 2, 10))

    one = seconds(once, 200)
    told = seconds(
        lambda: render_text(evaluate(pack, "social-insurance-subsidy", FACTS, on=date(2026, 2, 10)), "zh"), 10
    )
    print(f"command, cold (no compiled pack)     {cold:8.3f} s")
    print(f"command, warm                        {warm:8.3f} s   aim 0.600 s")
    print(f"bare interpreter                     {bare:8.3f} s   ratio warm/bare {warm / bare:.1f}")
    print(f"in process, 60 months                {one * 1000:8.2f} ms  aim 1.00 ms")
    print(f"in process, with the explanation     {told * 1000:8.2f} ms  (tries what would change the result)")


if __name__ == "__main__":
    main()
