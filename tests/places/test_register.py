"""The register: what files hold, what is nearest, what is open."""

from __future__ import annotations

import io
import json
import math
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import Workbook

from huxin.cli.main import main
from huxin.law.dates import SHANGHAI
from huxin.law.errors import InputError
from huxin.measures.places import hours, taxonomy
from huxin.measures.places.models import Place
from huxin.measures.places.service import import_places, nearest, new_edition

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 30, 12, 0, tzinfo=SHANGHAI)
QUERIES = int(os.environ.get("HUXIN_NEAREST", "150"))
WGS, GCJ, BD = (120.66682, 27.99942), (120.6708157, 27.9960775), (120.6774051, 28.0017763)


def _csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def _take(content: bytes, crs: str = "wgs84", name: str = "places.csv", **more: Any) -> dict[str, Any]:
    return import_places(content, name, crs, source="a test", **more).as_json()


@pytest.mark.parametrize(("crs", "point"), [("wgs84", WGS), ("cgcs2000", WGS), ("gcj02", GCJ), ("bd09", BD)])
@pytest.mark.parametrize("shape", ["two", "pair", "turned", "geojson"])
def test_every_system_and_order_leads_to_the_same_point(crs: str, point: tuple[float, float], shape: str) -> None:
    x, y = point
    texts = {
        "two": _csv("名称,类型,纬度,经度", f"驿站,rest_station,{y},{x}"),
        "pair": _csv("name,kind,location", f'驿站,歇脚,"{x},{y}"'),
        "turned": _csv("name,kind,location", f'驿站,Rest,"{y},{x}"'),
        "geojson": json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"name": "驿站", "kind": "rest_station"},
                        "geometry": {"type": "Point", "coordinates": [x, y]},
                    }
                ],
            }
        ).encode(),
    }
    found = _take(texts[shape], crs, "places.json" if shape == "geojson" else "places.csv")
    assert (found["new"], found["wrong"]) == (1, 0)
    place = Place.objects.get()
    assert (place.lng, place.lat) == pytest.approx(WGS, abs=2e-6)
    assert (float(place.raw_x), float(place.raw_y), place.crs) == (x, y, crs)
    assert place.county == "330302"
    assert [one["note"] for one in found["notes"]] == (["latitude_first"] if shape == "turned" else [])


def test_columns_of_a_map_service_and_of_openstreetmap() -> None:
    head = "id,name,type,location,pname,cityname,adname,adcode,address,tel"
    row = 'B0FFH,公厕A,厕所,"120.6708157,27.9960775",浙江省,温州市,鹿城区,330302,人民路 1 号,0577-88888888'
    assert _take(_csv(head.replace("type", "类型"), row), "gcj02")["new"] == 1
    place = Place.objects.get(code="B0FFH")
    assert (place.kind, place.county, place.phone, place.address) == (
        "toilet",
        "330302",
        "0577-88888888",
        "人民路 1 号",
    )
    tags = "@id,name,amenity,drinking_water,opening_hours,lon,lat"
    assert _take(_csv(tags, "node/7,厕所B,toilets,yes,Mo-Fr 08:00-18:00,120.6668,27.9994"))["new"] == 1
    other = Place.objects.get(code="node-7")
    assert (other.kind, other.services, other.hours) == ("toilet", "drinking_water", "Mo-Fr 08:00-18:00")


