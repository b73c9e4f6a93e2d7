"""A worker's own week: the sums are those of a count minute by minute; what nobody reported is not called nothing."""

from __future__ import annotations

import os
import random
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from huxin.casework.service import today
from huxin.law.dates import SHANGHAI
from huxin.measures.governance.own_week import OwnWeek, week_of
from huxin.people.service import Person, details_of
from huxin.supervision.synth.defects import SENDER
from huxin.supervision.synth.people import COMPANIES
from tests.feeds.support import land, ndjson, rows
from tests.portals.conftest import signed_in
from tests.support import make_worker

pytestmark = pytest.mark.django_db
LAST = date(2026, 7, 8)
EXAMPLES = int(os.environ.get("HUXIN_EXAMPLES", "20")) // 10
_serial = count(1)
Work = tuple[datetime, int, int, int]
"""Begin, minutes, pay, deduction."""


def sent(number: str, some: list[Work], company: str = SENDER, trade: str = "takeaway", county: str = "330302") -> None:
    """One delivery of a company with these orders of one person."""
    (like,) = rows(1)
    found = []
    for begin, minutes, pay, penalty in some:
        end = begin + timedelta(minutes=minutes)
        times = {"accepted_at": begin, "picked_up_at": begin, "completed_at": end, "promised_at": end}
        found.append(
            like | {name: at.isoformat() for name, at in times.items()}
            | {"order_id": f"W{next(_serial)}", "recorded_at": end.isoformat(), "worker_id": number, "trade": trade}
            | {"company_id": company, "county": county, "worker_pay_fen": pay, "penalty_fen": penalty}
            | {"penalty_reason": "late" if penalty else None}
        )  # fmt: skip
    assert land(ndjson(found), company=company).batch.accepted == len(some)


def number_of(person: object) -> str:
    return details_of(Person.objects.select_related("data_key").get(id=person)).id_number


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=SHANGHAI)


def counted(week: OwnWeek, work: list[Work]) -> dict[date, int]:
    """Minutes of each day by going through them one by one."""
    busy = {begin + timedelta(minutes=one) for begin, minutes, _pay, _penalty in work for one in range(minutes)}
    return {one.day: sum(minute.date() == one.day for minute in busy) for one in week.days}


@pytest.mark.parametrize("seed", range(max(1, EXAMPLES)))
def test_the_minutes_are_those_of_a_count_one_by_one(seed: int) -> None:
    worker, draw = make_worker(), random.Random(seed)
    number, work = number_of(worker.person_id), list[Work]()
    for company in (COMPANIES[0].code, COMPANIES[1].code):
        own = [
            (at(1, 0) + timedelta(minutes=draw.randrange(8 * 1440)), draw.randrange(1, 240), 500, 0) for _ in range(40)
        ]
        sent(number, own, company)
        work += own
    week = week_of(number, LAST)
    assert {one.day: one.minutes for one in week.days} == counted(week, work)
    assert [one.over for one in week.days] == [one.minutes > 480 for one in week.days]
    assert week_of(number_of(make_worker().person_id), LAST).worked is False


def test_hours_pay_and_the_lines_of_the_law() -> None:
    worker = make_worker()
    number = number_of(worker.person_id)
    other = COMPANIES[1].code
    sent(number, [(at(8, 9), 60, 3000, 0), (at(8, 10, 10), 60, 2500, 500), (at(7, 23, 30), 60, 900, 0)])
    sent(number, [(at(8, 9, 30), 60, 1000, 0), (at(6, 8), 200, 1, 0), (at(6, 11, 30), 60, 1, 0)], other)
    week = week_of(number, LAST)
    by_day = {one.day.day: one for one in week.days}
    assert (by_day[8].minutes, by_day[7].minutes) == (30 + 130, 30)
    assert by_day[8].companies == 2
    assert by_day[8].pay_fen == 3000 + 2000 + 1000
    assert by_day[8].hourly_fen == 6000 * 60 // 180, "each company's time counts once for the pay"
    assert by_day[6].longest == 270, "ten minutes are no break"
    assert by_day[8].floor is not None
    assert by_day[8].floor.value == 2400
    assert by_day[8].floor.doubtful
    assert week.daily is not None
    assert week.daily.value == 480
    assert week.stretch is not None
    assert week.stretch.value == 240
    assert by_day[5].reported is False
    assert by_day[8].reported


def test_a_trade_without_a_daily_line_has_none() -> None:
    worker = make_worker()
    number = number_of(worker.person_id)
    sent(number, [(at(8, 8), 600, 9000, 0)], trade="instant_delivery")
    week = week_of(number, LAST)
    assert week.daily is None
    assert week.stretch is not None
    assert not any(one.over for one in week.days)


def test_the_page_says_what_is_there_and_what_is_not(tmp_path: Path) -> None:
    worker = make_worker()
    client = signed_in(worker)
    assert "还没有平台交来数据" in client.get("/hours/").text
    begin = datetime.now(UTC).astimezone(SHANGHAI).replace(hour=1, minute=0, second=0, microsecond=0) - timedelta(
        days=1
    )
    sent(number_of(worker.person_id), [(begin, 545, 12_345, 0)])
    page = client.get("/hours/").text
    assert "9:05" in page
    assert "超过了" in page
    assert "没数据" in page
    assert page.count("<svg") == 1
    assert "13.59" in page, "12345 fen for 545 minutes"
    assert "没有你的单" in signed_in(make_worker()).get("/hours/").text
    before = client.get(f"/hours/?to={today() - timedelta(days=7)}").text
    assert "还没有平台交来数据" in before
    assert "后七天" in before
    for strange in ("2999-01-01", "0001-01-01", "x", "\0"):
        assert client.get("/hours/", {"to": strange}).status_code == 200
