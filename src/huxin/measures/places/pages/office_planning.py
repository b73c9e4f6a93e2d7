"""The planner's desk: where workers wait by hour, runs of the siting engine, scenarios side by side, a site moved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.core.service import hint_of
from huxin.files.limits import BusyError
from huxin.identity.service import Actor, actor_of
from huxin.law.cleaning import whole_number
from huxin.law.errors import InputError
from huxin.measures.places import planning, taxonomy, values
from huxin.measures.places.models import Scenario
from huxin.measures.places.pages.plan_map import HIGH, WIDE, Frame, dots, frame
from huxin.measures.places.plan_sheet import plan_pdf
from huxin.measures.places.queries import nearest
from huxin.measures.places.reading import MOST_BYTES
from huxin.supervision.adapters.coordinates import SYSTEMS
from huxin.ui.downloads import xlsx_file
from huxin.ui.office import county_name, handles, render_page
from huxin.ui.page import page
from huxin.ui.success import went
from huxin.ui.templatetags.words import say

BANDS: Final = ("0–6", "6–10", "10–14", "14–17", "17–21", "21–24")
LISTED: Final = 200
COMPARED: Final = 4
NEAR: Final = 3_000
"""Metres up to which a known place says where a site is."""
_EMPTY: Final = {
    "name": "", "kind": "rest_station", "band": "", "count": "10", "reach": "", "unit_cost": "0",
    "seconds": "10", "crs": "",
}  # fmt: skip


def sees_plans(actor: Actor) -> bool:
    """Whether an officer plans places."""
    return handles(actor) and planning.plans(actor)


def _planner(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not sees_plans(actor):
        raise Http404
    return actor


def _scenario(actor: Actor, number: int) -> Scenario:
    found = planning.scenarios(actor).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _band(text: str) -> int | None:
    return int(text) if text in tuple("012345") else None


@page("GET", "POST", who="officer")
def plan(request: HttpRequest) -> HttpResponse:
    """Demand by part of the day on a picture and as a list, a form for a run, and all scenarios."""
    actor, problem = _planner(request), ""
    usually = _EMPTY | {"reach": str(values.walk())}
    typed = {name: request.POST.get(name, usual) for name, usual in usually.items()}
    if request.method == "POST":
        try:
            made = planning.ask(actor, _wanted(typed), _brought(request))
            return went(request, reverse("agency:scenario", args=[made.pk]))
        except InputError as error:
            problem = hint_of(error)
        except BusyError:
            problem = _("现在读文件的人太多，过一会儿再传。")
    band = _band(request.GET.get("band", ""))
    cells = planning.heat(actor.county, band)
    on = frame(cells)
    now = timezone.now()
    context = {
        "sheet": planning.newest_sheet(),
        "bands": list(enumerate(BANDS)),
        "band": band,
        "cells": [{**one, "county_name": county_name(one["county"])} for one in cells[:LISTED]],
        "many": len(cells),
        "total": sum(one["idle"] for one in cells),
        "dots": dots(cells, on, "weighed"),
        "wide": WIDE,
        "high": HIGH,
        "kinds": [(name, words) for name, words in taxonomy.kinds().items()],
        "systems": SYSTEMS,
        "typed": typed,
        "problem": problem,
        "rows": [_row(one, now) for one in planning.scenarios(actor)[:50]],
    }
    return render_page(request, "places/plan.html", context, 400 if problem else 200)


def _wanted(typed: dict[str, str]) -> dict[str, Any]:
    numbers = {name: _number(typed[name]) for name in ("count", "reach", "unit_cost", "seconds")}
    return {"name": typed["name"], "kind": typed["kind"], "band": _band(typed["band"]), **numbers}


def _number(text: str) -> int:
    return whole_number(text, 9, -1)


def _brought(request: HttpRequest) -> list[dict[str, Any]]:
    sent = request.FILES.get("candidates")
    if sent is None:
        return []
    content = sent.read(MOST_BYTES + 1)
    return planning.brought(content, sent.name or "candidates.csv", request.POST.get("crs", ""))


def _row(one: Scenario, now: Any) -> dict[str, Any]:
    """What the list and the comparison say of a scenario."""
    figures = one.figures
    return {
        "one": one,
        "kind": taxonomy.kinds().get(one.kind),
        "county": county_name(one.county),
        "band": _("全天") if one.band is None else BANDS[one.band],
        "state": _state(one),
        "percent": planning.progress(one, now),
        "before": _percent(figures.get("before", {}).get("share")),
        "after": _percent(figures.get("after", {}).get("share")),
        "worst_before": figures.get("before", {}).get("worst_metres"),
        "worst_after": figures.get("after", {}).get("worst_metres"),
        "gap": None if figures.get("gap") is None else round(100 * figures["gap"], 2),
        "figures": figures,
    }


def _state(one: Scenario) -> str:
    if one.done_at is not None:
        return "failed" if one.fault else "done"
    if one.cancelled_at is not None:
        return "cancelled"
    if planning.failed(one):
        return "failed"
    return "waiting" if one.begun_at is None else "running"


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)


@page("GET", "POST", who="officer")
def scenario(request: HttpRequest, number: int) -> HttpResponse:
    """One scenario: how far it is, or its sites on a picture and as a list, and a form to move each of them."""
    actor, problem = _planner(request), ""
    one = _scenario(actor, number)
    if request.method == "POST" and request.POST.get("do") == "cancel":
        planning.cancel(one)
        return went(request, reverse("agency:scenario", args=[one.pk]))
    if request.method == "POST":
        try:
            return went(request, reverse("agency:scenario", args=[_moved(request, one).pk]))
        except InputError as error:
            problem = hint_of(error)
    row = _row(one, timezone.now())
    context = {**row, "me": row, **_picture(one), "problem": problem, "typed": request.POST, "counties": _counties(one)}
    answer = render_page(request, "places/scenario.html", context, 400 if problem else 200)
    if row["state"] in ("waiting", "running"):
        answer["Refresh"] = "2"
    return answer


def _moved(request: HttpRequest, one: Scenario) -> Scenario:
    sent = request.POST
    try:
        number, lng, lat = int(sent.get("site", "")), float(sent.get("lng", "")), float(sent.get("lat", ""))
    except ValueError:
        hint = _("经度、纬度各填一个数，比如 120.58 和 27.97。")
        raise InputError("point", "lng, lat", sent.get("lng", "")[:20], "two numbers in degrees", hint) from None
    return planning.move(one, number, lng, lat, sent.get("name", ""))


def _picture(one: Scenario) -> dict[str, Any]:
    cells, old = planning.heat(one.county, one.band), planning.standing(one)
    on: Frame = frame([*cells, *old, *one.sites])
    sites = [
        {**held, "number": at, "county_name": county_name(held["county"]), "beside": _beside(held)}
        for at, held in enumerate(dots(one.sites, on))
    ]
    return {
        "dots": dots(cells, on, "weighed"), "old": dots(old, on), "sites": sites, "on": on, "wide": WIDE, "high": HIGH,
    }  # fmt: skip


def _counties(one: Scenario) -> list[dict[str, Any]]:
    before, after = (one.figures.get(word, {}).get("counties", {}) for word in ("before", "after"))
    return [
        {"name": county_name(code), "before": _percent(before.get(code)), "after": _percent(share)}
        for code, share in sorted(after.items())
    ]


@page("GET", who="officer")
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four scenarios beside each other."""
    actor = _planner(request)
    chosen = [_number(text) for text in request.GET.getlist("s")[:COMPARED]]
    found = {one.pk: one for one in planning.scenarios(actor).filter(pk__in=chosen, fault="").exclude(done_at=None)}
    now = timezone.now()
    rows = [{**_row(found[number], now), **_picture(found[number])} for number in chosen if number in found]
    return render_page(request, "places/compare.html", {"rows": rows})


