"""Waiting areas: where to wait, who may count, what is said of now and what of usually."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from huxin.casework.service import today
from huxin.demo.places import make_places
from huxin.demo.rides import make_rides
from huxin.identity.service import Account, Actor
from huxin.law.dates import SHANGHAI
from huxin.law.errors import InputError
from huxin.law.pack.load import load_pack
from huxin.measures.places.models import Place, WaitingArea
from huxin.measures.places.rides import RideHour, rides_at
from huxin.measures.places.service import (
    area_of_key,
    keep_demand,
    new_edition,
    new_key,
    now_at,
    tell,
    where_to_wait,
)
from huxin.siting.queueing import bays_for, queue
from huxin.supervision.demand import Demand, DemandRequest, demand
from huxin.supervision.hubs import CIRCLING, SERVED, UNMET, WAITED, AtHubs, HubCount, read_hubs
from huxin.supervision.lake import Files
from huxin.supervision.model import MINUTE_MS
from huxin.supervision.tests.support import write
from tests.support import make_officer

pytestmark = pytest.mark.django_db
FLOW = [60] * 24
DAY = date(2026, 11, 2)


def _area(
    code: str = "p5", bays: int | None = 20, stay: int = 10, arrivals: list[int] | None = None, **more: Any
) -> Place:
    held = {
        "name": f"候客区{code}", "kind": "ridehail_waiting", "county": "330304", "lng": 120.58, "lat": 27.97,
        "capacity": bays, "hours": "24/7", "raw_x": "0", "raw_y": "0", "crs": "wgs84", "source": "a test",
        "hub": "温州南站",
    }  # fmt: skip
    place = Place.objects.create(code=code, **{**held, **more})
    arrivals = FLOW if arrivals is None else arrivals
    WaitingArea.objects.create(place=place, arrivals=arrivals, stay=stay, source="数过", counted_on=today())
    new_edition()
    return place


def _client(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def _keeper(*roles: str, county: str = "") -> Client:
    return _client(make_officer(*(roles or ("handler",)), department="transport", county=county))


def test_counted_free_bays_come_first_then_what_is_usual_and_what_is_full_last() -> None:
    now = timezone.now()
    _area("usual", bays=12)
    _area("worse", bays=9)
    _area("unknown", bays=None, arrivals=[])
    tell(WaitingArea.objects.get(place=_area("full", bays=3)), taken=3)
    tell(WaitingArea.objects.get(place=_area("free", bays=30)), taken=4)
    _area("shut", hours="Mo-Su 00:00-00:01")
    _area("reported", reported_on=today())
    _area("elsewhere", hub="机场")
    found = [one.place.code for one in where_to_wait("温州南站", now)]
    assert found[:4] == ["free", "usual", "worse", "unknown"]
    assert set(found[4:]) == {"full", "shut", "reported"}


def test_what_is_usual_is_erlangs_of_the_hour_in_china() -> None:
    hours = [0] * 24
    hours[18] = 120
    place = _area(bays=20, stay=9, arrivals=hours)
    at = datetime(2026, 11, 30, 18, 30, tzinfo=SHANGHAI)
    assert now_at(place, at).usual == queue(20, 120, 9)
    quiet = now_at(place, at - timedelta(hours=2)).usual
    assert quiet is not None
    assert quiet.full == 0


def test_an_old_number_is_not_now_and_an_older_word_changes_nothing() -> None:
    place, now = _area(), timezone.now()
    area = WaitingArea.objects.get()
    tell(area, taken=7, at=now - timedelta(minutes=16))
    place.refresh_from_db()
    assert now_at(Place.objects.get(), now).free is None
    tell(area, taken=9, at=now - timedelta(minutes=1))
    tell(area, taken=2, at=now - timedelta(minutes=5))
    assert now_at(Place.objects.get(), now).free == 11
    for wrong in ({"taken": 21}, {"taken": -1}, {"taken": 1, "at": now + timedelta(hours=1)}):
        with pytest.raises(InputError):
            tell(area, **wrong)  # type: ignore[arg-type]
    assert WaitingArea.objects.get().taken == 9
    for _ in range(30):
        tell(area, change=-1)
    assert WaitingArea.objects.get().taken == 0


def test_a_key_opens_its_area_alone_until_a_new_one_is_made() -> None:
    first, other = _area("a"), _area("b")
    key = new_key(first)
    assert area_of_key("a", key.upper().replace("-", " ")) is not None
    assert area_of_key("b", key) is None
    new_key(other)
    assert area_of_key("b", key) is None
    assert area_of_key("a", "") is None
    new_key(first)
    assert area_of_key("a", key) is None
    first.retired_on = today()
    first.save()
    assert area_of_key("a", key) is None


def test_an_attendant_counts_on_a_phone_and_a_driver_sees_it(client: Client) -> None:
    place = _area(bays=3)
    attendant = Client()
    assert attendant.get("/places/p5/count/").status_code == 404
    key = new_key(place)
    assert "口令" in attendant.get("/places/p5/count/").content.decode()
    wrong = attendant.post("/places/p5/count/", {"key": "0000"})
    assert wrong.status_code == 400
    assert "口令不对" in wrong.content.decode()
    assert attendant.post("/places/p5/count/", {"step": "in"}).status_code == 400
    assert WaitingArea.objects.get().taken is None
    assert attendant.post("/places/p5/count/", {"key": key}).status_code == 302
    assert WaitingArea.objects.get().taken is None
    for step in ("in", "in", "out", "in", "in", "in"):
        assert attendant.post("/places/p5/count/", {"step": step}).status_code == 302
    assert WaitingArea.objects.get().taken == 3
    assert "现在满了" in client.get("/places/waiting/?hub=温州南站").content.decode()
    attendant.post("/places/p5/count/", {"taken": "1"})
    text = client.get("/places/waiting/?hub=温州南站").content.decode()
    assert "现在空 2 个位" in text
    assert "先去：候客区p5" in text
    refused = attendant.post("/places/p5/count/", {"taken": "四"})
    assert refused.status_code == 400
    assert "车位一共 3 个" in refused.content.decode()
    new_key(place)
    assert attendant.post("/places/p5/count/", {"step": "in"}).status_code == 400
    assert client.post("/places/p5/count/", {"step": "in"}).status_code == 400
    assert WaitingArea.objects.get().taken == 1


def test_a_counter_tells_over_http(client: Client) -> None:
    place = _area()
    key = new_key(place)

    def send(body: dict[str, Any], token: str = key) -> Any:
        headers = {"Authorization": f"Bearer {token}"}
        return client.post("/api/v1/places/waiting/p5", body, content_type="application/json", headers=headers)

    assert send({"taken": 5}, "huxin_x").status_code == 401
    assert client.post("/api/v1/places/waiting/p5", {"taken": 5}, content_type="application/json").status_code == 401
    at = timezone.now() - timedelta(minutes=2)
    assert send({"taken": 5, "at": at.isoformat()}).json()["free"] == 15
    assert send({"taken": 9, "at": (at - timedelta(minutes=1)).isoformat()}).json()["taken"] == 5
    assert send({"taken": 999}).status_code == 422
    assert send({"taken": 5, "at": "2026-11-30T08:00"}).status_code == 422  # of which zone?
    found = client.get("/api/v1/places/waiting?hub=温州南站").json()["areas"]
    assert (found[0]["id"], found[0]["free"], found[0]["bays"]) == ("p5", 15, 20)
    assert found[0]["usual"]["full"] == round(queue(20, 60, 10).full, 4)


def test_a_passenger_reads_at_which_exit(client: Client) -> None:
    _area("x", kind="ridehail_pickup", name="西广场上车点", entrance="西出口，雨棚下")
    text = client.get("/places/pickup/?hub=温州南站").content.decode()
    assert "西出口，雨棚下" in text
    assert "mode=walk&amp;" in text
    assert client.get("/places/pickup/?hub=没有").status_code == 200


def test_who_keeps_an_area_writes_what_was_counted_and_sees_each_hour() -> None:
    _area(arrivals=[])
    keeper = _keeper()
    assert "还没数过车" in keeper.get("/agency/places/waiting/").content.decode()
    form = {f"hour-{hour}": "120" if hour == 18 else "0" for hour in range(24)}
    form |= {"stay": "12", "source": "两天人工数", "counted_on": today().isoformat()}
    done = keeper.post("/agency/places/waiting/p5/", form, follow=True)
    assert done.status_code == 200
    text = re.sub(r"\s+", " ", done.content.decode())
    assert "数存好了" in text
    assert "排不完" in text  # 24 cars at once on 20 bays
    assert "18 点，100 辆里" in keeper.get("/agency/places/waiting/").content.decode()
    for wrong in ({"hour-3": "-1"}, {"stay": "0"}, {"source": " "}, {"counted_on": ""}, {"counted_on": "2999-01-01"}):
        assert keeper.post("/agency/places/waiting/p5/", form | wrong).status_code == 400
    assert WaitingArea.objects.get().stay == 12


def test_a_key_is_shown_once_and_counts() -> None:
    _area()
    keeper = _keeper()
    text = keeper.post("/agency/places/waiting/p5/", {"do": "key"}).content.decode()
    key = re.search(r"<code>([0-9a-f-]{19})</code>", text)
    assert key is not None
    assert area_of_key("p5", key[1]) is not None
    assert key[1] not in keeper.get("/agency/places/waiting/p5/").content.decode()


def test_another_department_county_or_role_changes_nothing() -> None:
    _area()
    assert _client(make_officer("handler")).get("/agency/places/waiting/").status_code == 404
    assert _keeper(county="330302").get("/agency/places/waiting/p5/").status_code == 404
    assert _keeper(county="330304").get("/agency/places/waiting/p5/").status_code == 200
    approver = _keeper("approver")
    assert approver.post("/agency/places/waiting/p5/", {"do": "key"}).status_code == 400
    assert WaitingArea.objects.get().key_digest == ""


def _sheet(*hours: HubCount) -> None:
    keep_demand(Demand(DAY, DAY + timedelta(days=6), (), 0, 10, AtHubs(hours, 3)))


def test_order_records_say_how_many_bays_would_be_enough() -> None:
    _area()
    keeper = _keeper()
    assert "还没有从订单算出来的数" in keeper.get("/agency/places/waiting/p5/").content.decode()
    week = 7 * 60 * MINUTE_MS
    _sheet(
        HubCount("温州南站", 18, CIRCLING, 90, 6 * week, 25),
        HubCount("温州南站", 18, SERVED, 300, 0, 40),
        HubCount("温州南站", 18, UNMET, 41, 0, 22),
        HubCount("温州南站", 18, WAITED, 200, 1500 * MINUTE_MS, 40),
        HubCount("温州南站", 7, SERVED, 12, 0, 11),
        HubCount("机场", 9, CIRCLING, 90, 30 * week, 25),
    )
    found = rides_at("温州南站")
    assert found is not None
    assert found.hours[0] == RideHour(7, 12, None, None, None, None)
    assert found.hours[1] == RideHour(18, 300, 41, 7.5, 6.0, bays_for(60, 6, 0.05))
    assert (found.wanted, rides_at("温州站"), rides_at("")) == (10, None, None)
    text = re.sub(r"\s+", " ", keeper.get("/agency/places/waiting/p5/").content.decode())
    assert "平均一天里最忙的钟点要 10 个车位才够（100 辆里最多 5 辆没位）" in text
    assert "同一格少于 10 名司机的不显示" in text
    english = keeper.get("/agency/places/waiting/p5/", headers={"Accept-Language": "en"}).content.decode()
    assert "10 bays" in english


def test_the_demonstration_has_rides_at_its_hubs(tmp_path: Path) -> None:
    pytest.importorskip("h3")
    (tmp_path / "orders").mkdir()
    write(tmp_path / "orders" / "a.parquet", [])
    pack = load_pack("wenzhou")
    hubs = read_hubs(pack)
    make_rides(Random(1), tmp_path / "orders", DAY, 2, hubs)
    asked = DemandRequest(DAY, DAY + timedelta(days=1), Files(f"{tmp_path}/orders/*.parquet"), pack, hubs=hubs)
    keep_demand(demand(asked), invented=True)
    found = rides_at("温州南站")
    assert found is not None
    assert found.wanted is not None
    assert found.wanted > 3
    assert any(one.unmet for one in found.hours)


def test_the_demonstration_has_waiting_areas_at_its_stations() -> None:
    make_places(Random(1), today())
    found = where_to_wait("温州南站", timezone.now())
    assert len(found) == 2
    assert all(one.usual is not None and one.place.invented and one.taken is None for one in found)
    assert Place.objects.filter(kind="ridehail_pickup", hub="温州南站").exclude(entrance="").count() == 2
    assert Place.objects.count() >= 300
