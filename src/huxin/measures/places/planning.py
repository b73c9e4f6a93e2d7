"""Where the next places go 选点: demand kept for planners, scenarios run by the worker, measured, moved by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from huxin.casework.service import bound_by, city_pack
from huxin.core.service import MOST_TRIES, Queue
from huxin.identity.service import Actor
from huxin.law.errors import InputError, shown
from huxin.measures.places import taxonomy
from huxin.measures.places.models import DemandCell, DemandSheet, HubHour, Place, Scenario
from huxin.measures.places.reading import ReadOptions, read_places

if TYPE_CHECKING:
    from huxin.siting.reading import Points
    from huxin.siting.solve import Solution
    from huxin.supervision.demand import Demand

OFFICE_PAGE: Final = "/agency/places/plan/"
GRID: Final = 2_000
"""So many cells, the busiest ones, are candidates where a planner brings none."""
MOST_CANDIDATES: Final = 5_000
MOST_SITES: Final = 500
MOST_SECONDS: Final = 30
SEED: Final = 1
_BATCH: Final = 2_000


def keep_demand(found: Demand, *, invented: bool = False) -> DemandSheet:
    """Keep cells and hubs for the desks of planners and of waiting areas; they take the place of earlier ones."""
    with transaction.atomic():
        DemandSheet.objects.all().delete()
        sheet = DemandSheet.objects.create(
            first=found.first, last=found.last, made_at=timezone.now(), least=found.least, hidden=found.hidden,
            invented=invented,
        )  # fmt: skip
        DemandCell.objects.bulk_create(
            (
                DemandCell(
                    sheet=sheet, cell=one.cell, band=one.band, county=one.county, lng=one.lng, lat=one.lat,
                    minutes=one.minutes, weight=one.weighed, workers=one.workers,
                )
                for one in found.cells
            ),
            batch_size=_BATCH,
        )  # fmt: skip
        HubHour.objects.bulk_create(
            HubHour(
                sheet=sheet, hub=one.hub[:60], hour=one.hour, what=one.what, many=one.many, minutes=one.minutes,
                workers=one.workers,
            )
            for one in (found.hubs.hours if found.hubs else ())
        )  # fmt: skip
    return sheet


def newest_sheet() -> DemandSheet | None:
    """What planners see; None before demand was ever added up."""
    return DemandSheet.objects.order_by("-made_at").first()


def heat(county: str, band: int | None) -> list[dict[str, Any]]:
    """Cells of a county (empty: the city) with their idle minutes, busiest first; ``band`` None: all that is shown."""
    rows = DemandCell.objects.filter(sheet=newest_sheet())
    rows = rows.filter(county=county) if county else rows
    rows = rows if band is None else rows.filter(band=band)
    cells = rows.values("cell", "county", "lng", "lat").annotate(idle=Sum("minutes"), weighed=Sum("weight"))
    return [dict(one) for one in cells.order_by("-weighed", "cell")]


def plans(actor: Actor) -> bool:
    """Whether an officer plans places: of a department that the sentences of that page bind."""
    return bound_by(actor, OFFICE_PAGE)


def scenarios(actor: Actor) -> QuerySet[Scenario]:
    """Those of an officer's scope, newest first."""
    rows = Scenario.objects.order_by("-asked_at", "-id")
    return rows.filter(county=actor.county) if actor.county else rows