def test_a_workbook_with_titles_and_broken_rows() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["服务点一览表"],
        ["名称", "类型", "经度", "纬度", "区县", "开放时间", "座位"],
        ["好的", "歇脚", 120.66682, 27.99942, "鹿城区", "8:00-20:00", 12],
        ["没有坐标", "歇脚", None, None, "鹿城区", "", ""],
        ["在海里", "歇脚", 122.9, 27.0, "", "", ""],
        ["别的县", "歇脚", 120.66682, 27.99942, "泰顺县", "看情况", ""],
        ["外国", "歇脚", 2.35, 48.85, "鹿城区", "", ""],
        ["别的城市", "歇脚", 120.66682, 27.99942, "西湖区", "", ""],
        ["什么", "寺庙", 120.66682, 27.99942, "鹿城区", "", ""],
        ["", "歇脚", 120.66682, 27.99942, "鹿城区", "", ""],
    ):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    found = _take(stream.getvalue(), name="places.xlsx")
    assert (found["rows"], found["new"], found["wrong"]) == (8, 2, 6)
    assert {(one["row"], one["column"]) for one in found["faults"]} == {
        (4, "point"), (5, "county"), (7, "point"), (8, "county"), (9, "kind"), (10, "name"),
    }  # fmt: skip
    good, other = Place.objects.get(name="好的"), Place.objects.get(name="别的县")
    assert (good.hours, good.capacity, good.flag) == ("Mo-Su 08:00-20:00", 12, "")
    assert (other.county, other.flag, other.hours) == ("330329", "other_county", "")
    assert {one["note"] for one in found["notes"]} == {"other_county", "hours_not_understood"}


def test_a_file_comes_twice_and_changes_what_it_knows() -> None:
    text = _csv("id,name,kind,lng,lat", "a,旧名,toilet,120.66682,27.99942")
    assert _take(text, check=True)["new"] == 1
    assert Place.objects.count() == 0
    assert (_take(text)["new"], _take(text)["new"]) == (1, 0)
    assert _take(text.replace("旧名".encode(), "新名".encode()))["changed"] == 1
    assert Place.objects.get().name == "新名"
    assert nearest(*WGS, NOON).places[0].place.name == "新名"


