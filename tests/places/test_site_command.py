"""``huxin places site``: what it prints, and what it says of files that cannot be meant."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from huxin.cli.main import main
from huxin.supervision.tests.demand_support import city_of_rides, city_of_waiting
from huxin.supervision.tests.support import write

DEMAND = "id,x,y,weight\na,120.66,28.00,5\nb,120.67,28.00,3\nc,121.00,28.20,9\n"
CANDIDATES = "id,x,y,cost,fixed,capacity,county\ns,120.661,28.00,7,0,4,330302\nt,121.00,28.2001,2,0,0,330382\n"


def _run(folder: Path, capsys: pytest.CaptureFixture[str], *options: str, **texts: str) -> tuple[int, str, str]:
    for name, text in {"demand": DEMAND, "candidates": CANDIDATES, **texts}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    files = ["--demand", str(folder / "demand.csv"), "--candidates", str(folder / "candidates.csv")]
    try:
        status = main(["places", "site", *files, "--time", "20", *options])
    except SystemExit as ended:
        status = int(str(ended.code))
    told = capsys.readouterr()
    return status, told.out, told.err


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    (lng, lat), (other, above) = ((math.radians(one) for one in point) for point in (a, b))
    half = math.sin((above - lat) / 2) ** 2 + math.cos(lat) * math.cos(above) * math.sin((other - lng) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


def test_covering_says_everything_that_the_contract_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _run(tmp_path, capsys, "--crs", "wgs84", "--radius", "1000", "--sites", "1", "--goal", "cover")
    found = json.loads(out)
    assert status == 0
    assert (found["goal"], found["sites"], found["value"], found["bound"]) == ("cover", ["t"], 9, 9)
    assert (found["gap"], found["proven_optimal"], found["seed"], found["total"]) == (0, True, 1, 17)
    assert found["seconds"] >= 0
    assert found["method"]
    assert found["cost"] == 2


def test_ways_of_the_median_are_great_circles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _run(tmp_path, capsys, "--crs", "wgs84", "--sites", "2", "--goal", "median")
    site, other = (120.661, 28.0), (121.0, 28.2001)
    ways = 5 * _metres((120.66, 28.0), site) + 3 * _metres((120.67, 28.0), site) + 9 * _metres((121.0, 28.2), other)
    found = json.loads(out)
    assert sorted(found["sites"]) == ["s", "t"]
    assert found["value"] == pytest.approx(ways, rel=1e-9)
    assert found["proven_optimal"] is True


def test_standing_sites_counties_and_capacity(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stands = CANDIDATES.replace("28.00,7,0", "28.00,7,1")
    common = ("--crs", "wgs84", "--radius", "1000")
    _, out, _ = _run(tmp_path, capsys, *common, "--sites", "1", candidates=stands)
    found = json.loads(out)
    assert (found["sites"], found["fixed"], found["value"], found["cost"]) == (["s", "t"], ["s"], 17, 2)
    assert found["capacity"] == {"reachable": 17, "served": 13, "full": ["s"]}
    _, out, _ = _run(tmp_path, capsys, *common, "--sites", "1", "--county", "330302=1")
    assert json.loads(out)["sites"] == ["s"]


@pytest.mark.parametrize(
    ("options", "texts", "said"),
    [
        ((), {}, "Coordinates are never guessed"),
        (("--crs", "gcj02"), {}, "--crs: got gcj02"),
        (("--crs", "wgs84"), {"demand": "id,x,y,weight\na,28.0,120.66,5\n"}, "The axes look swapped"),
        (("--crs", "wgs84"), {"demand": "id,x,y,weight\na,500123,3100456,5\n"}, "--crs plane"),
        (("--crs", "wgs84"), {"demand": "id,x,y,weight\na,120.6,28.0,-1\n"}, "row 1, weight: got -1"),
        (("--crs", "wgs84"), {"demand": "id,x,y,weight\na,120.6,28.0,nan\n"}, "row 1, weight: got nan"),
        (("--crs", "wgs84"), {"demand": "id,x,y,weight\na,120.6,28.0,1\na,120.6,28.0,1\n"}, "row 2: got a"),
        (("--crs", "wgs84"), {"demand": "id,x,y\na,120.6,28.0\n"}, "a column 'weight'"),
        (("--crs", "wgs84"), {"demand": "id,x,y,weight\na,120.6\n"}, "2 cells, wanted 4"),
        (("--crs", "wgs84"), {"demand": "id,x,y,weight\n"}, "no row"),
        (("--crs", "wgs84"), {"demand": ""}, "a column 'id'"),
        (("--crs", "wgs84"), {"demand": "x" * 200_000}, "a line of more than"),
        (("--crs", "wgs84"), {"candidates": "id,x,y,fixed\ns,120.6,28.0,2\n"}, "0 or 1"),
        (("--crs", "wgs84", "--sites", "3"), {}, "3 sites, 2 candidates"),
        (("--crs", "wgs84", "--sites", "0"), {}, "0 sites, 2 candidates"),
        (("--crs", "wgs84", "--county", "330399=1"), {}, "--county: got 330399=1"),
        (("--crs", "wgs84", "--county", "330302=2"), {}, "at most its 1 candidates"),
        (("--crs", "wgs84", "--county", "330302=1", "--county", "330382=1"), {}, "between 2 and"),
        (("--crs", "wgs84", "--radius", "-5"), {}, "--radius"),
        (("--crs", "wgs84", "--time", "nan"), {}, "--time"),
    ],
)
def test_what_cannot_be_meant_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], texts: dict[str, str], said: str
) -> None:
    given = () if "--radius" in options else ("--radius", "1000")
    count = () if "--sites" in options else ("--sites", "1")
    status, out, err = _run(tmp_path, capsys, *given, *count, *options, **texts)
    assert (status, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4 2 1\n1 2 3\n3 4 5\n", "2 parts: no way leads from vertex 1 to vertex 3"),
        ("2 1 1\n1 2 -3\n", "line 2: got -3"),
        ("2 1 1\n1 2 nan\n", "line 2: got nan"),
        ("2 1 1\n0 2 3\n", "numbered from 1 to 2"),
        ("2 1 1\n1 3 3\n", "numbered from 1 to 2"),
        ("2 2 1\n1 2 3\n", "1 edges, wanted 2"),
        ("2 1 1\n1 2 3\n1 2 3\n", "edge 2, wanted 1"),
        ("2 1\n", "n m p"),
        ("", "n m p"),
        ("9999999 1 1\n1 2 3\n", "At most"),
        ("2 1 3\n1 2 3\n", "3 sites, 2 candidates"),
    ],
)
def test_networks_that_cannot_be_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    path = tmp_path / "roads.txt"
    path.write_text(text)
    assert main(["places", "site", "--network", str(path), "--goal", "median", "--time", "5"]) == 2
    assert said in capsys.readouterr().err


def test_the_last_line_of_an_edge_counts_and_the_file_says_how_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "roads.txt"
    path.write_text("3 3 1\n1 2 100\n2 3 1\n2 1 4\n")
    assert main(["places", "site", "--network", str(path), "--goal", "median"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["sites"], found["value"], found["proven_optimal"]) == (["2"], 5, True)


def test_ten_million_rows_end_at_the_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from huxin.siting import reading

    rows = reading.MOST_CANDIDATES + 2
    text = "id,x,y\n" + "".join(f"{j},1,1\n" for j in range(rows))
    status, _, err = _run(tmp_path, capsys, "--crs", "plane", "--radius", "1", "--sites", "1", candidates=text)
    assert status == 2
    assert "more than 50,000 rows" in err


def test_a_radius_that_reaches_everything_is_refused_before_memory_is_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    many = "id,x,y,weight\n" + "".join(f"{j},{j % 1000},1,1\n" for j in range(30_000))
    sites = "id,x,y\n" + "".join(f"{j},{j},1\n" for j in range(1_000))
    options = ("--crs", "plane", "--radius", "1e6", "--sites", "5")
    status, _, err = _run(tmp_path, capsys, *options, demand=many, candidates=sites)
    assert status == 2
    assert "30,000,000 pairs" in err


def test_the_demand_of_orders_goes_into_the_search(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path / "orders.parquet", city_of_waiting(3))
    out = tmp_path / "cells.csv"
    days = ["--from", "2026-07-15", "--to", "2026-07-15", "--orders", str(tmp_path / "*.parquet")]
    assert main(["places", "demand", *days, "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["cells"] == out.read_text(encoding="utf-8").count("\n") - 1 > 0
    (tmp_path / "candidates.csv").write_text("id,x,y\na,120.667,27.999\nb,120.9,27.9\n", encoding="utf-8")
    files = ["--demand", str(out), "--candidates", str(tmp_path / "candidates.csv"), "--crs", "wgs84"]
    assert main(["places", "site", *files, "--sites", "1", "--radius", "2000", "--time", "5"]) == 0
    assert json.loads(capsys.readouterr().out)["sites"] == ["a"]
    hubs = tmp_path / "hubs.csv"
    write(tmp_path / "orders.parquet", city_of_rides(3))
    assert main(["places", "demand", *days, "--hubs", str(hubs)]) == 0
    told = json.loads(capsys.readouterr().out)
    lines = hubs.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "hub,hour,what,many,minutes,workers"
    assert told["hub_hours"] == len(lines) - 1 > 0
    assert told["hub_hidden"] > 0
    for wrong in (["--band", "6"], ["--out", str(tmp_path / "no" / "cells.csv")]):
        assert main(["places", "demand", *days, "--out", str(out), *wrong]) == 2