def ask(actor: Actor, wanted: Mapping[str, Any], candidates: Sequence[Mapping[str, Any]] = ()) -> Scenario:
    """Put a run into the queue.  ``wanted``: name, kind, band, count, reach, unit_cost, seconds.

    Raises InputError for what cannot be run: no demand, an unknown kind, more sites than there are candidates.
    """
    name = str(wanted["name"]).strip()[:60]
    if not name:
        raise InputError("name", "name", "nothing", "a name", _("给方案起个名字。"))
    if wanted["kind"] not in taxonomy.kinds():
        raise InputError("kind", "kind", wanted["kind"], "a kind of place", _("从列出来的类型里选。"))
    for field, least, most, hint in (
        ("count", 1, MOST_SITES, _("新建几个，填 1 到 500。")),
        ("reach", 50, 20_000, _("走多远算够得着，填 50 到 20000 米。")),
        ("unit_cost", 0, 100_000_000, _("一个点多少钱，填整数元，不知道填 0。")),
        ("seconds", 1, MOST_SECONDS, _("算几秒，填 1 到 30。")),
    ):
        if not isinstance(wanted[field], int) or not least <= wanted[field] <= most:
            raise InputError(field, field, wanted[field], f"from {least:,} to {most:,}", hint)
    cells = heat(actor.county, wanted["band"])
    if not cells:
        raise InputError("demand", "demand", "no cell", "demand of orders", _("还没有等单的数，先从订单里算。"))
    many = len(candidates) or min(GRID, len(cells))
    if wanted["count"] > many:
        hint = _("能建的地方只有 %(many)s 处，少建几个，或者多带些候选点。") % {"many": many}
        raise InputError("count", "count", wanted["count"], f"at most {many:,} candidates", hint)
    fields = ("kind", "band", "count", "reach", "unit_cost", "seconds")
    return Scenario.objects.create(
        name=name, county=actor.county, candidates=list(candidates), asked_at=timezone.now(),
        **{field: wanted[field] for field in fields},
    )  # fmt: skip


def brought(content: bytes, name: str, crs: str) -> list[dict[str, Any]]:
    """Candidates from a planner's file, any shape that the register reads.  Raises InputError and BusyError."""
    read = read_places(content, name, ReadOptions(crs, city_pack().divisions, "rest_station"))
    if read.faults:
        first = read.faults[0]
        hint = _("第 %(row)s 行的“%(column)s”读不懂，改好再传。") % {"row": first["row"], "column": first["column"]}
        raise InputError("candidates", f"row {first['row']}", first["got"], first["wanted"], hint)
    if len(read.rows) > MOST_CANDIDATES:
        hint = _("候选点最多 5000 个，先挑一挑。")
        raise InputError("candidates", "file", len(read.rows), f"at most {MOST_CANDIDATES:,}", hint)
    held = [row.values for row in read.rows.values()]
    return [{"name": one["name"], "lng": one["lng"], "lat": one["lat"], "county": one["county"]} for one in held]


def cancel(scenario: Scenario) -> None:
    """End a run that is not done; the worker lets go of it within a second."""
    Scenario.objects.filter(pk=scenario.pk, done_at=None).update(cancelled_at=timezone.now())


def progress(scenario: Scenario, now: datetime) -> int:
    """Percent of the time that the search may take, at most 99 before the answer is there."""
    if scenario.done_at is not None:
        return 100
    if scenario.begun_at is None:
        return 0
    passed = (now - scenario.begun_at).total_seconds()
    return max(1, min(99, round(100 * passed / (scenario.seconds + 5))))


def move(scenario: Scenario, number: int, lng: float, lat: float, name: str) -> Scenario:
    """The same choice with one site elsewhere, as a scenario of its own, measured at once; it has no bound.

    Raises InputError for a site that is none and for a point that lies in no county of the city.
    """
    import numpy as np

    from huxin.supervision.counties import counties_of

    if scenario.done_at is None or not 0 <= number < len(scenario.sites):
        raise InputError("site", "site", number, "a site of the scenario", _("这个方案里没有这个点。"))
    (county,) = counties_of(np.asarray([lng]), np.asarray([lat]))
    if county is None or county not in city_pack().divisions:
        hint = _("这个点不在本市。经度在前、纬度在后，用 WGS-84 的度数。")
        raise InputError("point", "lng, lat", f"{lng}, {lat}", "a point in the city", hint)
    sites = [dict(one) for one in scenario.sites]
    sites[number] |= {"lng": round(lng, 6), "lat": round(lat, 6), "county": county, "moved": True}
    fields = ("county", "kind", "band", "count", "reach", "unit_cost", "seconds")
    now = timezone.now()
    other = Scenario(
        name=name.strip()[:60] or scenario.name, candidates=scenario.candidates, parent=scenario, asked_at=now,
        done_at=now, sites=sites, **{field: getattr(scenario, field) for field in fields},
    )  # fmt: skip
    other.figures = measured(other)
    other.save()
    return other


def _points(rows: Iterable[Mapping[str, Any]], **columns: Sequence[float]) -> Points:
    import numpy as np

    from huxin.siting.reading import Points

    held = list(rows)
    x, y = (np.asarray([one[name] for one in held], dtype=np.float64) for name in ("lng", "lat"))
    kept = {name: np.asarray(values, dtype=np.float64) for name, values in columns.items()}
    return Points(tuple(map(str, range(len(held)))), x, y, kept, tuple(str(one["county"]) for one in held))


