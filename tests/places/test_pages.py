"""The phone pages: find, go there, say that it is closed; and what the union sees of it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from random import Random
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from huxin.casework.service import file_case, perform, today, view_case
from huxin.demo.places import make_places
from huxin.identity.service import Account, Actor
from huxin.law.errors import InputError
from huxin.measures.places.actions import PROJECT
from huxin.measures.places.checklists import compliance
from huxin.measures.places.models import OpenedPlace, Place, Repair
from huxin.measures.places.pages.worker_places import navigate, navigate_baidu
from huxin.measures.places.service import FAULT, PROPOSAL, new_edition
from tests.support import make_officer, make_worker, photo

pytestmark = pytest.mark.django_db
HERE = (120.66682, 27.99942)


def _place(code: str = "a", **more: Any) -> Place:
    held = {
        "name": "五马驿站", "kind": "rest_station", "county": "330304", "lng": HERE[0], "lat": HERE[1], "hours": "24/7",
        "raw_x": "0", "raw_y": "0", "crs": "wgs84", "source": "a test",
    }  # fmt: skip
    place = Place.objects.create(code=code, **{**held, **more})
    new_edition()
    return place


def _client(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def _text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_somebody_who_has_not_signed_in_finds_a_place_without_a_script(client: Client) -> None:
    _place()
    _place("b", name="关着", hours="Mo-Su 00:00-00:01")
    _place("c", name="别处", county="330302")
    assert "/places/kind/rest_station/" in _text(client, "/places/")
    text = _text(client, "/places/kind/rest_station/?county=330304")
    assert "五马驿站" in text
    assert "别处" not in text
    assert _text(client, "/places/kind/rest_station/").count("五马驿站") == 0
    one = _text(client, "/places/a/")
    assert "24 小时开放" in one
    assert "还没有人去核对过" in one
    assert "/login/?next=/places/a/" in one


def test_where_somebody_stands_is_in_no_address_and_comes_back_nowhere(client: Client) -> None:
    _place()
    _place("b", name="远的", lng=120.9)
    answer = client.post("/places/kind/rest_station/", {"lng": "120.66682", "lat": "27.99900"})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.index("五马驿站") < text.index("远的")
    assert "约 50 米" in text
    assert "27.999" not in text
    for wrong in ({}, {"lng": "x", "lat": "1"}, {"lng": "28", "lat": "120"}, {"lng": "nan", "lat": "1"}):
        assert client.post("/places/kind/rest_station/", wrong).status_code == 400


def test_the_way_there_is_in_the_system_of_the_app() -> None:
    found = re.search(r"to=([\d.]+),([\d.]+),", navigate(_place(name="五马 & 驿站")))
    assert found is not None
    assert (float(found[1]), float(found[2])) == pytest.approx((120.6708157, 27.9960775), abs=1e-6)
    assert "&" not in navigate(_place("b", name="甲&mode=x"))[50:].split("&mode=ride")[0]


def test_the_other_app_gets_the_same_point_and_no_name_breaks_out_of_it() -> None:
    where = unquote(navigate_baidu(_place(name="五马&coord_type=x")))
    found = re.search(r"latlng:([\d.]+),([\d.]+)\|name:五马&coord_type=x&coord_type=gcj02&", where)
    assert found is not None
    assert (float(found[2]), float(found[1])) == pytest.approx((120.6708157, 27.9960775), abs=1e-6)
    assert "coord_type=x" not in navigate_baidu(_place("b", name="甲&coord_type=x"))


def test_the_first_page_lists_what_is_open_nearest_first_and_says_what_it_does_not_know(client: Client) -> None:
    _place("near", name="不知道", hours="")
    _place("open", name="开着的", lng=120.67)
    _place("shut", name="关着的", hours="Mo-Su 00:00-00:01")
    _place("far", name="远的", lng=120.9)
    _place("toilet", name="一处厕所", kind="toilet")
    answer = client.post("/places/", {"lng": "120.66682", "lat": "27.99942"}, headers={"X-Requested-With": "fetch"})
    text = answer.content.decode()
    assert "<html" not in text
    assert text.index("开着的") < text.index("远的")
    for name in ("关着的", "一处厕所"):
        assert f">{name}<" not in text
    assert "1 处更近" in text
    assert "120.66682" not in text
    whole = client.post("/places/", {"lng": "120.66682", "lat": "27.99942"}).content.decode()
    assert "<html" in whole
    assert "开着的" in whole
    assert client.post("/places/", {"lng": "x", "lat": "1"}).status_code == 400


def test_one_tap_from_the_list_says_that_it_is_closed() -> None:
    _place()
    client = _client(make_worker())
    here = {"lng": str(HERE[0]), "lat": str(HERE[1])}
    text = client.post("/places/", here, headers={"X-Requested-With": "fetch"}).content.decode()
    key = re.search(r'name="key" value="(\w+)"', text)
    assert key is not None
    assert 'name="faults" value="closed"' in text
    done = client.post("/places/a/report/", {"key": key[1], "faults": "closed"})
    assert done["Location"].startswith("/cases/")
    assert Place.objects.get(code="a").reported_on == today()


@pytest.mark.parametrize("path", ["/places/nothing/", "/places/kind/temple/"])
def test_what_is_not_there_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_report_is_a_case_of_the_union_and_shows_at_once() -> None:
    place, worker = _place(), make_worker()
    client, union = _client(worker), make_officer("handler", department="union")
    assert 'name="faults"' in _text(client, "/places/a/")
    answer = client.post("/places/a/report/", {"faults": ["closed", "water"], "key": "k1"})
    no = answer.headers["Location"].rstrip("/").rpartition("/")[2]
    assert (
        client.post("/places/a/report/", {"faults": ["closed", "water"], "key": "k1"})
        .headers["Location"]
        .endswith(f"/{no}/")
    )
    place.refresh_from_db()
    assert place.reported_on == today()
    assert "有人报说没开或者坏了" in _text(Client(), "/places/a/")
    assert no in _text(_client(union), "/agency/queue/due/")
    assert "五马驿站" in _text(_client(union), "/agency/places/")
    answers = view_case(union, no).answers
    assert (answers["place_code"], answers["faults"], answers["county"]) == ("a", ["closed", "water"], "330304")
    perform(union, no, "decide", {"outcome": "repaired", "result": "修好了"}, key="end")
    place.refresh_from_db()
    assert (place.reported_on, place.verified_on) == (None, today())


@pytest.mark.parametrize(("outcome", "status"), [("removed", 404), ("no_fault", 200)])
def test_what_becomes_of_a_report_is_what_the_page_says(outcome: str, status: int) -> None:
    _place()
    union = make_officer("handler", department="union")
    done = _client(make_worker()).post("/places/a/report/", {"faults": ["gone"], "key": "k"}).headers["Location"]
    perform(union, done.rstrip("/").rpartition("/")[2], "decide", {"outcome": outcome, "result": "看过了"}, key="end")
    assert "有人报说" not in _text(Client(), "/places/a/", status)
    assert ("五马驿站" in _text(Client(), "/places/kind/rest_station/?county=330304")) == (status == 200)


def test_nothing_chosen_and_nobody_signed_in() -> None:
    _place()
    worker = _client(make_worker())
    assert worker.post("/places/a/report/", {"key": "k"}).headers["Location"] == "/places/a/?failed=1"
    assert "没有记上" in _text(worker, "/places/a/?failed=1")
    assert "/login/" in Client().post("/places/a/report/", {"faults": ["closed"]}).headers["Location"]
    assert Place.objects.get().reported_on is None


def test_a_report_in_the_long_form_without_a_number_touches_no_place() -> None:
    place = _place()
    answers = {"place_name": "五马驿站", "faults": ["closed"], "county": "330304"}
    file_case(make_worker(), FAULT, answers, papers={}, key="long")
    place.refresh_from_db()
    assert place.reported_on is None


def test_only_the_union_sees_its_list_and_only_of_its_county() -> None:
    _place()
    _place("b", name="别的县的", county="330302", flag="other_county")
    assert _client(make_officer("handler", department="hrss")).get("/agency/places/").status_code == 404
    assert Client().get("/agency/places/").status_code == 302
    text = _text(_client(make_officer("handler", department="union")), "/agency/places/")
    assert "五马驿站" in text
    assert "别的县的" not in text
    assert "坐标不在这个县" in _text(_client(make_officer("handler", county="", department="union")), "/agency/places/")


def test_a_need_is_proposed_from_the_page_and_decided_by_the_union() -> None:
    _place()
    assert f"/apply/{PROPOSAL}/" in _text(Client(), "/places/")
    worker, union = make_worker(), make_officer("handler", department="union")
    answers = {"need": ["toilet"], "spot": "南站西广场", "hours": ["night"], "county": "330304"}
    no = file_case(worker, PROPOSAL, answers, papers={}, key="need")["no"]
    perform(union, no, "accept", {}, key="accept")
    survey = {"surveyed_on": today().isoformat(), "found": "能建", "nearest_metres": "800"}
    perform(union, no, "survey", survey, key="survey")
    perform(union, no, "decide", {"outcome": "planned", "result": "列入"}, key="decide")
    assert view_case(worker, no).case.status == "done"


def test_the_demonstration_has_hundreds_of_places_and_all_say_that_they_are_invented(client: Client) -> None:
    make_places(Random(1), date(2026, 11, 30))
    assert Place.objects.count() >= 300
    assert not Place.objects.filter(invented=False).exists()
    assert "这是编的点" in _text(client, f"/places/{Place.objects.order_by('code')[0].code}/")
    assert (
        "this place is invented"
        in client.get(
            f"/places/{Place.objects.order_by('code')[0].code}/", headers={"accept-language": "en"}
        ).content.decode()
    )


def _project(union: Actor) -> str:
    answers = {
        "place_kind": "rest_station", "spot": "南塘驿站", "need": "这里缺", "seats": "8", "operator": "南塘物业",
        "county": "330304", "phone": "13800000000",
    }  # fmt: skip
    return str(file_case(union, PROJECT, answers, papers={"plan": [photo(union)]}, key="project")["no"])


def test_a_project_that_is_opened_after_its_works_is_put_on_the_map() -> None:
    union, boss = make_officer("handler", department="union"), make_officer("approver", department="county_government")
    handler = make_officer("handler", department="county_government")
    no, day = _project(handler), today().isoformat()
    perform(boss, no, "approve_site", {"approved_until": day}, key="site")
    opened = {"outcome": "opened", "opened_on": day, "opening_hours": "每天 8:00-20:00"}
    with pytest.raises(InputError):
        perform(boss, no, "decide", opened, key="early")
    assert view_case(boss, no).case.status == "in_progress"
    perform(handler, no, "start_works", {"started_on": day, "contractor": "某公司"}, key="works")
    perform(boss, no, "decide", opened, key="open")
    assert OpenedPlace.objects.get().hours == "Mo-Su 08:00-20:00"
    assert not Place.objects.exists()
    client = _client(union)
    assert "南塘驿站" in _text(client, "/agency/places/")
    form = {"case": no, "kind": "rest_station", "point": "120.63321,28.00984", "crs": "wgs84"}
    for wrong in ({"crs": ""}, {"point": "那边"}, {"point": "121.15189,27.83913"}, {"kind": "temple"}):
        assert client.post("/agency/places/", form | wrong).status_code == 400
    other = _client(make_officer("handler", department="union", county="330302"))
    assert other.post("/agency/places/", form).status_code == 404
    assert "上了地图" in client.post("/agency/places/", form, follow=True).content.decode()
    place = Place.objects.get()
    assert (place.code, place.capacity, place.unit, place.verified_on) == (f"case-{no}", 8, "南塘物业", today())
    assert "南塘驿站" in _text(Client(), "/places/kind/rest_station/?county=330304")
    perform(handler, no, "verify_place", {"verified_on": day, "works": False}, key="look")
    place.refresh_from_db()
    assert place.reported_on == today()


def test_the_union_sees_how_long_repairs_took() -> None:
    place = _place()
    union = make_officer("handler", department="union")
    for number, days in enumerate((1, 4, 30)):
        done = _client(make_worker()).post("/places/a/report/", {"faults": ["closed"], "key": f"k{number}"})
        Place.objects.update(reported_on=today() - timedelta(days=days))
        no = done.headers["Location"].rstrip("/").rpartition("/")[2]
        perform(union, no, "decide", {"outcome": "repaired", "result": "修好了"}, key=f"end{number}")
    assert "近一年办结报修 3 件：一半在 4 天内，最慢 30 天。" in _text(_client(union), "/agency/places/")
    Repair.objects.update(settled_on=today() - timedelta(days=400), reported_on=today() - timedelta(days=401))
    assert "近一年办结报修" not in _text(_client(union), "/agency/places/")
    place.refresh_from_db()
    assert place.verified_on == today()


def test_a_checklist_says_what_the_register_lacks_and_counts_by_county() -> None:
    _place(services="aircon microwave drinking_water phone_charging seating")
    _place("b", name="齐的", services="aircon fridge microwave drinking_water phone_charging seating")
    _place("c", name="没写的", services="", county="330302")
    _place("d", name="司机之家", kind="driver_home", services="parking shower")
    _place("e", name="厕所", kind="toilet")
    text = re.sub(r"\s+", "", _text(Client(), "/places/a/"))
    assert "登记里还没有：冰箱" in text
    assert "鹿城区户外劳动者驿站" in text
    assert "登记里都有" in _text(Client(), "/places/b/")
    assert "该有的" not in _text(Client(), "/places/e/")
    (home, rest) = sorted(compliance("330304"), key=lambda one: one.checklist.kind)
    assert (rest.many, rest.whole, rest.unwritten, rest.lacks) == (2, 1, 0, (("fridge", 1),))
    assert home.checklist.source == "交办运函〔2025〕1059号"
    assert {name for name, _many in home.lacks} == {"drinking_water", "meals", "laundry"}
    assert [(one.county, one.unwritten) for one in compliance("") if one.county == "330302"] == [("330302", 1)]
    assert "原文没读到" in _text(_client(make_officer("handler", department="union")), "/agency/places/")
