"""Machine code, plain Python, and numbers that no machine word holds."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from huxin.law.errors import InputError
from huxin.law.evaluation.evaluate import evaluate
from huxin.law.pack.load import load_pack
from huxin.population.form import SUBSIDY
from huxin.population.kernel import Kernel
from huxin.population.simulate import SimulationRequest, simulate
from huxin.population.source import generate
from huxin.population.tests.crowd import ITEM, ON, Month, Person, crowd, facts, results, write


def request(files: tuple[Path, Path], out: Path, **options: Any) -> SimulationRequest:
    return SimulationRequest(load_pack("wenzhou"), ITEM, *files, out, ON, **options)


def test_plain_python_says_the_same_as_machine_code(tmp_path: Path) -> None:
    files = write(crowd(1500, seed=11), tmp_path)
    reports = {
        compiled: simulate(request(files, tmp_path / f"{compiled}.parquet", compiled=compiled))
        for compiled in (True, False)
    }
    assert results(tmp_path / "True.parquet") == results(tmp_path / "False.parquet")
    assert [reports[one]["engine"]["compiled"] for one in (True, False)] == [True, False]
    assert reports[True]["total"] == reports[False]["total"]


def test_sums_beyond_the_proven_limit_are_exact(tmp_path: Path) -> None:
    """The limit with this share is far below what is paid here; the person next door stays on machine code."""
    rich = Person(1, 1980 * 12, "M60", 2022 * 12, 0, tuple(Month(2022 * 12 + n, 10**15 - 7 - n) for n in range(12)))
    plain = Person(2, 1980 * 12, "M60", 2022 * 12, 0, (Month(2022 * 12, 90_001),))
    sets = {"subsidy.ratio": "66667/100003"}
    files = write([rich, plain], tmp_path)
    made = request(files, tmp_path / "r.parquet", sets=sets)
    simulate(made)
    wanted = [evaluate(made.pack, ITEM, facts(one), on=ON, sets=sets).outputs["amount"] for one in (rich, plain)]
    assert generate(made.pack, SUBSIDY, ON, sets).limits["paid_fen"].high < 10**12
    assert [row[1] for row in results(made.out)] == wanted


def test_a_share_that_no_machine_word_can_be_proven_for_is_refused() -> None:
    with pytest.raises(InputError, match="64 bits"):
        generate(load_pack("wenzhou"), SUBSIDY, ON, {"subsidy.ratio": "999999999989/999999999961"})


def test_the_text_serves_every_day_and_every_law_has_its_own() -> None:
    pack = load_pack("wenzhou")
    today, tomorrow = (generate(pack, SUBSIDY, day).text for day in (ON, date(2027, 1, 1)))
    assert today == tomorrow
    assert generate(pack, SUBSIDY, ON, {"subsidy.cap_months": "35"}).text != today


def test_machine_code_is_kept_on_disk_and_found_again(tmp_path: Path) -> None:
    """Two processes with one cache: the second compiles nothing."""
    script = (
        "from datetime import date\n"
        "from huxin.law.pack.load import load_pack\n"
        "from huxin.population.form import SUBSIDY\n"
        "from huxin.population.kernel import Kernel\n"
        "from huxin.population.source import generate\n"
        "kernel = Kernel(generate(load_pack('wenzhou'), SUBSIDY, date(2026, 1, 1)), compiled=True)\n"
        "kernel.warm()\n"
        "print(sum(kernel._fast.stats.cache_hits.values()), sum(kernel._fast.stats.cache_misses.values()))\n"
    )
    environment = {**os.environ, "HUXIN_CACHE_DIR": str(tmp_path / "cache")}
    told = [
        subprocess.run(
            [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert told == [["0", "1"], ["1", "0"]]
    pack = load_pack("wenzhou").hash.removeprefix("sha256:")[:16]
    assert [path.name.partition("-")[0] for path in (tmp_path / "cache" / "kernels").glob("*.py")] == [pack]


def test_a_cache_that_others_can_write_to_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUXIN_CACHE_DIR", str(tmp_path))
    (tmp_path / "kernels").mkdir()
    (tmp_path / "kernels").chmod(0o777)
    kernel = Kernel(generate(load_pack("wenzhou"), SUBSIDY, ON), compiled=True)
    kernel.warm()
    assert [*(tmp_path / "kernels").iterdir()] == []


def test_old_kernels_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUXIN_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("huxin.population.kernel._KEPT", 3)
    pack = load_pack("wenzhou")
    for cap in range(20, 26):
        Kernel(generate(pack, SUBSIDY, ON, {"subsidy.cap_months": str(cap)}), compiled=True)
    assert len([*(tmp_path / "kernels").glob("*.py")]) == 3


def test_nobody_is_no_trouble() -> None:
    for compiled in (True, False):
        kernel = Kernel(generate(load_pack("wenzhou"), SUBSIDY, ON), compiled=compiled)
        kernel.warm()
        columns: Mapping[str, Any] = {
            column.name: np.zeros(0, np.bool_ if column.stored == "flag" else np.int64)
            for column in (*SUBSIDY.person, *SUBSIDY.rows)
        }
        assert len(kernel.run(np.zeros(1, np.int64), columns).undecided) == 0