def standing(scenario: Scenario) -> list[dict[str, Any]]:
    """Places of the kind that stand already within the scenario's county."""
    rows = Place.objects.filter(retired_on=None, kind=scenario.kind)
    rows = rows.filter(county=scenario.county) if scenario.county else rows
    return [dict(one) for one in rows.order_by("code").values("name", "lng", "lat", "county")]


def measured(scenario: Scenario) -> dict[str, Any]:
    """What the chosen sites change, from scratch: shares within a walk, the worst tenth, how even, by county, cost."""
    import numpy as np

    from huxin.siting.fairness import by_county, catchments, gini, ways, worst_tenth

    cells, old = heat(scenario.county, scenario.band), standing(scenario)
    demand = _points(cells, weight=[one["weighed"] for one in cells])
    weights = demand.columns["weight"]
    found: dict[str, Any] = {"total": int(weights.sum()), "cost": scenario.unit_cost * len(scenario.sites)}
    for word, sites in (("before", _points(old)), ("after", _points([*old, *scenario.sites]))):
        far = ways(demand, sites, "wgs84")
        within = float(weights[far <= scenario.reach].sum())
        access = catchments(demand, sites, np.ones(len(sites.ids)), "wgs84", scenario.reach)
        worst = worst_tenth(far, weights)
        share = by_county((far <= scenario.reach).astype(np.float64), weights, demand.county)
        found[word] = {
            "within": int(within), "share": within / found["total"] if found["total"] else 0.0,
            "worst_metres": None if np.isinf(worst) else round(worst), "gini": round(gini(access, weights), 4),
            "counties": {name: round(value, 4) for name, value in share.items()},
        }  # fmt: skip
    return found


def _waiting() -> QuerySet[Scenario]:
    return Scenario.objects.filter(done_at=None, cancelled_at=None)


def _run(row: Scenario) -> int:
    """Search, measure and keep; a cancelled one keeps nothing."""
    now = timezone.now()
    lease = now + timedelta(seconds=row.seconds + 120)
    Scenario.objects.filter(pk=row.pk).update(begun_at=now, leased_until=lease)
    try:
        answer, names = _searched(row)
    except InputError as error:
        told = shown(error.problem.in_words("zh"), 190)
        Scenario.objects.filter(pk=row.pk).update(done_at=timezone.now(), fault=told)
        return 1
    if answer is None:
        return 0
    row.sites = [names[int(at)] for at in answer.sites if int(at) < len(names)]
    row.figures = measured(row) | {
        "value": answer.value, "bound": answer.bound, "gap": answer.gap, "proven": answer.proven_optimal,
        "seconds": round(answer.seconds, 1), "method": answer.method, "seed": answer.seed,
    }  # fmt: skip
    done = Scenario.objects.filter(pk=row.pk, cancelled_at=None)
    return done.update(done_at=timezone.now(), sites=row.sites, figures=row.figures)


def _searched(row: Scenario) -> tuple[Solution | None, list[dict[str, Any]]]:
    """The answer, and the candidates by their numbers; standing places come after them."""
    from huxin.siting.apart import SitingTask, run_apart

    cells, old = heat(row.county, row.band), standing(row)
    free = row.candidates or [
        {"name": one["cell"], **{name: one[name] for name in ("lng", "lat", "county")}} for one in cells[:GRID]
    ]
    fixed = [0.0] * len(free) + [1.0] * len(old)
    none = [0.0] * len(fixed)
    demand = _points(cells, weight=[one["weighed"] for one in cells])
    candidates = _points([*free, *old], fixed=fixed, cost=none, capacity=none)
    task = SitingTask(demand, candidates, row.count, row.reach, row.seconds, SEED)
    return run_apart(task, lambda: not _waiting().filter(pk=row.pk).exists()), free


QUEUE: Final = Queue("siting", {"zh": "选点方案", "en": "Siting scenarios"}, _waiting, _run)


def failed(scenario: Scenario) -> bool:
    """Whether the worker gave it up; the operations page says why."""
    return scenario.done_at is None and scenario.cancelled_at is None and scenario.tries >= MOST_TRIES