@pytest.mark.parametrize(
    ("content", "crs", "name", "said"),
    [
        (b"name,kind,lng,lat\na,toilet,120,28\n", "", "a.csv", "Amap and Tencent give gcj02"),
        (b"name,kind,lng,lat\na,toilet,120,28\n", "epsg", "a.csv", "--crs: got epsg"),
        (b'{"type": "Feature"}', "wgs84", "a.json", "FeatureCollection"),
        (b'{"type": ', "wgs84", "a.json", "JSON"),
        (b"", "wgs84", "a.csv", ""),
        (b"name,kind,lng,lat\n", "wgs84", "a.csv", "no row"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(content: bytes, crs: str, name: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        import_places(content, name, crs, source="a test")
    assert said in str(refused.value)
    assert Place.objects.count() == 0


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    (lng, lat), (other, above) = ((math.radians(one) for one in point) for point in (a, b))
    half = math.sin((above - lat) / 2) ** 2 + math.cos(lat) * math.cos(above) * math.sin((other - lng) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(half))


def _city(many: int) -> list[Place]:
    import random

    draw = random.Random(4)
    kinds, services = list(taxonomy.kinds()), list(taxonomy.services())
    open_ = ["24/7", "Mo-Su 08:00-20:00", "Mo-Fr 20:00-06:00", "", "Sa,Su 10:00-16:00"]
    rows = [
        Place(
            code=f"p{at:06}", name=f"点{at}", kind=draw.choice(kinds), services=" ".join(draw.sample(services, 3)),
            county="330302", hours=draw.choice(open_), lng=draw.gauss(120.67, 0.2), lat=draw.gauss(27.99, 0.15),
            raw_x="0", raw_y="0", crs="wgs84", source="a test",
        )
        for at in range(many)
    ]  # fmt: skip
    Place.objects.bulk_create(rows, batch_size=1000)
    new_edition()
    return rows


def test_the_nearest_are_those_of_a_count_over_all() -> None:
    import random

    draw, rows = random.Random(8), _city(3_000)
    for _ in range(QUERIES):
        here = draw.uniform(119.5, 121.5), draw.uniform(27.0, 28.6)
        kinds = draw.sample(list(taxonomy.kinds()), draw.randint(0, 2))
        services = draw.sample(list(taxonomy.services()), draw.choice([0, 0, 1, 2]))
        at = datetime(2026, 11, draw.randint(1, 30), draw.randint(0, 23), draw.randint(0, 59), tzinfo=SHANGHAI)
        only_open, limit = draw.random() < 0.5, draw.choice([1, 3, 10, 50])
        fits = [
            one for one in rows
            if (not kinds or one.kind in kinds) and all(s in one.services.split() or s == one.kind for s in services)
        ]  # fmt: skip
        states = {text: hours.state(text, at) for text in {one.hours for one in rows}}
        wanted = [one for one in fits if not only_open or states[one.hours] == "open"]
        wanted = sorted(wanted, key=lambda one: _metres(here, (one.lng, one.lat)))[:limit]
        found = nearest(*here, at, kinds=kinds, services=services, limit=limit, only_open=only_open)
        assert [one.place.code for one in found.places] == [one.code for one in wanted]
        assert [one.metres for one in found.places] == pytest.approx(
            [_metres(here, (one.lng, one.lat)) for one in wanted], abs=1e-3
        )
        assert all(one.state == states[one.place.hours] for one in found.places)


def test_a_file_of_any_size_is_read_no_further_than_it_may_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "all.csv"
    with path.open("wb") as stream:
        stream.truncate(50 * 2**30)  # a hole on the disk, but fifty gigabytes to whoever reads it whole
    assert main(["places", "import", str(path), "--crs", "wgs84", "--source", "a test"]) == 2
    assert "more than 20,000,000 bytes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "tidied", "words"),
    [
        ("24小时", "24/7", "24 小时开放"),
        ("8:00-20:00", "Mo-Su 08:00-20:00", "每天 08:00–20:00"),
        ("每天 8：00至11：30、13:00～17:00", "Mo-Su 08:00-11:30,13:00-17:00", "每天 08:00–11:30、13:00–17:00"),
        ("Mo-Fr 08:00-17:30; Sa off", "Mo-Fr 08:00-17:30; Sa off", "周一到周五 08:00–17:30；周六不开"),
        ("", "", ""),
        ("看情况", None, ""),
        ("Mo-Fr 25:99-26:00", None, ""),
    ],
)
def test_hours_are_understood_or_unknown(text: str, tidied: str | None, words: str) -> None:
    assert hours.tidy(text) == tidied
    if tidied:
        assert hours.plain(tidied, chinese=True) == words


def test_past_midnight_and_unknown() -> None:
    night = "Mo-Fr 20:00-06:00"
    monday = datetime(2026, 11, 30, 23, 0, tzinfo=SHANGHAI)
    assert [hours.state(night, monday.replace(hour=hour)) for hour in (5, 12, 23)] == ["closed", "closed", "open"]
    assert hours.state(night, datetime(2026, 12, 1, 5, 0, tzinfo=SHANGHAI)) == "open"
    assert hours.state("", monday) == "unknown"
    assert hours.change("Mo-Su 08:00-20:00", NOON) == NOON.replace(hour=20)


def test_http_and_the_command_give_the_same(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    _city(200)
    asked = {"lng": 120.66682, "lat": 27.99942, "kinds": ["toilet"], "open_at": "2026-11-30T12:00", "limit": 3}
    answer = client.post("/api/v1/places/nearest", json.dumps(asked), content_type="application/json")
    assert answer.status_code == 200
    argv = ["places", "nearest", "--lng", "120.66682", "--lat", "27.99942", "--kind", "toilet"]
    assert main([*argv, "--open-at", "2026-11-30T12:00", "--limit", "3"]) == 0
    assert json.loads(capsys.readouterr().out) == answer.json()
    assert [one["kind"] for one in answer.json()["places"]] == ["toilet"] * 3
    assert {one["state"] for one in answer.json()["places"]} == {"open"}


@pytest.mark.parametrize(
    "asked",
    [
        {"lng": 28.0, "lat": 120.6},
        {"lng": 120.6, "lat": 28.0, "kinds": ["temple"]},
        {"lng": 120.6},
        {"lng": 1e400, "lat": 0},
    ],
)
def test_http_says_what_is_wrong(client: Client, asked: dict[str, Any]) -> None:
    answer = client.post("/api/v1/places/nearest", json.dumps(asked), content_type="application/json")
    assert answer.status_code in (400, 422)
