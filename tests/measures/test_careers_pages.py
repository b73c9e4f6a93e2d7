"""Training on pages without JavaScript: from the public list to the certificate, its check and the subsidy."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from huxin.casework.service import file_case, load_draft, perform, save_draft, today
from huxin.identity.service import Account, Actor
from huxin.law import InputError
from huxin.measures.careers.certifying import check_code
from huxin.measures.careers.models import Certificate, Enrolment, ExamRecord
from huxin.measures.careers.service import (
    SUBSIDY,
    enrol,
    my_certificates,
    own_enrolment,
    paper_of,
    standing_in,
)
from huxin.people.service import Person, details_of
from tests.measures.careers_support import certify, hand_in, learn, number_end, opened, passed
from tests.support import key, make_company, make_delegate, make_officer, make_worker, photo

pytestmark = pytest.mark.django_db
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(autouse=True)
def _pages(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {**settings.STORAGES, "staticfiles": PLAIN}
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def worker() -> Actor:
    return make_worker()


def browser(actor: Actor, language: str = "") -> Client:
    client = Client(headers={"user-agent": "a phone"})
    client.force_login(Account.objects.get(pk=actor.account_id))
    if language:
        client.cookies["django_language"] = language
    return client


def text(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return answer.content.decode()


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'name="(key|seen)"\s+value="(\w+)"', html))


def test_the_list_is_open_to_everybody(worker: Actor) -> None:
    assert "现在没有在招人的班" in text(Client(), "/training/")
    no = opened()
    page = text(Client(), "/training/")
    for words in ("网约配送员初级班", "五级（初级工）", "还有 30 个名额", "瓯海区"):
        assert words in page
    page = text(Client(), f"/training/classes/{no}/")
    assert f"/login/?next=/training/classes/{no}/" in page
    assert "骑得安全" in page
    assert "护新建议值" in page, "the course says where it comes from"
    assert Client().get("/training/classes/2026-999999/").status_code == 404


def test_enrol_and_come_back(worker: Actor) -> None:
    no, client = opened(), browser(worker)
    page = text(client, f"/training/classes/{no}/")
    done = client.post(f"/training/classes/{no}/enrol/", hidden(page), follow=True)
    enrolment = str(Enrolment.objects.get().id)
    assert done.redirect_chain[-1][0] == f"/training/mine/{enrolment}/"
    assert "开始学：骑得安全" in done.content.decode()
    assert "我在学的" in text(client, "/training/")
    assert "接着学" in text(client, f"/training/classes/{no}/")
    client.post(f"/training/classes/{no}/enrol/", {})
    assert Enrolment.objects.count() == 1


def test_a_full_class_says_so(worker: Actor) -> None:
    no = opened(seats=1)
    enrol(make_worker(), no, key=key())
    client = browser(worker)
    assert "名额满了" in text(client, f"/training/classes/{no}/")
    refused = client.post(f"/training/classes/{no}/enrol/", {})
    assert refused.status_code == 400
    assert "名额满了，看看别的班" in refused.content.decode()


def test_slide_after_slide_and_the_questions_at_the_end(worker: Actor) -> None:
    enrolment, client = str(enrol(worker, opened(), key=key())["id"]), browser(worker)
    path = f"/training/mine/{enrolment}/riding/"
    assert "出门前看四样" in text(client, path)
    assert "出门前看四样" in text(client, path, slide="2"), "a slide that was not reached is not shown"
    answer = client.post(path, {"slide": "0"})
    assert answer["Location"] == f"{path}?slide=1"
    assert "路口慢下来" in text(client, path), "it goes on where it stopped"
    assert "出门前看四样" in text(client, path, slide="0")
    for bad in ("x", "-1", "99999999", "١"):
        assert client.post(path, {"slide": bad}).status_code == 302
        assert client.get(path, {"slide": bad}).status_code == 200
    client.post(path, {"slide": "1"})
    client.post(path, {"slide": "2"})
    page = text(client, path)
    assert "答对这几题" in page
    assert "答对了" not in page
    wrong = client.post(path, {"q-phone": "look", "q-lorry": "behind"}).content.decode()
    assert "再想想。" in wrong
    assert "看手机的几秒" in wrong
    right = client.post(path, {"q-phone": "stop", "q-lorry": "behind"}, follow=True)
    assert "这一课学完了" in right.content.decode()
    assert standing_in(own_enrolment(worker, enrolment), "riding").done
    assert client.get(f"/training/mine/{enrolment}/nonsense/").status_code == 404
    assert client.post(f"/training/mine/{enrolment}/danger/", {"q-year": "year"}).status_code == 404


def test_the_same_in_english(worker: Actor) -> None:
    enrolment, client = str(enrol(worker, opened(), key=key())["id"]), browser(worker, "en")
    page = text(client, f"/training/mine/{enrolment}/riding/")
    assert "Four checks before you start" in page
    assert "Page 1 of 3" in page
    page = text(client, f"/training/mine/{enrolment}/")
    assert "0 of 4 lessons done" in page
    for path in ("/training/", "/training/catalogue/", "/training/events/", "/check/"):
        page = text(client, path)
        main = re.sub(r"(?s)<footer.*?</footer>|<header.*?</header>", "", page)
        titles = re.findall(r"<h[123][^>]*>([^<]+)", main)
        assert titles
        assert not any(re.search("[\u4e00-\u9fff]", one) for one in titles), (path, titles)


def test_sit_and_see_the_result(worker: Actor) -> None:
    enrolment, client = str(enrol(worker, opened(), key=key())["id"]), browser(worker)
    path = f"/training/mine/{enrolment}/exam/"
    assert client.get(path).status_code == 302, "the lessons come first"
    learn(worker, enrolment)
    page = text(client, path)
    paper = paper_of(own_enrolment(worker, enrolment))
    assert page.count("<fieldset") == len(paper) == 10
    said = {f"q-{one.id}": one.right for one in paper}
    unanswered = client.post(path, {**hidden(page), "proof": number_end(worker)})
    assert unanswered.status_code == 400
    assert "还有题没答" in unanswered.content.decode()
    stranger = client.post(path, {**hidden(page), **said, "proof": "0000"})
    assert stranger.status_code == 400
    assert "后四位不对" in stranger.content.decode()
    assert stranger.content.decode().count("checked") == len(paper), "nothing that was answered is lost"
    done = client.post(path, {**hidden(page), **said, "proof": number_end(worker)}, follow=True).content.decode()
    assert "考试合格了" in done
    assert "100 分，合格线 60 分" in done
    assert "建议值" in done
    again = client.post(path, {**hidden(page), **said, "proof": number_end(worker)})
    assert again.status_code == 302
    assert ExamRecord.objects.count() == 1
    assert client.get(path).status_code == 302


def test_a_delegate_learns_and_sits_for_nobody(worker: Actor) -> None:
    from huxin.people.service import consents

    enrolment = str(enrol(worker, opened(), key=key())["id"])
    delegate = make_delegate()
    client = browser(delegate)
    consents.give(worker, "delegate", Account.objects.get(pk=delegate.account_id).username)
    session = client.session
    session["acting_for"] = str(worker.person_id)
    session.save()
    for path in ("", "riding/", "exam/"):
        assert client.get(f"/training/mine/{enrolment}/{path}").status_code == 403
        if path:
            assert client.post(f"/training/mine/{enrolment}/{path}", {"slide": "0"}).status_code == 403


def test_a_certificate_its_paper_and_its_check(worker: Actor) -> None:
    passed(worker, no := opened())
    certify(no)
    one, client = Certificate.objects.get(), browser(worker)
    assert one.number in text(client, "/training/")
    page = text(client, f"/certificates/{one.id}/")
    for words in (one.number, check_code(one.number), "申请培训补贴", f"/check/?number={one.number}"):
        assert words in page
    paper = client.get(f"/certificates/{one.id}.pdf")
    assert paper.content.startswith(b"%PDF")
    assert "attachment" in paper["Content-Disposition"]
    visitor = Client()
    assert one.number in text(visitor, "/check/", number=one.number)
    found = visitor.post(
        "/check/", {"number": one.number, "code": check_code(one.number)}, follow=True
    ).content.decode()
    for words in ("这张证书是真的", "陈**", "网约配送员", "五级（初级工）"):
        assert words in found
    assert "陈小花" not in found
    wrong = visitor.post("/check/", {"number": one.number, "code": "00000000"}, follow=True)
    nothing = visitor.post("/check/", {"number": "PX2020-000001", "code": "00000000"}, follow=True)
    assert (wrong.status_code, nothing.status_code) == (400, 400)
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", wrong.content.decode()) == strip.sub("", nothing.content.decode()), "nobody learns what exists"
    other = browser(make_worker())
    for path in (f"/certificates/{one.id}/", f"/certificates/{one.id}.pdf"):
        assert other.get(path).status_code == 404
    assert other.post(f"/certificates/{one.id}/subsidy/").status_code == 404


def test_nobody_tries_codes_without_end(worker: Actor, settings: Any) -> None:
    passed(worker, no := opened())
    certify(no)
    settings.RATES = {"address": 1000, "submit": 1000, "sign_in": 1000, "check": 3}
    number, visitor = Certificate.objects.get().number, Client()
    tries = [visitor.post("/check/", {"number": number, "code": f"{one:08d}"}).status_code for one in range(5)]
    assert tries == [302, 302, 302, 429, 429]
    elsewhere = Client(REMOTE_ADDR="203.0.113.9").post(
        "/check/", {"number": number, "code": check_code(number)}, follow=True
    )
    assert elsewhere.status_code == 200


def test_a_revoked_certificate_on_both_pages(worker: Actor) -> None:
    from huxin.casework.service import perform

    passed(worker, no := opened())
    certify(no)
    one = Certificate.objects.get()
    said = {"certificate_no": one.number, "reason": "查实替考", "clause": "考试规定"}
    perform(make_officer("approver"), no, "revoke", said, key=key())
    page = text(browser(worker), f"/certificates/{one.id}/")
    for words in ("撤销了", "查实替考", "考试规定", "行政复议"):
        assert words in page
    assert "申请培训补贴" not in page
    checked = (
        Client().post("/check/", {"number": one.number, "code": check_code(one.number)}, follow=True).content.decode()
    )
    assert "不能再用" in checked
    assert "查实替考" not in checked
    assert browser(worker).post(f"/certificates/{one.id}/subsidy/")["Location"] == f"/certificates/{one.id}/"


def test_the_subsidy_begins_filled_in(worker: Actor) -> None:
    passed(worker, no := opened())
    certify(no)
    (one,), client = my_certificates(worker), browser(worker)
    assert worker.person_id is not None
    done = client.post(f"/certificates/{one.id}/subsidy/")
    assert done["Location"] == f"/apply/{SUBSIDY}/"
    answers = load_draft(worker.person_id, SUBSIDY)["answers"]
    assert answers["certificate_no"] == one.number
    assert {"occupation", "level", "issued_on", "county", "phone", "bank_card"} <= set(answers)
    page = text(client, f"/apply/{SUBSIDY}/certificate/")
    assert f'value="{one.number}"' in page


def test_an_unfinished_application_is_not_lost_without_a_question(worker: Actor) -> None:
    passed(worker, no := opened())
    certify(no)
    (one,), client = my_certificates(worker), browser(worker)
    assert worker.person_id is not None
    save_draft(
        worker.person_id,
        SUBSIDY,
        {"answers": {"certificate_no": "S1", "course_paid_by": "self"}, "papers": {}, "key": "k"},
    )
    asked = client.post(f"/certificates/{one.id}/subsidy/").content.decode()
    assert "你已经有一份没写完的" in asked
    assert f'href="/certificates/{one.id}/"' in asked
    assert load_draft(worker.person_id, SUBSIDY)["answers"]["certificate_no"] == "S1"
    client.post(f"/certificates/{one.id}/subsidy/", {"choice": "keep"})
    kept = load_draft(worker.person_id, SUBSIDY)["answers"]
    assert (kept["certificate_no"], kept["course_paid_by"]) == (one.number, "self")


def test_the_catalogue_marks_an_estimate(worker: Actor) -> None:
    from tests.measures.test_careers import listed

    assert "还没有职业进目录" in text(Client(), "/training/catalogue/")
    listed(in_shortage=True)
    page = text(Client(), "/training/catalogue/")
    for words in ("网约配送员", "紧缺，可以上浮", "≈", "1,000.00 元", "杭人社发〔2020〕43号", "4-02-07-10"):
        assert words in page


# --- desks ---


def test_the_office_sees_who_learns_and_who_passed(worker: Actor) -> None:
    no = opened()
    passed(worker, no)
    enrol(make_worker(name="百灵鸟"), no, key=key())
    desk = browser(make_officer("handler"))
    assert "网约配送员初级班" in text(desk, "/agency/training/")
    page = text(desk, f"/agency/training/{no}/")
    for words in ("陈**", "百**", "4/4", "0/4", "2 人报名", "1 人考试合格，1 人等发证", "去办件里发证"):
        assert words in page
    assert "陈小花" not in page
    far = browser(make_officer("handler", county="330302"))
    assert "网约配送员初级班" not in text(far, "/agency/training/")
    assert far.get(f"/agency/training/{no}/").status_code == 404
    certify(no)
    assert Certificate.objects.get().number in text(desk, f"/agency/training/{no}/")


def test_the_office_enters_marks_of_a_classroom(worker: Actor) -> None:
    no = opened(course=None, mode="offline")
    enrolment, handler = str(enrol(worker, no, key=key())["id"]), make_officer("handler")
    desk, path = browser(handler), f"/agency/training/{no}/"
    right = {"enrolment": enrolment, "score": "85", "proctor": "蔡平", "key": key()}
    for changes, words in (
        ({"enrolment": "x"}, "先选是谁的成绩"), ({"score": "101"}, "0 到 100"), ({"score": "８"}, "0 到 100"),
        ({"proctor": ""}, "写上谁监考"),
    ):  # fmt: skip
        refused = desk.post(path, {**right, **changes, "key": key()})
        assert refused.status_code == 400
        assert words in refused.content.decode()
    assert browser(make_officer("approver")).post(path, {**right, "key": key()}).status_code == 400
    assert not ExamRecord.objects.exists()
    done = desk.post(path, right, follow=True).content.decode()
    assert "成绩记上了" in done
    assert "登记" in done
    assert ExamRecord.objects.get().score == 85
    mine = text(browser(worker), f"/training/mine/{enrolment}/")
    assert "85 分，合格线 60 分" in mine
    assert browser(worker).get(f"/training/mine/{enrolment}/exam/").status_code == 302


def test_the_organiser_sees_its_own_classes(worker: Actor) -> None:
    company, handler = make_company(), make_officer("handler")
    no = opened(company, handler)
    enrol(worker, no, key=key())
    page = text(browser(company), "/company/training/")
    for words in ("网约配送员初级班", "陈**", "1 人报名"):
        assert words in page
    assert "还没有开了的班" in text(browser(make_company()), "/company/training/")


def test_a_class_that_is_over_closes_its_examination(worker: Actor) -> None:
    from datetime import timedelta

    from huxin.measures.careers.models import TrainingClass

    enrolment = str(enrol(worker, opened(), key=key())["id"])
    learn(worker, enrolment)
    assert not hand_in(worker, enrolment, wrong=10)["passed"]
    TrainingClass.objects.update(ends_on=today() - timedelta(days=1))
    page = text(browser(worker), f"/training/mine/{enrolment}/")
    assert "这个班已经结束，不能再考" in page
    assert browser(worker).get(f"/training/mine/{enrolment}/exam/").status_code == 302


def test_people_enter_a_competition_from_their_own_page_once() -> None:
    worker, union = make_worker(), make_officer("handler", department="union")
    said = {
        "event_name": "骑手技能赛", "event_kind": "competition", "trades": ["takeaway"], "items": "急救",
        "starts_on": (today() + timedelta(days=3)).isoformat(), "ends_on": (today() + timedelta(days=4)).isoformat(),
        "county": "330304", "phone": "13800000000",
    }  # fmt: skip
    no = str(file_case(union, "skill-competition", said, papers={"plan": [photo(union)]}, key=key())["no"])
    page = browser(worker)
    assert page.post(f"/training/events/{no}/enter/").status_code == 404  # not agreed to yet
    handler = make_officer("handler")
    perform(handler, no, "accept", {}, key=key())
    assert "我要报名" in page.get("/training/events/").content.decode()
    assert "报上名了" in page.post(f"/training/events/{no}/enter/", follow=True).content.decode()
    again = page.post(f"/training/events/{no}/enter/")
    assert (again.status_code, "已经报过名了" in again.content.decode()) == (400, True)
    details = details_of(Person.objects.get(id=make_worker().person_id))
    with pytest.raises(InputError):
        perform(handler, no, "enter", {"entrant": "谁", "entrant_number": details.id_number}, key=key())
    with pytest.raises(InputError) as early:
        perform(handler, no, "score", {"scores": "第一名", "judges": "蔡平"}, key=key())
    assert early.value.problem.code == "too_early"
