"""One case by a code: the telephone of the case gets it, nobody else learns anything, and it shows where it stands."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huxin.casework.models import CaseCode
from huxin.casework.service import file_case
from tests.first_floor.test_parties import form
from tests.support import City, key, make_worker, work_off

pytestmark = pytest.mark.django_db
PHONE = "13800000000"


def asked(no: str, phone: str = PHONE, client: Client | None = None) -> Client:
    browser = client or Client()
    answer = browser.post("/cases/code/", {"no": no, "phone": phone})
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/code/enter/?no={no}")
    return browser


def sent(folder: Path) -> list[dict[str, Any]]:
    work_off("case_codes")
    path = folder / "outbox" / "sms.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def digits(message: dict[str, Any]) -> str:
    (found,) = re.findall(r"验证码 (\d{6})，", message["text"])
    return str(found)


def test_the_telephone_of_the_case_gets_the_code_and_sees_where_it_stands(tmp_path: Path) -> None:
    no = City().file()
    client = asked(no, "138 0000-0000")
    (message,) = sent(tmp_path)
    assert message["to"] == PHONE
    assert no in message["text"]
    entered = client.post("/cases/code/enter/", {"no": no, "code": digits(message)})
    assert entered["Location"] == "/cases/code/look/"
    page = client.get("/cases/code/look/").text
    assert no in page
    assert "灵活就业社会保险补贴" in page or "社保补贴" in page
    assert "下一步" in page
    for hidden in ("陈小花", "6222020000000000000", PHONE, "/evidence/", ".pdf"):
        assert hidden not in page
    assert Client().get("/cases/code/look/")["Location"] == "/cases/code/"
    assert client.get(f"/cases/{no}/").status_code == 302, "a code is no account"


def test_nobody_learns_what_belongs_together(tmp_path: Path) -> None:
    no = City().file()
    for number, phone in ((no, "13900000000"), ("2026-999999", PHONE), ("编号", PHONE), (no, "x")):
        assert Client().post("/cases/code/", {"no": number, "phone": phone}).status_code == 302
    assert sent(tmp_path) == []
    assert CaseCode.objects.count() == 0
    assert Client().post("/cases/code/", {"no": "", "phone": ""}).status_code == 400


def test_the_page_does_the_same_whatever_belongs_together() -> None:
    """No difference in time to learn from: the same statements, and no case is looked at while somebody waits."""
    no = City().file()
    done = []
    for number, phone in ((no, PHONE), (no, "13900000000"), ("2026-999999", PHONE), ("编号", "x")):
        client = Client()
        client.get("/cases/code/")
        with CaptureQueriesContext(connection) as queries:
            asked_of = client.post("/cases/code/", {"no": number, "phone": phone})
        assert asked_of.status_code == 302
        done.append([re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in queries])
    assert done[0] == done[1] == done[2] == done[3]
    assert not any("casework_case " in one or "casework_act" in one for one in done[0])
    assert PHONE not in str(list(CaseCode.objects.values_list("asked", flat=True)))


def test_a_code_is_good_once_and_for_ten_minutes_and_not_after_five_wrong_ones(tmp_path: Path) -> None:
    no = City().file()
    client = asked(no)
    code = digits(sent(tmp_path)[0])
    assert client.post("/cases/code/enter/", {"no": no, "code": code}).status_code == 302
    assert client.post("/cases/code/enter/", {"no": no, "code": code}).status_code == 400
    asked(no, client=client)
    code = digits(sent(tmp_path)[1])
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        assert client.post("/cases/code/enter/", {"no": no, "code": code}).status_code == 400
    asked(no, client=client)
    code = digits(sent(tmp_path)[2])
    for place, wrong in enumerate(("000000", "没有", "", "\0", "99999999")):
        answer = client.post("/cases/code/enter/", {"no": no, "code": wrong}, REMOTE_ADDR=f"10.0.0.{place}")
        assert answer.status_code == 400
    answer = client.post("/cases/code/enter/", {"no": no, "code": code}, REMOTE_ADDR="10.0.1.1")
    assert answer.status_code == 400, "burnt"


def test_a_look_ends_and_a_changed_pass_opens_nothing(tmp_path: Path) -> None:
    no = City().file()
    client = asked(no)
    client.post("/cases/code/enter/", {"no": no, "code": digits(sent(tmp_path)[0])})
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=31)):
        assert client.get("/cases/code/look/").status_code == 302
    kept = client.cookies["huxin_case"].value
    for changed in (kept[:-8] + "AAAAAAA=", "", "%", "YQ=="):
        client.cookies["huxin_case"] = changed
        assert client.get("/cases/code/look/").status_code == 302


def test_a_telephone_is_not_rung_by_strangers_and_an_old_code_is_forgotten(tmp_path: Path) -> None:
    from huxin.casework.case.by_code import A_DAY, drop_old_codes

    no = City().file()
    for _ in range(A_DAY + 3):
        asked(no)
    assert len(sent(tmp_path)) == A_DAY
    drop_old_codes(datetime.now(UTC) + timedelta(days=1, minutes=1))
    assert CaseCode.objects.count() == 0


def test_whoever_holds_the_telephone_of_a_complaint_reads_only_that_there_is_a_matter(tmp_path: Path) -> None:
    worker = make_worker()
    answers = form("labour-inspection-complaint") | {"phone": PHONE}
    no = str(file_case(worker, "labour-inspection-complaint", answers, papers={}, key=key())["no"])
    client = asked(no)
    client.post("/cases/code/enter/", {"no": no, "code": digits(sent(tmp_path)[0])})
    page = client.get("/cases/code/look/").text
    assert no in page
    assert "投诉" not in re.sub(r"<footer.*", "", page, flags=re.S)
    assert "下一步" not in page
