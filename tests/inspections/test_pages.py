"""The pages: the office's desk, the phone, and what everybody may read; forms with and without a script."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client

from huxin.casework.service import view_case
from huxin.draw import verify
from huxin.identity.service import SYSTEM
from huxin.measures.inspections.models import Draw, Inspector, Recusal, Target
from huxin.measures.inspections.service import finish, publish, reveal
from tests.inspections.support import (
    LATER,
    OBJECT_HEADS,
    Office,
    acts,
    draw_of,
    object_row,
    register,
    table,
)
from tests.portals.conftest import signed_in
from tests.support import JPEG, key, make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db
DIRECTORIES = "/agency/inspections/directories/"
PLAN = {
    "each": "2", "by": "risk", "share-高": "1/2", "share-低": "1家", "risk-高": "2", "risk-低": "1", "credit-A": "1/2",
    "credit-B": "1", "credit-C": "3/2", "later_source": LATER,
}  # fmt: skip
RECORD = {
    "inspected_on": "2026-01-05", "seen_at": "三楼办公室", "item-licence": "fine", "item-fees": "wrong", "item-pay": "",
    "result_code": "corrected", "found": "收过体检费", "signed": "yes",
}  # fmt: skip


@pytest.fixture
def office() -> Office:
    return Office()


def file_of(content: bytes, name: str = "objects.csv") -> io.BytesIO:
    stream = io.BytesIO(content)
    stream.name = name
    return stream


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.text


def test_an_office_keeps_its_directories_on_one_page(office: Office) -> None:
    client = signed_in(office.chief)
    assert "第1劳务派遣公司" in page(client, DIRECTORIES)
    rows = table(OBJECT_HEADS, [object_row(20), object_row(21, 信用等级="")])
    answer = client.post(DIRECTORIES, {"do": "list", "sheet": "inspection-objects", "file": file_of(rows)})
    assert answer.status_code == 400
    assert "新列了 1 行" in answer.text
    assert "信用等级" in answer.text
    mended = client.post(f"{DIRECTORIES}mend/", {"sheet": "inspection-objects", "file": file_of(rows)})
    book = openpyxl.load_workbook(io.BytesIO(mended.content)).worksheets[0]
    assert book["A2"].value == "D21"
    assert Target.objects.filter(number="D21").count() == 0
    right = table(OBJECT_HEADS, [object_row(21)])
    assert (
        client.post(DIRECTORIES, {"do": "list", "sheet": "inspection-objects", "file": file_of(right)}).status_code
        == 302
    )
    register(30)
    assert client.post(DIRECTORIES, {"do": "registry"}).status_code == 302
    assert "用工库里还没列的企业" in page(client, f"{DIRECTORIES}?done=registry")
    said = {"do": "recuse", "badge": "Z100", "whom": "D01", "reason": "配偶在这家单位上班"}
    assert client.post(DIRECTORIES, said).status_code == 302
    assert client.post(DIRECTORIES, said).status_code == 400
    assert Recusal.objects.count() == 1
    remove = {"do": "remove", "sheet": "inspectors", "row": "Z102"}
    assert client.post(DIRECTORIES, remove).status_code == 302
    assert Inspector.objects.get(badge="Z102").removed_at is not None
    for form in ({}, {"do": "list", "sheet": "inspectors"}, {"do": "remove", "sheet": "inspectors", "row": "Z9"}):
        assert client.post(DIRECTORIES, form).status_code == 400
    assert client.post(f"{DIRECTORIES}mend/", {"sheet": "agreements"}).status_code == 400


def test_the_empty_tables_can_be_downloaded(office: Office) -> None:
    client = signed_in(office.chief)
    for sheet in ("inspection-objects", "inspectors"):
        body = client.get(f"{DIRECTORIES}{sheet}.xlsx")
        assert openpyxl.load_workbook(io.BytesIO(body.content)).worksheets[0].max_row == 1
    assert client.get(f"{DIRECTORIES}agreements.xlsx").status_code == 404


def test_a_draw_is_tried_promised_and_drawn_on_one_page(office: Office) -> None:
    no, client = office.plan(), signed_in(office.chief)
    path = f"/agency/inspections/{no}/"
    assert no in page(client, "/agency/inspections/")
    assert "share-高" in page(client, path)
    assert "share-A" in page(client, f"{path}?by=credit")
    tried = client.post(path, {**PLAN, "do": "check"})
    assert tried.status_code == 200
    assert "高：4 家里抽 2 家" in tried.text
    assert "2025年度守法诚信等级" in tried.text
    assert Draw.objects.count() == 0
    wrong = client.post(path, {**PLAN, "do": "commit", "share-高": "3/2"})
    assert wrong.status_code == 400
    assert 'value="3/2"' in wrong.text
    assert client.post(path, {**PLAN, "do": "commit", "key": key()}).status_code == 302
    assert client.post(path, {**PLAN, "do": "commit", "key": key()}).status_code == 400
    assert client.post(path, {"do": "draw", "later": ""}).status_code == 400
    assert client.post(path, {"do": "draw", "later": "507", "key": key()}).status_code == 302
    text = page(client, path)
    assert "3 家还没有现场记录" in text
    assert all(one.name in text for one in office.tasks(no))
    for form in (
        {},
        {"do": "nonsense"},
        {"do": "replace", "who": "x"},
        {"do": "replace", "who": "1/Z9", "fresh": "Z100"},
    ):
        assert client.post(path, form).status_code == 400


def test_somebody_is_replaced_the_check_ends_and_is_published(office: Office) -> None:
    no = office.drawn()
    path, client = f"/agency/inspections/{no}/", signed_in(office.chief)
    task = office.tasks(no)[0]
    standing = {one.inspector.badge for one in task.assignments.all()}
    third, first = ({"Z100", "Z101", "Z102"} - standing).pop(), sorted(standing)[0]
    said = {"do": "replace", "who": f"1/{first}", "fresh": third, "reason": "亲戚在这家上班", "key": key()}
    assert client.post(path, said).status_code == 302
    boss = signed_in(office.approver)
    assert "结束这次抽查" not in page(boss, path)
    office.inspect(task)
    assert "结束这次抽查" in page(boss, path)
    refused = boss.post(path, {"do": "finish", "summary": "查完了", "key": key()})
    assert "还有 2 家没有现场记录" in refused.text
    for one in office.tasks(no)[1:]:
        office.inspect(one)
    assert client.post(path, {"do": "finish", "summary": "查完了"}).status_code == 400
    assert boss.post(path, {"do": "finish", "summary": "查了三家", "key": key()}).status_code == 302
    assert client.post(path, {"do": "publish", "key": key()}).status_code == 302
    assert "结果公示了" in page(client, "/agency/inspections/")
    step = view_case(SYSTEM, no).last("publish")
    assert step is not None
    assert step.payload["link"].endswith(f"/draws/{no}/")


def test_everybody_reads_a_draw_and_takes_its_files(office: Office) -> None:
    no, visitor = office.committed(), Client()
    assert no in page(visitor, "/draws/")
    text = page(visitor, f"/draws/{no}/")
    assert "还没抽" in page(visitor, "/draws/")
    assert draw_of(no).commitment.split('"commitment": "')[1][:64] in text
    assert visitor.get(f"/draws/{no}/record.json").status_code == 404
    reveal(office.chief, no, "507", key=key())
    names = ("record.json", "objects.csv", "inspectors.csv", "commitment.json")
    files = [visitor.get(f"/draws/{no}/{name}").content for name in names]
    assert verify(*files).intact
    changed = files[0].replace(b"507", b"508")
    assert not verify(changed, *files[1:]).intact
    assert visitor.get(f"/draws/{no}/seed.txt").status_code == 404
    assert visitor.get("/draws/2026-999999/").status_code == 404
    for one in office.tasks(no):
        assert one.name in page(visitor, f"/draws/{no}/")
        office.inspect(one)
    assert "向劳动者收费" not in page(visitor, f"/draws/{no}/")
    finish(office.approver, no, "查了三家", key=key())
    publish(office.chief, no, f"/draws/{no}/", key=key())
    text = page(visitor, f"/draws/{no}/")
    assert "向劳动者收费" in text
    assert "体检费" not in text
    english = visitor.get(f"/draws/{no}/", headers={"Accept-Language": "en"}).text
    assert "Fees taken from workers" in english


def test_a_record_is_a_plain_form_and_is_kept_once(office: Office) -> None:
    no = office.drawn()
    task = office.tasks(no)[0]
    actor = office.handler_of(task)
    client, path = signed_in(actor), f"/agency/site/{task.case_id}/"
    assert path in page(client, "/agency/site/")
    text = page(client, path)
    assert "没有许可或者许可过期" in text
    name = re.search(r'name="key" value="(\w+)"', text)
    assert name is not None
    form: dict[str, Any] = {**RECORD, "key": name[1]}
    for _ in range(2):
        answer = client.post(path, {**form, "photos": file_of(JPEG, "site.jpg")})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/agency/site/?sent={task.case_id}")
    dossier = view_case(actor, task.case_id)
    assert [step.act for step in dossier.steps].count("inspect") == 1
    said = dossier.steps[-1].payload
    assert (said["checked"], said["problems"]) == (["licence", "fees"], ["fees"])
    assert len(dossier.evidence) == 1
    assert "记过了" in page(client, "/agency/site/")
    assert acts(office.chief, no)[-1] == "inspect"


def test_what_is_missing_in_a_record_is_said_and_nothing_is_lost(office: Office) -> None:
    no = office.drawn()
    task = office.tasks(no)[0]
    actor = office.handler_of(task)
    client, path = signed_in(actor), f"/agency/site/{task.case_id}/"
    for changes, told in (
        ({"found": ""}, "看到什么"), ({"result_code": ""}, "现场结果"), ({"inspected_on": "2999-01-01"}, "哪天"),
        ({"signed": "no"}, "不签字"), ({"item-fees": "nonsense", "found": ""}, "看到什么"),
    ):  # fmt: skip
        answer = client.post(path, {**RECORD, **changes, "key": key()})
        assert answer.status_code == 400, changes
        assert told in answer.text
        assert "三楼办公室" in answer.text
    answer = client.post(path, {**RECORD, "key": key(), "photos": file_of(b"MZ no picture", "x.exe")})
    assert answer.status_code == 400
    assert acts(actor, task.case_id) == ["file", "assign"]


def test_nobody_else_comes_near(office: Office) -> None:
    no = office.drawn()
    task = office.tasks(no)[0]
    paths = [DIRECTORIES, "/agency/inspections/", f"/agency/inspections/{no}/"]
    for actor in (make_officer("handler", department="union"), make_officer("handler", department="market")):
        assert [signed_in(actor).get(path).status_code for path in paths] == [404, 404, 404]
    far = signed_in(make_officer("handler", county="330302"))
    assert far.get(f"/agency/inspections/{no}/").status_code == 404
    assert no not in page(far, "/agency/inspections/")
    assert far.get(f"/agency/inspections/{office.tasks(no)[0].case_id}/").status_code == 404
    for actor in (make_worker(), make_company()):
        assert signed_in(actor).get(DIRECTORIES).status_code == 403
    approver = signed_in(office.approver)
    assert approver.post(DIRECTORIES, {"do": "registry"}).status_code == 400
    assert approver.get(f"/agency/site/{task.case_id}/").status_code == 404
    assert "没有抽到你去查的单位" in page(approver, "/agency/site/")
    script = approver.get("/agency/site/worker.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert signed_in(office.chief).get("/agency/inspections/2026-999999/").status_code == 404
