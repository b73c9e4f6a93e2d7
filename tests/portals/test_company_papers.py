"""Agreements at the company's desk: build, check clause by clause, send, sign, file by list, reconcile."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client

from huxin.casework.service import ForbiddenError, NotFoundError
from huxin.core.service import verify
from huxin.identity.service import Actor
from huxin.law.tests.agreement_support import answers
from huxin.measures.employment.offering import QUEUE
from huxin.measures.employment.service import file_engagements, offer, take_back
from huxin.people.service import Agreement, Person, details_of, erase_person
from tests.measures.support import CODE, OTHER, company_actor, make_companies, offered, row, sign, table
from tests.portals.conftest import signed_in
from tests.support import key, make_officer, make_worker

pytestmark = pytest.mark.django_db
MARCH = "2026-03-02T10:00:00+08:00"


@pytest.fixture(autouse=True)
def _companies() -> None:
    make_companies()


def asked(worker: Actor, **changes: Any) -> dict[str, Any]:
    """The answers of a written agreement as the page asks them."""
    details = details_of(Person.objects.get(id=worker.person_id))
    known = {
        "worker_name": details.name,
        "worker_id": details.id_number,
        "worker_phone": details.phone or "13800000000",
    }
    found = answers("written-agreement", **known, **changes) | {"key": key(), "open_term": "no"}
    return {name: value for name, value in found.items() if name not in ("company", "company_code")}


def never_born() -> str:
    """An identity number whose check character fits and whose day of birth never was."""
    from huxin.law.tests.agreement_support import id_number

    return id_number(1, "19811340")


def drafted(client: Client, worker: Actor, **changes: Any) -> str:
    """A draft made on the page; its address."""
    done = client.post("/company/agreements/new/written-agreement/", asked(worker, **changes))
    assert done.status_code == 302, done.text
    return done["Location"].partition("?")[0]


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(key|sha256)" value="(\w+)"', page))


def test_a_draft_is_shown_judged_and_nobody_else_sees_it() -> None:
    worker, client = make_worker(), signed_in(company_actor())
    assert "必须写的" in client.get("/company/agreements/new/").text
    here = drafted(client, worker)
    page = client.get(here).text
    for words in ("草稿", "逐条检查", "没有查出问题", "全文", "甲方不向乙方收取押金", "发给本人签"):
        assert words in page
    assert details_of(Person.objects.get(id=worker.person_id)).name in page.partition('class="ag-two"')[0]
    assert "草稿" in client.get("/company/agreements/?state=drafted").text
    phone = signed_in(worker)
    assert "等你签" not in phone.get("/agreements/").text
    assert phone.get(here.replace("/company", "")).status_code == 404
    assert signed_in(company_actor(OTHER)).get(here).status_code == 404
    assert verify().intact


def test_a_free_answer_that_may_not_stand_is_told_with_its_clause() -> None:
    worker, client = make_worker(), signed_in(company_actor())
    body = asked(worker, work_area="五马街道，乙方入职时交押金五百元")
    refused = client.post("/company/agreements/new/written-agreement/", body)
    assert refused.status_code == 400
    assert "不允许" in refused.text
    assert "浙人社发〔2021〕56号" in refused.text
    assert "交押金五百元" in refused.text
    assert not Agreement.objects.exists()


def test_what_was_typed_stays_and_every_fault_is_told() -> None:
    worker, client = make_worker(), signed_in(company_actor())
    body = asked(worker) | {"worker_phone": "12", "unit_price": "五块", "company_head": "张三丰"}
    again = client.post("/company/agreements/new/written-agreement/", body)
    assert again.status_code == 400
    assert "有 2 处要改" in again.text
    assert "张三丰" in again.text
    wrong = client.post("/company/agreements/new/written-agreement/", asked(worker) | {"worker_name": "别人"})
    assert "姓名和身份证号对不上" in wrong.text
    born = client.post(
        "/company/agreements/new/written-agreement/", asked(worker) | {"worker_id": "330304198113400019"}
    )
    assert born.status_code == 400
    assert client.get("/company/agreements/new/nonsense/").status_code == 404


def test_sent_told_once_and_signed_by_both() -> None:
    worker, client = make_worker(), signed_in(company_actor())
    here = drafted(client, worker)
    sent = client.post(here, hidden(client.get(here).text) | {"do": "send"}, follow=True)
    assert "发出去了" in sent.text
    assert QUEUE.work_off() == 1
    assert QUEUE.work_off() == 0
    row_ = Agreement.objects.get()
    assert "等你签" in signed_in(worker).get("/agreements/").text
    unread = client.post(here, hidden(client.get(here).text) | {"do": "sign"})
    assert unread.status_code == 400
    assert "先把全文看完" in unread.text
    sign(worker, str(row_.id), row_.text_sha256)
    assert "等你们签" in client.get("/company/").text
    done = client.post(here, hidden(client.get(here).text) | {"do": "sign", "read": "yes"}, follow=True)
    assert "签好了" in done.text
    assert "申请备案回执" in done.text
    copy = client.get(here.rstrip("/") + ".pdf")
    assert copy.content.startswith(b"%PDF")
    form = client.get(f"/company/file/agreement-filing/?agreement={row_.id}").text
    row_.refresh_from_db()
    assert row_.signed_on is not None
    assert row_.signed_on.isoformat() in form
    assert CODE in form
    assert verify().intact


def test_a_draft_is_dropped_an_offer_taken_back_a_signed_one_neither() -> None:
    worker, actor = make_worker(), company_actor()
    client = signed_in(actor)
    here = drafted(client, worker)
    dropped = client.post(here, {"key": key(), "do": "back"}, follow=True)
    assert "草稿删了" in dropped.text
    assert not Agreement.objects.exists()
    here = drafted(client, worker)
    one = Agreement.objects.get()
    offer(actor, one.id, key=key())
    assert "撤回了" in client.post(here, {"key": key(), "do": "back"}, follow=True).text
    assert Agreement.objects.get().status == "ended"
    assert QUEUE.work_off() == 0
    second = offered(worker)
    sign(worker, second, Agreement.objects.get(id=second).text_sha256)
    late = client.post(f"/company/agreements/{second}/", {"key": key(), "do": "back"})
    assert late.status_code == 400
    assert "刚刚有了变化" in late.text
    assert client.post(f"/company/agreements/{second}/", {"key": key(), "do": "nonsense"}).status_code == 400
    assert verify().intact
    for stranger in (company_actor(OTHER), make_worker(), make_officer("handler", county="330302")):
        with pytest.raises((NotFoundError, ForbiddenError)):
            take_back(stranger, second, key=key())
    Agreement.objects.filter(status="ended").update(status="offered")
    assert "agreement_taken_back" in str(verify().fault)


def signed_by_both(client: Client, worker: Actor) -> Agreement:
    """An agreement in force."""
    sign(worker, one := offered(worker), Agreement.objects.get(id=one).text_sha256)
    here = f"/company/agreements/{one}/"
    client.post(here, hidden(client.get(here).text) | {"do": "sign", "read": "yes"})
    return Agreement.objects.get(id=one, status="signed")


def renewed(client: Client, old: Agreement, worker: Actor, **changes: Any) -> str:
    """A new version made on the page, without typing the worker again; its address."""
    said = {name: value for name, value in asked(worker, **changes).items() if not name.startswith("worker_")}
    done = client.post("/company/agreements/new/written-agreement/", said | {"instead_of": str(old.id)})
    assert done.status_code == 302, done.text
    return done["Location"].partition("?")[0]


@time_machine.travel(MARCH, tick=False)
def test_a_new_version_replaces_the_old_one_once_both_signed() -> None:
    worker, client = make_worker(), signed_in(company_actor())
    old = signed_by_both(client, worker)
    number = details_of(Person.objects.get(id=worker.person_id)).id_number
    way = f"/company/agreements/new/written-agreement/?instead_of={old.id}"
    assert way in client.get(f"/company/agreements/{old.id}/").text
    form = client.get(way).text
    assert "这是和 陈小花 的新版" in form
    assert number not in form
    assert "f-worker_id" not in form
    assert old.end_on is not None
    following = (old.end_on + timedelta(days=1)).isoformat()
    assert f'value="{following}"' in form, "it begins the day after the old one ends"
    here = renewed(client, old, worker, unit_price="6.50", start_on=following, end_on="2029-12-31")
    new = Agreement.objects.get(previous=old)
    assert (new.version, new.status, new.person_id) == (2, "drafted", worker.person_id)
    assert client.get(way)["Location"].endswith(f"/{new.id}/"), "there is one already"
    assert "看新版" in client.get(f"/company/agreements/{old.id}/").text
    client.post(here, hidden(client.get(here).text) | {"do": "send"})
    sign(worker, str(new.id), new.text_sha256)
    assert Agreement.objects.get(id=old.id).status == "signed", "until the last signature"
    client.post(here, hidden(client.get(here).text) | {"do": "sign", "read": "yes"})
    assert Agreement.objects.get(id=old.id).status == "replaced"
    assert Agreement.objects.get(id=new.id).status == "signed"
    assert "以前的版本" in client.get(here).text
    assert client.get(way).status_code == 404, "it is not in force any more"
    assert verify().intact


def test_a_new_version_that_is_taken_back_leaves_room_for_another() -> None:
    worker, client = make_worker(), signed_in(company_actor())
    old = signed_by_both(client, worker)
    here = renewed(client, old, worker)
    client.post(here, hidden(client.get(here).text) | {"do": "send"})
    client.post(here, {"key": key(), "do": "back"})
    assert Agreement.objects.get(previous=old).status == "ended"
    renewed(client, old, worker)
    assert sorted(Agreement.objects.filter(previous=old).values_list("status", flat=True)) == ["drafted", "ended"]
    assert verify().intact


def test_a_new_version_is_the_companys_and_of_the_same_person() -> None:
    worker, client = make_worker(), signed_in(company_actor())
    old = signed_by_both(client, worker)
    form = "/company/agreements/new/written-agreement/"
    for wrong in (str(old.id)[:-1], "x", f"{'0' * 8}-{'0' * 4}-{'0' * 4}-{'0' * 4}-{'0' * 12}"):
        assert client.get(form, {"instead_of": wrong}).status_code == 404
    other = signed_in(company_actor(OTHER))
    assert other.get(form, {"instead_of": str(old.id)}).status_code == 404
    assert other.post(form, asked(worker) | {"instead_of": str(old.id)}).status_code == 404
    Agreement.objects.filter(id=old.id).update(sealed=None)  # as one that came by list: nothing is known of its text
    assert "f-worker_id" in client.get(form, {"instead_of": str(old.id)}).text
    wrong = client.post(form, asked(make_worker(name="林不相干")) | {"instead_of": str(old.id)})
    assert wrong.status_code == 400
    assert "同一个人" in wrong.text
    Agreement.objects.filter(id=old.id).update(end_on=date.max)
    assert client.get(form, {"instead_of": str(old.id)}).status_code == 200, "no day follows the last one"
    erase_person(Person.objects.get(id=worker.person_id))
    assert client.get(form, {"instead_of": str(old.id)}).status_code == 404, "nobody is left to sign"


@time_machine.travel(MARCH, tick=False)
def test_a_list_that_changes_an_agreement_lets_its_renewal_wait() -> None:
    from huxin.measures.employment.service import file_agreements

    worker, client = make_worker(), signed_in(company_actor())
    details = details_of(Person.objects.get(id=worker.person_id))
    line = row(1, worker_name=details.name, worker_id=details.id_number)
    file_agreements(company_actor(), CODE, table("agreements", [line]), "a.csv")
    old = Agreement.objects.get()
    said = asked(worker) | {"instead_of": str(old.id)}
    assert client.post("/company/agreements/new/written-agreement/", said).status_code == 302
    again = {**line, "signed_on": "2026-02-02"}
    file_agreements(company_actor(), CODE, table("agreements", [again]), "b.csv")
    assert sorted(Agreement.objects.values_list("version", "status")) == [
        (1, "replaced"),
        (2, "drafted"),
        (2, "signed"),
    ]
    assert verify().intact


def test_a_disputed_one_says_so_at_the_desk() -> None:
    from huxin.measures.employment.service import disavow

    worker, client = make_worker(), signed_in(company_actor())
    one = offered(worker)
    disavow(worker, one, "是站长签的", key=key())
    page = client.get(f"/company/agreements/{one}/").text
    assert "本人说“不是我签的”" in page
    assert "是站长签的" not in page
    assert "有争议" in client.get("/company/agreements/?state=disputed").text


@pytest.mark.parametrize(
    "query", ["state=nonsense", "after=x", "after=2026-01-01~x", "after=2026-01-01T00:00~" + "0" * 32]
)
def test_a_mark_that_nobody_gave_shows_the_first_page(query: str) -> None:
    offered(make_worker())
    assert "书面协议" in signed_in(company_actor()).get(f"/company/agreements/?{query}").text


@time_machine.travel(MARCH, tick=False)
def test_many_are_leafed_through_and_one_person_is_found() -> None:
    from huxin.measures.employment.service import file_agreements

    file_agreements(company_actor(), CODE, table("agreements", [row(one) for one in range(120)]), "a.csv")
    client, seen, after = signed_in(company_actor()), set[str](), ""
    for _ in range(3):
        page = client.get("/company/agreements/", {"state": "filed", "after": after}).text
        seen |= set(re.findall(r'href="/company/agreements/([0-9a-f-]{36})/"', page))
        found = re.search(r"after=([^\"]+)\"", page)
        after = "" if found is None else found[1].replace("%3A", ":").replace("%2B", "+").replace("%7E", "~")
    assert len(seen) == 120
    assert after == ""
    one = client.post("/company/agreements/", {"number": row(7)["worker_id"]}).text
    assert len(set(re.findall(r'href="/company/agreements/([0-9a-f-]{36})/"', one))) == 1
    assert row(7)["worker_id"] in one  # its own list says so
    assert "没有协议" in client.post("/company/agreements/", {"number": "nobody"}).text


@time_machine.travel(MARCH, tick=False)
def test_reconciliation_shows_who_has_no_paper_and_shrinks_with_each_one() -> None:
    actor, client = company_actor(), signed_in(company_actor())
    assert "还不知道谁在给你们干活" in client.get("/company/agreements/unsigned/").text
    file_engagements(
        actor, CODE, table("engagements", [row(1), row(2), row(3, form="劳动关系", since="2026-02-15")]), "e"
    )
    page = client.get("/company/agreements/unsigned/").text
    assert re.search(r"data-missing[^>]*>\s*3\s*<", page)
    assert re.search(r"data-overdue[^>]*>\s*2\s*<", page)
    assert "劳动合同法 10" in page
    assert row(1)["worker_id"] in page
    home = client.get("/company/").text
    assert "给 2 个人补签协议" in home
    assert "和 1 个人签协议" in home
    sheet = openpyxl.load_workbook(io.BytesIO(client.get("/company/agreements/unsigned.xlsx").content)).worksheets[0]
    assert sheet.max_row == 4
    sent = io.BytesIO(table("agreements", [row(1), row(2), row(3, paper="劳动合同")]))
    sent.name = "agreements.csv"
    client.post("/company/lists/agreements/", {"file": sent, "do": "send"})
    assert "每个在干活的人都有协议" in client.get("/company/agreements/unsigned/").text


@time_machine.travel(MARCH, tick=False)
def test_an_agreement_that_runs_out_stands_in_the_calendar() -> None:
    from huxin.measures.employment.service import file_agreements

    rows = [row(1, end_on="2026-03-20"), row(2, end_on="2026-03-20"), row(3, end_on="2026-06-01")]
    file_agreements(company_actor(), CODE, table("agreements", rows), "a.csv")
    home = signed_in(company_actor()).get("/company/").text
    assert "2 份协议到期" in home
    assert 'href="#d20260320"' in home
    assert 'id="d20260320"' in home


def test_a_text_of_ones_own_is_judged_and_not_kept() -> None:
    client = signed_in(company_actor())
    text = "书面协议\n\n第一条 安全\n配送途中发生的一切交通事故，责任由乙方自行承担。"
    judged = client.post("/company/agreements/check/", {"text": text}).text
    assert "无效" in judged
    assert "安全生产法 52" in judged
    assert "缺少" in judged
    sent = io.BytesIO(text.encode("gb18030"))
    sent.name = "a.txt"
    assert "无效" in client.post("/company/agreements/check/", {"file": sent}).text
    assert client.post("/company/agreements/check/", {"text": " "}).status_code == 400
    assert client.post("/company/agreements/check/", {"text": "x", "kind": "nonsense"}).status_code == 400
    broken = io.BytesIO(b"%PDF-1.7 broken")
    broken.name = "a.pdf"
    assert client.post("/company/agreements/check/", {"file": broken}).status_code == 400
    assert not Agreement.objects.exists()
