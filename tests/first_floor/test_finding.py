"""The search of the desk: what finds somebody, who finds whom, and what the log says of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
import time_machine

from huxin.casework.models import DocumentNumber
from huxin.casework.service import find
from huxin.identity.service import Account, Actor, access_log
from huxin.people.models import FindKey
from huxin.people.person import Details, details_of, erase_person, index_missing, keep_details
from huxin.people.service import ListedPerson, Person, company_of, people_of
from tests.first_floor.test_desk_pages import desk, text_of
from tests.support import City, id_number, make_company, make_officer, make_worker

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 2, 4, tzinfo=UTC)
FAR = "330302"


@pytest.fixture(autouse=True)
def _day(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with time_machine.travel(DAY, tick=False):
        yield


def number_of(actor: Actor) -> str:
    return details_of(Person.objects.get(id=actor.person_id)).id_number


def names(actor: Actor, typed: str) -> set[str]:
    return {details_of(one).name for one in find(actor, typed).people}


@pytest.mark.parametrize(
    "typed",
    ["曾小", "曾小花", " 曾 小花", "zengxiao", "Zeng Xiaohua", "ZXH", "zx", "cengxiaohua", "１３８０００００００９"],
)
def test_a_name_is_found_by_its_beginning_its_pinyin_and_its_letters(typed: str) -> None:
    city = City(make_worker(name="曾小花"))
    city.file()
    person = Person.objects.get(id=city.worker.person_id)
    keep_details(person, Details(**{**vars(details_of(person)), "phone": "13800000009"}))
    assert names(city.handler, typed) == {"曾小花"}


@pytest.mark.parametrize("typed", ["曾", "小花", "xiaohua", "曾小明", "1380000000", "zengxiaoh", "", " ", "%", "'"])
def test_what_is_no_beginning_finds_nobody(typed: str) -> None:
    city = City(make_worker(name="曾小花"))
    city.file()
    assert names(city.handler, typed) == set()


def test_passports_write_lyu_and_keyboards_lv() -> None:
    city = City(make_worker(name="吕玉兰"))
    city.file()
    assert names(city.handler, "lyuyu") == names(city.handler, "lvyulan") == {"吕玉兰"}


def test_an_identity_number_is_found_whole_and_nothing_of_it_is_shown() -> None:
    city = City()
    no = city.file()
    city.file(from_month="2024-01", to_month="2024-02")
    number = number_of(city.worker)
    answer = desk(city.handler).post("/agency/find/", {"text": number}, follow=True)
    assert answer.redirect_chain == [(f"/agency/people/{city.worker.person_id}/", 302)]
    assert number not in text_of(answer)
    assert "陈**" in text_of(answer)
    assert no in text_of(answer)
    assert names(city.handler, number[:-1]) == set()


def test_nobody_is_found_outside_the_scope() -> None:
    """A mediator, another department and another county know nothing of somebody whose case is not theirs."""
    city = City(make_worker(name="金丝雀"))
    no = city.file()
    for stranger in (
        make_officer("handler", county=FAR),
        make_officer("handler", department="market"),
        make_officer("court_clerk", county="", department="court"),
    ):
        for typed in ("金丝", "jinsique", number_of(city.worker), no):
            assert find(stranger, typed).count == 0, (stranger, typed)
        client = desk(stranger)
        assert client.get(f"/agency/people/{city.worker.person_id}/").status_code == 404
        assert "金丝" not in text_of(client.post("/agency/find/", {"text": "jinsique"})).replace('value="jinsique"', "")


def test_whoever_keeps_the_register_finds_people_of_the_own_county_without_a_case() -> None:
    person = make_worker(name="百灵鸟")
    assert names(make_officer("handler"), "百灵") == {"百灵鸟"}
    assert names(make_officer("handler", county=""), "百灵") == {"百灵鸟"}
    assert names(make_officer("finance"), "百灵") == set()
    assert names(make_officer("handler", county=FAR), "百灵") == set()
    page = text_of(desk(make_officer("handler")).get(f"/agency/people/{person.person_id}/"))
    assert Account.objects.get(pk=person.account_id).username in page


def test_a_case_of_somebody_from_elsewhere_is_found_where_it_was_filed() -> None:
    city = City(make_worker(FAR, name="云雀儿"))
    city.file(county="330304")
    assert names(city.handler, "云雀") == {"云雀儿"}


def test_a_case_is_found_by_its_number_its_serial_a_document_and_its_telephone() -> None:
    city = City()
    no = city.file(phone="13911112222")
    other = city.file(from_month="2024-01", to_month="2024-02")
    city.decide(no)
    paper = DocumentNumber.objects.filter(case=no).first()
    assert paper is not None
    for typed in (no, str(int(no[5:])), paper.text, paper.text.replace("〔", "[").replace("〕", "]"), "139 1111 2222"):
        assert [one.no for one in find(city.handler, typed).cases] == [no], typed
    assert other not in {one.no for one in find(city.handler, no).cases}


def test_a_company_is_found_by_name_and_code_and_its_page_shows_cases_in_scope() -> None:
    firm = make_company("瓯江闪送一号")
    code = company_of(firm).credit_code
    near, far = make_officer("handler"), make_officer("handler", county=FAR)
    for typed in ("闪送一号", code, code.lower()):
        assert [one.credit_code for one in find(near, typed).companies] == [code]
    assert desk(far).get(f"/agency/companies/{code}/").status_code == 200
    assert desk(far).get("/agency/companies/91330300MANOSUCHX0/").status_code == 404


def test_a_search_is_logged_without_what_was_typed() -> None:
    city = City(make_worker(name="金丝雀"))
    city.file()
    desk(city.handler).post("/agency/find/", {"text": "金丝雀"})
    line = next(
        one for one in access_log.latest(DAY.date()) if one["route"] == "agency/find/" and one["method"] == "POST"
    )
    assert (line["who"], line["search"], line["found"]) == (city.handler.key, "name", 1)
    assert "金丝" not in json.dumps(line, ensure_ascii=False)


def test_keys_say_nothing_and_another_county_has_others() -> None:
    here, there = make_worker("330304"), make_worker(FAR)
    digests = [
        set(FindKey.objects.filter(person=one.person_id).values_list("digest", flat=True)) for one in (here, there)
    ]
    assert all(len(one) == 64 and int(one, 16) for found in digests for one in found)
    assert len(digests[0] & digests[1]) == 1  # both gave the same telephone number


def test_keys_follow_a_change_go_with_an_erasure_and_are_made_where_they_lack() -> None:
    officer, worker = make_officer("handler"), make_worker(name="金丝雀")
    person = Person.objects.get(id=worker.person_id)
    keep_details(person, Details(**{**vars(details_of(person)), "name": "云雀儿"}))
    assert (names(officer, "金丝"), names(officer, "云雀")) == (set(), {"云雀儿"})
    FindKey.objects.all().delete()
    assert names(officer, "云雀") == set()
    index_missing(DAY)
    assert names(officer, "云雀") == {"云雀儿"}
    erase_person(person)
    assert not FindKey.objects.filter(person=person).exists()
    index_missing(DAY)
    assert not FindKey.objects.filter(person=person).exists()


def test_people_of_a_list_are_found() -> None:
    number = id_number(datetime(1990, 1, 1).date(), 771)
    people_of([ListedPerson("白头翁", number, "330304", "13900001111")])
    officer = make_officer("handler")
    assert names(officer, "baitou") == names(officer, "13900001111") == {"白头翁"}


def test_the_box_stands_on_every_page_of_the_desk_and_not_for_administrators() -> None:
    box = 'action="/agency/find/"'
    client = desk(make_officer("handler", "approver"))
    for path in (
        "/agency/queue/mine/",
        "/agency/reminders/",
        "/agency/calendar/",
        "/agency/find/",
        "/agency/procedures/",
    ):
        assert box in text_of(client.get(path)), path
    assert box not in text_of(desk(make_officer("system_admin", county="")).get("/agency/system/"))
