"""A draw from commitment to publication, and everything that may not be done to it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from huxin.casework.models import Letter
from huxin.casework.service import (
    Case,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    allowed_for,
    carried,
    perform,
    today,
    view_case,
)
from huxin.cli.main import main
from huxin.core.service import verify as verify_ledger
from huxin.draw import verify
from huxin.identity.service import SYSTEM
from huxin.law import InputError
from huxin.measures.inspections.models import Draw, Target
from huxin.measures.inspections.service import (
    OBJECTS,
    ROUTINE,
    announced,
    classes_of,
    commit_draw,
    find_announced,
    find_site,
    finish,
    listed,
    outcomes,
    plan_draw,
    plan_of,
    publish,
    record,
    record_digest,
    recuse,
    remove,
    replace,
    reveal,
    sites_of,
)
from tests.inspections.support import COUNTY, LATER, Office, acts, draw_of, found, register, wanted
from tests.support import issue_waiting, key, make_company, make_officer, photo

pytestmark = pytest.mark.django_db
BY_HAND = {
    "seed": "0" * 64, "later": "507", "drawn_units": "自己挑的", "drawn_inspectors": "自己挑的",
    "record_hash": "0" * 64,
}  # fmt: skip


@pytest.fixture
def office() -> Office:
    return Office()


def files(no: str, folder: Path) -> list[str]:
    """The published files on disk, as anybody has them, and the words of the command that checks them."""
    row = draw_of(no)
    held = {
        "record.json": row.record.encode(), "objects.csv": bytes(row.objects_csv),
        "inspectors.csv": bytes(row.inspectors_csv), "commitment.json": row.commitment.encode(),
    }  # fmt: skip
    for name, content in held.items():
        (folder / name).write_bytes(content)
    paths = {name: str(folder / name) for name in held}
    return [
        "draw", "verify", paths["record.json"], "--objects", paths["objects.csv"], "--inspectors",
        paths["inspectors.csv"], "--commitment", paths["commitment.json"],
    ]  # fmt: skip


def test_a_plan_says_before_the_promise_what_it_comes_to(office: Office) -> None:
    dossier = view_case(office.chief, office.plan())
    planned = plan_draw(dossier, wanted())
    assert planned.to_draw == [("低", 4, 1), ("高", 4, 2)]
    first = planned.weighed[0]
    assert (first.target.number, first.stratum, first.risk, first.credit, first.weight) == (
        "D01",
        "高",
        "2",
        "1/2",
        "1",
    )
    assert classes_of(listed(COUNTY)[0]) == {"risk": ["低", "高"], "credit": ["A", "B", "C"]}
    assert Draw.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"each": "1"}, "inspectors_each"),
        ({"each": "two"}, "inspectors_each"),
        ({"each": "9"}, "objects"),
        ({"by": "county"}, "stratify_by"),
        ({"shares": {"高": "1/2"}}, "risk"),
        ({"shares": {"高": "3/2", "低": "0"}}, "share"),
        ({"shares": {"高": "9家", "低": "0"}}, "strata"),
        ({"shares": {"高": "0", "低": "0"}}, "strata"),
        ({"credit": {"A": "1", "B": "1"}}, "credit"),
        ({"risk": {"高": "0", "低": "1"}}, "weights"),
        ({"risk": {}}, "weights"),
        ({"later_source": ""}, "later_source"),
    ],
)
def test_a_plan_that_could_not_be_carried_out_is_no_promise(office: Office, changes: dict, field: str) -> None:
    no = office.plan()
    with pytest.raises(InputError) as refused:
        commit_draw(office.chief, no, wanted(**changes), key=key())
    assert field in str(refused.value)
    assert Draw.objects.count() == 0
    assert acts(office.chief, no) == ["file"]


def test_the_commitment_comes_first_and_holds_no_seed(office: Office) -> None:
    no = office.committed()
    row = draw_of(no)
    promise = json.loads(row.commitment)
    assert promise["later_source"] == LATER
    assert promise["objects"]["count"] == 8
    assert (row.record, row.drawn_at) == ("", None)
    step = view_case(office.chief, no).steps[-1]
    assert (step.act, step.payload["commitment"]) == ("commit", promise["commitment"])
    assert "seed" not in promise
    with pytest.raises(ConflictError):
        commit_draw(office.chief, no, wanted(), key=key())
    assert [one.draw.case_id for one in announced()] == [no]
    assert plan_of(row)["strata"]["低"] == {"count": 1}
    assert verify_ledger().intact


def test_the_published_files_pass_the_command_and_one_byte_fails_it(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    no = office.drawn()
    command = files(no, tmp_path)
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["intact"] is True
    for name in ("record.json", "objects.csv", "inspectors.csv", "commitment.json"):
        path = tmp_path / name
        held = path.read_bytes()
        middle = held.rindex(b"1")
        path.write_bytes(held[:middle] + b"7" + held[middle + 1 :])
        assert main(command) == 1, name
        path.write_bytes(held)
    assert main(command) == 0


def test_every_drawn_unit_becomes_a_case_of_the_inspectors_drawn_for_it(office: Office) -> None:
    no = office.drawn()
    record_ = json.loads(draw_of(no).record)
    tasks = office.tasks(no)
    assert [one.target for one in tasks] == [one["id"] for one in record_["drawn"]]
    assert len(tasks) == 3
    for task, drawn in zip(tasks, record_["drawn"], strict=True):
        site = find_site(office.actor_of(drawn["inspectors"][0]["id"]), task.case_id)
        assert [one.badge for one in site.people] == [one["id"] for one in drawn["inspectors"]]
        assert site.case.procedure == ROUTINE
        assert site.case.origin_id == no
        assert site.case.handler_id == office.actor_of(drawn["inspectors"][0]["id"]).account_id
        assert site.dossier.answers["company_code"] == drawn["employer"]
        assert site.dossier.answers["origin"] == "draw"
        assert "insurance" in {option.value for one in site.fields if one.name == "checked" for option in one.options}
    assert record_digest(draw_of(no).record) == view_case(office.chief, no).steps[-1].payload["record_hash"]
    with pytest.raises(ConflictError):
        reveal(office.chief, no, "507", key=key())


def test_nothing_is_drawn_before_the_promise_or_without_the_number_it_named(office: Office) -> None:
    no = office.plan()
    with pytest.raises(InputError):
        reveal(office.chief, no, "507", key=key())
    commit_draw(office.chief, no, wanted(), key=key())
    with pytest.raises(InputError) as refused:
        reveal(office.chief, no, " ", key=key())
    assert "later" in str(refused.value)
    assert draw_of(no).record == ""
    assert Case.objects.filter(procedure=ROUTINE).count() == 0


def test_no_draw_is_typed_by_hand(office: Office) -> None:
    """Neither one that was promised here nor one that somebody says was made elsewhere."""
    no, promise = office.plan(), {"commitment": "a" * 64, "algorithm": "huxin-draw-1", "later_source": LATER}
    with pytest.raises(ForbiddenError):
        perform(office.chief, no, "commit", promise, key=key())
    no = office.committed()
    with pytest.raises(ForbiddenError):
        perform(office.chief, no, "draw", BY_HAND, key=key())
    assert acts(office.chief, no) == ["file", "commit"]
    assert not {"commit", "draw", "recuse", "decide", "publish"} & set(allowed_for(office.chief, view_case(SYSTEM, no)))


def test_changing_the_directory_afterwards_changes_no_draw(office: Office, tmp_path: Path) -> None:
    no = office.committed()
    remove(office.chief, OBJECTS, "D01")
    Target.objects.filter(number="D02").update(credit="C")
    reveal(office.chief, no, "507", key=key())
    assert main(files(no, tmp_path)) == 0


def test_who_is_recused_is_never_drawn_for_it(office: Office) -> None:
    for serial in range(1, 9):
        recuse(office.chief, "Z100", f"D{serial:02d}", "和这家单位有诉讼")
    no = office.drawn()
    drawn = json.loads(draw_of(no).record)["drawn"]
    assert {one["id"] for unit in drawn for one in unit["inspectors"]} == {"Z101", "Z102"}
    assert "诉讼" not in bytes(draw_of(no).inspectors_csv).decode()
    recuse(office.chief, "Z101", "D01", "和这家单位有诉讼")
    with pytest.raises(InputError):
        plan_draw(view_case(office.chief, office.plan()), wanted())


def test_an_inspector_is_replaced_with_a_reason_and_the_case_goes_along(office: Office) -> None:
    no = office.drawn()
    task = office.tasks(no)[0]
    first, second = (one.inspector.badge for one in task.assignments.order_by("id"))
    third = ({"Z100", "Z101", "Z102"} - {first, second}).pop()
    reason = "昨天才知道亲戚在这家上班"
    for by in (second, first, "Z9"):
        with pytest.raises(InputError):
            replace(office.chief, no, task.number, first, by, reason, key())
    with pytest.raises(NotFoundError):
        replace(office.chief, no, 99, first, third, reason, key())
    with pytest.raises(InputError):
        replace(office.chief, no, task.number, first, third, " ", key())
    by_hand = {"who": f"某某 {first}", "replaced_by": f"某某 {third}", "why": reason}
    with pytest.raises(ForbiddenError):
        perform(office.chief, no, "recuse", by_hand, key=key())
    replace(office.chief, no, task.number, first, third, reason, key())
    assert acts(office.chief, no)[-1] == "recuse"
    site = find_site(office.actor_of(third), task.case_id)
    assert {one.badge for one in site.people} == {second, third}
    assert site.case.handler_id == office.actor_of(third).account_id
    with pytest.raises(NotFoundError):
        find_site(office.actor_of(first), task.case_id)
    with pytest.raises(NotFoundError):
        replace(office.chief, no, task.number, first, third, reason, key())


def test_either_of_the_two_records_and_the_draw_notes_it(office: Office) -> None:
    no = office.drawn()
    task = office.tasks(no)[0]
    stranger = make_officer("handler")
    with pytest.raises(NotFoundError):
        record(stranger, task.case_id, found(), {}, key=key())
    second = office.inspect(task)
    site = find_site(second, task.case_id)
    assert site.inspected
    assert site.case.handler_id == second.account_id
    step = site.dossier.last("inspect")
    assert step is not None
    assert step.payload["inspectors"] == site.names
    noted = view_case(office.chief, no).steps[-1]
    assert (noted.act, noted.by, noted.payload["to"]) == ("inspect", "system", task.name)
    assert noted.payload["problems"] == ["contract_term", "fees"]
    assert Letter.objects.filter(case_id=no, template="check-record").count() == 1
    assert issue_waiting() >= 1
    assert task in [one.task for one in sites_of(second)]


def test_photos_of_the_site_are_evidence_of_the_case(office: Office) -> None:
    no = office.drawn()
    task = office.tasks(no)[0]
    actor = office.handler_of(task)
    record(actor, task.case_id, found(), {"photos": [photo(actor)]}, key=key())
    assert [one["kind"] for one in view_case(actor, task.case_id).evidence] == ["photos"]


def test_a_record_of_a_drawn_unit_needs_a_result(office: Office) -> None:
    task = office.tasks(office.drawn())[0]
    actor, said = office.handler_of(task), found()
    del said["result_code"]
    with pytest.raises(InputError) as refused:
        record(actor, task.case_id, said, {}, key=key())
    assert "结果" in str(refused.value)
    assert acts(actor, task.case_id) == ["file", "assign"]


def test_the_check_ends_when_every_unit_has_its_record(office: Office) -> None:
    no = office.drawn()
    first, second, third = office.tasks(no)
    office.inspect(first)
    with pytest.raises(InputError) as refused:
        finish(office.approver, no, "查完了", key=key())
    assert second.name in str(refused.value)
    office.inspect(second, checked=[], problems=[], result_code="not_found", found="地址没有这家公司", signed=True)
    office.inspect(third, problems=[], result_code="no_problem")
    with pytest.raises(ForbiddenError):
        finish(office.chief, no, "查完了", key=key())
    finish(office.approver, no, "查了三家", key=key())
    step = view_case(office.chief, no).last("decide")
    assert step is not None
    assert [step.payload[name] for name in ("checked", "with_problems", "corrected_units")] == ["3", "1", "1"]
    clock = next(one for one in view_case(office.chief, no).clocks().clocks if one.id == "publication")
    assert clock.state == "running"
    assert clock.due is not None
    assert clock.due > today() + timedelta(days=20)


def test_order_recheck_and_the_way_to_a_penalty(office: Office) -> None:
    for serial in range(1, 9):
        register(serial)
    no = office.drawn()
    for task in office.tasks(no):
        office.inspect(task, result_code="further")
    task = office.tasks(no)[0]
    handler = office.handler_of(task)
    order = {
        "found": "合同不满两年", "orders": "补签", "until": f"{date.today() + timedelta(days=15)}",
        "clause": "劳动合同法 58",
    }  # fmt: skip
    perform(handler, task.case_id, "rectify", order, key=key())
    perform(handler, task.case_id, "recheck", {"corrected": False, "found": "还是没有补签"}, key=key())
    seen = outcomes(no)[0]
    assert (seen.faulty, seen.ordered, seen.corrected) == (True, True, False)
    assert "decide" not in allowed_for(handler, view_case(handler, task.case_id))
    said = {"outcome": "penalised", "facts": "逾期没有改正", "clause": "劳动合同法 92"}
    perform(office.approver, task.case_id, "decide", said, key=key())
    taken = carried(handler, task.case_id, "penalty").answers
    assert taken.keys() >= {"company", "company_code", "county"}
    assert taken["origin_no"] == task.case_id


def test_results_are_published_once_and_stay_as_they_were(office: Office) -> None:
    no = office.drawn()
    for task in office.tasks(no):
        office.inspect(task)
    with pytest.raises(InputError):
        publish(office.chief, no, "/draws/", key=key())
    assert draw_of(no).published_at is None
    finish(office.approver, no, "查了三家", key=key())
    with pytest.raises(ForbiddenError):
        perform(office.chief, no, "publish", {"link": "别处"}, key=key())
    with pytest.raises(ForbiddenError):
        perform(office.approver, no, "decide", {"checked": "9"}, key=key())
    publish(office.chief, no, f"/draws/{no}/", key=key())
    row = find_announced(no).draw
    assert [one["problems"] for one in row.results] == [["contract_term", "fees"]] * 3
    assert all("体检费" not in json.dumps(one, ensure_ascii=False) for one in row.results)
    with pytest.raises(ConflictError):
        publish(office.chief, no, f"/draws/{no}/", key=key())
    clock = next(one for one in view_case(SYSTEM, no).clocks().clocks if one.id == "publication")
    assert clock.state == "met"
    assert verify_ledger().intact


def test_every_stage_of_a_draw_is_sealed(office: Office) -> None:
    no = office.drawn()
    row = draw_of(no)
    for changes in (
        {"objects_csv": bytes(row.objects_csv).replace("第1".encode(), "第9".encode())},
        {"inspectors_csv": bytes(row.inspectors_csv).replace(b"Z100", b"Z109")},
        {"commitment": row.commitment.replace("507", "508") + " "},
        {"record": row.record.replace('"507"', '"508"')},
        {"seed": bytes(row.seed)[:-1] + bytes([bytes(row.seed)[-1] ^ 1])},
    ):
        Draw.objects.filter(case_id=no).update(**changes)
        assert f"inspection-draw {no}" in str(verify_ledger().fault), changes
        Draw.objects.filter(case_id=no).update(**{name: getattr(row, name) for name in changes})
    assert verify_ledger().intact


def test_a_cancelled_draw_stands_there_with_its_reason(office: Office) -> None:
    no = office.committed()
    perform(office.approver, no, "withdraw", {"reason": "名录漏了两家，重新抽"}, key=key())
    assert find_announced(no).cancelled == "名录漏了两家，重新抽"
    with pytest.raises(InputError):
        reveal(office.chief, no, "507", key=key())
    assert draw_of(no).record == ""


def test_a_draw_belongs_to_its_office(office: Office) -> None:
    no = office.committed()
    for actor in (make_officer("handler", county="330302"), make_company()):
        with pytest.raises((NotFoundError, ForbiddenError)):
            reveal(actor, no, "507", key=key())
    with pytest.raises(ForbiddenError):
        reveal(office.approver, no, "507", key=key())
    with pytest.raises(NotFoundError):
        find_announced("2026-999999")
    assert verify(b"", b"", b"").intact is False
