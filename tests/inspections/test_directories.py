"""Directories and recusals: lists with faults, the registry, who may change what, and what the ledger seals."""

from __future__ import annotations

import io

import openpyxl
import pytest

from huxin.casework.service import ConflictError, ForbiddenError, NotFoundError
from huxin.core.models import Entry
from huxin.core.service import verify
from huxin.demo.offices import credit_code
from huxin.law import InputError
from huxin.measures.inspections.models import DirectoryFile, Inspector, Recusal, Target
from huxin.measures.inspections.service import (
    INSPECTORS,
    OBJECTS,
    check_list,
    from_registry,
    inspectors,
    reason_of,
    recusals,
    recuse,
    remove,
    take_list,
    targets,
)
from tests.inspections.support import (
    INSPECTOR_HEADS,
    OBJECT_HEADS,
    Office,
    inspector_rows,
    object_row,
    register,
    table,
    usernames,
)
from tests.support import make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db


def objects(*rows: list[str]) -> bytes:
    return table(OBJECT_HEADS, rows)


def test_right_rows_land_and_wrong_ones_come_back_with_what_to_do() -> None:
    chief = make_officer("handler")
    content = objects(
        object_row(1),
        object_row(2, 区划代码="330302"),
        object_row(3, 编号="D;3"),
        object_row(4, 信用等级=""),
        object_row(1, 单位或者场所名称="又一个"),
        object_row(6, 风险等级="=1+1"),
    )
    done = take_list(chief, OBJECTS, content, "objects.csv")
    assert (done.file.rows, done.file.new, done.file.wrong) == (6, 1, 5)
    told = {(fault.row, fault.column, fault.code) for fault in done.checked.faults}
    assert told == {
        (3, "county", "county"), (4, "number", "cell"), (5, "credit", "missing"), (6, "number", "again"),
        (7, "risk", "formula"),
    }  # fmt: skip
    assert done.to_mend is not None
    sheet = openpyxl.load_workbook(io.BytesIO(done.to_mend)).worksheets[0]
    assert sheet.max_row == 6
    assert "本县" in str(sheet.cell(row=2, column=sheet.max_column).value)
    assert [one.number for one in targets(chief)] == ["D01"]


def test_the_same_list_changes_nothing_and_another_word_changes_a_row() -> None:
    chief = make_officer("handler")
    take_list(chief, OBJECTS, objects(object_row(1), object_row(2)), "objects.csv")
    again = take_list(chief, OBJECTS, objects(object_row(1), object_row(2)), "objects.csv").file
    assert (again.new, again.changed) == (0, 0)
    better = take_list(chief, OBJECTS, objects(object_row(1, 信用等级="A", 信用等级的依据="复评")), "objects.csv").file
    assert (better.new, better.changed) == (0, 1)
    assert Target.objects.get(number="D01").credit_basis == "复评"
    assert DirectoryFile.objects.count() == Entry.objects.filter(kind="inspection-directory").count() == 3
    assert verify().intact


def test_what_is_taken_out_stays_on_record_and_may_come_back() -> None:
    chief = make_officer("handler")
    take_list(chief, OBJECTS, objects(object_row(1)), "objects.csv")
    remove(chief, OBJECTS, "D01")
    assert list(targets(chief)) == []
    with pytest.raises(NotFoundError):
        remove(chief, OBJECTS, "D01")
    assert take_list(chief, OBJECTS, objects(object_row(1)), "objects.csv").file.changed == 1
    assert [one.number for one in targets(chief)] == ["D01"]


def test_inspectors_are_handlers_of_the_office_each_with_one_badge() -> None:
    chief, other, far = make_officer("handler"), make_officer("handler"), make_officer("handler", county="330302")
    approver = make_officer("approver")
    names = usernames(other, far, approver)
    rows = [["Z1", "江一帆", names[0]], ["Z2", "沈南星", names[1]], ["Z3", "叶知秋", names[2]], ["Z4", "林", "nobody"]]
    done = take_list(chief, INSPECTORS, table(INSPECTOR_HEADS, rows), "inspectors.csv")
    assert {(fault.row, fault.code) for fault in done.checked.faults} == {
        (3, "account"),
        (4, "account"),
        (5, "account"),
    }
    twice = take_list(chief, INSPECTORS, table(INSPECTOR_HEADS, [["Z9", "江一帆", names[0]]]), "inspectors.csv")
    assert [fault.code for fault in twice.checked.faults] == ["taken"]
    assert [(one.badge, one.county) for one in inspectors(chief)] == [("Z1", "330304")]


