"""Lists at the company's desk and over the API: right rows in, wrong ones back, the same file once; cover, receipts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client

from huxin.casework.imports.rejected_rows import KEPT, forget_old
from huxin.core.service import verify
from huxin.identity.service import Actor, make_api_key
from huxin.measures.employment.service import AgreementRoster
from huxin.measures.insurance.service import no_feed, register_orders
from huxin.people.service import Agreement, Cover, Filing, RejectedRows, company_of
from tests.measures.support import CODE, OTHER, company_actor, make_companies, row, table
from tests.measures.test_cover import feed, order
from tests.portals.conftest import signed_in
from tests.support import key, make_officer, make_worker

pytestmark = pytest.mark.django_db
MARCH = "2026-03-02T10:00:00+08:00"
BAD_ID = "330304198105030010"


@pytest.fixture(autouse=True)
def _companies() -> Iterator[None]:
    make_companies()
    with time_machine.travel(MARCH, tick=False):
        yield


def upload(content: bytes, name: str = "名单.csv") -> io.BytesIO:
    stream = io.BytesIO(content)
    stream.name = name
    return stream


def send(client: Client, sheet: str, content: bytes, do: str = "send", **more: Any) -> Any:
    return client.post(f"/company/lists/{sheet}/", {"file": upload(content), "do": do}, **more)


def figure(page: str, name: str) -> int:
    found = re.search(rf"data-{name}[^>]*>\s*(\d+)", page)
    assert found is not None, name
    return int(found[1])


def test_a_receipt_counts_by_reason_and_names_row_column_fault_and_mend() -> None:
    client = signed_in(company_actor())
    rows = [row(1), row(2, worker_id=BAD_ID), row(3, trade="挖矿"), row(4, trade="挖煤"), row(1)]
    page = send(client, "agreements", table("agreements", rows), follow=True).text
    assert "5 行，收下 1 行，退回 4 行" in page
    reasons = page.partition('id="reasons"')[2].partition('id="faults"')[0]
    assert re.search(r">2</td>\s*<td[^>]*>行业</td>", reasons)
    assert "和第 2 行重复" in page
    assert BAD_ID not in page
    assert "33…0" in page
    assert "挖矿" in page
    assert verify().intact


def test_what_came_back_is_mended_in_the_file_and_sent_as_it_is() -> None:
    client = signed_in(company_actor())
    done = send(client, "agreements", table("agreements", [row(1), row(2, trade="挖矿"), row(3, county="000000")]))
    assert "改好退回的 2 行再报" in client.get("/company/").text
    book = openpyxl.load_workbook(io.BytesIO(client.get(done["Location"].rstrip("/") + ".xlsx").content))
    sheet = book.worksheets[0]
    heads = [str(cell.value).partition("（")[0] for cell in sheet[1]]
    assert heads[-2:] == ["原行号", "哪里不对、怎么改"]
    assert [sheet.cell(line, len(heads) - 1).value for line in (2, 3)] == ["3", "4"]
    assert "行业" in str(sheet.cell(2, len(heads)).value)
    sheet.cell(2, heads.index("行业") + 1).value = "外卖"
    sheet.cell(3, heads.index("区划代码") + 1).value = "330302"
    out = io.BytesIO()
    book.save(out)
    with time_machine.travel("2026-03-02T10:05:00+08:00", tick=False):
        page = send(client, "agreements", out.getvalue(), follow=True).text
        assert (figure(page, "new"), figure(page, "wrong")) == (2, 0)
        assert Agreement.objects.count() == 3
        assert "改好退回的" not in client.get("/company/").text


def test_one_page_pressed_twice_gives_one_receipt_and_says_so_and_a_fresh_page_sends_again() -> None:
    client, content = signed_in(company_actor()), table("agreements", [row(1), row(2, trade="挖矿")])
    form = client.get("/company/lists/agreements/").text
    token = form.split('name="key" value="')[1].split('"')[0]

    def press(key: str) -> Any:
        return client.post("/company/lists/agreements/", {"file": upload(content), "do": "send", "key": key})

    first, second = press(token), press(token)
    assert first["Location"] == second["Location"]
    assert "没有再收" in client.get(second["Location"]).text
    assert Filing.objects.count() == 1
    assert press(key())["Location"] != first["Location"]
    assert Filing.objects.count() == 2


def test_a_check_tells_the_same_and_takes_nothing_in() -> None:
    client = signed_in(company_actor())
    page = send(client, "agreements", table("agreements", [row(1), row(2, trade="挖矿")]), "check").text
    assert "查了 2 行：1 行对，1 行要改" in page
    assert "只是检查，还没有报" in page
    assert not Filing.objects.exists()
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "文件是空的"),
        (b"\xd0\xcf\x11\xe0 old", "另存为 .xlsx"),
        (b"PK\x03\x04 broken", "另存一次再传"),
        ("姓名,身份证号\n".encode(), "行业"),
        (b"\xff\xfe\x00\xd8", ""),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(content: bytes, words: str) -> None:
    refused = send(signed_in(company_actor()), "agreements", content)
    assert refused.status_code == 400
    assert words in refused.text
    assert 'href="#f-file"' in refused.text
    assert not Filing.objects.exists()


def test_without_a_file_and_for_an_unknown_list() -> None:
    client = signed_in(company_actor())
    assert "先选一个文件" in client.post("/company/lists/engagements/", {"do": "send"}).text
    assert client.get("/company/lists/nonsense/").status_code == 404
    assert client.get("/company/lists/nonsense.xlsx").status_code == 404
    empty = openpyxl.load_workbook(io.BytesIO(client.get("/company/lists/single-line-roster.xlsx").content))
    assert "身份证号" in [cell.value for cell in empty.worksheets[0][1]]


def test_nobody_else_reads_a_receipt_or_its_rows() -> None:
    here = send(signed_in(company_actor()), "agreements", table("agreements", [row(1, trade="挖矿")]))["Location"]
    for path in (here, here.rstrip("/") + ".xlsx"):
        assert signed_in(company_actor(OTHER)).get(path).status_code == 404
        for stranger in (make_worker(), make_officer("handler")):
            assert signed_in(stranger).get(path).status_code == 403


def test_wrong_rows_are_kept_encrypted_and_forgotten() -> None:
    client = signed_in(company_actor())
    here = send(client, "agreements", table("agreements", [row(1, trade="挖矿")]))["Location"]
    kept = bytes(RejectedRows.objects.get().sealed)
    for clear in ("工1".encode(), row(1)["worker_id"].encode(), "挖矿".encode()):
        assert clear not in kept
    last = datetime(2026, 3, 2, 2, tzinfo=UTC) + KEPT
    forget_old(last)
    assert RejectedRows.objects.exists()
    forget_old(last + timedelta(days=1))
    assert not RejectedRows.objects.exists()
    assert client.get(here.rstrip("/") + ".xlsx").status_code == 404
    assert "过了 30 天" in client.get(here).text
    assert verify().intact


def test_a_fault_of_ours_keeps_neither_list_nor_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(AgreementRoster, "land", broken)
    client = signed_in(company_actor())
    client.raise_request_exception = False
    answer = send(client, "agreements", table("agreements", [row(1), row(2, trade="挖矿")]))
    assert answer.status_code == 500
    assert not Filing.objects.exists()
    assert not RejectedRows.objects.exists()


def test_a_roster_covers_from_the_next_day_and_leads_to_the_enrolment() -> None:
    client = signed_in(company_actor())
    roster = table("single-line-roster", [row(1), row(2), row(3, worker_id=BAD_ID)])
    receipt = send(client, "single-line-roster", roster, follow=True).text
    assert "新收下的人从 2026年3月3日 起有保障" in receipt
    filing = str(Filing.objects.get().id)
    assert f"/company/file/single-line-enrolment/?list={filing}" in receipt
    page = client.get("/company/cover/").text
    assert page.count("还没开始") == 2
    assert "2026年3月3日" in page
    assert row(1)["worker_id"] in page  # its own list says so
    one = client.post("/company/cover/", {"number": row(2)["worker_id"].lower()}).text
    assert one.count("还没开始") == 1
    form = client.get(f"/company/file/single-line-enrolment/?list={filing}").text
    for value in (filing, "美团", CODE):
        assert f'value="{value}"' in form
    assert re.search(r'name="people"[^>]*value="2"', form)
    stranger = signed_in(company_actor(OTHER)).get(f"/company/file/single-line-enrolment/?list={filing}").text
    assert filing not in stranger


def test_the_gap_list_says_what_it_cannot_see() -> None:
    client, worker = signed_in(company_actor()), make_worker()
    assert "没有你们的订单数据" in client.get("/company/cover/").text
    feed(order(worker.person_id, "2026-03-01"))
    try:
        page = client.get("/company/cover/").text
        sheet = openpyxl.load_workbook(io.BytesIO(client.get("/company/cover/gaps.xlsx").content)).worksheets[0]
    finally:
        register_orders(no_feed)
    assert "最近 30 天有 1 处漏保" in page
    assert sheet.max_row == 2


def with_key(actor: Actor) -> tuple[Client, dict[str, str]]:
    return Client(), {"Authorization": f"Bearer {make_api_key(actor, 'program')[1]}"}


def test_a_program_sends_lists_and_reads_receipts() -> None:
    client, headers = with_key(company_actor())
    content = table("engagements", [row(1), row(2, form="奇怪的"), row(3)])
    checked = client.post("/api/v1/lists/engagements?check_only=true", {"file": upload(content)}, headers=headers)
    assert (checked.status_code, checked.json()["wrong"]) == (200, 1)
    assert not Filing.objects.exists()
    intent = {**headers, "Idempotency-Key": "one-intent"}
    first = client.post("/api/v1/lists/engagements", {"file": upload(content)}, headers=intent)
    assert first.status_code == 201, first.text
    told = first.json()
    assert (told["new"], told["wrong"], told["faults"][0]["row"], told["faults"][0]["column"]) == (2, 1, 3, "form")
    assert told["reasons"][0]["rows"] == 1
    again = client.post("/api/v1/lists/engagements", {"file": upload(content)}, headers=intent)
    assert (again.json()["filing"], again.json()["replayed"]) == (told["filing"], True)
    receipt = client.get(f"/api/v1/lists/receipts/{told['filing']}", headers=headers).json()
    assert (receipt["rows"], receipt["faults"]) == (3, told["faults"])
    table_back = client.get(f"/api/v1/lists/receipts/{told['filing']}/wrong.xlsx", headers=headers)
    assert openpyxl.load_workbook(io.BytesIO(table_back.content)).worksheets[0].max_row == 2
    listed = client.get("/api/v1/lists?sheet=engagements", headers=headers).json()
    assert [one["filing"] for one in listed["lists"]] == [told["filing"]]
    other_client, other = with_key(company_actor(OTHER))
    assert other_client.get(f"/api/v1/lists/receipts/{told['filing']}", headers=other).status_code == 404
    assert client.post("/api/v1/lists/nonsense", {"file": upload(content)}, headers=headers).status_code == 404
    refused = client.post("/api/v1/lists/engagements", {"file": upload(b"x")}, headers=headers)
    assert refused.status_code == 422
    assert refused.json()["hint"]


def test_a_program_draws_up_sends_and_takes_back() -> None:
    from huxin.law.tests.agreement_support import answers

    actor = company_actor()
    client, headers = with_key(actor)
    said = {name: value for name, value in answers("written-agreement").items() if not name.startswith("company")}
    said |= {"company_address": "鹿城区广场路1号", "company_head": "张三"}
    body = {"paper": "written-agreement", "answers": said}
    keyed = {**headers, "Idempotency-Key": key()}
    made = client.post("/api/v1/agreements", body, content_type="application/json", headers=keyed)
    assert made.status_code == 201, made.text
    again = client.post("/api/v1/agreements", body, content_type="application/json", headers=keyed)
    assert again.content == made.content
    agreement = made.json()["id"]
    listed = client.get("/api/v1/agreements?state=drafted", headers=headers).json()
    assert [one["id"] for one in listed["agreements"]] == [agreement]
    path = f"/api/v1/agreements/{agreement}"
    sent = client.post(f"{path}/offer", content_type="application/json", headers={**headers, "Idempotency-Key": key()})
    assert sent.json()["status"] == "offered"
    assert (
        client.post(
            f"{path}/offer", content_type="application/json", headers={**headers, "Idempotency-Key": key()}
        ).status_code
        == 409
    )
    back = client.post(
        f"{path}/take-back", content_type="application/json", headers={**headers, "Idempotency-Key": key()}
    )
    assert back.json()["status"] == "ended"
    bad = {"paper": "written-agreement", "answers": said | {"work_area": "乙方入职时交押金五百元"}}
    refused = client.post(
        "/api/v1/agreements", bad, content_type="application/json", headers={**headers, "Idempotency-Key": key()}
    )
    assert refused.status_code == 422
    assert refused.json()["code"] == "clause"


def test_a_program_reads_cover_gaps_and_the_reconciliation() -> None:
    actor = company_actor()
    client, headers = with_key(actor)
    send(signed_in(actor), "single-line-roster", table("single-line-roster", [row(one) for one in range(60)]))
    send(signed_in(actor), "engagements", table("engagements", [row(1)]))
    first = client.get("/api/v1/cover", headers=headers).json()
    rest = client.get("/api/v1/cover", {"after": first["after"]}, headers=headers).json()
    assert len({one["person"] for one in first["covers"] + rest["covers"]}) == 60 == Cover.objects.count()
    assert rest["after"] is None
    assert client.get("/api/v1/cover?platform=nobody", headers=headers).json()["covers"] == []
    assert client.get("/api/v1/cover/gaps", headers=headers).json()["fed"] is False
    unsigned = client.get("/api/v1/agreements/unsigned", headers=headers).json()
    assert (unsigned["active"], unsigned["without_paper"], unsigned["overdue"]) == (1, 1, 1)


@pytest.mark.parametrize("path", ["lists", "agreements", "agreements/unsigned", "cover", "cover/gaps"])
def test_only_a_companys_key_reads_a_companys_data(path: str) -> None:
    assert company_of(company_actor()).credit_code == CODE
    for stranger in (make_worker(), make_officer("handler")):
        client, headers = with_key(stranger)
        assert client.get(f"/api/v1/{path}", headers=headers).status_code == 403
    assert Client().get(f"/api/v1/{path}").status_code == 401
