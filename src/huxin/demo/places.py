"""Invented service places around the real hubs of the city: each says of itself that it is invented."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from math import cos, radians
from pathlib import Path
from random import Random
from typing import Final

import huxin
from huxin.casework.service import city_pack
from huxin.measures.places.service import Place, new_edition

_AROUND: Final = (
    "rest_station", "rest_station", "drinking_water", "toilet", "toilet", "ebike_charging", "battery_swap",
    "meal_discount",
)  # fmt: skip
_AT_STATIONS: Final = ("ridehail_waiting", "ridehail_pickup", "taxi_service_area", "charging_ev")
_OUTSIDE: Final = ("driver_home", "truck_parking", "legal_aid_point")
_WORDS: Final = {
    "rest_station": "驿站", "drinking_water": "饮水点", "toilet": "公厕", "ebike_charging": "充电棚",
    "battery_swap": "换电柜", "meal_discount": "暖心食堂", "ridehail_waiting": "候客区", "ridehail_pickup": "上车点",
    "taxi_service_area": "出租车服务区", "charging_ev": "充电站", "driver_home": "司机之家",
    "truck_parking": "货车停车场", "legal_aid_point": "法律援助点",
}  # fmt: skip
_OFFERS: Final = {
    "rest_station": (
        "seating", "aircon", "drinking_water", "microwave", "phone_charging", "toilet", "first_aid", "raincoat",
    ),
    "driver_home": ("parking", "drinking_water", "meals", "shower", "laundry", "sleeping"),
    "ridehail_waiting": ("parking", "toilet", "drinking_water"),
    "meal_discount": ("meals", "seating"),
    "toilet": ("toilet",),
}  # fmt: skip
_HOURS: Final = ("24/7", "Mo-Su 08:00-20:00", "Mo-Su 06:00-22:00", "Mo-Fr 08:30-17:30", "")
_HUB: Final = {"airport", "rail", "ridehail_pickup", "rail_parking"}


def make_places(draw: Random, now: date) -> None:
    """About ten around each hub."""
    path = Path(huxin.__file__).parent / "packs" / city_pack().id / "places" / "hubs.csv"
    if not path.exists():
        return
    codes = {label: code for code, one in city_pack().divisions.items() for label in one.label.values()}
    rows = []
    with path.open(encoding="utf-8", newline="") as stream:
        for number, hub in enumerate(csv.DictReader(stream)):
            kinds = [*_AROUND, *(_AT_STATIONS if hub["kind"] in _HUB else draw.sample(_OUTSIDE, 1))]
            rows += [_place(draw, number, at, kind, hub, codes[hub["county"]], now) for at, kind in enumerate(kinds)]
    Place.objects.bulk_create(rows)
    new_edition()


def _place(draw: Random, number: int, at: int, kind: str, hub: dict[str, str], county: str, now: date) -> Place:
    lng, lat = float(hub["lon_wgs84"]), float(hub["lat_wgs84"])
    lng += draw.gauss(0, 450) / (111_320 * cos(radians(lat)))
    lat += draw.gauss(0, 450) / 110_850
    offers = _OFFERS.get(kind, ())
    hub_name = hub["name"].split(" ")[0]
    return Place(
        code=f"demo-{number:02}-{at:02}",
        name=f"{hub_name}{_WORDS[kind]}（演示 {at + 1}）"[:100],
        kind=kind,
        county=county,
        services=" ".join(sorted(draw.sample(offers, draw.randint(min(1, len(offers)), len(offers))))),
        hours=draw.choice(_HOURS),
        capacity=draw.randint(4, 40),
        lng=round(lng, 6),
        lat=round(lat, 6),
        raw_x=f"{lng:.6f}",
        raw_y=f"{lat:.6f}",
        crs="wgs84",
        source="演示编造 invented for the demonstration",
        invented=True,
        verified_on=now - timedelta(days=draw.randint(1, 300)) if draw.random() < 0.7 else None,
    )