@page("GET", who="officer")
def export(request: HttpRequest, number: int, kind: str) -> HttpResponseBase:
    """The sites as GeoJSON or XLSX, or one A4 page for the meeting.  Raises Http404 for a scenario that is not done."""
    one = _scenario(_planner(request), number)
    if one.done_at is None or one.fault or kind not in ("geojson", "xlsx", "pdf"):
        raise Http404
    name = f"huxin-plan-{one.pk}.{kind}"
    if kind == "geojson":
        answer: HttpResponseBase = HttpResponse(_geojson(one), content_type="application/geo+json")
    elif kind == "pdf":
        answer = HttpResponse(plan_pdf(_sheet(one)), content_type="application/pdf")
    else:
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        answer = FileResponse(xlsx_file(iter(_lines(one))), content_type=sheet)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _geojson(one: Scenario) -> str:
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [held["lng"], held["lat"]]},
            "properties": {"name": held["name"], "kind": one.kind, "county": held["county"], "scenario": one.name},
        }
        for held in one.sites
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _lines(one: Scenario) -> list[list[str]]:
    head = [_("在哪里"), _("县（市、区）"), _("经度"), _("纬度"), _("编号"), _("手动挪过")]
    return [head, *([*_site(held), held["name"], "1" if held.get("moved") else ""] for held in one.sites)]


def _site(held: Mapping[str, Any]) -> list[str]:
    return [_beside(held) or held["name"], county_name(held["county"]), str(held["lng"]), str(held["lat"])]


def _beside(held: Mapping[str, Any]) -> str:
    """A place that people know and how far it is, since nobody knows a cell by its number; empty where none is near."""
    found = nearest(held["lng"], held["lat"], timezone.now(), limit=1).places
    if not found or found[0].metres > NEAR:
        return ""
    metres = round(found[0].metres / 10) * 10
    return _("%(place)s 旁约 %(metres)s 米") % {"place": found[0].place.name, "metres": metres}


def _sheet(one: Scenario) -> dict[str, Any]:
    """What the page for the meeting says, in words."""
    row, figures = _row(one, timezone.now()), one.figures
    unknown = _("没有")
    worst = [
        unknown if row[key] is None else _("%(n)s 米") % {"n": row[key]} for key in ("worst_before", "worst_after")
    ]
    sheet = planning.newest_sheet()
    lines = [
        (_("新建"), f"{one.count} · {say(row['kind'])}"),
        (_("范围"), f"{row['county']} · {row['band']}"),
        (_("走多远算够得着（直线）"), _("%(n)s 米") % {"n": one.reach}),
        (_("等单时间有几成够得着"), f"{row['before']}% → {row['after']}%"),
        (_("最远的一成人要走"), f"{worst[0]} → {worst[1]}"),
        (_("各处差多少（基尼系数）"), f"{figures['before']['gini']} → {figures['after']['gini']}"),
        (_("花多少钱"), _("%(n)s 元") % {"n": f"{figures['cost']:,}"}),
        (_("离最好还差"), _("手动挪过，没有界") if row["gap"] is None else f"≤ {row['gap']}%"),
    ]
    note = _("等单时间：%(first)s 到 %(last)s 的订单，少于 %(least)s 人的格子不算。")
    return {
        "title": _("选点方案：%(name)s") % {"name": one.name},
        "lines": [list(line) for line in lines],
        "head": [_("新点"), _("县（市、区）"), _("经度"), _("纬度")],
        "sites": [_site(held) for held in one.sites],
        "more": _("其余的见表格。"),
        "note": note % {"first": sheet.first, "last": sheet.last, "least": sheet.least} if sheet else "",
    }
