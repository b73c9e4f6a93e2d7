"""Single-line cover: from the day after receipt, until people leave; who worked without; what supervision reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import duckdb
import pytest
import time_machine
from django.test import Client

from huxin.core.service import verify
from huxin.identity.service import SYSTEM, Account
from huxin.measures.employment.service import file_engagements
from huxin.measures.insurance import rosters
from huxin.measures.insurance.service import (
    Worked,
    covers_of,
    enrol,
    export_cover,
    first_day_covered,
    gaps,
    gaps_xlsx,
    leave,
    month_of_cover,
    no_feed,
    register_orders,
)
from huxin.people.service import Cover, Person, erase_person
from huxin.supervision.identity import worker_key
from tests.measures.support import CODE, OTHER, company_actor, make_companies, row, table

pytestmark = pytest.mark.django_db
KEY = b"0123456789abcdef"


@pytest.fixture(autouse=True)
def _feed() -> Iterator[None]:
    make_companies()
    yield
    register_orders(no_feed)


def send(day: str, *rows: dict[str, object], company: str = CODE) -> dict[str, object]:
    with time_machine.travel(f"{day}T23:30:00+08:00", tick=False):
        return dict(enrol(SYSTEM, company, table("single-line-roster", list(rows)), "r.csv").answer)


def go(day: str, *rows: dict[str, object]) -> dict[str, object]:
    with time_machine.travel(f"{day}T09:00:00+08:00", tick=False):
        receipt = leave(SYSTEM, CODE, table("single-line-leave", list(rows)), "l.csv")
        return {**receipt.answer, "codes": [one.code for one in receipt.checked.faults]}


def span() -> list[tuple[date, date | None]]:
    return [(one.cover_from, one.cover_to) for one in Cover.objects.order_by("cover_from", "platform")]


def test_cover_begins_the_day_after_receipt_or_later() -> None:
    assert first_day_covered(date(2026, 12, 31)) == date(2027, 1, 1)
    send("2026-03-02", row(1, start_on=""), row(2, start_on="2026-03-10"), row(3, start_on="2026-01-01"))
    assert span() == [(date(2026, 3, 3), None), (date(2026, 3, 3), None), (date(2026, 3, 10), None)]
    assert verify().intact


def test_a_list_sent_again_after_a_leave_is_meant_again() -> None:
    send("2026-03-02", row(1, start_on=""))
    go("2026-03-02", row(1, leave_on="2026-03-08"))
    assert span() == [(date(2026, 3, 3), date(2026, 3, 8))]
    again = send("2026-03-02", row(1, start_on=""))
    assert again["changed"] == 1
    assert span() == [(date(2026, 3, 3), None)]


def test_every_platform_insures_on_its_own_and_nobody_twice() -> None:
    first = send("2026-03-02", row(1), row(1, platform="饿了么"))
    again = send("2026-03-05", row(1), row(2))
    other = send("2026-03-05", row(1), company=OTHER)
    assert (first["new"], again["new"], again["same"], other["new"]) == (2, 1, 1, 1)
    assert span().count((date(2026, 3, 3), None)) == 2


def test_a_leave_list_never_ends_cover_backwards_unless_the_city_reads_it_so(monkeypatch: pytest.MonkeyPatch) -> None:
    send("2026-03-02", row(1), row(2), row(3))
    done = go("2026-03-20", row(1, leave_on="2026-03-10"), row(2, leave_on="2026-03-25"))
    assert done["changed"] == 2
    assert sorted(str(end) for _, end in span()) == ["2026-03-20", "2026-03-25", "None"]
    monkeypatch.setattr(rosters, "_backwards", lambda on: True)
    go("2026-03-20", row(3, leave_on="2026-03-11"))
    assert (date(2026, 3, 3), date(2026, 3, 11)) in span()


def test_who_was_never_covered_cannot_leave() -> None:
    send("2026-03-02", row(1))
    done = go(
        "2026-03-20",
        row(1, leave_on="2026-03-01"),
        row(2, leave_on="2026-03-20"),
        row(1, platform="T3", leave_on="2026-03-20"),
    )
    assert done["codes"] == ["before_cover", "not_covered", "not_covered"]
    assert done["changed"] == 0


def test_who_comes_back_goes_on_or_begins_anew() -> None:
    send("2026-03-02", row(1))
    go("2026-03-10", row(1, leave_on="2026-03-20"))
    assert send("2026-03-12", row(1))["changed"] == 1
    go("2026-03-15", row(1, leave_on="2026-03-15"))
    assert send("2026-04-01", row(1))["new"] == 1
    assert span() == [(date(2026, 3, 3), date(2026, 3, 15)), (date(2026, 4, 2), None)]


def test_five_thousand_people_of_whom_three_hundred_are_wrong() -> None:
    rows = [row(one, **({"worker_phone": "12"} if one < 300 else {})) for one in range(5000)]
    answer = send("2026-03-02", *rows)
    assert (answer["new"], answer["wrong"]) == (4700, 300)
    assert Cover.objects.count() == 4700


def order(person: UUID, day: str, number: str = "o1", **changes: str) -> Worked:
    known = {"company": CODE, "platform": "圆通", "trade": "courier", "cover_no": ""} | changes
    return Worked(person=person, day=date.fromisoformat(day), order_id=number, **known)


def feed(*orders: Worked) -> None:
    def given(company: str | None, person: UUID | None, first: date, last: date) -> list[Worked]:
        return [
            one for one in orders
            if first <= one.day <= last and company in (None, one.company) and person in (None, one.person)
        ]  # fmt: skip

    register_orders(given)


def covered_person() -> UUID:
    send("2026-03-02", row(1, platform="圆通", trade="快递"))
    return Person.objects.get(kind="natural").id


def test_without_a_feed_nothing_is_judged() -> None:
    found = gaps(date(2026, 3, 1), date(2026, 3, 31))
    assert (found.fed, found.gaps, found.judged) == (False, (), 0)


def test_regime_b_is_one_gap_a_day_and_platform() -> None:
    who = covered_person()
    feed(
        order(who, "2026-03-02", "a"), order(who, "2026-03-02", "b"), order(who, "2026-03-03", "c"),
        order(who, "2026-03-03", "d", platform="中通"), order(who, "2026-03-02", "e", cover_no="P1"),
    )  # fmt: skip
    found = gaps(date(2026, 3, 1), date(2026, 3, 31))
    assert [(one.day.day, one.platform, one.regime, one.order_ids) for one in found.gaps] == [
        (2, "圆通", "B", ("a", "b")),
        (3, "中通", "B", ("d",)),
    ]
    assert found.judged == 5


def test_regime_c_is_one_gap_an_order_and_rosters_do_not_count() -> None:
    send("2026-03-02", row(1, platform="美团", trade="外卖"))
    who = Person.objects.get(kind="natural").id
    feed(
        *(
            order(who, "2026-03-09", name, platform="美团", trade="takeaway", cover_no=no)
            for name, no in (("a", ""), ("b", "C9"), ("c", ""))
        )
    )
    assert [(one.regime, one.order_ids) for one in gaps(date(2026, 3, 1), date(2026, 3, 31)).gaps] == [
        ("C", ("a",)),
        ("C", ("c",)),
    ]


def test_no_regime_and_employment_are_counted_and_not_judged() -> None:
    who = covered_person()
    file_engagements(SYSTEM, CODE, table("engagements", [row(1, form="劳动关系")]), "p.csv")
    feed(order(who, "2026-03-02"), order(who, "2026-03-02", "l", trade="long_haul", company=OTHER))
    found = gaps(date(2026, 3, 1), date(2026, 3, 31))
    assert (found.gaps, found.judged, found.not_judged) == ((), 0, {"labour_relation": 1, "none": 1})


def test_each_sees_their_own() -> None:
    send("2026-03-02", row(1), row(2))
    one, two = (cover.person_id for cover in Cover.objects.order_by("id"))
    feed(order(one, "2026-03-01"), order(two, "2026-03-01", company=OTHER))
    assert len(gaps(date(2026, 3, 1), date(2026, 3, 1)).gaps) == 2
    assert [gap.person for gap in gaps(date(2026, 3, 1), date(2026, 3, 1), company=OTHER).gaps] == [two]
    assert [gap.person for gap in gaps(date(2026, 3, 1), date(2026, 3, 1), person=one).gaps] == [one]
    assert gaps_xlsx(gaps(date(2026, 3, 1), date(2026, 3, 1)))[:2] == b"PK"


def test_the_calendar_shows_covered_days_and_gaps() -> None:
    who = covered_person()
    feed(order(who, "2026-03-01"), order(who, "2026-03-04"))
    month = month_of_cover(who, date(2026, 3, 1))
    assert len(month.days) == 31
    assert [day.state for day in month.days[:4]] == ["gap", "none", "covered", "covered"]
    assert month.days[3].platforms == ("圆通",)
    register_orders(no_feed)
    assert not month_of_cover(who, date(2026, 2, 1)).fed
    assert len(month_of_cover(who, date(2028, 2, 1)).days) == 29
    assert [one.platform for one in covers_of(who)] == ["圆通"]


def test_supervision_reads_the_records(tmp_path: Path) -> None:
    send("2026-03-02", row(1), row(2), row(3))
    go("2026-03-10", row(2, leave_on="2026-03-10"))
    erase_person(Cover.objects.exclude(cover_to__isnull=False).order_by("id")[0].person)
    path = tmp_path / "cover.parquet"
    assert export_cover(path, KEY) == 2
    rows = duckdb.sql(f'SELECT worker_id, company_id, kind, "from", "to" FROM \'{path}\' ORDER BY "to"').fetchall()  # noqa: S608
    start = 1772467200000
    assert {one[1:4] for one in rows} == {(CODE, "B", start)}
    ended = next(one for one in rows if one[4] is not None)
    assert ended[0] == worker_key(KEY, CODE, "id_card", str(row(2)["worker_id"]))
    assert ended[4] == start + 8 * 86_400_000
    plain = tmp_path / "plain.parquet"
    assert export_cover(plain, None) == 2
    assert duckdb.sql(f"SELECT worker_id_kind FROM '{plain}'").fetchall() == [("id_card",)] * 2  # noqa: S608


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 200),
        ({"last": "0001-01-01"}, 200),
        ({"last": "0001-01-31"}, 200),
        ({"last": "9999-12-31"}, 200),
        ({"first": "0001-01-01", "last": "9999-12-31"}, 200),
        ({"first": "2026-03-02", "last": "2026-03-01"}, 422),
        ({"first": "x"}, 422),
    ],
)
def test_any_days_may_be_asked_for_by_a_program(query: dict[str, str], status: int) -> None:
    client = Client()
    client.force_login(Account.objects.get(pk=company_actor().account_id))
    assert client.get("/api/v1/cover/gaps", query).status_code == status
