"""Lists of companies: right rows land, wrong ones come back, the same list is taken in once; who has no paper."""

from __future__ import annotations

import io
from datetime import date, datetime

import openpyxl
import pytest
import time_machine

from huxin.casework.service import ROSTERS, ConflictError, ForbiddenError, take_in
from huxin.core.service import verify
from huxin.identity.service import SYSTEM
from huxin.law import InputError
from huxin.measures.employment.models import Reconciliation
from huxin.measures.employment.service import (
    file_agreements,
    file_engagements,
    gaps_xlsx,
    reconcile,
    without_paper,
)
from huxin.people.service import Agreement, Engagement, Filing, Person, details_of
from tests.measures.support import CODE, OTHER, company_actor, make_companies, row, table
from tests.support import make_worker

pytestmark = pytest.mark.django_db
MARCH = "2026-03-02T10:00:00+08:00"


@pytest.fixture(autouse=True)
def _companies() -> None:
    make_companies()


@time_machine.travel(MARCH, tick=False)
def test_right_rows_land_and_wrong_ones_come_back() -> None:
    rows = [row(1), row(2, worker_id="330304198105030010"), row(3), row(1)]
    receipt = file_agreements(company_actor(), CODE, table("agreements", rows), "a.csv")
    assert {name: receipt.answer[name] for name in ("rows", "new", "same", "changed", "wrong")} == {
        "rows": 4, "new": 2, "same": 0, "changed": 0, "wrong": 2,
    }  # fmt: skip
    assert [(one.row, one.code) for one in receipt.checked.faults] == [(3, "id_check"), (5, "again")]
    assert receipt.to_mend is not None
    page = openpyxl.load_workbook(io.BytesIO(receipt.to_mend)).worksheets[0]
    assert page.max_row == 3
    assert Agreement.objects.filter(company_id=CODE, status="signed").count() == 2
    assert verify().intact


def test_a_list_that_came_in_another_zone_is_sealed_as_it_is_read_back() -> None:
    at = datetime.fromisoformat(MARCH)
    take_in(company_actor(), CODE, ROSTERS["engagements"], table("engagements", [row(1)]), "e.csv", at=at)
    assert verify().intact


@time_machine.travel(MARCH, tick=False)
def test_the_same_list_again_changes_nothing() -> None:
    content = table("agreements", [row(1), row(2)])
    first = file_agreements(company_actor(), CODE, content, "a.csv", key="one page")
    again = file_agreements(company_actor(), CODE, content, "b.csv", key="one page")
    assert (again.answer, again.replayed, first.replayed) == (first.answer, True, False)
    assert Filing.objects.count() == 1
    with time_machine.travel("2026-03-03T10:00:00+08:00", tick=False):
        fresh = file_agreements(company_actor(), CODE, content, "a.csv").answer
    assert (fresh["new"], fresh["same"]) == (0, 2)
    assert Agreement.objects.count() == 2
    with pytest.raises(ConflictError):
        file_agreements(company_actor(), CODE, content, "a.csv", key="k")
        file_agreements(company_actor(), CODE, table("agreements", [row(9)]), "a.csv", key="k")


@time_machine.travel(MARCH, tick=False)
def test_a_row_that_says_something_else_is_the_next_version() -> None:
    file_agreements(company_actor(), CODE, table("agreements", [row(1)]), "a.csv")
    answer = file_agreements(company_actor(), CODE, table("agreements", [row(1, end_on="2027-01-31")]), "a.csv").answer
    assert (answer["new"], answer["changed"], answer["same"]) == (0, 1, 0)
    newest = Agreement.objects.get(status="signed")
    assert (newest.version, newest.end_on) == (2, date(2027, 1, 31))
    assert newest.previous is not None
    assert newest.previous.status == "replaced"


@time_machine.travel(MARCH, tick=False)
def test_people_are_found_by_number_or_registered() -> None:
    worker = make_worker()
    known = details_of(Person.objects.get(id=worker.person_id))
    file_agreements(
        company_actor(),
        CODE,
        table("agreements", [row(1, worker_id=known.id_number.lower(), worker_name=known.name), row(2)]),
        "a",
    )
    assert Agreement.objects.filter(person_id=worker.person_id).count() == 1
    fresh = Agreement.objects.exclude(person_id=worker.person_id).get().person
    details = details_of(fresh)
    assert (details.name, details.id_number) == ("工2", row(2)["worker_id"])
    assert details.birth_date == date(1975, 1, 1)
    assert "工2".encode() not in bytes(fresh.sealed)


def test_a_number_that_is_known_under_another_name_goes_back_and_tells_nothing() -> None:
    worker = make_worker()
    known = details_of(Person.objects.get(id=worker.person_id))
    sheet = table("agreements", [row(1, worker_id=known.id_number), row(2)])
    told = file_agreements(company_actor(), CODE, sheet, "a")
    assert not Agreement.objects.filter(person_id=worker.person_id).exists()
    assert Agreement.objects.count() == 1
    (fault,) = told.checked.faults
    assert (fault.row, fault.code) == (2, "other_name")
    assert known.name[:1] not in str(told.checked.as_json())
    spaced = table("agreements", [row(3, worker_id=known.id_number, worker_name=f" {known.name} ")])
    assert not file_agreements(company_actor(), CODE, spaced, "b").checked.faults


