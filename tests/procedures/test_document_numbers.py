"""文号: by rule, without a gap whatever goes wrong or at once, in a register; void with a reason; checked by a code."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test import Client

from huxin.casework.models import DocumentNumber, Letter
from huxin.casework.service import (
    NotFoundError,
    city_pack,
    document_register,
    find_paper,
    letters_of,
    view_case,
    void_number,
)
from huxin.core.service import verify
from huxin.identity.service import Actor
from huxin.law import InputError
from huxin.law.pack.letters import letter_faults, number_faults
from huxin.people.service import details_of
from tests.first_floor.test_parties import code_of, do
from tests.procedures.test_who_writes_to_whom import opened, texts
from tests.support import issue_waiting, make_company, make_officer, make_worker
from tests.trust.test_canaries import client_of
from tests.trust.test_content import officer_client


def numbers(no: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in DocumentNumber.objects.filter(case_id=no).order_by("taken_at", "serial"):
        found.setdefault(one.template, []).append(one.text)
    return found


@pytest.fixture(autouse=True)
def _plain_static(settings: Any) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def desk(db: None) -> Iterator[tuple[Actor, Actor]]:
    """(handler, approver) on a day of 2026."""
    with time_machine.travel(datetime(2026, 3, 9, 2, tzinfo=UTC), tick=False):
        yield make_officer("handler"), make_officer("approver", "handler")


def test_a_number_says_body_kind_and_year_and_both_copies_bear_the_same(desk: Any) -> None:
    office, _ = desk
    worker, firm = make_worker(), make_company()
    no = opened("arbitration", worker, company_code=code_of(firm))
    do(office, no, "accept")
    do(office, no, "decide", outcome="supported")
    assert numbers(no) == {
        "acceptance-notice": ["瓯劳人仲受〔2026〕1号"],
        "defence-notice": ["瓯劳人仲应〔2026〕1号"],
        "arbitration-award": ["瓯劳人仲案〔2026〕1号"],
    }
    for actor in (worker, firm):
        (text,) = texts(actor, no, "arbitration-award")
        assert "仲裁裁决书瓯劳人仲案〔2026〕1号" in text


def test_another_office_another_kind_and_another_year_count_for_themselves(desk: Any) -> None:
    office, _ = desk
    far = make_officer("handler", county="330302")
    for actor, county, wanted in ((office, "330304", "瓯人社受〔2026〕1号"), (far, "330302", "鹿人社受〔2026〕1号")):
        no = opened("injury-recognition", make_worker(), county=county, relation_paper="unsure", died=False)
        do(actor, no, "accept")
        assert numbers(no)["acceptance-notice"] == [wanted]
    with time_machine.travel(datetime(2027, 1, 4, 2, tzinfo=UTC), tick=False):
        no = opened("injury-recognition", make_worker(), relation_paper="unsure", died=False)
        do(office, no, "accept")
    assert numbers(no)["acceptance-notice"] == ["瓯人社受〔2027〕1号"]


def test_an_act_that_fails_leaves_no_gap(desk: Any) -> None:
    office, _ = desk
    cases = [opened("injury-recognition", make_worker(), relation_paper="unsure", died=False) for _ in range(3)]
    do(office, cases[0], "accept")
    with (
        mock.patch("huxin.casework.case.perform.after_act", side_effect=RuntimeError("the disk is gone")),
        pytest.raises(RuntimeError),
        transaction.atomic(),
    ):
        do(office, cases[1], "accept")
    do(office, cases[2], "accept")
    assert numbers(cases[1]) == {}
    assert numbers(cases[2])["acceptance-notice"] == ["瓯人社受〔2026〕2号"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="on SQLite see the processes below")
def test_many_at_once_get_numbers_without_a_gap_or_a_double() -> None:
    """They wait for the row of the series."""
    office, errors = make_officer("handler"), list[BaseException]()
    cases = [opened("injury-recognition", make_worker(), relation_paper="unsure", died=False) for _ in range(8)]

    def accept(no: str) -> None:
        try:
            do(office, no, "accept")
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test says so
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept, args=(no,)) for no in cases]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    assert (connection.vendor, errors) == ("postgresql", [])
    serials = sorted(DocumentNumber.objects.filter(template="acceptance-notice").values_list("serial", flat=True))
    assert serials == list(range(1, 9))
    assert verify().intact


START = """
import sys, django
django.setup()
from tests.first_floor.test_parties import do
from tests.procedures.test_who_writes_to_whom import opened
from tests.support import make_officer, make_worker
from huxin.identity.service import Account, actor_for
"""
MAKE = (
    START
    + """
