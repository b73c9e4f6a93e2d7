"""Today's law and a reform side by side, for everybody and by any column."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow.parquet as pq
import pytest

from huxin.law.errors import InputError
from huxin.law.pack.load import load_pack
from huxin.law.values import yuan
from huxin.population.chart import chart, check_target, write_chart
from huxin.population.simulate import SimulationRequest, simulate
from huxin.population.table import as_text
from huxin.population.tests.crowd import ITEM, ON, Law, crowd, expected, write

REFORM = Law({"subsidy.ratio": "3/4", "subsidy.cap_months": "30"}, {"rounding_point": "month"})
PEOPLE = crowd(800, seed=21)
COUNTIES = [("鹿城", "瓯海", None)[number % 3] for number in range(len(PEOPLE))]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("reform")
    files = write(PEOPLE, folder, county=COUNTIES)
    request = SimulationRequest(
        load_pack("wenzhou"),
        ITEM,
        *files,
        folder / "r.parquet",
        ON,
        sets=REFORM.sets,
        readings=REFORM.readings,
        compare=True,
        by=("county", "category"),
    )
    return {**simulate(request), "out": request.out}


def test_cost_winners_and_losers_are_those_of_everybody(report: dict[str, Any]) -> None:
    before, after = expected(PEOPLE, Law()), expected(PEOPLE, REFORM)
    assert report["cost_before"] == yuan(sum(row[1] for row in before))
    assert report["cost_after"] == report["total"] == yuan(sum(row[1] for row in after))
    pairs = [(one[1], other[1]) for one, other in zip(before, after, strict=True)]
    assert report["winners"] == sum(b > a for a, b in pairs)
    assert report["losers"] == sum(b < a for a, b in pairs)
    assert report["unchanged"] == sum(b == a for a, b in pairs)
    assert min(report["winners"], report["losers"], report["unchanged"]) > 0
    columns = pq.read_table(report["out"]).to_pydict()
    assert [*zip(columns["amount_before_fen"], columns["amount_after_fen"], strict=True)] == pairs
    assert columns["amount_fen"] == columns["amount_after_fen"]
    assert columns["months_granted"] == [row[2] for row in after]


def test_groups_add_up_and_hold_who_belongs_to_them(report: dict[str, Any]) -> None:
    groups = report["groups"]
    for name in ("persons", "winners", "losers", "unchanged"):
        assert sum(one[name] for one in groups) == report[name]
    for name in ("cost_before", "cost_after", "difference"):
        assert sum(Decimal(one[name]) for one in groups) == Decimal(report[name])
    assert len(groups) == 9
    assert groups[-1]["group"]["county"] is None
    before = {row[0]: row[1] for row in expected(PEOPLE, Law())}
    chosen = [one for one, county in zip(PEOPLE, COUNTIES, strict=True) if (county, one.category) == ("瓯海", "F50")]
    found = next(one for one in groups if one["group"] == {"county": "瓯海", "category": "F50"})
    assert (found["persons"], found["cost_before"]) == (len(chosen), yuan(sum(before[one.id] for one in chosen)))


def test_sums_by_column_without_a_reform(tmp_path: Path) -> None:
    files = write(PEOPLE, tmp_path, county=COUNTIES)
    request = SimulationRequest(load_pack("wenzhou"), ITEM, *files, tmp_path / "r.parquet", ON, by=("county",))
    found = simulate(request)
    assert sum(Decimal(one["total"]) for one in found["groups"]) == Decimal(found["total"])
    assert "cost_before" not in found
    assert as_text(found).splitlines()[1].split()[0] == "all"


def test_a_column_that_is_not_there_or_has_too_many_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = write(PEOPLE, tmp_path)
    for by, code in (("town", "missing_column"), ("person_id", "too_many")):
        monkeypatch.setattr("huxin.population.groups.MOST_GROUPS", 100)
        with pytest.raises(InputError) as told:
            simulate(SimulationRequest(load_pack("wenzhou"), ITEM, *files, tmp_path / "r.parquet", ON, by=(by,)))
        assert told.value.problem.code == code
        assert "--by" in told.value.problem.field


def test_the_table_lines_up_on_a_screen(report: dict[str, Any]) -> None:
    lines = as_text(report).splitlines()
    assert len(lines) == 2 + len(report["groups"]) + 2
    assert lines[0].split() == [
        "county",
        "category",
        "persons",
        "cost_before",
        "cost_after",
        "difference",
        "winners",
        "losers",
        "unchanged",
    ]
    assert lines[1].startswith("all")
    assert "peak memory" in lines[-1]


def test_the_chart_is_a_picture_without_a_script(report: dict[str, Any], tmp_path: Path) -> None:
    root = ElementTree.fromstring(chart(report))  # noqa: S314 - our own text
    text = "".join(root.itertext())
    assert root.tag.endswith("svg")
    assert "script" not in chart(report)
    for one in report["groups"]:
        assert f"{Decimal(one['cost_after']):,}" in text
    hostile = {**report, "by": ["name"], "groups": [{**report["groups"][0], "group": {"name": "<b>&"}}]}
    assert "<b>&" in "".join(ElementTree.fromstring(chart(hostile)).itertext())  # noqa: S314
    with pytest.raises(InputError, match="--chart"):
        write_chart(report, tmp_path / "no" / "chart.svg")


def test_the_chart_as_dots(report: dict[str, Any], tmp_path: Path) -> None:
    target = tmp_path / "chart.PNG"
    fonts = Path(__file__).resolve().parents[2] / "casework" / "fonts"
    write_chart(report, target, fonts)
    picture = target.read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = (int.from_bytes(picture[at : at + 4], "big") for at in (16, 20))
    assert (wide, high > 2 * 38 * len(report["groups"])) == (1920, True)


@pytest.mark.parametrize("name", ["chart.jpg", "chart", "chart.svg.txt"])
def test_another_kind_of_picture_is_refused_before_anything_is_computed(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.svg or \.png"):
        check_target(tmp_path / name)
