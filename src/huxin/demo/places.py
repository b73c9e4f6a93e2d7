"""Invented service places around the real hubs of the city: each says of itself that it is invented."""

from __future__ import annotations

import csv
import tempfile
from datetime import date, timedelta
from importlib.util import find_spec
from math import cos, radians
from pathlib import Path
from random import Random
from typing import Final

import huxin
from huxin.casework.service import city_pack
from huxin.identity.service import Account, actor_for
from huxin.measures.places.service import WAITING, Place, WaitingArea, ask, keep_demand, new_edition

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
_DAYS: Final = 7
_WORKERS: Final = 3_000
_EXITS: Final = ("出站口下一层，跟黄色的牌子走", "出站后走到西广场，雨棚下 1 到 12 号位", "到达层 2 号门外")
_TRAINS: Final = (4, 0, 0, 0, 0, 2, 14, 40, 66, 72, 78, 84, 80, 76, 82, 88, 96, 110, 124, 130, 126, 104, 70, 28)
"""Cars an hour of an invented day at a station."""


def make_places(draw: Random, now: date) -> None:
    """About ten around each hub, and what was counted at its waiting area."""
    path = Path(huxin.__file__).parent / "packs" / city_pack().id / "places" / "hubs.csv"
    if not path.exists():
        return
    codes = {label: code for code, one in city_pack().divisions.items() for label in one.label.values()}
    rows = []
    with path.open(encoding="utf-8", newline="") as stream:
        for number, hub in enumerate(csv.DictReader(stream)):
            kinds = [*_AROUND, *(_AT_STATIONS if hub["hub"] else draw.sample(_OUTSIDE, 1))]
            rows += [_place(draw, number, at, kind, hub, codes[hub["county"]], now) for at, kind in enumerate(kinds)]
    Place.objects.bulk_create(rows)
    areas = [_counted(draw, one, now) for one in rows if one.kind == WAITING]
    WaitingArea.objects.bulk_create(areas)
    new_edition()


def make_demand(now: date) -> None:
    """Where invented workers waited in a week of invented orders, and two scenarios that wait for the worker."""
    if any(find_spec(name) is None for name in ("duckdb", "h3", "highspy", "numba")):
        return
    from huxin.demo.rides import make_rides
    from huxin.supervision.demand import DemandRequest, demand
    from huxin.supervision.hubs import read_hubs
    from huxin.supervision.lake import Files
    from huxin.supervision.synth.city import CityPlan
    from huxin.supervision.synth.write import synth

    first, last = now - timedelta(days=_DAYS), now - timedelta(days=1)
    with tempfile.TemporaryDirectory(prefix="huxin-demo-") as folder:
        synth(CityPlan(first, _DAYS, _WORKERS, 1), Path(folder), plants=0)
        hubs = read_hubs(city_pack())
        make_rides(Random(1), Path(folder) / "orders", first, _DAYS, hubs)
        found = demand(DemandRequest(first, last, Files(f"{folder}/orders/*.parquet"), city_pack(), hubs=hubs))
    keep_demand(found, invented=True)
    planner = actor_for(Account.objects.get(username="union"))
    wanted = {"kind": "rest_station", "band": None, "reach": 600, "unit_cost": 80_000, "seconds": 10}
    ask(planner, {**wanted, "name": "先建 10 个驿站（演示）", "count": 10})
    ask(planner, {**wanted, "name": "先建 20 个驿站（演示）", "count": 20})


def _counted(draw: Random, place: Place, now: date) -> WaitingArea:
    """Nobody counts bays in a demonstration: how full an area is now stays unknown until somebody does."""
    busy = draw.uniform(0.4, 1.1)
    return WaitingArea(
        place=place,
        arrivals=[round(one * busy) for one in _TRAINS],
        stay=draw.randint(8, 18),
        source="演示编造 invented for the demonstration",
        counted_on=now - timedelta(days=draw.randint(5, 60)),
    )


def _place(draw: Random, number: int, at: int, kind: str, hub: dict[str, str], county: str, now: date) -> Place:
    lng, lat = float(hub["lon_wgs84"]), float(hub["lat_wgs84"])
    lng += draw.gauss(0, 450) / (111_320 * cos(radians(lat)))
    lat += draw.gauss(0, 450) / 110_850
    offers = _OFFERS.get(kind, ())
    hub_name = hub["name"].split(" ")[0]
    at_station = kind in ("ridehail_waiting", "ridehail_pickup", "taxi_service_area")
    return Place(
        code=f"demo-{number:02}-{at:02}",
        name=f"{hub_name}{_WORDS[kind]}（演示 {at + 1}）"[:100],
        kind=kind,
        county=county,
        services=" ".join(sorted(draw.sample(offers, draw.randint(min(1, len(offers)), len(offers))))),
        hours=_HOURS[0] if kind == WAITING else draw.choice(_HOURS),
        capacity=draw.randint(12, 40) if kind == WAITING else draw.randint(4, 40),
        hub=hub["hub"] if at_station else "",
        entrance=draw.choice(_EXITS) if kind == "ridehail_pickup" else "",
        lng=round(lng, 6),
        lat=round(lat, 6),
        raw_x=f"{lng:.6f}",
        raw_y=f"{lat:.6f}",
        crs="wgs84",
        source="演示编造 invented for the demonstration",
        invented=True,
        verified_on=now - timedelta(days=draw.randint(1, 300)) if draw.random() < 0.7 else None,
    )
