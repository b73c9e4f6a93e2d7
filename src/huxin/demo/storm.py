"""One invented typhoon day: warnings in, orders issued and acknowledged, those that broke them, an inquiry answered.

Everything goes the way it goes in earnest: the warning through the same door, the orders through the real detectors.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from django.utils import timezone

from huxin.casework.service import city_pack, file_case, perform, view_case
from huxin.identity.service import SYSTEM, Account, Actor, actor_for
from huxin.law.dates import SHANGHAI
from huxin.measures.governance.service import Finding, add_up, inquiry_answers, keep, pseudonym_key
from huxin.measures.safety.service import sync, take, write_records
from huxin.people.service import Person, company_of, details_of
from huxin.population.duck import connect
from huxin.supervision.lake import Files
from huxin.supervision.scan import ScanRequest, scan

STRUCK: Final = ("330304", "330381")
SHARE: Final = (("330302", 40), ("330304", 30), ("330381", 24), ("330382", 14), ("330326", 6))
"""Counties with orders on that day, and how many riders each has."""
_COLUMNS: Final = (
    "order_id VARCHAR, company_id VARCHAR, worker_id VARCHAR, worker_id_kind VARCHAR, trade VARCHAR, county VARCHAR,"
    " status VARCHAR, accepted_at BIGINT, completed_at BIGINT, promised_at BIGINT, extended_to BIGINT,"
    " recorded_at BIGINT, distance_m BIGINT, worker_pay_fen BIGINT, penalty_fen BIGINT, penalty_reason VARCHAR,"
    " cover_no VARCHAR"
)


@dataclass(frozen=True)
class Ride:
    """One rider of the day: number, county, company."""

    number: str
    county: str
    company: str


def make_storm(draw: Random, people: list[Person], today: date) -> None:
    """The whole thread, two days ago; and a red warning of this hour whose draft waits to be issued."""
    day = today - timedelta(days=2)
    companies = [actor_for(Account.objects.get(username=f"company-{serial}")) for serial in (1, 2)]
    _orders(day, companies)
    with tempfile.TemporaryDirectory(prefix="huxin-demo-") as folder:
        _find(Path(folder), draw, people, companies, day)
    _inquiry(companies[1], day)
    _now(today)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def _warning(name: str, colour: str, start: datetime, end: datetime, counties: tuple[str, ...], *old: str) -> bytes:
    return json.dumps(
        {
            "id": name, "senderName": "温州市气象台（演示）", "issuedTime": start.isoformat(),
            "messageType": "update" if old else "alert", "supersedes": list(old),
            "eventType": {"code": "1001", "name": "台风"}, "color": {"code": colour},
            "effectiveTime": start.isoformat(), "expireTime": end.isoformat(), "counties": list(counties),
            "headline": "温州市气象台发布台风预警（演示）",
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip


def _orders(day: date, companies: list[Actor]) -> None:
    """Orange in the morning, red at noon, over in the evening; issued at once, acknowledged by all but one."""
    chain = [("orange", _at(day, 9), _at(day, 20)), ("red", _at(day, 12), _at(day, 18))]
    before: list[str] = []
    for place, (colour, start, end) in enumerate(chain):
        name = f"demo-{day:%Y%m%d}-{place}"
        drafts = take(SYSTEM, _warning(name, colour, start, end, STRUCK, *before), at=start).orders
        before = [name]
        for no in drafts:
            officer = actor_for(Account.objects.get(username="emergency"))
            perform(officer, no, "issue", {}, key=f"demo-issue-{no}", at=start + timedelta(minutes=4))
            asked = "acknowledge" in view_case(SYSTEM, no).procedure.acts  # advice asks nobody
            for company, minutes in zip(companies, (6, 31), strict=True) if asked else ():
                said = {"done_what": "系统已经调整，骑手收到通知。"}
                acknowledged = start + timedelta(minutes=minutes)
                perform(company, no, "acknowledge", said, key=f"demo-ack-{no}-{minutes}", at=acknowledged)
        sync(start)
    sync(_at(day, 21))


def _find(folder: Path, draw: Random, people: list[Person], companies: list[Actor], day: date) -> None:
    """Four weeks of sums, one day of findings; the second company goes on for an hour after the stop."""
    orders, warnings, found = (folder / f"{name}.parquet" for name in ("orders", "warnings", "findings"))
    rides = _rides(people, companies)
    late = company_of(companies[1]).credit_code
    days = [(day - timedelta(days=back), not back) for back in range(27, -1, -1)]
    rows = [row for one, storm in days for row in _day(draw, rides, one, late, storm=storm)]
    con = connect(paths=[orders])
    con.execute(f"CREATE TABLE orders ({_COLUMNS})")
    parts = ", ".join(f"unnest(${place + 1})" for place in range(len(rows[0])))
    con.execute(f"INSERT INTO orders SELECT {parts}", [list(column) for column in zip(*rows, strict=True)])
    con.execute(f"COPY orders TO '{orders}' (FORMAT parquet)")
    con.close()
    write_records(warnings)
    key = pseudonym_key()
    first = day - timedelta(days=27)
    report = scan(ScanRequest(first, day, Files(str(orders), warnings=str(warnings)), city_pack(), found, key=key))
    keep(SYSTEM, found, report.as_json())
    add_up(str(orders), first, day, key=key)


def _rides(people: list[Person], companies: list[Actor]) -> list[Ride]:
    """Real numbers of invented riders, so that each finds the own hours in the portal; some ride for both."""
    codes = [company_of(one).credit_code for one in companies]
    rides = []
    for county, number in SHARE:
        own = [person for person in people if person.county == county][:number]
        for place, person in enumerate(own):
            card = details_of(person).id_number
            rides.append(Ride(card, county, codes[place % 2]))
            if place % 5 == 0:
                rides.append(Ride(card, county, codes[(place + 1) % 2]))
    return rides


def _day(draw: Random, rides: list[Ride], day: date, late: str, *, storm: bool) -> list[tuple[Any, ...]]:
    rows = []
    for place, one in enumerate(rides):
        begin = 9 * 60 + draw.randrange(60)
        stays = storm and one.county in STRUCK
        number = draw.randrange(5, 10) if storm else draw.randrange(2, 5)
        for serial in range(number):
            minute = begin + serial * 37 + draw.randrange(12)
            stopped = stays and 12 * 60 + 15 <= minute < 18 * 60
            if stopped and not (one.company == late and minute < 13 * 60 + 15):
                continue
            rows.append(_row(draw, one, day, minute, f"{day:%m%d}-{place}-{serial}"))
    return rows


def _row(draw: Random, one: Ride, day: date, minute: int, name: str) -> tuple[Any, ...]:
    start = round((_at(day, 0) + timedelta(minutes=minute)).timestamp() * 1000)
    length = draw.randrange(18, 36) * 60_000
    promised = start + 45 * 60_000
    return (
        name, one.company, one.number, "id_card", "takeaway", one.county, "completed", start, start + length, promised,
        promised + 60 * 60_000, start + length + 1000, draw.randrange(700, 2900), draw.randrange(1200, 2200), 0, None,
        "演示保障",
    )  # fmt: skip


def _inquiry(company: Actor, day: date) -> None:
    """The labour office asks, the company answers with a plan."""
    code = company_of(company).credit_code
    one = Finding.objects.filter(detector="weather_dispatch", county="330304", parts__company=code).first()
    if one is None:
        return
    handler = actor_for(Account.objects.get(username="handler-330304"))
    answers = inquiry_answers(one, code)
    begun = _at(day + timedelta(days=1), 9)
    no = str(file_case(handler, "inquiry", answers, papers={}, key="demo-inquiry", at=begun)["no"])
    sent = {
        "to": answers["company"], "facts": answers["facts"], "clause": answers["suspected_clause"],
        "questions": "停派以后为什么还派单？什么时候停的？以后怎么改？",
    }  # fmt: skip
    perform(handler, no, "send", sent, key="demo-inquiry-send", at=begun + timedelta(minutes=20))
    reply = {
        "stance": "admits", "answer": "停派指令到了以后，一个站点的系统晚了一个小时才停。",
        "plan": "接上接口推送，指令到了自动停派；两周内做完。",
    }  # fmt: skip
    perform(company, no, "acknowledge", reply, key="demo-inquiry-answer", at=begun + timedelta(hours=5))


def _now(today: date) -> None:
    """A red warning for Ouhai that holds now: its draft waits for the officer on duty."""
    now = timezone.now()
    ends = now + timedelta(hours=20)
    take(SYSTEM, _warning(f"demo-{today:%Y%m%d}-now", "red", now, ends, STRUCK[:1]), at=now)
