"""The same findings on Spark, row for row.  Needs the extra ``spark`` and a Java."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from huxin.supervision.rules import sql
from huxin.supervision.tests import random_city
from huxin.supervision.tests.demand_support import HUBS, city_of_rides, city_of_waiting, demand_of
from huxin.supervision.tests.support import Row, order, run, write
from huxin.supervision.tests.test_oracle import FIRST, LAST

pytest.importorskip("pyspark")
pytest.importorskip("sqlglot")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(3600), pytest.mark.usefixtures("spark_session")]
SEEDS = int(os.environ.get("HUXIN_SPARK_SEEDS", "1"))
FOUND: set[str] = set()
"""The detectors that found something in the random cities."""
TEXTS = sorted(path.stem for path in (Path(__file__).parents[1] / "sql").glob("*.sql") if "check_" not in path.name)


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_is_turned_into_words_of_spark(name: str) -> None:
    from huxin.supervision.spark import translated

    names = set(re.findall(r"\$([a-z_]\w*)", sql(name)))
    turned = translated(sql(name), tuple(sorted(dict.fromkeys(names, 1).items())))
    assert not re.search(r"MATERIALIZED|\$|:[a-z]|//| EXCLUDE ", turned)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_same_findings_row_for_row(seed: int, tmp_path: Path) -> None:
    city = random_city.make(seed)
    more = {"oncall": city.oncall, "warnings": city.warnings, "cover": city.cover}
    here, one = run(tmp_path / "here", city.orders, str(FIRST), str(LAST), **more)  # type: ignore[arg-type]
    for number in range(3):
        write(tmp_path / "parts" / f"p{number}.parquet", city.orders[number::3])
    parts = f"{tmp_path}/parts/*.parquet"
    there, other = run(tmp_path / "there", parts, str(FIRST), str(LAST), engine="spark", **more)  # type: ignore[arg-type]
    assert there == here
    FOUND.update(row["detector"] for row in here)
    told = ("orders", "workers", "findings", "not_judged", "not_run")
    assert {name: getattr(other, name) for name in told} == {name: getattr(one, name) for name in told}


def test_the_cities_broke_enough_rules() -> None:
    """Equal findings prove little where little is found; the cities are taken together."""
    assert len(FOUND) >= 10


def test_keys_hide_and_join_the_same_numbers(tmp_path: Path) -> None:
    rows: list[Row] = [
        order("07-15 08:00", "07-15 10:30", worker_id="33030219900101001x"),
        order("07-15 10:30", "07-15 13:00", worker_id="３３０３０２ 19900101001X", worker_id_kind="licence"),
    ]
    options = {"key": b"0123456789abcdef", "detectors": ("continuous_work",)}
    here, _ = run(tmp_path / "here", rows, **options)
    there, _ = run(tmp_path / "there", rows, engine="spark", **options)
    assert len(here) == 1
    assert there == here


def test_the_same_cells_of_idle_time(tmp_path: Path) -> None:
    rows = city_of_waiting(7)
    here = demand_of(tmp_path, rows)
    assert here.cells
    assert demand_of(tmp_path, rows, engine="spark") == here


def test_the_same_hours_at_hubs(tmp_path: Path) -> None:
    rows = city_of_rides(7)
    here = demand_of(tmp_path, rows, hubs=HUBS)
    assert here.hubs
    assert {one.what for one in here.hubs.hours} == {"served", "waited", "unmet", "circling"}
    assert demand_of(tmp_path, rows, hubs=HUBS, engine="spark") == here
