"""The planner's desk: runs in the queue, what is measured of them, who sees them, what comes out as a file."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from huxin.identity.service import Account, Actor
from huxin.law.errors import InputError
from huxin.measures.places import planning
from huxin.measures.places.models import DemandCell, DemandSheet, Place, Scenario
from huxin.measures.places.service import new_edition
from huxin.siting.apart import SitingTask, run_apart
from huxin.supervision.demand import Demand, IdleCell
from tests.support import make_officer

pytestmark = pytest.mark.django_db
SPOTS = ((120.60, 27.98, 400), (120.65, 27.98, 300), (120.70, 27.98, 200), (120.75, 27.98, 100))
WANTED: dict[str, Any] = {
    "name": "一", "kind": "rest_station", "band": None, "count": 2, "reach": 600, "unit_cost": 50_000, "seconds": 2,
}  # fmt: skip
FORM = {name: "" if value is None else str(value) for name, value in WANTED.items()}


def _demand(county: str = "330302") -> DemandSheet:
    cells = tuple(
        IdleCell(f"8931{number:011}", lng, lat, county, band, minutes * 60_000 // 2, minutes // 2, 12)
        for number, (lng, lat, minutes) in enumerate(SPOTS)
        for band in (2, 4)
    )
    return planning.keep_demand(Demand(date(2026, 7, 1), date(2026, 7, 30), cells, 3, 10))


def _place(lng: float, lat: float, kind: str = "rest_station") -> None:
    Place.objects.create(
        code=f"p{lng}", name="已有的", kind=kind, county="330302", lng=lng, lat=lat, raw_x="0", raw_y="0",
        crs="wgs84", source="a test",
    )  # fmt: skip
    new_edition()


def _planner(county: str = "", department: str = "union", *roles: str) -> Actor:
    return make_officer(*(roles or ("handler",)), department=department, county=county)


def _client(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def test_a_run_takes_the_best_sites_beside_those_that_stand() -> None:
    _demand()
    _place(120.60, 27.98)
    row = planning.ask(_planner(), WANTED)
    assert planning.progress(row, timezone.now()) == 0
    assert planning.QUEUE.work_off() == 1
    row.refresh_from_db()
    assert {one["lng"] for one in row.sites} == {120.65, 120.70}
    figures = row.figures
    assert (figures["value"], figures["bound"], figures["proven"]) == (900, 900, True)
    assert (figures["before"]["share"], figures["after"]["share"]) == (0.4, 0.9)
    assert figures["cost"] == 100_000
    assert figures["after"]["worst_metres"] == pytest.approx(4_915, abs=15)
    assert figures["before"]["worst_metres"] == pytest.approx(14_746, abs=40)
    assert figures["after"]["gini"] < figures["before"]["gini"]


def test_a_part_of_the_day_and_a_county_of_its_own() -> None:
    _demand()
    assert sum(one["idle"] for one in planning.heat("", None)) == 1_000
    assert sum(one["idle"] for one in planning.heat("", 2)) == 500
    assert planning.heat("330304", None) == []
    with pytest.raises(InputError):
        planning.ask(_planner("330304"), WANTED)
    _demand("330304")
    assert DemandSheet.objects.count() == 1
    assert DemandCell.objects.count() == 8


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"kind": "temple"}, {"count": 0}, {"count": 5}, {"reach": 10}, {"seconds": 31}, {"unit_cost": -1}],
)
def test_what_cannot_be_run_is_told(wrong: dict[str, Any]) -> None:
    _demand()
    with pytest.raises(InputError):
        planning.ask(_planner(), WANTED | wrong)
    assert not Scenario.objects.exists()


def test_a_cancelled_run_keeps_nothing_and_does_not_come_back() -> None:
    _demand()
    row = planning.ask(_planner(), WANTED)
    planning.cancel(row)
    assert planning.QUEUE.work_off() == 0
    row.refresh_from_db()
    assert (row.done_at, row.sites) == (None, [])


def test_a_search_ends_at_once_when_somebody_says_so() -> None:
    _demand()
    cells = planning.heat("", None)
    none = [0.0] * len(cells)
    demand = planning._points(cells, weight=[1.0] * len(cells))
    sites = planning._points(cells, fixed=none, cost=none, capacity=none)
    begun = timezone.now()
    assert run_apart(SitingTask(demand, sites, 1, 600, 3_000.0, 1), lambda: True) is None
    assert timezone.now() - begun < timedelta(seconds=30)


def test_a_moved_site_is_another_scenario_measured_from_scratch_without_a_bound() -> None:
    _demand()
    row = planning.ask(_planner(), WANTED)
    planning.QUEUE.work_off()
    row.refresh_from_db()
    number = next(at for at, one in enumerate(row.sites) if one["lng"] == 120.65)
    other = planning.move(row, number, 120.75, 27.98, "挪了")
    assert (row.figures["after"]["share"], other.figures["after"]["share"]) == (0.7, 0.5)
    assert (other.parent, other.figures.get("bound"), other.name) == (row, None, "挪了")
    row.refresh_from_db()
    assert row.sites[number]["lng"] == 120.65
    for where in ((116.4, 39.9), (27.98, 120.75)):
        with pytest.raises(InputError):
            planning.move(row, number, *where, "外地")
    with pytest.raises(InputError):
        planning.move(row, 9, 120.75, 27.98, "没有")


def test_candidates_of_a_planner_are_read_and_nothing_else_is_chosen() -> None:
    _demand()
    client = _client(_planner())
    rows = "名称,经度,纬度,区县\n甲,120.70,27.98,鹿城区\n乙,120.75,27.98,鹿城区\n".encode()
    sent = FORM | {"count": "1", "crs": "wgs84"}
    done = client.post("/agency/places/plan/", sent | {"candidates": SimpleUploadedFile("c.csv", rows)})
    assert done.status_code == 302
    planning.QUEUE.work_off()
    assert [one["name"] for one in Scenario.objects.get().sites] == ["甲"]
    for content, more in ((rows, {"crs": ""}), (b"x", {}), (rows.replace(b"120.70", b"x"), {})):
        file = SimpleUploadedFile("c.csv", content)
        assert client.post("/agency/places/plan/", sent | more | {"candidates": file}).status_code == 400
    assert Scenario.objects.count() == 1


def test_the_page_runs_waits_shows_and_compares() -> None:
    _demand()
    _place(120.60, 27.98)
    client = _client(_planner())
    assert "8931" in client.get("/agency/places/plan/?band=2").content.decode()
    first = client.post("/agency/places/plan/", FORM)["Location"]
    waiting = client.get(first)
    assert waiting["Refresh"] == "2"
    assert "在排队" in waiting.content.decode()
    client.post("/agency/places/plan/", FORM | {"name": "二", "count": "1"})
    planning.QUEUE.work_off()
    shown = client.get(first)
    assert "Refresh" not in shown
    assert "40.0% → 90.0%" in shown.content.decode()
    assert "就是最好的" in shown.content.decode()
    numbers = [one.pk for one in Scenario.objects.order_by("pk")]
    beside = client.get(f"/agency/places/plan/compare/?s={numbers[0]}&s={numbers[1]}").content.decode()
    assert "40.0% → 90.0%" in beside
    assert "40.0% → 70.0%" in beside
    assert client.post(first, {"site": "0", "lng": "x", "lat": "1"}).status_code == 400
    moved = client.post(first, {"site": "0", "lng": "120.75", "lat": "27.98", "name": "三"})
    assert "手动挪过" in client.get(moved["Location"]).content.decode()
    asked = client.post("/agency/places/plan/", FORM)["Location"]
    client.post(asked, {"do": "cancel"})
    assert "取消了" in client.get(asked).content.decode()
    assert client.post("/agency/places/plan/", FORM | {"count": "many"}).status_code == 400


def test_the_sites_come_out_as_files() -> None:
    _demand()
    client = _client(_planner())
    row = planning.ask(_planner(), WANTED)
    _place(120.60, 27.98, "toilet")
    assert client.get(f"/agency/places/plan/{row.pk}.pdf").status_code == 404
    planning.QUEUE.work_off()
    features = json.loads(client.get(f"/agency/places/plan/{row.pk}.geojson").content)["features"]
    assert {one["geometry"]["coordinates"][0] for one in features} == {120.60, 120.65}
    book = load_workbook(io.BytesIO(b"".join(client.get(f"/agency/places/plan/{row.pk}.xlsx").streaming_content)))  # type: ignore[attr-defined]
    assert book.active is not None
    assert book.active.max_row == 3
    assert "已有的 旁约 0 米" in {cell.value for cell in book.active["A"]}
    pdf = client.get(f"/agency/places/plan/{row.pk}.pdf").content
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type/Page\n") <= 1
    assert client.get(f"/agency/places/plan/{row.pk}.exe").status_code == 404


def test_who_plans_and_whose_scenarios_they_are() -> None:
    _demand()
    row = planning.ask(_planner(), WANTED)
    assert _client(_planner(department="hrss")).get("/agency/places/plan/").status_code == 404
    assert _client(_planner("330304")).get(f"/agency/places/plan/{row.pk}/").status_code == 404
    assert _client(_planner(department="transport")).get(f"/agency/places/plan/{row.pk}/").status_code == 200


def test_nothing_is_promised_before_demand_was_added_up() -> None:
    assert "还没有等单的数" in _client(_planner()).get("/agency/places/plan/").content.decode()


def test_a_search_that_cannot_be_is_said_on_the_page() -> None:
    """The places of the scenario were taken away between the question and the search."""
    _demand()
    actor = _planner()
    row = planning.ask(actor, WANTED | {"count": 4})
    DemandCell.objects.filter(lng=120.75).delete()
    planning.QUEUE.work_off()
    row.refresh_from_db()
    assert row.fault
    assert "没算成" in _client(actor).get(f"/agency/places/plan/{row.pk}/").content.decode()