def test_only_the_company_itself_sends_its_list() -> None:
    content = table("agreements", [row(1)])
    for actor in (company_actor(OTHER), make_worker()):
        with pytest.raises(ForbiddenError):
            file_agreements(actor, CODE, content, "a.csv")
    with pytest.raises(InputError, match="register"):
        file_agreements(SYSTEM, "91330300MA00000030", content, "a.csv")
    assert not Filing.objects.exists()


def test_a_fault_of_ours_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    from huxin.measures.employment.rosters import AgreementRoster

    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(AgreementRoster, "_agreement", fail)
    with pytest.raises(RuntimeError):
        file_agreements(SYSTEM, CODE, table("agreements", [row(1)]), "a.csv")
    assert (Filing.objects.count(), Person.objects.filter(kind="natural").count(), Agreement.objects.count()) == (
        0,
        0,
        0,
    )
    monkeypatch.undo()
    assert file_agreements(SYSTEM, CODE, table("agreements", [row(1)]), "a.csv").answer["new"] == 1


@time_machine.travel(MARCH, tick=False)
def test_five_thousand_rows_of_which_three_hundred_are_wrong() -> None:
    wrong = ({"worker_id": "330304198105030010"}, {"trade": "挖矿"}, {"signed_on": "2099-01-01"})
    rows = [row(one, **(wrong[one % 3] if one % 17 == 0 and one < 5100 else {})) for one in range(5000)]
    bad = sum(one % 17 == 0 for one in range(5000))
    rows[1 : 1 + 2 * (300 - bad) : 2] = [{**one, "county": "000000"} for one in rows[1 : 1 + 2 * (300 - bad) : 2]]
    count = sum(
        one["county"] == "000000"
        or one["trade"] == "挖矿"
        or one["signed_on"] > "2098"
        or one["worker_id"] == "330304198105030010"
        for one in rows
    )
    receipt = file_agreements(company_actor(), CODE, table("agreements", rows), "a.csv")
    assert count in range(290, 311)
    assert (receipt.answer["new"], receipt.answer["wrong"]) == (5000 - count, count)
    assert Agreement.objects.count() == Person.objects.filter(kind="natural").count() == 5000 - count
    assert receipt.to_mend is not None
    assert openpyxl.load_workbook(io.BytesIO(receipt.to_mend)).worksheets[0].max_row == count + 1
    assert verify().intact


def people(*rows: dict[str, object]) -> None:
    file_engagements(SYSTEM, CODE, table("engagements", list(rows)), "people.csv")


@time_machine.travel(MARCH, tick=False)
def test_who_works_without_a_paper() -> None:
    people(
        row(1), row(2), row(3, form="劳动关系", since="2026-02-15"), row(4, form="劳动关系", since="2026-01-10"),
        row(5, form="民事关系"), row(6, until="2026-02-20"), row(7, since="2026-04-01"),
    )  # fmt: skip
    file_agreements(SYSTEM, CODE, table("agreements", [row(1), row(2, end_on="2026-02-28"), row(9)]), "a.csv")
    found = without_paper(CODE, date(2026, 3, 2))
    told = [(details_of(one.engagement.person).name, one.due.isoformat(), one.overdue) for one in found]
    assert told == [("工4", "2026-02-10", True), ("工2", "2026-02-01", True), ("工3", "2026-03-15", False)]
    assert [one.source for one in found] == ["劳动合同法 10", "人社厅发〔2023〕6号 附件", "劳动合同法 10"]
    assert [details_of(one.engagement.person).name for one in without_paper(CODE, date(2026, 2, 18))] == [
        "工4",
        "工6",
        "工3",
    ]


@time_machine.travel(MARCH, tick=False)
def test_reconciliation_is_kept_and_renewed() -> None:
    people(row(1), row(2))
    on = date(2026, 3, 2)
    assert [(one.company_id, one.active, one.without_paper, one.overdue) for one in reconcile(on)] == [(CODE, 2, 2, 2)]
    file_agreements(SYSTEM, CODE, table("agreements", [row(1)]), "a.csv")
    reconcile(on)
    assert Reconciliation.objects.get().without_paper == 1
    page = openpyxl.load_workbook(io.BytesIO(gaps_xlsx(without_paper(CODE, on)))).worksheets[0]
    assert page.max_row == 2
    assert page["A2"].value == "工*"
    assert row(2)["worker_id"] not in {cell.value for line in page.iter_rows() for cell in line}


@time_machine.travel(MARCH, tick=False)
def test_a_person_leaves_and_the_list_says_so() -> None:
    people(row(1))
    people(row(1, until="2026-02-27"))
    assert Engagement.objects.get().until == date(2026, 2, 27)
    assert without_paper(CODE, date(2026, 3, 2)) == []
    receipt = file_engagements(SYSTEM, CODE, table("engagements", [row(1, until="2026-01-01")]), "p.csv")
    assert [one.code for one in receipt.checked.faults] == ["before_start"]


def test_a_filing_that_was_changed_is_found() -> None:
    file_agreements(SYSTEM, CODE, table("agreements", [row(1)]), "a.csv")
    assert verify().intact
    Filing.objects.update(new=2)
    assert str(verify().fault).startswith("filing")