def test_the_registry_fills_in_what_is_not_listed_yet() -> None:
    chief = make_officer("handler")
    register(1)
    register(2)
    make_company("没有属地的平台")
    take_list(chief, OBJECTS, objects(object_row(1)), "objects.csv")
    done = from_registry(chief)
    assert done is not None
    assert done.new == 1
    fresh = Target.objects.get(employer=credit_code(502))
    assert (fresh.number, fresh.risk, fresh.credit) == (credit_code(502), "未评", "未评")
    assert from_registry(chief) is None


def test_only_the_labour_office_changes_its_county() -> None:
    office = Office()
    content = objects(object_row(9))
    for actor in (
        make_officer("handler", department="union"), make_officer("approver"), make_worker(), make_company(),
    ):  # fmt: skip
        with pytest.raises(ForbiddenError):
            take_list(actor, OBJECTS, content, "objects.csv")
        with pytest.raises(ForbiddenError):
            check_list(actor, OBJECTS, content, "objects.csv")
        with pytest.raises(ForbiddenError):
            from_registry(actor)
    far = make_officer("handler", county="330302")
    assert list(targets(far)) == list(inspectors(far)) == []
    assert list(targets(make_worker())) == []
    assert len(targets(make_officer("auditor", county=""))) == 8
    with pytest.raises(NotFoundError):
        remove(far, OBJECTS, "D01")
    taken = take_list(far, OBJECTS, objects(object_row(1, 区划代码="330302")), "objects.csv")
    assert [fault.code for fault in taken.checked.faults] == ["taken"]
    assert office.chief.county == "330304"


@pytest.mark.parametrize("content", [b"", b"\x00\x01", "编号\nD01\n".encode(), b"\xd0\xcf\x11\xe0rest"])
def test_a_file_that_is_no_directory_says_so(content: bytes) -> None:
    with pytest.raises(InputError):
        take_list(make_officer("handler"), OBJECTS, content, "objects.csv")
    assert Target.objects.count() == 0
    with pytest.raises(InputError):
        take_list(make_officer("handler"), "agreements", content, "objects.csv")


def test_recusals_name_an_object_or_an_employer_and_keep_the_reason_to_the_office() -> None:
    office = Office()
    recuse(office.chief, "Z100", "D01", "配偶在这家单位上班")
    recuse(office.chief, "Z101", credit_code(502).lower(), "曾经是这家单位的员工")
    assert [(one.inspector.badge, one.target, one.employer) for one in recusals(office.chief)] == [
        ("Z100", "D01", ""), ("Z101", "", credit_code(502)),
    ]  # fmt: skip
    assert reason_of(Recusal.objects.get(target="D01")) == "配偶在这家单位上班"
    assert not any("配偶".encode() in bytes(one.sealed) for one in Recusal.objects.all())
    with pytest.raises(ConflictError):
        recuse(office.chief, "Z100", "D01", "配偶在这家单位上班")
    for badge, whom, reason in (("Z9", "D01", "配偶在这家"), ("Z100", "D99", "配偶在这家"), ("Z100", "D02", " a ")):
        with pytest.raises(InputError):
            recuse(office.chief, badge, whom, reason)
    with pytest.raises(ForbiddenError):
        recuse(office.approver, "Z100", "D02", "配偶在这家单位上班")
    assert verify().intact
    Recusal.objects.filter(target="D01").update(target="D02")
    assert not verify().intact


def test_a_changed_directory_record_shows() -> None:
    Office()
    DirectoryFile.objects.filter(sheet=INSPECTORS).update(new=99)
    assert "inspection-directory" in str(verify().fault)


def test_an_inspector_can_be_listed_anew_with_another_name() -> None:
    office = Office()
    rows = inspector_rows(*office.people)
    rows[0][1] = "江一凡"
    done = take_list(office.chief, INSPECTORS, table(INSPECTOR_HEADS, rows), "inspectors.csv").file
    assert (done.new, done.changed) == (0, 1)
    assert Inspector.objects.get(badge="Z100").name == "江一凡"