make_officer("handler")
print(*[opened("injury-recognition", make_worker(), relation_paper="unsure", died=False) for _ in range(8)])
"""
)
ACCEPT = (
    START
    + """
office = actor_for(Account.objects.get(kind="officer"))
for no in sys.argv[1:]:
    do(office, no, "accept")
"""
)
COUNT = (
    START
    + """
from huxin.casework.models import DocumentNumber
from huxin.core.service import verify
print(*sorted(DocumentNumber.objects.filter(template="acceptance-notice").values_list("serial", flat=True)))
print(verify().intact)
"""
)


def test_processes_at_once_on_sqlite_get_numbers_without_a_gap(tmp_path: Path) -> None:
    """A database that is a file, with one writer at a time; four processes accept two cases each."""
    root = Path(__file__).parents[2]
    keep = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    settings = {"HUXIN_DATA": str(tmp_path), "HUXIN_DEMO": "1", "DJANGO_SETTINGS_MODULE": "huxin.config.settings"}
    about: dict[str, Any] = {"cwd": root, "env": {**keep, **settings, "PYTHONPATH": str(root)}, "text": True}

    def run(code: str, *words: str) -> str:
        found = subprocess.run([sys.executable, "-c", code, *words], **about, capture_output=True, check=False)
        assert found.returncode == 0, found.stderr
        return str(found.stdout)

    subprocess.run([Path(sys.executable).parent / "huxin", "setup"], **about, capture_output=True, check=True)
    cases = run(MAKE).split()
    words = [[sys.executable, "-c", ACCEPT, *cases[at : at + 2]] for at in range(0, 8, 2)]
    running = [subprocess.Popen(one, **about, stderr=subprocess.PIPE) for one in words]
    told = [one.communicate(timeout=240)[1] for one in running]
    assert [one.returncode for one in running] == [0] * 4, told
    assert run(COUNT).split() == [*map(str, range(1, 9)), "True"]


def made(office: Actor) -> tuple[Actor, str, DocumentNumber]:
    worker = make_worker(name="欧阳举")
    no = opened("injury-recognition", worker, relation_paper="unsure", died=False)
    do(office, no, "accept")
    issue_waiting()
    return worker, no, DocumentNumber.objects.get(case_id=no)


def test_a_void_number_keeps_its_place_says_why_and_is_sealed(desk: Any) -> None:
    office, approver = desk
    _, _, first = made(office)
    for who, reason, error in ((office, "写错", NotFoundError), (approver, " ", InputError)):
        with pytest.raises(error):
            void_number(who, first.id, reason)
    with pytest.raises(NotFoundError):
        void_number(make_officer("approver", county="330302"), first.id, "别的县")
    void_number(approver, first.id, "单位写错了")
    with pytest.raises(InputError):
        void_number(approver, first.id, "再作废一次")
    first.refresh_from_db()
    assert (first.reason, first.voided_by_id) == ("单位写错了", approver.account_id)
    _, _, second = made(office)
    assert second.text == "瓯人社受〔2026〕2号"
    assert verify().intact
    DocumentNumber.objects.filter(id=first.id).update(reason="改过")
    assert not verify().intact


def test_the_register_shows_the_office_its_own_numbers(desk: Any) -> None:
    office, approver = desk
    _, no, row = made(office)
    assert [one.text for one in document_register(office).rows] == [row.text]
    assert [one.text for one in document_register(office, text=no).rows] == [row.text]
    assert document_register(office, text="没有").rows == []
    assert document_register(make_officer("handler", department="emergency")).rows == []
    assert document_register(make_officer("handler", county="330302")).rows == []
    assert [one.text for one in document_register(make_officer("auditor", county="", department="")).rows] == [row.text]
    desk_page = officer_client(approver)
    page = desk_page.get("/agency/documents/").content.decode()
    assert row.text in page
    assert "欧阳举" not in page
    wrong = desk_page.post("/agency/documents/", {"id": str(row.id), "reason": ""})
    assert (wrong.status_code, "写清楚为什么作废" in wrong.content.decode()) == (400, True)
    assert desk_page.post("/agency/documents/", {"id": str(row.id), "reason": "单位写错了"}).status_code == 302
    assert "单位写错了" in desk_page.get("/agency/documents/").content.decode()


def test_anybody_checks_a_paper_by_its_code_and_learns_of_nobody(desk: Any) -> None:
    office, approver = desk
    worker, no, row = made(office)
    letter = Letter.objects.get(case_id=no)
    (text,) = texts(worker, no, "acceptance-notice")
    found = find_paper(letter.code.lower())
    assert found is not None
    assert found.code in text
    assert (found.standing, found.number, found.title["zh"]) == ("holds", row.text, "工伤认定申请受理决定书")
    assert (found.body["zh"], found.sha256) == ("瓯海区人力资源和社会保障局", letter.sha256)
    page = Client().get("/verify/paper/", {"code": found.code}).content.decode()
    for said in ("这份文书是真的", row.text, letter.sha256, "瓯海区人力资源和社会保障局"):
        assert said in page
    details = details_of(letter.case.applicant)
    assert not any(one in page for one in (details.name, details.id_number, details.phone, no))
    void_number(approver, row.id, "单位写错了")
    void = Client().get("/verify/paper/", {"code": found.code}).content.decode()
    assert "这份文书已经作废" in void
    assert "单位写错了" not in void
    assert Client().get("/verify/paper/", {"code": "AAAA-AAAA-AAAA-AAAA"}).status_code == 400
    assert find_paper("") is None


def test_the_number_stands_in_the_case_for_every_side(desk: Any) -> None:
    office, _ = desk
    worker, no, row = made(office)
    assert [one.number.text for one in letters_of(view_case(worker, no)) if one.number] == [row.text]
    assert row.text in officer_client(office).get(f"/agency/cases/{no}/").content.decode()


def test_titles_follow_outcome_and_procedure_and_the_check_knows_them(desk: Any) -> None:
    pack = city_pack()
    assert pack.letters["injury-decision"].titles["not_recognised"]["zh"] == "不予认定工伤决定书"
    odd = replace(pack.letters["injury-decision"], titles={"perhaps": {"zh": "甲", "en": "a"}})
    (fault,) = letter_faults(replace(pack, letters={**pack.letters, odd.id: odd}))
    assert fault.path == ("titles",)
    assert list(number_faults(pack)) == []
    body = replace(pack.agencies["hrss"], number="温人社{series}〔{year}〕号")
    assert list(number_faults(replace(pack, agencies={**pack.agencies, "hrss": body}))) == [
        ("hrss", "number", "温人社{series}〔{year}〕号")
    ]


def test_a_letter_is_read_on_the_phone_by_those_who_may_read_the_paper(desk: Any) -> None:
    office, _ = desk
    worker, firm = make_worker(), make_company("甲送（演示）")
    no = opened("arbitration", worker, company_code=code_of(firm))
    do(office, no, "accept")
    do(office, no, "decide", outcome="supported", final_for_unit=False, amount="102.00")
    issue_waiting()
    letter = Letter.objects.get(case=no, template="arbitration-award", addressee_id=worker.owner)
    page = client_of(worker).get(f"/letters/{letter.id}/").content.decode()
    way = "自收到本文书之日起15日内，向瓯海区人民法院提出（《劳动争议调解仲裁法》第四十八条、第五十条）"
    number, body, plain = "瓯劳人仲案〔2026〕1号", "瓯海区劳动人事争议仲裁委员会", "双方都可以在收到后十五天里起诉"
    wanted = ("仲裁裁决书", number, body, "壹佰零贰元整", plain, way)
    for said in wanted:
        assert said in page, said
    assert "True" not in page
    letter.refresh_from_db()
    assert letter.opened_at is not None
    assert client_of(firm).get(f"/letters/{letter.id}/").status_code == 404
