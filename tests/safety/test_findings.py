"""Findings kept, seen, judged, asked about; figures of days without small cells."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from huxin.casework.service import Case, ConflictError, NotFoundError, file_case, view_case
from huxin.core.service import verify
from huxin.identity.service import SYSTEM, Account, Actor
from huxin.law import InputError
from huxin.measures.governance.figures.adding import Added
from huxin.measures.governance.models import DayFigure, Finding
from huxin.measures.governance.service import (
    Filter,
    add_up,
    askable,
    dismiss,
    facets,
    inquiry_answers,
    keep,
    of_order,
    of_worker,
    overview,
    own_parts,
    page_of,
    visible,
)
from huxin.people.service import company_of
from huxin.supervision.tests.support import order, run, write
from tests.safety.support import COUNTY
from tests.support import findings_of, key, make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 15)
STORM = {"id": "w-1", "type": "typhoon", "colour": "red", "county": COUNTY, "cancelled_at": None, "supersedes": []}


def at(text: str) -> int:
    from huxin.supervision.tests.support import at as moment

    return moment(text)


def code(company: Actor) -> str:
    return company_of(company).credit_code


def stormy(folder: Path, first: Actor, second: Actor, number: int = 3) -> Path:
    """A day with orders against a stop, and a rider who works long for both."""
    rows = [
        order(
            f"07-15 13:{minute:02d}",
            f"07-15 13:{minute + 20:02d}",
            company_id=code(first),
            county=COUNTY,
            worker_id=f"r{minute}",
        )
        for minute in range(number)
    ]
    rows += [
        order("07-15 06:00", "07-15 09:30", company_id=code(first), county="330302", worker_id="long"),
        order("07-15 09:35", "07-15 10:45", company_id=code(second), county="330302", worker_id="long"),
    ]
    warnings = [STORM | {"effective_at": at("07-15 12:00"), "expires_at": at("07-15 18:00")}]
    found, _ = run(folder, rows, "2026-07-15", warnings=warnings)
    assert {one["detector"] for one in found} >= {"weather_dispatch", "continuous_work"}
    return folder / "findings.parquet"


def open_schema(path: Path) -> pa.Schema:
    """The columns of the file, every one of them allowed to be empty."""
    return pa.schema([pa.field(one.name, one.type) for one in pq.read_schema(path)])


@pytest.fixture
def day(tmp_path: Path) -> tuple[Actor, Actor]:
    first, second = make_company("甲平台"), make_company("乙平台")
    keep(SYSTEM, stormy(tmp_path / "day", first, second))
    return first, second


def test_a_file_is_kept_once_and_sealed(tmp_path: Path) -> None:
    path = stormy(tmp_path / "day", make_company(), make_company())
    kept = keep(SYSTEM, path)
    assert kept.new == kept.rows == Finding.objects.count() > 0
    again = keep(SYSTEM, path)
    assert (again.new, again.again) == (0, True)
    assert verify().intact


def test_an_order_leads_to_the_findings_in_scope(day: tuple[Actor, Actor]) -> None:
    one = Finding.objects.filter(county=COUNTY).exclude(order_ids=[]).first()
    assert one is not None
    order_id = str(one.order_ids[0])
    assert one in of_order(make_officer("handler", county=COUNTY), order_id)
    assert not of_order(make_officer("handler", county="330382"), order_id).exists()
    assert not of_order(make_officer("handler", county=COUNTY, department="market"), order_id).exists()
    client = Client()
    client.force_login(Account.objects.get(pk=make_officer("handler", county=COUNTY).account_id))
    assert f"/agency/findings/{one.id}/" in client.post("/agency/find/", {"text": order_id}).content.decode()


def test_the_same_findings_in_another_file_stay_as_they_were(tmp_path: Path) -> None:
    path = stormy(tmp_path / "day", make_company(), make_company())
    number = keep(SYSTEM, path).rows
    other = tmp_path / "other.parquet"
    pq.write_table(pq.read_table(path), other, compression="gzip")
    kept = keep(SYSTEM, other)
    assert (kept.new, kept.known) == (0, number)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("severity", "case"),
        ("detector", "nonsense"),
        ("evidence", "{"),
        ("status_of_source", "unheard"),
        ("clause", None),
    ],
)
def test_a_file_that_claims_too_much_is_refused_whole(tmp_path: Path, column: str, value: Any) -> None:
    path = stormy(tmp_path / "day", make_company(), make_company())
    rows = [{**row, column: value} for row in pq.read_table(path).to_pylist()]
    wrong = tmp_path / "wrong.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=open_schema(path)), wrong)
    with pytest.raises(InputError) as refused:
        keep(SYSTEM, wrong)
    assert refused.value.problem.hint
    assert not Finding.objects.exists()


def test_what_is_no_findings_file_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "x.parquet"
    text.write_text("nothing")
    for path in (text, tmp_path / "none.parquet", Path(write(tmp_path / "o.parquet", [order("07-15 10:00", None)]))):
        with pytest.raises(InputError):
            keep(SYSTEM, path)


def test_who_sees_which_findings(day: tuple[Actor, Actor]) -> None:
    def seen(actor: Actor) -> set[str]:
        return set(visible(actor).values_list("detector", flat=True))

    everything = seen(make_officer("handler", county=""))
    assert {"weather_dispatch", "continuous_work"} <= everything
    assert "continuous_work" not in seen(make_officer("handler"))  # it happened in another county
    assert seen(make_officer("handler", department="emergency")) == {"weather_dispatch"}
    for nobody in (make_worker(), day[0], make_officer("handler", department="court"), Actor("nobody")):
        assert seen(nobody) == set()


def test_a_company_sees_its_own_part_only_where_that_is_over_the_limit(day: tuple[Actor, Actor]) -> None:
    first, second = day
    assert {one.finding.detector for one in own_parts(first)} >= {"weather_dispatch"}
    assert "continuous_work" not in {one.finding.detector for one in own_parts(first) + own_parts(second)}
    long = Finding.objects.get(detector="continuous_work")
    assert long.company == ""
    assert askable(long) == []  # neither alone worked the person too long
    assert [one.id for one in of_worker(long.worker) if one.detector == "continuous_work"] == [long.id]
    assert of_worker("") == []


def test_facets_filters_and_pages(day: tuple[Actor, Actor]) -> None:
    rows = visible(make_officer("handler", county=""))
    counted = dict(facets(rows)["detector"])
    assert counted["weather_dispatch"] == Filter(detector="weather_dispatch").apply(rows).count() == 3
    assert Filter(company=code(day[1])).apply(rows).count() >= 1
    assert Filter(day=DAY + timedelta(days=1)).apply(rows).count() == 0
    listed, after = page_of(rows, "")
    assert after == ""
    started, name = listed[0].started_at, listed[0].id
    assert len(page_of(rows, f"{started}/{name}")[0]) == len(listed) - 1
    assert page_of(rows, "nonsense")[0] == listed


def test_a_false_alarm_needs_a_reason_and_counts_no_more(day: tuple[Actor, Actor]) -> None:
    handler = make_officer("handler", county="")
    one = Finding.objects.filter(detector="weather_dispatch").first()
    assert one is not None
    with pytest.raises(InputError):
        dismiss(handler, one.id, " ")
    with pytest.raises(NotFoundError):
        dismiss(day[0], one.id, "不是派单")
    dismiss(handler, one.id, "订单是预约单，早就接了")
    with pytest.raises(ConflictError):
        dismiss(handler, one.id, "再来一次")
    assert Filter(state="false_alarm").apply(visible(handler)).count() == 1
    assert verify().intact


def test_one_inquiry_takes_all_findings_of_a_kind_and_day(day: tuple[Actor, Actor]) -> None:
    handler = make_officer("handler")
    one = Finding.objects.filter(detector="weather_dispatch").first()
    assert one is not None
    assert askable(one) == [code(day[0])]
    answers = inquiry_answers(one, code(day[0]))
    assert (answers["company"], answers["source_status"], answers["county"]) == ("甲平台", "proposal", COUNTY)
    assert "共 3 条" in answers["facts"]
    no = str(file_case(handler, "inquiry", answers, papers={}, key=key())["no"])
    assert len(findings_of(no)) == 3
    assert Filter(state="asked").apply(visible(handler)).count() == 3
    assert view_case(handler, no).answers["finding_no"] == one.id


def test_an_inquiry_that_names_no_finding_remembers_none(day: tuple[Actor, Actor]) -> None:
    from tests.first_floor.test_parties import form

    handler = make_officer("handler")
    no = str(file_case(handler, "inquiry", form("inquiry", company_code=code(day[0])), papers={}, key=key())["no"])
    assert findings_of(no) == []
    assert Case.objects.count() == 1


def test_figures_leave_small_cells_out_and_their_neighbour_too(tmp_path: Path) -> None:
    rows = [
        order("07-15 10:00", "07-15 11:00", county=county, worker_id=f"{county}-{serial}")
        for county, number in (("330302", 30), (COUNTY, 12), ("330381", 3))
        for serial in range(number)
    ]
    assert add_up(write(tmp_path / "o.parquet", rows), DAY, DAY) == Added(4, 0)
    found = {one.county: one for one in overview(DAY, DAY).cells}
    assert found["330381"].hidden
    assert found[COUNTY].hidden  # else the city less Lucheng would tell the three
    assert (found["330302"].workers, found["330302"].hours, found[""].workers) == (30, 30, 45)
    assert found["330381"].workers is None
    assert found[""].breaches is None  # nobody scanned the day: not known, and not zero
    assert overview(DAY, DAY).not_scanned == (DAY,)


def test_overlaps_count_once_and_a_day_computed_again_replaces_the_first(tmp_path: Path) -> None:
    rows = [
        order("07-15 10:00", "07-15 11:00", worker_id=f"w{serial}", company_id=company)
        for serial in range(12)
        for company in ("91330300AAAAAAAA0A", "91330300BBBBBBBB06")
    ]
    path = write(tmp_path / "o.parquet", rows)
    add_up(path, DAY, DAY)
    add_up(path, DAY, DAY)
    city = DayFigure.objects.get(day=DAY, county="")
    assert (city.orders, city.workers, city.minutes) == (24, 12, 720)


def test_breaches_per_ten_thousand_count_what_was_kept(tmp_path: Path, day: tuple[Actor, Actor]) -> None:
    rows = [order("07-15 10:00", "07-15 11:00", worker_id=f"w{serial}", county="330302") for serial in range(40)]
    add_up(write(tmp_path / "o.parquet", rows), DAY, DAY)
    (city,) = [one for one in overview(DAY, DAY).cells if not one.county]
    worker_findings = Finding.objects.filter(
        detector__in=("continuous_work", "daily_hours", "pay_floor_worker")
    ).count()
    assert city.breaches == worker_findings * 10_000 // 40
    assert city.weather == 3 * 10_000 // 40


def test_a_day_without_findings_is_clean_only_where_a_scan_says_so(tmp_path: Path) -> None:
    rows = [order("07-15 10:00", "07-15 11:00", worker_id=f"w{serial}", county="330302") for serial in range(40)]
    _, report = run(tmp_path / "scan", rows, "2026-07-15", warnings=[])
    add_up(str(tmp_path / "scan" / "orders.parquet"), DAY, DAY)

    def city() -> Any:
        return next(one for one in overview(DAY, DAY).cells if not one.county)

    assert (city().breaches, city().weather) == (None, None)
    keep(SYSTEM, tmp_path / "scan" / "findings.parquet", report.as_json())
    assert (city().breaches, city().weather) == (0, 0)


def test_what_no_scan_printed_is_no_report(tmp_path: Path) -> None:
    path = stormy(tmp_path / "day", make_company(), make_company())
    for wrong in ({}, {"days": ["x", "y"]}, {"days": ["2026-07-15"] * 2, "not_judged": None}):
        with pytest.raises(InputError):
            keep(SYSTEM, path, wrong)
    assert not Finding.objects.exists()
